"""Names in the quick line: which words are an employer's or a person's name, and whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from talented_desk.domain.names import fold, parse_name
from talented_desk.domain.quick_line import Part, Stretch
from talented_desk.domain.quick_line_words import Token, without_elision, word_set
from talented_desk.services.search import Hit, Search

OFFERED: Final = 8
"""How many records are offered for one name."""
LONGEST_NAME: Final = 8
SHORTEST: Final = 2
"""Letters under which one word is no name."""
SAFE: Final = 3
"""Letters under which the beginning of a name alone is not sure, even if one name only begins so."""
LOOKED_AT: Final = 24
"""Words of a line among which a name is looked for."""
_AND: Final = frozenset({"and", "et", "&", "+"})
_FORMS: Final = frozenset(
    {"ltd", "limited", "ltee", "limitee", "inc", "corp", "corporation", "llp", "lp", "ulc", "co", "company", "cie"}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a name may mean. `under` helps to tell two of the same name apart."""

    id: str
    title: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A name read in the line. `kind` is employer or contact; without `chosen` one of `offered` is to be picked."""

    kind: str
    words: str
    chosen: Candidate | None
    offered: tuple[Candidate, ...]

    @property
    def key(self) -> str:
        """What a choice for these words is remembered by."""
        return f"{self.kind}:{plain_name(self.words)}"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the line with its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A name with its place, and the starts of the tokens that it takes."""

    span: Span
    named: Named
    taken: frozenset[int]

    def choosing(self, candidate: Candidate) -> Match:
        """The same with this record chosen."""
        named = Named(self.named.kind, self.named.words, candidate, self.named.offered)
        return Match(self.span, named, self.taken)


@dataclass(frozen=True, slots=True)
class _Found:
    """Words that fit names. Greater `rank` is better."""

    at: int
    end: int
    hits: tuple[Hit, ...]
    exact: tuple[Hit, ...]
    whole: int
    """How many of the words are whole words of the best name."""
    rank: tuple[int, int, int, int, int]
    sure: bool
    """It stands where a name stands, or is written like one."""


class Names:
    """Looks names up, each text once. `check` may raise to stop."""

    def __init__(self, search: Search, check: Callable[[], None]) -> None:
        self._search, self._check = search, check
        self._seen: dict[tuple[str, str], tuple[Hit, ...]] = {}

    def employers(self, stretches: Sequence[Stretch], present: bool) -> list[Match]:
        """The employer that the open words name best, and others joined to it by `and` or a comma.

        With an employer `present` in the form already, only a whole name counts.
        """
        chains: list[tuple[int, list[_Found]]] = []
        looked = 0
        for place, stretch in enumerate(stretches):
            for found in self._all_in(stretch, LOOKED_AT - looked, place):
                if present and not (found.exact or (found.whole >= found.end - found.at and found.sure)):
                    continue
                last = chains[-1] if chains else None
                if last and last[0] == place and _joins(stretch.tokens[last[1][-1].end : found.at]):
                    last[1].append(replace(found, sure=True))
                else:
                    chains.append((place, [found]))
            looked += len(stretch.tokens)
        if not chains:
            return []
        place, chain = max(chains, key=lambda one: max(found.rank for found in one[1]))
        if not chain[0].sure and (guessed := self.similar(stretches[place : place + 1])) is not None:
            return [guessed]  # « prarie robotics » says more than the one word of it that fits
        stretch = stretches[place]
        matches = [self._match(stretch, found, joined=at > 0) for at, found in enumerate(chain)]
        matches += self._listed(stretches, place, chains)
        return matches

    def _listed(
        self, stretches: Sequence[Stretch], place: int, chains: Sequence[tuple[int, list[_Found]]]
    ) -> list[Match]:
        """Names that stand alone between commas beside the one that was found: `Acme, Bow Glass`."""
        alone = {
            at: chain[0]
            for at, chain in chains
            if len(chain) == 1
            and chain[0].at == _skip(stretches[at].tokens, 0)
            and chain[0].end == len(stretches[at].tokens)
            and (chain[0].exact or stretches[at].tokens[chain[0].at].capital)
        }
        matches: list[Match] = []
        for step in (-1, 1):
            at = place + step
            while at in alone and _next_to(stretches[min(at, at - step)], stretches[max(at, at - step)]):
                matches.append(self._match(stretches[at], alone[at]))
                at += step
        return matches

    def begins_with(self, stretch: Stretch, words: str) -> bool:
        """Whether an employer's name begins with these words, which stand in the stretch, and goes on as it does."""
        size = len(words.split())
        for at in range(len(stretch.tokens)):
            if _text(stretch.tokens[at : at + size]) == _trimmed(words):
                found = self._from(stretch, at, 0)
                return found is not None and found.end - found.at >= size
        return False

    def person(self, part: Part) -> Match | None:
        """The contact whose name stands after `with`, at whatever employer."""
        hits = self._fitting("contact", part.value)
        if not hits:
            return None
        return Match(Span(part.start, part.end, part.value), _named("contact", part.value, hits), frozenset())

    def person_in(self, stretch: Stretch) -> Match | None:
        """A contact whose name begins the open words: `call Dana Whitford 10 min`."""
        at = _skip(stretch.tokens, 0)
        for size in (3, 2, 1):
            tokens = stretch.tokens[at : at + size]
            if len(tokens) < size or not _may_begin(tokens[0]) or (size == 1 and not tokens[0].capital):
                continue
            text = _text(tokens)
            if hits := self._fitting("contact", text, whole=True):
                taken = frozenset(token.start for token in stretch.tokens[:at] + tokens)
                return Match(Span(tokens[0].start, tokens[-1].end, text), _named("contact", text, hits), taken)
        return None

    def similar(self, stretches: Sequence[Stretch]) -> Match | None:
        """An employer found only by forgiving a typing error: always asked."""
        for stretch in stretches:
            at = _skip(stretch.tokens, 0)
            for size in (3, 2, 1):
                tokens = stretch.tokens[at : at + size]
                if len(tokens) < size or not _may_begin(tokens[0]) or len(fold(_text(tokens))) < 4:
                    continue
                text = _text(tokens)
                hits = [hit for hit in self._find("employer", text) if hit.guessed]
                if hits:
                    taken = frozenset(token.start for token in stretch.tokens[:at] + tokens)
                    offered = tuple(_candidate(hit) for hit in hits)
                    named = Named("employer", text, None, offered)
                    return Match(Span(tokens[0].start, tokens[-1].end, text), named, taken)
        return None

    def _all_in(self, stretch: Stretch, limit: int, place: int) -> list[_Found]:
        found: list[_Found] = []
        at = 0
        while at < min(len(stretch.tokens), max(0, limit)):
            one = self._from(stretch, at, place)
            if one is not None:
                found.append(one)
            at = one.end if one is not None else at + 1
        return found

    def _from(self, stretch: Stretch, at: int, place: int) -> _Found | None:
        """The longest name that begins with this token."""
        tokens = stretch.tokens
        if at >= len(tokens) or not _may_begin(tokens[at]):
            return None
        best: tuple[int, tuple[Hit, ...]] | None = None
        end = at + 1
        while end <= min(len(tokens), at + LONGEST_NAME):
            if tokens[end - 1].key in word_set("around_names") | _AND and end < len(tokens):
                end += 1  # « Café du Marché »: a small word is decided by the word behind it
                continue
            hits = self._fitting("employer", _text(tokens[at:end]))
            if not hits:
                break
            best = (end, hits)
            end += 1
        if best is None:
            return None
        end, hits = best
        text = _text(tokens[at:end])
        words = _words(text)
        exact = tuple(hit for hit in hits if _is_name(hit, text))
        whole = max(sum(word in _own(hit) for word in words) for hit in hits)
        sure = (at == _skip(tokens, 0) or tokens[at].capital) and bool(exact or whole or sum(map(len, words)) >= SAFE)
        first = stretch.first or place == 0
        if not exact and not whole and not tokens[at].capital and not (sure and first):
            return None  # the beginning of some word in the middle of a sentence
        while end < len(tokens) and tokens[end].key in _FORMS:
            end += 1
        rank = (int(bool(exact)), len(words), whole, int(sure) + int(tokens[at].capital), -tokens[at].start)
        return _Found(at, end, hits, exact, whole, rank, sure)

    def _match(self, stretch: Stretch, found: _Found, *, joined: bool = False) -> Match:
        tokens = stretch.tokens
        before = _AND if joined else word_set("around_names")
        begin = found.at
        while begin > 0 and tokens[begin - 1].key in before:
            begin -= 1
        text = _text(tokens[found.at : found.end])
        named = _named("employer", text, found.hits, found.exact)
        if named.chosen is not None and not found.sure:
            named = Named("employer", text, None, named.offered)
        taken = frozenset(token.start for token in tokens[begin : found.end])
        return Match(Span(tokens[found.at].start, tokens[found.end - 1].end, text), named, taken)

    def _fitting(self, kind: str, text: str, *, whole: bool = False) -> tuple[Hit, ...]:
        """Records in whose name each word of the text begins (or is) a word of its own."""
        words = _words(text)
        if not words or sum(map(len, words)) < SHORTEST:
            return ()
        return tuple(
            hit
            for hit in self._find(kind, text)
            if not hit.guessed
            and all(any(o == word if whole else o.startswith(word) for o in _own(hit)) for word in words)
        )

    def _find(self, kind: str, text: str) -> tuple[Hit, ...]:
        if (kind, text) not in self._seen:
            self._check()
            typed = " ".join(word for word in text.split() if fold(word) not in _AND and fold(word))
            self._seen[kind, text] = self._search.find(typed, OFFERED, (kind,)) if typed.strip() else ()
        return self._seen[kind, text]


def _named(kind: str, text: str, hits: Sequence[Hit], exact: Sequence[Hit] = ()) -> Named:
    """One that fits, or the only one of exactly this name, is chosen; the others stay on offer."""
    exact = exact or [hit for hit in hits if _is_name(hit, text)]
    only = exact[0] if len(exact) == 1 else hits[0] if len(hits) == 1 else None
    ordered = [*exact, *(hit for hit in hits if hit not in exact)]
    return Named(kind, text, _candidate(only) if only else None, tuple(_candidate(hit) for hit in ordered))


def _candidate(hit: Hit) -> Candidate:
    return Candidate(hit.id, hit.title, hit.subtitle)


def _may_begin(token: Token) -> bool:
    key = token.bare
    if token.capital and len(key) > 3 and key not in word_set("around_names"):
        return True  # « Student Union »: written like a name
    if key in word_set("never_a_name") or key in word_set("around_names") or key in _AND | _FORMS:
        return False
    return bool(re.search(r"\w", key)) and (not key.isdigit() or len(key) > 3)


def _next_to(one: Stretch, two: Stretch) -> bool:
    """Whether only a comma stands between two stretches."""
    return two.start - one.end <= 3


def _joins(tokens: Sequence[Token]) -> bool:
    """Whether these words are nothing but an `and` between two names."""
    return bool(tokens) and all(token.key in _AND for token in tokens)


def _skip(tokens: Sequence[Token], at: int) -> int:
    """Past the small words before a name."""
    while at < len(tokens) and tokens[at].key in word_set("around_names"):
        at += 1
    return at


def _text(tokens: Sequence[Token]) -> str:
    first = without_elision(tokens[0].text)
    return _trimmed(" ".join([first, *(token.text for token in tokens[1:])]))


def _trimmed(text: str) -> str:
    return text.strip(' ,;.:()«»“”"')


def _words(text: str) -> list[str]:
    return [
        word for word in fold(text.replace("-", " ").replace("’", " ").replace("'", " ")).split() if word not in _AND
    ]


def _own(hit: Hit) -> set[str]:
    """The words of a record's names; the subtitle of an employer has its legal name behind the city."""
    names = hit.title
    if hit.kind == "employer" and " · " in hit.subtitle:
        names += " " + hit.subtitle.partition(" · ")[2]
    return {*_words(names), *plain_name(names).split()}


def _is_name(hit: Hit, text: str) -> bool:
    """Whether the text is the record's whole name, but for its legal form."""
    core = _core(text)
    names = [hit.title]
    if hit.kind == "employer" and " · " in hit.subtitle:
        names.append(hit.subtitle.partition(" · ")[2])
    return any(core == _core(name) for name in names)


def _core(name: str) -> str:
    return plain_name(parse_name(name).core or name)


def plain_name(text: str) -> str:
    """A name for comparing, `œ` written out as it is typed on most keyboards."""
    return fold(text).replace("œ", "oe").replace("æ", "ae")
