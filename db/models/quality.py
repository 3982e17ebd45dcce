"""What officers looked at on the page of data quality and found right as it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class QualityLeft(Record):
    """A finding that is right as it is. Id: `fixed_id("quality", rule, record_id)`.

    It holds for the value that was seen: when that changes, the finding is asked about again. The record is no
    reference: a decision outlives a deletion, which may be undone.
    """

    __tablename__ = "quality_left"
    table_number = 30

    rule: Mapped[str] = field(1, String(32))
    """Code of a rule of `talented_desk.domain.quality`."""
    record_id: Mapped[str] = field(2, String(36))
    value: Mapped[str] = field(3, Text, default="", server_default="")
    """What the rule looks at, as it was then."""
    officer_id: Mapped[str | None] = link(4, "officer", "SET NULL")
    left_at: Mapped[str] = field(5, String(24))

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        return (Index("ix_quality_left_rule", "rule", "record_id"),)
