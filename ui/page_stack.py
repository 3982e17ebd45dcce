"""The pages one under the other: built when first shown, told when they come and go, with a way back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.context import UiContext
from ui.navigation import BY_ID, Page
from ui.trail import Place, Trail


class PageStack(QStackedWidget):
    """Shows one page at a time; `shown` carries its id."""

    shown = Signal(str)

    def __init__(self, trail: Trail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trail = trail
        self._context: UiContext | None = None
        self._pages: dict[str, Page] = {}
        self._places: dict[str, dict[str, Any]] = {}
        self._current = ""

    def use(self, context: UiContext) -> None:
        """Pages are built with this context."""
        self._context = context

    def page(self) -> Page | None:
        """The page in sight."""
        return self._pages.get(self._current)

    def page_id(self) -> str:
        return self._current

    def go(self, page_id: str, record_id: str | None = None) -> None:
        """Show a page, on a record if one is named, and note it for the way back."""
        self.note_record()
        self._trail.go(Place(page_id, record_id))
        self._show(Place(page_id, record_id))

    def back(self) -> bool:
        """Show the place before; whether there was one."""
        place = self._trail.back()
        if place is not None:
            self._show(place)
        return place is not None

    def forward(self) -> bool:
        """Show the place after; whether there was one."""
        place = self._trail.forward()
        if place is not None:
            self._show(place)
        return place is not None

    def places(self) -> dict[str, dict[str, Any]]:
        """Where the reader is on every page that was built."""
        return {**self._places, **{page_id: page.place() for page_id, page in self._pages.items()}}

    def remember(self, places: dict[str, dict[str, Any]]) -> None:
        """Pages built from now on go where these say."""
        self._places = dict(places)

    def _show(self, place: Place) -> None:
        before = self.page()
        page = self._pages.get(place.page) or self._build(place.page)
        if before is not None and before is not page:
            before.leaving()
        if place.record_id is not None and page.record_id() != place.record_id:
            page.open_record(place.record_id)
        self._current = place.page
        self.setCurrentWidget(page)
        self.shown.emit(place.page)
        page.opened()

    def _build(self, page_id: str) -> Page:
        assert self._context is not None
        page = BY_ID[page_id].build(self._context)
        self._pages[page_id] = page
        self.addWidget(page)
        if kept := self._places.pop(page_id, None):
            page.restore(kept)
        return page

    def note_record(self) -> None:
        """Note where the page in sight has gone by itself, such as from a new record to its draft."""
        # a page may have moved to another record by itself; the way back should lead to that one
        page = self.page()
        here = self._trail.here()
        if page is not None and here is not None and here.page == self._current and here.record_id is not None:
            self._trail.go(Place(self._current, page.record_id()))
