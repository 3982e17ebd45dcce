"""Fields that read what people type: dates in words, minutes and hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QComboBox, QLineEdit, QMenu, QWidget, QWidgetAction

from talented_desk.compat import override
from talented_desk.errors import DeskError
from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from ui.theme.theme import Theme
from ui.widgets.basics import mark


class ReadingField(QLineEdit):
    """A line that is read on leaving: what was understood is put in its usual form, else it says why not."""

    understood = Signal()

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        self.problem = ""
        self.editingFinished.connect(self.read)

    def read(self) -> bool:
        """Take what stands in the field; whether it could be read."""
        try:
            self._take(self.text().strip())
        except DeskError as error:
            self.problem = error.describe(self.t)
        else:
            self.problem = ""
        mark(self, "wrong", "true" if self.problem else "false")
        if self.problem:
            self.setToolTip(self.problem)
        else:
            self.understood.emit()
        return not self.problem

    def _take(self, text: str) -> None:
        raise NotImplementedError


class ChoiceField(QComboBox):
    """One of a list. The wheel scrolls the page past it instead of changing it unseen."""

    def __init__(self, choices: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for code, words in choices:
            self.addItem(words, code)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class MinutesField(ReadingField):
    """Minutes, typed as `45`, `1h15`, `1 h 15` or `0:45`; empty is none."""

    def __init__(self, t: Translator, formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(t, parent)
        self._formats = formats
        self._minutes: int | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText("0")

    def minutes(self) -> int | None:
        """The minutes last read, None when empty."""
        return self._minutes

    def set_minutes(self, minutes: int | None) -> None:
        self._minutes = minutes
        self.setText("" if minutes is None else str(minutes))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 5, Qt.Key.Key_Down: -5}.get(Qt.Key(event.key()), 0)
        if step and self.read():
            self.set_minutes(max(0, (self._minutes or 0) + step))
            self.textEdited.emit(self.text())
            self.understood.emit()
        else:
            super().keyPressEvent(event)

    @override
    def _take(self, text: str) -> None:
        self.set_minutes(self._formats.parse_minutes(text) if text else None)


class DateField(ReadingField):
    """A day, typed as `tomorrow`, `fri`, `vendredi`, `27 nov` or `2026-11-27`, or taken from a calendar.

    Alt+Down (or the button) opens the calendar; Up and Down go by a day.
    """

    def __init__(
        self,
        theme: Theme,
        t: Translator,
        formats: Formats,
        today: Callable[[], date],
        *,
        past: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(t, parent)
        self._theme, self._formats, self._today, self._past = theme, formats, today, past
        self._day: date | None = None
        self._menu: QMenu | None = None
        self._open = QAction(self)
        self._open.setText(t("Open the calendar"))
        self._open.triggered.connect(self.open_calendar)
        self.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self.setPlaceholderText(t("2026-11-20, Friday, yesterday") if past else t("2026-11-27, Friday, tomorrow"))
        self.setToolTip(self.placeholderText())
        self._follow()
        theme.changed.connect(self._follow)

    def day(self) -> date | None:
        """The day last read, None when empty."""
        return self._day

    def glance(self) -> date | None:
        """The day that is being typed, as far as it can be read yet; the field stays as it is."""
        text = self.text().strip()
        try:
            return self._parse(text) if text else None
        except DeskError:
            return None

    def set_day(self, day: date | None) -> None:
        """Show this day."""
        self._day = day
        self._say()

    def open_calendar(self) -> None:
        """A month to click or to walk through with the arrows."""
        self.read()
        menu = QMenu(self)
        calendar = QCalendarWidget(menu)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday if self._formats.language == "fr" else Qt.DayOfWeek.Sunday)
        start = self._day or self._today()
        calendar.setSelectedDate(QDate(start.year, start.month, start.day))
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(self._picked)
        calendar.setAccessibleName(self.accessibleName())
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        self._menu = menu
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        calendar.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif step and self.read():
            day = self._day or self._today()
            self.set_day(date.fromordinal(day.toordinal() + step))
            self.textEdited.emit(self.text())
            self.understood.emit()
        else:
            super().keyPressEvent(event)

    @override
    def _take(self, text: str) -> None:
        self._day = self._parse(text) if text else None
        self._say()

    def _parse(self, text: str) -> date:
        return self._formats.parse_date(text, self._today(), "past" if self._past else "future")

    def _say(self) -> None:
        self.setText("" if self._day is None else self._formats.date(self._day))
        self.setToolTip(self.placeholderText() if self._day is None else self._formats.full_date(self._day))

    def _picked(self, day: QDate) -> None:
        if self._menu is not None:
            self._menu.close()
            self._menu = None
        self.set_day(date(day.year(), day.month(), day.day()))
        self.textEdited.emit(self.text())
        self.understood.emit()
        self.setFocus()

    def _follow(self) -> None:
        self._open.setIcon(self._theme.icon("calendar", "muted"))
