"""The board: one lane a stage, side by side, walked through with the arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from talented_desk.clock import from_utc_text
from talented_desk.domain import codes, pipeline
from ui.context import UiContext
from ui.pages.pipeline.lane import CardWords, Lane
from ui.widgets.basics import Button, column, label, line

if TYPE_CHECKING:
    from talented_desk.services.pipeline import Card, Column

LANE: int = 170
"""Least width of a lane in pixels at 100 %."""


class Board(QScrollArea):
    """The lanes. Signals carry ids of employers and stages."""

    opened = Signal(str)
    moved = Signal(object, str)
    """Employer ids, and the stage that they are to go to."""
    current_changed = Signal(str)
    """The employer whose card is current."""
    menu_asked = Signal(QPoint)
    all_wanted = Signal(str)
    """More employers stand in this stage than the board shows."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self._stages = pipeline.stages()
        self._lanes: dict[str, Lane] = {}
        self._heads: dict[str, Button] = {}
        self._more: dict[str, Button] = {}
        inside = QWidget()
        row = line(inside, spacing=theme.px(8))
        for stage in self._stages:
            words = codes.load("pipeline_stages").label(stage, t.language)
            frame = QFrame()
            frame.setMinimumWidth(theme.px(LANE))
            box = column(frame, spacing=theme.px(4))
            head = line(spacing=theme.px(6))
            head.addWidget(label(words, "strong"), 1)
            count = Button(theme, "", "", "link")
            count.setObjectName(f"count-{stage}")
            count.setAccessibleName(t("Open the list of “{stage}”", stage=words))
            count.clicked.connect(self._wanter(stage))
            head.addWidget(count)
            box.addLayout(head)
            lane = Lane(theme, stage, words)
            lane.opened.connect(self._opened)
            lane.sideways.connect(self._sideways)
            lane.carried.connect(self._carried)
            lane.dropped.connect(self._dropper(stage))
            lane.entered.connect(self._entered)
            lane.customContextMenuRequested.connect(self._asked)
            lane.selectionModel().currentChanged.connect(self._tell)
            box.addWidget(lane, 1)
            more = Button(theme, "", "", "link")
            more.setAccessibleName(t("Open the list of “{stage}”", stage=words))
            more.clicked.connect(self._wanter(stage))
            more.hide()
            box.addWidget(more)
            row.addWidget(frame, 1)
            self._lanes[stage], self._heads[stage], self._more[stage] = lane, count, more
        self._current = self._stages[0]
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(t("Board"))

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Fill the lanes."""
        t, formats = self.context.t, self.context.formats
        for found in columns:
            lane = self._lanes[found.stage]
            lane.show_lines([self._words(card) for card in found.cards])
            self._heads[found.stage].setText(formats.number(found.count))
            rest = found.count - len(found.cards)
            self._more[found.stage].setVisible(rest > 0)
            self._more[found.stage].setText(t("{count} more in the list", count=formats.number(rest)))
        if not self.lane().lines():
            held = self.lane().hasFocus()
            self._wake(next((stage for stage in self._stages if self._lanes[stage].lines()), self._current))
            if held:  # the page came to the front before its cards did
                self.take_focus()
        self._tell()

    def lane(self) -> Lane:
        """The lane in which one works."""
        return self._lanes[self._current]

    def lanes(self) -> Mapping[str, Lane]:
        return self._lanes

    def selected(self) -> list[str]:
        """Employers whose cards are selected in the present lane."""
        return [card.id for card in self.lane().selected()]

    def follow(self, employer_id: str) -> None:
        """Go to the card of this employer, wherever it is now."""
        for stage, lane in self._lanes.items():
            if lane.select(employer_id):
                self._wake(stage)  # a dialog may still have the keyboard
                lane.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def take_focus(self) -> None:
        self.lane().setFocus(Qt.FocusReason.OtherFocusReason)

    def _words(self, card: Card) -> CardWords:
        t, formats, today = self.context.t, self.context.formats, self.context.today()
        size = ""
        if card.headcount is not None:
            size = t.plural(
                "{count} employee", "{count} employees", card.headcount, count=formats.number(card.headcount)
            )
        parts, tone = [], "muted"
        if card.since:
            days = (today - from_utc_text(card.since).astimezone().date()).days
            parts.append(t.plural("{count} day here", "{count} days here", days, count=formats.number(days)))
        if card.minutes:
            parts.append(formats.hours(card.minutes))
        following = ""
        if card.next_subject:
            when = formats.weekday_date(card.next_due, today) if card.next_due else ""
            following = " – ".join(part for part in (when, card.next_subject) if part)
            tone = "bad" if card.next_due and card.next_due < today.isoformat() else "muted"
        elif card.last_session and pipeline.kind(card.stage) != "lost":
            silent = (today - from_utc_text(card.last_session).astimezone().date()).days
            if silent > pipeline.quiet_after(card.headcount):
                tone = "warn"
                following = t("Quiet for {days} days", days=formats.number(silent))
        side = " · ".join(parts)
        under = " · ".join(part for part in (card.city, size) if part)
        return CardWords(card.id, card.name, under, side, following, tone)

    def _opened(self, card: CardWords) -> None:
        self.opened.emit(card.id)

    def _sideways(self, step: int) -> None:
        at = self._stages.index(self._current) + step
        if 0 <= at < len(self._stages):
            row = self.lane().currentIndex().row()
            lane = self._lanes[self._stages[at]]
            if lane.lines():
                lane.go_to(min(max(row, 0), len(lane.lines()) - 1))
            lane.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(lane, 8, 0)

    def _carried(self, step: int) -> None:
        at = self._stages.index(self._current) + step
        ids = self.selected()
        if ids and 0 <= at < len(self._stages):
            self.moved.emit(ids, self._stages[at])

    def _dropper(self, stage: str) -> object:
        def dropped(ids: list[str]) -> None:
            self.moved.emit(ids, stage)

        return dropped

    def _wanter(self, stage: str) -> object:
        def wanted() -> None:
            self.all_wanted.emit(stage)

        return wanted

    def _entered(self) -> None:
        stage = next((stage for stage, lane in self._lanes.items() if lane is self.sender()), self._current)
        self._wake(stage)

    def _wake(self, stage: str) -> None:
        self._current = stage
        for each, lane in self._lanes.items():
            lane.wake(each == stage)
        self._tell()

    def _asked(self, place: QPoint) -> None:
        lane = self.sender()
        if isinstance(lane, Lane):
            lane.setFocus(Qt.FocusReason.MouseFocusReason)
            self.menu_asked.emit(lane.viewport().mapToGlobal(place))

    def _tell(self) -> None:
        chosen = self.lane().currentIndex()
        cards = self.lane().lines()
        self.current_changed.emit(cards[chosen.row()].id if chosen.isValid() and chosen.row() < len(cards) else "")
