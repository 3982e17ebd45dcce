"""What an employer offers and who works there: opportunities, placements, and facts from lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from talented_desk.domain import codes
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.operations.runner import Operation
from ui.widgets.basics import Button, Pill, clear, column, label, line

if TYPE_CHECKING:
    from talented_desk.services.employers import FactRow
    from talented_desk.services.opportunities import OpportunityRow
    from talented_desk.services.placements import PlacementRow

FACTS_SHOWN = 200


class WorkTab(QWidget):
    """Three short lists under one another."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._employer = context, ""
        theme, t = context.theme, context.t
        new = Button(theme, t("Add an opportunity"), "plus")
        new.setObjectName("add-opportunity")
        new.clicked.connect(self.add_opportunity)
        top = line()
        top.addWidget(new)
        top.addStretch(1)
        inside = QWidget()
        self._rows = column(inside, spacing=theme.px(6))
        self._rows.setContentsMargins(0, 0, theme.px(12), theme.px(12))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(t("Opportunities and placements"))
        box = column(self, spacing=theme.px(12))
        box.addLayout(top)
        box.addWidget(area, 1)

    def show_record(self, employer_id: str) -> None:
        """Show what belongs to this employer."""
        self._employer = employer_id
        app = self.context.app

        def job(task: Task) -> tuple[Sequence[OpportunityRow], Sequence[PlacementRow], Sequence[FactRow]]:
            return (
                app.opportunities.of_employer(employer_id),
                app.placements.all(employer_id=employer_id),
                app.employers.facts(employer_id),
            )

        self.context.jobs.read(self, job, self._show)

    def add_opportunity(self) -> None:
        """Ask for a new opportunity."""
        t = self.context.t
        dialog = FormDialog(self.context, t("Add an opportunity"), t("Add"), self.window())
        dialog.text("title", required=True)
        dialog.choice("wil_type", (("", "–"), *codes.load("wil_types").choices(t.language)))
        dialog.text("openings", "1")
        dialog.date("starts_on")
        dialog.date("ends_on")
        dialog.date("deadline")
        dialog.paragraph("description")
        opportunities, employer_id = self.context.app.opportunities, self._employer

        def job(values: Mapping[str, str], task: Task) -> object:
            return opportunities.add(employer_id, values)

        dialog.on_save(job, t("Opportunity added"))
        dialog.fit()
        dialog.open()

    def _show(self, found: tuple[Sequence[OpportunityRow], Sequence[PlacementRow], Sequence[FactRow]]) -> None:
        opportunities, placements, facts = found
        clear(self._rows)
        t = self.context.t
        self._heading(t("Opportunities"), t("None yet"), bool(opportunities))
        for opportunity in opportunities:
            self._rows.addWidget(self._opportunity(opportunity))
        self._heading(t("Placements"), t("None yet"), bool(placements))
        for placement in placements:
            self._rows.addWidget(self._placement(placement))
        if facts:
            self._heading(t("Facts from lists"), "", True)
            for fact in facts[:FACTS_SHOWN]:
                self._rows.addWidget(self._fact(fact))
        self._rows.addStretch(1)

    def _heading(self, words: str, empty: str, filled: bool) -> None:
        if self._rows.count():
            self._rows.addSpacing(self.context.theme.px(12))
        self._rows.addWidget(label(words, "caption"))
        if not filled:
            self._rows.addWidget(label(empty, "muted"))

    def _line(self, title: str, under: str, pill: str, *buttons: QWidget) -> QWidget:
        theme = self.context.theme
        frame = QFrame()
        frame.setProperty("card", "true")
        row = line(frame, spacing=theme.px(8))
        edge = theme.px(10)
        row.setContentsMargins(edge, theme.px(6), edge, theme.px(6))
        words = column(spacing=theme.px(2))
        words.addWidget(label(title, "strong", wrap=True))
        if under:
            words.addWidget(label(under, "muted", wrap=True))
        row.addLayout(words, 1)
        if pill:
            row.addWidget(Pill(pill))
        for button in buttons:
            row.addWidget(button)
        return frame

    def _opportunity(self, row: OpportunityRow) -> QWidget:
        t, formats = self.context.t, self.context.formats
        values = row.values
        parts = [codes.load("wil_types").label(str(values["wil_type"]), t.language)] if values["wil_type"] else []
        if values["starts_on"] and values["ends_on"]:
            parts.append(formats.date_range(str(values["starts_on"]), str(values["ends_on"])))
        parts.append(t.plural("{count} opening", "{count} openings", int(values["openings"] or 0)))
        delete = Button(self.context.theme, t("Delete {name}", name=row.title), "trash-2", "quiet", bare=True)
        delete.clicked.connect(lambda: self._delete(row))
        state = codes.load("opportunity_statuses").label(row.status, t.language)
        return self._line(row.title, " · ".join(parts), state, delete)

    def _placement(self, row: PlacementRow) -> QWidget:
        t, formats = self.context.t, self.context.formats
        under = " · ".join(p for p in (row.title, row.institution, formats.date_range(row.starts_on, row.ends_on)) if p)
        go = Button(self.context.theme, t("Open {name}", name=row.student_name), "arrow-right", "quiet", bare=True)
        go.clicked.connect(lambda: self.context.navigate("placement", row.id))
        return self._line(row.student_name, under, codes.load("placement_states").label(row.state, t.language), go)

    def _fact(self, fact: FactRow) -> QWidget:
        t = self.context.t
        number = "" if fact.number is None else t.plural("{count} position", "{count} positions", fact.number)
        source = (
            t("{source}, line {line}", source=fact.source, line=fact.source_line) if fact.source_line else fact.source
        )
        under = " · ".join(
            part for part in (number, fact.detail.get("Stream", fact.detail.get("stream", "")), source) if part
        )
        return self._line(fact.label, under, fact.as_of)

    def _delete(self, row: OpportunityRow) -> None:
        t, opportunities = self.context.t, self.context.app.opportunities

        def job(task: Task) -> None:
            opportunities.delete(row.id)

        self.context.operations.run(self, Operation(t("Deleting"), job, said=t("{name} was deleted", name=row.title)))
