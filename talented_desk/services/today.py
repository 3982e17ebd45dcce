"""What to look at today: tasks, promises, expiries, employers gone quiet. Read offline, from this device alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import text

from db.models import Employer, Promise, Task
from db.queries import today as queries
from db.queries.today import Due
from db.session import Write
from talented_desk.domain import codes, pipeline
from talented_desk.domain import consent as consents
from talented_desk.i18n import N_
from talented_desk.services.base import Service

AHEAD: Final = 7
"""Days ahead for which tasks and promises are shown."""
EXPIRING: Final = 30
"""Days before an expiry at which it is shown."""
EXPIRED: Final = 60
"""Days after an expiry until which it is still shown."""
QUIET_SHOWN: Final = 50
GROUPS: Final = ("overdue", "today", "week", "undated", "waiting", "expiring", "quiet")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of *Today*. `id` is the record's; `on` an ISO day or empty; `extra` depends on the kind.

    `kind`: task, promise (extra: us or them), insurance, check, document, consent (extra: basis) or quiet (extra:
    stage; `on` is the day of the last session). `group` is one of `GROUPS`.
    """

    kind: str
    id: str
    group: str
    title: str
    on: str
    employer_id: str
    employer: str
    contact: str
    extra: str
    officer_id: str


@dataclass(frozen=True, slots=True)
class Day:
    """The whole of a day. `quiet` counts all that have gone quiet, of which the longest are among the items."""

    items: tuple[Item, ...]
    quiet: int

    @property
    def pressing(self) -> int:
        """What is due today or late: the number beside *Today*."""
        return sum(item.group in ("overdue", "today") for item in self.items)


class Today(Service):
    """The officer's day, and what can be done with a line of it."""

    def day(self, officer_id: str | None) -> Day:
        """What this officer (None: everybody) has to look at."""
        today = self.today()
        days = {
            "today": today.isoformat(),
            "until": (today + timedelta(days=AHEAD)).isoformat(),
            "gone": (today - timedelta(days=EXPIRED)).isoformat(),
            "ahead": (today + timedelta(days=EXPIRING)).isoformat(),
        }
        bands = {
            entry.code: (
                int(entry.attributes["low"]),
                int(entry.attributes["high"]) if entry.attributes.get("high") else None,
            )
            for entry in codes.load("size_bands").entries
        }
        with self.database.read() as connection:
            found = queries.dated(connection, officer_id, days)
            ends = queries.consents(connection, officer_id, _consent_windows(today))
            quiet, silent = queries.quiet(
                connection,
                officer_id,
                days["today"],
                pipeline.quiet_limits(today),
                bands,
                pipeline.lost_stages(),
                QUIET_SHOWN,
            )
        items = [*(_item(due, _group(due, today)) for due in found), *_ending(ends, today)]
        items += [_item(due, "quiet", due.on[:10]) for due in silent]
        items.sort(key=lambda item: GROUPS.index(item.group))
        return Day(tuple(items), quiet)

    def reminders(self, officer_id: str | None, now: str) -> tuple[Item, ...]:
        """Open tasks of today whose time of day has come (`now` is HH:MM), the earliest first."""
        return tuple(
            item
            for item in self.day(officer_id).items
            if item.kind == "task" and item.group == "today" and item.extra and item.extra <= now
        )

    def done(self, items: Sequence[Item]) -> None:
        """Tasks are done, promises kept; in one operation."""
        with self.database.write(N_("Complete task"), subject=_subject(items)) as write:
            for item in items:
                if item.kind == "task":
                    write.update(Task, item.id, {"done_at": self.now()})
                elif item.kind == "promise":
                    write.update(Promise, item.id, {"kept_at": self.now()})

    def snooze(self, items: Sequence[Item], until: date) -> None:
        """Out of sight until that day; when things are due does not change. In one operation."""
        with self.database.write(N_("Snooze"), subject=_subject(items)) as write:
            for item in items:
                model = {"task": Task, "promise": Promise, "quiet": Employer}.get(item.kind)
                if model is not None:
                    write.update(model, item.id, {"snoozed_until": until.isoformat()})

    def hand_over(self, items: Sequence[Item], officer_id: str) -> None:
        """Tasks and promises become another officer's, and so do employers gone quiet. In one operation."""
        with self.database.write(N_("Hand over"), subject=_subject(items)) as write:
            for item in items:
                if item.kind == "task":
                    write.update(Task, item.id, {"officer_id": officer_id, "snoozed_until": None})
                elif item.kind == "promise":
                    write.update(Promise, item.id, {"officer_id": officer_id, "snoozed_until": None})
                elif item.kind == "quiet":
                    _hand_employer(write, item.id, officer_id)


def can_be_done(item: Item) -> bool:
    """Whether the line can be ticked off."""
    return item.kind in ("task", "promise")


def can_wait(item: Item) -> bool:
    """Whether the line can be snoozed or handed over."""
    return item.kind in ("task", "promise", "quiet")


def _hand_employer(write: Write, employer_id: str, officer_id: str) -> None:
    write.update(Employer, employer_id, {"owner_id": officer_id})
    mine = text("UPDATE task SET officer_id = :o WHERE employer_id = :e AND done_at IS NULL")
    write.connection.execute(mine, {"o": officer_id, "e": employer_id})


def _group(due: Due, today: date) -> str:
    if due.kind in ("insurance", "check", "document"):
        return "expiring"
    late = bool(due.on) and due.on < today.isoformat()
    if due.kind == "promise" and due.extra == "them":
        return "waiting"
    if not due.on:
        return "undated"
    return "overdue" if late else "today" if due.on == today.isoformat() else "week"


def _item(due: Due, group: str, on: str | None = None) -> Item:
    day = due.on if on is None else on
    return Item(
        due.kind, due.id, group, due.title, day, due.employer_id, due.employer, due.contact, due.extra, due.officer_id
    )


def _ending(found: Iterable[Due], today: date) -> list[Item]:
    last = (today + timedelta(days=EXPIRING)).isoformat()
    items = [_item(due, "expiring", consents.expires_on(due.extra, due.on)) for due in found]
    return sorted((item for item in items if item.on <= last), key=lambda item: item.on)


def _consent_windows(today: date) -> dict[str, tuple[str, str]]:
    """For each basis that runs out, the days of giving whose end lies near; wide, for months differ in length."""
    windows = {}
    for entry in codes.load("consent_bases").entries:
        if entry.attributes["months"]:
            middle = today - timedelta(days=round(int(entry.attributes["months"]) * 30.44))
            windows[entry.code] = (
                (middle - timedelta(days=EXPIRED + 3)).isoformat(),
                (middle + timedelta(days=EXPIRING + 3)).isoformat(),
            )
    return windows


def _subject(items: Sequence[Item]) -> str:
    if len(items) != 1:
        return str(len(items))
    return items[0].title or items[0].employer
