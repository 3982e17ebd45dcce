"""Settings: how the program looks and speaks on this workstation, and who sits at it. Each is kept at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QScrollArea, QWidget

from talented_desk.events import SettingChanged
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from talented_desk.settings import SETTINGS
from ui.context import UiContext
from ui.navigation import Page
from ui.operations.facts import edit_fact
from ui.widgets.basics import column, hairline, label
from ui.widgets.fact_row import FactRow
from ui.widgets.form import FormColumn
from ui.widgets.header import PageHeader
from ui.widgets.inputs import ChoiceField

if TYPE_CHECKING:
    from talented_desk.services.officers import OfficerRow

_LOOK = ("language", "theme", "scale", "density")
_OFFICER = (
    ("name", N_("Name")),
    ("title", N_("Job title")),
    ("organization", N_("Organization")),
    ("email", N_("E-mail")),
    ("phone", N_("Phone")),
)


class SettingsPage(Page):
    """Settings are read from their declarations; officers from the database."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self.t = t
        self._officer: OfficerRow | None = None
        self._boxes: dict[str, QComboBox] = {}
        body = QWidget()
        body.setMaximumWidth(theme.px(620))
        box = column(body, spacing=theme.px(16))
        box.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(24))
        header = PageHeader(theme, t("Settings"), t("More"))
        box.addWidget(header)
        box.addWidget(label(t("Look and language"), "heading"))
        form = FormColumn(theme, t("required"))
        for key in _LOOK:
            form.add(key, t(SETTINGS[key].text), self._box(key))
        box.addWidget(form)
        box.addSpacing(theme.px(8))
        box.addWidget(hairline())
        box.addWidget(label(t("You"), "heading"))
        box.addWidget(label(t("This is how documents and colleagues name you."), "muted", wrap=True))
        self._facts = {name: FactRow(theme, t(text)) for name, text in _OFFICER}
        facts = column()
        for name, row in self._facts.items():
            row.setObjectName(f"officer-{name}")
            row.edited.connect(self._edit_officer)
            facts.addWidget(row)
        box.addLayout(facts)
        box.addWidget(hairline())
        box.addWidget(label(t("Where your work is kept"), "heading"))
        folder = label(str(context.app.paths.root), "muted", wrap=True, select=True)
        box.addWidget(folder)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(body)
        area.setAccessibleName(t("Settings"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column(self).addWidget(area)
        context.events.setting_changed.connect(self._setting_changed)
        context.events.data_changed.connect(self._load)
        self._load()

    def _box(self, key: str) -> QComboBox:
        setting, box = SETTINGS[key], ChoiceField()
        for value, text in setting.choices:
            box.addItem(self.t(text), value)
        box.setObjectName(f"setting-{key}")
        box.setCurrentIndex(box.findData(self.context.app.settings[key]))
        box.activated.connect(self._chosen)
        self._boxes[key] = box
        return box

    @Slot(int)
    def _chosen(self, index: int) -> None:
        for key, box in self._boxes.items():
            if box is self.sender():
                self.context.app.settings.set(key, box.currentData())

    def _setting_changed(self, event: SettingChanged) -> None:
        if event.key in self._boxes:
            box = self._boxes[event.key]
            box.setCurrentIndex(box.findData(event.value))

    def _load(self) -> None:
        officers = self.context.app.officers
        self.context.jobs.read(self, lambda task: officers.me(), self._show)

    def _show(self, officer: OfficerRow | None) -> None:
        self._officer = officer
        for name, row in self._facts.items():
            if row.editor() is None:
                row.show_value(str(getattr(officer, name)) if officer is not None else "")

    @Slot(str)
    def _edit_officer(self, value: str) -> None:
        name = next(name for name, row in self._facts.items() if row is self.sender())
        officers, officer = self.context.app.officers, self._officer

        def job(task: Task) -> None:
            if officer is not None:
                officers.edit(officer.id, **{name: value})
            else:
                officers.add(value if name == "name" else "", **({} if name == "name" else {name: value}))

        said = self.t("Your details are saved")
        self.context.operations.run(self, edit_fact(self.t, self._facts[name], name, value, job, said))
