"""What goes into a placement package and what comes out: plain, frozen, free of the database and of Qt.

`PackageInput` holds everything that is printed, the moment of making included, so that the same input gives
the same bytes. Whatever is not known is an empty text or None and prints as a blank line to fill in.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

Language = Literal["en", "fr"]
Languages = Literal["en", "fr", "both"]
Severity = Literal["required", "wanted"]

PAY_BASES: Final = ("paid", "stipend", "self_funded", "unpaid")
RATE_UNITS: Final = ("hour", "week", "month", "year", "total")
WORK_MODES: Final = ("on_site", "hybrid", "remote")
WCB_BASES: Final = ("employer_account", "deemed_worker", "deeming_order", "alternate_insurance")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in both languages, from a code list or an institution's own name; one may be empty."""

    en: str = ""
    fr: str = ""

    def text(self, language: Language) -> str:
        """The text in this language, or in the other one where this one is empty."""
        return (self.fr or self.en) if language == "fr" else (self.en or self.fr)

    def __bool__(self) -> bool:
        return bool(self.en or self.fr)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to reach. `title` is a job title, `organization` where they work."""

    name: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """The work itself. Durations are minutes, money is cents; codes are those of the code lists."""

    title: str = ""
    wil_type: Bilingual = Bilingual()
    start: date | None = None
    end: date | None = None
    weekly_minutes: int | None = None
    total_minutes: int | None = None
    pay_basis: str = ""
    rate_cents: int | None = None
    rate_unit: str = ""
    unpaid_basis: Bilingual = Bilingual()
    work_mode: str = ""
    description: str = ""
    state: Bilingual = Bilingual()


@dataclass(frozen=True, slots=True)
class Employer:
    """The host organization. `language` is the one it prefers (`en`, `fr`) or empty."""

    legal_name: str = ""
    trade_name: str = ""
    business_number: str = ""
    language: str = ""
    phone: str = ""
    website: str = ""

    @property
    def name(self) -> str:
        """The name people use: the trade name where there is one."""
        return self.trade_name or self.legal_name


@dataclass(frozen=True, slots=True)
class Worksite:
    """Where the student works, and its facts on workers' compensation, insurance and safety."""

    name: str = ""
    address_lines: tuple[str, ...] = ()
    city: str = ""
    province: str = ""
    postal_code: str = ""
    phone: str = ""
    wcb_account: str = ""
    wcb_basis: str = ""
    insurance_expiry: date | None = None
    safety_contact: str = ""
    safety_notes: str = ""


@dataclass(frozen=True, slots=True)
class Institution:
    """The post-secondary institution, its placement coordinator and the student's faculty supervisor."""

    name: Bilingual = Bilingual()
    coordinator: Person = Person()
    faculty_supervisor: Person = Person()


@dataclass(frozen=True, slots=True)
class Student:
    """As little as possible about the student."""

    name: str = ""
    email: str = ""
    phone: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class PackageInput:
    """Everything printed in one package.

    `created` is aware and printed in its own time zone. `reference` (letters, digits, hyphens) names the
    package and starts the name of each form field; left empty, it is derived from the rest.
    """

    placement: Placement
    employer: Employer
    worksite: Worksite
    supervisor: Person
    institution: Institution
    student: Student
    officer: Person
    created: datetime
    reference: str = ""

    def __post_init__(self) -> None:
        if self.created.tzinfo is None:
            raise ValueError("created must be aware")

    @property
    def code(self) -> str:
        """The reference as it stands in field names: at most 24 letters, digits and hyphens."""
        cleaned = re.sub(r"[^A-Za-z0-9]+", "-", self.reference).strip("-")[:24].strip("-")
        if cleaned:
            return cleaned
        digest = hashlib.sha256(repr((self.placement, self.employer, self.student)).encode("utf-8", "replace"))
        return digest.hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Options:
    """How to build: languages, and which documents (codes, in the registry's order; empty for all)."""

    languages: Languages = "en"
    documents: tuple[str, ...] = ()

    def each_language(self) -> tuple[Language, ...]:
        return ("en", "fr") if self.languages == "both" else (self.languages,)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is not known: where (`worksite.phone`), a message id, how bad, which documents ask."""

    field: str
    message: str
    severity: Severity
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackageWarning:
    """Something that was printed otherwise than given: a message id with the values of its fields."""

    message: str
    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document as it lies in the package; `first_page` counts from 1."""

    code: str
    language: Language
    title: str
    first_page: int
    pages: int


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """The finished file. `sha256` is of `pdf`; `versions` names templates, fonts and engine."""

    pdf: bytes
    sha256: str
    pages: int
    documents: tuple[DocumentEntry, ...]
    versions: dict[str, str]
    warnings: tuple[PackageWarning, ...] = field(default=())
