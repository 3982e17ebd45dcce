"""The chips under the quick line: one for each part that was read, in the line's order, with its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.i18n import N_
from ui.context import UiContext
from ui.widgets.basics import Button, mark
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from talented_desk.services.quick_line import Named, Part, QuickDraft

LONGEST: Final = 72
"""Characters that a chip shows, its end always among them: there stands the day. All are in its tool tip."""
END: Final = 28
_LISTS: Final = {
    "channel": "channels",
    "topic": "topics",
    "barrier": "barriers",
    "outcome": "session_outcomes",
    "language": "languages",
}
_FIELDS: Final = {
    "channel": "channel",
    "topic": "topics",
    "barrier": "barriers",
    "outcome": "outcome",
    "language": "language",
    "day": "day",
    "time": "time",
    "subject": "subject",
    "we_promise": "we_promise",
    "they_promise": "they_promise",
    "follow_up": "follow_ups",
}
_ICONS: Final = {
    "channel": "message-square",
    "minutes": "clock",
    "day": "calendar",
    "time": "clock",
    "topic": "tag",
    "barrier": "triangle-alert",
    "outcome": "circle-check",
    "language": "languages",
    "subject": "tag",
    "we_promise": "handshake",
    "they_promise": "handshake",
    "follow_up": "calendar-plus",
    "employer": "building-2",
    "contact": "user",
}
_CHANNELS: Final = {"phone": "phone", "video": "video", "email": "mail", "visit": "map-pin", "meeting": "users"}
_PARTS: Final = {
    "minutes_direct": N_("{minutes} direct"),
    "minutes_preparation": N_("{minutes} preparation"),
    "minutes_travel": N_("{minutes} travel"),
    "minutes_follow_up": N_("{minutes} follow-up"),
}


@dataclass(frozen=True, slots=True)
class ChipWords:
    """One chip: what it says, the words it comes from, the field it fills; `named` where a choice is asked."""

    text: str
    typed: str
    icon: str
    field: str
    named: Named | None = None


def words_of(draft: QuickDraft, context: UiContext) -> tuple[str, ...]:
    """What the chips say, for a screen reader."""
    return tuple(chip.text for chip in chips_of(draft, context))


def chips_of(draft: QuickDraft, context: UiContext) -> Iterator[ChipWords]:
    """The chips, names first among equals: the employer is what one looks for."""
    for named in (*draft.employers, *draft.contacts):
        field = "employers" if named.kind == "employer" else "contacts"
        if named.chosen is not None:
            several = named if len(named.offered) > 1 else None
            yield ChipWords(named.chosen.title, named.words, _ICONS[named.kind], field, several)
        else:
            yield ChipWords(f"{named.words} ?", named.words, _ICONS[named.kind], field, named)
    topics = [part for part in draft.topics if part not in draft.line.parts]
    for part in (*draft.line.parts, *topics):
        if part.kind != "person":
            yield ChipWords(_text(part, context), part.words, _icon(part), part.field or _FIELDS[part.kind])


class _Chip(Button):
    """A part that was read; clicking goes to its field, or opens the choice."""

    def __init__(self, context: UiContext, words: ChipWords, *, kept: bool, parent: QWidget) -> None:
        t = context.t
        short = words.text
        if len(short) > LONGEST:
            short = f"{short[: LONGEST - END - 1].rstrip()}…{short[-END:].lstrip()}"
        asks = words.named is not None and words.named.chosen is None
        super().__init__(
            context.theme,
            "\u2009" + short.replace("&", "&&"),
            "circle-alert" if asks else words.icon,
            "chip",
            parent=parent,
        )
        self.words = words
        from_words = t("{part}, from “{words}”", part=words.text, words=words.typed)
        if kept:
            from_words = t("{part}: not taken, you have changed this field", part=words.text)
        elif asks:
            from_words = t("“{words}” may mean several: choose", words=words.typed)
        self.setAccessibleName(from_words)
        self.setToolTip(from_words)
        if kept:
            font = self.font()
            font.setStrikeOut(True)
            self.setFont(font)
        mark(self, "asks", "true" if asks and not kept else "false")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if asks else Qt.FocusPolicy.NoFocus)


class ChipRow(QWidget):
    """Chips that wrap. `asked` brings the name that is to be chosen, `wanted` the field of a chip."""

    asked = Signal(object)
    wanted = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName("session-quick-chips")
        self.setAccessibleName(context.t("What was read"))
        self._flow = FlowLayout(self, context.theme.px(6))
        self._chips: list[_Chip] = []
        self._shown: list[tuple[ChipWords, bool]] = []

    def empty(self) -> bool:
        return not self._chips

    def texts(self) -> list[str]:
        """What the chips say."""
        return [chip.words.text for chip in self._chips]

    def chip_of(self, named: Named) -> QWidget | None:
        """The chip of a name."""
        return next((chip for chip in self._chips if chip.words.named == named), None)

    def show_draft(self, draft: QuickDraft | None, held: frozenset[str]) -> None:
        """Show these parts; chips that say the same as before stay."""
        wanted = [(chip, chip.field in held) for chip in chips_of(draft, self.context)] if draft is not None else []
        if wanted == self._shown:
            return
        self._shown = wanted
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for words, kept in wanted:
            chip = _Chip(self.context, words, kept=kept, parent=self)
            chip.clicked.connect(self._clicked)
            self._flow.addWidget(chip)
            self._chips.append(chip)
            chip.show()
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return self._flow.sizeHint()

    def _clicked(self) -> None:
        chip = self.sender()
        if not isinstance(chip, _Chip):
            return
        if chip.words.named is not None:
            self.asked.emit(chip.words.named)
        else:
            self.wanted.emit(chip.words.field)


def _text(part: Part, context: UiContext) -> str:
    t, formats = context.t, context.formats
    if part.kind in _LISTS:
        return codes.load(_LISTS[part.kind]).label(part.value, t.language)
    if part.kind == "minutes":
        return t(_PARTS[part.field], minutes=formats.minutes(int(part.value)))
    if part.kind == "day":
        return formats.weekday_date(date.fromisoformat(part.value), context.today())
    if part.kind == "time":
        return formats.time(part.value)
    if part.kind == "subject":
        return t("Subject: {text}", text=part.value)
    due = formats.weekday_date(part.due, context.today()) if part.due else ""
    if part.kind == "we_promise":
        return (
            t("We promise: {what}, by {day}", what=part.value, day=due)
            if due
            else t("We promise: {what}", what=part.value)
        )
    if part.kind == "they_promise":
        return (
            t("They promise: {what}, by {day}", what=part.value, day=due)
            if due
            else t("They promise: {what}", what=part.value)
        )
    return t("Follow up: {what}, {day}", what=part.value, day=due) if due else t("Follow up: {what}", what=part.value)


def _icon(part: Part) -> str:
    return _CHANNELS.get(part.value, _ICONS[part.kind]) if part.kind == "channel" else _ICONS[part.kind]
