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
from talented_desk.domain.text import LINE_LIMIT, line, paragraphs, whole
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
_PLAIN_FIELDS = tuple(name for name in EMPLOYER_FIELDS if name not in ("trade_name", "headcount_source", "city"))
REMEMBERED = 2_000
"""So many cleaned values of a column are remembered: many columns say the same again and again."""
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
        self._today = today
        self._as_of = mapping.as_of or today.isoformat()
        self._person = any(target.startswith("contact_") for target in self._places)
        cleaners: dict[str, Callable[[str], str]] = {
            "business_number": rules.business_number,
            "naics": rules.naics,
            "headcount": self._headcount,
            "headcount_date": lambda text: values.day(text, habits),
            "language": _language,
            "website": rules.website,
            "email": rules.email,
            "phone": rules.phone,
            "notes": paragraphs,
            "postal_code": rules.postal_code,
            "contact_email": rules.email,
            "contact_phone": rules.phone,
        }
        texts = ("trade_name", "street", "city", "province", "address", "tag", "contact_name", "contact_given_name",
                 "contact_family_name", "contact_title")  # fmt: skip
        cleaners |= dict.fromkeys(texts, _text)
        self._steps = [
            _Step(target, self._places[target], cleaner, {})
            for target, cleaner in cleaners.items()
            if target in self._places
        ]

    def read(self, cells: tuple[str, ...]) -> Record:
        """The row's values. Raises `NameMissing`, `ColumnProblem`."""
        got: dict[str, str] = {}
        for step in self._steps:
            text = cells[step.first] if step.only else "\n".join([cells[i] for i in step.where if cells[i]])
            if not text:
                continue
            value = step.known.get(text)
            if value is None:
                try:
                    value = step.clean(text)
                except DeskError as error:
                    raise ColumnProblem(self._mapping.names[step.first], error) from error
                if len(step.known) < REMEMBERED:
                    step.known[text] = value
            got[step.target] = value
        name = self._name(cells, got)
        fields = {target: got[target] for target in _PLAIN_FIELDS if target in got}
        if name.trade and name.trade_key != name.compact:
            fields["trade_name"] = name.trade
        if fields.get("headcount"):
            fields["headcount_source"] = "list"
        warnings: list[DeskError] = []
        address = _address(got, warnings)
        if address.city:
            fields["city"] = address.city
        return Record(
            name,
            fields,
            address,
            _person(got) if self._person else None,
            tuple([word for word in map(str.strip, re.split("[;,|\n]", got["tag"])) if word]) if "tag" in got else (),
            self.fact(cells) if self.has_facts else None,
            tuple(warnings),
        )

    def _name(self, cells: tuple[str, ...], got: Mapping[str, str]) -> Name:
        written = restore(cells[self.name_at])
        if not written:  # a list that gives some employers by their trade name only
            written, trade = got.get("trade_name", ""), ""
        else:
            trade = got.get("trade_name", "") if "legal_name" in self._places else ""
        mended = repair(written)
        try:
            name = parse_name(line(mended), trade)
        except DeskError as error:
            raise ColumnProblem(self._mapping.names[self.name_at], error) from error
        if not name.legal:
            raise NameMissing()
        return name if mended == written else replace(name, raw=written, repaired=True)

    def fact(self, cells: tuple[str, ...]) -> Fact:
        """The dated fact of a row. Raises `ColumnProblem`."""
        number = self._checked("fact_number", self._whole, cells)
        names = self._mapping.names
        detail = {names[i]: cells[i] for i in self._kept if i < len(cells) and cells[i]}
        return Fact(
            self._checked("fact_as_of", self._period, cells) or self._as_of,
            self._get(cells, "fact_label"),
            number,
            json.dumps(detail, ensure_ascii=False),
        )

    def _get(self, cells: tuple[str, ...], target: str) -> str:
        where = self._places.get(target)
        return cells[where[0]] if where else ""

    def _checked(self, target: str, clean: Callable[[str], T], cells: tuple[str, ...]) -> T:
        try:
            return clean(self._get(cells, target))
        except DeskError as error:
            raise ColumnProblem(self._mapping.names[self._places[target][0]], error) from error

    def _whole(self, text: str) -> int | None:
        return values.whole(text, self._habits)

    def _headcount(self, text: str) -> str:
        number = values.whole(text, self._habits)
        return "" if number is None else str(whole(0, rules.LARGEST_HEADCOUNT)(number))

    def _period(self, text: str) -> str:
        if found := _QUARTER.match(text):
            return f"{found[1] or found[4]}-Q{found[2] or found[3]}"
        return values.day(text, self._habits)


class _Step:
    """How one target is read: where it stands, how it is cleaned, values cleaned before."""

    __slots__ = ("clean", "first", "known", "only", "target", "where")

    def __init__(self, target: str, where: list[int], clean: Callable[[str], str], known: dict[str, str]) -> None:
        self.target, self.where, self.clean, self.known = target, where, clean, known
        self.first, self.only = where[0], len(where) == 1


def _text(text: str) -> str:
    text = restore(text)
    if len(text) < LINE_LIMIT and text.isascii() and text.isprintable() and "  " not in text:
        return text
    return line(repair(text))


def _address(got: Mapping[str, str], warnings: list[DeskError]) -> Address:
    base = parse_address(got["address"]) if "address" in got else Address()
    warnings += base.problems
    code = base.province
    if not code and "province" in got:
        code = province(got["province"])
        if not code:
            warnings.append(UnknownProvince(value=got["province"]))
    return Address(
        got.get("street") or base.street, got.get("city") or base.city, code, got.get("postal_code") or base.postal_code
    )


def _person(got: Mapping[str, str]) -> Person | None:
    given, family = got.get("contact_given_name", ""), got.get("contact_family_name", "")
    if not given and not family and "contact_name" in got:
        given, family = _split_person(got["contact_name"])
    email = got.get("contact_email", "")
    if not (given or family or email):
        return None
    return Person(given, family, email, got.get("contact_phone", ""), got.get("contact_title", ""))


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
