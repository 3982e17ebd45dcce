"""Lists that officers saved: filters, columns and order under a name."""

from __future__ import annotations

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class SavedView(Record):
    """A list as somebody wants to see it again."""

    __tablename__ = "saved_view"
    table_number = 26

    page: Mapped[str] = field(1, String(32))
    """Which list, such as employers."""
    name: Mapped[str] = field(2, Text)
    definition: Mapped[str] = field(3, Text)
    """Filters, columns and order as a JSON object."""
    officer_id: Mapped[str | None] = link(4, "officer", "CASCADE")
    """Whose it is; empty: everybody's."""
    position: Mapped[int] = field(5, Integer, default=0, server_default="0")
