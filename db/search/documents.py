"""What of each record is searched: one SELECT a kind, giving number, name, other words, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KINDS: Final = 16
"""A document's number in the index is the record's row number times this, plus its kind's code."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that can be found. `select` gives name, other, notes of alias `r`."""

    code: int
    name: str
    table: str
    select: str
    sort_key: str = ""
    """SQL of the text that the table's `sort_key` folds; empty when it has none."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose rows are searched as part of another record: by its reference's column and field number."""

    table: str
    column: str
    field: int
    kind: str


_OE: Final = "replace(replace(replace(replace({0}, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae')"


def _plain(expression: str) -> str:
    """Ligatures spelled out: the tokenizer removes accents but keeps them."""
    return _OE.format(expression)


_DIGITS: Final = "replace(replace(replace({0}, ' ', ''), '-', ''), '+', '')"

DOCUMENTS: Final = (
    Kind(
        1,
        "employer",
        "employer",
        "SELECT {number}, "
        + _plain(
            "r.trade_name || ' ' || r.legal_name || coalesce((SELECT ' ' || group_concat(x.name, ' ') "
            "FROM employer_name x WHERE x.employer_id = r.id), '')"
        )
        + ", r.city || ' ' || r.email || ' ' || r.website || ' ' || r.business_number || ' ' || r.phone || ' ' || "
        + _DIGITS.format("r.phone")
        + " || coalesce((SELECT ' ' || group_concat(w.name || ' ' || w.street || ' ' || w.city || ' ' || "
        "w.postal_code || ' ' || replace(w.postal_code, ' ', ''), ' ') FROM worksite w WHERE w.employer_id = r.id), '')"
        " || coalesce((SELECT ' ' || group_concat(t.label, ' ') FROM employer_tag y JOIN tag t ON t.id = y.tag_id "
        "WHERE y.employer_id = r.id), ''), " + _plain("r.notes"),
        "coalesce(nullif(r.trade_name, ''), r.legal_name)",
    ),
    Kind(
        2,
        "contact",
        "contact",
        "SELECT {number}, "
        + _plain("r.given_name || ' ' || r.family_name")
        + ", r.email || ' ' || r.phone || ' ' || "
        + _DIGITS.format("r.phone")
        + " || ' ' || r.mobile || ' ' || "
        + _DIGITS.format("r.mobile")
        + " || coalesce((SELECT ' ' || group_concat(x.title, ' ') FROM contact_role x WHERE x.contact_id = r.id), ''), "
        + _plain("r.notes"),
        "r.family_name || ' ' || r.given_name",
    ),
    Kind(3, "session", "support_session", "SELECT {number}, " + _plain("r.subject") + ", '', " + _plain("r.narrative")),
    Kind(4, "task", "task", "SELECT {number}, " + _plain("r.subject") + ", '', " + _plain("r.notes")),
    Kind(5, "promise", "promise", "SELECT {number}, " + _plain("r.subject") + ", '', ''"),
    Kind(6, "opportunity", "opportunity", "SELECT {number}, " + _plain("r.title") + ", '', " + _plain("r.description")),
    Kind(
        7,
        "placement",
        "placement",
        "SELECT {number}, "
        + _plain("r.student_name || ' ' || r.title")
        + ", r.program || ' ' || r.student_email || ' ' || r.faculty_supervisor, "
        + _plain("r.description"),
    ),
    Kind(
        8,
        "institution",
        "institution",
        "SELECT {number}, "
        + _plain("r.name || ' ' || r.name_fr || ' ' || r.short_name")
        + ", r.city || ' ' || r.coordinator_name || ' ' || r.coordinator_email, "
        + _plain("r.notes"),
    ),
)
PARTS: Final = (
    Part("employer_name", "employer_id", 1, "employer"),
    Part("worksite", "employer_id", 1, "employer"),
    Part("employer_tag", "employer_id", 1, "employer"),
    Part("contact_role", "contact_id", 1, "contact"),
)
BY_NAME: Final = {kind.name: kind for kind in DOCUMENTS}
