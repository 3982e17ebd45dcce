"""Roles and what each may do, unless an administrator decided otherwise: see docs/rights.md."""

from __future__ import annotations

from typing import Final

from talented_desk.ids import fixed_id

ROLES: Final = ("liaison_officer", "psi_liaison", "manager", "equity_steward", "administrator", "auditor")
ENTITIES: Final[dict[str, tuple[str, ...]]] = {
    "officers": ("officer",),
    "employers": (
        "employer",
        "employer_name",
        "employer_fact",
        "employer_check",
        "employer_tag",
        "tag",
        "worksite",
        "stage_change",
    ),
    "contacts": ("contact", "contact_role", "email_consent"),
    "sessions": ("support_session", "session_code", "session_contact", "session_employer"),
    "follow_ups": ("task", "promise"),
    "visits": ("visit",),
    "institutions": ("institution",),
    "placements": ("opportunity", "placement", "package"),
    "documents": ("attachment",),
    "imports": ("import_run", "import_mapping"),
    "quality": ("duplicate_decision", "quality_left"),
    "views": ("saved_view",),
}
"""What rights are about, and the tables of each. Those in none go along with what they speak of (a conflict with its
record, a redirect with what was merged), or are for everybody to read (the rights themselves)."""
ALWAYS_SEEN: Final = ("officers",)

ALL, READ, TAKE, KEEP, NONE = (1, 1, 1), (1, 0, 0), (1, 0, 1), (1, 1, 0), (0, 0, 0)
Right = tuple[int, int, int]
"""See, write, export."""

DEFAULTS: Final[dict[str, dict[str, Right]]] = {
    "liaison_officer": dict.fromkeys(ENTITIES, ALL),
    "psi_liaison": {
        **dict.fromkeys(ENTITIES, NONE),
        "officers": READ,
        "employers": READ,
        "contacts": READ,
        "institutions": ALL,
        "placements": ALL,
        "follow_ups": KEEP,
        "documents": KEEP,
        "views": KEEP,
    },
    "manager": dict.fromkeys(ENTITIES, ALL),
    "equity_steward": {
        **dict.fromkeys(ENTITIES, NONE),
        "officers": READ,
        "employers": READ,
        "institutions": READ,
        "placements": TAKE,
        "views": KEEP,
    },
    "administrator": dict.fromkeys(ENTITIES, ALL),
    "auditor": {**dict.fromkeys(ENTITIES, TAKE), "views": ALL},
}


def entity_of(table: str) -> str:
    """What a table's rights are about; empty: see `ENTITIES`."""
    return next((entity for entity, tables in ENTITIES.items() if table in tables), "")


def right_id(role: str, entity: str) -> str:
    """The id of the row that holds a right."""
    return fixed_id("right", role, entity)


def defaults() -> list[tuple[str, str, str, int, int, int]]:
    """Every right as a row: id, role, entity, see, write, export."""
    return [
        (right_id(role, entity), role, entity, *right)
        for role, rights in DEFAULTS.items()
        for entity, right in rights.items()
    ]
