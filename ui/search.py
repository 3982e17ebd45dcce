"""Records for the search box and for fields that name a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from talented_desk.jobs import Task
from ui.context import Found, Search

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.search import Hit

ICONS: Final = {
    "employer": "building-2",
    "contact": "user",
    "session": "messages-square",
    "task": "circle-check",
    "promise": "handshake",
    "opportunity": "briefcase",
    "placement": "graduation-cap",
    "institution": "landmark",
}
OWN_PAGES: Final = frozenset({"employer", "session", "placement"})
"""Kinds with a page of their own; the others open the employer that they belong to."""


def searcher(app: Application) -> Search:
    """What finds records in this workspace."""

    def search(typed: str, task: Task) -> Sequence[Found]:
        return [found for hit in app.search.find(typed) if (found := _found(hit)) is not None]

    return search


def _found(hit: Hit) -> Found | None:
    icon = ICONS[hit.kind]
    if hit.kind in OWN_PAGES:
        return Found(hit.kind, hit.id, hit.title, hit.subtitle, icon)
    if hit.kind == "institution":
        return Found("institutions", hit.id, hit.title, hit.subtitle, icon)
    if hit.employer_id is not None:
        return Found("employer", hit.employer_id, hit.title, hit.subtitle, icon)
    return None
