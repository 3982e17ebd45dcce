"""Where things lie on this workstation.

One workspace folder holds everything of one officer on one device. `TALENTED_DESK_HOME` names another one
(tests, portable use).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

HOME_VARIABLE = "TALENTED_DESK_HOME"


@dataclass(frozen=True, slots=True)
class WorkspacePaths:
    """The files and folders of one workspace; all of them lie under `root`."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "desk.db"

    @property
    def drafts(self) -> Path:
        """Forms that are being typed, encrypted under the database's key."""
        return self.root / "drafts.db"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def key_file(self) -> Path:
        """The database key sealed by a passphrase; only where there is no keyring."""
        return self.root / "desk.key"

    @property
    def lock(self) -> Path:
        """Held by the one program that writes in this workspace."""
        return self.root / "desk.lock"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def opened(self) -> Path:
        """Private copies of documents opened in other programs; emptied at exit and at the next start."""
        return self.root / "opened"

    def make(self) -> None:
        """Create the folders, readable by this user alone."""
        for folder in (self.root, self.backups, self.logs, self.opened):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.backups, self.logs, self.opened):  # a folder that was there may be open to others
            if folder.stat().st_mode & 0o077 and os.name == "posix":
                folder.chmod(0o700)


def workspace(name: str = "") -> WorkspacePaths:
    """The workspace to use: `TALENTED_DESK_HOME` if set, else the user's data folder (`name` beside it)."""
    home = os.environ.get(HOME_VARIABLE)
    root = Path(home) if home else Path(PlatformDirs("talented-desk", appauthor=False).user_data_dir)
    return WorkspacePaths(root / name if name else root)
