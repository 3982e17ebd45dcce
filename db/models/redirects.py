"""Where the records went that were merged into another."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped

from db.base import Record, field


class Redirect(Record):
    """A record that was merged away, and the one that carries on. Id: `fixed_id("redirect", from_id)`.

    Neither side is a reference: the one that went is gone, and the one that carries on may be merged in its turn.
    """

    __tablename__ = "redirect"
    table_number = 27

    kind: Mapped[str] = field(1, String(16))
    """The records' table."""
    from_id: Mapped[str] = field(2, String(36))
    to_id: Mapped[str] = field(3, String(36))

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        return (Index("ix_redirect_to_id", "to_id"),)
