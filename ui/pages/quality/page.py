"""*Data quality*: what is wrong with the records, whose it is, why it matters, and the key that mends it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain.quality import BY_CODE, GROUPS, RULES
from talented_desk.events import DataChanged
from talented_desk.jobs import Running, Task
from ui import labels
from ui.actions.hub import Command
from ui.context import UiContext
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.quality.bulk import MendDialog
from ui.pages.quality.lists import RuleLine, RuleList
from ui.pages.quality.mending import mend, open_record
from ui.pages.quality.told import Told
from ui.pages.quality.words import title_of, values_of, whose
from ui.widgets.basics import Button, ElidedLabel, column, hairline, label, line
from ui.widgets.chips import Choice, FilterChip
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.split import SplitView
from ui.widgets.two_lines import TwoLines, TwoLinesList

if TYPE_CHECKING:
    from talented_desk.services.quality import Finding, Summary

SHARE: Final = 0.36
COUNTED_AFTER: Final = 250
"""Milliseconds after the last change until all rules are counted anew."""
NOBODYS: Final = "nobody"
"""The value of the chip for what no officer is responsible for."""


class QualityPage(Page):
    """Rules on the left, what the current one finds on the right, and under it why, in words."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._summary: Summary | None = None
        self._findings: dict[str, Finding] = {}
        self._asked: tuple[str, str | None] = ("", None)
        self._complete = True
        self._counting: Running[Any] | None = None
        self._reading: Running[Any] | None = None
        self._stale = False
        header = PageHeader(theme, t("Data quality"), t("More"))
        header.add_primary(context.actions.action("quality.mend_all"), "list-checks")
        header.add_more(context.actions.action("page.refresh"))
        self.whose = FilterChip(theme, t("Whose"), t("Everybody’s"))
        self.whose.setObjectName("filter-whose")
        self.whose.chosen.connect(self._other_owner)
        self._total = label("", "muted")
        self.rules = RuleList(theme, t("What is found"))
        self.rules.setObjectName("quality-rules")
        self.rules.chosen.connect(self._other_rule)
        self.rules.opened.connect(self._to_found)
        self.found = TwoLinesList(theme, t("Records"))
        self.found.setObjectName("quality-findings")
        self.found.setMinimumHeight(theme.px(50))
        self.found.chosen.connect(self._choose)
        self.found.opened.connect(self.mend)
        self.found.more.connect(self._more)
        self._stack = QStackedWidget()
        self._empty = EmptyState(theme, "circle-check", t("Nothing to mend"), t("All records are in order."))
        self._stack.addWidget(label(""))
        self._stack.addWidget(self._empty)
        self._stack.addWidget(SplitView(theme, self.rules, self._right(), SHARE))
        top = column(spacing=theme.px(12))
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        top.addWidget(header)
        chips = line(spacing=theme.px(12))
        chips.addWidget(self.whose)
        chips.addWidget(self._total, 1)
        top.addLayout(chips)
        box = column(self)
        box.addLayout(top)
        box.addWidget(hairline())
        box.addWidget(self._stack, 1)
        for widget in (self.rules, self.found):
            for key, do in (("M", self.mend_one), ("R", self.leave), ("O", self.open), ("U", self._undo)):
                self._key(widget, key, do)
        for key, step in (("J", 1), ("K", -1)):
            self._key(self.found, key, partial(self.found.step, step))
        self._key(self.rules, "Right", self._to_found)
        self._key(self.found, "Left", self._to_rules)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(COUNTED_AFTER)
        self._pause.timeout.connect(self._load)
        context.events.data_changed.connect(self._changed)
        self._load()

    @override
    def opened(self) -> None:
        if self._stale:
            self._load()
        self.rules.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {"page.refresh": self._load}
        rule = BY_CODE.get(self.rules.current_id())
        if rule is not None and rule.bulk:
            found["quality.mend_all"] = self.mend_all
        if self.current() is not None:
            found |= {"quality.mend": self.mend, "quality.leave": self.leave}
        return found

    @override
    def place(self) -> dict[str, Any]:
        return {"rule": self.rules.current_id(), "whose": self.whose.value, "record": self.found.current_id()}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self._wanted = (str(place.get("rule", "")), str(place.get("record", "")))
        self.whose.choose(place.get("whose"))

    def current(self) -> Finding | None:
        """The finding in sight."""
        return self._findings.get(self.found.current_id())

    def mend(self, *_: object) -> None:
        """Open what mends the current finding, the focus in its field."""
        finding = self.current()
        if finding is not None:
            mend(self.context, finding, self)

    def mend_one(self) -> None:
        """Mend the current finding: at once where its form says how, else as `mend`."""
        finding, t, quality = self.current(), self.context.t, self.context.app.quality
        if finding is None:
            return
        if not BY_CODE[finding.rule].bulk:
            self.mend()
            return

        def job(task: Task) -> int:
            return quality.mend(finding.rule, [finding.id])

        said = t("{name} was mended", name=title_of(finding, t, self.context.formats))
        self.context.operations.run(self, Operation(t("Mending"), job, said=said))

    def mend_all(self) -> None:
        """Look at what mending all of this rule would write."""
        rule = BY_CODE.get(self.rules.current_id())
        if rule is not None and rule.bulk:
            MendDialog(self.context, rule, self._owner(), self.window()).open()

    def leave(self) -> None:
        """The current finding is right as it is."""
        finding, t, quality = self.current(), self.context.t, self.context.app.quality
        if finding is None:
            return

        def job(task: Task) -> None:
            quality.leave(finding)

        said = t("Right as it is: it is asked again when it changes")
        self.context.operations.run(self, Operation(t("Saving"), job, said=said))

    def open(self) -> None:
        """Open the whole record."""
        finding = self.current()
        if finding is not None:
            open_record(self.context, finding)

    # -- within -----------------------------------------------------------------------------------------------

    _wanted: tuple[str, str] = ("", "")

    def _right(self) -> QWidget:
        theme, t = self.context.theme, self.context.t
        self._name = ElidedLabel("", "heading")
        self._says = label("", "", wrap=True, select=True)
        self._why = label("", "muted", wrap=True)
        self._why.setObjectName("quality-why")
        self._how = label("", "strong", wrap=True)
        self._once = self._button(t("Mend"), "check", "M", self.mend_one, primary=True)
        self._mend = self._button(t("Mend by hand…"), "pencil", "Enter", self.mend)
        self._leave = self._button(t("Right as it is"), "circle-check", "R", self.leave)
        self._open = self._button(t("Open the record"), "eye", "O", self.open)
        self._told = Told(theme)
        for widget in (self._name, self._says, self._why, self._how):
            self._told.words.addWidget(widget)
        for button in (self._once, self._mend, self._leave, self._open):
            self._told.buttons.addWidget(button)
        self._told.spared = (self._name, self._says, self._how)
        right = QWidget()
        box = column(right)
        box.addWidget(self.found, 1)
        box.addWidget(hairline())
        box.addWidget(self._told)
        return right

    def _button(self, words: str, icon: str, key: str, do: Command, *, primary: bool = False) -> Button:
        button = Button(self.context.theme, words, icon, "primary" if primary else "plain")
        button.setObjectName(f"quality-{key.lower()}")
        button.setToolTip(f"{words}  {key}")
        button.clicked.connect(do)
        return button

    def _key(self, widget: QWidget, key: str, do: Command) -> None:
        shortcut = QShortcut(QKeySequence(key), widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(do)

    def _to_found(self, *_: object) -> None:
        self.found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_rules(self) -> None:
        self.rules.setFocus(Qt.FocusReason.OtherFocusReason)

    def _undo(self) -> None:
        self.context.actions.run("edit.undo")

    def _owner(self) -> str | None:
        value = self.whose.value
        return None if value is None else "" if value == NOBODYS else str(value)

    def _load(self) -> None:
        self._stale = False
        if self._counting is not None:
            self._counting.cancel()
        quality = self.context.app.quality
        self._counting = self.context.jobs.read(
            self, lambda task: quality.summary(), self._show_summary, self.context.operations.tell
        )

    def _show_summary(self, summary: Summary) -> None:
        self._summary = summary
        t, me = self.context.t, self.context.app.database.identity.officer_id
        owners = sorted(summary.owners, key=lambda row: row[0] != me)
        self.whose.set_choices(
            [
                Choice(one or NOBODYS, t("Mine") if one and one == me else name if one else t("Nobody’s"), many)
                for one, name, many in owners
            ]
        )
        self._show_rules()

    def _other_owner(self) -> None:
        if self._summary is not None:
            self._show_rules()

    def _show_rules(self) -> None:
        summary, t, formats, owner = self._summary, self.context.t, self.context.formats, self._owner()
        if summary is None:
            return
        lines: list[RuleLine] = []
        for group, heading in GROUPS.items():
            found = [(rule, many) for rule in RULES if rule.group == group and (many := summary.of(rule.code, owner))]
            for at, (rule, many) in enumerate(found):
                twice = sum(rule.title == other.title for other in RULES) > 1
                kind = labels.table_label(rule.table, t) if twice else ""
                title = t("{title}: {kind}", title=t(rule.title), kind=kind) if twice else t(rule.title)
                lines.append(RuleLine(rule.code, title, formats.number(many), t(heading) if at == 0 else ""))
        total = summary.total(owner)
        number = formats.number(total)
        self._total.setText(t.plural("{number} finding", "{number} findings", total, number=number) if total else "")
        self._stack.setCurrentIndex(2 if lines else 1)
        self.rules.show_lines(lines)
        wanted, self._wanted = self._wanted, ("", "")
        if wanted[0]:
            self.rules.select(wanted[0])
        self._read(again=True, record=wanted[1])

    def _other_rule(self, code: str) -> None:
        self._read(again=False)

    def _read(self, *, again: bool, record: str = "") -> None:
        """Read what the current rule finds: its beginning, or as far as it was read."""
        asked = (self.rules.current_id(), self._owner())
        if not asked[0]:
            self._show_findings(asked, (), "")
            return
        if asked == self._asked and not again:
            return
        from talented_desk.services.quality import PAGE

        limit = max(PAGE, len(self._findings)) if asked == self._asked else PAGE
        self._asked = asked
        if self._reading is not None:
            self._reading.cancel()
        quality = self.context.app.quality
        self._reading = self.context.jobs.read(
            self,
            lambda task: quality.findings(asked[0], asked[1], limit=limit),
            lambda found: self._show_findings(asked, found, record, limit),
            self.context.operations.tell,
        )

    def _more(self) -> None:
        if self._complete or not self._findings:
            return
        self._complete = True  # until these are there
        asked, last = self._asked, max(one.n for one in self._findings.values())
        quality = self.context.app.quality
        self.context.jobs.read(
            self,
            lambda task: quality.findings(asked[0], asked[1], after=last),
            lambda found: self._add_findings(asked, found),
            self.context.operations.tell,
        )

    def _show_findings(
        self, asked: tuple[str, str | None], found: tuple[Finding, ...], record: str, limit: int = 0
    ) -> None:
        if asked != self._asked and found:
            return
        self._findings = {one.id: one for one in found}
        self._complete = len(found) < limit or not limit
        self.found.show_lines([self._line(one) for one in found])
        if record:
            self.found.select(record)
        self._choose(self.found.current_id())

    def _add_findings(self, asked: tuple[str, str | None], found: tuple[Finding, ...]) -> None:
        if asked != self._asked:
            return
        from talented_desk.services.quality import PAGE

        new = [one for one in found if one.id not in self._findings]
        self._findings |= {one.id: one for one in new}
        self._complete = len(found) < PAGE
        self.found.add_lines([self._line(one) for one in new])

    def _line(self, one: Finding) -> TwoLines:
        t, formats = self.context.t, self.context.formats
        title = title_of(one, t, formats)
        says = [value for _, value in values_of(one, t, formats) if value != title]
        names = self._summary.names if self._summary is not None else {}
        under = " · ".join(part for part in (whose(one, t), *says) if part)
        return TwoLines(one.id, title, under, names.get(one.owner_id, ""))

    def _choose(self, record_id: str) -> None:
        finding, t, formats = self._findings.get(record_id), self.context.t, self.context.formats
        self._told.setVisible(finding is not None)
        if finding is not None:
            rule = BY_CODE[finding.rule]
            self._name.set_whole(title_of(finding, t, formats))
            says = [t("{what}: {value}", what=what, value=value) for what, value in values_of(finding, t, formats)]
            at = whose(finding, t)
            self._says.setText(" · ".join(part for part in (at, *says) if part))
            self._why.setText(t(rule.why))
            self._how.setText(t(rule.mend))
            self._mend.setVisible(rule.bulk)
            self._open.setVisible(bool(finding.employer_id) or rule.table in ("placement", "support_session"))
            self._told.fit()
        self.commands_changed.emit()

    def _changed(self, event: DataChanged) -> None:
        if self.isVisible():
            self._read(again=True)  # what is in sight at once, the counts when nothing more comes
            self._pause.start()
        else:
            self._stale = True
