"""Officers of the secretariat."""

from __future__ import annotations

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field


class Officer(Record):
    """A person of the secretariat who uses the program."""

    __tablename__ = "officer"
    table_number = 1

    name: Mapped[str] = field(1, Text)
    email: Mapped[str] = field(2, Text, default="", server_default="")
    phone: Mapped[str] = field(3, Text, default="", server_default="")
    title: Mapped[str] = field(4, Text, default="", server_default="")
    organization: Mapped[str] = field(5, Text, default="", server_default="")
    role: Mapped[str] = field(6, String(32), default="liaison_officer", server_default="liaison_officer")
    language: Mapped[str] = field(7, String(2), default="en", server_default="en")
    active: Mapped[int] = field(8, Integer, default=1, server_default="1")
