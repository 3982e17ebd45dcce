"""What two records say, side by side, so that one sees whether they mean the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from talented_desk.i18n import N_
from ui import labels
from ui.context import UiContext
from ui.pages.imports.kinds import reasons
from ui.widgets.basics import Icon, clear, column, label, line
from ui.widgets.fact_row import breakable

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.duplicates import Pair

EMPLOYER: Final = (
    "legal_name", "trade_name", "business_number", "city", "phone", "email", "website", "headcount", "naics", "stage",
)  # fmt: skip
CONTACT: Final = ("given_name", "family_name", "email", "phone", "mobile", "language")
NAME_WIDTH: Final = 150


@dataclass(frozen=True, slots=True)
class Facts:
    """What one record says: fields, and lists under a heading (source text)."""

    id: str
    title: str
    values: Mapping[str, Any]
    lists: Mapping[str, tuple[str, ...]]


def facts_of(app: Application, pair: Pair) -> tuple[Facts, Facts]:
    """The facts of both; run it off the interface's thread. Raises `NotFound` when one is gone."""
    return read_facts(app, pair.kind, pair.one.id), read_facts(app, pair.kind, pair.other.id)


def read_facts(app: Application, kind: str, row_id: str) -> Facts:
    """The facts of one record; run it off the interface's thread. Raises `NotFound`."""
    return _employer(app, row_id) if kind == "employer" else _contact(app, row_id)


def _employer(app: Application, row_id: str) -> Facts:
    record = app.employers.get(row_id)
    people = tuple(person.name for person in app.contacts.of_employer(record.id))
    sites = tuple(site.label for site in record.worksites)
    values = {name: record.values[name] for name in EMPLOYER}
    return Facts(record.id, record.name, values, {N_("Worksites"): sites, N_("People"): people})


def _contact(app: Application, row_id: str) -> Facts:
    person = app.contacts.get(row_id)
    at = tuple(app.employers.get(role.employer_id).name for role in person.roles)
    return Facts(person.id, person.name, {name: person.values[name] for name in CONTACT}, {N_("Employers"): at})


class FactsView(QScrollArea):
    """Reasons above, then the two columns; what both say alike is muted."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(context.t("The two records"))
        inside = QWidget()
        inside.setMaximumWidth(context.theme.px(820))
        self._box = column(inside, spacing=context.theme.px(6))
        edge = context.theme.px(24)
        self._box.setContentsMargins(edge, context.theme.px(4), edge, edge)
        self.setWidget(inside)

    def show_pair(self, pair: Pair, one: Facts, other: Facts) -> None:
        """Show this pair."""
        theme, t = self.context.theme, self.context.t
        clear(self._box)
        for reason in pair.reasons:
            told = QWidget()
            row = line(told, spacing=theme.px(8))
            row.addWidget(Icon(theme, "check", "muted"))
            row.addWidget(label(reasons(t, (reason,)), wrap=True), 1)
            self._box.addWidget(told)
        self._box.addSpacing(theme.px(8))
        self._row("", one.title, other.title, "strong")
        for name in one.values:
            texts = [labels.shown(name, side.values[name], t, self.context.formats) for side in (one, other)]
            if any(texts):
                self._row(labels.field_label(name, t), *texts)
        for heading in one.lists:
            self._row(t(heading), *(_joined(side.lists.get(heading, ())) for side in (one, other)))
        self._box.addStretch(1)

    def _row(self, name: str, first: str, second: str, role: str = "") -> None:
        theme = self.context.theme
        same = first.casefold() == second.casefold() and not role
        whole = QWidget()
        row = line(whole, spacing=theme.px(12))
        caption = label(name, "muted", wrap=True)
        caption.setFixedWidth(theme.px(NAME_WIDTH))
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        for words in (first, second):
            shown = label(
                breakable(words) or "–",
                "strong" if role else "muted" if same or not words else "",
                wrap=True,
                select=True,
            )
            row.addWidget(shown, 1, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(whole)


def _joined(words: Sequence[str], most: int = 6) -> str:
    shown = list(words[:most])
    return "\n".join([*shown, *(["…"] if len(words) > most else [])])
