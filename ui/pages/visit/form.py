"""What is captured at an employer's site: large, in one column, in the order in which a visit goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from talented_desk.domain import codes
from talented_desk.domain import visits as rules
from ui.context import UiContext
from ui.pages.session.lines import CommitmentLines
from ui.widgets.basics import Button, clear, column, label, line
from ui.widgets.inputs import ChoiceField
from ui.widgets.signature import SignaturePad

if TYPE_CHECKING:
    from talented_desk.services.contacts import ContactRow


class CaptureForm(QWidget):
    """Every field of the capture; `values` and `fill` are what the draft keeps."""

    edited = Signal()
    photo_wanted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t = context.theme, context.t
        self._people: dict[str, QCheckBox] = {}
        self._items: dict[str, QCheckBox] = {}
        self.photos: list[dict[str, Any]] = []
        self._box = column(self, spacing=theme.px(10))
        self._present = self._part(t("Who was there"))
        self._checks = self._part(t("Look at"))
        self.notes = QPlainTextEdit()
        self.notes.setObjectName("visit-notes")
        self.notes.setAccessibleName(t("Notes"))
        self.notes.setTabChangesFocus(True)
        self.notes.setMinimumHeight(theme.px(140))
        self.notes.textChanged.connect(self.edited)
        self._part(t("Notes")).addWidget(self.notes)
        self.we_promise = CommitmentLines(context, t("We promise"), t("What we will do"))
        self.they_promise = CommitmentLines(context, t("They promise"), t("What they will do"))
        self.follow_ups = CommitmentLines(context, t("Follow up"), t("What to do next"))
        for words, lines in (
            (t("We promise"), self.we_promise),
            (t("They promise"), self.they_promise),
            (t("Follow up"), self.follow_ups),
        ):
            lines.changed.connect(self.edited)
            self._part(words).addWidget(lines)
        self.opportunity = QLineEdit()
        self.opportunity.setObjectName("visit-opportunity")
        self.opportunity.setAccessibleName(t("A possible placement: what would the student do?"))
        self.opportunity.setPlaceholderText(t("What would the student do?"))
        self.opportunity.textEdited.connect(self.edited)
        self.wil_type = ChoiceField((("", t("Type of placement")), *codes.load("wil_types").choices(t.language)))
        self.wil_type.setAccessibleName(t("Type of placement"))
        self.wil_type.currentIndexChanged.connect(self.edited)
        quick = line(spacing=theme.px(8))
        quick.addWidget(self.opportunity, 2)
        quick.addWidget(self.wil_type, 1)
        self._part(t("A possible placement")).addLayout(quick)
        self._consent()
        self._photo_part()
        self._box.addStretch(1)

    def show_people(self, people: Sequence[ContactRow]) -> None:
        """Whom one may meet there."""
        ticked = set(self.contacts())
        clear(self._present)
        self._people = {}
        for person in people:
            box = QCheckBox(person.name)
            box.setMinimumHeight(self.context.theme.px(36))
            box.setChecked(person.id in ticked)
            box.toggled.connect(self._people_changed)
            self._people[person.id] = box
            self._present.addWidget(box)
        if not people:
            self._present.addWidget(label(self.context.t("Nobody is known at this employer yet."), "muted", wrap=True))
        self._people_changed(False)

    def show_items(self, kind: str) -> None:
        """What is looked at on a visit of this kind."""
        clear(self._checks)
        self._items = {}
        for item in rules.items(kind):
            box = QCheckBox(codes.load("visit_items").label(item, self.context.t.language))
            box.setMinimumHeight(self.context.theme.px(36))
            box.toggled.connect(self.edited)
            self._items[item] = box
            self._checks.addWidget(box)

    def contacts(self) -> tuple[str, ...]:
        """Who was there."""
        return tuple(row_id for row_id, box in self._people.items() if box.isChecked())

    def name_of(self, contact_id: str) -> str:
        """What a person is called."""
        return self._people[contact_id].text() if contact_id in self._people else ""

    def values(self) -> dict[str, Any]:
        """Everything, as the draft keeps it."""
        return {
            "contacts": list(self.contacts()),
            "items": [item for item, box in self._items.items() if box.isChecked()],
            "notes": self.notes.toPlainText(),
            "we_promise": self.we_promise.values(),
            "they_promise": self.they_promise.values(),
            "follow_ups": self.follow_ups.values(),
            "opportunity": self.opportunity.text(),
            "wil_type": str(self.wil_type.currentData() or ""),
            "accepted_by": str(self.accepted_by.currentData() or ""),
            "strokes": self.signature.strokes(),
            "photos": list(self.photos),
        }

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show what a draft kept, without telling."""
        self.blockSignals(True)
        for row_id, box in self._people.items():
            box.setChecked(row_id in values.get("contacts", ()))
        self._people_changed(False)
        for item, box in self._items.items():
            box.setChecked(item in values.get("items", ()))
        self.notes.setPlainText(str(values.get("notes", "")))
        self.we_promise.set_values(values.get("we_promise", ()))
        self.they_promise.set_values(values.get("they_promise", ()))
        self.follow_ups.set_values(values.get("follow_ups", ()))
        self.opportunity.setText(str(values.get("opportunity", "")))
        self.wil_type.setCurrentIndex(max(0, self.wil_type.findData(values.get("wil_type", ""))))
        self.accepted_by.setCurrentIndex(max(0, self.accepted_by.findData(values.get("accepted_by", ""))))
        self.signature.set_strokes(values.get("strokes", ()))
        self.photos = list(values.get("photos", ()))
        self._tell_photos()
        self.blockSignals(False)

    def read(self) -> bool:
        """Take what is still being typed; whether all days could be read."""
        unread = [lines for lines in (self.we_promise, self.they_promise, self.follow_ups) if not lines.read()]
        return not unread

    def add_photo(self, paper: Mapping[str, Any]) -> None:
        """A picture that lies in the database already."""
        self.photos.append(dict(paper))
        self._tell_photos()
        self.edited.emit()

    # -- within -----------------------------------------------------------------------------------------------

    def _part(self, title: str) -> Any:
        theme = self.context.theme
        self._box.addSpacing(theme.px(6))
        self._box.addWidget(label(title, "heading", wrap=True))
        inner = column(spacing=theme.px(4))
        self._box.addLayout(inner)
        return inner

    def _consent(self) -> None:
        theme, t = self.context.theme, self.context.t
        notice = rules.notice()
        part = self._part(notice.label(t.language))
        words = label(notice.text("text", t.language), wrap=True, select=True)
        part.addWidget(words)
        self.accepted_by = ChoiceField((("", t("Nobody has accepted it")),))
        self.accepted_by.setObjectName("visit-accepted")
        self.accepted_by.setAccessibleName(t("Who read the notice and accepted it"))
        self.accepted_by.currentIndexChanged.connect(self.edited)
        self.signature = SignaturePad(theme, t("Signature"), t("Sign here"))
        self.signature.setObjectName("visit-signature")
        self.signature.setMaximumWidth(theme.px(460))
        self.signature.changed.connect(self.edited)
        again = Button(theme, t("Sign again"), "rotate-ccw", "quiet")
        again.clicked.connect(self.signature.clear)
        row = line(spacing=theme.px(8))
        row.addWidget(self.signature, 1)
        row.addWidget(again, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        part.addWidget(self.accepted_by)
        part.addLayout(row)

    def _photo_part(self) -> None:
        theme, t = self.context.theme, self.context.t
        part = self._part(t("Photos and papers"))
        self._told = label("", "muted", wrap=True)
        add = Button(theme, t("Add a picture or a file…"), "image")
        add.setObjectName("visit-photo")
        add.clicked.connect(self.photo_wanted)
        row = line(spacing=theme.px(8))
        row.addWidget(add)
        row.addWidget(self._told, 1)
        part.addLayout(row)

    def _tell_photos(self) -> None:
        self._told.setText(", ".join(str(photo["name"]) for photo in self.photos))

    def _people_changed(self, checked: bool) -> None:
        """Only who is there can accept the notice."""
        chosen = str(self.accepted_by.currentData() or "")
        self.accepted_by.blockSignals(True)
        self.accepted_by.clear()
        self.accepted_by.addItem(self.context.t("Nobody has accepted it"), "")
        for row_id in self.contacts():
            name = self.name_of(row_id)
            self.accepted_by.addItem(self.context.t("{name} read it and accepts", name=name), row_id)
        self.accepted_by.setCurrentIndex(max(0, self.accepted_by.findData(chosen)))
        self.accepted_by.blockSignals(False)
        self.edited.emit()
