"""Opportunities, placements and the packages made for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class Opportunity(Record):
    """What an employer offers: a position for one or more students."""

    __tablename__ = "opportunity"
    table_number = 18

    employer_id: Mapped[str] = link(1, "employer")
    worksite_id: Mapped[str | None] = link(2, "worksite", "SET NULL")
    contact_id: Mapped[str | None] = link(3, "contact", "SET NULL")
    title: Mapped[str] = field(4, Text)
    wil_type: Mapped[str] = field(5, String(8), default="", server_default="")
    starts_on: Mapped[str | None] = field(6, String(10))
    ends_on: Mapped[str | None] = field(7, String(10))
    hours_per_week: Mapped[int | None] = field(8, Integer)
    """In hundredths of an hour: 3750 = 37.5 h."""
    pay_basis: Mapped[str] = field(9, String(16), default="", server_default="")
    pay_rate_cents: Mapped[int | None] = field(10, Integer)
    pay_unit: Mapped[str] = field(11, String(8), default="hour", server_default="hour")
    unpaid_basis: Mapped[str] = field(12, String(32), default="", server_default="")
    openings: Mapped[int] = field(13, Integer, default=1, server_default="1")
    deadline: Mapped[str | None] = field(14, String(10))
    description: Mapped[str] = field(15, Text, default="", server_default="")
    status: Mapped[str] = field(16, String(16), default="open", server_default="open")
    """open, filled, withdrawn."""


class Placement(Record):
    """A student at an employer's worksite for a term."""

    __tablename__ = "placement"
    table_number = 19

    employer_id: Mapped[str] = link(1, "employer")
    opportunity_id: Mapped[str | None] = link(2, "opportunity", "SET NULL")
    worksite_id: Mapped[str | None] = link(3, "worksite", "SET NULL")
    supervisor_id: Mapped[str | None] = link(4, "contact", "SET NULL")
    institution_id: Mapped[str | None] = link(5, "institution", "RESTRICT")
    officer_id: Mapped[str | None] = link(6, "officer", "SET NULL")
    student_name: Mapped[str] = field(7, Text)
    student_email: Mapped[str] = field(8, Text, default="", server_default="")
    student_phone: Mapped[str] = field(9, String(32), default="", server_default="")
    program: Mapped[str] = field(10, Text, default="", server_default="")
    faculty_supervisor: Mapped[str] = field(11, Text, default="", server_default="")
    title: Mapped[str] = field(12, Text)
    wil_type: Mapped[str] = field(13, String(8), default="", server_default="")
    starts_on: Mapped[str] = field(14, String(10))
    ends_on: Mapped[str] = field(15, String(10))
    hours_per_week: Mapped[int | None] = field(16, Integer)
    """In hundredths of an hour: 3750 = 37.5 h."""
    pay_basis: Mapped[str] = field(17, String(16), default="", server_default="")
    pay_rate_cents: Mapped[int | None] = field(18, Integer)
    pay_unit: Mapped[str] = field(19, String(8), default="hour", server_default="hour")
    unpaid_basis: Mapped[str] = field(20, String(32), default="", server_default="")
    wcb_basis: Mapped[str] = field(21, String(32), default="", server_default="")
    work_mode: Mapped[str] = field(22, String(16), default="", server_default="")
    description: Mapped[str] = field(23, Text, default="", server_default="")
    state: Mapped[str] = field(24, String(16), default="planned", server_default="planned")
    """Code of the list `placement_states`."""

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        return (Index("ix_placement_starts_on", "starts_on"),)


class Package(Record):
    """A placement package as it was generated: what went in, its hash; the bytes lie in `content`."""

    __tablename__ = "package"
    table_number = 20

    placement_id: Mapped[str] = link(1, "placement")
    language: Mapped[str] = field(2, String(4))
    """en, fr or both."""
    sha256: Mapped[str] = field(3, String(64))
    pages: Mapped[int] = field(4, Integer)
    documents: Mapped[str] = field(5, Text)
    """JSON array of document codes."""
    template_version: Mapped[str] = field(6, String(32))
    created_at: Mapped[str] = field(7, String(24))
    officer_id: Mapped[str | None] = link(8, "officer", "SET NULL")
    inputs: Mapped[str] = field(9, Text, default="", server_default="")
    """The package's input as JSON, so that it can be made again byte for byte."""
