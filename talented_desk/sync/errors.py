"""Why a sync did not come to its end, in words."""

from __future__ import annotations

from talented_desk.errors import DeskError
from talented_desk.i18n import N_


class Unreachable(DeskError):
    """What was done until then stays done; trying again later goes on from there."""

    message = N_("The shared database cannot be reached now.")


class Revoked(DeskError):
    """The shared database that this copy belongs to said so itself: what it holds is to be erased."""

    message = N_(
        "The administrator withdrew this computer’s access to the shared database; what Talented Desk kept here is "
        "erased."
    )


class NotAdmitted(DeskError):
    """No word of being revoked: nothing is erased, and trying again later is right."""

    message = N_("The shared database does not let this computer in. Nothing was changed here; ask the administrator.")


class TooMuch(DeskError):
    message = N_("This computer sent more than the shared database takes at once. It goes on later by itself.")


class OtherEpoch(DeskError):
    """Nothing was sent or taken."""

    message = N_(
        "The shared database was restored from an older backup. Nothing was sent or taken, and what is on this "
        "computer stays as it is. When you go on, what the backup lacks is sent again."
    )


class ProgramTooOld(DeskError):
    message = N_("This version of Talented Desk is too old for the shared database: install the new one.")


class SharedTooOld(DeskError):
    message = N_("The shared database is older than this program: the administrator has to upgrade it first.")


class RevokedBy(Exception):
    """Some shared database, of this epoch, says that the device is revoked; the engine knows whether it is ours."""

    def __init__(self, epoch: str) -> None:
        super().__init__(epoch)
        self.epoch = epoch


class Forked(Exception):
    """Another copy of this copy (a restored backup, a cloned profile) was at the shared database."""


class RightsMoved(Exception):
    """What the officer may do is not what it was when it was asked for."""


class NotTaken(Exception):
    """The shared database failed on what was sent: something in it is not as it must be."""
