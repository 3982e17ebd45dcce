"""The brief of a visit: what an officer should know before the door opens, from this device alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from db.queries import visits as queries
from db.session import Database
from talented_desk.clock import Clock, from_utc_text
from talented_desk.domain import codes
from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from talented_desk.services.base import Service
from talented_desk.services.consents import Consents
from talented_desk.services.contacts import ContactRow, Contacts
from talented_desk.services.documents import DocumentRow
from talented_desk.services.employers import EmployerRecord, Employers
from talented_desk.services.tasks import Tasks

SESSIONS: Final = 4
AHEAD: Final = 90
"""Days ahead within which an expiry is worth a word."""
MOST: Final = 12
"""Lines of one section."""
LONGEST: Final = 320
"""Letters of a note that are told."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a brief; `tone` is bad, warn or empty and always stands beside words that say the same."""

    text: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its lines."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """What stands on the screen and on paper, in one language."""

    language: str
    employer_id: str
    title: str
    facts: tuple[str, ...]
    parts: tuple[Part, ...]


class VisitBriefs(Service):
    """Makes briefs. Works with the network off, since it reads nothing but this device."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._employers = Employers(database, clock)
        self._contacts = Contacts(database, clock)
        self._consents = Consents(database, clock)
        self._tasks = Tasks(database, clock)

    def brief(self, employer_id: str, language: str, documents: tuple[DocumentRow, ...] = ()) -> Brief:
        """The brief of an employer; `documents` are those of all records that expire. Raises `NotFound`."""
        record = self._employers.get(employer_id)
        people = self._contacts.of_employer(record.id, past=False)
        with self.database.read() as connection:
            sessions = queries.last_sessions(connection, record.id, SESSIONS)
            work = queries.current_work(connection, record.id, self.today().isoformat())
        words = _Words(Translator(language), Formats(language), self.today())
        standings = self._consents.standings([person.id for person in people])
        owners = {record.id, *(person.id for person in people)}
        parts = (
            Part(words.t("Where"), words.where(record)),
            Part(words.t("People"), words.people(people, {one: s.state for one, s in standings.items()})),
            Part(words.t("Promised and open"), words.promises(self._tasks, record.id)),
            Part(words.t("Missing"), words.gaps(record, people)),
            Part(words.t("Runs out"), words.expiring(record, [d for d in documents if d.owner_id in owners])),
            Part(words.t("Opportunities and placements"), words.work(work)),
            Part(words.t("Last sessions"), words.sessions(sessions)),
        )
        return Brief(language, record.id, record.name, words.facts(record), tuple(p for p in parts if p.lines))


@dataclass(frozen=True, slots=True)
class _Words:
    t: Translator
    formats: Formats
    today: date

    def facts(self, record: EmployerRecord) -> tuple[str, ...]:
        t, language = self.t, self.t.language
        found = (
            str(record.values["legal_name"]) if record.values["legal_name"] != record.name else "",
            codes.load("size_bands").label(record.band, language) if record.band else "",
            codes.load("naics_sectors").label(record.sector, language) if record.sector else "",
            codes.load("pipeline_stages").label(str(record.values["stage"]), language),
            t("Responsible: {officer}", officer=record.owner) if record.owner else "",
        )
        return tuple(fact for fact in found if fact)

    def where(self, record: EmployerRecord) -> tuple[Line, ...]:
        lines = []
        for site in record.worksites[:MOST]:
            address = ", ".join(p for p in (site.street, site.city, site.province, site.postal_code) if p)
            notes = " · ".join(p for p in (site.phone, site.safety_contact, site.safety_notes) if p)
            lines.append(Line(" – ".join(p for p in (site.name, address) if p) or self.t("Worksite"), _short(notes)))
        reach = " · ".join(str(record.values[name]) for name in ("phone", "email", "website") if record.values[name])
        if not lines and record.values["city"]:
            lines.append(Line(str(record.values["city"])))
        return (*lines, Line(reach)) if reach else tuple(lines)

    def people(self, people: tuple[ContactRow, ...], standings: dict[str, str]) -> tuple[Line, ...]:
        t, language = self.t, self.t.language
        lines = []
        for person in people[:MOST]:
            role = person.roles[0] if person.roles else None
            about = [
                codes.load("contact_roles").label(role.role, language) if role and role.role else "",
                role.title if role else "",
                t("main contact") if role and role.is_primary else "",
            ]
            spoken = codes.load("languages").label(str(person.values["language"]), language)
            reach = [person.phone, person.email, spoken if person.values["language"] else ""]
            if standings.get(person.id) == "withdrawn":
                reach.append(t("wants no e-mail"))
            head = ", ".join(p for p in (person.name, *about) if p)
            lines.append(Line(head, " · ".join(p for p in reach if p)))
        return tuple(lines)

    def promises(self, tasks: Tasks, employer_id: str) -> tuple[Line, ...]:
        t = self.t
        lines = []
        for promise in tasks.promises(employer_id=employer_id)[:MOST]:
            ours = promise.direction == "us"
            words = t("We promised: {what}", what=promise.subject) if ours else None
            lines.append(self._due(words or t("They promised: {what}", what=promise.subject), promise.due_on))
        for task in tasks.open(employer_id=employer_id)[:MOST]:
            lines.append(self._due(t("To do: {what}", what=task.subject), task.due_on))
        return tuple(lines)

    def gaps(self, record: EmployerRecord, people: tuple[ContactRow, ...]) -> tuple[Line, ...]:
        t, values = self.t, record.values
        known = {check.item: check.status for check in record.checks}
        lines = [
            Line(words)
            for missing, words in (
                (values["headcount"] is None, t("How many people work there is not known.")),
                (not values["phone"] and not any(p.phone for p in people), t("There is no phone number.")),
                (not values["email"] and not any(p.email for p in people), t("There is no e-mail address.")),
                (not people, t("Nobody is known by name.")),
                (not record.worksites, t("No worksite is recorded.")),
            )
            if missing
        ]
        checklist = codes.load("employer_checklist")
        for item in checklist.entries:
            if not item.retired and known.get(item.code, "open") in ("open", "failed"):
                lines.append(Line(t("Not confirmed: {what}", what=item.label(t.language))))
        return tuple(lines[:MOST])

    def expiring(self, record: EmployerRecord, documents: list[DocumentRow]) -> tuple[Line, ...]:
        t, until = self.t, (self.today + timedelta(days=AHEAD)).isoformat()
        found: list[tuple[str, str]] = []
        for site in record.worksites:
            if site.insurance_expires:
                found.append((site.insurance_expires, t("Insurance of {site}", site=site.label)))
        for check in record.checks:
            if check.expires_on:
                label = codes.load("employer_checklist").label(check.item, t.language)
                found.append((check.expires_on, label))
        for document in documents:
            if document.expires_on:
                found.append((document.expires_on, document.name))
        return tuple(self._due(words, day) for day, words in sorted(found)[:MOST] if day <= until)

    def work(self, work: list[queries.Work]) -> tuple[Line, ...]:
        t = self.t
        lines = []
        for one in work[:MOST]:
            kind = "placement_states" if one.kind == "placement" else "opportunity_statuses"
            words = t("Placement: {what}", what=one.title) if one.kind == "placement" else None
            span = self.formats.date_range(one.starts_on, one.ends_on) if one.ends_on else ""
            deadline = t("until {day}", day=self.formats.date(one.starts_on)) if one.starts_on else ""
            note = " · ".join(p for p in (codes.load(kind).label(one.state, t.language), span or deadline) if p)
            lines.append(Line(words or t("Opportunity: {what}", what=one.title), note))
        return tuple(lines)

    def sessions(self, sessions: list[queries.PastSession]) -> tuple[Line, ...]:
        lines = []
        for one in sessions:
            day = from_utc_text(one.happened_at).astimezone().date()
            channel = codes.load("channels").label(one.channel, self.t.language)
            head = [self.formats.date(day), channel, self.formats.minutes(one.minutes), one.subject]
            lines.append(Line(" · ".join(p for p in head if p), _short(one.narrative)))
        return tuple(lines)

    def _due(self, words: str, day: str | None) -> Line:
        if not day:
            return Line(words)
        late = day < self.today.isoformat()
        shown = self.formats.date(day)
        told = self.t("since {day}", day=shown) if late else self.t("by {day}", day=shown)
        return Line(words, told, "bad" if late else "warn" if day <= _soon(self.today) else "")


def _soon(today: date) -> str:
    return (today + timedelta(days=7)).isoformat()


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
