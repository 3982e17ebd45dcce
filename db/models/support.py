"""Personalised support sessions, and the tasks and promises that come of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped

from db.base import Record, field, link


class SupportSession(Record):
    """One piece of personal support: when, how, for whom, about what, and its minutes in four parts."""

    __tablename__ = "support_session"
    table_number = 11

    officer_id: Mapped[str | None] = link(1, "officer", "SET NULL")
    happened_at: Mapped[str] = field(2, String(24), index=True)
    channel: Mapped[str] = field(3, String(32))
    language: Mapped[str] = field(4, String(2), default="", server_default="")
    minutes_direct: Mapped[int] = field(5, Integer, default=0, server_default="0")
    minutes_preparation: Mapped[int] = field(6, Integer, default=0, server_default="0")
    minutes_travel: Mapped[int] = field(7, Integer, default=0, server_default="0")
    minutes_follow_up: Mapped[int] = field(8, Integer, default=0, server_default="0")
    narrative: Mapped[str] = field(9, Text, default="", server_default="")
    outcome: Mapped[str] = field(10, String(32), default="", server_default="")
    subject: Mapped[str] = field(11, Text, default="", server_default="")

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        return (
            CheckConstraint(
                "minutes_direct >= 0 AND minutes_preparation >= 0 AND minutes_travel >= 0 AND minutes_follow_up >= 0",
                name="minutes",
            ),
        )


class SessionEmployer(Record):
    """An employer credited by a session; a group session has several. Id: `fixed_id(session, "employer", employer)`."""

    __tablename__ = "session_employer"
    table_number = 12
    set_key = ("session_id", "=employer", "employer_id")

    session_id: Mapped[str] = link(1, "support_session")
    employer_id: Mapped[str] = link(2, "employer")


class SessionContact(Record):
    """A contact who took part. Id: `fixed_id(session, "contact", contact)`."""

    __tablename__ = "session_contact"
    table_number = 13
    set_key = ("session_id", "=contact", "contact_id")

    session_id: Mapped[str] = link(1, "support_session")
    contact_id: Mapped[str] = link(2, "contact")


class SessionCode(Record):
    """A topic or barrier of a session. Id: `fixed_id(session, kind, code)`."""

    __tablename__ = "session_code"
    table_number = 14
    set_key = ("session_id", "kind", "code")

    session_id: Mapped[str] = link(1, "support_session")
    kind: Mapped[str] = field(2, String(8))
    """topic or barrier."""
    code: Mapped[str] = field(3, String(32))


class Task(Record):
    """Something to do by a day, by an officer; a follow-up of a session is one."""

    __tablename__ = "task"
    table_number = 15

    subject: Mapped[str] = field(1, Text)
    due_on: Mapped[str | None] = field(2, String(10))
    officer_id: Mapped[str | None] = link(3, "officer", "SET NULL")
    employer_id: Mapped[str | None] = link(4, "employer")
    contact_id: Mapped[str | None] = link(5, "contact", "SET NULL")
    session_id: Mapped[str | None] = link(6, "support_session", "SET NULL")
    done_at: Mapped[str | None] = field(7, String(24))
    notes: Mapped[str] = field(8, Text, default="", server_default="")
    snoozed_until: Mapped[str | None] = field(9, String(10))
    """Hidden from *Today* until this day; when it is due does not change."""
    due_time: Mapped[str | None] = field(10, String(5))
    """Local time of day (14:05) at which the officer wants to be reminded."""

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        return (Index("ix_task_done_at_due_on", "done_at", "due_on"),)


class Promise(Record):
    """A commitment between us and an employer, one way or the other, by a day."""

    __tablename__ = "promise"
    table_number = 16

    direction: Mapped[str] = field(1, String(4))
    """`us`: we promised; `them`: they promised."""
    subject: Mapped[str] = field(2, Text)
    due_on: Mapped[str | None] = field(3, String(10))
    employer_id: Mapped[str] = link(4, "employer")
    contact_id: Mapped[str | None] = link(5, "contact", "SET NULL")
    session_id: Mapped[str | None] = link(6, "support_session", "SET NULL")
    officer_id: Mapped[str | None] = link(7, "officer", "SET NULL")
    kept_at: Mapped[str | None] = field(8, String(24))
    snoozed_until: Mapped[str | None] = field(9, String(10))
    """Hidden from *Today* until this day."""
