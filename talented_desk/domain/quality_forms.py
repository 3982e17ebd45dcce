"""The forms that values are kept in, for mending many at once: names, places, phone numbers, postal codes.

Each form is a function of the value alone and gives the same again for what it gave. It returns None for what it
cannot read, which is then a matter for a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from talented_desk.domain import employers
from talented_desk.errors import DeskError


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ARTICLE: Final = re.compile(r"(?<=[^\W\d_]{2} )[AÀ](?= [^\W\d_]{2})")
"""A word of one letter between two longer ones: OF A KIND, PRÊT À PORTER."""
_VOWELS: Final = frozenset("AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜ")
_LOWER: Final = _set("and of the at by for in on to with et de des du la le les au aux en pour sur sous chez dans ou")
"""Small words within a name, in both languages; the first word of a name is never one."""
_FORMS: Final = {
    "LTD": "Ltd", "INC": "Inc", "CORP": "Corp", "CO": "Co", "LIMITED": "Limited", "LTEE": "Ltee", "LTÉE": "Ltée",
    "INCORPORATED": "Incorporated", "PTY": "Pty", "PVT": "Pvt", "INTL": "Intl", "MGMT": "Mgmt", "ST": "St",
    "STE": "Ste", "DR": "Dr", "MR": "Mr", "MRS": "Mrs", "MT": "Mt", "FT": "Ft", "BROS": "Bros", "DEPT": "Dept",
    "SVCS": "Svcs", "CTR": "Ctr", "MFG": "Mfg", "BLVD": "Blvd", "HWY": "Hwy", "RD": "Rd", "PKWY": "Pkwy",
    "CRT": "Crt", "CR": "Cr", "PL": "Pl", "SQ": "Sq", "TR": "Tr", "LN": "Ln", "BLDG": "Bldg", "FLR": "Flr",
    "TSP": "Tsp", "TH": "th", "ND": "nd", "BY": "by", "MY": "My", "WE": "We", "NO": "No", "GO": "Go", "SO": "So",
    "UP": "Up", "IS": "Is", "BE": "Be", "DO": "Do", "AN": "An", "AS": "As", "OR": "or", "RE": "Re", "PHO": "Pho",
    "LO": "Lo", "HO": "Ho", "EL": "El", "AL": "Al", "ED": "Ed", "JO": "Jo", "LA": "La", "LE": "Le",
}  # fmt: skip
_INITIALS: Final = _set(
    "AB BC MB NB NL NS NT NU ON PE QC SK YT USA UK US IT AI HR RV RVS TV PC LP LLP ULC LLC GP IGA BBQ KFC ATB HVAC "
    "AMA ESL ABC NE NW SE SW II III IV VI VII VIII IX XI XII OA DBA EV EI IBM ATCO SAIT NAIT ENMAX UFA ARC YMCA YWCA "
    "AGT AAA AA EMS OHS IQ ID IP UPS ADT"
)
"""Written in capitals by everybody, although they could be words."""
_TRADES_AS: Final = ("O/A", "D/B/A", "T/A", "DBA")
"""What stands before another name."""


def line(value: str) -> str:
    """Outer blanks gone, inner ones single."""
    return " ".join(value.split())


def name(value: str) -> str:
    """A name of an organization: one that is all in capitals is written as one writes names.

    A name with any small letter in it was written by somebody who meant it and keeps its letters.
    """
    text = line(value)
    return _cased(text, _of_name) if text.isupper() else text


def place(value: str) -> str:
    """A town or a street all in capitals: `CALGARY`, `1201 5 ST SW`."""
    text = line(value)
    return _cased(text, _of_name) if text.isupper() else text


def person(value: str) -> str:
    """A family or given name all in capitals: `O'NEIL`, `JEAN-PAUL`; two letters without a vowel are initials."""
    text = line(value)
    return _cased(text, _of_person) if text.isupper() else text


def phone(value: str) -> str | None:
    """A phone number in the form of `talented_desk.domain.employers.phone`."""
    return _accepted(employers.phone, value)


def postal_code(value: str) -> str | None:
    """A Canadian postal code as `T2P 1J9`."""
    return _accepted(employers.postal_code, value)


def email(value: str) -> str | None:
    """An e-mail address."""
    return _accepted(employers.email, value)


def website(value: str) -> str | None:
    """A web address."""
    return _accepted(employers.website, value)


def business_number(value: str) -> str | None:
    """A business number."""
    return _accepted(employers.business_number, value)


FORMS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "line": line,
    "name": name,
    "place": place,
    "person": person,
    "phone": phone,
    "postal_code": postal_code,
    "email": email,
    "website": website,
    "business_number": business_number,
}
"""By the word that rules and queries use."""


def formed(form: str, value: str) -> str | None:
    """The value in this form (a key of `FORMS`); None if it cannot be read."""
    return FORMS[form](value)


def _accepted(clean: Callable[[str], object], value: str) -> str | None:
    try:
        return str(clean(value))
    except DeskError:
        return None


def _cased(text: str, each: Callable[[str, bool], str]) -> str:
    pieces: list[str] = []
    end = 0
    for found in _WORD.finditer(text):
        between, word = text[end : found.start()], found.group()
        pieces.append(between)
        begins = not end or any(mark in between for mark in "(/-–—:.&") or text[:end].endswith(_TRADES_AS)
        if len(word) > 1:
            word = each(word, begins)
        elif _ARTICLE.match(text, found.start()):
            word = word.lower()
        pieces.append(word)  # any other single letter is an initial: J.D., A&W
        end = found.end()
    return "".join((*pieces, text[end:]))


@lru_cache(maxsize=65536)
def _of_name(word: str, first: bool) -> str:
    head, mark, tail = _parted(word)
    if mark and len(tail) == 1:  # the owner's: ROCKY'S
        return f"{_of_name(head, first)}{mark}{tail.lower()}"
    if mark:  # L'AUBERGE, D'OR, O'BRIEN
        small = head in ("L", "D") and not first
        return f"{head.lower() if small else _capital(head)}{mark}{_of_name(tail, True)}"
    if word in _INITIALS or any(letter.isdigit() for letter in word):
        return _numbered(word)
    if word.lower() in _LOWER and not first:
        return word.lower()
    if word in _FORMS:
        return _FORMS[word] if not first else _capital(word)
    if word.lower() in _LOWER:
        return _capital(word)
    # two letters, or a few without a vowel, are initials: BGS, TWHK
    return word if len(word) == 2 or (len(word) <= 5 and _VOWELS.isdisjoint(word)) else _capital(word)


def _of_person(word: str, first: bool) -> str:
    head, mark, tail = _parted(word)
    if mark:
        return f"{_capital(head)}{mark}{_capital(tail) if len(tail) > 1 else tail.lower()}"
    if len(word) == 2 and _VOWELS.isdisjoint(word) and word != "NG":
        return word
    return _capital(word)


def _parted(word: str) -> tuple[str, str, str]:
    return word.partition("’" if "’" in word else "'")


def _numbered(word: str) -> str:
    """`2ND`, `17TH` get their small letters; `A1`, `ICE2` and codes stay."""
    found = re.fullmatch(r"([0-9]+)(ST|ND|RD|TH|E|ER|RE)", word)
    return f"{found[1]}{found[2].lower()}" if found and len(found[2]) == 2 else word


def _capital(word: str) -> str:
    if word.startswith("MC") and len(word) > 4:
        return f"Mc{word[2]}{word[3:].lower()}"
    return word[:1] + word[1:].lower()
