"""Asking which employers are visited on which day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from talented_desk.domain import codes
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.token_field import Token, TokenField

if TYPE_CHECKING:
    from talented_desk.services.search import Hit

OFFERED = 8


class PlanDialog(FormDialog):
    """Day, kind and employers of a trip, in the order in which they are visited."""

    def __init__(
        self, context: UiContext, chosen: Sequence[tuple[str, str]], done: Callable[[object], None], parent: QWidget
    ) -> None:
        t = context.t
        super().__init__(context, t("Plan visits"), t("Plan"), parent)
        tomorrow = (context.today() + timedelta(days=1)).isoformat()
        self.date("planned_on", tomorrow, title=t("Day"))
        self.choice("kind", tuple(codes.load("visit_kinds").choices(t.language)), "first", title=t("Kind of visit"))
        self._field = TokenField(
            context.theme, t("Type a name"), self._offer, lambda words: t("Remove {name}", name=words)
        )
        self._field.set_tokens([Token(row_id, name) for row_id, name in chosen])
        self._field.setObjectName("field-employers")
        self.form.add("employers", t("Employers, in the order of the trip"), self._field, required=True)
        self.on_save(self._plan, t("Visits planned"), done)

    def _plan(self, values: Mapping[str, str], task: Task) -> object:
        ids = [token.id for token in self._field.tokens()]
        return self.context.app.visits.plan(ids, {"planned_on": values["planned_on"], "kind": values["kind"]})

    def save(self) -> None:
        """Plan them; without an employer there is nothing to plan."""
        if not self._field.tokens():
            self.form.show_problems({"employers": self.context.t("Choose at least one employer.")})
            return
        super().save()

    def _offer(self, typed: str, bring: Callable[[Sequence[Token]], None]) -> None:
        search = self.context.app.search

        def job(task: Task) -> list[Hit]:
            return list(search.find(typed, OFFERED, ("employer",)))

        def show(hits: list[Hit]) -> None:
            bring([Token(hit.id, hit.title, hit.subtitle) for hit in hits])

        if typed:
            self.context.jobs.read(self, job, show)
        else:
            bring(())


def plan_visits(
    context: UiContext,
    owner: QWidget,
    chosen: Sequence[tuple[str, str]] = (),
    done: Callable[[object], None] = lambda ids: None,
) -> None:
    """Ask for a trip; `chosen` are (id, name) of employers that are on it already."""
    dialog = PlanDialog(context, chosen, done, owner.window())
    dialog.fit()
    dialog.resize(dialog.width() + context.theme.px(80), dialog.height() + context.theme.px(76))  # a trip has several
    dialog.open()
