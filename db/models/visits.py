"""Visits at employers' sites."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class Visit(Record):
    """An employer pinned for a day's trip, and what became of it. What was said and done is its session's."""

    __tablename__ = "visit"
    table_number = 29

    employer_id: Mapped[str] = link(1, "employer")
    officer_id: Mapped[str | None] = link(2, "officer", "SET NULL")
    planned_on: Mapped[str] = field(3, String(10))
    kind: Mapped[str] = field(4, String(24), default="first", server_default="first")
    """Code of the list `visit_kinds`."""
    state: Mapped[str] = field(5, String(16), default="planned", server_default="planned")
    """Code of the list `visit_states`."""
    session_id: Mapped[str | None] = link(6, "support_session", "SET NULL")
    items: Mapped[str] = field(7, Text, default="", server_default="")
    """What was looked at: codes of the list `visit_items`, apart by blanks."""
    notice: Mapped[str] = field(8, String(32), default="", server_default="")
    """The notice that was read and accepted: code of the list `consent_notices`; empty if none was."""
    accepted_by_id: Mapped[str | None] = link(9, "contact", "SET NULL")
    accepted_at: Mapped[str | None] = field(10, String(24))
    position: Mapped[int] = field(11, Integer, default=0, server_default="0")
    """Its place in the day's trip."""

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        return (Index("ix_visit_planned_on", "planned_on"),)
