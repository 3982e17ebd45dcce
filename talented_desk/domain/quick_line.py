"""The quick line: one typed line about a support session, read into its parts.

`call 12 min Acme re WCB, promised SWPP sheet by Fri` and « appel 12 min Boulangerie Lœuf au sujet du financement,
promis la fiche d'ici vendredi », mixed as one likes. Nothing is dropped: each word belongs to a part, or stays open;
the open words are where an employer's name is looked for (`talented_desk.services.quick_line`), and what is left
then goes to the notes. Read are, in this order: promises and follow-ups, durations, times and days, set phrases
(barrier, outcome, language), the channel, subjects (`re`), people (`with`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from talented_desk.domain.quick_line_commitments import read_commitments
from talented_desk.domain.quick_line_times import day_at, duration_at, number_at, time_at
from talented_desk.domain.quick_line_words import Token, phrases, tokens_of, without_elision, word_set
from talented_desk.domain.support import MINUTES

Kind = Literal[
    "channel", "minutes", "day", "time", "topic", "barrier", "outcome", "language", "subject", "person",
    "we_promise", "they_promise", "follow_up",
]  # fmt: skip
LONGEST_NAME: Final = 4
_SPAN: Final = re.compile(r"(?=.*[:hpa])([0-9]{1,2}(?:[:h][0-9]{2})?)([ap]m)?[-–]([0-9]{1,2}(?:[:h][0-9]{2})?)([ap]m)?")
_ARTICLES: Final = frozenset({"the", "le", "la", "les", "l'", "de", "du", "des"})


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the line that was read. `words` is it as typed, from `start` to `end`.

    `value` is a code (channel, topic, barrier, outcome, language), an ISO day, a time `14:05`, minutes as digits, or
    text (subject, a person's name, what is promised or to be done). `field` is the field of minutes; `due` an ISO day.
    """

    kind: Kind
    start: int
    end: int
    words: str
    value: str
    field: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row that no part has, up to the next part or comma."""

    tokens: tuple[Token, ...]
    text: str
    first: bool
    """Whether the stretch begins its clause."""

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


@dataclass(frozen=True, slots=True)
class QuickLine:
    """A line as read. `parts` and `open` are in the line's order; together they have all its words."""

    text: str
    parts: tuple[Part, ...]
    open: tuple[Stretch, ...]

    def value(self, kind: Kind) -> str:
        """The value of the first part of this kind, empty if there is none."""
        return next((part.value for part in self.parts if part.kind == kind), "")

    def of(self, kind: Kind) -> tuple[Part, ...]:
        """All parts of this kind."""
        return tuple(part for part in self.parts if part.kind == kind)


def read_line(text: str, today: date) -> QuickLine:
    """Read a line, seen from `today`: what happened lies behind, what is promised ahead. Never fails."""
    reader = Reader(text, today)
    read_commitments(reader)
    _minutes(reader)
    _moments(reader)
    _phrases(reader)
    _channel(reader)
    _subjects(reader)
    _people(reader)
    return QuickLine(text, tuple(sorted(reader.parts, key=lambda part: part.start)), reader.stretches())


def topics_of(tokens: Iterable[Token]) -> tuple[str, ...] | None:
    """The topics that these words name, or None if there are other words among them."""
    found, whole = topics_in(tuple(tokens))
    return found if whole and found else None


def topics_in(tokens: tuple[Token, ...]) -> tuple[tuple[str, ...], bool]:
    """The topics named among these words, and whether there is nothing else but `and` and articles."""
    found: list[str] = []
    whole, at = True, 0
    while at < len(tokens):
        if match := phrases("topics").at(tokens, at, len(tokens)):
            found.append(match[1])
            at += match[0]
            continue
        key = tokens[at].key
        whole = whole and (
            key in word_set("and", "small") or key in ("the", "le", "la", "les", "l'", "de", "du", "des")
        )
        at += 1
    return tuple(dict.fromkeys(found)), whole


def without_person(line: QuickLine, part: Part, kept: int = 0) -> QuickLine:
    """The line with this person read otherwise: the first `kept` words are the name, the others open again."""
    tokens = [token for token in tokens_of(line.text) if part.start <= token.start and token.end <= part.end]
    parts = [one for one in line.parts if one is not part]
    free = {token.start for stretch in line.open for token in stretch.tokens}
    if kept:
        opening = len(tokens) - len(part.value.split())
        name, tokens = tokens[: opening + kept], tokens[opening + kept :]
        words = line.text[part.start : name[-1].end]
        parts.append(replace(part, end=name[-1].end, words=words, value=" ".join(part.value.split()[:kept])))
    free |= {token.start for token in tokens}
    again = Reader(line.text, date.min)
    again.taken = [token.start not in free for token in again.tokens]
    return QuickLine(line.text, tuple(sorted(parts, key=lambda one: one.start)), again.stretches())


class Reader:
    """The line while it is read: which words are taken, and by which parts."""

    def __init__(self, text: str, today: date) -> None:
        self.text, self.today = text, today
        self.tokens = tokens_of(text)
        self.taken = [False] * len(self.tokens)
        self.parts: list[Part] = []

    def free_end(self, at: int) -> int:
        """The end of the free words from here on, over commas."""
        while at < len(self.tokens) and not self.taken[at]:
            at += 1
        return at

    def clause_end(self, at: int) -> int:
        """The end of the free words of this clause from here on."""
        while at < len(self.tokens) and not self.taken[at]:
            at += 1
            if self.tokens[at - 1].ends:
                break
        return at

    def begins(self, at: int) -> bool:
        """Whether a clause begins here."""
        return at == 0 or self.tokens[at - 1].ends

    def closes(self, at: int) -> bool:
        """Whether nothing free follows in the clause before `at`."""
        return at >= len(self.tokens) or self.tokens[at - 1].ends or self.taken[at]

    def slice(self, at: int, end: int) -> str:
        """The words as typed, without marks at their ends."""
        return self.text[self.tokens[at].start : self.tokens[end - 1].end].strip(" ,;.") if at < end else ""

    def words_before(self, at: int) -> int:
        """Where the words `and`, « et » before this place begin that only join it to what stands before."""
        while at > 0 and not self.taken[at - 1] and self.tokens[at - 1].key in word_set("and", "small"):
            at -= 1
        return at

    def take(self, kind: Kind, at: int, end: int, value: str, *, field: str = "", due: str = "") -> None:
        """Give these words to a part."""
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        self.parts.append(Part(kind, start, stop, self.text[start:stop].strip(" ,;"), value, field, due))
        for place in range(at, end):
            self.taken[place] = True

    def has(self, kind: Kind, field: str = "") -> bool:
        """Whether there is such a part already."""
        return any(part.kind == kind and part.field == field for part in self.parts)

    def stretches(self) -> tuple[Stretch, ...]:
        """What nobody took."""
        found: list[Stretch] = []
        at = 0
        while at < len(self.tokens):
            if self.taken[at]:
                at += 1
                continue
            end = self.clause_end(at)
            found.append(stretch(self.text, self.tokens[at:end], self.begins(at)))
            at = end
        return tuple(found)


def stretch(text: str, tokens: tuple[Token, ...], first: bool) -> Stretch:
    """These words of the line as a stretch."""
    return Stretch(tokens, text[tokens[0].start : tokens[-1].end], first)


# -- minutes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Item:
    """A duration, or the name of a part of the minutes, between two tokens."""

    at: int
    end: int
    minutes: int = 0
    bare: bool = False
    field: str = ""


def _minutes(reader: Reader) -> None:
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


def _moments(reader: Reader) -> None:
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


# -- set phrases and the channel ----------------------------------------------------------------------------


def _phrases(reader: Reader) -> None:
    """Barriers, the outcome, the language, in words that are sure."""
    kinds: tuple[tuple[Kind, str], ...] = (("barrier", "barriers"), ("outcome", "outcomes"), ("language", "languages"))
    for at in range(len(reader.tokens)):
        if reader.taken[at]:
            continue
        end = reader.clause_end(at)
        if (label := phrases("opening", "barrier").at(reader.tokens, at, end)) and at + label[0] < end:
            named = phrases("barriers_named").at(reader.tokens, at + label[0], end)
            if named:
                reader.take("barrier", at, at + label[0] + named[0], named[1])
                continue
        for kind, group in kinds:
            found = phrases(group).at(reader.tokens, at, end)
            if found and (kind == "barrier" or not reader.has(kind)):
                reader.take(kind, at, at + found[0], found[1])
                break


def _channel(reader: Reader) -> None:
    """The channel's word: the one that begins a clause before others; a plain word like `letter` only at the start."""
    found: list[tuple[int, int, int, str]] = []
    at = 0
    while at < len(reader.tokens):
        size = 1
        if not reader.taken[at]:
            end = reader.clause_end(at)
            begins = reader.begins(at) or reader.taken[at - 1]
            if strong := phrases("channels").at(reader.tokens, at, end):
                found.append((0 if begins else 1, at, strong[0], strong[1]))
                size = strong[0]
            elif begins and (weak := phrases("channels_at_the_start").at(reader.tokens, at, end)):
                found.append((2, at, weak[0], weak[1]))
        at += size
    if found:
        _, at, size, code = min(found)
        reader.take("channel", at, at + size, code)


# -- subjects and people ------------------------------------------------------------------------------------


def _subjects(reader: Reader) -> None:
    """`re …` up to the comma or the next part: topics of the list, else the subject in words."""
    opening, people = phrases("opening", "subject"), phrases("opening", "with")
    for at in range(len(reader.tokens)):
        if reader.taken[at]:
            continue
        end = reader.clause_end(at)
        found = opening.at(reader.tokens, at, end)
        if found is None:
            continue
        start = at + found[0]
        stop = start
        while stop < end and not (stop > start and people.at(reader.tokens, stop, end)):
            stop += 1
        if stop == start or reader.tokens[start].key in word_set("pronouns"):
            continue
        topics, whole = topics_in(reader.tokens[start:stop])
        if topics and whole:
            _take_topics(reader, at, start, stop)
        else:
            reader.take("subject", at, stop, without_elision(reader.slice(start, stop)))
            start_at, end_at = reader.parts[-1].start, reader.parts[-1].end
            reader.parts += [Part("topic", start_at, end_at, reader.parts[-1].words, code) for code in topics]


def _take_topics(reader: Reader, at: int, start: int, stop: int) -> None:
    """One part for each topic, with its own words; `re` goes with the first."""
    place, begun = start, at
    while place < stop:
        match = phrases("topics").at(reader.tokens, place, stop)
        if match is None:
            place += 1
            continue
        place += match[0]
        last = place
        if not any(phrases("topics").at(reader.tokens, rest, stop) for rest in range(place, stop)):
            last = stop
        reader.take("topic", begun, last, match[1])
        begun = place = last


def _people(reader: Reader) -> None:
    """`with Dana and Lee`: names, to be looked for among the contacts."""
    opening = phrases("opening", "with")
    for at in range(len(reader.tokens)):
        if reader.taken[at]:
            continue
        end = reader.clause_end(at)
        found = opening.at(reader.tokens, at, end)
        begun = at
        place = at + found[0] if found else at
        while found and place < end and (size := _name_size(reader, place, end)):
            reader.take("person", begun, place + size, reader.slice(place, place + size))
            begun = place = place + size
            if place + 1 < end and not reader.tokens[place - 1].ends and reader.tokens[place].key in ("and", "et", "&"):
                place += 1
            else:
                break


def _name_size(reader: Reader, at: int, end: int) -> int:
    """How many words from here on look like one name: those with a capital, or one or two without before the end."""
    tokens = reader.tokens
    if not re.match(r"[^\W\d_]", tokens[at].bare):
        return 0
    if tokens[at].capital:
        size = 1
        while size < LONGEST_NAME and at + size < end and tokens[at + size].capital:
            size += 1
        return size
    if tokens[at].key in word_set("never_a_name") or tokens[at].key in word_set("around_names"):
        return 0
    return 2 if at + 2 == end and tokens[at + 1].key not in word_set("and", "small") else 1
