"""The user guide in the program: in both languages, at the page one is on, searchable."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
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


@pytest.mark.parametrize(("language", "word"), [("en", "promise"), ("fr", "promesse")])
def test_typing_a_word_tells_first_what_it_means(theme: Theme, language: str, word: str) -> None:
    dialog = GuideDialog(theme, Translator(language), "reports")
    with shown(dialog, 880, 620):
        dialog.start()
        dialog.search.setFocus()
        QTest.keyClicks(dialog.search, word)
        wait(lambda: dialog.page.textCursor().selectedText().lower() == word)
        assert dialog.page.textCursor().block().text().lower().startswith(word)
        meaning = dialog.page.textCursor().position()
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        assert dialog.isVisible()
        assert dialog.page.textCursor().position() != meaning


def test_the_reports_have_their_section() -> None:
    assert headings(guide_text("en"))[section_of("reports")] == "Reports"


def test_bold_words_have_the_weight_that_is_shipped(theme: Theme) -> None:
    dialog = GuideDialog(theme, Translator("en"), "today")
    weights, block = set(), dialog.page.document().begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            weights.add(at.fragment().charFormat().fontWeight())
            at += 1
        block = block.next()
    assert weights == {QFont.Weight.Normal, QFont.Weight.DemiBold}
    dialog.deleteLater()
