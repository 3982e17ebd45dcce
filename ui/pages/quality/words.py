"""Findings in words: what a record is called, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talented_desk.domain import codes
from talented_desk.domain.quality import BY_CODE
from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from ui import labels

if TYPE_CHECKING:
    from talented_desk.services.quality import Finding


def title_of(one: Finding, t: Translator, formats: Formats) -> str:
    """What the record is called."""
    table = BY_CODE[one.rule].table
    if table == "employer_check":
        return codes.load("employer_checklist").label(one.title, t.language)
    if table == "support_session" and not one.title:
        return labels.shown("happened_at", one.seen[0], t, formats)
    return one.title or labels.table_label(table, t)


def values_of(one: Finding, t: Translator, formats: Formats) -> tuple[tuple[str, str], ...]:
    """What the rule looks at: fields and their values, empty ones left out."""
    table = BY_CODE[one.rule].table
    found = (
        (labels.field_label(field, t), _shown(table, field, value, t, formats))
        for field, value in zip(one.fields, one.seen, strict=True)
    )
    return tuple((field, value) for field, value in found if value)


def whose(one: Finding, t: Translator) -> str:
    """The employer that it belongs to, if it is not the employer itself."""
    return "" if BY_CODE[one.rule].table == "employer" else one.employer


def _shown(table: str, field: str, value: str, t: Translator, formats: Formats) -> str:
    if table == "opportunity" and field == "status":
        return codes.load("opportunity_statuses").label(value, t.language)
    # a name as it is: its blanks are what the rule is about
    return labels.shown(field, value, t, formats)
