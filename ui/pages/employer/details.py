"""An employer's facts, read as text and edited where they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from talented_desk.domain import codes
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.operations.facts import edit_fact
from ui.operations.runner import Operation
from ui.theme.theme import Theme
from ui.widgets.basics import column, label
from ui.widgets.fact_row import FactRow
from ui.widgets.token_field import Token, TokenField

if TYPE_CHECKING:
    from talented_desk.services.employers import EmployerRecord

GROUPS: Final = (
    (N_("Names and numbers"), ("legal_name", "trade_name", "business_number")),
    (N_("Size and sector"), ("headcount", "headcount_date", "headcount_source", "naics", "federally_regulated")),
    (N_("How to reach them"), ("phone", "email", "website", "city", "language")),
    (N_("Notes"), ("notes",)),
)


class DetailsTab(QWidget):
    """Every field of the employer, its tags and its checklist."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._record: EmployerRecord | None = None
        theme, t = context.theme, context.t
        body = QWidget()
        body.setMaximumWidth(theme.px(760))
        box = column(body, spacing=theme.px(2))
        box.setContentsMargins(0, 0, theme.px(12), theme.px(16))
        self._facts: dict[str, FactRow] = {}
        for title, names in GROUPS:
            if box.count():
                box.addSpacing(theme.px(12))
            box.addWidget(_heading(theme, t(title)))
            for name in names:
                row = FactRow(
                    theme,
                    labels.field_label(name, t),
                    choices=self._choices(name),
                    long=name == "notes",
                    name_width=170,
                )
                row.setObjectName(f"fact-{name}")
                row.edited.connect(self._edited)
                self._facts[name] = row
                box.addWidget(row)
        box.addSpacing(theme.px(12))
        box.addWidget(_heading(theme, t("Tags")))
        self._tags = TokenField(theme, t("Add a tag"), self._offer, self._remove_text, free=True)
        self._tags.setAccessibleName(t("Tags"))
        self._tags.changed.connect(self._tags_changed)
        box.addWidget(self._tags)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(t("Details"))
        column(self).addWidget(area)

    def show_record(self, record: EmployerRecord) -> None:
        """Show these values; a field that is being edited keeps what is typed."""
        self._record = record
        for name, row in self._facts.items():
            if row.editor() is None:
                value = record.values[name]
                raw = "" if value is None else str(value)
                row.show_value(raw, self._words(name, value, record))
        self._tags.set_tokens([Token(tag_id, words) for tag_id, words in record.tags])

    def _choices(self, name: str) -> tuple[tuple[str, str], ...]:
        t = self.context.t
        if name in labels.FLAGS:
            return (("0", t("No")), ("1", t("Yes")))
        if name in labels.CODE_LISTS:
            return (("", "–"), *codes.load(labels.CODE_LISTS[name]).choices(t.language))
        return ()

    def _words(self, name: str, value: object, record: EmployerRecord) -> str:
        t = self.context.t
        words = labels.shown(name, value, t, self.context.formats)
        if name == "headcount" and record.band:
            return t(
                "{headcount} ({band})", headcount=words, band=codes.load("size_bands").label(record.band, t.language)
            )
        if name == "naics" and record.sector:
            sector = codes.load("naics_sectors").label(record.sector, t.language)
            return t("{code} – {sector}", code=words, sector=sector)
        if name == "phone" and words:
            return self.context.formats.phone(words)
        return words

    def _edited(self, value: str) -> None:
        row = self.sender()
        name = next((name for name, one in self._facts.items() if one is row), None)
        if name is None or self._record is None:
            return
        employers, employer_id, t = self.context.app.employers, self._record.id, self.context.t

        def job(task: Task) -> None:
            employers.edit(employer_id, {name: value})

        said = t("{field} saved", field=labels.field_label(name, t))
        self.context.operations.run(self, edit_fact(t, self._facts[name], name, value, job, said))

    def _offer(self, typed: str, bring: Callable[[Sequence[Token]], None]) -> None:
        employers, word = self.context.app.employers, typed.casefold()

        def job(task: Task) -> list[Token]:
            found = [Token(tag_id, words) for tag_id, words, _ in employers.tags() if word in words.casefold()]
            return found[:8]

        self.context.jobs.read(self, job, bring)

    def _remove_text(self, words: str) -> str:
        return self.context.t("Remove {name}", name=words)

    def _tags_changed(self) -> None:
        if self._record is None:
            return
        employers, employer_id, t = self.context.app.employers, self._record.id, self.context.t
        words = [token.text for token in self._tags.tokens()]

        def job(task: Task) -> None:
            employers.set_tags(employer_id, words)

        self.context.operations.run(self, Operation(t("Saving"), job, said=t("Tags saved")))


def _heading(theme: Theme, words: str) -> QWidget:
    """The name of a group, in line with the names of the facts under it."""
    heading = label(words, "caption")
    heading.setContentsMargins(theme.px(9), 0, 0, 0)
    return heading
