"""The key of the local database: 32 random bytes, kept by the system's keyring or sealed by a passphrase.

Without a keyring the key lies in `desk.key`, sealed with AES-256-GCM under a key that Argon2id (64 MiB, 3 passes)
makes from the passphrase. It is never on disk in plain text.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.ids import new_id
from talented_desk.paths import WorkspacePaths

KEY_BYTES = 32
SERVICE = "Talented Desk"
PASSPHRASE_FILE_VARIABLE = "TALENTED_DESK_PASSPHRASE_FILE"  # noqa: S105 - a variable's name
MINIMUM_PASSPHRASE = 10
_ARGON = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 1}


class KeyMissing(DeskError):
    message = N_(
        "The key of the database {path} is not in this computer's keyring. Sign in as the person who made the "
        "workspace, or restore the keyring; without the key nobody can read the file. Nothing was changed."
    )


class KeyringClosed(DeskError):
    message = N_("The system's keyring is locked. Unlock it (usually by signing in again), then open Talented Desk.")


class PassphraseNeeded(DeskError):
    message = N_(
        "This computer offers no keyring, so the database is protected by a passphrase. "
        "Enter it in the window, or name a file that holds it in TALENTED_DESK_PASSPHRASE_FILE."
    )


class PassphraseWrong(DeskError):
    message = N_("This passphrase does not open the database. Nothing was changed; try again.")


class PassphraseShort(DeskError):
    message = N_("A passphrase needs at least {minimum} characters; a short sentence is good.")


class PassphraseFileUnreadable(DeskError):
    message = N_("The passphrase file {path} cannot be read: {reason}.")


class KeyFileDamaged(DeskError):
    message = N_("The key file {path} is damaged. Restore it from a backup of the workspace. Nothing was changed.")


class Keyring(Protocol):
    """The part of the system's keyring that is used; `None` from `get` means no such entry."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, secret: str) -> None: ...


AskPassphrase = Callable[[bool], str]
"""Asks a person for the passphrase; True when a new one is chosen."""


class SystemKeyring:
    """The keyring of the operating system, through the `keyring` library (imported when first needed)."""

    def get(self, name: str) -> str | None:
        import keyring
        from keyring.errors import KeyringError, KeyringLocked

        try:
            return keyring.get_password(SERVICE, name)
        except KeyringLocked as error:
            raise KeyringClosed() from error
        except KeyringError as error:
            raise NoKeyring() from error

    def set(self, name: str, secret: str) -> None:
        import keyring
        from keyring.errors import KeyringError, KeyringLocked

        try:
            keyring.set_password(SERVICE, name, secret)
        except KeyringLocked as error:
            raise KeyringClosed() from error
        except KeyringError as error:
            raise NoKeyring() from error


class NoKeyring(Exception):
    """There is no keyring here: a passphrase has to serve."""


def passphrase_from_environment() -> str | None:
    """The passphrase in the file that `TALENTED_DESK_PASSPHRASE_FILE` names; None if it names none."""
    named = os.environ.get(PASSPHRASE_FILE_VARIABLE)
    if not named:
        return None
    try:
        return Path(named).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PassphraseFileUnreadable(path=named, reason=str(error)) from error


def database_key(paths: WorkspacePaths, keyring: Keyring, ask: AskPassphrase | None = None) -> bytes:
    """The workspace's key, made the first time.

    A workspace whose key was once sealed by a passphrase stays so. Raises `KeyMissing`, `KeyringClosed`,
    `PassphraseNeeded`, `PassphraseWrong`, `KeyFileDamaged`.
    """
    if paths.key_file.exists() and _is_sealed(paths.key_file):
        return unseal(paths.key_file, _passphrase(ask, new=False))
    given = passphrase_from_environment()
    if given is None:
        try:
            return _from_keyring(paths, keyring)
        except NoKeyring:
            given = None
    if paths.database.exists():
        raise KeyMissing(path=paths.database)
    key = secrets.token_bytes(KEY_BYTES)
    seal(paths.key_file, key, given if given is not None else _passphrase(ask, new=True))
    return key


def _from_keyring(paths: WorkspacePaths, keyring: Keyring) -> bytes:
    """`desk.key` only names the keyring's entry, so that several workspaces live side by side."""
    name = _entry_name(paths.key_file)
    stored = keyring.get(name) if name else None
    if stored is not None:
        return bytes.fromhex(stored)
    if paths.database.exists():
        raise KeyMissing(path=paths.database)
    key = secrets.token_bytes(KEY_BYTES)
    name = new_id()
    keyring.set(name, key.hex())
    if keyring.get(name) != key.hex():  # a keyring that forgets is none
        raise NoKeyring
    _write(paths.key_file, {"keyring": name})
    return key


def seal(path: Path, key: bytes, passphrase: str) -> None:
    """Write the key, sealed by the passphrase. Raises `PassphraseShort`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < MINIMUM_PASSPHRASE:
        raise PassphraseShort(minimum=MINIMUM_PASSPHRASE)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretch(passphrase, salt)).encrypt(nonce, key, b"talented-desk key 1")
    _write(path, {"sealed": _text(sealed), "salt": _text(salt), "nonce": _text(nonce), "argon2id": _ARGON})


def unseal(path: Path, passphrase: str) -> bytes:
    """The key that `seal` wrote. Raises `PassphraseWrong`, `KeyFileDamaged`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        content = json.loads(path.read_text("utf-8"))
        sealed, salt, nonce = (base64.b64decode(content[name]) for name in ("sealed", "salt", "nonce"))
        return AESGCM(_stretch(passphrase, salt)).decrypt(nonce, sealed, b"talented-desk key 1")
    except InvalidTag as error:
        raise PassphraseWrong() from error
    except (KeyError, TypeError, ValueError) as error:
        raise KeyFileDamaged(path=path) from error


def _passphrase(ask: AskPassphrase | None, *, new: bool) -> str:
    given = passphrase_from_environment()
    if given is not None:
        return given
    if ask is None:
        raise PassphraseNeeded()
    return ask(new)


def _stretch(passphrase: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase.encode(), salt, hash_len=KEY_BYTES, type=Type.ID, **_ARGON)


def _is_sealed(path: Path) -> bool:
    return "sealed" in _content(path)


def _entry_name(path: Path) -> str | None:
    return _content(path).get("keyring") if path.exists() else None


def _content(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise KeyFileDamaged(path=path) from error
    if not isinstance(content, dict):
        raise KeyFileDamaged(path=path)
    return content


def _write(path: Path, content: dict[str, object]) -> None:
    temporary = path.with_suffix(".new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(content, stream)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
