"""A new employer: a short form; beside it, while one types, who is here already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtWidgets import QWidget

from talented_desk.domain import codes
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.likely.watch import Likely

WORKSITE: Final = ("street", "city", "province", "postal_code")
WATCHED: Final = ("legal_name", "trade_name", "phone", "website", *WORKSITE)


class NewEmployerDialog(FormDialog):
    """Asks for the names, ways to reach them and the first worksite. `opened` gets the id of the one that was added,
    or of the one that is used instead; `name` may be known already."""

    def __init__(
        self, context: UiContext, opened: Callable[[str], None], parent: QWidget | None = None, name: str = ""
    ) -> None:
        t, language = context.t, context.t.language
        super().__init__(context, t("New employer"), t("Add employer"), parent)
        self._opened = opened
        self.text("legal_name", name, required=True, hint=t("As it is registered; the name people use can follow."))
        self.text("trade_name")
        self.text("phone", hint=t("Ten digits; an extension as x12"))
        self.text("website")
        self.choice("language", (("", "–"), *codes.load("languages").choices(language)))
        self.text("street")
        self.text("city")
        self.choice("province", (("", "–"), *codes.load("provinces").choices(language)), "AB")
        self.text("postal_code")
        self.on_save(self._add_employer, t("Employer added"), self._added)
        self.fit()
        self.likely = Likely(self, "employer", WATCHED, opened)

    def _add_employer(self, values: Mapping[str, str], task: Task) -> object:
        employer = {name: value for name, value in values.items() if name not in WORKSITE or name == "city"}
        place = {name: value for name, value in values.items() if name in WORKSITE}
        filled = any(place[name] for name in WORKSITE if name != "province")
        return self.context.app.employers.add(employer, place if filled else None)

    def _added(self, employer_id: object) -> None:
        self._opened(str(employer_id))
