"""A new employer: a short form that says, while one types, who is here already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from talented_desk.domain import codes
from talented_desk.domain.recognition import Level, candidate, compare
from talented_desk.errors import NotFound
from talented_desk.jobs import Running, Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.basics import Button, Icon, clear, column, label, line

WORKSITE: Final = ("street", "city", "province", "postal_code")
WATCHED: Final = ("legal_name", "trade_name", "phone", "website", "city", "province", "postal_code")
SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Likely:
    """An employer that the new one may be, and why."""

    id: str
    name: str
    city: str
    reasons: tuple[str, ...]
    level: Level


class LikelyList(QFrame):
    """The employers that it may be; each can be opened instead. Hidden while there are none."""

    def __init__(self, context: UiContext, open_it: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._open_it = context, open_it
        self.setProperty("banner", "warn")
        theme = context.theme
        self._rows = column(self, spacing=theme.px(6))
        self._rows.setContentsMargins(theme.px(12), theme.px(8), theme.px(8), theme.px(8))
        self.names: tuple[str, ...] = ()
        self.hide()

    def show_likely(self, found: tuple[Likely, ...]) -> None:
        """Show these."""
        clear(self._rows)
        theme, t = self._context.theme, self._context.t
        self.names = tuple(one.name for one in found)
        if found:
            head = line(spacing=theme.px(8))
            head.addWidget(Icon(theme, "triangle-alert", "warn"))
            head.addWidget(label(t("This employer may be here already"), "strong", wrap=True), 1)
            self._rows.addLayout(head)
        for one in found:
            row = line(spacing=theme.px(8))
            words = label(f"{one.name}, {one.city}" if one.city else one.name, wrap=True)
            why = label(", ".join(one.reasons), "small", wrap=True)
            box = column()
            box.addWidget(words)
            box.addWidget(why)
            row.addLayout(box, 1)
            button = Button(theme, t("Open"), "eye")
            button.setAccessibleName(t("Open {name}", name=one.name))
            button.setProperty("record", one.id)
            button.setAutoDefault(False)
            button.clicked.connect(self._open)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addLayout(row)
        self.setVisible(bool(found))

    def _open(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            self._open_it(str(button.property("record")))


class NewEmployerDialog(FormDialog):
    """Asks for the names, ways to reach them and the first worksite."""

    def __init__(self, context: UiContext, opened: Callable[[str], None], parent: QWidget | None = None) -> None:
        t, language = context.t, context.t.language
        super().__init__(context, t("New employer"), t("Add employer"), parent)
        self._opened = opened
        self._running: Running[Any] | None = None
        self.text("legal_name", required=True, hint=t("As it is registered; the name people use can follow."))
        self.text("trade_name")
        self.likely = LikelyList(context, self._open_instead)
        self.form.add_row(self.likely)
        self.text("phone", hint=t("Ten digits; an extension as x12"))
        self.text("website")
        self.choice("language", (("", "–"), *codes.load("languages").choices(language)))
        self.text("street")
        self.text("city")
        self.choice("province", (("", "–"), *codes.load("provinces").choices(language)), "AB")
        self.text("postal_code")
        self.on_save(self._add_employer, t("Employer added"), self._added)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(200)
        self._pause.timeout.connect(self._look)
        for name in WATCHED:
            field = self.form.field(name)
            if hasattr(field, "textEdited"):
                field.textEdited.connect(self._pause.start)
        self.fit()

    def _add_employer(self, values: Mapping[str, str], task: Task) -> object:
        employer = {name: value for name, value in values.items() if name not in WORKSITE or name == "city"}
        place = {name: value for name, value in values.items() if name in WORKSITE}
        filled = any(place[name] for name in WORKSITE if name != "province")
        return self.context.app.employers.add(employer, place if filled else None)

    def _added(self, employer_id: object) -> None:
        self._opened(str(employer_id))

    def _open_instead(self, employer_id: str) -> None:
        self.reject()
        self._opened(employer_id)

    def _look(self) -> None:
        values = self.values()
        if self._running is not None:
            self._running.cancel()
        if len(values["legal_name"].strip()) < 3:
            self.likely.show_likely(())
            return
        context = self.context
        self._running = context.jobs.read(self, lambda task: likely(context, values, task), self.likely.show_likely)


def likely(context: UiContext, values: Mapping[str, str], task: Task) -> tuple[Likely, ...]:
    """The employers that these values may mean, surest first, with the reasons in words."""
    app, t = context.app, context.t
    wanted = candidate(
        values["legal_name"],
        trade_name=values["trade_name"],
        city=values["city"],
        province=values["province"] if values["city"] or values["postal_code"] else "",
        postal_code=values["postal_code"].upper(),
        website=values["website"],
    )
    found: list[tuple[int, Likely]] = []
    # without its legal form: who types “Limited” must find “Ltd.”
    typed = [name for name in (wanted.name.core, values["trade_name"].strip()) if len(name) >= 3]
    hits = {hit.id: hit for name in typed for hit in app.search.find(name, 12, ("employer",))}
    for employer_id in hits:
        task.check()
        try:
            record = app.employers.get(employer_id)
        except NotFound:
            continue  # deleted since it was indexed
        site = record.worksites[0] if record.worksites else None
        known = candidate(
            str(record.values["legal_name"]),
            trade_name=str(record.values["trade_name"]),
            city=str(record.values["city"] or (site.city if site else "")),
            province=site.province if site else "",
            postal_code=site.postal_code if site else "",
            website=str(record.values["website"]),
        )
        match = compare(wanted, known)
        if match.level is not Level.NONE:
            reasons = tuple(t(reason.message, **dict(reason.fields)) for reason in match.reasons)
            shown = Likely(record.id, record.name, str(record.values["city"] or ""), reasons, match.level)
            found.append((match.level * 1000 + match.score, shown))
    found.sort(key=lambda pair: -pair[0])
    return tuple(shown for _, shown in found[:SHOWN])
