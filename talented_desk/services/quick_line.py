"""The quick line against the records: whose name stands in it, and what the session's form gets from it.

A name that one employer alone bears is taken and shown; where several fit, or only a similar one, a choice is asked.
Whatever words remain are `unread` and stand in `notes`, so that nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

from talented_desk.domain import quick_line as rules
from talented_desk.domain.quick_line import Part as Part
from talented_desk.domain.quick_line import QuickLine, Stretch
from talented_desk.domain.quick_line_reader import stretch as stretch_of
from talented_desk.domain.quick_line_words import Token, word_set
from talented_desk.domain.support import MINUTES
from talented_desk.services.contacts import ContactRow, Contacts
from talented_desk.services.quick_names import Match, Names, Span, plain_name
from talented_desk.services.quick_names import Named as Named
from talented_desk.services.search import Search

LONGEST_LINE: Final = 2000
"""Characters that are read; what comes after goes to the notes as it is."""


@dataclass(frozen=True, slots=True)
class QuickDraft:
    """A quick line read against the records."""

    line: QuickLine
    employers: tuple[Named, ...] = ()
    contacts: tuple[Named, ...] = ()
    topics: tuple[Part, ...] = ()
    unread: tuple[str, ...] = ()
    notes: str = ""
    joins: bool = False
    """People of the employers in the form are named too: the employers named join those, and do not replace them."""

    @property
    def unclear(self) -> tuple[str, ...]:
        """What still needs an answer before the session can be saved, in the order of the form: employers, contacts,
        minutes_direct."""
        missing = []
        if not self.employers or any(not named.chosen for named in self.employers):
            missing.append("employers")
        if any(not named.chosen for named in self.contacts):
            missing.append("contacts")
        if not self.line.of("minutes"):
            missing.append(MINUTES[0])
        return tuple(missing)

    def asked(self) -> tuple[Named, ...]:
        """Names for which a choice is asked."""
        return tuple(named for named in (*self.employers, *self.contacts) if not named.chosen)

    def values(self, today: str) -> dict[str, Any]:
        """What the line says, as the form and its drafts keep it; only fields that it says something about."""
        line = self.line
        found: dict[str, Any] = {part.field: part.value for part in line.of("minutes")}
        for kind, name in (("channel", "channel"), ("outcome", "outcome"), ("language", "language")):
            if value := line.value(kind):  # type: ignore[arg-type]
                found[name] = value
        day, time = line.value("day"), line.value("time")
        if day:
            found["day"] = day
        if time or (day and day != today):
            found["time"] = time  # an unknown hour of another day stays open
        for kind, name in (("we_promise", "we_promise"), ("they_promise", "they_promise"), ("follow_up", "follow_ups")):
            if parts := line.of(kind):  # type: ignore[arg-type]
                found[name] = [(part.value, part.due) for part in parts]
        for name, chosen in (("employers", self.employers), ("contacts", self.contacts)):
            if taken := [[named.chosen.id, named.chosen.title] for named in chosen if named.chosen]:
                found[name] = taken
        if self.topics:
            found["topics"] = list(dict.fromkeys(part.value for part in self.topics))
        if barriers := line.of("barrier"):
            found["barriers"] = list(dict.fromkeys(part.value for part in barriers))
        if subjects := line.of("subject"):
            found["subject"] = ", ".join(part.value for part in subjects)
        if self.notes:
            found["narrative"] = self.notes
        return found


@dataclass(slots=True)
class _Reading:
    """What is found while a line is held against the records."""

    line: QuickLine
    chosen: Mapping[str, str]
    present: tuple[str, ...]
    employers: list[Match] = field(default_factory=list)
    contacts: list[Match] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """Starts of the tokens that have become part of a name."""
    joins: bool = False
    lost: list[Part] = field(default_factory=list)
    """`with …` whom nobody knows."""

    def refused(self, match: Match) -> bool:
        """Whether the officer said that these words are no name."""
        return self.chosen.get(match.named.key) == ""


class QuickLines:
    """Reads quick lines; writes nothing."""

    def __init__(self, search: Search, contacts: Contacts) -> None:
        self._search, self._contacts = search, contacts

    def read(
        self,
        text: str,
        *,
        chosen: Mapping[str, str] | None = None,
        present: Sequence[str] = (),
        today: date | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> QuickDraft:
        """Read a line. `chosen` maps the words of a name (`Named.key`) to the id that the officer picked for them,
        or to nothing if they are no name; `present` are employers that the form has already. `today` is the day the
        line was written, this day if not given. `check` is called between searches and may raise.
        """
        head, tail = text[:LONGEST_LINE], text[LONGEST_LINE:].strip()
        line = rules.read_line(head, today or self._contacts.today())
        names = Names(self._search, check)
        reading = _Reading(_people_sorted_out(line, names), chosen or {}, tuple(present))
        self._find_employers(reading, names)
        self._find_contacts(reading, names)
        return _finished(reading, tail)

    def _find_employers(self, reading: _Reading, names: Names) -> None:
        found = [
            match for match in names.employers(reading.line.open, bool(reading.present)) if not reading.refused(match)
        ]
        people = reading.line.of("person")
        if not found and not reading.present:
            self._by_contact(reading, names)
            return
        if not found:
            found = self._meant_another(reading, names)
        for match in found:
            match = _chosen(match, reading.chosen)
            if match.named.chosen is None and people:
                match = self._told_by_people(match, people)
            reading.employers.append(match)
            reading.used |= match.taken

    def _meant_another(self, reading: _Reading, names: Names) -> list[Match]:
        """A misspelt name, where a name stands, though the form has an employer: asked, or the session would be logged
        with the wrong one."""
        stretches = reading.line.open[:1]
        guessed = names.similar(stretches)
        if guessed is None or reading.refused(guessed):
            return []
        tokens = stretches[0].tokens
        named_like_one = tokens[0].capital or len(guessed.taken) == len(tokens)
        people = [one for employer in reading.present for one in self._contacts.of_employer(employer, past=False)]
        if not named_like_one or _matching(guessed.named.words, people):
            return []
        own = next((one for one in guessed.named.offered if one.id in reading.present), None)
        return [guessed if own is None else guessed.choosing(own)]

    def _by_contact(self, reading: _Reading, names: Names) -> None:
        """No employer is named: a person may be known, and where they work."""
        for part in reading.line.of("person") or ():
            match = names.person(part)
            if match is not None and not reading.refused(match):
                self._take_person(reading, match)
                return
        for stretch in reading.line.open:
            match = names.person_in(stretch)
            if match is not None and not reading.refused(match):
                self._take_person(reading, match)
                return
        guessed = names.similar(reading.line.open)
        if guessed is not None and not reading.refused(guessed):
            guessed = _chosen(guessed, reading.chosen)
            reading.employers.append(guessed)
            reading.used |= guessed.taken

    def _take_person(self, reading: _Reading, match: Match) -> None:
        match = _chosen(match, reading.chosen)
        person = match.named.chosen
        reading.used |= match.taken
        if person is None:
            reading.contacts.append(match)
            return
        roles = [role for role in self._contacts.get(person.id).roles if role.ended_on is None]
        places = {role.employer_id: role.employer for role in roles}
        if not places:
            reading.contacts.append(match)
            return
        found = names_of(match.span, places, kind="employer")
        if len(match.named.words.split()) < 2:  # a first name alone is asked about
            found = Match(found.span, Named("employer", found.named.words, None, found.named.offered), found.taken)
        found = _chosen(found, reading.chosen)
        reading.employers.append(found)
        if found.named.chosen:
            reading.contacts.append(match)

    def _told_by_people(self, match: Match, people: Sequence[Part]) -> Match:
        """Several employers fit: the one where the people named work, if it is one."""
        fitting = [
            hit
            for hit in match.named.offered
            if all(_matching(part.value, self._contacts.of_employer(hit.id, past=False)) for part in people)
        ]
        return match.choosing(fitting[0]) if len(fitting) == 1 else match

    def _find_contacts(self, reading: _Reading, names: Names) -> None:
        named = [m.named.chosen.id for m in reading.employers if m.named.chosen]
        known = {p.id: p for employer in named for p in self._contacts.of_employer(employer, past=False)}
        here = {p.id: p for employer in reading.present for p in self._contacts.of_employer(employer, past=False)}
        for part in reading.line.of("person"):
            span = Span(part.start, part.end, part.value)
            if any(m.span.start <= part.start < m.span.end for m in (*reading.employers, *reading.contacts)):
                continue
            fitting = _matching(part.value, tuple(known.values()))
            if not fitting:
                fitting = _matching(part.value, tuple(here.values()))
                reading.joins = reading.joins or bool(fitting and named)
            match = names_of(span, fitting, kind="contact")
            if fitting and not reading.refused(match):
                reading.contacts.append(_chosen(match, reading.chosen))
            else:
                reading.lost.append(part)
        for stretch in reading.line.open:
            self._named_in_passing(reading, stretch, known or here)

    def _named_in_passing(self, reading: _Reading, stretch: Stretch, known: Mapping[str, ContactRow]) -> None:
        """`call Tom at Acme`: a person of that employer, named without `with`, at the beginning of a clause."""
        free = [token for token in stretch.tokens if token.start not in reading.used]
        if not free or free[0] is not stretch.tokens[0] or not free[0].capital or reading.contacts:
            return
        whole = len(free) == len(stretch.tokens)
        for size in (2, 1):
            tokens = free[:size]
            if len(tokens) < size or any(one.end + 1 != two.start for one, two in pairwise(tokens)):
                continue
            text = " ".join(token.text.strip(" ,;.") for token in tokens)
            fitting = _matching(text, tuple(known.values()), exactly=True)
            if len(fitting) == 1 and not (whole and len(free) > size):
                span = Span(tokens[0].start, tokens[-1].end, text)
                reading.contacts.append(names_of(span, fitting, kind="contact"))
                reading.used |= {token.start for token in tokens}
                return


def _people_sorted_out(line: QuickLine, names: Names) -> QuickLine:
    """After `with` may stand an employer (« avec Café du Marché »), or a person and right behind an employer."""
    for part in line.of("person"):
        if names.person(part) is not None:
            continue
        words = part.value.split()
        for kept in range(len(words) - 1, 0, -1):
            if names.person(replace(part, value=" ".join(words[:kept]))) is not None:
                line = rules.without_person(line, part, kept)
                break
        else:
            other = rules.without_person(line, part)
            if any(names.begins_with(stretch, part.value) for stretch in other.open):
                line = other
    return line


def names_of(span: Span, found: Mapping[str, str], *, kind: str) -> Match:
    """A name for which these records fit: one is taken, more are offered."""
    from talented_desk.services.quick_names import Candidate

    offered = tuple(Candidate(record_id, title) for record_id, title in found.items())
    return Match(span, Named(kind, span.text, offered[0] if len(offered) == 1 else None, offered), frozenset())


def _chosen(match: Match, chosen: Mapping[str, str]) -> Match:
    """What the officer picked for these words goes before anything that is found."""
    wanted = chosen.get(match.named.key)
    hit = next((one for one in match.named.offered if one.id == wanted), None)
    return match.choosing(hit) if hit else match


def _matching(name: str, people: Sequence[ContactRow], *, exactly: bool = False) -> dict[str, str]:
    """Contacts whose name has a word beginning with (or being) each word of `name`; a full name excludes others."""
    words = plain_name(name).split()
    found: dict[str, str] = {}
    for person in people:
        own = plain_name(person.name).split()
        if own == words:
            return {person.id: person.name}
        if words and all(any(o == word if exactly else o.startswith(word) for o in own) for word in words):
            found[person.id] = person.name
    return found


def _finished(reading: _Reading, tail: str) -> QuickDraft:
    """Topics that stand alone, and what is left for the notes."""
    line = reading.line
    topics = list(line.of("topic"))
    left: list[tuple[int, str]] = [(part.start, part.words) for part in reading.lost]
    for stretch in line.open:
        for rest in _left(line.text, stretch, reading.used):
            found = rules.topics_of(rest.tokens)
            if found is not None:
                topics += [Part("topic", rest.start, rest.end, rest.text, code) for code in found]
            else:
                left.append((rest.start, rest.text))
    unread = [text.strip(" ,;") for _, text in sorted(left)]
    if tail:
        unread.append(tail)
    unread = [text for text in unread if text]
    return QuickDraft(
        line,
        tuple(match.named for match in reading.employers),
        tuple(match.named for match in reading.contacts),
        tuple(topics),
        tuple(unread),
        _notes(unread),
        reading.joins,
    )


def _notes(pieces: Sequence[str]) -> str:
    """The words left, sentences as sentences, the rest with commas between."""
    words = ""
    for piece in pieces:
        words += ("" if not words else " " if words.endswith((".", "!", "?", "…")) else ", ") + piece
    return words


def _left(text: str, stretch: Stretch, used: set[int]) -> list[Stretch]:
    """What of a stretch no name has; small words beside a name that was found go with it."""
    pieces: list[list[Token]] = [[]]
    for token in stretch.tokens:
        if token.start in used:
            pieces.append([])
        else:
            pieces[-1].append(token)
    result = []
    for tokens in pieces:
        if tokens and not (len(pieces) > 1 and all(t.key in word_set("and", "small") for t in tokens)):
            result.append(stretch_of(text, tuple(tokens), stretch.first and tokens[0] is stretch.tokens[0]))
    return result
