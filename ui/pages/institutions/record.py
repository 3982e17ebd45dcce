"""One institution: its names, where to find it, and who coordinates placements; edited where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.operations.facts import edit_fact
from ui.pages.placement import fields
from ui.widgets.basics import ElidedLabel, column, hairline, label
from ui.widgets.fact_row import FactRow

if TYPE_CHECKING:
    from talented_desk.services.institutions import InstitutionRow

GROUPS: Final = (
    ("", ("name", "name_fr", "short_name", "city", "website", "notes")),
    (N_("Placement coordinator"), ("coordinator_name", "coordinator_email", "coordinator_phone")),
)


SHORT: Final = {
    "coordinator_name": N_("Name"),
    "coordinator_email": N_("E-mail"),
    "coordinator_phone": N_("Phone"),
}
"""What the heading above says already is not said again in each line."""


class InstitutionRecord(QScrollArea):
    """The facts of the row that it is given."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._row: InstitutionRow | None = None
        self._facts: dict[str, FactRow] = {}
        theme, t = context.theme, context.t
        inside = QWidget()
        box = column(inside, spacing=theme.px(1))
        box.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(24))
        self._title = ElidedLabel("", "heading")
        box.addWidget(self._title)
        for title, names in GROUPS:
            if title:
                box.addSpacing(theme.px(16))
                box.addWidget(label(t(title), "caption"))
                box.addSpacing(theme.px(4))
            else:
                box.addSpacing(theme.px(8))
            box.addWidget(hairline())
            box.addSpacing(theme.px(4))
            for name in names:
                box.addWidget(self._fact(name))
        box.addStretch(1)
        self._inside = inside
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self._facts["name"])
        self.setAccessibleName(t("Institution"))
        inside.hide()

    def show_row(self, row: InstitutionRow | None) -> None:
        """Show this institution; a field of it that is being edited keeps what is typed."""
        other = self._row is None or row is None or self._row.id != row.id
        if other:
            self.leave()
        self._row = row
        self._inside.setVisible(row is not None)
        if row is None:
            return
        t, formats = self.context.t, self.context.formats
        self._title.set_whole((row.name_fr or row.name) if t.language == "fr" else row.name)
        for name, fact in self._facts.items():
            if fact.editor() is None:
                value = str(getattr(row, name))
                fact.show_value(value, fields.shown(name, value, t, formats))

    def leave(self) -> None:
        """Take what is being edited."""
        for fact in self._facts.values():
            fact.commit()

    def _fact(self, name: str) -> FactRow:
        t = self.context.t
        words = t(SHORT[name]) if name in SHORT else labels.field_label(name, t)
        row = FactRow(self.context.theme, words, long=name in fields.LONG, name_width=140)
        row.setObjectName(f"institution-{name}")
        row.edited.connect(lambda typed, name=name: self._edited(name, typed))
        self._facts[name] = row
        return row

    def _edited(self, name: str, typed: str) -> None:
        if self._row is None:
            return
        institutions, chosen, t = self.context.app.institutions, self._row.id, self.context.t

        def job(task: Task) -> None:
            institutions.edit(chosen, {name: typed})

        said = t("{field} saved", field=labels.field_label(name, t))
        self.context.operations.run(self, edit_fact(t, self._facts[name], name, typed, job, said))
