"""Bringing a backup back. What is there now is moved aside into `backups/`, never destroyed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from db import drafts, restoring
from db.errors import DatabaseInUse
from talented_desk.clock import Clock, utc_text
from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.paths import WorkspacePaths
from talented_desk.security import backup, keys, sealing
from talented_desk.security.keyrings import Keyring, KeyringClosed


class BackupKeyUnknown(DeskError):
    message = N_(
        "{path} cannot be opened: it carries no key of its own, and either the key on this computer is another one "
        "or the file is damaged. Restore it on the computer that made it, or try another backup. Nothing was changed."
    )


class BackupDamagedInside(DeskError):
    message = N_(
        "The backup {path} opens, but parts of its database are damaged ({count} faults). Nothing was changed. "
        "Try an earlier backup."
    )


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `aside` is where the former database lies now; None if there was none."""

    aside: Path | None
    made_at: str
    kind: str
    """What protects the key now: `keyring` or `passphrase`."""


def restore(
    paths: WorkspacePaths, keyring: Keyring, file: Path, clock: Clock, ask: keys.AskPassphrase | None = None
) -> Restored:
    """Replace the workspace's database by a backup's; the workspace must not be open.

    The backup is unpacked, opened with its key and checked page by page before anything is moved. Raises
    `DatabaseInUse`, `BackupUnreadable`, `BackupKeyUnknown`, `BackupDamagedInside`, `PassphraseWrong`,
    `PassphraseNeeded`, `DatabaseNewer`, `DiskFull`.
    """
    paths.make()
    with _locked(paths), _unpacking(paths) as unpacked:
        contents = backup.read(file, unpacked)
        key, given = _find_key(paths, keyring, contents, file, ask)
        faults = restoring.check(contents.database, key)
        if faults:
            raise BackupDamagedInside(path=file, count=len(faults))
        restoring.mark(contents.database, key, utc_text(clock.now()))
        aside = _set_aside(paths, backup.stamp(clock.now()))
        if key != _present_key(paths, keyring, given):
            _adopt(paths, keyring, key, given)
        _bring_drafts(paths, contents.drafts, key)
        contents.database.replace(paths.database)
        return Restored(aside, contents.made_at, keys.kind_of(paths))


@contextmanager
def _locked(paths: WorkspacePaths) -> Iterator[None]:
    lock = FileLock(paths.lock, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise DatabaseInUse(path=paths.root) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _unpacking(paths: WorkspacePaths) -> Iterator[Path]:
    """A place beside the database, so that moving in is one step; nothing stays there."""
    unpacked = paths.root / "restoring.db"
    try:
        yield unpacked
    finally:
        for name in (unpacked.name, f"{unpacked.stem}-drafts.db"):
            for end in ("", "-wal", "-shm", "-journal"):
                unpacked.with_name(name + end).unlink(missing_ok=True)


def _find_key(
    paths: WorkspacePaths,
    keyring: Keyring,
    contents: backup.Contents,
    file: Path,
    ask: keys.AskPassphrase | None,
) -> tuple[bytes, str | None]:
    """The key that opens the backup, and the passphrase if one was needed: the keyring first, it asks nobody."""
    present = _present_key(paths, keyring, None)
    if present is not None and restoring.opens(contents.database, present):
        return present, None
    for name in keys.entries_beside(file):
        key = keys.from_keyring(keyring, name)
        if key is not None and restoring.opens(contents.database, key):
            return key, None
    sealed = [content for content in (contents.sealed, keys.sealed_key(paths)) if content is not None]
    if not sealed:
        raise BackupKeyUnknown(path=file)
    given = keys.passphrase(ask, new=False)
    unsealed = False
    for content in sealed:
        try:
            key = sealing.unseal(content, given)
        except (sealing.PassphraseWrong, sealing.SealDamaged):
            continue
        unsealed = True
        if restoring.opens(contents.database, key):
            return key, given
    if unsealed and contents.sealed is None:
        raise BackupKeyUnknown(path=file)
    if unsealed:
        raise backup.BackupUnreadable(path=file)
    raise sealing.PassphraseWrong()


def _present_key(paths: WorkspacePaths, keyring: Keyring, given: str | None) -> bytes | None:
    """The workspace's own key as far as it can be had without asking."""
    for name in keys.entries_beside(paths.database):
        key = keys.from_keyring(keyring, name)
        if key is not None:
            return key
    sealed = keys.sealed_key(paths)
    if sealed is None or given is None:
        return None
    try:
        return sealing.unseal(sealed, given)
    except (sealing.PassphraseWrong, sealing.SealDamaged):
        return None


def _set_aside(paths: WorkspacePaths, stamp: str) -> Path | None:
    """Move the database, its log and a copy of its key file into `backups/`."""
    if not paths.database.exists():
        return None
    aside = paths.backups / f"desk-{stamp}-set-aside.db"
    number = 1
    while aside.exists():
        number += 1
        aside = paths.backups / f"desk-{stamp}-{number}-set-aside.db"
    if paths.key_file.exists():
        keys.write_private(aside.with_suffix(".key"), paths.key_file.read_bytes())
    try:
        aside.hardlink_to(paths.database)  # so that at no moment there is no database: the next start would make one
    except OSError:
        paths.database.replace(aside)
    log = paths.database.with_name(paths.database.name + "-wal")
    if log.exists():  # left by a crash: it belongs to the former database, and must not be played into the new one
        log.replace(aside.with_name(aside.name + "-wal"))
    paths.database.with_name(paths.database.name + "-shm").unlink(missing_ok=True)
    return aside


def _bring_drafts(paths: WorkspacePaths, found: Path | None, key: bytes) -> None:
    """What is being typed here stays; where there is nothing, or nothing that the key opens, the backup's comes."""
    if paths.drafts.exists() and restoring.opens(paths.drafts, key):
        return
    drafts.set_aside(paths.drafts, paths.backups, "set-aside")
    if found is not None and restoring.opens(found, key):
        found.replace(paths.drafts)


def _adopt(paths: WorkspacePaths, keyring: Keyring, key: bytes, given: str | None) -> None:
    """Keep the backup's key as this workspace's: in the keyring if there is one, else under the passphrase."""
    if given is None or keys.sealed_key(paths) is None:
        try:
            keys.keep_in_keyring(paths, keyring, key)
            return
        except (keys.NoKeyringHere, KeyringClosed):
            if given is None:
                raise
    keys.replace_key_file(paths, json.dumps(sealing.seal(key, given)).encode())


def default_file(paths: WorkspacePaths) -> Path | None:
    """The newest backup of this workspace, if there is one."""
    found = sorted(paths.backups.glob(f"*{backup.SUFFIX}"), key=os.path.getmtime)
    return found[-1] if found else None
