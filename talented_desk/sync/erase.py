"""Erasing what a revoked device holds: the key first, so that nothing can be read any more whatever comes between.

Only the answer `revoked` of the shared database that filled this copy (`talented_desk.sync.errors.Revoked`) is a
reason to call this; a login that fails, a server that is not there or another one never is. What an officer wrote
elsewhere (exports, backups on a stick) is not reached.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from talented_desk.paths import WorkspacePaths
from talented_desk.security.keyrings import Keyring, KeyringClosed, NoKeyring
from talented_desk.security.keys import entries_beside, write_private

FILES = ("desk.*", "drafts.*", "restoring.*", "unfinished-*", "settings.*", "window.*", "shared-*")
"""What the program itself keeps in its folder: a folder may be used for other things too."""
MARK = "erased.json"
OVERWRITTEN = 8 * 1024 * 1024
"""Smaller files are overwritten before they go: keys, settings, papers that lay open. The database is encrypted."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: how many files went; what could not be removed, and entries of the keyring that could not."""

    files: int
    left: tuple[Path, ...]
    keys_left: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Nothing that could be read is left."""
        return not self.left and not self.keys_left


def erase(folder: Path, keyring: Keyring, *, at: str, entries: Iterable[str] = ()) -> Erased:
    """Erase the workspace in this folder: keys, database with its log, drafts, copies, contents, search, settings.

    The database must be closed. `entries`: further entries of the keyring that go (this device's password at the
    shared database); `at`: when, as stored times are written. A power cut on the way leaves `pending` true, and
    calling this again at the next start goes on. Never raises for what cannot be removed: see `Erased`.
    """
    paths = WorkspacePaths(folder)
    begun = _noted(folder)
    named = dict.fromkeys((*_begun_entries(begun), *entries, *_entries(paths)))
    at = str(begun.get("at") or at)
    _mark(folder, {"at": at, "done": False, "entries": list(named)})
    keys_left = tuple(name for name in named if not _forget(keyring, name))
    for file in (paths.key_file, *sorted(paths.backups.glob("*.key"))):
        _remove(file)
    found = list(_files(paths))
    left = tuple(file for file in found if not _remove(file))
    for emptied in (paths.backups, paths.opened, paths.logs):
        shutil.rmtree(emptied, ignore_errors=True)
    _mark(folder, {"at": at, "done": not left, "entries": list(keys_left)})
    return Erased(len(found) - len(left), left, keys_left)


def pending(folder: Path) -> bool:
    """Whether an erasure was begun and has not come to its end: nothing in this folder is to be opened."""
    noted = _noted(folder)
    return bool(noted) and not noted.get("done")


def erased_at(folder: Path) -> str:
    """When this workspace was erased, for the program to tell; empty if it was not."""
    return str(_noted(folder).get("at", ""))


def told(folder: Path) -> None:
    """The person knows; a new workspace may begin here."""
    if not pending(folder):
        (folder / MARK).unlink(missing_ok=True)


def _files(paths: WorkspacePaths) -> Iterator[Path]:
    for pattern in FILES:
        yield from (file for file in sorted(paths.root.glob(pattern)) if file != paths.lock and file.is_file())
    for folder in (paths.backups, paths.opened, paths.logs):
        yield from (file for file in sorted(folder.rglob("*")) if file.is_file() or file.is_symlink())


def _entries(paths: WorkspacePaths) -> Iterator[str]:
    """Entries of the keyring that hold a key of this workspace, or of one that was set aside."""
    for file in (paths.key_file, *sorted(paths.backups.glob("*.key"))):
        yield from entries_beside(file)


def _forget(keyring: Keyring, name: str) -> bool:
    try:
        keyring.forget(name)
        return keyring.get(name) is None
    except (NoKeyring, KeyringClosed):
        return False


def _remove(file: Path) -> bool:
    """Overwrite a small file, then remove it; False if it is still there."""
    try:
        if not file.is_symlink() and 0 < (size := file.stat().st_size) <= OVERWRITTEN:
            with file.open("r+b") as stream:
                stream.write(secrets.token_bytes(size))
                stream.flush()
                os.fsync(stream.fileno())
    except OSError:
        pass  # it may still be possible to remove it
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _mark(folder: Path, noted: dict[str, object]) -> None:
    write_private(folder / MARK, json.dumps(noted).encode())


def _begun_entries(begun: dict[str, object]) -> list[str]:
    entries = begun.get("entries")
    return [str(name) for name in entries] if isinstance(entries, list) else []


def _noted(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
