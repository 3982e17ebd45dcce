"""The developers' gallery shows every component of the kit, in each theme and language."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from ui.gallery import LANGUAGES, Gallery, save_pictures, sections
from ui.gallery_states import STATES, force, in_state, state_sections
from ui.theme.theme import Theme
from ui.theme.tokens import THEMES, load
from ui.widgets.basics import Button, Kind

CLASS = re.compile(r"^class ([A-Z]\w+)\(Q(?:Widget|Frame|Label|PushButton|LineEdit|ListView)\)", re.MULTILINE)
WIDGETS = Path(__file__).parents[2] / "ui" / "widgets"
ELSEWHERE = {"PdfView", "DataTable", "TokenField", "SplitView", "FlowLayout", "ReportChip"}
"""Components that need a document, a model or a service: they are seen on their pages."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_is_there(theme: Theme, language: str) -> None:
    shown = {name for names, _ in _all(theme, language) for name in names.split(", ")}
    public = {name for path in WIDGETS.glob("*.py") for name in CLASS.findall(path.read_text("utf-8"))}
    assert public - shown - ELSEWHERE <= {"FilterChips", "NavItem", "ReadingField"}, sorted(public - shown - ELSEWHERE)


def _all(theme: Theme, language: str) -> list[tuple[str, int]]:
    found = []
    for name, widgets in sections(theme, Translator(language), Formats(language)):
        found.append((name, len(widgets)))
        for widget in widgets:
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return found


def test_language_is_switched_in_the_window(theme: Theme) -> None:
    gallery = Gallery(theme)
    box = next(box for box in gallery.findChildren(QComboBox) if box.accessibleName() == "language")
    box.setCurrentIndex(box.findData("fr"))
    box.activated.emit(box.currentIndex())
    assert any(found.text() == "Parcours" or "obligatoire" in found.text() for found in gallery.findChildren(QLabel))
    gallery.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_pictures_of_each_theme(tmp_path: Path, theme: Theme) -> None:
    files = save_pictures(tmp_path)
    assert len(files) == len(THEMES) * len(LANGUAGES)
    for file in files:
        name = file.stem.rpartition("-")[2]
        assert QColor(QImage(str(file)).pixel(2, 2)) == QColor(load(name).bg)
    theme.apply()


def _picture(widget: QWidget) -> QImage:
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    widget.render(image)
    return image


@pytest.mark.parametrize("kind", ["primary", "plain", "quiet", "tab"])
def test_forced_states_of_a_button_look_different(theme: Theme, kind: Kind) -> None:
    seen: list[tuple[str, QImage]] = []
    for state in STATES:
        button = force(in_state(Button, state)(theme, "Save", "", kind), state)
        button.resize(120, 40)
        seen.append((state, _picture(button)))
        button.deleteLater()
    alike = [
        f"{one} and {other}"
        for (one, first), (other, second) in itertools.combinations(seen, 2)
        if first == second and not (kind == "tab" and {one, other} <= {"hover", "pressed", "rest", "disabled"})
    ]
    assert not alike
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_inputs_show_that_they_have_the_keyboard(theme: Theme) -> None:
    formats = Formats("en")
    for name, widgets in state_sections(theme, Translator("en"), formats):
        for widget in widgets:
            widget.resize(widget.sizeHint())
        captions = [
            label.text() for widget in widgets for label in widget.findChildren(QLabel) if label.text() in STATES
        ]
        assert {"rest", "hover", "focus", "disabled"} <= set(captions), name
        pictures = dict(zip(captions, (_picture(widget) for widget in widgets), strict=True))
        below = {state: picture.copy(0, 24, picture.width(), picture.height()) for state, picture in pictures.items()}
        assert below["focus"] != below["rest"], name
        for widget in widgets:
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
