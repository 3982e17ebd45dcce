"""What a page needs: the services, the language, the theme, and ways to act and to go elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from talented_desk.jobs import Task
from ui.actions.hub import ActionHub
from ui.bridge import EventBridge
from ui.jobs import JobBridge
from ui.operations.runner import Notices, Operations
from ui.session_timer import SessionTimer
from ui.sharing import Sharing
from ui.state import UiState
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a search brought: which page shows it, and the words for it."""

    page: str
    record_id: str
    title: str
    under: str = ""
    icon: str = "building-2"


Search = Callable[[str, Task], Sequence[Found]]
"""Called off the interface's thread with what was typed."""


@dataclass(frozen=True, slots=True)
class UiContext:
    """Handed to every page and dialog. A new one is made when the language changes, and pages are built anew."""

    app: Application
    t: Translator
    formats: Formats
    theme: Theme
    jobs: JobBridge
    events: EventBridge
    notices: Notices
    operations: Operations
    navigate: Callable[[str, str | None], None]
    """Open a page by its id, on a record if one is named."""
    dialog_parent: Callable[[], object]
    """The window that dialogs belong to."""
    actions: ActionHub
    state: UiState
    search: Search
    sharing: Sharing | None = None
    """How it stands with the shared database, as the window hears it."""
    timer: SessionTimer | None = None
    """The window's running timer; a page on its own makes one for itself."""

    def today(self) -> date:
        """The workstation's date."""
        return self.app.clock.now().date()
