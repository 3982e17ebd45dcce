"""Personalised support sessions: logged, edited, listed; an employer's timeline."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, text

from db.models import Contact, Employer, Promise, SessionCode, SessionContact, SessionEmployer, SupportSession, Task
from db.queries import session_list as listing
from db.queries import sessions as queries
from db.queries.session_list import SessionFilter as SessionFilter
from db.queries.sessions import SessionRow as SessionRow
from db.queries.timeline import TimelineRow as TimelineRow
from db.queries.timeline import timeline
from db.redirects import survivors
from db.session import Write
from db.types import Value, Values
from talented_desk.domain import support as rules
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_
from talented_desk.ids import fixed_id
from talented_desk.services.base import Service, row

Cleaned = TypeVar("Cleaned")


class EmployerNeeded(DeskError):
    message = N_("Choose at least one employer.")


class EmployerGone(DeskError):
    message = N_("An employer of this session is not there any more. Take it out, or restore it from History.")


class ContactGone(DeskError):
    message = N_("A contact of this session is not there any more. Take it out, or restore it from History.")


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise or follow-up taken from the form. An empty subject is ignored."""

    subject: str
    due_on: str | None = None

    def fields(self) -> dict[str, Value]:
        """As the rules take it."""
        return {"subject": self.subject, "due_on": self.due_on}


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
    """The draft that this form was kept in. A new session takes its id over, so that a crash between the two files
    is recognised and the draft is not offered again."""


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


@dataclass(frozen=True, slots=True)
class Credit:
    """How much support an employer has had. Minutes of group sessions are shared, so that nothing counts twice."""

    sessions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CheckedSession:
    """A command whose every part has been checked."""

    values: Values
    employers: tuple[str, ...]
    contacts: tuple[str, ...]
    topics: tuple[str, ...]
    barriers: tuple[str, ...]
    promises: Sequence[tuple[str, Values]]
    tasks: Sequence[Values]


class Sessions(Service):
    """Log personal support, and look at it again."""

    def log(self, command: LogSupportSession) -> str:
        """Save a session with its members, promises and follow-ups as one operation; returns its id.

        Raises `Invalid`.
        """
        form = self.checked(command)
        with self.database.write(N_("Log support session"), subject=self._names(form.employers)) as write:
            session_id = self.write_under(write, form, command.draft_id)
        self._forget_draft(command)
        return session_id

    def write_under(self, write: Write, form: CheckedSession, session_id: str | None = None) -> str:
        """Write a checked session with all that belongs to it under an open operation; returns its id."""
        mine = {"officer_id": self.database.identity.officer_id or None}
        session_id = write.insert(SupportSession, {**mine, **form.values}, session_id)
        self._members(write, session_id, form)
        for direction, promise in form.promises:
            for employer_id in form.employers:
                own = {"direction": direction, "employer_id": employer_id, "session_id": session_id}
                write.insert(Promise, {**promise, **own, **mine})
        for task in form.tasks:
            write.insert(Task, {**task, "employer_id": form.employers[0], "session_id": session_id, **mine})
        return session_id

    def edit(self, session_id: str, command: LogSupportSession) -> None:
        """Change a session and its members; promises and tasks are edited on their own. Raises `Invalid`."""
        form = self.checked(command)
        with self.database.write(N_("Edit support session"), subject=self._names(form.employers)) as write:
            write.update(SupportSession, session_id, form.values)
            self._members(write, session_id, form)
        self._forget_draft(command)

    def _forget_draft(self, command: LogSupportSession) -> None:
        if command.draft_id:
            self.database.drafts.remove([command.draft_id])

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

    def ids(self, chosen: SessionFilter, sort: str = "when", descending: bool = True, limit: int = -1) -> list[str]:
        """Ids in the order of a column of the list, or the first `limit` of them."""
        with self.database.read() as connection:
            return listing.ids(connection, chosen, sort, descending, limit)

    def rows(self, ids: Sequence[str]) -> dict[str, SessionRow]:
        """The lines of these ids; those that are gone are left out."""
        with self.database.read() as connection:
            return listing.rows(connection, ids)

    def counts(self, chosen: SessionFilter, name: str) -> dict[Hashable, int]:
        """How many sessions each value of one filter would leave; `chosen` is all the others."""
        with self.database.read() as connection:
            return listing.counts(connection, chosen, name)

    def count(self, chosen: SessionFilter | None = None) -> int:
        """How many sessions there are, or the filter leaves."""
        with self.database.read() as connection:
            return listing.count(connection, chosen or SessionFilter())

    def credit(self, employer_id: str) -> Credit:
        """How much support an employer has had: its share of each session, group sessions counted once over all."""
        with self.database.read() as connection:
            found = queries.minutes_and_employers(connection, employer_id)
        return Credit(len(found), sum(rules.credited(minutes, others)[employer_id] for minutes, others in found))

    def timeline(self, employer_id: str, limit: int = 60, before: tuple[str, str] | None = None) -> list[TimelineRow]:
        """What happened with an employer, newest first; `before` is (at, id) of the last line to go on from."""
        with self.database.read() as connection:
            return timeline(connection, employer_id, limit, before)

    def checked(self, command: LogSupportSession) -> CheckedSession:
        """The form cleaned, every problem told at once. Raises `Invalid`."""
        today = self.today()
        problems: dict[str, DeskError] = {}

        def attempt(clean: Callable[[], dict[str, Cleaned]], at: str = "") -> dict[str, Cleaned]:
            try:
                return clean()
            except Invalid as invalid:
                problems.update({at: next(iter(invalid.problems.values()))} if at else invalid.problems)
                return {}

        values = attempt(lambda: rules.clean_session(command.values, today, self.clock.now(), new=True))
        codes = attempt(lambda: rules.clean_codes(command.topics, command.barriers))
        promises = [
            (direction, attempt(partial(rules.clean_promise, promise.fields(), today), at))
            for direction, at, given in (
                ("us", "we_promise", command.we_promise),
                ("them", "they_promise", command.they_promise),
            )
            for promise in given
            if promise.subject.strip()
        ]
        tasks = [
            attempt(partial(rules.clean_task, task.fields(), today), "follow_ups")
            for task in command.follow_ups
            if task.subject.strip()
        ]
        with self.database.read() as connection:
            ahead = survivors(connection, (*command.employers, *command.contacts))  # merged while the form was open
            employers = tuple(dict.fromkeys(ahead.get(one, one) for one in command.employers))
            contacts = tuple(dict.fromkeys(ahead.get(one, one) for one in command.contacts))
            if not employers:
                problems["employers"] = EmployerNeeded()
            elif not queries.all_known(connection, Employer, employers):
                problems["employers"] = EmployerGone()
            if not queries.all_known(connection, Contact, contacts):
                problems["contacts"] = ContactGone()
        if problems:
            raise Invalid(problems)
        return CheckedSession(values, employers, contacts, codes["topics"], codes["barriers"], promises, tasks)

    def _members(self, write: Write, session_id: str, form: CheckedSession) -> None:
        owner: dict[str, Value] = {"session_id": session_id}
        write.members(
            SessionEmployer,
            owner,
            "employer_id",
            {e: fixed_id(session_id, "employer", e) for e in form.employers},
        )
        write.members(
            SessionContact,
            owner,
            "contact_id",
            {c: fixed_id(session_id, "contact", c) for c in form.contacts},
        )
        for kind, codes in (("topic", form.topics), ("barrier", form.barriers)):
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
