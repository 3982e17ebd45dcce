"""The pages of the window: one line each. Pages are imported and built when first opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from talented_desk.i18n import N_
from ui.actions.hub import Command
from ui.context import UiContext


class Page(QWidget):
    """The root of a page. A record's page opens the record that it is asked for."""

    commands_changed = Signal()
    """The page offers other commands than before."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("ground", "page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def open_record(self, record_id: str) -> None:
        """Show this record; pages without records have nothing to do."""

    def opened(self) -> None:
        """The page came to the front: put the focus where work begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def record_id(self) -> str | None:
        """The record that is shown, so that the window can come back to it."""
        return None

    def commands(self) -> Mapping[str, Command]:
        """What this page can do now, by the handler's name in the action catalogue."""
        return {}

    def leaving(self) -> None:
        """Another page comes, or the window closes: take what is being edited."""

    def escape(self) -> bool:
        """Esc was pressed and nobody took it; whether the page dealt with it. Else the window goes back."""
        return False

    def place(self) -> dict[str, Any]:
        """Where the reader is, so that the page, built anew in another language, shows the same."""
        return {}

    def restore(self, place: dict[str, Any]) -> None:
        """Go where `place` said."""


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: its id, title, icon, and where its class is."""

    id: str
    title: str
    icon: str
    where: str
    """`module:Class`."""
    in_navigation: bool = True
    under: str = ""
    """The page in the navigation that a record's page belongs to."""
    quiet: bool = False
    """Nothing beside it draws the eye: the navigation shows icons only."""

    def build(self, context: UiContext) -> Page:
        """Import and make the page."""
        module, _, name = self.where.partition(":")
        factory: Callable[[UiContext], Page] = getattr(import_module(module), name)
        return factory(context)


PAGES: Final[tuple[PageSpec, ...]] = (
    PageSpec("today", N_("Today"), "calendar-days", "ui.pages.today.page:TodayPage"),
    PageSpec("employers", N_("Employers"), "building-2", "ui.pages.employers.page:EmployersPage"),
    PageSpec("employer", N_("Employer"), "building-2", "ui.pages.employer.page:EmployerPage", False, "employers"),
    PageSpec(
        "duplicates", N_("Duplicates"), "git-compare", "ui.pages.duplicates.page:DuplicatesPage", False, "employers"
    ),
    PageSpec("pipeline", N_("Pipeline"), "columns-3", "ui.pages.pipeline.page:PipelinePage"),
    PageSpec("visits", N_("Visits"), "route", "ui.pages.visits.page:VisitsPage"),
    PageSpec("visit", N_("Visit"), "route", "ui.pages.visit.page:VisitPage", False, "visits", quiet=True),
    PageSpec("sessions", N_("Sessions"), "messages-square", "ui.pages.sessions.page:SessionsPage"),
    PageSpec(
        "session", N_("Support session"), "messages-square", "ui.pages.session.page:SessionPage", False, "sessions"
    ),
    PageSpec("placements", N_("Placements"), "graduation-cap", "ui.pages.placements.page:PlacementsPage"),
    PageSpec(
        "placement", N_("Placement"), "graduation-cap", "ui.pages.placement.page:PlacementPage", False, "placements"
    ),
    PageSpec("institutions", N_("Institutions"), "landmark", "ui.pages.institutions.page:InstitutionsPage"),
    PageSpec("import", N_("Import"), "file-input", "ui.pages.imports.page:ImportPage"),
    PageSpec("reports", N_("Reports"), "chart-column", "ui.pages.reports.page:ReportsPage"),
    PageSpec("quality", N_("Data quality"), "clipboard-check", "ui.pages.quality.page:QualityPage"),
    PageSpec("sharing", N_("Sharing"), "cloud", "ui.pages.sharing.page:SharingPage"),
    PageSpec("bin", N_("Bin"), "trash-2", "ui.pages.bin.page:BinPage", False, "settings"),
    PageSpec("settings", N_("Settings"), "settings", "ui.pages.settings.page:SettingsPage"),
)
BY_ID: Final = {page.id: page for page in PAGES}
