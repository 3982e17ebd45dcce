"""Moving employers between stages, and what should be there before they leave one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from talented_desk.domain import codes, pipeline
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.operations.runner import Operation
from ui.theme.theme import Theme
from ui.widgets.basics import Icon, label, line
from ui.widgets.flow import FlowLayout
from ui.widgets.menus import asking_menu

if TYPE_CHECKING:
    from talented_desk.domain.pipeline import Criterion


def move(context: UiContext, owner: QWidget, ids: Sequence[str], stage: str, done: Callable[[], None]) -> None:
    """Move at once, with Undo; a lost one asks for the barrier first."""
    t, service = context.t, context.app.pipeline
    words = codes.load("pipeline_stages").label(stage, t.language)
    said = t.plural(
        "{count} employer moved to “{stage}”", "{count} employers moved to “{stage}”", len(ids), stage=words
    )
    if pipeline.kind(stage) != "lost":

        def job(task: Task) -> None:
            service.move(ids, {"stage": stage})

        context.operations.run(owner, Operation(t("Moving"), job, done=lambda _: done(), said=said))
        return
    dialog = FormDialog(context, t("Lost: to which barrier?"), t("Move"), owner.window())
    dialog.choice("lost_reason", (("", "–"), *codes.load("barriers").choices(t.language)))
    dialog.paragraph("note")

    def lost(values: Mapping[str, str], task: Task) -> None:
        service.move(ids, {"stage": stage, **values})

    dialog.on_save(lost, said, lambda _: done())
    dialog.fit()
    dialog.open()


def stage_menu(context: UiContext, owner: QWidget, chosen: Callable[[str], None]) -> QMenu:
    """The stages to choose from, each with its first free letter as key."""
    menu = asking_menu(context.theme, owner, context.t("Move to"), "stage-menu")
    for number, stage in enumerate(pipeline.stages(), 1):
        words = codes.load("pipeline_stages").label(stage, context.t.language).replace("&", "&&")
        menu.addAction(f"&{number}  {words}").triggered.connect(_chooser(chosen, stage))
    return menu


def _chooser(chosen: Callable[[str], None], stage: str) -> Callable[[], None]:
    def choose() -> None:
        chosen(stage)

    return choose


class Criteria(QWidget):
    """What should be there before the current employer leaves its stage, each with a mark and a word."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._asked = context, ""
        self._flow = FlowLayout(self, context.theme.px(12))
        self.setObjectName("criteria")

    def show_employer(self, employer_id: str) -> None:
        """Read the records of this employer; nothing for none."""
        self._asked = employer_id
        if not employer_id:
            self._show("", ())
            return
        service = self.context.app.pipeline
        self.context.jobs.read(
            self, lambda task: service.criteria(employer_id), lambda found: self._show(employer_id, found), self._gone
        )

    def _gone(self, error: BaseException) -> None:
        self._show(self._asked, ())

    def _show(self, employer_id: str, found: Sequence[Criterion]) -> None:
        if employer_id != self._asked:
            return
        t, theme = self.context.t, self.context.theme
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if found:
            self._flow.addWidget(label(t("Before the next stage:"), "caption"))
        for criterion in found:
            words = codes.load("stage_criteria").label(criterion.code, t.language)
            self._flow.addWidget(_Mark(theme, words, criterion.met, t("there") if criterion.met else t("missing")))


class _Mark(QWidget):
    def __init__(self, theme: Theme, words: str, met: bool, state: str) -> None:
        super().__init__()
        row = line(self, spacing=theme.px(6))
        row.addWidget(Icon(theme, "circle-check" if met else "circle", "ok" if met else "muted"))
        row.addWidget(label(words, "" if met else "muted"))
        self.setAccessibleName(f"{words}: {state}")
