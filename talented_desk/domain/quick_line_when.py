"""How long it took and when it happened, taken from the quick line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from talented_desk.domain.quick_line_reader import Part, Reader
from talented_desk.domain.quick_line_times import day_at, duration_at, number_at, time_at
from talented_desk.domain.quick_line_words import phrases, tokens_of, word_set
from talented_desk.domain.support import MINUTES

_SPAN: Final = re.compile(r"(?=.*[:hpa])([0-9]{1,2}(?:[:h][0-9]{2})?)([ap]m)?[-–]([0-9]{1,2}(?:[:h][0-9]{2})?)([ap]m)?")


# -- minutes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Item:
    """A duration, or the name of a part of the minutes, between two tokens."""

    at: int
    end: int
    minutes: int = 0
    bare: bool = False
    field: str = ""


def read_minutes(reader: Reader) -> None:
    """Durations with the part they are of: `12 min`, `prep 10 travel 30`, « 10 min de prép »."""
    at = 0
    while at < len(reader.tokens):
        run = _run(reader, at)
        if not run:
            at += 1
            continue
        for item, field in _paired(run):
            if not reader.has("minutes", field):
                start, stop = item
                minutes = next(one.minutes for one in run if start <= one.at < stop and one.minutes)
                reader.take("minutes", _before_minutes(reader, start), stop, str(minutes), field=field)
        at = run[-1].end


def _before_minutes(reader: Reader, start: int) -> int:
    """With the small word before a duration: `for 12 min`, and `and` behind another one."""
    before = start - 1
    if before < 0 or reader.taken[before] or reader.tokens[before].ends:
        return start
    key = reader.tokens[before].key
    joins = key in word_set("and", "small") and before > 0 and reader.taken[before - 1]
    return before if joins or key in word_set("during", "small") else start


def _run(reader: Reader, at: int) -> list[_Item]:
    """Durations and names of parts in turn, from here on, in one clause."""
    run: list[_Item] = []
    while at < len(reader.tokens) and not reader.taken[at] and (item := _item(reader, at)) is not None:
        if run and bool(run[-1].field) == bool(item.field):
            break
        run.append(item)
        at = item.end
        if reader.tokens[at - 1].ends:
            break
        following = at + 1 < len(reader.tokens) and not reader.taken[at]
        joins = word_set("of", "small") | word_set("and", "small") | {":"}
        if following and reader.tokens[at].key in joins and _item(reader, at + 1) is not None:
            at += 1
    return run if any(item.minutes for item in run) else []


def _item(reader: Reader, at: int) -> _Item | None:
    if at >= len(reader.tokens) or reader.taken[at]:
        return None
    end = reader.clause_end(at)
    if at and not reader.tokens[at - 1].ends and reader.tokens[at - 1].key in ("at", "@", "a", "vers"):
        return None  # « à 14 h » is a time of day
    if found := duration_at(reader.tokens, at, end):
        return _Item(at, at + found.size, found.minutes)
    if label := phrases("parts").at(reader.tokens, at, end):
        return _Item(at, at + label[0], field=label[1])
    if found := number_at(reader.tokens, at, end):
        return _Item(at, at + 1, found.minutes, bare=True)
    return None


def _paired(run: list[_Item]) -> list[tuple[tuple[int, int], str]]:
    """(from, to) of each duration with its name, and the field; a duration alone is direct, a bare number nothing."""
    pairs: list[tuple[tuple[int, int], str]] = []
    rest = list(run)
    if rest[0].minutes and (len(rest) % 2 or len(rest) == 1):  # `12 min prep 10`: the first one stands alone
        first = rest.pop(0)
        if not first.bare:
            pairs.append(((first.at, first.end), MINUTES[0]))
    for one, two in zip(rest[::2], rest[1::2], strict=False):
        pairs.append(((one.at, two.end), one.field or two.field))
    return pairs


# -- days and times -----------------------------------------------------------------------------------------


def read_moments(reader: Reader) -> None:
    """When it happened: one day and one time of day; `from 2 to 3 pm` also says how long."""
    at = 0
    while at < len(reader.tokens):
        at = _span(reader, at) or _moment(reader, at) or at + 1


def _moment(reader: Reader, at: int) -> int:
    if reader.taken[at]:
        return 0
    tokens, end = reader.tokens, reader.clause_end(at)
    start = at + 1 if tokens[at].key in word_set("at", "small") and not tokens[at].ends else at
    if start < end and not reader.has("time"):
        found = time_at(tokens, start, end, told=start > at)
        if found and found.time:
            reader.take("time", at, start + found.size, f"{found.time:%H:%M}")
            return start + found.size
    told = tokens[at].key in word_set("on", "small") and not tokens[at].ends
    for start in (at, at + 1) if told else (at,):
        if start < end and not reader.has("day"):
            closing = reader.closes(start + 1)
            found = day_at(tokens, start, end, reader.today, "past", told=start > at, closing=closing)
            if found and found.day:
                reader.take("day", at, start + found.size, found.day.isoformat())
                return start + found.size
    return 0


def _span(reader: Reader, at: int) -> int:
    """`from 14:00 to 14:45`, `14:00-14:45`."""
    tokens = reader.tokens
    if reader.taken[at] or reader.has("time"):
        return 0
    end = reader.clause_end(at)
    if match := _SPAN.fullmatch(tokens[at].key):
        pair = tokens_of(f"{match[1]}{match[2] or match[4] or ''} {match[3]}{match[4] or ''}")
        first, second = (time_at(pair, place, place + 1, told=True) for place in (0, 1))
        stop = at + 1
    elif tokens[at].key in word_set("from", "small") and at + 3 < end:
        first = time_at(tokens, at + 1, end, told=True)
        between = at + 1 + first.size if first else end
        if between + 1 >= end or tokens[between].key not in word_set("until", "small"):
            return 0
        second = time_at(tokens, between + 1, end, told=True)
        stop = between + 1 + second.size if second else end
    else:
        return 0
    if first is None or second is None or first.time is None or second.time is None:
        return 0
    minutes = (second.time.hour - first.time.hour) * 60 + second.time.minute - first.time.minute
    if minutes <= 0:
        return 0
    reader.take("time", at, stop, f"{first.time:%H:%M}")
    whole = reader.parts[-1]
    if not reader.has("minutes", MINUTES[0]):
        reader.parts.append(Part("minutes", whole.start, whole.end, whole.words, str(minutes), MINUTES[0]))
    return stop
