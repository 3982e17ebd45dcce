"""Beside a form: the records that the one being typed may be, why, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from talented_desk.i18n import N_, Translator
from ui.theme.theme import Theme
from ui.widgets.basics import Button, Icon, clear, column, label, line
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from talented_desk.services.duplicates import Candidate

SHOWN: Final = 3
WIDTH: Final = 340
HEADS: Final = {
    "employer": N_("This employer may be here already"),
    "contact": N_("This person may be here already"),
}
HINTS: Final = {
    "employer": N_("While you type, employers who may be this one appear here. You can always go on typing."),
    "contact": N_("While you type, people who may be this one appear here. You can always go on typing."),
}


class LikelyPanel(QStackedWidget):
    """A card for each candidate. What is asked for comes as its place in the list."""

    use_wanted = Signal(int)
    look_wanted = Signal(int)

    def __init__(self, theme: Theme, t: Translator, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._t, self._kind = theme, t, kind
        self.setObjectName("likely")
        self.setAccessibleName(t(HEADS[kind]))
        self.shown: tuple[Candidate, ...] = ()
        self.buttons: list[QWidget] = []
        """In the order of Tab."""
        inside = QWidget()
        self._cards = column(inside, spacing=theme.px(10))
        self._cards.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        self.addWidget(self._scrolled(inside))
        self.show_candidates(())

    def add_page(self, inside: QWidget) -> QWidget:
        """Something else that can stand here instead of the cards; returns what to show it by."""
        page = self._scrolled(inside)
        self.addWidget(page)
        return page

    def height_at(self, width: int) -> int:
        """How tall the cards are at this width."""
        tall = self._cards.totalHeightForWidth(width)
        return tall if tall > 0 else self._cards.totalSizeHint().height()

    def _scrolled(self, inside: QWidget) -> QScrollArea:
        """As tall as there is room for."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(self.accessibleName())
        area.setWidget(inside)
        return area

    def show_candidates(self, found: Sequence[Candidate], nothing: str = "") -> None:
        """Show these instead of the ones before; `nothing` is said where there are none."""
        t = self._t
        came = {one.id for one in found} - {one.id for one in self.shown}
        self.shown = tuple(found[:SHOWN])
        self.buttons = []
        clear(self._cards)
        if self.shown:
            head = line(spacing=self._theme.px(8))
            head.addWidget(Icon(self._theme, "triangle-alert", "warn"), 0, Qt.AlignmentFlag.AlignTop)
            head.addWidget(label(t(HEADS[self._kind]), "strong", wrap=True), 1)
            self._cards.addLayout(head)
            for at, one in enumerate(self.shown):
                self._cards.addWidget(self._card(at, one))
        else:
            self._cards.addWidget(label(nothing or t(HINTS[self._kind]), "small", wrap=True))
        self._cards.addStretch(1)
        names = ", ".join(one.title for one in self.shown)
        told = t("{head}: {names}", head=t(HEADS[self._kind]), names=names) if names else t(HINTS[self._kind])
        self.setAccessibleDescription(told)
        if came:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _card(self, at: int, one: Candidate) -> QWidget:
        theme, t = self._theme, self._t
        card = QFrame()
        card.setProperty("card", "true")
        card.setObjectName(f"likely-{at + 1}")
        card.setAccessibleName(", ".join(part for part in (one.title, one.detail) if part))
        box = column(card, spacing=theme.px(4))
        box.setContentsMargins(*[theme.px(10)] * 4)
        head = line(spacing=theme.px(8))
        head.addWidget(label(one.title, "strong", wrap=True), 1)
        keys = label(f"Alt+{at + 1}", "key")
        keys.setFixedHeight(theme.px(22))
        head.addWidget(keys, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(head)
        if one.detail:
            box.addWidget(label(one.detail, "muted", wrap=True))
        site = one.match.level == "site"
        why = " · ".join(t(reason.message, **dict(reason.fields)) for reason in one.reasons)
        if site:
            why = t("The same company at another place: a worksite of it, not a new employer. {reasons}", reasons=why)
        box.addWidget(label(why, "small", wrap=True))
        box.addSpacing(theme.px(2))
        row = QWidget()
        flow = FlowLayout(row, theme.px(6))
        use = Button(theme, t("Add as a worksite") if site else t("Use this one"), "map-pin" if site else "check")
        use.setObjectName(f"likely-use-{at + 1}")
        use.setAccessibleName(
            t("Add as a worksite of {name}", name=one.title) if site else t("Use {name}", name=one.title)
        )
        use.setToolTip(f"Alt+{at + 1}")
        look = Button(theme, t("Look"), "eye", "quiet")
        look.setObjectName(f"likely-look-{at + 1}")
        look.setAccessibleName(t("Look at {name}", name=one.title))
        look.setToolTip(f"Ctrl+{at + 1}")
        for button, signal in ((use, self.use_wanted), (look, self.look_wanted)):
            button.setAutoDefault(False)
            button.setProperty("at", at)
            button.clicked.connect(self._use if signal is self.use_wanted else self._look)
            flow.addWidget(button)
            self.buttons.append(button)
        box.addWidget(row)
        return card

    def _use(self) -> None:
        self.use_wanted.emit(self._asked())

    def _look(self) -> None:
        self.look_wanted.emit(self._asked())

    def _asked(self) -> int:
        button = self.sender()
        return int(button.property("at")) if isinstance(button, QWidget) else 0
