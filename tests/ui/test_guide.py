"""The user guide in the program: in both languages, at the page one is on, searchable."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from talented_desk.i18n import Translator
from tests.ui.helpers import shown, wait
from ui.dialogs.guide import ELSEWHERE, SECTIONS, GuideDialog, guide_text, headings, section_of
from ui.navigation import BY_ID
from ui.theme.theme import Theme


def test_both_guides_have_the_same_sections_and_each_page_has_one() -> None:
    english = headings(guide_text("en"))
    assert len(english) == len(headings(guide_text("fr"))) > 5
    assert set(SECTIONS.values()) | {ELSEWHERE} <= set(english)
    assert set(SECTIONS) <= set(BY_ID)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_opens_where_one_is(theme: Theme, language: str) -> None:
    dialog = GuideDialog(theme, Translator(language), "import")
    with shown(dialog, 880, 620):
        dialog.start()
        at = section_of("import")
        assert dialog.contents.currentRow() == at
        assert dialog.page.textCursor().block().text() == headings(guide_text(language))[at]
        assert dialog.page.verticalScrollBar().value() > 0


def test_it_finds_words_and_says_when_there_are_none(theme: Theme) -> None:
    dialog = GuideDialog(theme, Translator("en"), "today")
    with shown(dialog, 880, 620):
        dialog.start()
        dialog.search.setFocus()
        QTest.keyClicks(dialog.search, "dry run")
        wait(lambda: dialog.page.textCursor().selectedText().lower() == "dry run")
        first = dialog.page.textCursor().position()
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        assert dialog.page.textCursor().selectedText().lower() == "dry run"
        assert dialog.page.textCursor().position() != first or guide_text("en").lower().count("dry run") == 1
        dialog.search.setText("")
        QTest.keyClicks(dialog.search, "xylophone")
        wait(lambda: dialog._missing.isVisible())
        assert "xylophone" in dialog._missing.text()


def test_it_tells_what_a_promise_is(theme: Theme) -> None:
    for language, word in (("en", "**Promise**"), ("fr", "**Promesse**")):
        words = guide_text(language).rsplit("\n## ", 1)[1]
        assert word in words
    assert headings(guide_text("en"))[section_of("reports")] == "Reports"
