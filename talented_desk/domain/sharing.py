"""Words of sharing: why a change was refused, what a conflict is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from talented_desk.i18n import N_

REASONS: Final[Mapping[str, str]] = {
    "unknown record": N_("The shared database does not know the record that was changed."),
    "unknown parent": N_("The shared database does not know the record that this one belongs to."),
    "not_allowed": N_("Your role does not let you change this. Ask the administrator."),
    "unsound": N_("What was written is not what the shared database knows this field to hold."),
    "unreadable": N_("The shared database cannot read what was written."),
}
"""By the reason that the shared database gives."""
OTHERWISE: Final = N_("The shared database did not take this change.")

Take = Literal["kept", "other"]
"""How a conflict is settled: what is there stays, or the other value takes its place."""


def reason(code: str) -> str:
    """Why a change was refused, as a source text."""
    return REASONS.get(code, OTHERWISE)
