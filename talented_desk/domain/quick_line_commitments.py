"""Promises and follow-ups in the quick line: who, what, by which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from talented_desk.domain.quick_line_reader import Reader
from talented_desk.domain.quick_line_times import day_at, duration_at, number_at, time_at
from talented_desk.domain.quick_line_words import phrases, word_set

Made = Literal["we_promise", "they_promise", "follow_up"]
OPENINGS: Final[tuple[tuple[str, Made], ...]] = (("they_promise", "they_promise"), ("we_promise", "we_promise"))
WILLS: Final[tuple[tuple[str, Made], ...]] = (("they_will", "they_promise"), ("we_will", "we_promise"))
LONGEST_SUBJECT: Final = 4


@dataclass(frozen=True, slots=True)
class _Opening:
    kind: Made
    size: int
    keep: bool
    """The opening word belongs to what is to be done (`call Dana`)."""
    dated: bool
    """Counts only with a day."""


@dataclass(frozen=True, slots=True)
class _Due:
    at: int
    end: int
    day: date


def read_commitments(reader: Reader) -> None:
    """Take every promise and follow-up of the line."""
    at = 0
    while at < len(reader.tokens):
        opening = None if reader.taken[at] else _opening(reader, at)
        at = (_take(reader, at, opening) if opening else 0) or at + 1


def _opening(reader: Reader, at: int) -> _Opening | None:
    tokens, end = reader.tokens, reader.clause_end(at)
    for name, kind in OPENINGS:
        if found := phrases("opening", name).at(tokens, at, end):
            if name == "we_promise" and tokens[at].key == "promise" and at and tokens[at - 1].key in ("a", "the", "la"):
                continue
            return _Opening(kind, found[0], False, False)
    if named := phrases("opening", "promised_by_name").at(tokens, at, end):
        return _Opening("they_promise", named[0], False, False)
    for name, kind in WILLS:
        if found := phrases("opening", name).at(tokens, at, end):
            return _Opening(kind, found[0], False, True)
    joined = at > 0 and (tokens[at - 1].ends or tokens[at - 1].key in word_set("and", "small"))
    if found := phrases("opening", "follow_up").at(tokens, at, end):
        if _is_label(reader, at, at + found[0]):
            return None
        return _Opening("follow_up", found[0], True, not joined)
    if joined and (found := phrases("opening", "to_do").at(tokens, at, end)):
        return _Opening("follow_up", found[0], False, False)
    if joined and (found := phrases("opening", "action").at(tokens, at, end)):
        return _Opening("follow_up", found[0], True, True)
    return None


def _is_label(reader: Reader, at: int, end: int) -> bool:
    """`follow-up 5 min`, « 5 min de suivi » name a part of the minutes."""
    tokens = reader.tokens
    if not phrases("parts").at(tokens, at, end):
        return False
    if not tokens[end - 1].ends:
        after = end + 1 if end + 1 < len(tokens) and tokens[end].key in word_set("of", "small") else end
        if after < len(tokens) and (duration_at(tokens, after, len(tokens)) or number_at(tokens, after, len(tokens))):
            return True
    joined = at > 0 and tokens[at - 1].key in word_set("of", "small") and not tokens[at - 1].ends
    if not joined and not tokens[end - 1].ends and _due(reader, end, _clause(reader, end)):
        return False  # `10 min follow up with Dana Thursday`
    before = at - 1 if joined else at
    return any(
        (found := duration_at(tokens, place, before) or number_at(tokens, place, before)) is not None
        and place + found.size == before
        and not tokens[before - 1].ends
        for place in range(max(0, before - 3), before)
    )


def _take(reader: Reader, at: int, opening: _Opening) -> int:
    """Take one commitment; returns where to read on, 0 if it is none."""
    kind = opening.kind
    start = at + opening.size
    end = _clause(reader, start)
    due = _due(reader, start, end)
    if due is not None:
        end = max(end, due.end) if due.at >= end else _rest(reader, due, start, end)
    if due is None and opening.dated:
        return 0
    first = at if opening.keep else start
    what = _what(reader, first, end, due, trim=not opening.keep)
    if not what or (opening.keep and not due and end <= start):
        return 0
    subject = _subject(reader, at) if _by_name(reader, at, opening) else at
    if subject < at:
        kind = "they_promise"
        reader.take("person", subject, at, reader.slice(subject, at))
    elif _by_name(reader, at, opening) and opening.kind == "they_promise" and not _us_or_them(reader, at):
        kind = "we_promise"
    reader.take(kind, reader.words_before(at), end, what, due=due.day.isoformat() if due else "")
    return end


def _by_name(reader: Reader, at: int, opening: _Opening) -> bool:
    return phrases("opening", "promised_by_name").at(reader.tokens, at, at + opening.size) is not None


def _us_or_them(reader: Reader, at: int) -> bool:
    """Whether the words alone say that they promised (« nous a promis »); `promises` without a name says nothing."""
    found = phrases("opening", "they_promise").at(reader.tokens, at, len(reader.tokens))
    return found is not None or reader.tokens[at].key in ("promet", "a", "promises")


def _subject(reader: Reader, at: int) -> int:
    """Where the name begins that stands before `promised`, if it is all that its clause has before: else `at`."""
    start = at
    while start > 0 and not reader.taken[start - 1] and not reader.tokens[start - 1].ends:
        start -= 1
    names = reader.tokens[start:at]
    if not 1 <= len(names) <= LONGEST_SUBJECT or not all(token.capital for token in names):
        return at
    channel = phrases("channels").at(reader.tokens, start, at) or phrases("channels_at_the_start").at(
        reader.tokens, start, at
    )
    return at if channel or names[0].key in word_set("never_a_name") else start


def _clause(reader: Reader, at: int) -> int:
    """Where the words end: at a comma, or before another promise or follow-up."""
    tokens = reader.tokens
    if at > 0 and tokens[at - 1].ends:
        return at
    end = reader.clause_end(at)
    for place in range(at + 1, end):
        if _opening_inside(reader, place, end):
            return reader.words_before(place)
    return end


def _opening_inside(reader: Reader, at: int, end: int) -> bool:
    tokens = reader.tokens
    if any(phrases("opening", name).at(tokens, at, end) for name in ("they_promise", "we_promise")):
        return True
    if tokens[at - 1].key not in word_set("and", "small"):
        return False
    names = ("follow_up", "action", "they_will", "we_will")
    return any(phrases("opening", name).at(tokens, at, end) for name in names)


def _due(reader: Reader, start: int, end: int) -> _Due | None:
    """The day it is due: after `by` anywhere; after `on`, or bare, where the words begin or end."""
    tokens, strong, weak = reader.tokens, phrases("small", "due"), phrases("small", "due_weak")
    found: list[_Due] = []
    for at in range(start, end):
        if (by := strong.at(tokens, at, end)) and at + by[0] < end:
            day = day_at(tokens, at + by[0], end, reader.today, "future", told=True)
            if day and day.day:
                found.append(_Due(at, at + by[0] + day.size, day.day))
    if not found and end < len(tokens) and not reader.taken[end] and (by := strong.at(tokens, end, len(tokens))):
        after = end + by[0]  # `promised the sheet, by Fri`
        day = day_at(tokens, after, len(tokens), reader.today, "future", told=True) if after < len(tokens) else None
        if day and day.day:
            return _Due(end, after + day.size, day.day)
    if found:
        return found[-1]
    for at in range(start, end):
        on = weak.at(tokens, at, end)
        begin = at + on[0] if on else at
        if begin >= end:
            continue
        told = on is not None
        day = day_at(tokens, at, end, reader.today, "future", told=False, closing=at + 1 >= end)
        if day is None:
            day = day_at(tokens, begin, end, reader.today, "future", told=told, closing=begin + 1 >= end)
        else:
            begin = at
        if day and day.day and (at == start or _closes(reader, begin + day.size, end)):
            return _Due(at, begin + day.size, day.day)
    return None


def _closes(reader: Reader, at: int, end: int) -> bool:
    """Whether nothing follows in the clause but a time of day."""
    if at >= end:
        return True
    start = at + 1 if reader.tokens[at].key in word_set("at", "small") and at + 1 < end else at
    found = time_at(reader.tokens, start, end, told=start > at)
    return found is not None and start + found.size >= end


def _rest(reader: Reader, due: _Due, start: int, end: int) -> int:
    """A day after the words ends them; one before them does not."""
    return end if due.at == start or _closes(reader, due.end, end) else due.end


def _what(reader: Reader, start: int, end: int, due: _Due | None, *, trim: bool) -> str:
    pieces = [(start, end)] if due is None else [(start, min(due.at, end)), (due.end, end)]
    words = [reader.slice(one, two) for one, two in pieces if one < two]
    if trim and words:
        first = pieces[0][0] if pieces[0][0] < pieces[0][1] else pieces[1][0]
        if reader.tokens[first].key in word_set("to", "small"):
            words[0] = words[0][len(reader.tokens[first].text) :].lstrip()
    return " ".join(word for word in words if word).strip(" ,;.:")
