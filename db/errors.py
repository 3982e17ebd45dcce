"""What can go wrong with the database file, each with a sentence and a way out."""

from __future__ import annotations

from talented_desk.errors import DeskError
from talented_desk.i18n import N_


class DatabaseDamaged(DeskError):
    message = N_(
        "The database {path} cannot be read: the file is damaged, or its key is another one. Nothing was changed. "
        "Restore a backup from {backups} with “talented-desk restore”, or move the file aside to start anew."
    )


class DatabaseNewer(DeskError):
    message = N_(
        "The database {path} was written by a newer version of Talented Desk (schema {found}; this program knows "
        "{known}). Nothing was changed. Install the newer version, then open it again."
    )


class DatabaseInUse(DeskError):
    message = N_(
        "Talented Desk is already open on this workspace ({path}). Use the window that is open, or close it first."
    )


class DiskFull(DeskError):
    message = N_(
        "The disk is full, so the last step was not saved; everything saved before is safe. "
        "Free some space on the disk of {path}, then try again."
    )


class FolderReadOnly(DeskError):
    message = N_(
        "Talented Desk may not write in {path}. Ask for the right to write there, or choose another "
        "folder with the variable TALENTED_DESK_HOME."
    )


class NoOpenChangeset(DeskError):
    message = N_("A write was refused because it did not go through the journal.")
