"""*Duplicates*: look through the whole base, then decide pair by pair: merge, not the same, later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.merging.dialog import merge
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.duplicates.facts import Facts, FactsView, facts_of
from ui.pages.duplicates.pairs import PairList, pair_lines
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.flow import FlowLayout
from ui.widgets.header import PageHeader
from ui.widgets.inputs import ChoiceField
from ui.widgets.messages import EmptyState
from ui.widgets.split import SplitView

if TYPE_CHECKING:
    from talented_desk.services.duplicates import Kind, Pair, Scanned

SHOWN: Final = 200
"""Pairs that are read at a time; as they are decided, more come."""
SHARE: Final = 0.36
Found = tuple["tuple[Pair, ...]", int]


class DuplicatesPage(Page):
    """The queue on the left, the pair in sight on the right, three keys between them."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._pairs: dict[str, Pair] = {}
        self._asked = ""
        header = PageHeader(theme, t("Duplicates"), t("More"))
        header.add_quiet(context.actions.action("duplicates.scan"), "search")
        self.kind = ChoiceField((("employer", t("Employers")), ("contact", t("Contacts"))))
        self.kind.setObjectName("duplicates-kind")
        self.kind.setAccessibleName(t("Which records"))
        self.kind.currentIndexChanged.connect(self._load)
        self._count = label("", "muted")
        self.queue = PairList(theme, t("Pairs"))
        self.queue.setObjectName("pairs")
        self.queue.chosen.connect(self._choose)
        self.queue.opened.connect(lambda one: self.merge())
        self.view = FactsView(context)
        self._merge = self._button(t("Merge…"), "merge", "M", self.merge, primary=True)
        self._different = self._button(t("Not the same"), "x", "N", lambda: self._decide("different"))
        self._later = self._button(t("Later"), "clock", "L", lambda: self._decide("later"))
        right = QWidget()
        inner = column(right, spacing=theme.px(8))
        buttons = QWidget()
        bar = FlowLayout(buttons, theme.px(8))
        bar.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), 0)
        for button in (self._merge, self._different, self._later):
            bar.addWidget(button)
        inner.addWidget(buttons)
        inner.addWidget(self.view, 1)
        self._empty = EmptyState(theme, "git-compare", "")
        self._empty.offer(t("Look for duplicates"), self.scan, "search", primary=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(SplitView(theme, self.queue, right, SHARE))
        top = column(spacing=theme.px(12))
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        top.addWidget(header)
        chosen = line(spacing=theme.px(12))
        chosen.addWidget(self.kind)
        chosen.addWidget(self._count, 1)
        top.addLayout(chosen)
        box = column(self)
        box.addLayout(top)
        box.addWidget(hairline())
        box.addWidget(self._stack, 1)
        for key, move in (("J", 1), ("K", -1)):
            QShortcut(QKeySequence(key), self.queue).activated.connect(lambda move=move: self._move(move))
        context.events.data_changed.connect(self._changed)
        self._say_empty(scanned=False)

    @override
    def opened(self) -> None:
        self._load()
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def commands(self) -> Mapping[str, Command]:
        return {"duplicates.scan": self.scan, "page.refresh": self._load}

    @override
    def place(self) -> dict[str, Any]:
        return {"kind": self.kind.currentData()}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self.kind.setCurrentIndex(max(0, self.kind.findData(place.get("kind"))))

    def scan(self) -> None:
        """Look through the whole base, with progress and Cancel."""
        t, duplicates = self.context.t, self.context.app.duplicates

        def job(task: Task) -> Scanned:
            return duplicates.scan(task)

        self.context.operations.run(self, Operation(t("Looking for duplicates"), job, done=self._scanned, undo=False))

    def merge(self) -> None:
        """Merge the pair in sight, after a look at what that does."""
        from talented_desk.services.merging import Pair as Two

        pair = self._pairs.get(self.queue.current_id())
        if pair is not None:
            merge(self.context, Two(pair.kind, pair.one.id, pair.other.id), self)

    # -- within -----------------------------------------------------------------------------------------------

    def _button(self, words: str, icon: str, key: str, do: Command, *, primary: bool = False) -> Button:
        button = Button(self.context.theme, words, icon, "primary" if primary else "plain")
        button.setObjectName(f"pair-{key.lower()}")
        button.setToolTip(key)
        button.clicked.connect(do)
        QShortcut(QKeySequence(key), self.queue).activated.connect(do)
        return button

    def _kind(self) -> Kind:
        return "contact" if self.kind.currentData() == "contact" else "employer"

    def _move(self, step: int) -> None:
        row = self.queue.currentIndex().row() + step
        if 0 <= row < len(self.queue.lines()):
            self.queue.go_to(row)

    def _decide(self, decision: str) -> None:
        pair, t, duplicates = self._pairs.get(self.queue.current_id()), self.context.t, self.context.app.duplicates
        if pair is None:
            return
        said = t("Not the same: it is not asked again") if decision == "different" else t("Put off")

        def job(task: Task) -> None:
            duplicates.decide(pair.kind, pair.one.id, pair.other.id, decision)

        self.context.operations.run(self, Operation(t("Saving"), job, said=said))

    def _scanned(self, found: Scanned) -> None:
        self._say_empty(scanned=True)
        self._load()

    def _say_empty(self, *, scanned: bool) -> None:
        t = self.context.t
        if scanned:
            self._empty.say("circle-check", t("Nothing waits for a decision"), t("New pairs come with the next look."))
        else:
            self._empty.say(
                "git-compare",
                t("Records that are there twice"),
                t("The program looks through everything and says why two records may be one. You decide."),
            )

    def _load(self) -> None:
        duplicates, kind = self.context.app.duplicates, self._kind()

        def job(task: Task) -> Found:
            return duplicates.queue(kind, limit=SHOWN), duplicates.waiting(kind).total

        self.context.jobs.read(self, job, self._show)

    def _show(self, found: Found) -> None:
        pairs, total = found
        t = self.context.t
        self._pairs = {pair.id: pair for pair in pairs}
        self._stack.setCurrentIndex(1 if pairs else 0)
        number = self.context.formats.number(total)
        self._count.setText(
            t.plural("{number} pair waits", "{number} pairs wait", total, number=number) if total else ""
        )
        self.queue.show_lines(pair_lines(pairs, t))
        self._choose(self.queue.current_id())

    def _choose(self, pair_id: str) -> None:
        pair, app = self._pairs.get(pair_id), self.context.app
        self._asked = pair_id
        if pair is None:
            return

        def show(found: tuple[Facts, Facts]) -> None:
            if self._asked == pair_id:
                self.view.show_pair(pair, *found)

        self.context.jobs.read(self, lambda task: facts_of(app, pair), show, lambda error: None)

    def _changed(self, event: DataChanged) -> None:
        if self.isVisible():
            self._load()
