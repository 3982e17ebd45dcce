"""Records as the comparison sees them, read from the database or typed into a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from db.queries import duplicates as queries
from db.types import Value, Values
from talented_desk.domain.duplicate_contacts import ContactView, contact_view
from talented_desk.domain.duplicate_employers import EmployerView, employer_view
from talented_desk.domain.duplicate_places import place
from talented_desk.domain.employers import phone as phone_number
from talented_desk.domain.employers import postal_code as postal
from talented_desk.domain.recognition import Place
from talented_desk.errors import DeskError

Numbers = Sequence[int] | None


def employers(connection: Connection, numbers: Numbers = None) -> Iterator[tuple[str, EmployerView]]:
    """Employers' ids and views, all or by row number, in the order of their numbers."""
    names, sites = _Owned(queries.names(connection, numbers)), _Owned(queries.worksites(connection, numbers))
    for n, row_id, legal, trade, number, phone, email, website, city in queries.employers(connection, numbers):
        places: list[Place] = []
        phones = [phone]
        for street, town, province, postal_code, own in sites.of(n):
            places.append(place(street, town, province, postal_code))
            phones.append(own)
        if not places and city:
            places.append(place("", city, "", ""))
        yield (
            row_id,
            employer_view(
                legal,
                trade,
                other_names=names.of(n),
                places=places,
                business_number=number,
                phones=phones,
                email=email,
                website=website,
            ),
        )


def contacts(connection: Connection, numbers: Numbers = None) -> Iterator[tuple[str, ContactView]]:
    """Contacts' ids and views, all or by row number, in the order of their numbers."""
    roles = _Owned(queries.roles(connection, numbers))
    for n, row_id, given, family, email, phone, mobile in queries.contacts(connection, numbers):
        held = roles.of(n)
        yield (
            row_id,
            contact_view(
                given,
                family,
                email=email,
                phones=(phone, mobile),
                employers={employer: name for employer, name, *_ in held},
                places=[place(*site) for _, _, *site in held if any(site)],
            ),
        )


def typed_employer(values: Values) -> EmployerView:
    """An employer as it is being typed: fields of the record, `street`, `province` and `postal_code` beside."""
    text = _reader(values)
    street, city, province, postal_code = (text(name) for name in ("street", "city", "province", "postal_code"))
    postal_code = _kept(postal, postal_code)
    places = [place(street, city, province, postal_code)] if street or city or postal_code else []
    return employer_view(
        text("legal_name") or text("trade_name"),
        text("trade_name") if text("legal_name") else "",
        places=places,
        business_number=text("business_number"),
        phones=[_kept(phone_number, text("phone"))],
        email=text("email"),
        website=text("website"),
    )


def typed_contact(values: Values, employer: tuple[str, str] | None) -> ContactView:
    """A person as they are being typed; `employer` is the id and name of where."""
    text = _reader(values)
    return contact_view(
        text("given_name"),
        text("family_name"),
        email=text("email"),
        phones=tuple(_kept(phone_number, text(name)) for name in ("phone", "mobile")),
        employers=dict([employer]) if employer else {},
    )


def _reader(values: Mapping[str, Any]) -> Callable[[str], str]:
    """A function that gives a typed value as one clean line."""
    return lambda name: " ".join(str(values.get(name) or "").split())


def _kept(clean: Callable[[Value], str], typed: str) -> str:
    """As a record would keep it; what is only half typed stays as it is."""
    try:
        return clean(typed)
    except DeskError:
        return typed


class _Owned:
    """Rows of a child table that come in their owners' order, handed out owner by owner."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, key=lambda row: row[0])
        self._next = next(self._groups, None)

    def of(self, n: int) -> list[tuple[Any, ...]]:
        """The rows of owner `n`, without its number; ask for each owner once, in order."""
        while self._next is not None and self._next[0] < n:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != n:
            return []
        found = [tuple(row[1:]) for row in self._next[1]]
        self._next = next(self._groups, None)
        return found
