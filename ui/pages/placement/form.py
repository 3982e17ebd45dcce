"""The form for a new placement: one column, what was typed kept as a draft, unusual terms told and not refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from talented_desk.compat import override
from talented_desk.domain import placements as rules
from talented_desk.domain.text import Value
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.operations.runner import Operation
from ui.pages.placement import adding, fields
from ui.pages.placement.draft import Draft
from ui.pages.placement.inputs import Choice, FigureField
from ui.pages.placement.offers import EmployerChoices, employer_choices, offer_employers
from ui.widgets.basics import Button, ElidedLabel, column, hairline, label, line
from ui.widgets.form import FormColumn
from ui.widgets.inputs import DateField
from ui.widgets.messages import Banner
from ui.widgets.token_field import Token, TokenField

if TYPE_CHECKING:
    from talented_desk.services.institutions import InstitutionRow

NEEDED: Final = frozenset({"employer_id", "student_name", "title", "starts_on", "ends_on"})
SECTIONS: Final = (
    (N_("Where"), ("employer_id", "worksite_id", "supervisor_id")),
    (
        N_("Student"),
        ("student_name", "institution_id", "program", "student_email", "student_phone", "faculty_supervisor"),
    ),
    (
        N_("Work"),
        (
            "title",
            "wil_type",
            "starts_on",
            "ends_on",
            "hours_per_week",
            "pay_basis",
            "unpaid_basis",
            "pay_rate_cents",
            "pay_unit",
            "wcb_basis",
            "work_mode",
            "description",
        ),
    ),
)
HINTS: Final[Mapping[str, str]] = {
    "hours_per_week": N_("Such as 37.5 or 37,5"),
    "pay_rate_cents": N_("In dollars, such as 22.50"),
    "worksite_id": N_("Where the student works; the package needs its address"),
    "student_phone": N_("Ten digits; an extension as x12"),
}
TERMS: Final = ("wil_type", "starts_on", "ends_on", "hours_per_week", "pay_basis")
PAUSE: Final = 250


class NewPlacement(QWidget):
    """`saved` carries the new id; `closed` that the officer left, with the draft kept."""

    saved = Signal(str)
    closed = Signal()

    def __init__(self, context: UiContext, employer_id: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("ground", "page")
        theme, t = context.theme, context.t
        self._first_employer = employer_id
        self._fields: dict[str, QWidget] = {}
        self._wanted: dict[str, str] = {}
        """Choices of the draft that come when their lists do."""
        self._problem = Banner(theme)
        self._unusual = Banner(theme)
        self._unusual.setObjectName("unusual")
        self._kept = label("", "muted")
        self._kept.setObjectName("draft-state")
        self.form = FormColumn(theme, t("required"))
        self.form.accepted.connect(self.save)
        for title, names in SECTIONS:
            heading = label(t(title), "heading")
            heading.setContentsMargins(0, theme.px(10), 0, 0)
            self.form.add_row(heading)
            for name in names:
                self._add(name)
            if title == "Work":
                self.form.add_row(self._unusual)
        self._lay_out()
        self._draft = Draft(context, self)
        self._draft.kept.connect(self._draft_kept)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._look_at_terms)
        self._show_what_applies()
        self._load()

    # -- what the page asks -------------------------------------------------------------------------------

    def start(self) -> None:
        """Put the focus where one begins."""
        first = "student_name" if self._employer_id() else "employer_id"
        self._fields[first].setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Keep what is typed; called before the form goes out of sight."""
        self._draft.flush(self.content())

    def content(self) -> dict[str, Any]:
        """What stands in the form, as it is typed, for the draft."""
        found: dict[str, Any] = {}
        for name, field in self._fields.items():
            text = self._employer_token() if isinstance(field, TokenField) else _typed(field)
            if text and text != self._usual(name):
                found[name] = text
        return found

    def values(self) -> tuple[dict[str, Value], dict[str, DeskError]]:
        """The placement as the service takes it, and the fields that could not be read."""
        values: dict[str, Value] = {}
        problems: dict[str, DeskError] = {}
        for name, field in self._fields.items():
            try:
                values[name] = self._value(name, field)
            except DeskError as error:
                problems[name] = error
        if values.get("pay_basis") != "unpaid":
            values["unpaid_basis"] = ""
        if values.get("pay_basis") not in ("paid", "stipend"):
            values |= {"pay_rate_cents": None, "pay_unit": "hour"}
            problems.pop("pay_rate_cents", None)
        return values, problems

    def save(self) -> None:
        """Add the placement, or say at each field what is not right."""
        t = self.context.t
        values, unread = self.values()
        problems = {**self._rule_problems(values), **unread}
        if problems:
            self._show_problems(problems)
            return
        placements = self.context.app.placements
        self._save.setEnabled(False)

        def job(task: Task) -> str:
            return placements.add(values)

        self.context.operations.run(
            self,
            Operation(
                t("Saving"),
                job,
                self._done,
                said=t("The placement of {name} is saved", name=values["student_name"]),
                refused=self._refused,
            ),
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.setVisible(self.width() >= self.context.theme.px(760))  # the buttons need the room first

    # -- building -----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme, t = self.context.theme, self.context.t
        inside = QWidget()
        inside.setMaximumWidth(theme.px(640))
        box = column(inside, spacing=theme.px(12))
        box.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(24))
        head = line(spacing=theme.px(12))
        head.addWidget(label(t("New placement"), "title"), 1)
        head.addWidget(self._kept)
        box.addLayout(head)
        box.addWidget(self._problem)
        box.addWidget(self.form)
        box.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setAccessibleName(t("New placement"))
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(10), theme.px(24), theme.px(10))
        self._save = Button(theme, t("Save the placement"), "", "primary")
        self._save.setObjectName("save-placement")
        self._save.setToolTip("Ctrl+Enter")
        self._save.clicked.connect(self.save)
        leave = Button(theme, t("Close and keep the draft"))
        leave.setObjectName("leave-placement")
        leave.clicked.connect(self.closed)
        empty = Button(theme, t("Empty the form"), "", "quiet")
        empty.setObjectName("empty-placement")
        empty.clicked.connect(self._empty)
        for button in (self._save, leave, empty):
            foot.addWidget(button)
        self._hint = ElidedLabel(t("Ctrl+Enter saves"), "small")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self._hint, 1)
        foot.addStretch()
        whole = column(self)
        whole.addWidget(self._area, 1)
        whole.addWidget(hairline())
        whole.addLayout(foot)

    def _add(self, name: str) -> None:
        t = self.context.t
        field = self._make(name)
        field.setObjectName(f"field-{name}")
        self._fields[name] = field
        hint = t(HINTS[name]) if name in HINTS else ""
        words = labels.field_label(name, t)
        field.setAccessibleName(words)
        self.form.add(name, words, self._with_adding(name, field), hint=hint, required=name in NEEDED)

    def _with_adding(self, name: str, field: QWidget) -> QWidget:
        """The field, with a button beside it where what is chosen may not be there yet."""
        t = self.context.t
        extra: dict[str, tuple[str, Callable[[], object]]] = {
            "worksite_id": (t("Add a worksite"), self._add_worksite),
            "supervisor_id": (t("Add a supervisor"), self._add_supervisor),
        }
        if name not in extra:
            return field
        words, do = extra[name]
        button = Button(self.context.theme, words, "plus")
        button.setObjectName(f"add-{name}")
        button.clicked.connect(do)
        both = QWidget()
        row = line(both, spacing=self.context.theme.px(8))
        row.addWidget(field, 1)
        row.addWidget(button)
        both.setFocusProxy(field)
        return both

    def _make(self, name: str) -> QWidget:
        context, t = self.context, self.context.t
        if name == "employer_id":
            token = TokenField(
                context.theme,
                t("Type a part of the name"),
                lambda typed, bring: offer_employers(context, self, typed, bring),
                lambda words: t("Remove {name}", name=words),
                single=True,
            )
            token.changed.connect(self._employer_changed)
            return token
        if name.endswith("_id") or name in labels.CODE_LISTS:
            choice = Choice(fields.choices(name, t.language) or (("", "–"),))
            choice.activated.connect(self._changed)
            return choice
        if name in ("starts_on", "ends_on"):
            day = DateField(context.theme, t, context.formats, context.today)
            day.textEdited.connect(self._changed)
            day.understood.connect(self._changed)
            return day
        if name in labels.HUNDREDTHS or name in fields.MONEY:
            figure = FigureField(t, context.formats, name)
            figure.textEdited.connect(self._changed)
            return figure
        if name in fields.LONG:
            area = QPlainTextEdit()
            area.setTabChangesFocus(True)
            area.setFixedHeight(context.theme.px(110))
            area.textChanged.connect(self._changed)
            return area
        field = QLineEdit()
        field.textEdited.connect(self._changed)
        return field

    # -- lists and the draft ------------------------------------------------------------------------------

    def _load(self) -> None:
        app = self.context.app

        def job(task: Task) -> tuple[tuple[InstitutionRow, ...], Mapping[str, Any]]:
            return app.institutions.all(), self._draft.read(app.drafts)

        self.context.jobs.read(self, job, lambda found: self._loaded(*found))

    def _loaded(self, institutions: tuple[InstitutionRow, ...], draft: Mapping[str, Any]) -> None:
        french = self.context.t.language == "fr"
        names = [(one.id, (one.name_fr or one.name) if french else one.name) for one in institutions]
        self._choice("institution_id").offer((("", "–"), *names))
        if draft and not self.content():
            self._fill(draft)
            self._kept.setText(self.context.t("Your draft is back"))
        if self._first_employer and not self._employer_id():
            self._fill_employer(self._first_employer, {})

    def _fill(self, draft: Mapping[str, Any]) -> None:
        for name, typed in draft.items():
            field = self._fields.get(name)
            if isinstance(field, TokenField):
                self._fill_employer(str(typed), draft)
            elif isinstance(field, Choice):
                field.choose(str(typed))
            elif isinstance(field, QPlainTextEdit):
                field.setPlainText(str(typed))
            elif isinstance(field, QLineEdit):
                field.setText(str(typed))
                if isinstance(field, (DateField, FigureField)):
                    field.read()
        self._show_what_applies()
        self._pause.start()

    def _fill_employer(self, employer_id: str, draft: Mapping[str, Any]) -> None:
        self._wanted = {name: str(draft[name]) for name in ("worksite_id", "supervisor_id") if name in draft}
        app = self.context.app
        self.context.jobs.read(
            self,
            lambda task: employer_choices(app, employer_id),
            self._employer_found,
            lambda error: None,  # deleted since the draft was kept: the field stays empty and is asked for
        )

    def _employer_found(self, found: EmployerChoices) -> None:
        token = self._fields["employer_id"]
        if isinstance(token, TokenField):
            token.set_tokens([Token(found.id, found.name, found.city)])
        self._show_choices(found)

    def _employer_changed(self) -> None:
        self._wanted = {}
        employer_id, app = self._employer_id(), self.context.app
        if not employer_id:
            self._choice("worksite_id").offer((("", "–"),))
            self._choice("supervisor_id").offer((("", "–"),))
        else:
            self.context.jobs.read(self, lambda task: employer_choices(app, employer_id), self._show_choices)
        self._show_what_applies()
        self._changed()

    def _show_choices(self, found: EmployerChoices) -> None:
        if found.id != self._employer_id():
            return
        t = self.context.t
        sites, people = self._choice("worksite_id"), self._choice("supervisor_id")
        kept = {"worksite_id": sites.code(), "supervisor_id": people.code()} | self._wanted
        self._wanted = {}
        sites.offer((("", "–"), *((site, words or t("Worksite without a name")) for site, words in found.worksites)))
        people.offer((("", "–"), *found.people))
        sites.choose(kept["worksite_id"] or found.usual_worksite)
        people.choose(kept["supervisor_id"] or found.usual_supervisor)
        self._show_what_applies()
        self._changed()

    def _add_worksite(self) -> None:
        if employer_id := self._employer_id():
            adding.add_worksite(self.context, self.window(), employer_id, lambda made: self._added("worksite_id", made))

    def _add_supervisor(self) -> None:
        if employer_id := self._employer_id():
            adding.add_supervisor(
                self.context, self.window(), employer_id, lambda made: self._added("supervisor_id", made)
            )

    def _added(self, name: str, made: str) -> None:
        app, employer_id = self.context.app, self._employer_id()
        self._wanted = {name: made}
        self.context.jobs.read(self, lambda task: employer_choices(app, employer_id), self._show_choices)
        self._fields[name].setFocus(Qt.FocusReason.OtherFocusReason)

    # -- while typing -------------------------------------------------------------------------------------

    def _changed(self, *_: object) -> None:
        self._show_what_applies()
        self._pause.start()
        self._draft.keep_soon(self.content)

    def _show_what_applies(self) -> None:
        pay = self._choice("pay_basis").code()
        self.form.show_field("unpaid_basis", pay == "unpaid")
        for name in ("pay_rate_cents", "pay_unit"):
            self.form.show_field(name, pay in ("paid", "stipend"))
        for name in ("worksite_id", "supervisor_id"):
            self._fields[name].setEnabled(bool(self._employer_id()))
            button = self.findChild(Button, f"add-{name}")
            if button is not None:
                button.setEnabled(bool(self._employer_id()))

    def _look_at_terms(self) -> None:
        values, _ = self.values()
        found = rules.warnings({name: values.get(name) for name in TERMS})
        if found:
            self._unusual.say("\n".join(one.describe(self.context.t) for one in found), "info")
        else:
            self._unusual.hide()

    def _draft_kept(self) -> None:
        self._kept.setText(self.context.t("Draft kept"))

    # -- saving -------------------------------------------------------------------------------------------

    def _rule_problems(self, values: Mapping[str, Value]) -> dict[str, DeskError]:
        """What the rules say now, so that every field that needs attention is told in one go."""
        problems: dict[str, DeskError] = {}
        own = {name: value for name, value in values.items() if not name.endswith("_id")}
        try:
            rules.clean_placement(own, self.context.today(), new=True)
        except Invalid as invalid:
            problems |= invalid.problems
        return problems

    def _refused(self, error: DeskError) -> bool:
        self._save.setEnabled(True)
        self._show_problems(error.problems if isinstance(error, Invalid) else {"": error})
        return True

    def _show_problems(self, problems: Mapping[str, DeskError]) -> None:
        t = self.context.t
        rest = self.form.show_problems({name: error.describe(t) for name, error in problems.items()})
        if rest:
            self._problem.say(" ".join(rest), "bad")
        else:
            self._problem.hide()
        focused = self.focusWidget()
        if focused is not None:
            self._area.ensureWidgetVisible(focused, 0, self.context.theme.px(90))

    def _done(self, placement_id: str) -> None:
        self._draft.discard()
        self.saved.emit(placement_id)

    def _empty(self) -> None:
        for name, field in self._fields.items():
            if isinstance(field, TokenField):
                field.set_tokens([])
            elif isinstance(field, Choice):
                field.choose(self._usual(name))
            elif isinstance(field, QPlainTextEdit):
                field.setPlainText("")
            elif isinstance(field, QLineEdit):
                field.clear()
                if isinstance(field, (DateField, FigureField)):
                    field.read()
        self.form.show_problems({})
        self._problem.hide()
        self._unusual.hide()
        self._draft.discard()
        self._kept.setText("")
        self._employer_changed()
        self._draft.forget_soon()
        self._fields["employer_id"].setFocus(Qt.FocusReason.OtherFocusReason)

    # -- fields -------------------------------------------------------------------------------------------

    def _choice(self, name: str) -> Choice:
        field = self._fields[name]
        assert isinstance(field, Choice)
        return field

    def _employer_token(self) -> str:
        field = self._fields["employer_id"]
        tokens = field.tokens() if isinstance(field, TokenField) else ()
        return tokens[0].id if tokens else ""

    def _employer_id(self) -> str:
        return self._employer_token()

    def _usual(self, name: str) -> str:
        return "hour" if name == "pay_unit" else ""

    def _value(self, name: str, field: QWidget) -> Value:
        if isinstance(field, TokenField):
            return self._employer_id()
        if isinstance(field, DateField):
            typed = field.text().strip()
            return self.context.formats.parse_date(typed, self.context.today()).isoformat() if typed else None
        if isinstance(field, FigureField):
            return fields.read(name, field.text(), self.context.formats)
        return _typed(field)


def _typed(field: QWidget) -> str:
    if isinstance(field, Choice):
        return field.code()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    assert isinstance(field, QLineEdit)
    return field.text()
