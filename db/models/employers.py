"""Employers, their names, worksites, tags, checklist and dated facts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class Employer(Record):
    """An organization that hosts, or may host, students."""

    __tablename__ = "employer"
    table_number = 2

    legal_name: Mapped[str] = field(1, Text)
    trade_name: Mapped[str] = field(2, Text, default="", server_default="")
    business_number: Mapped[str] = field(3, String(15), default="", server_default="")
    naics: Mapped[str] = field(4, String(6), default="", server_default="")
    headcount: Mapped[int | None] = field(5, Integer)
    headcount_date: Mapped[str | None] = field(6, String(10))
    headcount_source: Mapped[str] = field(7, String(32), default="", server_default="")
    language: Mapped[str] = field(8, String(2), default="", server_default="")
    website: Mapped[str] = field(9, Text, default="", server_default="")
    email: Mapped[str] = field(10, Text, default="", server_default="")
    phone: Mapped[str] = field(11, String(32), default="", server_default="")
    city: Mapped[str] = field(12, Text, default="", server_default="")
    """Where the employer is reached; worksites have their own addresses."""
    notes: Mapped[str] = field(13, Text, default="", server_default="")
    owner_id: Mapped[str | None] = link(14, "officer", "SET NULL")
    federally_regulated: Mapped[int] = field(15, Integer, default=0, server_default="0")
    stage: Mapped[str] = field(16, String(24), default="new", server_default="new", index=True)
    """Code of the list `pipeline_stages`; how it came there stands in `StageChange`."""
    stage_since: Mapped[str | None] = field(17, String(24))
    """UTC; None for one that was never moved."""
    lost_reason: Mapped[str] = field(18, String(32), default="", server_default="")
    """Code of the list `barriers` while the stage is a lost one."""
    snoozed_until: Mapped[str | None] = field(19, String(10))
    """Until this day nobody is reminded that the employer has gone quiet."""

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        # what lists filter, count and sort by, read instead of the whole table: a fifth of the time and less
        columns = ("city", "headcount", "naics", "language", "stage", "stage_since", "owner_id")
        return (Index("ix_employer_list", *columns),)


class EmployerName(Record):
    """Another name an employer goes by: former, trade, or as a list spelled it."""

    __tablename__ = "employer_name"
    table_number = 3

    employer_id: Mapped[str] = link(1, "employer")
    name: Mapped[str] = field(2, Text)
    kind: Mapped[str] = field(3, String(16))
    """trade, former or listed."""
    source: Mapped[str] = field(4, Text, default="", server_default="")


class Worksite(Record):
    """A place where an employer's people work; address, workers' compensation, insurance and safety live here."""

    __tablename__ = "worksite"
    table_number = 4

    employer_id: Mapped[str] = link(1, "employer")
    name: Mapped[str] = field(2, Text, default="", server_default="")
    street: Mapped[str] = field(3, Text, default="", server_default="")
    city: Mapped[str] = field(4, Text, default="", server_default="")
    province: Mapped[str] = field(5, String(2), default="", server_default="")
    postal_code: Mapped[str] = field(6, String(16), default="", server_default="")
    country: Mapped[str] = field(7, String(2), default="CA", server_default="CA")
    phone: Mapped[str] = field(8, String(32), default="", server_default="")
    wcb_account: Mapped[str] = field(9, String(32), default="", server_default="")
    insurance_provider: Mapped[str] = field(10, Text, default="", server_default="")
    insurance_expires: Mapped[str | None] = field(11, String(10))
    safety_contact: Mapped[str] = field(12, Text, default="", server_default="")
    safety_notes: Mapped[str] = field(13, Text, default="", server_default="")
    notes: Mapped[str] = field(14, Text, default="", server_default="")


class EmployerFact(Record):
    """A dated fact from a source, kept as it was given: a line of a government list, for one."""

    __tablename__ = "employer_fact"
    table_number = 5

    employer_id: Mapped[str] = link(1, "employer")
    worksite_id: Mapped[str | None] = link(2, "worksite", "SET NULL")
    kind: Mapped[str] = field(3, String(32))
    """Code of the list `fact_kinds`, such as lmia_positions."""
    as_of: Mapped[str] = field(4, String(10))
    """The date, or the quarter (2020-Q1), that the fact speaks of."""
    label: Mapped[str] = field(5, Text)
    """What it is about, such as the occupation."""
    number: Mapped[int | None] = field(6, Integer)
    """How many, such as approved positions."""
    detail: Mapped[str] = field(7, Text, default="", server_default="")
    """Further columns of the source line as a JSON object."""
    source: Mapped[str] = field(8, Text)
    source_line: Mapped[int | None] = field(9, Integer)
    import_id: Mapped[str | None] = link(10, "import_run", "SET NULL")


class Tag(Record):
    """A word that officers put on employers."""

    __tablename__ = "tag"
    table_number = 6

    label: Mapped[str] = field(1, Text)


class EmployerTag(Record):
    """A tag on an employer; its id is `fixed_id(employer, "tag", tag)`, so that adding it twice makes one row."""

    __tablename__ = "employer_tag"
    table_number = 7
    set_key = ("employer_id", "=tag", "tag_id")

    employer_id: Mapped[str] = link(1, "employer")
    tag_id: Mapped[str] = link(2, "tag")


class EmployerCheck(Record):
    """One item of an employer's checklist: what was seen, when, and until when it holds."""

    __tablename__ = "employer_check"
    table_number = 8
    set_key = ("employer_id", "=check", "item")

    employer_id: Mapped[str] = link(1, "employer")
    item: Mapped[str] = field(2, String(32))
    """Code of the list `employer_checklist`."""
    status: Mapped[str] = field(3, String(16))
    """open, confirmed, not_applicable or failed."""
    evidence: Mapped[str] = field(4, Text, default="", server_default="")
    checked_on: Mapped[str | None] = field(5, String(10))
    expires_on: Mapped[str | None] = field(6, String(10))
    officer_id: Mapped[str | None] = link(7, "officer", "SET NULL")
