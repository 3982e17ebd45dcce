"""What a page needs: the services, the language, the theme, and ways to act and to go elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from ui.bridge import EventBridge
from ui.jobs import JobBridge
from ui.operations.runner import Notices, Operations
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application


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
