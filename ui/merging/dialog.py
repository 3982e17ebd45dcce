"""Merging two records: the values that are kept, what changes hands, what is merged along with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QScrollArea, QWidget

from talented_desk.errors import DeskError
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.dialogs.room import within
from ui.merging.compare import Compare
from ui.operations.runner import Operation
from ui.widgets.basics import Button, clear, column, hairline, label, line
from ui.widgets.messages import Banner

if TYPE_CHECKING:
    from talented_desk.services.merging import Alike, MergePlan, Pair

TITLES: Final = {
    "employer": N_("Merge two employers"),
    "contact": N_("Merge two contacts"),
    "worksite": N_("Merge two worksites"),
    "institution": N_("Merge two institutions"),
}
HIDDEN: Final = frozenset({"stage_since"})
"""Fields that follow another and mean nothing by themselves."""


class MergeDialog(QDialog):
    """Shows everything that a merge would do; nothing is written before Merge."""

    def __init__(
        self, context: UiContext, pair: Pair, done: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self._pair, self._done = context, pair, done
        theme, t = context.theme, context.t
        self.plan: MergePlan | None = None
        self._along: list[tuple[Alike, QCheckBox]] = []
        self.setWindowTitle(t(TITLES[pair.kind]))
        self.setModal(True)
        self.finished.connect(self.deleteLater)
        self.compare: Compare | None = None
        self._problem = Banner(theme, t("Close"))
        self._inside = QWidget()
        self._box = column(self._inside, spacing=theme.px(16))
        self._box.setContentsMargins(theme.px(24), theme.px(4), theme.px(24), theme.px(16))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(t("What the merge does"))
        head = line(spacing=theme.px(12))
        head.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(12))
        head.addWidget(label(t(TITLES[pair.kind]), "title"), 1)
        self.swap = Button(theme, t("Let the other one stay"), "arrow-right-left", "quiet")
        self.swap.setObjectName("merge-swap")
        self.swap.setAutoDefault(False)
        self.swap.setToolTip("Alt+S")
        self.swap.clicked.connect(self._swap)
        head.addWidget(self.swap)
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        foot.addWidget(label(t("Ctrl+Enter merges; it can be taken apart again at any time"), "small", wrap=True), 1)
        cancel = Button(theme, t("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.save = Button(theme, t("Merge"), kind="primary")
        self.save.setObjectName("merge-save")
        self.save.setAutoDefault(False)
        self.save.setEnabled(False)
        self.save.clicked.connect(self.merge)
        foot.addWidget(cancel)
        foot.addWidget(self.save)
        whole = column(self)
        whole.addLayout(head)
        whole.addWidget(self._problem)
        whole.addWidget(area, 1)
        whole.addWidget(hairline())
        whole.addLayout(foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.merge)
        QShortcut(QKeySequence("Alt+S"), self).activated.connect(self._swap)
        within(self, parent, theme.px(820), theme.px(680))
        self._look()

    def merge(self) -> None:
        """Write what is shown, as one operation."""
        plan, compare, t = self.plan, self.compare, self.context.t
        if plan is None or compare is None or not self.save.isEnabled():
            return
        service = self.context.app.merging
        values = {**_followers(plan, compare.values()), **compare.values()}
        along = [alike.pair for alike, box in self._along if box.isChecked()]

        def job(task: Task) -> str:
            return service.merge(plan.pair, values, along)

        said = t("{gone} was merged into {keep}", gone=plan.gone, keep=plan.keep)
        self.save.setEnabled(False)
        self.context.operations.run(
            self, Operation(t("Merging"), job, done=self._merged, said=said, refused=self._refused)
        )

    def _merged(self, changeset_id: str) -> None:
        keep = self._pair.keep_id
        self.accept()
        self._done(keep)

    def _swap(self) -> None:
        self._pair = self._pair.turned()
        self._look()

    def _look(self) -> None:
        self.save.setEnabled(False)
        app, pair = self.context.app, self._pair

        def job(task: Task) -> tuple[MergePlan, dict[str, str]]:
            return app.merging.plan(pair), {one.id: one.name for one in app.officers.all()}

        # a rehearsal is a write that is taken back: it waits for its turn among the writes
        self.context.jobs.write(self, job, self._show, self._failed)

    def _failed(self, error: BaseException) -> None:
        if not (isinstance(error, DeskError) and self._refused(error)):
            self.context.operations.tell(error)

    def _refused(self, error: DeskError) -> bool:
        self._problem.say(error.describe(self.context.t), "bad")
        return True

    def _show(self, found: tuple[MergePlan, dict[str, str]]) -> None:
        plan, people = found
        if plan.pair != self._pair:
            return
        theme, t = self.context.theme, self.context.t
        self.plan = plan
        clear(self._box)
        self.compare = Compare(self.context, people)
        shown = [choice for choice in plan.choices if choice.field not in HIDDEN]
        self.compare.show_choices(shown, plan.keep, plan.gone)
        self._box.addWidget(self.compare)
        self._box.addWidget(hairline())
        self._box.addWidget(self._moving(plan))
        self._along = []
        if plan.alike:
            box = column(spacing=theme.px(6))
            box.addWidget(label(t("The same on both, merged as well"), "strong", wrap=True))
            for alike in plan.alike:
                kind = labels.table_label(alike.pair.kind, t)
                words = alike.keep if alike.gone == alike.keep else f"{alike.gone} → {alike.keep}"
                tick = QCheckBox(t("{kind}: {names}", kind=kind, names=words))
                tick.setChecked(True)
                self._along.append((alike, tick))
                box.addWidget(tick)
            self._box.addLayout(box)
        if plan.withdrawn:
            said = t.plural(
                "{count} consent ends: one of the two withdrew theirs, and the strictest holds.",
                "{count} consents end: one of the two withdrew theirs, and the strictest holds.",
                plan.withdrawn,
            )
            self._box.addWidget(label(said, wrap=True))
        self._box.addStretch(1)
        self.save.setEnabled(True)
        (self.compare.first() or self.save).setFocus(Qt.FocusReason.OtherFocusReason)

    def _moving(self, plan: MergePlan) -> QWidget:
        theme, t = self.context.theme, self.context.t
        whole = QWidget()
        whole.setObjectName("merge-moving")
        box = column(whole, spacing=theme.px(4))
        if not plan.moved:
            box.addWidget(label(t("Nothing else belongs to {name}.", name=plan.gone), "muted", wrap=True))
            return whole
        box.addWidget(label(t("Goes over to {name}", name=plan.keep), "strong", wrap=True))
        for moved in plan.moved:
            words = f"{labels.table_label(moved.table, t)}: {self.context.formats.number(moved.moved + moved.united)}"
            if moved.united:
                words = t.plural(
                    "{what} ({count} is on both and stays once)",
                    "{what} ({count} are on both and stay once)",
                    moved.united,
                    what=words,
                )
            box.addWidget(label(words, wrap=True))
        return whole


def _followers(plan: MergePlan, values: dict[str, Any]) -> dict[str, Any]:
    """The hidden fields of the stage that was chosen."""
    sides = {choice.field: choice for choice in plan.choices}
    stage, since = sides.get("stage"), sides.get("stage_since")
    if stage is None or since is None:
        return {}
    return {"stage_since": since.gone} if values.get("stage") == stage.gone and stage.gone != stage.keep else {}


def merge(
    context: UiContext, pair: Pair, owner: QWidget, done: Callable[[str], object] = lambda keep_id: None
) -> MergeDialog:
    """Ask about a merge; `done` gets the id of the record that stays."""
    dialog = MergeDialog(context, pair, done, owner.window())
    dialog.open()
    return dialog
