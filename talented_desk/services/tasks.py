"""Tasks, and promises both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from db.models import Promise, Task
from db.types import Value, Values
from talented_desk.domain import support as rules
from talented_desk.errors import Invalid
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row
from talented_desk.services.references import problems as gone

REFERENCES = ("employer_id", "contact_id", "session_id")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something to do. `done_at` is UTC text, None while open."""

    id: str
    subject: str
    due_on: str | None
    due_time: str | None
    officer_id: str | None
    employer_id: str | None
    employer: str
    contact_id: str | None
    session_id: str | None
    done_at: str | None
    notes: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A commitment. `direction`: us (we promised) or them (they promised)."""

    id: str
    direction: str
    subject: str
    due_on: str | None
    employer_id: str
    employer: str
    session_id: str | None
    kept_at: str | None


class Tasks(Service):
    """Follow-ups, other tasks, and promises."""

    def open(self, *, employer_id: str | None = None, officer_id: str | None = None) -> tuple[TaskRow, ...]:
        """Tasks that are not done, the most urgent first."""
        with self.database.read() as connection:
            found = connection.execute(
                text(
                    "SELECT t.*, coalesce(nullif(e.trade_name, ''), e.legal_name, '') AS employer FROM task t "
                    "LEFT JOIN employer e ON e.id = t.employer_id WHERE t.done_at IS NULL "
                    "AND (:employer IS NULL OR t.employer_id = :employer) "
                    "AND (:officer IS NULL OR t.officer_id = :officer) ORDER BY t.due_on IS NULL, t.due_on, t.n"
                ),
                {"employer": employer_id, "officer": officer_id},
            ).mappings()
            return tuple(_task(dict(values)) for values in found)

    def promises(self, *, employer_id: str | None = None, kept: bool = False) -> tuple[PromiseRow, ...]:
        """Promises not yet kept (or all of them with `kept`), ours first, the most urgent first."""
        with self.database.read() as connection:
            found = connection.execute(
                text(
                    "SELECT p.*, coalesce(nullif(e.trade_name, ''), e.legal_name) AS employer FROM promise p "
                    "JOIN employer e ON e.id = p.employer_id WHERE (:kept OR p.kept_at IS NULL) "
                    "AND (:employer IS NULL OR p.employer_id = :employer) "
                    "ORDER BY p.direction = 'them', p.due_on IS NULL, p.due_on, p.n"
                ),
                {"employer": employer_id, "kept": int(kept)},
            ).mappings()
            return tuple(_promise(dict(values)) for values in found)

    def add(self, values: Values) -> str:
        """Add a task; it is this officer's. Raises `Invalid`.

        Fields: subject, due_on, due_time, notes, employer_id, contact_id, session_id.
        """
        references = {
            name: values[name] or None for name in ("employer_id", "contact_id", "session_id") if name in values
        }
        checked = rules.clean_task({n: v for n, v in values.items() if n not in references}, self.today(), new=True)
        with self.database.read() as connection:
            problems = gone(connection, Task, references)
        if problems:
            raise Invalid(problems)
        with self.database.write(N_("Add task"), subject=str(checked["subject"])) as write:
            mine = {"officer_id": self.database.identity.officer_id or None}
            return write.insert(Task, {**mine, **references, **checked})

    def edit(self, task_id: str, values: Values) -> None:
        """Change a task's subject, day, time or notes. Raises `Invalid`, `NotFound`."""
        with self.database.read() as connection:
            before = row(connection, Task, task_id)
        checked = rules.clean_task({"subject": before["subject"], **values}, self.today())
        with self.database.write(N_("Edit task"), subject=str(before["subject"])) as write:
            write.update(Task, task_id, checked)

    def done(self, task_id: str, done: bool = True) -> None:
        """Tick a task off, or open it again; one that is done keeps its first moment. Raises `NotFound`."""
        with self.database.read() as connection:
            before = row(connection, Task, task_id)
        name = N_("Complete task") if done else N_("Reopen task")
        with self.database.write(name, subject=str(before["subject"])) as write:
            write.update(Task, task_id, {"done_at": (before["done_at"] or self.now()) if done else None})

    def delete(self, task_id: str) -> None:
        """Remove a task; undo brings it back. Raises `NotFound`."""
        with self.database.read() as connection:
            before = row(connection, Task, task_id)
        with self.database.write(N_("Delete task"), subject=str(before["subject"])) as write:
            write.delete(Task, task_id)

    def edit_promise(self, promise_id: str, values: Values) -> None:
        """Change what was promised, or by when. Raises `Invalid`, `NotFound`."""
        with self.database.read() as connection:
            before = row(connection, Promise, promise_id)
        checked = rules.clean_promise(values, self.today())
        with self.database.write(N_("Edit promise"), subject=str(before["subject"])) as write:
            write.update(Promise, promise_id, checked)

    def keep_promise(self, promise_id: str, kept: bool = True) -> None:
        """A promise was kept, or was not after all; a kept one keeps its first moment. Raises `NotFound`."""
        with self.database.read() as connection:
            before = row(connection, Promise, promise_id)
        name = N_("Keep promise") if kept else N_("Reopen promise")
        with self.database.write(name, subject=str(before["subject"])) as write:
            write.update(Promise, promise_id, {"kept_at": (before["kept_at"] or self.now()) if kept else None})

    def delete_promise(self, promise_id: str) -> None:
        """Remove a promise; undo brings it back. Raises `NotFound`."""
        with self.database.read() as connection:
            before = row(connection, Promise, promise_id)
        with self.database.write(N_("Delete promise"), subject=str(before["subject"])) as write:
            write.delete(Promise, promise_id)


def _task(values: Mapping[str, Value]) -> TaskRow:
    return TaskRow(**{name: values[name] for name in TaskRow.__dataclass_fields__})  # type: ignore[arg-type]


def _promise(values: Mapping[str, Value]) -> PromiseRow:
    return PromiseRow(**{name: values[name] for name in PromiseRow.__dataclass_fields__})  # type: ignore[arg-type]
