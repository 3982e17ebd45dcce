"""What a document shows inside the program: the pages of a PDF, a picture, a mail, a text, or that it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QScrollArea, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain import documents as rules
from talented_desk.domain import mails
from talented_desk.errors import DeskError
from ui.context import UiContext
from ui.pages.placement.pages import PageFeeder
from ui.theme.theme import Theme
from ui.widgets.basics import Button, column, hairline, label, line
from ui.widgets.messages import EmptyState
from ui.widgets.pdf_view import PdfView

if TYPE_CHECKING:
    from talented_desk.services.documents import DocumentRow, Documents

LONGEST_TEXT = 200_000
"""Letters of a text that are shown: more makes the window slow, and nobody reads it here."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A document read for showing; what is not of its type is None."""

    row: DocumentRow
    data: bytes
    picture: QImage | None = None
    mail: mails.Mail | None = None
    text: str | None = None


def look(documents: Documents, document_id: str) -> Looked:
    """Read a document; run it off the interface's thread. Raises `NotFound`, `BytesMissing`."""
    row, data = documents.get(document_id), documents.data(document_id)
    if row.mime in rules.PICTURES:
        picture = QImage.fromData(data)
        return Looked(row, data, picture=None if picture.isNull() else picture)
    if row.mime == rules.MAIL:
        return Looked(row, data, mail=mails.read(data))
    if row.mime == rules.TEXT:
        return Looked(row, data, text=mails.decoded(data[: LONGEST_TEXT * 4])[:LONGEST_TEXT])
    return Looked(row, data)


class Picture(QWidget):
    """A picture as large as there is room, never larger than it is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self.setMinimumSize(QSize(theme.px(120), theme.px(120)))

    def show_image(self, image: QImage, name: str) -> None:
        """Show this picture; `name` is what it is called."""
        self._image = image
        self.setAccessibleName(name)
        self.update()

    def image(self) -> QImage:
        return self._image

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        if self._image.isNull():
            return
        edge = self._theme.px(16)
        room = self.rect().adjusted(edge, edge, -edge, -edge).size()
        size = self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        if size.width() > self._image.width():
            size = self._image.size()
        place = QRect(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)


class Reading(QPlainTextEdit):
    """Words to read, to select and to copy."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )


class MailView(QScrollArea):
    """A mail: who, when, about what, what was attached, and its words. Nothing in it is loaded from anywhere."""

    enclosed_wanted = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        theme, t = context.theme, context.t
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(theme.px(12))
        self._facts.setVerticalSpacing(theme.px(4))
        self._facts.setColumnStretch(1, 1)
        self._keep = Button(theme, t("Keep the attachments as documents"), "paperclip")
        self._keep.setObjectName("keep-enclosed")
        self._keep.clicked.connect(self.enclosed_wanted)
        self.body = Reading(t("Text of the mail"))
        self.body.setObjectName("mail-body")
        self.body.setMinimumHeight(theme.px(140))
        inside = QWidget()
        box = column(inside, spacing=theme.px(8))
        box.setContentsMargins(0, 0, theme.px(12), theme.px(12))
        box.addLayout(self._facts)
        row = line()
        row.addWidget(self._keep)
        row.addStretch(1)
        box.addLayout(row)
        box.addWidget(hairline())
        box.addWidget(self.body, 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(t("E-mail"))

    def show_mail(self, mail: mails.Mail) -> None:
        """Show this mail."""
        t, formats = self.context.t, self.context.formats
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        sent = formats.moment(mail.sent) if mail.sent is not None and mail.sent.tzinfo is not None else ""
        files = ", ".join(f"{one.name} ({formats.file_size(len(one.data))})" for one in mail.enclosed)
        facts = (
            (t("Subject"), mail.subject),
            (t("Sender"), mail.sender),
            (t("Recipients"), mail.to),
            (t("Copy to"), mail.copy),
            (t("Sent on"), sent),
            (t("Attachments"), files),
        )
        for name, words in facts:
            if words:
                at = self._facts.rowCount()
                self._facts.addWidget(label(name, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
                self._facts.addWidget(
                    label(words, "strong" if name == t("Subject") else "", wrap=True, select=True), at, 1
                )
        self._keep.setVisible(bool(mail.enclosed))
        self.body.setPlainText(mail.text or t("This mail has no text."))


class Viewer(QStackedWidget):
    """Shows one document at a time. `failed` carries why its pages cannot be drawn."""

    enclosed_wanted = Signal()
    outside_wanted = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        theme, t = context.theme, context.t
        self._blank = QWidget()
        self.pdf = PdfView(theme, t)
        self._feeder = PageFeeder(context.jobs, self.pdf)
        self._feeder.failed.connect(self._not_drawn)
        self.picture = Picture(theme)
        self.mail = MailView(context)
        self.mail.enclosed_wanted.connect(self.enclosed_wanted)
        self.text = Reading(t("Text"))
        self.other = EmptyState(theme, "file-text", "")
        self.other.offer(t("Open in a viewer"), self.outside_wanted.emit, "external-link")
        for page in (self._blank, self.pdf, self.picture, self.mail, self.text, self.other):
            self.addWidget(page)

    def show_nothing(self) -> None:
        """Until the document is read."""
        self._feeder.stop()
        self.setCurrentWidget(self._blank)

    def show_document(self, found: Looked) -> None:
        """Show it in the way that its type allows."""
        self._feeder.stop()
        t = self.context.t
        if found.row.mime == rules.PDF:
            self.pdf.show_pages([])
            self.setCurrentWidget(self.pdf)
            self._feeder.show(found.data)
        elif found.picture is not None:
            self.picture.show_image(found.picture, found.row.name)
            self.setCurrentWidget(self.picture)
        elif found.mail is not None:
            self.mail.show_mail(found.mail)
            self.setCurrentWidget(self.mail)
        elif found.text is not None:
            self.text.setPlainText(found.text)
            self.setCurrentWidget(self.text)
        elif rules.not_what_it_says(found.row.name, found.row.mime) or found.row.mime in rules.PICTURES:
            self._say("triangle-alert", t("This file is damaged, or it is not what its name says."))
        else:
            self._say("file-text", t("This kind of file is not shown here."))

    def reading(self) -> QWidget | None:
        """What the keys for scrolling should go to; None where there is nothing to scroll."""
        places = ((self.pdf, self.pdf.pages_area()), (self.mail, self.mail.body), (self.text, self.text))
        return next((place for page, place in places if page is self.currentWidget()), None)

    def _not_drawn(self, error: object) -> None:
        if isinstance(error, DeskError):
            self._say("lock", error.describe(self.context.t))
        else:
            self.context.operations.tell(error)  # type: ignore[arg-type]

    def _say(self, icon: str, sentence: str) -> None:
        self.other.say(icon, sentence, self.context.t("It is kept as it is: open it in a viewer, or save a copy."))
        self.setCurrentWidget(self.other)
