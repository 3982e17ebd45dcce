"""What is captured at an employer's site: large, in one column, in the order in which a visit goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from talented_desk.domain import codes
from talented_desk.domain import visits as rules
from ui.context import UiContext
from ui.pages.session.lines import CommitmentLines
from ui.widgets.basics import Button, clear, column, label, line, put_in_order
from ui.widgets.inputs import ChoiceField
from ui.widgets.signature import SignaturePad
from ui.widgets.touch import fit_for_fingers

if TYPE_CHECKING:
    from talented_desk.services.contacts import ContactRow


LANGUAGES: Final = ("en", "fr")
"""Languages in which the notice can be read and the sheet be left."""


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
        self._spoken: dict[str, str] = {}
        self._before: Sequence[QWidget] = ()
        self._after: Sequence[QWidget] = ()
        self._accepting: dict[str, QCheckBox] = {}
        self.photos: list[dict[str, Any]] = []
        self._box = column(self, spacing=theme.px(10))
        self._present = self._part(t("Who was there"), 0)
        self._checks = self._part(t("Look at"), 0)
        self.notes = QPlainTextEdit()
        self.notes.setObjectName("visit-notes")
        self.notes.setAccessibleName(t("Notes"))
        self.notes.setTabChangesFocus(True)
        self.notes.setMinimumHeight(theme.px(140))
        self.notes.textChanged.connect(self.edited)
        self._part(t("Notes")).addWidget(self.notes)
        self.we_promise = CommitmentLines(context, t("We promise"), t("What we will do"), roomy=True)
        self.they_promise = CommitmentLines(context, t("They promise"), t("What they will do"), roomy=True)
        self.follow_ups = CommitmentLines(context, t("Follow up"), t("What to do next"), roomy=True)
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
        self.wil_type.setSizeAdjustPolicy(ChoiceField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.wil_type.setMinimumContentsLength(12)
        self.wil_type.setAccessibleName(t("Type of placement"))
        self.wil_type.currentIndexChanged.connect(self.edited)
        quick = line(spacing=theme.px(8))
        quick.addWidget(self.opportunity, 2)
        quick.addWidget(self.wil_type, 1)
        self._part(t("A possible placement")).addLayout(quick)
        self._consent()
        self._photo_part()
        fit_for_fingers(self)
        self._box.addStretch(1)

    def stand_between(self, before: Sequence[QWidget], after: Sequence[QWidget]) -> None:
        """What Tab reaches before and after the form."""
        self._before, self._after = before, after

    def show_people(self, people: Sequence[ContactRow]) -> None:
        """Whom one may meet there."""
        ticked = set(self.contacts())
        clear(self._present)
        self._people = {}
        self._spoken = {person.id: str(person.values["language"]) for person in people}
        for person in people:
            box = QCheckBox(person.name)
            box.setChecked(person.id in ticked)
            box.toggled.connect(self._people_changed)
            self._people[person.id] = box
            self._present.addWidget(box)
            box.show()  # at once, since the focus goes there
            fit_for_fingers(box)
        if not people:
            self._present.addWidget(label(self.context.t("Nobody is known at this employer yet."), "muted", wrap=True))
        self._ask_who_accepts()
        self._people_changed(False)

    def show_items(self, kind: str) -> None:
        """What is looked at on a visit of this kind."""
        clear(self._checks)
        self._items = {}
        for item in rules.items(kind):
            box = QCheckBox(codes.load("visit_items").label(item, self.context.t.language))
            box.toggled.connect(self.edited)
            self._items[item] = box
            self._checks.addWidget(box)
            fit_for_fingers(box)
        self._put_in_order()

    def contacts(self) -> tuple[str, ...]:
        """Who was there."""
        return tuple(row_id for row_id, box in self._people.items() if box.isChecked())

    def name_of(self, contact_id: str) -> str:
        """What a person is called."""
        return self._people[contact_id].text() if contact_id in self._people else ""

    def accepted_by(self) -> str:
        """Who read the notice and accepted it; empty while nobody did."""
        return next((row_id for row_id, box in self._accepting.items() if box.isChecked()), "")

    def spoken(self) -> str:
        """The language of the first person there who has one of the program's; the officer's own without any."""
        known = (self._spoken.get(row_id, "") for row_id in self.contacts())
        return next((language for language in known if language in LANGUAGES), self.context.t.language)

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
            "accepted_by": self.accepted_by(),
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
        self.notes.moveCursor(QTextCursor.MoveOperation.End)  # one goes on where one was
        self.we_promise.set_values(values.get("we_promise", ()))
        self.they_promise.set_values(values.get("they_promise", ()))
        self.follow_ups.set_values(values.get("follow_ups", ()))
        self.opportunity.setText(str(values.get("opportunity", "")))
        self.wil_type.setCurrentIndex(max(0, self.wil_type.findData(values.get("wil_type", ""))))
        if (accepting := self._accepting.get(str(values.get("accepted_by", "")))) is not None:
            accepting.setChecked(True)
        self.signature.set_strokes(values.get("strokes", ()))
        self.photos = list(values.get("photos", ()))
        self._tell_photos()
        self._put_in_order()
        self.blockSignals(False)

    def begin(self) -> None:
        """Put the focus where a visit begins: on the first person; on the notes where they go on."""
        first = next(iter(self._people.values()), None)
        where = self.notes if first is None or self.notes.toPlainText() else first
        where.setFocus(Qt.FocusReason.OtherFocusReason)

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

    def _part(self, title: str, spacing: int = 4) -> Any:
        theme = self.context.theme
        self._box.addSpacing(theme.px(6))
        self._box.addWidget(label(title, "heading", wrap=True))
        inner = column(spacing=theme.px(spacing))
        self._box.addLayout(inner)
        return inner

    def _consent(self) -> None:
        theme, t = self.context.theme, self.context.t
        notice = rules.notice()
        part = self._part(notice.label(t.language))
        self._notice = label(notice.text("text", t.language), wrap=True, select=True)
        part.addWidget(self._notice)
        self._accepted = column(spacing=0)
        self.signature = SignaturePad(theme, t("Signature"), t("Sign here"))
        self.signature.setObjectName("visit-signature")
        self.signature.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.signature.changed.connect(self.edited)
        again = self._again = Button(theme, t("Sign again"), "rotate-ccw", "quiet")
        again.clicked.connect(self.signature.clear)
        part.addLayout(self._accepted)
        part.addWidget(self.signature)
        part.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)

    def _photo_part(self) -> None:
        theme, t = self.context.theme, self.context.t
        part = self._part(t("Photos and papers"))
        self._told = label("", "muted", wrap=True)
        add = self._add_photo = Button(theme, t("Add a picture or a file…"), "image")
        add.setObjectName("visit-photo")
        add.clicked.connect(self.photo_wanted)
        row = line(spacing=theme.px(8))
        row.addWidget(add)
        row.addWidget(self._told, 1)
        part.addLayout(row)

    def _tell_photos(self) -> None:
        self._told.setText(", ".join(str(photo["name"]) for photo in self.photos))

    def _people_changed(self, checked: bool) -> None:
        """Only who is there can accept the notice, and reads it in a language that is theirs."""
        self._notice.setText(rules.notice().text("text", self.spoken()))
        if tuple(self._accepting) != self.contacts():
            self._ask_who_accepts()
        self.edited.emit()

    def _ask_who_accepts(self) -> None:
        chosen, t = self.accepted_by(), self.context.t
        clear(self._accepted)
        self._accepting = {}
        for row_id in self.contacts():
            box = QCheckBox(t("{name} read it and accepts", name=self.name_of(row_id)))
            box.setChecked(row_id == chosen)
            box.toggled.connect(partial(self._accepts, row_id))
            self._accepting[row_id] = box
            self._accepted.addWidget(box)
            fit_for_fingers(box)
        if not self._accepting:
            self._accepted.addWidget(
                label(t("Tick above who was there: that person can accept it."), "muted", wrap=True)
            )
        self._put_in_order()

    def _put_in_order(self) -> None:
        lines = (self.we_promise, self.they_promise, self.follow_ups)
        put_in_order(
            [
                *self._before,
                *self._people.values(),
                *self._items.values(),
                self.notes,
                *(widget for one in lines for widget in one.order()),
                self.opportunity,
                self.wil_type,
                *self._accepting.values(),
                self.signature,
                self._again,
                self._add_photo,
                *self._after,
            ]
        )

    def _accepts(self, row_id: str, checked: bool) -> None:
        """One person says yes: the notice has one signature."""
        if checked:
            for other, box in self._accepting.items():
                if other != row_id:
                    box.setChecked(False)
        self.edited.emit()
