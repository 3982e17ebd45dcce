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
from typing import Final

from talented_desk.domain.quick_line_commitments import read_commitments
from talented_desk.domain.quick_line_reader import Kind as Kind
from talented_desk.domain.quick_line_reader import Part as Part
from talented_desk.domain.quick_line_reader import Reader
from talented_desk.domain.quick_line_reader import Stretch as Stretch
from talented_desk.domain.quick_line_when import read_minutes, read_moments
from talented_desk.domain.quick_line_words import Token, phrases, tokens_of, without_elision, word_set

LONGEST_NAME: Final = 4
_ARTICLES: Final = frozenset({"the", "le", "la", "les", "l'", "de", "du", "des"})


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
    read_minutes(reader)
    read_moments(reader)
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
