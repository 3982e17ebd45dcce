"""A quick line on the command line: what was read, in words, and the session that it makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from talented_desk.clock import utc_text
from talented_desk.domain import codes
from talented_desk.domain.support import MINUTES
from talented_desk.errors import DeskError
from talented_desk.formats import Formats
from talented_desk.i18n import N_, Translator
from talented_desk.services.quick_line import QuickDraft
from talented_desk.services.sessions import Commitment, LogSupportSession


class QuickLineUnclear(DeskError):
    message = N_("Nothing was logged: the line leaves open {missing}. Say it in the line, or give --employer.")


def describe(draft: QuickDraft, t: Translator, today: date) -> Iterator[str]:
    """The draft, a field a line."""
    formats, values = Formats(t.language), draft.values(today.isoformat())
    for named in draft.employers:
        text = named.chosen.title if named.chosen else t("“{words}” is not sure", words=named.words)
        yield t("Employer: {name}", name=text)
        if named.chosen is None:
            for one in named.offered:
                yield "  " + t(
                    "perhaps {name} ({id})", name=" · ".join(filter(None, (one.title, one.under))), id=one.id
                )
    for named in draft.contacts:
        text = named.chosen.title if named.chosen else ", ".join(one.title for one in named.offered) + " ?"
        yield t("With: {name}", name=text)
    if "day" in values or "time" in values:
        moment = " ".join(filter(None, (str(values.get("day") or today.isoformat()), str(values.get("time") or ""))))
        yield t("When: {moment}", moment=moment)
    lists = (("channel", "channels"), ("outcome", "session_outcomes"), ("language", "languages"))
    for name, list_id in lists:
        if name in values:
            known = codes.load(list_id)
            yield t("{field}: {value}", field=known.title(t.language), value=known.label(values[name], t.language))
    for name in MINUTES:
        if name in values:
            part = minutes_words(name, t)
            yield t("{field}: {value}", field=part, value=formats.minutes(int(values[name])))
    for name in ("topics", "barriers"):
        known = codes.load(name)
        for code in values.get(name, ()):
            yield t("{field}: {value}", field=known.title(t.language), value=known.label(code, t.language))
    if "subject" in values:
        yield t("Subject: {text}", text=values["subject"])
    for name, words in (
        ("we_promise", t("We promise")),
        ("they_promise", t("They promise")),
        ("follow_ups", t("Follow up")),
    ):
        for what, due in values.get(name, ()):
            yield t("{field}: {value}", field=words, value=f"{what} · {due}" if due else what)
    if draft.unread:
        yield t("Not read, kept as notes: {words}", words=draft.notes)


def missing_words(names: Sequence[str], t: Translator) -> str:
    """What is left open, in words."""
    known = {"employers": t("the employer"), "contacts": t("who took part"), MINUTES[0]: t("how long it took")}
    return ", ".join(known[name] for name in names)


def minutes_words(name: str, t: Translator) -> str:
    """What a part of the minutes is called."""
    names = {
        "minutes_direct": t("Direct"),
        "minutes_preparation": t("Preparation"),
        "minutes_travel": t("Travel"),
        "minutes_follow_up": t("Follow-up"),
    }
    return names[name]


def command_of(draft: QuickDraft, now: datetime, present: tuple[str, ...]) -> LogSupportSession:
    """The session that the line makes; without a day it happened now, without a channel it was a phone call."""
    values: dict[str, Any] = draft.values(now.date().isoformat())
    at = now
    if "day" in values or "time" in values:
        day = str(values.get("day") or now.date().isoformat())
        at = datetime.fromisoformat(f"{day}T{values.get('time') or '12:00'}").replace(tzinfo=now.tzinfo)

    def commitments(name: str) -> tuple[Commitment, ...]:
        return tuple(Commitment(what, due or None) for what, due in values.get(name, ()))

    named = tuple(one.chosen.id for one in draft.employers if one.chosen)
    names = ("outcome", "language", "subject", "narrative", *MINUTES)
    return LogSupportSession(
        {
            "happened_at": utc_text(at),
            "channel": values.get("channel", "phone"),
            **{name: values[name] for name in names if name in values},
        },
        (*(present if draft.joins else ()), *named) or present,
        tuple(named.chosen.id for named in draft.contacts if named.chosen),
        tuple(values.get("topics", ())),
        tuple(values.get("barriers", ())),
        commitments("we_promise"),
        commitments("they_promise"),
        commitments("follow_ups"),
    )
