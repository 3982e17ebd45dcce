"""The user guide in the program (F1): its contents on the left, the page that helps here on the right, and search."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from talented_desk.i18n import Translator
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.search_field import SearchField

SECTIONS: Final = {
    "today": "Today",
    "employers": "Employers",
    "employer": "Employers",
    "pipeline": "Pipeline",
    "duplicates": "Duplicates",
    "quality": "Data quality",
    "visits": "Visits",
    "visit": "Visits",
    "sessions": "Support sessions",
    "session": "Support sessions",
    "placements": "Placement packages",
    "placement": "Placement packages",
    "import": "Importing a list",
    "reports": "Reports",
    "bin": "Looking back and restoring",
    "sharing": "Sharing",
}
"""The heading of the English guide that helps on a page; both guides have the same ones in the same order."""
ELSEWHERE: Final = "Getting around"
OTHER: Final = re.compile(r" ?\[[^\]]*\]\((?:en|fr)\.md\)\.?")
PICTURE: Final = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n\n?", re.MULTILINE)
LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
SIZES: Final = {1: 2, 2: 1}
"""Qt's steps above the body for the two levels of headings: a half and a fifth larger."""


def guide_text(language: str) -> str:
    """The guide in Markdown, without links to other files and pictures: here the program itself stands beside it."""
    text = files("resources").joinpath("help", f"{language}.md").read_text("utf-8")
    return LINK.sub(r"\1", OTHER.sub("", PICTURE.sub("", text)))


def headings(text: str) -> list[str]:
    """The headings under the title, in order."""
    return [line[3:].strip() for line in text.splitlines() if line.startswith("## ")]


def section_of(page_id: str) -> int:
    """Which heading helps on this page, counted from 0."""
    known = headings(guide_text("en"))
    wanted = SECTIONS.get(page_id, ELSEWHERE)
    return known.index(wanted) if wanted in known else 0


class GuideDialog(QDialog):
    """Stays open beside the work. Typing searches, Enter goes to the next place, Esc closes."""

    def __init__(self, theme: Theme, t: Translator, page_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.t = theme, t
        self.setWindowTitle(t("User guide"))
        room = parent.window().size() if parent is not None else QSize(theme.px(880), theme.px(620))
        self.resize(min(theme.px(880), room.width()), min(theme.px(620), room.height()))
        text = guide_text(t.language)
        self.search = SearchField(theme, t("Find in the guide"), pause=200)
        self.search.setObjectName("guide-search")
        self.search.searched.connect(self.look_for)
        self.search.left.connect(self.find_next)
        self._missing = label("", "muted", wrap=True)
        self._missing.hide()
        self.contents = QListWidget()
        self.contents.setObjectName("guide-contents")
        self.contents.setProperty("contents", "true")
        self.contents.setAccessibleName(t("Contents"))
        self.contents.setWordWrap(True)
        for words in headings(text):
            item = QListWidgetItem(words, self.contents)
            item.setToolTip(words)
            item.setSizeHint(QSize(0, theme.metrics.row))
        self.page = QTextBrowser()
        self.page.setObjectName("guide-page")
        self.page.setAccessibleName(t("User guide"))
        self.page.setStyleSheet("border: none;")
        self.page.setOpenLinks(False)
        self.page.setTabChangesFocus(True)
        self.page.document().setMarkdown(text)
        self.page.document().setDocumentMargin(theme.px(20))
        self.page.document().setIndentWidth(theme.px(20))
        self._dress()
        self.contents.currentRowChanged.connect(self.show_section)
        left = column(spacing=theme.px(8))
        left.setContentsMargins(theme.px(16), theme.px(16), theme.px(12), theme.px(16))
        left.addWidget(self.search)
        left.addWidget(self._missing)
        left.addWidget(self.contents, 1)
        close = Button(theme, t("Close"))
        close.setAutoDefault(False)  # Enter goes on in the search
        close.clicked.connect(self.accept)
        left.addWidget(close, 0, Qt.AlignmentFlag.AlignLeft)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(min(theme.px(250), self.width() // 3))
        row = line(self)
        row.addWidget(side)
        row.addWidget(hairline(vertical=True))
        row.addWidget(self.page, 1)
        self._find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        self._find.activated.connect(self.search.setFocus)
        self._section = section_of(page_id)

    def start(self) -> None:
        """Show it, at the page that helps."""
        self.show()
        self.contents.setCurrentRow(self._section)
        self.search.setFocus()

    def show_section(self, number: int) -> None:
        """Bring this heading to the top."""
        blocks = [block for block in self._blocks() if block.blockFormat().headingLevel() == 2]
        if 0 <= number < len(blocks):
            self.page.setTextCursor(QTextCursor(blocks[number]))
            self._to_top(blocks[number])

    def look_for(self, words: str) -> None:
        """What these words mean if that is told, else the first place with them, or say that there is none."""
        found = not words or self._find_meaning(words) or self._find_first(words)
        self._missing.setText("" if found else self.t("“{words}” is not in the guide.", words=words))
        self._missing.setVisible(not found)

    def find_next(self) -> None:
        """The next place, and from the last one on to the first."""
        words = self.search.text().strip()
        if words and not self.page.find(words):
            self._find_first(words)

    def _find_first(self, words: str) -> bool:
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        return bool(self.page.find(words))

    def _find_meaning(self, words: str) -> bool:
        """Go to the entry of the last section, which says what the words of the program mean."""
        last = max((block.position() for block in self._blocks() if block.blockFormat().headingLevel() == 2), default=0)
        for block in self._blocks():
            if block.position() > last and block.text().casefold().startswith(words.casefold()):
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, len(words))
                self.page.setTextCursor(cursor)
                self._to_top(block)
                return True
        return False

    def _to_top(self, block: QTextBlock) -> None:
        top = self.page.document().documentLayout().blockBoundingRect(block).top()
        self.page.verticalScrollBar().setValue(round(top) - self._theme.px(12))

    def _blocks(self) -> list[QTextBlock]:
        result, block = [], self.page.document().begin()
        while block.isValid():
            result.append(block)
            block = block.next()
        return result

    def _dress(self) -> None:
        """The sizes and distances of the program instead of Markdown's own."""
        theme, cursor = self._theme, QTextCursor(self.page.document())
        for block in self._blocks():
            level = block.blockFormat().headingLevel()
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            shape = QTextBlockFormat()
            shape.setTopMargin(theme.px(16) if level else theme.px(2))
            shape.setBottomMargin(theme.px(6))
            shape.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.mergeBlockFormat(shape)
            look = QTextCharFormat()
            look.setProperty(QTextCharFormat.Property.FontSizeAdjustment, SIZES.get(level, 0))
            cursor.mergeCharFormat(look)
            for place, length in _bold(block):
                cursor.setPosition(place)
                cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
                weight = QTextCharFormat()
                weight.setFontWeight(QFont.Weight.DemiBold)  # a bolder one is not shipped: Qt would smear it
                cursor.mergeCharFormat(weight)


def _bold(block: QTextBlock) -> list[tuple[int, int]]:
    """Where the bold words of a block are, and how long."""
    found, at = [], block.begin()
    while not at.atEnd():
        piece = at.fragment()
        if piece.charFormat().fontWeight() > QFont.Weight.DemiBold:
            found.append((piece.position(), piece.length()))
        at += 1
    return found
