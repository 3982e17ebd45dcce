"""The opened workspace's key: where it is kept, moving it, and backups sealed so that they open elsewhere."""

from __future__ import annotations

from pathlib import Path

from db.session import Database
from talented_desk.clock import Clock
from talented_desk.paths import WorkspacePaths
from talented_desk.security import backup, keys
from talented_desk.security.keyrings import Keyring


class Vault:
    """Holds the key while the workspace is open; nothing else does."""

    def __init__(self, paths: WorkspacePaths, keyring: Keyring, key: bytes, database: Database, clock: Clock) -> None:
        self._paths = paths
        self._keyring = keyring
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
        keys.seal_by_passphrase(self._paths, self._keyring, self._key, new)

    def move_to_keyring(self) -> None:
        """Let the system's keyring keep the key. Raises `NoKeyringHere`, `KeyringClosed`."""
        keys.keep_in_keyring(self._paths, self._keyring, self._key)

    def back_up(self, target: Path | None = None, *, passphrase: str | None = None) -> backup.Backup:
        """Write an encrypted backup, into `backups/` unless told where.

        It carries the key sealed by `passphrase`, or by the workspace's own passphrase where it has one; with
        neither it opens on this computer only. Raises `PassphraseShort`, `BackupNotWritten`, `BackupExists`.
        """
        return backup.write(
            self._paths, self._database, self._key, target, passphrase=passphrase, now=self._clock.now()
        )
