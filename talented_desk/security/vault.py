"""The opened workspace's key: where it is kept, moving it, and backups sealed so that they open elsewhere."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from db.session import Database
from db.sharing import notes
from talented_desk.clock import Clock
from talented_desk.ids import new_id
from talented_desk.paths import WorkspacePaths
from talented_desk.security import backup, keys
from talented_desk.security.keyrings import Keyring, KeyringClosed, NoKeyring

_ENTRY: Final = "secret_entry_"
_SECRET: Final = "secret_"  # noqa: S105 - the name of a note
"""Notes: the keyring's entry of a password, and the password where there is no keyring."""


class Vault:
    """Holds the key while the workspace is open; nothing else does."""

    def __init__(self, paths: WorkspacePaths, keyring: Keyring, key: bytes, database: Database, clock: Clock) -> None:
        self._paths = paths
        self.keyring = keyring
        self._key = key
        self._database = database
        self._clock = clock

    def __repr__(self) -> str:
        return "Vault(…)"

    def kind(self) -> str:
        """What protects the key: `keyring` or `passphrase`."""
        return keys.kind_of(self._paths)

    def change_passphrase(self, new: str) -> None:
        """Seal the key by a passphrase: a new one, or instead of the keyring. Raises `PassphraseShort`.

        The database keeps its key. Backups made earlier open with the passphrase that they were made with.
        """
        keys.seal_by_passphrase(self._paths, self.keyring, self._key, new)

    def move_to_keyring(self) -> None:
        """Let the system's keyring keep the key. Raises `NoKeyringHere`, `KeyringClosed`."""
        keys.keep_in_keyring(self._paths, self.keyring, self._key)

    def keep_secret(self, name: str, secret: str) -> None:
        """Keep a password of this workspace: where its key is, in the keyring or else in the encrypted database."""
        with self._database.scratch() as connection:
            entry = notes.word(connection, _ENTRY + name) or f"{name}-{new_id()}"
        if self.kind() == "keyring":
            try:
                self.keyring.set(entry, secret)
                secret = ""
            except NoKeyring:
                pass
        with self._database.scratch() as connection:
            notes.remember(connection, _ENTRY + name, entry)
            notes.remember(connection, _SECRET + name, secret)

    def secret(self, name: str) -> str | None:
        """A password that was kept; None if there is none. Raises `KeyringClosed`."""
        with self._database.read() as connection:
            entry, secret = notes.word(connection, _ENTRY + name), notes.word(connection, _SECRET + name)
        if secret or not entry:
            return secret or None
        try:
            return self.keyring.get(entry)
        except NoKeyring:
            return None

    def secret_entries(self) -> tuple[str, ...]:
        """The keyring's entries of such passwords."""
        with self._database.read() as connection:
            kept = notes.words(connection, _ENTRY)
            return tuple(entry for name, entry in kept.items() if not notes.word(connection, _SECRET + name))

    def forget_secret(self, name: str) -> None:
        """Keep it no longer."""
        with self._database.scratch() as connection:
            entry = notes.word(connection, _ENTRY + name)
            notes.forget(connection, _ENTRY + name, _SECRET + name)
        if entry:
            with suppress(NoKeyring, KeyringClosed):
                self.keyring.forget(entry)

    def back_up(self, target: Path | None = None, *, passphrase: str | None = None) -> backup.Backup:
        """Write an encrypted backup, into `backups/` unless told where.

        It carries the key sealed by `passphrase`, or by the workspace's own passphrase where it has one; with
        neither it opens on this computer only. Raises `PassphraseShort`, `BackupNotWritten`, `BackupExists`.
        """
        return backup.write(
            self._paths, self._database, self._key, target, passphrase=passphrase, now=self._clock.now()
        )
