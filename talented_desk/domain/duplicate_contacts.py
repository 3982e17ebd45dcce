"""Two people: are they one?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from talented_desk.domain.duplicate_places import shared
from talented_desk.domain.duplicates import NO_MATCH, Ground, Match, ground, weighed
from talented_desk.domain.names import fold
from talented_desk.domain.nicknames import one_name
from talented_desk.domain.recognition import Place

_MAILBOXES: Final = frozenset(
    ("info", "contact", "office", "admin", "hr", "jobs", "careers", "hello", "mail", "reception", "sales", "accounting",
     "bureau", "rh", "emploi", "emplois", "courrier", "service", "services", "support", "team", "equipe", "manager",
     "payroll", "recruiting", "recruitment", "resume", "resumes", "cv", "general", "inquiries", "enquiries")
)  # fmt: skip
_TITLES: Final = frozenset(("mr", "mrs", "ms", "miss", "dr", "m", "mme", "mlle", "prof", "me"))
_AGAINST: Final = frozenset(("other_given", "other_family", "other_person"))


@dataclass(frozen=True, slots=True)
class ContactView:
    """A person as far as duplicates look at them. `given` and `family` as written; `employers` by id with name;
    `places`: of the worksites where they are."""

    given: str
    family: str
    email: str = ""
    phones: frozenset[str] = frozenset()
    employers: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()


def contact_view(
    given: str,
    family: str,
    *,
    email: str = "",
    phones: Iterable[str] = (),
    employers: Mapping[str, str] | None = None,
    places: Iterable[Place] = (),
) -> ContactView:
    """From a record's fields; `employers`: id to name."""
    return ContactView(
        given,
        family,
        email.casefold(),
        frozenset(phone.partition(" x")[0] for phone in phones if phone),
        tuple(sorted((employers or {}).items())),
        tuple(dict.fromkeys(places)),
    )


def is_mailbox(email: str) -> bool:
    """Whether several people may read what is sent there: `info@…`."""
    return email.partition("@")[0].rstrip("0123456789") in _MAILBOXES


def compare_contacts(one: ContactView, other: ContactView) -> Match:
    """Weigh what two people have in common. The same either way round. A name alone is no evidence."""
    if (other.family, other.given) < (one.family, one.given):
        one, other = other, one
    found = _reached(one, other)
    if not any(evidence.weight > 0 for evidence in found):
        return NO_MATCH
    name = _names(one, other)
    grounds = [*found, name] if name else found
    return weighed("contact_prior", grounds, at_most_look=name is None or name.code in _AGAINST)


def compare_typed(typed: ContactView, known: ContactView) -> Match:
    """As `compare_contacts`, for somebody still being typed: a name is all that is known yet, and worth a hint."""
    match = compare_contacts(typed, known)
    name = None if match.grounds else _names(typed, known)
    if name is None or name.weight <= 0:
        return match
    return weighed("contact_prior", [*_reached(typed, known), name], at_most_look=True)


def _reached(one: ContactView, other: ContactView) -> list[Ground]:
    found: list[Ground] = []
    if one.email and one.email == other.email:
        found.append(ground("mailbox" if is_mailbox(one.email) else "email", email=one.email))
    elif one.email and other.email:
        found.append(ground("other_email"))
    if phones := one.phones & other.phones:
        found.append(ground("phone", phone=min(phones)))
    elif one.phones and other.phones:
        found.append(ground("other_phone"))
    mine, theirs = dict(one.employers), dict(other.employers)
    if both := mine.keys() & theirs.keys():
        found.append(ground("employer", employer=min(mine[employer] for employer in both)))
    elif mine and theirs:
        found.append(ground("other_employer"))
    else:
        found += _places(one, other)  # where the employer is known, its address says nothing more
    return found


def _places(one: ContactView, other: ContactView) -> list[Ground]:
    code, value = shared(one.places, other.places)
    if code == "street":
        return [ground("person_street", street=value), ground("person_town")]
    if code == "postal_code":
        return [ground("person_postal_code", code=value)]
    return [ground("person_town")] if code in ("rural_code", "town") else []


@lru_cache(maxsize=65_536)
def name_words(text: str) -> tuple[str, ...]:
    """A given or family name for comparing: folded, titles gone, hyphens as blanks."""
    words = fold(text).split()
    return tuple(word for word in words if word not in _TITLES) or tuple(words)


def _names(one: ContactView, other: ContactView) -> Ground | None:
    g1, f1, g2, f2 = (name_words(text) for text in (one.given, one.family, other.given, other.family))
    first, second = (" ".join((view.given, view.family)).strip() for view in (one, other))
    if not (g1 or f1) or not (g2 or f2):
        return None
    if g1 and f1 and g2 and f2:
        code = _whole(g1, f1, g2, f2)
        if code == "person_folded" and (one.given, one.family) == (other.given, other.family):
            code = "person_name"
        return _told(code, one.given, other.given, first, second)
    # a half of one name is missing: what is there may also stand in the wrong field
    mine, theirs = g1 + f1, g2 + f2
    shorter, longer = sorted((mine, theirs), key=len)
    if set(shorter) <= set(longer):
        return _told("person_half", one.given, other.given, first, second)
    close = any(_slip("".join(shorter), "".join(part)) for part in (g1, f1, g2, f2) if part and part != shorter)
    return _told("person_half" if close else "other_person", one.given, other.given, first, second)


def _told(code: str, given: str, other_given: str, first: str, second: str) -> Ground:
    """The evidence with what its sentence names, always in the same order."""
    if code in ("person_nickname", "person_part"):
        one, other = sorted((given, other_given), key=lambda name: (len(name), name))
        return ground(code, one=one, other=other)
    if code in ("person_slip", "other_given", "other_family", "other_person"):
        one, other = sorted((first, second))
        return ground(code, one=one, other=other)
    return ground(code)


def _whole(g1: tuple[str, ...], f1: tuple[str, ...], g2: tuple[str, ...], f2: tuple[str, ...]) -> str:
    """The code of what two whole names have in common."""
    given, other = "".join(g1), "".join(g2)
    family, second = "".join(f1), "".join(f2)
    same_family = family == second
    if same_family and given == other:
        return "person_folded"
    if given == second and family == other:
        return "person_swapped"
    if same_family:
        if set(g1) <= set(g2) or set(g2) <= set(g1):
            return "person_part"
        if one_name(g1[0], g2[0]):
            return "person_nickname"
        if (len(g1[0]) == 1 or len(g2[0]) == 1) and g1[0][0] == g2[0][0]:
            return "person_initial"
    if _slip(given, other) and _slip(family, second):
        return "person_slip"
    if _slip(given, second) and _slip(family, other):
        return "person_swapped"
    if given == other and (set(f1) <= set(f2) or set(f2) <= set(f1)):
        return "person_slip"  # a double family name, one half of it used
    if _slip(family, second):
        return "person_nickname" if one_name(g1[0], g2[0]) else "other_given"
    return "other_family" if _slip(given, other) else "other_person"


@lru_cache(maxsize=65_536)
def _slip(one: str, other: str) -> bool:
    """Whether two words are one, or one with a slip or two of the keyboard."""
    if one == other:
        return True
    shortest = min(len(one), len(other))
    if shortest < 3:
        return False
    slips = 1 if shortest < 6 else 2
    return OSA.distance(one, other, score_cutoff=slips) <= slips or (shortest >= 7 and fuzz.ratio(one, other) >= 85)
