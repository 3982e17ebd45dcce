"""Records for the palette, from the program's one search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from talented_desk.jobs import Task
from ui.context import Found, Search
from ui.pages.documents.place import at_document

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.search import Hit

LIMIT: Final = 50
ICONS: Final = {
    "employer": "building-2",
    "contact": "user",
    "session": "messages-square",
    "task": "circle-check",
    "promise": "handshake",
    "opportunity": "briefcase",
    "placement": "graduation-cap",
    "institution": "landmark",
    "document": "paperclip",
}
OWN_PAGE: Final = {"employer": "employer", "session": "session", "placement": "placement"}
"""Kinds that have a page of their own; the others are shown on their employer's."""


def searcher(app: Application) -> Search:
    """What finds records in this workspace."""

    def search(typed: str, task: Task) -> Sequence[Found]:
        hits = app.search.find(typed, LIMIT)
        task.check()
        return [found for hit in hits if (found := found_record(hit)) is not None]

    return search


def found_record(hit: Hit) -> Found | None:
    """Where a hit is shown, and in which words; None for what has no page."""
    icon = ICONS.get(hit.kind, "file-text")
    if hit.kind in OWN_PAGE:
        return Found(OWN_PAGE[hit.kind], hit.id, hit.title, hit.subtitle, icon)
    if hit.kind == "document" and hit.owner == "institution":
        return Found("institutions", hit.owner_id, hit.title, hit.subtitle, icon)
    if hit.kind == "document":
        page, record_id = ("placement", hit.owner_id) if hit.owner == "placement" else ("employer", hit.employer_id)
        return Found(page, at_document(record_id, hit.id), hit.title, hit.subtitle, icon) if record_id else None
    if hit.kind == "institution":
        return Found("institutions", hit.id, hit.title, hit.subtitle, icon)
    if hit.employer_id is not None:
        return Found("employer", hit.employer_id, hit.title, hit.subtitle, icon)
    return None
