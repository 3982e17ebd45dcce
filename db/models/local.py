"""Tables of this device alone: the journal, contents by hash, and a few notes about the database.

They are not journalled (they are the journal, or derived, or immutable) and never synced as rows.
"""

from __future__ import annotations

from sqlalchemy import Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Changeset(Base):
    """One operation: who, where, when, under which name; its entries are rows of `Change`."""

    __tablename__ = "changeset"
    __table_args__ = (Index("ix_changeset_unshared", "n", sqlite_where=text("acknowledged = 0")),)

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    operation: Mapped[str] = mapped_column(Text)
    """Source text of the operation's name, such as "Log support session"."""
    subject: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What it was about, in the user's words (an employer's name, a file's name)."""
    kind: Mapped[str] = mapped_column(String(8))
    """do, undo, redo, revert, system or remote."""
    target_id: Mapped[str | None] = mapped_column(String(36), index=True)
    """The changeset that this one undoes, redoes or reverts."""
    officer_id: Mapped[str] = mapped_column(String(36))
    device_id: Mapped[str] = mapped_column(String(36))
    hlc: Mapped[int] = mapped_column(Integer)
    at: Mapped[str] = mapped_column(String(24), index=True)
    """Wall clock of the device, UTC."""
    schema_version: Mapped[str] = mapped_column(String(32))
    acknowledged: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Place in the shared log by which the shared database had all of it; 0 = only on this device, or not all yet."""
    base: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Place in the shared log that this device had seen when the operation was made; 0 for others' operations."""


class Change(Base):
    """One row touched by a changeset.

    `op` I: `after` is a JSON array of all fields by field id - 1. D: `before` likewise. U: `before` and `after`
    are JSON objects with the changed fields only, keyed by field id.
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_row_id", "row_id"),
        Index("ix_change_changeset_n", "changeset_n"),
        Index("ix_change_deleted", "table_id", sqlite_where=text("op = 'D'")),
    )

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    changeset_n: Mapped[int] = mapped_column(Integer)
    table_id: Mapped[int] = mapped_column(Integer)
    row_n: Mapped[int] = mapped_column(Integer)
    """The row's local number, by which the search index knows it; means nothing on another device."""
    row_id: Mapped[str] = mapped_column(String(36))
    op: Mapped[str] = mapped_column(String(1))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)


class JournalOpen(Base):
    """Holds the open changeset's number inside a write transaction and is empty outside one; triggers read it."""

    __tablename__ = "journal_open"

    n: Mapped[int] = mapped_column(Integer, primary_key=True)


class Held(Base):
    """A field whose newer shared value waits, because somebody is changing it here; field 0: the row as a whole."""

    __tablename__ = "held"

    table_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    row_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    field: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    base: Mapped[int] = mapped_column(Integer)
    """Place in the shared log that had been seen when the change here began."""


class Refetch(Base):
    """A row to ask the shared database for again: what was sent of it was not taken as it was."""

    __tablename__ = "refetch"

    table_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    row_id: Mapped[str] = mapped_column(String(36), primary_key=True)


class Settled(Base):
    """A row that is here as of a place in the shared log farther than what was read: nothing older goes over it."""

    __tablename__ = "settled"

    row_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)


class Refused(Base):
    """A change made here that the shared database did not take: kept for a person to look at."""

    __tablename__ = "refused"

    change_n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """The journal's entry."""
    reason: Mapped[str] = mapped_column(String(32))
    """`unknown record`, `unknown parent`, `unreadable`."""
    detail: Mapped[str] = mapped_column(Text, default="", server_default="")
    at: Mapped[str] = mapped_column(String(24))
    """When the change was made."""


class Note(Base):
    """Facts about this database: device id, workspace, index positions."""

    __tablename__ = "note"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class SortKey(Base):
    """How a record sorts by name: without accents and case. Derived by the search index, in its own time."""

    __tablename__ = "sort_key"

    doc: Mapped[int] = mapped_column(Integer, primary_key=True)
    """The record's number in the search index: row number and kind, see `db.search.documents`."""
    key: Mapped[str] = mapped_column(Text, index=True)


class Content(Base):
    """Bytes stored once by their SHA-256: generated packages, later attachments."""

    __tablename__ = "content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    shared: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """1: the shared database has them."""


class ContentText(Base):
    """The words of stored bytes (a PDF's, a mail's), read out once for the search. Derived; may be made anew."""

    __tablename__ = "content_text"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ContentPart(Base):
    """A part of bytes that are being fetched from the shared database."""

    __tablename__ = "content_part"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)
