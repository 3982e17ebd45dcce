"""Trips to employers: pinned, captured without a network, reviewed at the end of the day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import text

from db.models import Attachment, EmailConsent, Opportunity, SupportSession, Task, Visit
from db.queries import visits as queries
from db.queries.visits import Agreed as Agreed
from db.queries.visits import VisitRow as VisitRow
from db.session import Database, Write
from db.types import Values
from talented_desk.clock import Clock, from_utc_text, utc_text
from talented_desk.domain import documents as papers
from talented_desk.domain import support
from talented_desk.domain import visits as rules
from talented_desk.errors import DeskError, Invalid, NotFound
from talented_desk.i18n import N_
from talented_desk.services.base import Service
from talented_desk.services.opportunities import Opportunities
from talented_desk.services.sessions import Commitment, LogSupportSession, Sessions

SHOWN_BACK: Final = 14
"""Days back for which reviewed visits stay in sight."""
DRAFT: Final = "visit"
"""The kind of draft that a visit being captured is kept as; its subject is the visit."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Bytes that came in during a visit and lie in the database already: a signature, a photo."""

    kind: str
    name: str
    sha256: str
    size: int
    mime: str


@dataclass(frozen=True, slots=True)
class CaptureVisit:
    """All that a visit brought: its session, what was looked at, the notice, papers and perhaps an opportunity.

    `accepted_by` is the id of the contact who read the notice and said yes, empty if nobody did.
    """

    visit_id: str
    session: LogSupportSession
    items: tuple[str, ...] = ()
    accepted_by: str = ""
    proof: str = ""
    """How the consent can be proved, in the officer's words."""
    papers: tuple[Paper, ...] = ()
    opportunity: Values = field(default_factory=dict)


class AllOnTheTrip(DeskError):
    message = N_("They are all on the trip of that day already.")


@dataclass(frozen=True, slots=True)
class Trip:
    """The visits still to be made on one day: (employer's id, name) in their order."""

    day: str
    employers: tuple[tuple[str, str], ...]


class Visits(Service):
    """Plan, capture and review visits."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._sessions = Sessions(database, clock)
        self._opportunities = Opportunities(database, clock)

    # -- planning -------------------------------------------------------------------------------------------

    def plan(self, employer_ids: Sequence[str], values: Values) -> tuple[str, ...]:
        """Pin employers for a day's trip (planned_on, kind), in this order; returns the visits' ids.

        Raises `Invalid`.
        """
        checked = rules.clean_visit({"kind": "follow_up", **values}, self.today(), new=True)
        officer = self.database.identity.officer_id or None
        with self.database.write(N_("Plan visits"), subject=str(len(employer_ids))) as write:
            last = queries.last_position(write.connection, str(checked["planned_on"]))
            return tuple(
                write.insert(Visit, {**checked, "employer_id": one, "officer_id": officer, "position": last + at})
                for at, one in enumerate(employer_ids, 1)
            )

    def trips(self) -> tuple[Trip, ...]:
        """This officer's trips from today on, the next first."""
        today = self.today().isoformat()
        days: dict[str, list[tuple[str, str]]] = {}
        for one in self.all():
            if one.state == "planned" and one.planned_on >= today:
                days.setdefault(one.planned_on, []).append((one.employer_id, one.employer))
        return tuple(Trip(day, tuple(employers)) for day, employers in days.items())

    def join(self, employer_ids: Sequence[str], values: Values) -> tuple[str, ...]:
        """As `plan`, but who is on that day's trip already is not pinned again; returns the new visits' ids.

        Raises `Invalid`, also where nobody would be new.
        """
        day = str(rules.clean_visit({"kind": "follow_up", **values}, self.today(), new=True)["planned_on"])
        there = {employer_id for trip in self.trips() if trip.day == day for employer_id, _ in trip.employers}
        new = [one for one in dict.fromkeys(employer_ids) if one not in there]
        if employer_ids and not new:
            raise Invalid({"employers": AllOnTheTrip()})
        return self.plan(new, values)

    def edit(self, visit_id: str, values: Values) -> None:
        """Change day, kind or place of a planned visit. Raises `Invalid`, `NotFound`."""
        checked = rules.clean_visit(values, self.today())
        with self.database.write(N_("Edit visit"), subject=self.get(visit_id).employer) as write:
            write.update(Visit, visit_id, checked)

    def unpin(self, visit_ids: Sequence[str]) -> None:
        """Take visits off their trip; what was captured stays a session."""
        subject = self.get(visit_ids[0]).employer if len(visit_ids) == 1 else str(len(visit_ids))
        with self.database.write(N_("Take visits off the trip"), subject=subject) as write:
            for visit_id in visit_ids:
                write.delete(Visit, visit_id)

    def get(self, visit_id: str) -> VisitRow:
        """One visit. Raises `NotFound`."""
        with self.database.read() as connection:
            found = queries.one(connection, visit_id)
        if found is None:
            raise NotFound()
        return found

    def all(self, *, everybody: bool = False) -> tuple[VisitRow, ...]:
        """This officer's visits (or everybody's): planned, to be reviewed, and those of the last two weeks."""
        officer = None if everybody else self.database.identity.officer_id or None
        since = (self.today() - timedelta(days=SHOWN_BACK)).isoformat()
        with self.database.read() as connection:
            return tuple(queries.of_officer(connection, officer, since))

    # -- capturing ------------------------------------------------------------------------------------------

    def keep_bytes(self, kind: str, name: str, data: bytes) -> Paper:
        """Put bytes into the encrypted database at once, so that a dead battery does not lose a signature."""
        sha = hashlib.sha256(data).hexdigest()
        with self.database.scratch() as connection:
            connection.execute(
                text("INSERT OR IGNORE INTO content (sha256, size, data) VALUES (:sha, :size, :data)"),
                {"sha": sha, "size": len(data), "data": data},
            )
        return Paper(kind, name, sha, len(data), papers.mime_of(name, data))

    def capture(self, command: CaptureVisit) -> str:
        """Save everything that a visit brought as one operation; returns the session's id.

        Raises `Invalid` with every problem, `NotFound`, `VisitOver`.
        """
        visit = self.get(command.visit_id)
        if visit.state != rules.PLANNED:
            raise rules.VisitOver()
        session = replace(command.session, employers=command.session.employers or (visit.employer_id,))
        items = rules.clean_items(visit.kind, command.items)
        if command.accepted_by and command.accepted_by not in session.contacts:
            raise Invalid({"accepted_by": rules.NobodyAccepted()})
        form = self._sessions.checked(session)
        opportunity: Mapping[str, object] = {}
        if str(command.opportunity.get("title") or "").strip():
            opportunity = self._opportunities.checked({**command.opportunity, "employer_id": visit.employer_id})
        with self.database.write(N_("Capture a visit"), subject=visit.employer) as write:
            session_id = self._sessions.write_under(write, form, session.draft_id)
            now = self.now()
            accepted = {"accepted_by_id": command.accepted_by, "accepted_at": now, "notice": rules.notice().code}
            write.update(
                Visit,
                visit.id,
                {
                    "state": rules.DONE,
                    "session_id": session_id,
                    "items": items,
                    **(accepted if command.accepted_by else {}),
                },
            )
            if opportunity:
                write.insert(Opportunity, opportunity)  # type: ignore[arg-type]
            self._papers(write, session_id, command.papers)
            if command.accepted_by:
                self._consent(write, command)
        if session.draft_id:
            self.database.drafts.remove([session.draft_id])
        return session_id

    def _papers(self, write: Write, session_id: str, kept: Sequence[Paper]) -> None:
        for paper in kept:
            write.insert(
                Attachment,
                {
                    "session_id": session_id,
                    "kind": paper.kind,
                    "name": paper.name,
                    "mime": paper.mime,
                    "sha256": paper.sha256,
                    "size": paper.size,
                    "added_at": self.now(),
                    "officer_id": self.database.identity.officer_id or None,
                },
            )

    def _consent(self, write: Write, command: CaptureVisit) -> None:
        write.insert(
            EmailConsent,
            {
                "contact_id": command.accepted_by,
                "basis": "express",
                "given_on": self.today().isoformat(),
                "proof": command.proof or rules.notice().code,
                "officer_id": self.database.identity.officer_id or None,
            },
        )

    # -- reviewing ------------------------------------------------------------------------------------------

    def agreed(self, visit_id: str) -> tuple[Agreed, ...]:
        """The promises and tasks that came of a visit; none before it is captured. Raises `NotFound`."""
        session_id = self.get(visit_id).session_id
        with self.database.read() as connection:
            return tuple(queries.agreed(connection, session_id)) if session_id else ()

    def day(self, visit: VisitRow) -> date | None:
        """The workstation's day on which a captured visit was, by its session; None before it is captured."""
        return from_utc_text(visit.happened_at).astimezone().date() if visit.happened_at else None

    def day_doubt(self, visit: VisitRow) -> DeskError | None:
        """Why the day that the clock gave a visit to be reviewed may be wrong; None if nothing speaks against it."""
        day = self.day(visit)
        return rules.day_doubt(visit.planned_on, day, self.today()) if day and visit.state == rules.DONE else None

    def review(
        self,
        visit_ids: Sequence[str],
        minutes: Mapping[str, Values] | None = None,
        follow_ups: Mapping[str, Sequence[Commitment]] | None = None,
        days: Mapping[str, date] | None = None,
    ) -> None:
        """Say that these captured visits are complete.

        `minutes` (by session) completes what was counted there, `follow_ups` (by visit) become tasks.
        `days` (by visit) says on which day a visit was whose clock was wrong: its session, and the notice that was
        accepted with it, go to that day. Raises `NotFound`, `Invalid`.
        """
        rows = {one: self.get(one) for one in visit_ids}
        moved = {one: self._moved(rows[one], day) for one, day in (days or {}).items() if day != self.day(rows[one])}
        subject = rows[visit_ids[0]].employer if len(visit_ids) == 1 else str(len(visit_ids))
        at = {rows[one].session_id: moment for one, moment in moved.items()}
        checked = {one: self._minutes(one, given, at.get(one)) for one, given in (minutes or {}).items()}
        tasks = [task for one, given in (follow_ups or {}).items() for task in self._tasks(one, given)]
        with self.database.write(N_("Review visits"), subject=subject) as write:
            for session_id, values in checked.items():
                write.update(SupportSession, session_id, values)
            for visit_id, moment in moved.items():
                self._set_day(write, rows[visit_id], moment)
            for task in tasks:
                write.insert(Task, task)
            for visit_id in visit_ids:
                write.update(Visit, visit_id, {"state": rules.REVIEWED})

    def _tasks(self, visit_id: str, given: Sequence[Commitment]) -> list[Values]:
        row, today = self.get(visit_id), self.today()
        of = {
            "employer_id": row.employer_id,
            "session_id": row.session_id,
            "officer_id": self.database.identity.officer_id or None,
        }
        return [{**support.clean_task(one.fields(), today), **of} for one in given if one.subject.strip()]

    def _moved(self, visit: VisitRow, day: date) -> str:
        """The session's moment at the same time of another day. Raises `Invalid`."""
        if visit.session_id is None:
            raise NotFound()
        local = from_utc_text(visit.happened_at).astimezone()
        moment = utc_text(local.replace(year=day.year, month=day.month, day=day.day, tzinfo=None).astimezone())
        before = self._sessions.get(visit.session_id).values
        return str(support.clean_session({**before, "happened_at": moment}, self.today())["happened_at"])

    def _set_day(self, write: Write, visit: VisitRow, moment: str) -> None:
        was, now = self.day(visit), from_utc_text(moment).astimezone().date()
        write.update(SupportSession, str(visit.session_id), {"happened_at": moment})
        if visit.accepted_by_id is None or was is None:
            return
        write.update(Visit, visit.id, {"accepted_at": moment})
        given = write.connection.execute(
            text("SELECT id FROM email_consent WHERE contact_id = :contact AND given_on = :day"),
            {"contact": visit.accepted_by_id, "day": was.isoformat()},
        ).scalars()
        for consent_id in given.all():
            write.update(EmailConsent, str(consent_id), {"given_on": now.isoformat()})

    def _minutes(self, session_id: str, given: Values, moment: str | None = None) -> Values:
        before = self._sessions.get(session_id).values
        at = {} if moment is None else {"happened_at": moment}
        checked = support.clean_session({**before, **given, **at}, self.today())
        return {name: checked[name] for name in support.MINUTES}
