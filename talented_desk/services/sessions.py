"""Personalised support sessions: logged, edited, listed; an employer's timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from db.models import Promise, SessionCode, SessionContact, SessionEmployer, SupportSession, Task
from db.queries import sessions as queries
from db.queries.sessions import SessionRow as SessionRow
from db.queries.timeline import TimelineRow as TimelineRow
from db.queries.timeline import timeline
from db.session import Write
from db.types import Value, Values
from talented_desk.domain import support as rules
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_
from talented_desk.ids import fixed_id
from talented_desk.services.base import Service, row


class EmployerNeeded(DeskError):
    message = N_("Choose at least one employer.")


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise or follow-up taken from the form. An empty subject is ignored."""

    subject: str
    due_on: str | None = None


@dataclass(frozen=True, slots=True)
class LogSupportSession:
    """The whole form. `values` holds the fields of the session itself (`SupportSession`)."""

    values: Values
    employers: tuple[str, ...]
    contacts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    we_promise: tuple[Commitment, ...] = ()
    they_promise: tuple[Commitment, ...] = ()
    follow_ups: tuple[Commitment, ...] = ()
    draft_id: str | None = None
    """The draft that this form was kept in; it goes in the same transaction."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session whole. `credited` maps each employer's id to its share of the minutes."""

    id: str
    values: Values
    officer: str
    employers: tuple[tuple[str, str], ...]
    contacts: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    barriers: tuple[str, ...]
    credited: Mapping[str, int] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """All four parts together."""
        return sum(int(self.values[name] or 0) for name in rules.MINUTES)


class Sessions(Service):
    """Log personal support, and look at it again."""

    def log(self, command: LogSupportSession) -> str:
        """Save a session with its members, promises and follow-ups as one operation; returns its id.

        Raises `Invalid`.
        """
        values = self._checked(command)
        promises = [("us", promise) for promise in command.we_promise if promise.subject.strip()] + [
            ("them", promise) for promise in command.they_promise if promise.subject.strip()
        ]
        follow_ups = [task for task in command.follow_ups if task.subject.strip()]
        checked = [
            (direction, rules.clean_promise({"subject": p.subject, "due_on": p.due_on}, self.today()))
            for direction, p in promises
        ]
        tasks = [rules.clean_task({"subject": t.subject, "due_on": t.due_on}, self.today()) for t in follow_ups]
        me = self.database.identity.officer_id or None
        with self.database.write(N_("Log support session"), subject=self._names(command.employers)) as write:
            session_id = write.insert(SupportSession, {"officer_id": me, **values})
            self._members(write, session_id, command)
            for direction, promise in checked:
                for employer_id in command.employers:
                    write.insert(
                        Promise,
                        {
                            **promise,
                            "direction": direction,
                            "employer_id": employer_id,
                            "officer_id": me,
                            "session_id": session_id,
                        },
                    )
            for task in tasks:
                write.insert(
                    Task,
                    {**task, "employer_id": command.employers[0], "officer_id": me, "session_id": session_id},
                )
            if command.draft_id:
                write.connection.execute(text("DELETE FROM draft WHERE id = :id"), {"id": command.draft_id})
        return session_id

    def edit(self, session_id: str, command: LogSupportSession) -> None:
        """Change a session and its members; promises and tasks are edited on their own. Raises `Invalid`."""
        values = self._checked(command)
        with self.database.write(N_("Edit support session"), subject=self._names(command.employers)) as write:
            write.update(SupportSession, session_id, values)
            self._members(write, session_id, command)
            if command.draft_id:
                write.connection.execute(text("DELETE FROM draft WHERE id = :id"), {"id": command.draft_id})

    def delete(self, session_id: str) -> None:
        """Remove a session; undo brings it back with all that belongs to it."""
        record = self.get(session_id)
        with self.database.write(
            N_("Delete support session"), subject=", ".join(name for _, name in record.employers)
        ) as write:
            write.delete(SupportSession, session_id)

    def get(self, session_id: str) -> SessionRecord:
        """One session whole. Raises `NotFound`."""
        with self.database.read() as connection:
            values = row(connection, SupportSession, session_id)
            officer = connection.execute(
                text("SELECT name FROM officer WHERE id = :id"), {"id": values["officer_id"]}
            ).scalar()
            members = queries.members(connection, session_id)
        own = {name: value for name, value in values.items() if name not in ("n", "id", "rev")}
        record = SessionRecord(session_id, own, str(officer or ""), *members)
        credited = rules.credited(record.minutes, [employer_id for employer_id, _ in record.employers])
        return SessionRecord(session_id, own, record.officer, *members, credited)

    def recent(
        self,
        limit: int = 100,
        *,
        before: tuple[str, str] | None = None,
        officer_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> list[SessionRow]:
        """Sessions, newest first; `before` is (happened_at, id) of the last line to go on from."""
        with self.database.read() as connection:
            return queries.recent(connection, limit, before=before, officer_id=officer_id, since=since, until=until)

    def count(self) -> int:
        """How many sessions there are."""
        with self.database.read() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM support_session").scalar_one())

    def timeline(self, employer_id: str, limit: int = 60, before: tuple[str, str] | None = None) -> list[TimelineRow]:
        """What happened with an employer, newest first; `before` is (at, id) of the last line to go on from."""
        with self.database.read() as connection:
            return timeline(connection, employer_id, limit, before)

    def _checked(self, command: LogSupportSession) -> Values:
        problems: dict[str, DeskError] = {}
        values: Values = {}
        try:
            values = rules.clean_session(command.values, self.today())
        except Invalid as invalid:
            problems |= invalid.problems
        if not command.employers:
            problems["employers"] = EmployerNeeded()
        for name, commitments in (("we_promise", command.we_promise), ("they_promise", command.they_promise)):
            for promise in commitments:
                if promise.subject.strip():
                    problems |= _problems(name, rules.clean_promise, promise, self)
        for task in command.follow_ups:
            if task.subject.strip():
                problems |= _problems("follow_ups", rules.clean_task, task, self)
        if problems:
            raise Invalid(problems)
        return values

    def _members(self, write: Write, session_id: str, command: LogSupportSession) -> None:
        owner: dict[str, Value] = {"session_id": session_id}
        write.members(
            SessionEmployer,
            owner,
            "employer_id",
            {e: fixed_id(session_id, "employer", e) for e in command.employers},
        )
        write.members(
            SessionContact,
            owner,
            "contact_id",
            {c: fixed_id(session_id, "contact", c) for c in command.contacts},
        )
        for kind, codes in (("topic", command.topics), ("barrier", command.barriers)):
            write.members(
                SessionCode, {**owner, "kind": kind}, "code", {c: fixed_id(session_id, kind, c) for c in codes}
            )

    def _names(self, employer_ids: Sequence[str]) -> str:
        with self.database.read() as connection:
            return ", ".join(employer_name(connection, employer_id) for employer_id in employer_ids)


def employer_name(connection: Connection, employer_id: str) -> str:
    """What the employer is called; empty if it is gone."""
    found = connection.execute(
        text("SELECT coalesce(nullif(trade_name, ''), legal_name) FROM employer WHERE id = :id"), {"id": employer_id}
    ).scalar()
    return str(found or "")


def _problems(name: str, clean: object, commitment: Commitment, service: Service) -> dict[str, DeskError]:
    assert callable(clean)
    try:
        clean({"subject": commitment.subject, "due_on": commitment.due_on}, service.today())
    except Invalid as invalid:
        return {name: next(iter(invalid.problems.values()))}
    return {}
