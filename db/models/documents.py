"""Documents on records: files and mails, their bytes stored once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class Attachment(Record):
    """A document on one record. Its bytes lie in `content` under their SHA-256, however many records share them."""

    __tablename__ = "attachment"
    table_number = 25

    employer_id: Mapped[str | None] = link(1, "employer")
    contact_id: Mapped[str | None] = link(2, "contact")
    session_id: Mapped[str | None] = link(3, "support_session")
    placement_id: Mapped[str | None] = link(4, "placement")
    institution_id: Mapped[str | None] = link(5, "institution")
    kind: Mapped[str] = field(6, String(32), default="other", server_default="other")
    """Code of the list `document_kinds`."""
    name: Mapped[str] = field(7, Text)
    """File name, as it came."""
    mime: Mapped[str] = field(8, String(127), default="", server_default="")
    sha256: Mapped[str] = field(9, String(64), index=True)
    size: Mapped[int] = field(10, Integer)
    """Bytes."""
    added_at: Mapped[str] = field(11, String(24))
    expires_on: Mapped[str | None] = field(12, String(10))
    notes: Mapped[str] = field(13, Text, default="", server_default="")
    officer_id: Mapped[str | None] = link(14, "officer", "SET NULL")

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        return (
            CheckConstraint(
                "(employer_id IS NOT NULL) + (contact_id IS NOT NULL) + (session_id IS NOT NULL) "
                "+ (placement_id IS NOT NULL) + (institution_id IS NOT NULL) = 1",
                name="one_record",
            ),
        )
