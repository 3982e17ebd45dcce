"""The outreach pipeline: how each employer came to its stage."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class StageChange(Record):
    """An employer entered a stage. Rows are added and never changed, so that time in stage can be counted."""

    __tablename__ = "stage_change"
    table_number = 23

    employer_id: Mapped[str] = link(1, "employer")
    stage: Mapped[str] = field(2, String(24))
    """Code of the list `pipeline_stages`."""
    entered_at: Mapped[str] = field(3, String(24), index=True)
    lost_reason: Mapped[str] = field(4, String(32), default="", server_default="")
    """Code of the list `barriers`, for a lost stage."""
    note: Mapped[str] = field(5, Text, default="", server_default="")
    officer_id: Mapped[str | None] = link(6, "officer", "SET NULL")
