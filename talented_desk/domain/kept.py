"""Why something stayed as it is when an operation was taken back, in words."""

from __future__ import annotations

from typing import Final

from talented_desk.i18n import N_

REASONS: Final = {
    "changed": N_("changed since"),
    "needed": N_("newer work needs it"),
    "deleted": N_("deleted since"),
    "merged": N_("merged since; it lives on in the other record"),
    "parent_gone": N_("what it belonged to is gone"),
    "undone": N_("taken back already"),
}
"""By the reason of `db.types.Kept`."""
