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
        "Free some space on the disk of {folder}, then try again."
    )


class FolderReadOnly(DeskError):
    message = N_(
        "Talented Desk may not write in {folder}. Ask for the right to write there, or choose another "
        "folder with the variable TALENTED_DESK_HOME."
    )


class DatabaseBusy(DeskError):
    message = N_(
        "Another program is holding the database {path} and does not let go, so the last step was not saved; "
        "everything saved before is safe. Backup, synchronisation and antivirus programs do that: "
        "wait a minute, then try again."
    )


class DiskFailed(DeskError):
    message = N_(
        "The disk refused to read or write {path}, so the last step was not saved; everything saved before is safe. "
        "Check that the disk is connected and has space, then try again. If it happens again, make a backup with "
        "“talented-desk backup” onto another disk."
    )


class NoWriteAheadLog(DeskError):
    message = N_(
        "The folder {folder} lies on a drive where the database cannot be kept safely (a network or synchronised "
        "drive, usually). Choose a folder on this computer's own disk with the variable TALENTED_DESK_HOME."
    )


class TransactionLost(DeskError):
    message = N_("The last step failed half-way and was not saved; everything saved before is safe. Try again.")


class NoOpenChangeset(DeskError):
    message = N_("A write was refused because it did not go through the journal.")
