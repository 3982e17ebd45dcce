"""Drafts: what an officer is typing, kept at every keystroke until saved or discarded.

Drafts belong to one keyboard: they are not journalled, not searched and never shared. They lie in a file of their
own (`db.drafts`), so that a long import keeps nobody's keystrokes from the disk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import journal
from db.drafts import Row
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
        # escaped, because half an emoji, as a keyboard may send it, cannot be stored as it is
        self.database.drafts.put((draft_id, kind, subject_id, json.dumps(content), self.now()))
        return draft_id

    def get(self, draft_id: str) -> DraftRow | None:
        """One draft, if it is still there."""
        found = self.database.drafts.get(draft_id)
        return _draft(found) if found else None

    def all(self, kind: str | None = None) -> tuple[DraftRow, ...]:
        """Drafts, newest first."""
        return tuple(_draft(row) for row in self.database.drafts.all(kind))

    def discard(self, draft_id: str) -> None:
        """Forget a draft: it was saved as a record, or is not wanted."""
        self.database.drafts.remove([draft_id])

    def forget_saved(self) -> None:
        """Forget drafts that became records just before a crash; a record takes its draft's id over."""
        ids = [row[0] for row in self.database.drafts.all()]
        if ids:
            with self.database.read() as connection:
                saved = journal.known_rows(connection, ids)
            self.database.drafts.remove(saved)


def _draft(row: Row) -> DraftRow:
    draft_id, kind, subject_id, content, updated_at = row
    return DraftRow(draft_id, kind, subject_id, json.loads(content), updated_at)
