"""How a line of *Today* reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from talented_desk.domain import codes
from talented_desk.formats import Formats
from talented_desk.i18n import N_, Translator
from ui.pages.today.agenda import AgendaLine

if TYPE_CHECKING:
    from talented_desk.services.drafts import DraftRow
    from talented_desk.services.today import Day, Item

HEADINGS: Final[Mapping[str, str]] = {
    "overdue": N_("Late"),
    "today": N_("Today"),
    "week": N_("The next seven days"),
    "undated": N_("Without a day"),
    "waiting": N_("Promised to us"),
    "expiring": N_("Expires"),
    "quiet": N_("Gone quiet"),
}
ICONS: Final[Mapping[str, str]] = {
    "task": "circle",
    "promise": "handshake",
    "insurance": "shield",
    "check": "clipboard-check",
    "document": "paperclip",
    "consent": "mail",
    "quiet": "hourglass",
    "draft": "pencil",
}


def lines(day: Day, drafts: tuple[DraftRow, ...], today: date, t: Translator, formats: Formats) -> Iterator[AgendaLine]:
    """Every line in order, drafts first, each group with its heading."""
    heading = t("Drafts left open")
    for draft in drafts:
        yield AgendaLine(
            f"draft:{draft.id}",
            ICONS["draft"],
            _draft_words(draft, t),
            t("Support session, not saved yet"),
            formats.moment(draft.updated_at),
            heading=heading,
        )
        heading = ""
    group = ""
    for item in day.items:
        heading = ""
        if item.group != group:
            group, heading = item.group, t(HEADINGS[item.group])
            if group == "quiet" and day.quiet > 1:
                heading = t("Gone quiet: {count} employers", count=formats.number(day.quiet))
        yield line(item, heading, today, t, formats)


def line(item: Item, heading: str, today: date, t: Translator, formats: Formats) -> AgendaLine:
    """One item in words."""
    late = bool(item.on) and item.on < today.isoformat()
    title, what = _title(item, t)
    about = [what, item.employer if item.kind != "quiet" else "", item.contact if item.kind != "consent" else ""]
    side, tone = "", "muted"
    if item.kind == "quiet":
        side = t("last session {when}", when=formats.relative_day(item.on, today))
    elif item.on:
        when = (
            formats.relative_day(item.on, today)
            if late or item.group == "today"
            else formats.weekday_date(item.on, today)
        )
        side = f"{when}, {formats.time(item.extra)}" if item.kind == "task" and item.extra else when
        tone = "bad" if late else "warn" if item.group == "expiring" else "text" if item.group == "today" else "muted"
    return AgendaLine(
        f"{item.kind}:{item.id}",
        ICONS[item.kind],
        title,
        " · ".join(part for part in about if part),
        side,
        tone,
        heading,
        tick=item.kind in ("task", "promise"),
    )


def _title(item: Item, t: Translator) -> tuple[str, str]:
    """The words of the line, and what kind of thing it is where the words do not say it."""
    language = t.language
    if item.kind == "promise":
        ours = item.extra == "us"
        return item.title, t("We promised") if ours else t("They promised")
    if item.kind == "insurance":
        return t("Insurance of the worksite {worksite}", worksite=item.extra) if item.extra else t(
            "Insurance"
        ), item.title
    if item.kind == "check":
        return codes.load("employer_checklist").label(item.title, language), t("Checklist")
    if item.kind == "document":
        return item.title, codes.load("document_kinds").label(item.extra, language)
    if item.kind == "consent":
        return (
            t("Consent of {person} to be e-mailed", person=item.contact or item.title),
            codes.load("consent_bases").label(item.extra, language),
        )
    if item.kind == "quiet":
        return item.employer, codes.load("pipeline_stages").label(item.extra, language)
    return item.title, ""


def _draft_words(draft: DraftRow, t: Translator) -> str:
    names = ", ".join(str(words) for _, words in draft.content.get("employers", ()))
    typed = draft.content.get("quick", {}).get("line")
    said = str(draft.content.get("subject") or draft.content.get("narrative") or typed or "").strip()
    return " – ".join(part for part in (names, said) if part) or t("Nothing chosen yet")
