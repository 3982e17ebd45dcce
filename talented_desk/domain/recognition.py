"""Recognising the same employer across lists: keys to look up, evidence weighed, reasons in words.

A match is `automatic` only on evidence that stands by itself: a number, the very same legal name, or a name equal
but for accents, case and punctuation together with a second piece of evidence. All else that a careful person
would want to look at is `doubtful` and waits for a yes. The rules were measured on pairs labelled by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from talented_desk.domain.hash_map import HashMap
from talented_desk.domain.likeness import digits, left_out, short_of_canada, spelling
from talented_desk.domain.names import Name, parse_name
from talented_desk.domain.postal import city_key, is_rural
from talented_desk.i18n import N_

CROWD = 50
"""So many employers under one key are compared; a name or phone that more have says nothing."""
NEIGHBOURS = 400
"""Where more employers than this have one postal code, their names are not compared letter by letter."""


class Level(IntEnum):
    """How sure a match is."""

    NONE = 0
    DOUBTFUL = 1
    AUTOMATIC = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: a translatable text and the values of its fields."""

    message: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What two records are to each other; `score` (0–100) orders the doubtful ones."""

    level: Level
    score: int = 0
    reasons: tuple[Reason, ...] = ()


NO_MATCH = Match(Level.NONE)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of an employer. `city` is its key for comparing."""

    city: str = ""
    province: str = ""
    postal_code: str = ""
    street: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An employer as far as recognition looks at it. `domain` is that of its website or e-mail."""

    name: Name
    places: tuple[Place, ...] = ()
    business_number: str = ""
    phone: str = ""
    domain: str = ""


SAME_BUSINESS_NUMBER = N_("same business number {number}")
SAME_CORPORATION = N_("same corporation number {number}")
SAME_LEGAL_NAME = N_("same legal name")
FOLDED_NAME = N_("same name but for accents, capitals or punctuation")
JOINED_NAME = N_("same name but for blanks or “and”")
SIMILAR_NAME = N_("similar name: “{one}”, “{other}”")
WORDS_LEFT_OUT = N_("one name leaves out “{words}”")
NAME_IN_LONGER = N_("same name but for “Canada”")
SAME_TRADE_NAME = N_("same trade name “{name}”")
TRADE_IS_NAME = N_("the trade name of one is the name of the other: “{name}”")
FORM_MISSING = N_("the legal form is missing on one side")
FORM_DIFFERS = N_("the legal form differs")
SAME_POSTAL_CODE = N_("same postal code {code}")
SAME_CITY = N_("same city")
OTHER_PLACE = N_("at another place")
OTHER_PROVINCE = N_("in another province")
SAME_PHONE = N_("same phone {phone}")
SAME_DOMAIN = N_("same internet domain {domain}")
OTHER_BUSINESS_NUMBER = N_("the business numbers differ")
SEVERAL_FIT = N_("more than one employer fits as well")
SHARED_NUMBER = N_("one of several corporation numbers is the same: {number}")

FREE_MAIL = frozenset(
    ("gmail.com", "hotmail.com", "hotmail.ca", "outlook.com", "live.com", "live.ca", "yahoo.com", "yahoo.ca",
     "icloud.com", "me.com", "shaw.ca", "telus.net", "telusplanet.net", "proton.me", "protonmail.com", "aol.com",
     "msn.com", "videotron.ca", "bell.net", "sympatico.ca", "rogers.com", "facebook.com", "instagram.com",
     "linkedin.com", "linktr.ee", "sites.google.com")
)  # fmt: skip
"""Domains that many share."""


def candidate(
    name: str,
    *,
    city: str = "",
    province: str = "",
    postal_code: str = "",
    street: str = "",
    business_number: str = "",
    phone: str = "",
    email: str = "",
    website: str = "",
    trade_name: str = "",
) -> Candidate:
    """A candidate from cleaned values; a trade name given apart counts like one behind `o/a`."""
    parsed = parse_name(name, trade_name if trade_name != name else "")
    places = (Place(city_key(city), province, postal_code, street),) if city or postal_code or province else ()
    return Candidate(parsed, places, business_number[:9], phone.partition(" x")[0], internet_domain(website, email))


def internet_domain(website: str, email: str) -> str:
    """The domain that says whose it is; empty for free mail and the like."""
    host = website.partition("://")[2].partition("/")[0].partition(":")[0] or email.rpartition("@")[2]
    host = host.lower().removeprefix("www.")
    return "" if host in FREE_MAIL else host


def compare(one: Candidate, other: Candidate) -> Match:
    """Weigh the evidence that two records are the same employer."""
    a, b = one.name, other.name
    if one.business_number and one.business_number == other.business_number:
        return Match(Level.AUTOMATIC, 100, (_reason(SAME_BUSINESS_NUMBER, number=one.business_number),))
    if a.corporations and b.corporations:
        return _by_number(a, b)
    match = _by_name(one, other)
    if match.level is Level.AUTOMATIC and one.business_number and other.business_number:
        return Match(Level.DOUBTFUL, 60, (*match.reasons, _reason(OTHER_BUSINESS_NUMBER)))
    return match


def _by_number(a: Name, b: Name) -> Match:
    shared = [
        x.number
        for x in a.corporations
        for y in b.corporations
        if x.number == y.number and (x.jurisdiction == y.jurisdiction or not (x.jurisdiction and y.jurisdiction))
    ]
    if not shared:
        return NO_MATCH
    sure = len(shared) == len(a.corporations) == len(b.corporations) and a.corporations == b.corporations
    if sure:
        return Match(Level.AUTOMATIC, 100, (_reason(SAME_CORPORATION, number=", ".join(shared)),))
    return Match(Level.DOUBTFUL, 80, (_reason(SHARED_NUMBER, number=", ".join(shared)),))


def _by_name(one: Candidate, other: Candidate) -> Match:
    a, b = one.name, other.name
    strong, weak, against = _evidence(one, other)
    numbered = bool(a.corporations or b.corporations)
    if a.compact == b.compact and a.compact and not numbered:
        return _same_words(a, b, strong, weak, against)
    if a.trade_key or b.trade_key:
        match = _by_trade(a, b, strong, weak)
        if match.level is not Level.NONE or numbered:
            return match
    if numbered or not a.compact or not b.compact:
        return NO_MATCH
    return _alike(a, b, strong, weak)


def _same_words(a: Name, b: Name, strong: list[Reason], weak: list[Reason], against: list[Reason]) -> Match:
    forms_clash = bool(a.form and b.form and a.form != b.form)
    form_missing = bool(a.form) != bool(b.form)
    notes = [_reason(FORM_DIFFERS)] if forms_clash else [_reason(FORM_MISSING)] if form_missing else []
    if a.words == b.words:
        first = _reason(SAME_LEGAL_NAME)
        alone = bool(a.form) and a.form == b.form and not against
    else:
        first = _reason(FOLDED_NAME if a.core == b.core else JOINED_NAME)
        alone = False
    reasons = (first, *notes, *(strong or weak or against or [_reason(OTHER_PLACE)]))
    if a.words == b.words and not notes and len(weak) > 1:
        strong = weak  # the very same text, town and postal code: the line of one employer once more
    # a place in common goes before the spelling, where two employers fit
    if alone or (strong and not forms_clash):
        placed = 2 if strong else 1 if weak else 0
        return Match(Level.AUTOMATIC, 95 + placed * 2 - (a.words != b.words), reasons)
    if weak and not notes and a.form and a.core == b.core:
        return Match(Level.AUTOMATIC, 96, reasons)
    return Match(Level.DOUBTFUL, 90 if strong else 80 if weak else 60, reasons)


def _by_trade(a: Name, b: Name, strong: list[Reason], weak: list[Reason]) -> Match:
    if a.trade_key and a.trade_key == b.trade_key:
        # a brand has many owners: two companies of one trade name are shown only where they are at one place
        first = _reason(SAME_TRADE_NAME, name=b.trade)
        both_numbered = bool(a.corporations and b.corporations)
        return Match(Level.DOUBTFUL, 50, (first, *strong)) if strong and not both_numbered else NO_MATCH
    if (a.trade_key and a.trade_key == b.compact) or (b.trade_key and b.trade_key == a.compact):
        first = _reason(TRADE_IS_NAME, name=a.trade if a.trade_key == b.compact else b.trade)
        if strong:
            return Match(Level.DOUBTFUL, 75, (first, *strong))
        if weak and len(a.trade_key if a.trade_key == b.compact else b.trade_key) >= 12:
            return Match(Level.DOUBTFUL, 55, (first, *weak))
    return NO_MATCH


def _alike(a: Name, b: Name, strong: list[Reason], weak: list[Reason]) -> Match:
    if digits(a.core) != digits(b.core):
        return NO_MATCH
    if short_of_canada(a.core) == short_of_canada(b.core):
        return Match(Level.DOUBTFUL, 70, (_reason(NAME_IN_LONGER), *(strong or weak or [_reason(OTHER_PLACE)])))
    if a.stem == b.stem and (strong or weak):
        return Match(Level.DOUBTFUL, 85 if strong else 75, (_similar(a, b), *(strong or weak)))
    if not strong:
        return NO_MATCH
    missing = left_out(a.core.split(), b.core.split())
    if missing:
        return Match(Level.DOUBTFUL, 65, (_reason(WORDS_LEFT_OUT, words=missing), *strong))
    ratio = spelling(a, b)
    if ratio:
        return Match(Level.DOUBTFUL, ratio - 20, (_similar(a, b), *strong))
    return NO_MATCH


def _similar(a: Name, b: Name) -> Reason:
    return _reason(SIMILAR_NAME, one=a.legal, other=b.legal)


def _evidence(one: Candidate, other: Candidate) -> tuple[list[Reason], list[Reason], list[Reason]]:
    """Second evidence: what points to one place or owner, what only to one town, and what speaks against."""
    strong: list[Reason] = []
    weak: list[Reason] = []
    if one.phone and one.phone == other.phone:
        strong.append(_reason(SAME_PHONE, phone=one.phone))
    if one.domain and one.domain == other.domain:
        strong.append(_reason(SAME_DOMAIN, domain=one.domain))
    codes = {p.postal_code for p in one.places if p.postal_code} & {p.postal_code for p in other.places}
    for code in sorted(codes):
        (weak if is_rural(code) else strong).append(_reason(SAME_POSTAL_CODE, code=code))
    cities = {p.city for p in one.places if p.city} & {p.city for p in other.places}
    if cities and (not codes or all(is_rural(code) for code in codes)):
        weak.append(_reason(SAME_CITY))
    mine = {p.province for p in one.places if p.province}
    theirs = {p.province for p in other.places if p.province}
    against = [_reason(OTHER_PROVINCE)] if mine and theirs and not mine & theirs else []
    return strong, weak, against


def _reason(message: str, **fields: str) -> Reason:
    return Reason(message, tuple(fields.items()))


class Recogniser:
    """Finds the employers that a record may be, among many, without comparing it with all of them.

    `add` takes employers known so far, each under an integer of the caller's; `find` looks one up. An employer is
    kept packed as one string and its keys as hashes: some hundred bytes each, so that a million fit.
    """

    def __init__(self) -> None:
        self._known: dict[int, str] = {}
        self._others: dict[int, list[str]] = {}
        self._index = HashMap()
        """By hashed key: an employer's number doubled, or the odd number of a block of several."""
        self._blocks: list[list[int]] = []

    def add(self, key: int, known: Candidate) -> None:
        """Make an employer findable. A second `add` under one key adds its name and places to the first."""
        packed = self._known.get(key)
        if packed is None:
            self._known[key] = _pack(known)
        else:
            first = _unpack(packed)
            self._known[key] = _pack(_merged(first, known))
            if first.name.compact != known.name.compact or first.name.trade_key != known.name.trade_key:
                self._others.setdefault(key, []).append(_pack(known))
        self._remember(key, known)

    def also(self, key: int, known: Candidate) -> None:
        """Make an employer findable by another name of its own; its places count for that name too."""
        first = _unpack(self._known[key])
        other = Candidate(known.name, first.places, first.business_number, first.phone, first.domain)
        self._others.setdefault(key, []).append(_pack(other))
        self._remember(key, other)

    def name(self, key: int) -> Name:
        """The name that an employer was first added under."""
        return _unpack(self._known[key]).name

    def find(self, wanted: Candidate, limit: int = 3) -> tuple[tuple[int, Match], ...]:
        """The best matches, best first: one if it is automatic, else up to `limit` doubtful ones.

        Where several employers fit automatically and equally well, all are doubtful: a person says which.
        """
        found: dict[int, Match] = {}
        for name in _looked_up(wanted):
            for key in self._block(name)[:CROWD]:
                if key not in found:
                    found[key] = self._compare(wanted, key)
        if not any(match.level is Level.AUTOMATIC for match in found.values()):
            for key in self._nearby(wanted):
                if key not in found:
                    found[key] = self._compare(wanted, key)
        if not found:
            return ()
        matches = sorted(
            ((key, match) for key, match in found.items() if match.level), key=lambda m: (-m[1].level, -m[1].score)
        )[:limit]
        if len(matches) > 1 and matches[0][1].level is Level.AUTOMATIC:
            first, second = matches[0][1], matches[1][1]
            if (first.level, first.score) != (second.level, second.score):
                return (matches[0],)
            return tuple((k, Match(Level.DOUBTFUL, 95, (*m.reasons, Reason(SEVERAL_FIT)))) for k, m in matches)
        return tuple(matches)

    def _remember(self, key: int, known: Candidate) -> None:
        single = key * 2
        for name in _kept(known):
            hashed = hash(name)
            found = self._index.setdefault(hashed, single)
            if found & 1:
                block = self._blocks[found >> 1]
                if block[-1] != key:
                    block.append(key)
            elif found != single:
                self._index[hashed] = len(self._blocks) * 2 + 1
                self._blocks.append([found >> 1, key])

    def _block(self, name: str) -> Sequence[int]:
        found = self._index.get(hash(name))
        if found is None:
            return ()
        return self._blocks[found >> 1] if found & 1 else (found >> 1,)

    def _compare(self, wanted: Candidate, key: int) -> Match:
        match = compare(wanted, _unpack(self._known[key]))
        for other in self._others.get(key, ()):
            match = max(match, compare(wanted, _unpack(other)), key=lambda m: (m.level, m.score))
        return match

    def _nearby(self, wanted: Candidate) -> Iterator[int]:
        """Employers at the same postal code or domain whose name is alike at a glance."""
        if wanted.name.corporations or not wanted.name.core:
            return
        around = [f"z{p.postal_code}" for p in wanted.places if p.postal_code and not is_rural(p.postal_code)]
        if wanted.domain:
            around.append(f"d{wanted.domain}")
        for name in around:
            block = self._block(name)
            if not block or len(block) > NEIGHBOURS:
                continue
            cores = [self._known[key].partition(_PART)[0] for key in block]
            hits = process.extract(wanted.name.core, cores, scorer=fuzz.token_set_ratio, score_cutoff=75, limit=None)
            yield from (block[position] for _core, _score, position in hits)


_PART, _NEXT, _INNER = "\x1f", "\x1e", "\x1d"


def _pack(known: Candidate) -> str:
    """A candidate as one string; its name's core stands first."""
    name = known.name
    places = _NEXT.join([_INNER.join((p.city, p.province, p.postal_code, p.street)) for p in known.places])
    return _PART.join((name.core, name.raw, name.trade, known.business_number, known.phone, known.domain, places))


@lru_cache(maxsize=8192)
def _unpack(packed: str) -> Candidate:
    _core, raw, trade, number, phone, domain, places = packed.split(_PART)
    return Candidate(
        parse_name(raw, trade),
        tuple([Place(*place.split(_INNER)) for place in places.split(_NEXT)]) if places else (),
        number,
        phone,
        domain,
    )


def _merged(one: Candidate, other: Candidate) -> Candidate:
    places = one.places + tuple(place for place in other.places if place not in one.places)
    return Candidate(
        one.name,
        places,
        one.business_number or other.business_number,
        one.phone or other.phone,
        one.domain or other.domain,
    )


def _kept(known: Candidate) -> Iterator[str]:
    """What an employer is kept under. Each key names its kind in its first letter."""
    name = known.name
    yield from _numbers(known)
    if name.compact and not name.corporations:
        yield from _name_keys(name)
        if not name.form:  # a brand that many have: told apart by its place
            yield from _placed(name.compact, known)
        yield from (f"z{place.postal_code}" for place in known.places if place.postal_code)
        if known.domain:
            yield f"d{known.domain}"
    if name.trade_key:
        yield from _placed(name.trade_key, known)


def _looked_up(wanted: Candidate) -> Iterator[str]:
    """What a record is looked for under: numbers, then names at its place, then names anywhere."""
    name = wanted.name
    yield from _numbers(wanted)
    if name.compact and not name.corporations:
        yield from _placed(name.compact, wanted)
        yield from _name_keys(name)
    if name.trade_key:
        yield from _placed(name.trade_key, wanted)
        yield f"n{name.trade_key}"


def _numbers(known: Candidate) -> Iterator[str]:
    if known.business_number:
        yield f"b{known.business_number}"
    for corporation in known.name.corporations:
        yield f"c{corporation.number}"
    if known.phone:
        yield f"p{known.phone}"


def _name_keys(name: Name) -> Iterator[str]:
    yield f"n{name.stem}"
    if name.compact != name.stem:
        yield f"n{name.compact}"
    if "canada" in name.compact:
        yield f"n{name.stem.replace('canada', '')}"


def _placed(name: str, known: Candidate) -> Iterator[str]:
    for place in known.places:
        if place.postal_code:
            yield f"t{name}{place.postal_code}"
        if place.city:
            yield f"t{name}{place.city}"
