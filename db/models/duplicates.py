"""What officers decided about pairs that may be one, and the pairs that the last scan found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Record, field, link


class DuplicateDecision(Record):
    """A pair of records that somebody looked at. Id: `fixed_id("duplicate", kind, one_id, other_id)`, ids sorted.

    Neither side is a reference: a decision outlives a deletion, which may be undone.
    """

    __tablename__ = "duplicate_decision"
    table_number = 28

    kind: Mapped[str] = field(1, String(16))
    """The records' table: employer or contact."""
    one_id: Mapped[str] = field(2, String(36))
    other_id: Mapped[str] = field(3, String(36))
    decision: Mapped[str] = field(4, String(16))
    """different (never ask again) or later."""
    officer_id: Mapped[str | None] = link(5, "officer", "SET NULL")
    decided_at: Mapped[str] = field(6, String(24))

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        return (Index("ix_duplicate_decision_one_id", "one_id"), Index("ix_duplicate_decision_other_id", "other_id"))


class DuplicatePair(Base):
    """A pair that the last scan of the whole base found. Derived; made anew by each scan."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (Index("ix_duplicate_pair_queue", "kind", "level", "score"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """As the decision about it would have."""
    kind: Mapped[str] = mapped_column(String(16))
    one_id: Mapped[str] = mapped_column(String(36))
    other_id: Mapped[str] = mapped_column(String(36))
    score: Mapped[float] = mapped_column(Float)
    level: Mapped[str] = mapped_column(String(8))
    grounds: Mapped[str] = mapped_column(Text)
    """JSON: a list of [code, fields, weight]."""
    place: Mapped[int] = mapped_column(Integer)
    """Its place in the scan's order, so that equal scores keep an order."""
