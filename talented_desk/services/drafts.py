"""Drafts: what an officer is typing, kept at every keystroke until saved or discarded.

Drafts belong to one keyboard: they are not journalled, not searched and never shared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from talented_desk.ids import new_id
from talented_desk.services.base import Service


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A form's values as last typed. `subject_id` is the record the form was opened from or edits."""

    id: str
    kind: str
    subject_id: str | None
    content: Mapping[str, Any]
    updated_at: str


class Drafts(Service):
    """Keep, list, resume and discard drafts."""

    def keep(
        self, kind: str, content: Mapping[str, Any], *, draft_id: str | None = None, subject_id: str | None = None
    ) -> str:
        """Save what is typed now; returns the draft's id. When this returns, a power cut does not lose it."""
        draft_id = draft_id or new_id()
        with self.database.scratch() as connection:
            connection.execute(
                text(
                    "INSERT INTO draft (id, kind, subject_id, content, updated_at) VALUES (:id, :kind, :subject, "
                    ":content, :at) ON CONFLICT (id) DO UPDATE SET content = :content, updated_at = :at"
                ),
                {
                    "id": draft_id,
                    "kind": kind,
                    "subject": subject_id,
                    "at": self.now(),
                    # escaped, because half an emoji, as a keyboard may send it, cannot be stored as it is
                    "content": json.dumps(content),
                },
            )
        return draft_id

    def get(self, draft_id: str) -> DraftRow | None:
        """One draft, if it is still there."""
        return next((draft for draft in self.all() if draft.id == draft_id), None)

    def all(self, kind: str | None = None) -> tuple[DraftRow, ...]:
        """Drafts, newest first."""
        with self.database.read() as connection:
            found = connection.execute(
                text(
                    "SELECT id, kind, subject_id, content, updated_at FROM draft "
                    "WHERE :kind IS NULL OR kind = :kind ORDER BY updated_at DESC, id DESC"
                ),
                {"kind": kind},
            )
            return tuple(DraftRow(v[0], v[1], v[2], json.loads(v[3]), v[4]) for v in found)

    def discard(self, draft_id: str) -> None:
        """Forget a draft: it was saved as a record, or is not wanted."""
        with self.database.scratch() as connection:
            connection.execute(text("DELETE FROM draft WHERE id = :id"), {"id": draft_id})
