"""Two employers: are they one?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from talented_desk.domain.duplicate_places import provinces, shared
from talented_desk.domain.duplicates import LOOK, NO_MATCH, Ground, Match, ground, weighed
from talented_desk.domain.likeness import digits, left_out, short_of_canada, spelling
from talented_desk.domain.names import Name, compact, fold, parse_name
from talented_desk.domain.recognition import Place, internet_domain

NAMES: Final = 8
"""So many names of an employer are compared; the first is its own."""
TYPED: Final = 4
"""Letters from which the beginning of a name says something."""
_SAME_COMPANY: Final = frozenset(("business_number", "corporation", "legal_name", "folded_name"))
_AGAINST: Final = frozenset(
    ("other_business_number", "other_corporation", "other_name", "other_company", "form_differs")
)
_SAME_PLACE: Final = frozenset(("phone", "email", "street", "postal_code", "rural_code", "town"))


@dataclass(frozen=True, slots=True)
class EmployerView:
    """An employer as far as duplicates look at it. Texts are cleaned as records keep them.

    `names`: the legal name (with the trade name) first, then former names and as lists spelled it; `trades`: other
    trade names; `places`: of its worksites, or its town alone.
    """

    names: tuple[Name, ...]
    trades: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    business_number: str = ""
    phones: frozenset[str] = frozenset()
    email: str = ""
    domains: frozenset[str] = frozenset()


def employer_view(
    legal_name: str,
    trade_name: str = "",
    *,
    other_names: Iterable[tuple[str, str]] = (),
    places: Iterable[Place] = (),
    business_number: str = "",
    phones: Iterable[str] = (),
    email: str = "",
    website: str = "",
) -> EmployerView:
    """From a record's fields. `other_names` are (name, kind), kind as of `EmployerName`."""
    main = parse_name(legal_name, trade_name if trade_name != legal_name else "")
    others = tuple(other_names)
    more = dict.fromkeys(parse_name(name) for name, kind in others if kind != "trade" and name != legal_name)
    trades = [main.trade, *(name for name, kind in others if kind == "trade"), *(name.trade for name in more)]
    domains = (internet_domain(website, ""), internet_domain("", email))
    return EmployerView(
        (main, *(name for name in more if name != main))[:NAMES],
        tuple(dict.fromkeys(trade for trade in trades if compact(trade)))[:NAMES],
        tuple(dict.fromkeys(places)),
        business_number[:9],
        frozenset(phone.partition(" x")[0] for phone in phones if phone),
        email.casefold(),
        frozenset(domain for domain in domains if domain),
    )


def compare_employers(one: EmployerView, other: EmployerView) -> Match:
    """Weigh what two employers have in common. The same either way round."""
    reached = _reached(one, other)
    plain = _plain(one) and _plain(other)
    if plain and not any(found.weight > 0 for found in reached):
        # most pairs of a scan end here, so that nothing more is looked at than a name each
        name = _two_names(one.names[0], other.names[0])
        if not name and not (one.business_number and one.business_number == other.business_number):
            return NO_MATCH
    if _order(other) < _order(one):
        one, other = other, one
    grounds = _numbers(one, other)
    numbered = bool(grounds and grounds[0].weight > 0)
    # a number goes before a name
    grounds += [found for found in _names(one, other) if found.weight > 0 or not numbered]
    grounds += reached
    if not any(found.weight > 0 for found in grounds):
        return NO_MATCH
    grounds += _places(one.places, other.places)
    codes = {found.code for found in grounds}
    site = "other_town" in codes and not codes.isdisjoint(_SAME_COMPANY) and codes.isdisjoint(_SAME_PLACE)
    against = not codes.isdisjoint(_AGAINST)
    return weighed("employer_prior", grounds, at_most_look=against and not numbered, site=site)


def compare_typed(typed: EmployerView, known: EmployerView) -> Match:
    """As `compare_employers`, for one whose name is still being typed: a name that begins so is evidence too."""
    match = compare_employers(typed, known)
    if match.score >= LOOK or typed.names[0].corporations:
        return match
    start = typed.names[0].core
    begins = [name.legal for name in known.names if name.core.startswith(start)]
    begins += [trade for trade in known.trades if fold(trade).startswith(start)]
    if len(start) < TYPED or not begins:
        return match
    grounds = [ground("name_begins", name=begins[0]), *_reached(typed, known), *_places(typed.places, known.places)]
    return max(match, weighed("employer_prior", grounds, at_most_look=True), key=lambda one: one.score)


def _plain(view: EmployerView) -> bool:
    """Whether an employer has one name and nothing more to call it by."""
    return len(view.names) == 1 and not view.trades and not view.names[0].corporations


def _order(view: EmployerView) -> tuple[str, ...]:
    """Some order, so that sentences name both in the same order either way round."""
    return (view.names[0].raw, *view.trades, view.business_number, view.email, *sorted(view.phones))


def _numbers(one: EmployerView, other: EmployerView) -> list[Ground]:
    found: list[Ground] = []
    if one.business_number and other.business_number:
        same = one.business_number == other.business_number
        found.append(ground("business_number", number=one.business_number) if same else ground("other_business_number"))
    mine = {number for name in one.names for number in name.corporations}
    theirs = mine and {number for name in other.names for number in name.corporations}
    if mine and theirs:
        both = {
            x.number for x in mine for y in theirs
            if x.number == y.number and (x.jurisdiction == y.jurisdiction or not (x.jurisdiction and y.jurisdiction))
        }  # fmt: skip
        if not both:
            found.append(ground("other_corporation"))
        else:
            all_alike = {x.number for x in mine} == {y.number for y in theirs}
            code = "corporation" if all_alike else "one_corporation_shared"
            found.append(ground(code, number=", ".join(sorted(both))))
    return sorted(found, key=lambda one: -one.weight)


def _names(one: EmployerView, other: EmployerView) -> list[Ground]:
    """The best that any two of their names have in common."""
    if len(one.names) == len(other.names) == 1 and (found := _two_names(one.names[0], other.names[0])):
        return found
    best = max(
        (_two_names(a, b) for a in one.names for b in other.names),
        key=lambda grounds: sum(found.weight for found in grounds),
    )
    if best:
        return best
    legal = any(a.compact and b.compact for a in one.names for b in other.names)
    mine, theirs = _trades(one), _trades(other)
    both = mine.keys() & theirs.keys()
    if both:
        key = min(both)
        trade = [ground("trade_name", name=min(mine[key], theirs[key]))]
        return [*trade, ground("other_company")] if legal else trade
    crossed = [
        (key, trades[key])
        for trades, names in ((mine, other.names), (theirs, one.names))
        for name in names
        if (key := name.compact) in trades and not name.corporations
    ]
    if crossed:
        return [ground("trade_is_name", name=min(crossed)[1])]
    return [ground("other_name", one=one.names[0].legal, other=other.names[0].legal)]


def _trades(view: EmployerView) -> dict[str, str]:
    return {compact(trade): trade for trade in view.trades}


def _two_names(a: Name, b: Name) -> list[Ground]:
    """What speaks for one company in two legal names; nothing if they are two names."""
    if a.corporations or b.corporations or not a.compact or not b.compact:
        return []
    if a.compact == b.compact:
        if a.words.casefold() == b.words.casefold():
            first = ground("legal_name" if a.form or b.form else "plain_name")
        else:
            first = ground("folded_name" if a.core == b.core else "joined_name")
        return [first, *_forms(a, b)]
    if digits(a.core) != digits(b.core):
        return []
    one, other = sorted((a.legal, b.legal))
    if short_of_canada(a.core) == short_of_canada(b.core):
        return [ground("canada")]
    if a.stem == b.stem:
        return [ground("plural", one=one, other=other), *_forms(a, b)]
    if missing := left_out(a.core.split(), b.core.split()):
        return [ground("words_left_out", words=missing)]
    if not spelling(a, b):
        return []
    # with a word more it may be another name, and not only a slip
    return [ground("spelling" if a.core.count(" ") == b.core.count(" ") else "spelling_apart", one=one, other=other)]


def _forms(a: Name, b: Name) -> list[Ground]:
    if a.form == b.form:
        return []
    return [ground("form_differs" if a.form and b.form else "form_missing")]


def _reached(one: EmployerView, other: EmployerView) -> list[Ground]:
    """Phone, e-mail, internet domain."""
    found: list[Ground] = []
    if phones := one.phones & other.phones:
        found.append(ground("phone", phone=min(phones)))
    elif one.phones and other.phones:
        found.append(ground("other_phone"))
    if domains := one.domains & other.domains:
        found.append(ground("domain", domain=min(domains)))
    elif one.email and one.email == other.email:
        found.append(ground("email", email=one.email))  # free mail: only the whole address says something
    elif one.domains and other.domains:
        found.append(ground("other_domain"))
    return found


def _places(ones: tuple[Place, ...], others: tuple[Place, ...]) -> list[Ground]:
    code, value = shared(ones, others)
    if code == "street":
        codes = {one.postal_code for one in ones if one.postal_code} & {other.postal_code for other in others}
        near = ground("postal_code", code=min(codes)) if codes else ground("town")
        return [ground("street", street=value), near]
    found = [ground(code, **({"code": value} if value else {}))] if code else []
    mine, theirs = provinces(ones), provinces(others)
    if code in ("", "other_town") and mine and theirs and not mine & theirs:
        found.append(ground("other_province"))
    return found
