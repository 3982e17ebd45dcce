"""Employers to choose from while typing, and what one employer offers a placement: worksites and people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from talented_desk.jobs import Task
from ui.context import UiContext
from ui.widgets.token_field import Token

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application

OFFERED = 8


@dataclass(frozen=True, slots=True)
class EmployerChoices:
    """An employer with (id, words) of its worksites and people; `usual_*` is the one where there is no choice."""

    id: str
    name: str
    city: str
    worksites: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    usual_worksite: str = ""
    usual_supervisor: str = ""


def employer_choices(app: Application, employer_id: str) -> EmployerChoices:
    """What may be chosen at this employer; people who left are not offered. Raises `NotFound`."""
    record = app.employers.get(employer_id)
    people = app.contacts.of_employer(employer_id, past=False)
    supervisors = [one for one in people if any(role.role == "supervisor" for role in one.roles)]
    others = [one for one in people if one not in supervisors]
    return EmployerChoices(
        id=record.id,
        name=record.name,
        city=str(record.values["city"]),
        worksites=tuple((site.id, site.label) for site in record.worksites),
        people=tuple((one.id, one.name) for one in (*supervisors, *others)),
        usual_worksite=record.worksites[0].id if len(record.worksites) == 1 else "",
        usual_supervisor=supervisors[0].id if len(supervisors) == 1 else "",
    )


def offer_employers(context: UiContext, owner: QObject, typed: str, bring: Callable[[Sequence[Token]], None]) -> None:
    """Find employers off the interface's thread; with nothing typed, the first of the list."""

    def job(task: Task) -> list[Token]:
        if not typed:
            employers = context.app.employers
            rows = employers.rows(employers.row_numbers()[:OFFERED])
            return [Token(row.id, row.trade_name or row.legal_name, row.city) for row in rows]
        found = context.app.search.find(typed, OFFERED, ("employer",))
        return [Token(hit.id, hit.title, hit.subtitle) for hit in found]

    context.jobs.read(owner, job, bring)
