"""What of each record is searched: one SELECT a kind, giving number, name, and all other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_OWN: Final = re.compile(r"\br\.(\w+)")
KINDS: Final = 16
"""A document's number in the index is the record's row number times this, plus its kind's code."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that can be found. `select` gives number, name and other words of alias `r`."""

    code: int
    name: str
    table: str
    select: str
    sort_key: str = ""
    """SQL of the text by which these records sort, once folded; empty when they have none."""

    def columns(self) -> frozenset[str]:
        """The record's own columns whose words are searched or sorted by: a change of others is no news."""
        return frozenset(_OWN.findall(f"{self.select} {self.sort_key}"))


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose rows are searched as part of another record: by its reference's column and field number."""

    table: str
    column: str
    field: int
    kind: str


def _bare(column: str) -> str:
    """A web address without what every one of them begins with."""
    return f"replace(replace(replace({column}, 'https://', ''), 'http://', ''), 'www.', '')"


def _select(name: str, *others: str) -> str:
    return "SELECT {number}, " + name + ", " + (" || ' ' || ".join(others) or "''")


def _each(expression: str, source: str) -> str:
    return f"coalesce((SELECT group_concat({expression}, ' ') FROM {source}), '')"


DOCUMENTS: Final = (
    Kind(
        1,
        "employer",
        "employer",
        _select(
            "r.trade_name || ' ' || r.legal_name || ' ' || "
            + _each("x.name", "employer_name x WHERE x.employer_id = r.id"),
            "r.city",
            "r.email",
            _bare("r.website"),
            "r.business_number",
            "r.phone",
            _each(
                "w.name || ' ' || w.street || ' ' || w.city || ' ' || w.postal_code || ' ' || "
                "replace(w.postal_code, ' ', '')",
                "worksite w WHERE w.employer_id = r.id",
            ),
            _each("t.label", "employer_tag y JOIN tag t ON t.id = y.tag_id WHERE y.employer_id = r.id"),
            "r.notes",
        ),
        "coalesce(nullif(r.trade_name, ''), r.legal_name)",
    ),
    Kind(
        2,
        "contact",
        "contact",
        _select(
            "r.given_name || ' ' || r.family_name",
            "r.email",
            "r.phone",
            "r.mobile",
            _each("x.title", "contact_role x WHERE x.contact_id = r.id"),
            "r.notes",
        ),
        "r.family_name || ' ' || r.given_name",
    ),
    Kind(3, "session", "support_session", _select("r.subject", "r.narrative")),
    Kind(4, "task", "task", _select("r.subject", "r.notes")),
    Kind(5, "promise", "promise", _select("r.subject")),
    Kind(6, "opportunity", "opportunity", _select("r.title", "r.description")),
    Kind(
        7,
        "placement",
        "placement",
        _select(
            "r.student_name || ' ' || r.title", "r.program", "r.student_email", "r.faculty_supervisor", "r.description"
        ),
    ),
    Kind(
        8,
        "institution",
        "institution",
        _select(
            "r.name || ' ' || r.name_fr || ' ' || r.short_name",
            "r.city",
            "r.coordinator_name",
            "r.coordinator_email",
            "r.notes",
        ),
    ),
    Kind(
        9,
        "document",
        "attachment",
        _select(
            # a dot would hide the words of `coi_2026.pdf` from nobody, the underline does
            "replace(r.name, '_', ' ')",
            "r.notes",
            "coalesce((SELECT x.text FROM content_text x WHERE x.sha256 = r.sha256), '')",
        ),
    ),
)
PARTS: Final = (
    Part("employer_name", "employer_id", 1, "employer"),
    Part("worksite", "employer_id", 1, "employer"),
    Part("employer_tag", "employer_id", 1, "employer"),
    Part("contact_role", "contact_id", 1, "contact"),
)
BY_NAME: Final = {kind.name: kind for kind in DOCUMENTS}
