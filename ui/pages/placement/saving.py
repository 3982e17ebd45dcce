"""Which service saves a fact of the placement's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from talented_desk.domain.text import Value
from talented_desk.jobs import Task

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application


def saver(app: Application, owner: str, record_id: str, values: Mapping[str, Value]) -> Callable[[Task], None]:
    """The job that writes these fields of the placement, or of the record it refers to."""
    edit = {
        "placement": app.placements.edit,
        "employer": app.employers.edit,
        "worksite": app.employers.edit_worksite,
        "supervisor": app.contacts.edit,
        "institution": app.institutions.edit,
    }[owner]

    def job(task: Task) -> None:
        edit(record_id, dict(values))

    return job
