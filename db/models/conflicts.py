"""What two people wrote without knowing of each other, for somebody to look at."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record
from db.base import field as column


class Conflict(Record):
    """One field that two officers gave different values, or a record that one deleted while another changed it.

    Made by the shared database. Neither the record nor the officers are references: a conflict outlives them.
    """

    __tablename__ = "conflict"
    table_number = 31

    kind: Mapped[str] = column(1, String(16))
    """value, text or deleted."""
    record: Mapped[str] = column(2, String(32))
    """The record's table."""
    record_id: Mapped[str] = column(3, String(36))
    field: Mapped[int] = column(4, Integer, default=0, server_default="0")
    """The field's number; 0: the record as a whole."""
    base: Mapped[str] = column(5, Text, default="", server_default="")
    """JSON: what both of them had before."""
    kept: Mapped[str] = column(6, Text, default="", server_default="")
    kept_by: Mapped[str] = column(7, String(36), default="", server_default="")
    kept_at: Mapped[str] = column(8, String(24), default="", server_default="")
    other: Mapped[str] = column(9, Text, default="", server_default="")
    other_by: Mapped[str] = column(10, String(36), default="", server_default="")
    other_at: Mapped[str] = column(11, String(24), default="", server_default="")
    state: Mapped[str] = column(12, String(16), default="open", server_default="open", merge="quiet")
    """open, or settled."""
    settled_by: Mapped[str] = column(13, String(36), default="", server_default="", merge="quiet")
    settled_at: Mapped[str | None] = column(14, String(24), merge="quiet")

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        return (Index("ix_conflict_state", "state"), Index("ix_conflict_record_id", "record_id"))
