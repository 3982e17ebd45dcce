"""The key of the local database: 32 random bytes, kept by the system's keyring or sealed by a passphrase.

`desk.key` says which: it names the keyring's entry, or holds the key sealed (`talented_desk.security.sealing`).
The key is never on disk in plain text. A copy of `desk.key` lies in `backups/`, for when the first is lost.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.ids import new_id
from talented_desk.paths import WorkspacePaths
from talented_desk.security import sealing
from talented_desk.security.keyrings import Keyring, KeyringClosed, NoKeyring, SystemKeyring
from talented_desk.security.sealing import KEY_BYTES, MINIMUM_PASSPHRASE, PassphraseShort, PassphraseWrong

__all__ = [
    "KEY_BYTES",
    "MINIMUM_PASSPHRASE",
    "PASSPHRASE_FILE_VARIABLE",
    "AskPassphrase",
    "KeyFileDamaged",
    "KeyFileMissing",
    "KeyMissing",
    "Keyring",
    "KeyringClosed",
    "NoKeyring",
    "NoKeyringHere",
    "PassphraseFileUnreadable",
    "PassphraseNeeded",
    "PassphraseShort",
    "PassphraseWrong",
    "SystemKeyring",
    "database_key",
    "keep_in_keyring",
    "kind_of",
    "passphrase_from_environment",
    "seal_by_passphrase",
]

PASSPHRASE_FILE_VARIABLE = "TALENTED_DESK_PASSPHRASE_FILE"  # noqa: S105 - a variable's name


class KeyMissing(DeskError):
    message = N_(
        "The key of the database {path} is not in this computer's keyring. Sign in as the person who made the "
        "workspace, or restore the keyring; without the key nobody can read the file. Nothing was changed. "
        "On another computer, restore a backup with “talented-desk restore”."
    )


class KeyFileMissing(DeskError):
    message = N_(
        "The key file {key_file} is missing, so the database {path} cannot be opened. Put the file back from a "
        "backup of the folder, or restore a backup with “talented-desk restore”. Nothing was changed."
    )


class PassphraseNeeded(DeskError):
    message = N_(
        "This computer offers no keyring, so the database is protected by a passphrase. "
        "Enter it in the window, or name a file that holds it in TALENTED_DESK_PASSPHRASE_FILE."
    )


class PassphraseFileUnreadable(DeskError):
    message = N_("The passphrase file {path} cannot be read: {reason}.")


class KeyFileDamaged(DeskError):
    message = N_(
        "The key file {path} is damaged. Put it back from a backup of the folder, or restore a backup with "
        "“talented-desk restore”. Nothing was changed."
    )


class NoKeyringHere(DeskError):
    message = N_("This computer offers no keyring that keeps secrets. The key stays as it is.")


AskPassphrase = Callable[[bool], str]
"""Asks a person for the passphrase; True when a new one is chosen."""


def passphrase_from_environment() -> str | None:
    """The passphrase in the file that `TALENTED_DESK_PASSPHRASE_FILE` names; None if it names none."""
    named = os.environ.get(PASSPHRASE_FILE_VARIABLE)
    return read_passphrase(Path(named)) if named else None


def read_passphrase(file: Path) -> str:
    """The passphrase that a file holds, without its line end. Raises `PassphraseFileUnreadable`."""
    try:
        return file.read_text("utf-8-sig").rstrip("\r\n")  # Notepad puts a mark in front
    except OSError as error:
        raise PassphraseFileUnreadable(path=file, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise PassphraseFileUnreadable(path=file, reason="not UTF-8") from error


def passphrase(ask: AskPassphrase | None, *, new: bool) -> str:
    """The passphrase from the file that the environment names, else from a person. Raises `PassphraseNeeded`."""
    given = passphrase_from_environment()
    if given is not None:
        return given
    if ask is None:
        raise PassphraseNeeded()
    return ask(new)


def database_key(paths: WorkspacePaths, keyring: Keyring, ask: AskPassphrase | None = None) -> bytes:
    """The workspace's key, made the first time.

    A workspace whose key was once sealed by a passphrase stays so, and one whose key the keyring keeps as well.
    Raises `KeyMissing`, `KeyFileMissing`, `KeyringClosed`, `PassphraseNeeded`, `PassphraseWrong`, `KeyFileDamaged`.
    """
    content = _content(paths)
    exists = paths.database.exists()
    if "sealed" in content:
        return _unsealed(paths, content, passphrase(ask, new=False))
    if "keyring" in content:
        key = from_keyring(keyring, str(content["keyring"]))
        if key is not None:
            return key
        if exists:
            raise KeyMissing(path=paths.database)
    elif exists:
        raise KeyFileMissing(path=paths.database, key_file=paths.key_file)
    return _new_key(paths, keyring, ask)


def kind_of(paths: WorkspacePaths) -> str:
    """What protects the key: `keyring`, `passphrase`, or nothing yet (empty). Raises `KeyFileDamaged`."""
    content = _content(paths)
    return "passphrase" if "sealed" in content else "keyring" if "keyring" in content else ""


def seal_by_passphrase(paths: WorkspacePaths, keyring: Keyring, key: bytes, new: str) -> None:
    """From now on the key is sealed by this passphrase: to change it, or to leave the keyring.

    Raises `PassphraseShort`. Backups keep the passphrase that they were made with.
    """
    before = _content(paths)
    _keep(paths, sealing.seal(key, new))
    if "keyring" in before:
        try:
            keyring.forget(str(before["keyring"]))
        except (NoKeyring, KeyringClosed):
            return  # it cannot be reached; what it holds opens nothing that the file itself does not


def keep_in_keyring(paths: WorkspacePaths, keyring: Keyring, key: bytes) -> None:
    """From now on the system's keyring keeps the key. Raises `NoKeyringHere`, `KeyringClosed`."""
    try:
        name = _to_keyring(keyring, key)
    except NoKeyring as error:
        raise NoKeyringHere() from error
    _keep(paths, {"keyring": name})


def sealed_key(paths: WorkspacePaths) -> Mapping[str, object] | None:
    """The sealed key as `desk.key` holds it; None where a keyring keeps the key, or the file is damaged."""
    return _sealed(_read(paths.key_file)) or _sealed(_read(_copy(paths)))


def sealed_beside(database: Path) -> Mapping[str, object] | None:
    """The sealed key in the key file that lies beside a database set aside, if there is one."""
    return _sealed(_read(database.with_suffix(".key")))


def entries_beside(database: Path) -> tuple[str, ...]:
    """The keyring's entry that the key file beside a database names: none or one."""
    name = _read(database.with_suffix(".key")).get("keyring")
    return (str(name),) if name else ()


def _sealed(content: Mapping[str, object]) -> Mapping[str, object] | None:
    return content if "sealed" in content else None


def _new_key(paths: WorkspacePaths, keyring: Keyring, ask: AskPassphrase | None) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    given = passphrase_from_environment()
    if given is None:
        try:
            _keep(paths, {"keyring": _to_keyring(keyring, key)})
            return key
        except NoKeyring:
            given = passphrase(ask, new=True)
    _keep(paths, sealing.seal(key, given))
    return key


def _to_keyring(keyring: Keyring, key: bytes) -> str:
    """Keep the key under a new name, so that several workspaces live side by side."""
    name = new_id()
    keyring.set(name, key.hex())
    if keyring.get(name) != key.hex():  # a keyring that forgets is none
        raise NoKeyring
    return name


def from_keyring(keyring: Keyring, name: str) -> bytes | None:
    """The key that an entry holds; None if there is no such key. Raises `KeyringClosed`."""
    try:
        key = bytes.fromhex(keyring.get(name) or "")
    except (NoKeyring, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _unsealed(paths: WorkspacePaths, content: Mapping[str, object], given: str) -> bytes:
    try:
        return sealing.unseal(content, given)
    except sealing.SealDamaged as error:
        copy = _read(_copy(paths))
        if "sealed" in copy and copy != content:
            return _unsealed_copy(paths, copy, given)
        raise KeyFileDamaged(path=paths.key_file) from error


def _unsealed_copy(paths: WorkspacePaths, copy: Mapping[str, object], given: str) -> bytes:
    try:
        key = sealing.unseal(copy, given)
    except sealing.SealDamaged as error:
        raise KeyFileDamaged(path=paths.key_file) from error
    write_private(paths.key_file, json.dumps(copy).encode())
    return key


def _content(paths: WorkspacePaths) -> dict[str, object]:
    """What `desk.key` says, or its copy where it is lost; empty where there is neither."""
    for path in (paths.key_file, _copy(paths)):
        content = _read(path)
        if content:
            return content
    if paths.key_file.exists():
        raise KeyFileDamaged(path=paths.key_file)
    return {}


def _read(path: Path) -> dict[str, object]:
    """The file's values; empty when it is missing or not a key file."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        return {}
    known = isinstance(content, dict) and ("sealed" in content or isinstance(content.get("keyring"), str))
    return content if known else {}


def _keep(paths: WorkspacePaths, content: Mapping[str, object]) -> None:
    replace_key_file(paths, json.dumps(content).encode())


def replace_key_file(paths: WorkspacePaths, data: bytes) -> None:
    """Write `desk.key` and its copy."""
    write_private(paths.key_file, data)
    paths.backups.mkdir(exist_ok=True, mode=0o700)
    write_private(_copy(paths), data)


def _copy(paths: WorkspacePaths) -> Path:
    return paths.backups / paths.key_file.name


def write_private(path: Path, data: bytes) -> None:
    """Replace a file in one step, readable by this user alone, safe against a power cut."""
    temporary = path.with_name(path.name + ".new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
