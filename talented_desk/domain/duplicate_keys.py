"""Which records are worth comparing: the keys that two of them share.

`direct` keys say by themselves that a pair be compared; `nearby` ones only where the names are alike at a glance.
Each key names its kind in its first letter. `compare_employers` and `compare_contacts` find nothing in pairs that
share no key, but for slips in the very beginning of a name at different postal codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from talented_desk.domain.duplicate_contacts import ContactView, is_mailbox, name_words
from talented_desk.domain.duplicate_employers import EmployerView
from talented_desk.domain.names import compact

_VOWELS = str.maketrans("", "", "aeiouy")
SKELETON = 4


@lru_cache(maxsize=65_536)
def skeleton(text: str) -> str:
    """The beginning of a word as it sounds, roughly: first letter, then consonants, doubled ones once."""
    bare = text[:1] + text[1:].replace("ph", "f").replace("ck", "k").replace("z", "s").translate(_VOWELS)
    return "".join(letter for place, letter in enumerate(bare) if letter != bare[place - 1 : place])[:SKELETON]


def employer_direct(view: EmployerView) -> Iterator[str]:
    """Numbers, phone, domain, e-mail, and every name in full."""
    if view.business_number:
        yield f"b{view.business_number}"
    for phone in view.phones:
        yield f"p{phone}"
    for domain in view.domains:
        yield f"d{domain}"
    if view.email and not view.domains:
        yield f"e{view.email}"
    for name in view.names:
        for corporation in name.corporations:
            yield f"c{corporation.number}"
        if name.compact and not name.corporations:
            yield f"n{name.stem}"
            if name.compact != name.stem:
                yield f"n{name.compact}"
            if "canada" in name.compact:
                yield f"n{name.stem.replace('canada', '')}"
    for trade in view.trades:
        yield f"n{compact(trade)}"


def employer_nearby(view: EmployerView) -> Iterator[str]:
    """A postal code or a street; a town with the way the name's first two words begin."""
    main = view.names[0]
    sounds = [] if main.corporations else [skeleton(word) for word in main.core.split()[:2]]
    for place in view.places:
        if place.postal_code:
            yield f"z{place.postal_code}"
        if place.street:
            yield f"s{place.street}"
        if place.city:
            for sound in sounds:
                yield f"t{place.city}|{sound}"


def contact_direct(view: ContactView) -> Iterator[str]:
    """E-mail, phone; an employer or a place with one of the names."""
    given, family = "".join(name_words(view.given)), "".join(name_words(view.family))
    if view.email and not is_mailbox(view.email):
        yield f"e{view.email}"
    for phone in view.phones:
        yield f"p{phone}"
    for employer, _name in view.employers:
        for name in {given, family}:
            if name:
                yield f"w{employer}|{name}"
    for place in view.places:
        for area in {place.postal_code, place.city}:
            if area and family and given:
                yield f"a{area}|{''.join(sorted((given, family)))}"
                yield f"a{area}|{family}|{given[:1]}"


def contact_nearby(view: ContactView) -> Iterator[str]:
    """The same employer or address at all."""
    for employer, _name in view.employers:
        yield f"w{employer}"
    if view.email and is_mailbox(view.email):
        yield f"e{view.email}"
    for place in view.places:
        if place.street:
            yield f"s{place.street}|{place.postal_code or place.city}"
        if place.postal_code:
            for name in {view.given, view.family}:
                yield f"z{place.postal_code}|{skeleton(''.join(name_words(name)))}"
