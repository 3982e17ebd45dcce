"""Which other record means the same as this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.merging.dialog import merge
from ui.widgets.token_field import Token, TokenField

if TYPE_CHECKING:
    from talented_desk.services.search import Hit

OFFERED = 8


class Partner(FormDialog):
    """Asks for an employer by name, then shows what merging it would do."""

    def __init__(self, context: UiContext, employer_id: str, name: str, owner: QWidget) -> None:
        t = context.t
        super().__init__(context, t("Merge {name} with…", name=name), t("Continue"), owner)
        self._employer, self._owner = employer_id, owner
        self._field = TokenField(
            context.theme,
            t("The same employer under another name"),
            self._offer,
            lambda words: t("Remove {name}", name=words),
            single=True,
        )
        self._add("partner", self._field, t("Employer"), t("Type a part of its name, city or phone."), True)

    def save(self) -> None:
        """Go on to the comparison."""
        from talented_desk.services.merging import Pair

        chosen = self._field.tokens()
        if not chosen:
            self.form.show_problems({"partner": self.context.t("Choose an employer from those that are offered.")})
            return
        context, owner, pair = self.context, self._owner, Pair("employer", self._employer, chosen[0].id)
        self.accept()
        merge(context, pair, owner, lambda keep_id: context.navigate("employer", keep_id))

    def _offer(self, typed: str, bring: Callable[[Sequence[Token]], None]) -> None:
        search, mine = self.context.app.search, self._employer

        def job(task: Task) -> list[Hit]:
            return [hit for hit in search.find(typed, OFFERED + 1, ("employer",)) if hit.id != mine]

        def show(hits: list[Hit]) -> None:
            bring([Token(hit.id, hit.title, hit.subtitle) for hit in hits[:OFFERED]])

        if typed:
            self.context.jobs.read(self, job, show)
        else:
            bring(())


def ask_partner(context: UiContext, employer_id: str, name: str, owner: QWidget) -> None:
    """Ask with which employer this one is to be merged."""
    dialog = Partner(context, employer_id, name, owner.window())
    dialog.fit()
    dialog.open()
