"""The review of conflicts: what stood there before, what each of two people made of it, and one key to choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QScrollArea, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.operations.runner import Operation
from ui.pages.sharing.others import PAGES
from ui.widgets.basics import Button, ElidedLabel, Icon, Pill, clear, column, label, line
from ui.widgets.flow import FlowLayout
from ui.widgets.messages import EmptyState
from ui.widgets.split import SplitView
from ui.widgets.two_lines import TwoLines, TwoLinesList

if TYPE_CHECKING:
    from talented_desk.services.sharing import Conflict, Side, Value

Choice = Literal["mine", "theirs", "both"]
NARROW: Final = 460
"""Pixels at 100 % under which the buttons at the right are icons."""


class ConflictsTab(QWidget):
    """The conflicts on the left, several can be chosen; the one in sight on the right, with its keys."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self._found: dict[str, Conflict] = {}
        self.lines = TwoLinesList(theme, t("Conflicts"))
        self.lines.setObjectName("conflicts")
        self.lines.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.lines.chosen.connect(self._choose)
        self.lines.opened.connect(lambda line: self.open())
        self.lines.selectionModel().selectionChanged.connect(self._count)
        inside = QWidget()
        self._told = column(inside, spacing=theme.px(10))
        self._told.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName(t("The conflict in sight"))
        self._buttons: dict[str, Button] = {}
        buttons = QWidget()
        bar = FlowLayout(buttons, theme.px(8))
        bar.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        for key, icon, do in (
            ("Y", "user", partial(self.settle, "mine")),
            ("T", "users", partial(self.settle, "theirs")),
            ("B", "files", partial(self.settle, "both")),
            ("V", "pencil", self.other),
            ("O", "eye", self.open),
        ):
            button = self._buttons[key] = Button(theme, "", icon)
            button.setObjectName(f"conflict-{key.lower()}")
            button.clicked.connect(do)
            bar.addWidget(button)
            self._key(key, do)
        self._where = label("", "small")
        self._where.setMinimumHeight(self._buttons["O"].sizeHint().height())
        bar.addWidget(self._where)
        for key, step in (("J", 1), ("K", -1)):
            self._key(key, partial(self.lines.step, step))
        self._right = QWidget()
        self._right.installEventFilter(self)
        box = column(self._right)
        box.addWidget(area, 1)
        box.addWidget(buttons)
        self._empty = EmptyState(
            theme,
            "circle-check",
            t("Nothing waits for a decision"),
            t("When two people change the same thing at once, both values are kept here, and you choose."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(SplitView(theme, self.lines, self._right, 0.38))
        whole = column(self)
        whole.addWidget(self._stack, 1)
        context.events.data_changed.connect(self._changed)
        self.load()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._right and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def opened(self) -> None:
        """The tab came to the front."""
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        """Read them again."""
        sharing = self.context.app.sharing
        self.context.jobs.read(self, lambda task: sharing.conflicts(), self._show)

    def chosen(self) -> list[Conflict]:
        """Those that a key settles: the selected ones, or the one in sight."""
        ids = [one.id for one in self.lines.selected()] or [self.lines.current_id()]
        return [self._found[one] for one in ids if one in self._found]

    def settle(self, choice: Choice) -> None:
        """Settle what is chosen, in one operation."""
        several, t, sharing = self.chosen(), self.context.t, self.context.app.sharing
        decisions = {one.id: _value(one, choice) for one in several if choice != "both" or one.typed}
        if not decisions:
            return

        def job(task: Task) -> int:
            return sharing.decide(decisions)

        said = t.plural("{count} conflict settled", "{count} conflicts settled", len(decisions))
        self.context.operations.run(self, Operation(t("Saving"), job, said=said))

    def other(self) -> None:
        """Type another value for the one in sight."""
        one, t, sharing = self._found.get(self.lines.current_id()), self.context.t, self.context.app.sharing
        if one is None or not one.typed:
            return
        dialog = FormDialog(self.context, t("Another value"), t("Save"), self.window())
        dialog.paragraph(one.field, self._said(one, one.now))

        def job(values: Mapping[str, str], task: Task) -> object:
            return sharing.decide({one.id: values[one.field]})

        dialog.on_save(job, t.plural("{count} conflict settled", "{count} conflicts settled", 1))
        dialog.fit()
        dialog.open()

    def open(self) -> None:
        """Open the record of the one in sight."""
        one = self._found.get(self.lines.current_id())
        if one is not None and one.page in PAGES:
            self.context.navigate(PAGES[one.page], one.page_id)

    # -- within -----------------------------------------------------------------------------------------------

    def _key(self, key: str, do: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self.lines)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(do)

    def _changed(self, event: DataChanged) -> None:
        self.load()

    def _show(self, found: tuple[Conflict, ...]) -> None:
        t = self.context.t
        self._found = {one.id: one for one in found}
        self.lines.show_lines([TwoLines(one.id, one.title, self._about(one), one.of) for one in found])
        self._stack.setCurrentIndex(1 if found else 0)
        self._choose(self.lines.current_id())
        self._where.setText(t("J/K: next, previous"))

    def _about(self, one: Conflict) -> str:
        t = self.context.t
        if not one.field:
            return t("{kind}: deleted and changed", kind=labels.table_label(one.table, t))
        return t(
            "{field}: {one} or {other}",
            field=labels.field_label(one.field, t),
            one=self._said(one, one.kept) or t("nothing"),
            other=self._said(one, one.other) or t("nothing"),
        )

    def _said(self, one: Conflict, side: Side) -> str:
        return side.words or labels.shown(one.field, side.value, self.context.t, self.context.formats)

    def _count(self) -> None:
        several = len(self.lines.selected())
        t = self.context.t
        self._where.setText(
            t.plural("{count} chosen", "{count} chosen", several) if several > 1 else t("J/K: next, previous")
        )

    def _choose(self, line_id: str) -> None:
        one, t = self._found.get(line_id), self.context.t
        clear(self._told)
        if one is None:
            return
        mine, theirs = _sides(one)
        self._told.addWidget(ElidedLabel(one.title, "heading"))
        under = [labels.field_label(one.field, t) if one.field else labels.table_label(one.table, t), one.of]
        self._told.addWidget(label(" · ".join(part for part in under if part), "muted", wrap=True))
        if one.field:
            self._told.addWidget(self._values(one, mine, theirs))
        else:
            self._told.addWidget(self._deletion(one))
        self._told.addStretch(1)
        if one.field:
            self._name("Y", t("Yours") if mine.mine else t("{name}’s", name=mine.officer or t("First")))
            self._name("T", t("Theirs") if mine.mine else t("{name}’s", name=theirs.officer or t("Second")))
        else:
            self._name("Y", t("Keep the record"))
            self._name("T", t("Delete the record"))
        self._name("B", t("Both"))
        self._name("V", t("Another value…"))
        self._name("O", t("Open the record"))
        self._fit()
        self._buttons["B"].setVisible(one.typed)
        self._buttons["V"].setVisible(one.typed)
        self._buttons["O"].setVisible(one.page in PAGES)

    def _fit(self) -> None:
        """Where there is little room, what is chosen less often is an icon."""
        narrow = self._right.width() < self.context.theme.px(NARROW)
        for key in ("B", "V", "O"):
            self._buttons[key].set_bare(narrow)
            if not narrow and self._buttons[key].accessibleName():
                self._buttons[key].setText(f"{self._buttons[key].accessibleName()}  {key}")
        self._where.setVisible(not narrow)

    def _name(self, key: str, words: str) -> None:
        button = self._buttons[key]
        button.setAccessibleName(words)
        button.setToolTip(f"{words}  {key}")
        if key in ("Y", "T"):
            button.setText(f"{words}  {key}".replace("&", "&&"))

    def _values(self, one: Conflict, mine: Side, theirs: Side) -> QWidget:
        """Three values under each other, the one in use marked."""
        theme, t = self.context.theme, self.context.t
        rows: list[tuple[str, Side]] = [(t("before"), one.base)]
        own = t("yours") if mine.mine else mine.officer
        other = (theirs.officer or t("theirs")) if mine.mine else theirs.officer
        rows += [(own or t("first"), mine), (other or t("second"), theirs)]
        if one.now.value not in (mine.value, theirs.value):
            rows.append((t("today"), one.now))
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(10))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for at, (words, side) in enumerate(rows):
            grid.addWidget(label(words, "muted"), at, 0, top)
            cell = QWidget()
            box = column(cell, spacing=theme.px(2))
            value = self._said(one, side)
            box.addWidget(label(value or t("nothing"), "strong" if value and at else "muted", wrap=True, select=True))
            when = self.context.formats.moment(side.at) if side.at is not None else ""
            if when:
                box.addWidget(label(when, "small"))
            grid.addWidget(cell, at, 1, top)
            if at and side.value == one.now.value:
                grid.addWidget(Pill(t("in use"), "ok"), at, 2, top)
        return table

    def _deletion(self, one: Conflict) -> QWidget:
        theme, t, formats = self.context.theme, self.context.t, self.context.formats
        told = QWidget()
        box = column(told, spacing=theme.px(8))
        for icon, words, side in (
            ("trash-2", t("{name} deleted it.", name=one.other.officer or t("Somebody")), one.other),
            (
                "pencil",
                t("{name} changed it, or what is under it.", name=one.kept.officer or t("Somebody")),
                one.kept,
            ),
        ):
            row = line(spacing=theme.px(8))
            row.addWidget(Icon(theme, icon, "muted", 16), 0, Qt.AlignmentFlag.AlignTop)
            when = f" {formats.moment(side.at)}" if side.at is not None else ""
            row.addWidget(label(words + when, "", wrap=True), 1)
            box.addLayout(row)
        box.addWidget(label(t("The record is there. Is it to stay?"), "strong", wrap=True))
        return told


def _sides(one: Conflict) -> tuple[Side, Side]:
    """Mine (or the one in use, if neither is), and the other's."""
    return (one.other, one.kept) if one.other.mine and not one.kept.mine else (one.kept, one.other)


def _value(one: Conflict, choice: Choice) -> Value:
    """What the field gets; of a deletion: whether the record stays (1) or goes (None)."""
    if not one.field:
        return 1 if choice == "mine" else None
    mine, theirs = _sides(one)
    if choice == "both":
        parts = [str(side.value) for side in sorted((mine, theirs), key=_when) if side.value not in (None, "")]
        return "\n".join(dict.fromkeys(parts))
    return mine.value if choice == "mine" else theirs.value


def _when(side: Side) -> str:
    return side.at.isoformat() if side.at is not None else ""
