"""Taking a merge apart: what goes back, what stays as it was changed since, and where what came since belongs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from talented_desk.errors import DeskError
from ui import labels
from ui.context import UiContext
from ui.dialogs.room import within
from ui.operations.runner import Operation
from ui.widgets.basics import Button, clear, column, hairline, label, line
from ui.widgets.inputs import ChoiceField
from ui.widgets.messages import Banner

if TYPE_CHECKING:
    from talented_desk.services.merging import Newcomer, UnmergePlan


class UnmergeDialog(QDialog):
    """Shows exactly what taking a merge apart would do; nothing is written before that is asked for."""

    def __init__(
        self, context: UiContext, changeset_id: str, done: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self._changeset, self._done = context, changeset_id, done
        theme, t = context.theme, context.t
        self.plan: UnmergePlan | None = None
        self._placed: list[tuple[Newcomer, ChoiceField]] = []
        self.setWindowTitle(t("Take a merge apart"))
        self.setModal(True)
        self.finished.connect(self.deleteLater)
        self._problem = Banner(theme, t("Close"))
        inside = QWidget()
        self._box = column(inside, spacing=theme.px(8))
        self._box.setContentsMargins(theme.px(24), theme.px(4), theme.px(24), theme.px(16))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(t("What goes back"))
        head = column()
        head.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(8))
        head.addWidget(label(t("Take a merge apart"), "title"))
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        foot.addStretch(1)
        cancel = Button(theme, t("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.save = Button(theme, t("Take apart"), kind="primary")
        self.save.setObjectName("unmerge-save")
        self.save.setAutoDefault(False)
        self.save.setEnabled(False)
        self.save.clicked.connect(self.take_apart)
        foot.addWidget(cancel)
        foot.addWidget(self.save)
        whole = column(self)
        whole.addLayout(head)
        whole.addWidget(self._problem)
        whole.addWidget(area, 1)
        whole.addWidget(hairline())
        whole.addLayout(foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.take_apart)
        within(self, parent, theme.px(640), theme.px(520))
        service = context.app.merging
        context.jobs.write(self, lambda task: service.unmerge_plan(changeset_id), self._show, self._failed)

    def take_apart(self) -> None:
        """Write what is shown, as one operation."""
        plan, t = self.plan, self.context.t
        if plan is None or not self.save.isEnabled():
            return
        service, changeset = self.context.app.merging, self._changeset
        back = {(new.table, new.id) for new, field in self._placed if field.currentData() == "gone"}
        self.save.setEnabled(False)
        self.context.operations.run(
            self,
            Operation(
                t("Taking apart"),
                lambda task: service.unmerge(changeset, back),
                done=self._apart,
                said=t("{name} is a record of its own again", name=plan.merged.gone),
                refused=self._refused,
            ),
        )

    def _apart(self, undone: object) -> None:
        gone = self.plan.merged.gone_id if self.plan is not None else ""
        self.accept()
        self._done(gone)

    def _failed(self, error: BaseException) -> None:
        if not (isinstance(error, DeskError) and self._refused(error)):
            self.context.operations.tell(error)

    def _refused(self, error: DeskError) -> bool:
        self._problem.say(error.describe(self.context.t), "bad")
        return True

    def _show(self, plan: UnmergePlan) -> None:
        theme, t, formats = self.context.theme, self.context.t, self.context.formats
        self.plan = plan
        clear(self._box)
        merged = plan.merged
        who = t("Merged on {day} by {officer}.", day=formats.moment(merged.at), officer=merged.officer)
        back = t.plural(
            "{name} comes back; {count} row goes back to where it was.",
            "{name} comes back; {count} rows go back to where they were.",
            plan.undone.rows,
            name=merged.gone,
        )
        if not plan.comes_back:
            back = t("{name} does not come back: what had brought it was taken back meanwhile.", name=merged.gone)
        self._box.addWidget(label(f"{who} {back}", wrap=True))
        if plan.undone.kept:
            self._box.addSpacing(theme.px(8))
            self._box.addWidget(label(t("Stays as it is, because it was changed since"), "strong", wrap=True))
            for name, count in self._kept(plan).items():
                words = name if count == 1 else f"{name}: {formats.number(count)}"
                self._box.addWidget(label(words, wrap=True))
        self._placed = []
        if plan.since:
            self._box.addSpacing(theme.px(8))
            self._box.addWidget(label(t("Came since the merge: whose is it?"), "strong", wrap=True))
            for new in plan.since:
                self._box.addWidget(self._newcomer(new))
        self._box.addStretch(1)
        self.save.setEnabled(True)
        (self._placed[0][1] if self._placed else self.save).setFocus(Qt.FocusReason.OtherFocusReason)

    def _kept(self, plan: UnmergePlan) -> dict[str, int]:
        t = self.context.t
        found: dict[str, int] = {}
        for kept in plan.undone.kept:
            table = labels.table_label(kept.table, t)
            name = f"{table} – {labels.field_label(kept.field, t)}" if kept.field else table
            found[name] = found.get(name, 0) + 1
        return found

    def _newcomer(self, new: Newcomer) -> QWidget:
        theme, t, plan = self.context.theme, self.context.t, self.plan
        assert plan is not None
        kind = labels.table_label(new.table, t)
        words = t("{kind}: {title}", kind=kind, title=new.title) if new.title else kind
        day = self.context.formats.date(new.at.astimezone().date())
        whole = QWidget()
        row = line(whole, spacing=theme.px(12))
        row.addWidget(label(f"{words} ({day})", wrap=True), 1)
        field = ChoiceField((("keep", plan.keep), ("gone", plan.merged.gone)))
        field.setObjectName(f"whose-{new.id}")
        field.setAccessibleName(t("Whose is it: {what}", what=words))
        field.setFixedWidth(theme.px(240))
        row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        self._placed.append((new, field))
        return whole


def take_apart(
    context: UiContext, changeset_id: str, owner: QWidget, done: Callable[[str], object] = lambda gone_id: None
) -> UnmergeDialog:
    """Ask about taking a merge apart; `done` gets the id of the record that came back."""
    dialog = UnmergeDialog(context, changeset_id, done, owner.window())
    dialog.open()
    return dialog
