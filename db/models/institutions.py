"""Post-secondary institutions (PSIs)."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field


class Institution(Record):
    """A post-secondary institution. The seven of Calgary come as starter rows with fixed ids."""

    __tablename__ = "institution"
    table_number = 17

    name: Mapped[str] = field(1, Text)
    name_fr: Mapped[str] = field(2, Text, default="", server_default="")
    short_name: Mapped[str] = field(3, String(32), default="", server_default="")
    city: Mapped[str] = field(4, Text, default="", server_default="")
    website: Mapped[str] = field(5, Text, default="", server_default="")
    coordinator_name: Mapped[str] = field(6, Text, default="", server_default="")
    coordinator_email: Mapped[str] = field(7, Text, default="", server_default="")
    coordinator_phone: Mapped[str] = field(8, String(32), default="", server_default="")
    notes: Mapped[str] = field(9, Text, default="", server_default="")
