"""Why a sync did not come to its end, in words."""

from __future__ import annotations

from talented_desk.errors import DeskError
from talented_desk.i18n import N_


class Unreachable(DeskError):
    """What was done until then stays done; trying again later goes on from there."""

    message = N_("The shared database cannot be reached now.")


class Revoked(DeskError):
    message = N_("This computer may no longer use the shared database. Ask the administrator.")


class OtherEpoch(DeskError):
    """Nothing was sent or taken."""

    message = N_("The shared database was restored from an older backup. What is on this computer stays as it is.")


class ProgramTooOld(DeskError):
    message = N_("This version of Talented Desk is too old for the shared database: install the new one.")


class SharedTooOld(DeskError):
    message = N_("The shared database is older than this program: the administrator has to upgrade it first.")


class Forked(Exception):
    """Another copy of this copy (a restored backup, a cloned profile) was at the shared database."""


class NotTaken(Exception):
    """The shared database failed on what was sent: something in it is not as it must be."""
