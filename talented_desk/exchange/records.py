"""From the cells of one row to checked values: what the list says of an employer, a place, a person, a fact."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from talented_desk.domain import employers as rules
from talented_desk.domain.names import Name, parse_name
from talented_desk.domain.postal import Address, parse_address, province
from talented_desk.domain.repair import repair
from talented_desk.domain.text import line, paragraphs, whole
from talented_desk.errors import DeskError
from talented_desk.exchange import values
from talented_desk.exchange.habits import Habits
from talented_desk.exchange.mapping import BY_ID, ColumnMapping, fold
from talented_desk.exchange.neutral import restore
from talented_desk.i18n import N_

T = TypeVar("T")
EMPLOYER_FIELDS = (
    "trade_name",
    "business_number",
    "naics",
    "headcount",
    "headcount_date",
    "headcount_source",
    "language",
    "website",
    "email",
    "phone",
    "city",
    "notes",
)
"""Fields of an employer that a list can fill, besides its legal name."""
_LANGUAGES = {
    "en": ("en", "eng", "english", "anglais", "e", "a"),
    "fr": ("fr", "fra", "fre", "french", "francais", "f"),
}
_LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words}
_QUARTER = re.compile(r"(?i)^(20\d\d)[\s_-]*[qt]([1-4])$|^[qt]([1-4])[\s_-]*(20\d\d)$")


class NameMissing(DeskError):
    message = N_("The employer's name is missing.")


class ColumnProblem(DeskError):
    """What is wrong with one cell, with the column that it stands in."""

    message = N_("{column}: {problem}")

    def __init__(self, column: str, problem: DeskError) -> None:
        super().__init__(column=column, problem=problem)
        self.problem = problem
        self.column = column

    def describe(self, t: Callable[..., str]) -> str:
        return t(self.message, column=self.column, problem=self.problem.describe(t))


class UnknownLanguage(DeskError):
    message = N_("“{value}” is neither English nor French.")


class UnknownProvince(DeskError):
    message = N_("“{value}” is not a Canadian province or territory; it was left out.")


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as the list gives it."""

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What the line states, dated."""

    as_of: str
    label: str
    number: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row, read and checked. `warnings` are parts left out that do not keep the row from being taken."""

    name: Name
    fields: Mapping[str, str]
    address: Address
    person: Person | None
    tags: tuple[str, ...]
    fact: Fact | None
    warnings: tuple[DeskError, ...] = field(default=())


class Reader:
    """Reads rows of one file by its mapping and habits. Make one per file; `read` is called for each row."""

    def __init__(self, mapping: ColumnMapping, habits: Habits, today: date) -> None:
        self._mapping = mapping
        self._habits = habits
        self._places: dict[str, list[int]] = {}
        for index, target in enumerate(mapping.columns):
            if target in BY_ID:
                self._places.setdefault(str(target), []).append(index)
        self.has_facts = any(target.startswith("fact_") for target in self._places)
        self.has_name = "legal_name" in self._places or "trade_name" in self._places
        employer_level = [i for target, where in self._places.items() if not target.startswith("fact_") for i in where]
        self.identity: tuple[int, ...] = tuple(sorted(employer_level))
        """The columns that say which employer, place and person a row is about."""
        self.name_at = self._places.get("legal_name", self._places.get("trade_name", [0]))[0]
        self._kept = [i for i, target in enumerate(mapping.columns) if target not in ("fact_label", "fact_number")]
        self._cleaners: dict[str, Callable[[str], str]] = {
            "business_number": rules.business_number,
            "naics": rules.naics,
            "headcount": self._headcount,
            "headcount_date": lambda text: values.day(text, habits),
            "language": _language,
            "website": rules.website,
            "email": rules.email,
            "phone": rules.phone,
            "notes": paragraphs,
        }
        self._today = today
        self._single = {target: where[0] for target, where in self._places.items() if len(where) == 1}
        self._fields = [t for t in self._cleaners if t in self._places]
        self._person = any(target.startswith("contact_") for target in self._places)
        self._as_of = mapping.as_of or today.isoformat()

    def read(self, cells: tuple[str, ...]) -> Record:
        """The row's values. Raises `NameMissing`, `ColumnProblem`."""
        get = self._get
        listed = restore(get(cells, "legal_name"))
        trade = restore(get(cells, "trade_name"))
        written = listed or trade
        mended = repair(written)
        name = parse_name(self._checked("legal_name", line, mended))
        if mended != written:
            name = replace(name, raw=written, repaired=True)
        if not name.legal:
            raise NameMissing()
        fields: dict[str, str] = {}
        shown = (trade if listed else "") or name.trade
        if shown and name.trade_key != name.compact:
            fields["trade_name"] = self._checked("trade_name", line, repair(shown))
        for target in self._fields:
            if text := get(cells, target):
                fields[target] = self._checked(target, self._cleaners[target], text)
        if fields.get("headcount"):
            fields["headcount_source"] = "list"
        warnings: list[DeskError] = []
        address = self._address(cells, warnings)
        if address.city:
            fields["city"] = address.city
        tags = tuple(word for word in map(str.strip, re.split("[;,|]", get(cells, "tag"))) if word)
        return Record(
            name,
            fields,
            address,
            self._read_person(cells) if self._person else None,
            tags,
            self.fact(cells) if self.has_facts else None,
            tuple(warnings),
        )

    def fact(self, cells: tuple[str, ...]) -> Fact:
        """The dated fact of a row. Raises `ColumnProblem`."""
        number = self._checked(
            "fact_number", lambda text: values.whole(text, self._habits), self._get(cells, "fact_number")
        )
        names = self._mapping.names
        detail = {names[i]: cells[i] for i in self._kept if i < len(cells) and cells[i]}
        return Fact(
            self._checked("fact_as_of", self._period, self._get(cells, "fact_as_of")) or self._as_of,
            self._get(cells, "fact_label"),
            number,
            json.dumps(detail, ensure_ascii=False),
        )

    def _get(self, cells: tuple[str, ...], target: str) -> str:
        index = self._single.get(target)
        if index is not None:
            return cells[index]
        return "\n".join(cells[i] for i in self._places.get(target, ()) if cells[i])

    def _checked(self, target: str, clean: Callable[[str], T], text: str) -> T:
        try:
            return clean(text)
        except DeskError as error:
            where = self._places.get(target)
            raise ColumnProblem(self._mapping.names[where[0]] if where else target, error) from error

    def _headcount(self, text: str) -> str:
        number = values.whole(text, self._habits)
        return "" if number is None else str(whole(0, rules.LARGEST_HEADCOUNT)(number))

    def _period(self, text: str) -> str:
        if found := _QUARTER.match(text):
            return f"{found[1] or found[4]}-Q{found[2] or found[3]}"
        return values.day(text, self._habits)

    def _address(self, cells: tuple[str, ...], warnings: list[DeskError]) -> Address:
        whole = self._get(cells, "address")
        base = parse_address(whole) if whole else Address()
        warnings += base.problems
        street = self._get(cells, "street") or base.street
        city = self._get(cells, "city") or base.city
        postal = base.postal_code
        if text := self._get(cells, "postal_code"):
            postal = self._checked("postal_code", rules.postal_code, text)
        code = base.province
        if not code and (text := self._get(cells, "province")):
            code = province(text)
            if not code:
                warnings.append(UnknownProvince(value=text))
        street, city = (self._checked("address", line, repair(part)) for part in (street, city))
        return Address(street, city, code, postal)

    def _read_person(self, cells: tuple[str, ...]) -> Person | None:
        get = self._get
        given, family = get(cells, "contact_given_name"), get(cells, "contact_family_name")
        if not given and not family and (whole := get(cells, "contact_name")):
            given, family = _split_person(whole)
        email = self._checked("contact_email", rules.email, get(cells, "contact_email"))
        if not (given or family or email):
            return None
        return Person(
            self._checked("contact_given_name", line, given),
            self._checked("contact_family_name", line, family),
            email,
            self._checked("contact_phone", rules.phone, get(cells, "contact_phone")),
            self._checked("contact_title", line, get(cells, "contact_title")),
        )


def _split_person(name: str) -> tuple[str, str]:
    if "," in name:
        family, _, given = name.partition(",")
        return given.strip(), family.strip()
    given, _, family = name.rpartition(" ")
    return given.strip(), family.strip()


def _language(text: str) -> str:
    code = _LANGUAGE_OF.get(fold(text))
    if code is None:
        raise UnknownLanguage(value=text)
    return code
