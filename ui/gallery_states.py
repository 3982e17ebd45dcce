"""Controls in the states that a person brings about: under the mouse, with the keyboard, pressed, disabled.

A state is forced where the style asks for it, so that all of them stand side by side, and in pictures without a mouse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLineEdit,
    QRadioButton,
    QStyle,
    QStyleOption,
    QWidget,
)

from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, label
from ui.widgets.chips import FilterChip
from ui.widgets.inputs import ChoiceField, DateField
from ui.widgets.search_field import SearchField

STATES: Final = ("rest", "hover", "focus", "pressed", "disabled")
FORCED: Final = {
    "hover": QStyle.StateFlag.State_MouseOver,
    "focus": QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange,
}
Dress = Callable[[type[Any]], type[Any]]
"""Gives a class of widgets in the state that is wanted."""


def state_sections(theme: Theme, t: Translator, formats: Formats) -> Iterator[tuple[str, Sequence[QWidget]]]:
    """Each control's name and one widget for each of its states, under the state's name."""
    for name, make in _controls(theme, t, formats):
        yield f"{name}: states", [_captioned(theme, state, make) for state in STATES if _has(state, name)]


def in_state(kind: type[Any], state: str) -> type[Any]:
    """The same widget, believing that it has the focus or the mouse if the state says so."""
    if state not in FORCED:
        return kind

    def init_style_option(self: Any, option: QStyleOption) -> None:
        kind.initStyleOption(self, option)
        option.state |= FORCED[state]

    return type(kind.__name__, (kind,), {"initStyleOption": init_style_option})


def force(widget: QWidget, state: str) -> QWidget:
    """Bring about what a widget tells by itself."""
    if state == "pressed" and isinstance(widget, QAbstractButton):
        widget.setDown(True)
    elif state == "disabled":
        widget.setEnabled(False)
    return widget


def _controls(theme: Theme, t: Translator, formats: Formats) -> Iterator[tuple[str, Callable[[Dress], QWidget]]]:
    for kind in ("primary", "plain", "quiet", "link"):
        yield f"Button {kind}", partial(_button, theme, t, kind)
    yield "Button bare", lambda dress: dress(Button)(theme, t("Delete"), "trash-2", "quiet", bare=True)
    for checked in (False, True):
        yield f"Button tab{' checked' * checked}", partial(_tab, theme, t, checked)
    yield "FilterChip", lambda dress: dress(FilterChip)(theme, t("Stage"), t("Any stage"))
    for box in (QCheckBox, QRadioButton):
        yield box.__name__, partial(_mark, box, t)
    yield "QLineEdit", lambda dress: _sized(dress(QLineEdit)("Prairie Robotics Ltd."), theme, 180)
    yield "ChoiceField", lambda dress: _sized(dress(ChoiceField)([("a", t("Phone"))]), theme, 180)
    yield "SearchField", lambda dress: _sized(dress(SearchField)(theme, t("Find in this list")), theme, 180)
    yield "DateField", lambda dress: _date(theme, t, formats, dress)


def _has(state: str, name: str) -> bool:
    return state != "pressed" or name.startswith(("Button", "FilterChip", "QCheckBox", "QRadioButton"))


def _captioned(theme: Theme, state: str, make: Callable[[Dress], QWidget]) -> QWidget:
    widget = force(make(lambda kind: in_state(kind, state)), state)
    whole = QWidget()
    box = column(whole, spacing=theme.px(4))
    box.addWidget(label(state, "caption"))
    box.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    box.addStretch(1)
    return whole


def _sized(widget: QWidget, theme: Theme, width: int) -> QWidget:
    widget.setFixedWidth(theme.px(width))
    return widget


def _button(theme: Theme, t: Translator, kind: str, dress: Dress) -> QWidget:
    button: QWidget = dress(Button)(theme, t("Save"), "save", kind)
    return button


def _mark(box: type[QWidget], t: Translator, dress: Dress) -> QWidget:
    mark: QWidget = dress(box)(t("Main contact"))
    mark.setFixedSize(mark.sizeHint())
    return mark


def _tab(theme: Theme, t: Translator, checked: bool, dress: Dress) -> QWidget:
    button: QWidget = dress(Button)(theme, t("Timeline"), "", "tab")
    assert isinstance(button, Button)
    button.setCheckable(True)
    button.setChecked(checked)
    return button


def _date(theme: Theme, t: Translator, formats: Formats, dress: Dress) -> QWidget:
    field = dress(DateField)(theme, t, formats, lambda: date(2026, 11, 23))
    field.set_day(date(2026, 11, 23))
    return _sized(field, theme, 180)
