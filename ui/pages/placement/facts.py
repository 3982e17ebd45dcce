"""Everything that a package prints about a placement, read as text and edited where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QScrollArea, QWidget

from talented_desk.domain.text import Value
from talented_desk.errors import DeskError, Invalid
from ui import labels
from ui.context import UiContext
from ui.operations.runner import Operation
from ui.pages.placement import adding, fields
from ui.pages.placement.columns import TwoColumns
from ui.pages.placement.groups import LEFT, RIGHT, Group
from ui.pages.placement.record import PlacementView
from ui.pages.placement.saving import saver
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.fact_row import FactRow
from ui.widgets.messages import Banner

if TYPE_CHECKING:
    from collections.abc import Callable


class FactsTab(QWidget):
    """Groups of facts. Two fields that need each other are saved together: the second is opened with the reason."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._view: PlacementView | None = None
        self._rows: dict[str, FactRow] = {}
        self._notes: dict[str, QWidget] = {}
        self._heads: dict[str, list[Button]] = {}
        self._held: tuple[str, dict[str, Value]] | None = None
        """The field that others wait for, and their values: a pay basis waits for its rate."""
        self._warnings = Banner(context.theme)
        self._warnings.setObjectName("placement-warnings")
        left = [self._group(group) for group in LEFT]
        right = [self._group(group) for group in RIGHT]
        self._columns = TwoColumns(context.theme, context.t("Details"), self._warnings, left, right)
        column(self).addWidget(self._columns)

    def show_view(self, view: PlacementView) -> None:
        """Show these values; a field that is being edited keeps what is typed."""
        other = self._view is None or self._view.placement.id != view.placement.id
        self._view = view
        if other:
            self._held = None
        self._offer_references(view)
        for key, row in self._rows.items():
            owner, _, name = key.partition(".")
            if row.editor() is None:
                value = view.value(owner, name)
                row.show_value(*self._words(name, value))
            row.setVisible(self._applies(key, view))
        for group in (*LEFT, *RIGHT):
            if group.id in self._notes:
                self._notes[group.id].setVisible(bool(view.record_id(group.id)))
        self._heads["employer"][0].setAccessibleName(
            self.context.t("Open the employer {name}", name=view.employer.name)
        )
        warnings = [warning.describe(self.context.t) for warning in view.placement.warnings]
        if warnings:
            self._warnings.say("\n".join(warnings), "warn")
        else:
            self._warnings.hide()

    def mend(self, fact: str) -> None:
        """Bring a fact into sight and open it."""
        row = self._rows[fact]
        row.setVisible(True)
        self._columns.ensureWidgetVisible(row, 0, self.context.theme.px(80))
        row.start()

    def editing(self) -> bool:
        """Whether a fact is open."""
        return any(row.editor() is not None for row in self._rows.values())

    def leave(self) -> None:
        """Take what is being edited."""
        for row in self._rows.values():
            row.commit()

    def area(self) -> QScrollArea:
        return self._columns

    # -- building -----------------------------------------------------------------------------------------

    def _group(self, group: Group) -> QWidget:
        theme, t = self.context.theme, self.context.t
        block = QWidget()
        box = column(block, spacing=theme.px(1))
        head = line(spacing=theme.px(8))
        title = label(t(group.title), "heading")
        title.setMinimumHeight(theme.px(32))  # groups with a button and without one line up
        head.addWidget(title)
        head.addStretch(1)
        self._heads[group.id] = []
        for button in self._buttons(group):
            head.addWidget(button)
            self._heads[group.id].append(button)
        box.addLayout(head)
        box.addWidget(hairline())
        box.addSpacing(theme.px(4))
        for key in group.facts:
            box.addWidget(self._row(key))
        if group.note:
            note = label(t(group.note), "small", wrap=True)
            note.setContentsMargins(theme.px(8), theme.px(2), 0, 0)
            self._notes[group.id] = note
            box.addWidget(note)
        block.setAccessibleName(t(group.title))
        return block

    def _buttons(self, group: Group) -> list[Button]:
        theme, t = self.context.theme, self.context.t
        wanted: dict[str, tuple[str, str, Callable[[], object]]] = {
            "worksite": (t("Add a worksite"), "plus", self.add_worksite),
            "supervisor": (t("Add a supervisor"), "plus", self.add_supervisor),
            "employer": (t("Open the employer"), "arrow-right", self._open_employer),
            "institution": (t("Open the institution"), "arrow-right", self._open_institution),
        }
        if group.id not in wanted:
            return []
        words, icon, do = wanted[group.id]
        button = Button(theme, words, icon, "quiet")
        button.setObjectName(f"{group.id}-action")
        button.clicked.connect(do)
        return [button]

    def _row(self, key: str) -> FactRow:
        t = self.context.t
        name = key.partition(".")[2]
        words = labels.field_label(name, t)
        row = FactRow(
            self.context.theme,
            words,
            choices=(("", "–"),) if name.endswith("_id") else fields.choices(name, t.language),
            long=name in fields.LONG,
            name_width=160,
        )
        row.setObjectName(f"fact-{key}")
        row.edited.connect(lambda typed, key=key: self._edited(key, typed))
        self._rows[key] = row
        return row

    # -- showing ------------------------------------------------------------------------------------------

    def _offer_references(self, view: PlacementView) -> None:
        t = self.context.t
        none = ("", "–")
        sites = [(site.id, site.label or t("Worksite without a name")) for site in view.employer.worksites]
        people = [(person.id, person.name) for person in view.people]
        french = t.language == "fr"
        schools = [(one.id, (one.name_fr or one.name) if french else one.name) for one in view.institutions]
        self._rows["placement.worksite_id"].set_choices((none, *sites))
        self._rows["placement.supervisor_id"].set_choices((none, *people))
        self._rows["placement.institution_id"].set_choices((none, *schools))

    def _words(self, name: str, value: Value) -> tuple[str, str | None]:
        t, formats = self.context.t, self.context.formats
        raw = fields.typed_form(name, value, formats)
        if name.endswith("_id") or name in labels.CODE_LISTS:
            return raw, None if raw else ""
        return raw, fields.shown(name, value, t, formats)

    def _applies(self, key: str, view: PlacementView) -> bool:
        owner, _, name = key.partition(".")
        if owner != "placement":
            return bool(view.record_id(owner))
        values = {**view.placement.values, **(self._held[1] if self._held else {})}
        if name == "unpaid_basis":
            return values["pay_basis"] == "unpaid"
        if name in ("pay_rate_cents", "pay_unit"):
            return values["pay_basis"] in ("paid", "stipend") or values["pay_rate_cents"] is not None
        return True

    # -- saving -------------------------------------------------------------------------------------------

    def _edited(self, key: str, typed: str) -> None:
        view, row = self._view, self._rows[key]
        if view is None:
            return
        t, formats = self.context.t, self.context.formats
        owner, _, name = key.partition(".")
        try:
            value = fields.read(name, typed, formats)
        except DeskError as error:
            row.show_problem(error.describe(t), typed)
            return
        values = {name: value}
        if self._held is not None and self._held[0] == key:
            values = {**self._held[1], **values}

        def refused(error: DeskError) -> bool:
            self._refused(key, typed, values, error)
            return True

        self.context.operations.run(
            self,
            Operation(
                t("Saving"),
                saver(self.context.app, owner, view.record_id(owner), values),
                done=self._saved,
                said=t("{field} saved", field=labels.field_label(name, t)),
                refused=refused,
            ),
        )

    def _saved(self, nothing: None) -> None:
        self._held = None

    def _refused(self, key: str, typed: str, values: dict[str, Value], error: DeskError) -> None:
        t, view = self.context.t, self._view
        owner, _, name = key.partition(".")
        problems = error.problems if isinstance(error, Invalid) else {name: error}
        if name in problems or view is None:
            self._rows[key].show_problem(problems.get(name, error).describe(t), typed)
            return
        missing = next((one for one in problems if f"{owner}.{one}" in self._rows), "")
        if not missing:
            self._rows[key].show_problem(error.describe(t), typed)
            return
        # what was typed cannot stand without the other field: keep it, and ask for that one
        other = f"{owner}.{missing}"
        self._held = (other, values)
        self._rows[key].show_value(*self._words(name, view.value(owner, name)))
        self.mend(other)
        sentence = t(
            "To change {field}: {reason}",
            field=labels.field_label(name, t),
            reason=problems[missing].describe(t),
        )
        self._rows[other].show_problem(sentence, self._rows[other].value())

    # -- elsewhere ----------------------------------------------------------------------------------------

    def add_worksite(self) -> None:
        """Ask for a worksite and choose it."""
        if self._view is not None:
            adding.add_worksite(
                self.context, self.window(), self._view.employer.id, lambda made: self._choose("worksite_id", made)
            )

    def add_supervisor(self) -> None:
        """Ask for a person and choose them."""
        if self._view is not None:
            adding.add_supervisor(
                self.context, self.window(), self._view.employer.id, lambda made: self._choose("supervisor_id", made)
            )

    def _choose(self, name: str, made: str) -> None:
        self._edited(f"placement.{name}", made)

    def _open_employer(self) -> None:
        if self._view is not None:
            self.context.navigate("employer", self._view.employer.id)

    def _open_institution(self) -> None:
        if self._view is not None and self._view.institution is not None:
            self.context.navigate("institutions", self._view.institution.id)
        else:
            self.context.navigate("institutions", None)
