"""A scrolling column of cards, each with facts that are edited in place: people and worksites use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from talented_desk.domain import codes
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.operations.facts import edit_fact
from ui.widgets.basics import Button, Pill, clear, column, label, line
from ui.widgets.fact_row import FactRow
from ui.widgets.flow import FlowLayout
from ui.widgets.messages import EmptyState

Tone = Literal["plain", "accent", "ok", "warn", "bad"]
Save = Callable[[str, str], Callable[[Task], None]]
"""Given a field and its new value, the job that saves it."""


class CardList(QWidget):
    """A button above, cards below, and what to say when there are none."""

    def __init__(
        self,
        context: UiContext,
        add_text: str,
        icon: str,
        empty: str,
        add: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self._icon, self._empty = context, icon, empty
        theme = context.theme
        self.add_button = Button(theme, add_text, "plus")
        self.add_button.clicked.connect(add)
        top = line()
        top.addWidget(self.add_button)
        top.addStretch(1)
        self._inside = QWidget()
        self._cards = column(self._inside, spacing=theme.px(12))
        self._cards.setContentsMargins(0, 0, theme.px(12), theme.px(12))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(add_text)
        box = column(self, spacing=theme.px(12))
        box.addLayout(top)
        box.addWidget(area, 1)

    def show_cards(self, cards: Sequence[QWidget]) -> None:
        """Replace what is shown."""
        clear(self._cards)
        for card in cards:
            self._cards.addWidget(card)
        if not cards:
            self._cards.addWidget(EmptyState(self.context.theme, self._icon, self._empty))
        self._cards.addStretch(1)

    def editing(self) -> bool:
        """Whether a fact is open for editing, which a refresh must not take away."""
        return any(row.editor() is not None for row in self._inside.findChildren(FactRow))


def card(
    context: UiContext,
    title: str,
    pills: Sequence[str | tuple[str, Tone]],
    values: Mapping[str, object],
    names: Sequence[str],
    save: Save,
    actions: Sequence[tuple[str, str, Callable[[], object]]],
    long: Sequence[str] = ("notes", "safety_notes"),
) -> QWidget:
    """A frame with a title, pills (words, perhaps with a tone), facts to edit, and quiet buttons (text, icon, deed)."""
    theme = context.theme
    frame = QFrame()
    frame.setProperty("card", "true")
    box = column(frame, spacing=theme.px(2))
    edge = theme.px(12)
    box.setContentsMargins(edge, edge, edge, edge)
    head = line(spacing=theme.px(8))
    head.setContentsMargins(theme.px(9), 0, 0, theme.px(4))  # in line with the names of the facts
    named = column(spacing=theme.px(4))
    named.addWidget(label(title, "strong", wrap=True))
    if pills:
        holder = QWidget()
        flow = FlowLayout(holder, theme.px(6))
        for pill in pills:
            flow.addWidget(Pill(pill) if isinstance(pill, str) else Pill(*pill))
        named.addWidget(holder)
    head.addLayout(named, 1)
    for words, icon, do in actions:
        button = Button(theme, words, icon, "quiet", bare=True)
        button.setObjectName(f"card-{icon}")
        button.clicked.connect(do)
        head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    box.addLayout(head)
    for name in names:
        box.addWidget(_fact(context, name, values[name], save, long=name in long))
    frame.setAccessibleName(title)
    return frame


def _fact(context: UiContext, name: str, value: object, save: Save, *, long: bool) -> FactRow:
    t = context.t
    choices: tuple[tuple[str, str], ...] = ()
    if name in labels.FLAGS:
        choices = (("0", t("No")), ("1", t("Yes")))
    elif name in labels.CODE_LISTS:
        choices = (("", "–"), *codes.load(labels.CODE_LISTS[name]).choices(t.language))
    row = FactRow(context.theme, labels.field_label(name, t), choices=choices, long=long, name_width=150)
    row.setObjectName(f"fact-{name}")
    row.show_value("" if value is None else str(value), labels.shown(name, value, t, context.formats))

    def edited(typed: str) -> None:
        said = t("{field} saved", field=labels.field_label(name, t))
        context.operations.run(row, edit_fact(t, row, name, typed, save(name, typed), said))

    row.edited.connect(edited)
    return row
