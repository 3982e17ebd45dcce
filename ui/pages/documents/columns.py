"""A document in words: the columns of the list, and the line of facts over the preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from talented_desk.domain import codes
from talented_desk.domain import documents as rules
from talented_desk.domain.typed import plain
from ui.context import UiContext
from ui.models.paged import Column

if TYPE_CHECKING:
    from talented_desk.services.documents import DocumentRow


def columns(context: UiContext, own: Callable[[DocumentRow], bool]) -> tuple[Column[DocumentRow], ...]:
    """The columns of the list. What is on another record than the page's own (`own`) says on which."""
    t, formats = context.t, context.formats
    return (
        Column(
            "name",
            t("Name"),
            lambda row: row.name if own(row) else t("{name} – {record}", name=row.name, record=row.where),
            "name",
            240,
            icon=lambda row: (icon(row), "muted"),
        ),
        Column("kind", t("Kind"), lambda row: kind(context, row), "kind", 180, muted=True),
        Column(
            "expires_on",
            t("Expires on"),
            lambda row: expiry(context, row),
            "expires",
            190,
            icon=lambda row: tone(context, row),
        ),
        Column("added_at", t("Added on"), lambda row: formats.date(_day(row)), "added", 115, muted=True, optional=True),
        Column(
            "size",
            t("Size"),
            lambda row: formats.file_size(row.size),
            "size",
            80,
            number=True,
            muted=True,
            optional=True,
        ),
        Column("officer", t("Added by"), lambda row: row.officer, "officer", 140, muted=True, optional=True),
    )


def sorts() -> Mapping[str, Callable[[DocumentRow], Any]]:
    """How the list is ordered by each column's key; without a day of expiry comes last."""
    return {
        "name": lambda row: plain(row.name),
        "kind": lambda row: (row.kind, plain(row.name)),
        "expires": lambda row: row.expires_on or "9999",
        "added": lambda row: row.added_at,
        "size": lambda row: row.size,
        "officer": lambda row: plain(row.officer),
    }


def icon(row: DocumentRow) -> str:
    """The icon of its type."""
    if row.mime == rules.MAIL:
        return "mail"
    if row.mime.startswith("image/"):
        return "image"
    return "file-text" if row.mime in (rules.PDF, rules.TEXT) else "paperclip"


def kind(context: UiContext, row: DocumentRow) -> str:
    """What sort of document it is."""
    return codes.load("document_kinds").label(row.kind, context.t.language)


def expiry(context: UiContext, row: DocumentRow) -> str:
    """Until when it holds, in words."""
    t = context.t
    if not row.expires_on:
        return t("not known") if rules.runs_out(row.kind) else ""
    day = context.formats.date(row.expires_on)
    return t("{day}, expired", day=day) if rules.standing(row.expires_on, context.today()) == "past" else day


def tone(context: UiContext, row: DocumentRow) -> tuple[str, str] | None:
    """The icon that makes one look: expired, soon, or not known."""
    standing = rules.standing(row.expires_on, context.today())
    if standing == "past":
        return "circle-alert", "bad"
    if standing == "near" or (not standing and rules.runs_out(row.kind)):
        return "clock", "warn"
    return None


def facts(context: UiContext, row: DocumentRow) -> str:
    """One line: kind, expiry, size, when, by whom, on what, notes."""
    t, formats = context.t, context.formats
    until = t("expires on {day}", day=formats.date(row.expires_on)) if row.expires_on else ""
    if rules.standing(row.expires_on, context.today()) == "past":
        until = expiry(context, row)
    added = t("added on {day}", day=formats.date(_day(row)))
    parts = (kind(context, row), until, formats.file_size(row.size), added, row.officer, row.where, row.notes)
    return " · ".join(part for part in parts if part)


def _day(row: DocumentRow) -> str:
    from talented_desk.clock import from_utc_text

    return from_utc_text(row.added_at).astimezone().date().isoformat()
