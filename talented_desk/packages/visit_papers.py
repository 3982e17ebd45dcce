"""The two papers of a visit: the brief that the officer takes along, and the sheet that stays with the employer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from talented_desk.packages import sheet, style
from talented_desk.packages.blocks import Block, Together

if TYPE_CHECKING:
    from talented_desk.services.visit_briefs import Brief, Part

BRIEF_PAGES: Final = 2
"""A brief has at most this many: what does not fit is told shorter."""
SHORTER: Final = ((8, True), (6, False), (4, False), (3, False))
"""How it is told shorter: lines of a part, and whether notes that are no warning stay."""


def brief_pdf(brief: Brief, made: datetime) -> bytes:
    """The brief on at most two pages, in its language."""
    t, formats = Translator(brief.language), Formats(brief.language)
    foot = t("Brief for {name}, made {when}", name=brief.title, when=formats.moment(made))
    data = b""
    for told in (brief, *(_shorter(brief, most, notes=notes) for most, notes in SHORTER)):
        data, pages = sheet.render(
            partial(_story, told), language=brief.language, title=brief.title, foot=foot, made=made
        )
        if pages <= BRIEF_PAGES:
            break
    return data


def _story(brief: Brief) -> list[Flowable]:
    head = [sheet.said(brief.title, style.TITLE), sheet.said("  ·  ".join(brief.facts), style.LEAD)]
    return [*head, *(_part(part) for part in brief.parts)]


def _part(part: Part) -> Flowable:
    rows = [flowable for line in part.lines for flowable in sheet.row(line.text, line.note, line.tone)]
    return Together([sheet.said(part.title, sheet.HEAD), *rows], space_before=10)


def _shorter(brief: Brief, most: int, *, notes: bool) -> Brief:
    t = Translator(brief.language)

    def cut(part: Part) -> Part:
        lines = [line if notes or line.tone else replace(line, note="") for line in part.lines[:most]]
        rest = len(part.lines) - most
        if rest > 0:
            lines.append(
                replace(part.lines[0], text=t.plural("and {count} more", "and {count} more", rest), note="", tone="")
            )
        return replace(part, lines=tuple(lines))

    return replace(brief, parts=tuple(cut(part) for part in brief.parts))


@dataclass(frozen=True, slots=True)
class LeaveBehind:
    """What stays with the employer. Days are ISO or empty; `signature` a PNG or empty; `accepted` who said yes."""

    language: str
    employer: str
    day: str
    present: tuple[str, ...]
    we_promise: tuple[tuple[str, str], ...]
    they_promise: tuple[tuple[str, str], ...]
    next_step: tuple[tuple[str, str], ...]
    notes: str
    officer: str
    officer_email: str
    officer_phone: str
    notice: str = ""
    accepted: str = ""
    signature: bytes = b""


def leave_behind_pdf(left: LeaveBehind, made: datetime) -> bytes:
    """The sheet in the contact's language: who met, what was agreed, how to reach the officer."""
    t = Translator(left.language)
    foot = t("Left with {name}", name=left.employer)
    return sheet.render(
        lambda: _agreed(left, t, Formats(left.language)),
        language=left.language,
        title=t("Our visit"),
        foot=foot,
        made=made,
    )[0]


def _agreed(left: LeaveBehind, t: Translator, formats: Formats) -> list[Flowable]:
    facts = [part for part in (left.employer, formats.full_date(left.day)) if part]
    story: list[Flowable] = [sheet.said(t("Our visit"), style.TITLE), sheet.said("  ·  ".join(facts), style.LEAD)]
    if left.present:
        story.append(_group(t("Who was there"), [(", ".join((*left.present, left.officer)), "")], formats, t))
    for title, rows in (
        (t("What we will do"), left.we_promise),
        (t("What you will do"), left.they_promise),
        (t("Next"), left.next_step),
    ):
        if rows:
            story.append(_group(title, rows, formats, t))
    if left.notes.strip():
        story.append(_group(t("What we talked about"), [(left.notes, "")], formats, t))
    reach = [part for part in (left.officer, left.officer_phone, left.officer_email) if part]
    story.append(_group(t("How to reach us"), [("  ·  ".join(reach), "")], formats, t))
    if left.notice and left.accepted:
        accepted = t("Read and accepted by {name}, {day}.", name=left.accepted, day=formats.long_date(left.day))
        parts = [sheet.said(t("What you agreed to"), sheet.HEAD), sheet.said(left.notice, sheet.ROW)]
        parts.append(sheet.said(accepted, sheet.ROW))
        story.append(Together([*parts, *([Picture(left.signature)] if left.signature else [])], space_before=10))
    return story


def _group(title: str, rows: Sequence[tuple[str, str]], formats: Formats, t: Translator) -> Flowable:
    lines = [
        flowable
        for words, day in rows
        for flowable in sheet.row(words, t("by {day}", day=formats.long_date(day)) if day else "")
    ]
    return Together([sheet.said(title, sheet.HEAD), *lines], space_before=10)


class Picture(Block):
    """A drawn signature, as large as it needs and never wider than a third of the page."""

    HEIGHT: Final = 54.0

    def __init__(self, data: bytes) -> None:
        super().__init__(space_before=4)
        self._reader = ImageReader(io.BytesIO(data))

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Its size in points."""
        across, down = self._reader.getSize()
        scale = min(self.HEIGHT / max(1, down), style.WIDTH / 3 / max(1, across))
        self.width, self.height = across * scale, down * scale
        return self.width, self.height

    def draw(self) -> None:
        """Drawn over a line, as on paper."""
        self.canv.drawImage(self._reader, 0, 0, self.width, self.height, mask="auto")
        self.hairline(0, 0, style.WIDTH / 3)
