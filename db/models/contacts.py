"""People at employers and institutions, and the dated roles they hold."""

from __future__ import annotations

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class Contact(Record):
    """A person whom officers talk to."""

    __tablename__ = "contact"
    table_number = 9

    given_name: Mapped[str] = field(1, Text, default="", server_default="")
    family_name: Mapped[str] = field(2, Text, default="", server_default="")
    email: Mapped[str] = field(3, Text, default="", server_default="")
    phone: Mapped[str] = field(4, String(32), default="", server_default="")
    mobile: Mapped[str] = field(5, String(32), default="", server_default="")
    language: Mapped[str] = field(6, String(2), default="", server_default="")
    pronouns: Mapped[str] = field(7, Text, default="", server_default="")
    notes: Mapped[str] = field(8, Text, default="", server_default="")


class ContactRole(Record):
    """What a contact is at an employer (perhaps at one worksite), from when to when."""

    __tablename__ = "contact_role"
    table_number = 10

    contact_id: Mapped[str] = link(1, "contact")
    employer_id: Mapped[str] = link(2, "employer")
    worksite_id: Mapped[str | None] = link(3, "worksite", "SET NULL")
    role: Mapped[str] = field(4, String(32), default="", server_default="")
    """Code of the list `contact_roles`."""
    title: Mapped[str] = field(5, Text, default="", server_default="")
    is_primary: Mapped[int] = field(6, Integer, default=0, server_default="0")
    started_on: Mapped[str | None] = field(7, String(10))
    ended_on: Mapped[str | None] = field(8, String(10))
