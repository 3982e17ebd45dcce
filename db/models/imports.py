"""Imports that were run, and column mappings that were saved."""

from __future__ import annotations

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field


class ImportRun(Record):
    """One applied import: which file, how many lines, what became of them."""

    __tablename__ = "import_run"
    table_number = 21

    file_name: Mapped[str] = field(1, Text)
    sha256: Mapped[str] = field(2, String(64))
    imported_at: Mapped[str] = field(3, String(24))
    rows: Mapped[int] = field(4, Integer)
    summary: Mapped[str] = field(5, Text, default="", server_default="")
    """Counts as a JSON object."""


class ImportMapping(Record):
    """How the columns of one kind of file map to fields; recognised by the header's signature."""

    __tablename__ = "import_mapping"
    table_number = 22

    name: Mapped[str] = field(1, Text)
    signature: Mapped[str] = field(2, String(64), index=True)
    mapping: Mapped[str] = field(3, Text)
    """Columns to fields, and habits, as JSON."""
