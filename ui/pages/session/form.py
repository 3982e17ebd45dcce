"""The form's layout: fields in reading order, their values as plain data for drafts and for the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from datetime import time as clock_time
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from talented_desk.domain import codes
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.pages.session.lines import CommitmentLines
from ui.pages.session.merge import LineMerge
from ui.pages.session.quick import QuickBox
from ui.pages.session.timer import TimerRow
from ui.session_timer import SessionTimer
from ui.widgets.basics import column, label, line
from ui.widgets.form import FormColumn
from ui.widgets.inputs import ChoiceField, DateField, MinutesField, ReadingField
from ui.widgets.token_field import Token, TokenField

if TYPE_CHECKING:
    from talented_desk.services.quick_line import Named, QuickDraft

NEW_NAME: Final = 3
"""Letters from which what was typed may be the name of a new employer."""
PARTS: Final = (
    ("minutes_direct", N_("Direct")),
    ("minutes_preparation", N_("Preparation")),
    ("minutes_travel", N_("Travel")),
    ("minutes_follow_up", N_("Follow-up")),
)
Bring = Callable[[Sequence[Token]], None]


class TimeField(ReadingField):
    """A time of day, typed as `14:05`, `1405`, `2 pm` or `14 h 05`."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.t, parent)
        self._formats = context.formats
        self._time: clock_time | None = None

    def time(self) -> clock_time | None:
        """The time last read."""
        return self._time

    def set_time(self, value: clock_time | None) -> None:
        """Show this time."""
        self._time = value
        self.setText("" if value is None else self._formats.time(value))

    def _take(self, text: str) -> None:
        self.set_time(self._formats.parse_time(text) if text else None)


class SessionForm(QWidget):
    """Everything that one says about a session. `edited` comes with every keystroke and choice."""

    edited = Signal()
    accepted = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme, t, language = context.theme, context.t, context.t.language
        self._pairs: dict[str, FormColumn] = {}
        self.form = FormColumn(theme, t("required"))
        self.form.accepted.connect(self.accepted)
        self.employers = self._tokens(t("Type an employer’s name"), self._offer_employers)
        self.contacts = self._tokens(t("Who took part?"), self._offer_contacts)
        self.day = DateField(theme, t, context.formats, context.today, past=True)
        self.time = TimeField(context)
        self.channel = ChoiceField((("", "–"), *codes.load("channels").choices(language)))
        self.language = ChoiceField((("", "–"), *codes.load("languages").choices(language)))
        self.topics = self._tokens(t("Such as funding"), self._offer_codes("topics"))
        self.barriers = self._tokens(t("What stood in the way?"), self._offer_codes("barriers"))
        self.minutes = {name: MinutesField(t, context.formats) for name, _ in PARTS}
        self.total = label("", "muted")
        self.subject = QLineEdit()
        self.narrative = QPlainTextEdit()
        self.narrative.setTabChangesFocus(True)
        self.narrative.setFixedHeight(theme.px(140))
        self.outcome = ChoiceField((("", "–"), *codes.load("session_outcomes").choices(language)))
        self.we_promise = CommitmentLines(context, t("We promise"), t("Such as: send the SWPP sheet"))
        self.they_promise = CommitmentLines(context, t("They promise"), t("Such as: send a job description"))
        self.follow_ups = CommitmentLines(context, t("Follow up"), t("Such as: call again"))
        self.quick = QuickBox(context)
        self.quick.present = self._present
        keeper = context.timer or SessionTimer(context.app, context.jobs, self)
        self.timer = TimerRow(context, keeper, [(name, t(words)) for name, words in PARTS])
        self.timer.title = self._called
        self._timed: dict[str, int] = {}
        self._merge = LineMerge()
        self._lay_out()
        self._listen()
        self._merge.begin(self.values())

    def values(self) -> dict[str, Any]:
        """Everything in the form, as a draft keeps it."""
        day, time = self.day.day(), self.time.time()
        return {
            "employers": [[token.id, token.text] for token in self.employers.tokens()],
            "contacts": [[token.id, token.text] for token in self.contacts.tokens()],
            "topics": [token.id for token in self.topics.tokens()],
            "barriers": [token.id for token in self.barriers.tokens()],
            "day": day.isoformat() if day else "",
            "time": time.strftime("%H:%M") if time else "",
            "channel": str(self.channel.currentData() or ""),
            "language": str(self.language.currentData() or ""),
            "outcome": str(self.outcome.currentData() or ""),
            "subject": self.subject.text(),
            "narrative": self.narrative.toPlainText(),
            "typed_employer": self.employers.typed(),
            **{name: field.text() for name, field in self.minutes.items()},
            "we_promise": self.we_promise.values(),
            "they_promise": self.they_promise.values(),
            "follow_ups": self.follow_ups.values(),
            "quick": {**self.quick.values(), **self._merge.kept()},
            "timer": self.timer.values(),
            "timed": dict(self._timed),
        }

    def fill(self, values: Mapping[str, Any], draft: str = "") -> None:
        """Show a draft's or a session's values, without telling. `draft` is the id of the draft that they are from."""
        self._silently(lambda: self._put({**_EMPTY, **values}))
        self._timed = {str(name): int(minutes) for name, minutes in dict(values.get("timed") or {}).items()}
        self.timer.load(values.get("timer") or {}, draft)
        self._merge.begin(self.values())
        quick = values.get("quick") or {}
        self._merge.load(quick)
        self.quick.load(quick)

    def suggest(self, values: Mapping[str, Any]) -> None:
        """Fill fields that the officer has not touched: what the program knows by itself, such as the main contact."""
        now = self.values()
        untouched = {name: value for name, value in values.items() if self._merge.untouched(name, now)}
        self._silently(lambda: self._put(untouched))
        self._merge.rebase(self.values())

    def missing(self) -> str:
        """The first field that a session needs and that is empty: employers, minutes_direct, or nothing."""
        if not self.employers.tokens():
            return "employers"
        counted = any(field.text().strip() for field in self.minutes.values()) or self.timer.look().seconds
        return "" if counted else PARTS[0][0]

    def asked(self) -> Named | None:
        """The first name of the quick line for which a choice is asked, unless its field was filled by hand."""
        asked = self.quick.draft.asked() if self.quick.draft is not None else ()
        fields = {"employer": "employers", "contact": "contacts"}
        return next((named for named in asked if fields[named.kind] not in self._merge.held), None)

    def go_on(self) -> bool:
        """Go from the quick line to what is not clear yet; whether there was something."""
        named, missing = self.asked(), self.missing()
        if named is not None:
            self.quick.ask(named)
        elif missing:
            self.go_to(missing)
        return named is not None or bool(missing)

    def go_to(self, name: str) -> None:
        """Put the focus into a field."""
        whole: dict[str, QWidget] = {
            "employers": self.employers,
            "contacts": self.contacts,
            "day": self.day,
            "time": self.time,
            "channel": self.channel,
            "language": self.language,
            "topics": self.topics,
            "barriers": self.barriers,
            "subject": self.subject,
            "outcome": self.outcome,
            "we_promise": self.we_promise.first_field(),
            "they_promise": self.they_promise.first_field(),
            "follow_ups": self.follow_ups.first_field(),
            **self.minutes,
        }
        whole.get(name, self.narrative).setFocus(Qt.FocusReason.OtherFocusReason)

    def settle(self) -> str:
        """Before saving: take the timer's minutes where none were typed, and the line's words that are not in the notes
        yet. Returns a sentence about counted minutes that were not taken, empty if there are none."""
        told = ""
        counted = self.timer.settle()
        if counted.seconds:
            told = self._count(counted.part, counted.minutes, ask=False)
        draft, left = self.quick.draft, self.quick.unread_line()
        if draft is not None and not left:
            left = self._merge.notes_left_out(self.narrative.toPlainText(), self._said(draft))
        if left:
            self._silently(lambda: self.narrative.appendPlainText(left))
        return told

    def read(self) -> bool:
        """Take what is still being typed; whether every field could be read."""
        fields: list[ReadingField] = [self.day, self.time, *self.minutes.values()]
        readable = [field.read() for field in fields]
        return all([*readable, self.we_promise.read(), self.they_promise.read(), self.follow_ups.read()])

    def show_commitments(self, shown: bool) -> None:
        """Promises and follow-ups, the line and the timer belong to a new session; later promises are edited apart."""
        self._commitments.setVisible(shown)
        self.form.show_field("quick", shown)
        self.timer.setVisible(shown)

    def _lay_out(self) -> None:
        theme, t = self.context.theme, self.context.t
        form = self.form
        form.add("quick", t("Quick line"), self.quick)
        form.add("employers", t("Employers"), self.employers, required=True)
        form.add("contacts", t("With"), self.contacts)
        when = QWidget()
        row = line(when, spacing=theme.px(6))
        self.day.setAccessibleName(t("Day"))
        self.time.setAccessibleName(t("Time"))
        self.time.setFixedWidth(theme.px(96))
        row.addWidget(self.day, 1)
        row.addWidget(self.time)
        when.setFocusProxy(self.day)
        form.add_row(
            self._pair(("happened_at", t("When"), when), ("channel", labels.field_label("channel", t), self.channel))
        )
        minutes = QWidget()
        grid = QGridLayout(minutes)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(2))
        for place, (name, words) in enumerate(PARTS):
            field = self.minutes[name]
            field.setAccessibleName(t("Minutes: {part}", part=t(words)))
            field.setObjectName(f"field-{name}")
            grid.addWidget(field, 0, place)
            grid.addWidget(label(t(words), "small"), 1, place)
        minutes.setFocusProxy(self.minutes["minutes_direct"])
        form.add("minutes_direct", t("Minutes"), minutes, required=True)
        under = QWidget()
        sums = line(under, spacing=theme.px(8))
        sums.addWidget(self.timer, 1)
        sums.addWidget(self.total, 0, Qt.AlignmentFlag.AlignTop)
        self.total.setMinimumHeight(theme.metrics.target)
        form.add_row(under)
        form.add("subject", labels.field_label("subject", t), self.subject)
        form.add("narrative", t("Notes"), self.narrative)
        form.add("topics", t("Topics"), self.topics)
        form.add("barriers", t("Barriers"), self.barriers)
        form.add_row(
            self._pair(
                ("outcome", labels.field_label("outcome", t), self.outcome),
                ("language", labels.field_label("language", t), self.language),
            )
        )
        self._commitments = FormColumn(theme, t("required"))
        self._commitments.accepted.connect(self.accepted)
        self._commitments.add("we_promise", t("We promise"), self.we_promise)
        self._commitments.add("they_promise", t("They promise"), self.they_promise)
        self._commitments.add("follow_ups", t("Follow up"), self.follow_ups)
        box = column(self, spacing=theme.px(14))
        box.addWidget(form)
        box.addWidget(self._commitments)

    def show_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Each sentence at its field; returns those that have none."""
        known = dict(problems)
        for name, _ in PARTS:  # the four parts share one place for their sentence
            if name in known:
                known.setdefault("minutes_direct", known[name])
        rest = self.form.show_problems(
            {n: s for n, s in known.items() if n not in ("happened_at", "channel", "outcome")}
        )
        rest = self._commitments.show_problems({n: known[n] for n in known if known[n] in rest})
        for name in ("happened_at", "channel", "outcome"):
            if name in self._pairs:
                rest += self._pairs[name].show_problems({name: known[name]} if name in known else {})
        return rest

    def _pair(self, one: tuple[str, str, QWidget], two: tuple[str, str, QWidget]) -> QWidget:
        """Two short fields side by side, each with its own place for a problem."""
        holder = QWidget()
        row = line(holder, spacing=self.context.theme.px(12))
        for name, words, field in (one, two):
            half = FormColumn(self.context.theme, "")
            half.accepted.connect(self.accepted)
            half.add(name, words, field)
            self._pairs[name] = half
            row.addWidget(half, 1)
        return holder

    def _listen(self) -> None:
        self.quick.edited.connect(self.edited)
        self.quick.read.connect(self._line_read)
        self.quick.wanted.connect(self.go_to)
        self.timer.edited.connect(self.edited)
        self.timer.counted.connect(self._counted)
        self.employers.changed.connect(self.timer.name)
        for tokens in (self.employers, self.contacts, self.topics, self.barriers):
            tokens.changed.connect(self.edited)
        for field in (self.day, self.time, self.subject, *self.minutes.values()):
            field.textEdited.connect(self.edited)
        for reading in (self.day, self.time, *self.minutes.values()):
            reading.understood.connect(self.edited)
        for minutes in self.minutes.values():
            minutes.understood.connect(self._add_up)
        for box in (self.channel, self.language, self.outcome):
            box.activated.connect(self.edited)
        self.narrative.textChanged.connect(self.edited)
        for lines in (self.we_promise, self.they_promise, self.follow_ups):
            lines.changed.connect(self.edited)

    def _tokens(self, hint: str, offer: Callable[[str, Bring], None]) -> TokenField:
        t = self.context.t
        return TokenField(self.context.theme, hint, offer, lambda words: t("Remove {name}", name=words))

    def _offer_employers(self, typed: str, bring: Bring) -> None:
        search, t = self.context.app.search, self.context.t

        def job(task: Task) -> list[Token]:
            found = [Token(hit.id, hit.title, hit.subtitle) for hit in search.find(typed, 8, ("employer",))]
            if len(typed.strip()) >= NEW_NAME:
                words = t("Add “{name}” as a new employer…", name=typed)
                found.append(Token("new:", words, make=lambda: self._add_employer(typed)))
            return found

        self.context.jobs.read(self, job, bring)

    def _add_employer(self, name: str) -> None:
        from ui.pages.employers.new import NewEmployerDialog

        employers = self.context.app.employers

        def put(employer_id: str) -> None:
            self.context.jobs.read(
                self,
                lambda task: employers.get(employer_id),
                lambda record: self.employers.add(Token(record.id, record.name)),
            )

        NewEmployerDialog(self.context, put, self.window(), name).open()

    def _offer_contacts(self, typed: str, bring: Bring) -> None:
        contacts, chosen = self.context.app.contacts, self.employers.tokens()
        employers = [token.id for token in chosen]
        word = typed.casefold()
        t = self.context.t

        def making(employer: Token) -> Token:
            words = t("Add “{name}” to {employer}…", name=typed, employer=employer.text)
            return Token(f"new:{employer.id}", words, make=lambda: self._add_contact(employer, typed))

        def job(task: Task) -> list[Token]:
            people = [person for employer in employers for person in contacts.of_employer(employer, past=False)]
            found = {p.id: Token(p.id, p.name, p.roles[0].title) for p in people if word in p.name.casefold()}
            new = [making(employer) for employer in chosen] if typed else []
            return [*list(found.values())[:8], *new]

        self.context.jobs.read(self, job, bring)

    def _add_contact(self, employer: Token, name: str) -> None:
        from ui.pages.employer.people import add_contact

        contacts = self.context.app.contacts

        def put(contact_id: str) -> None:
            self.context.jobs.read(
                self,
                lambda task: contacts.get(contact_id).name,
                lambda called: self.contacts.add(Token(contact_id, called)),
            )

        add_contact(self.context, self.window(), employer.id, name, put)

    def _offer_codes(self, list_id: str) -> Callable[[str, Bring], None]:
        choices = codes.load(list_id).choices(self.context.t.language)

        def offer(typed: str, bring: Bring) -> None:
            word = typed.casefold()
            bring([Token(code, words) for code, words in choices if word in words.casefold() or word == code][:10])

        return offer

    def _add_up(self) -> None:
        total = sum(field.minutes() or 0 for field in self.minutes.values())
        t = self.context.t
        words = t("Together {minutes}", minutes=self.context.formats.minutes(total)) if total else ""
        self.total.setText(words)

    def _silently(self, fill: Callable[[], None]) -> None:
        before = self.blockSignals(True)
        fill()
        self.blockSignals(before)
        self._add_up()

    def _put(self, values: Mapping[str, Any]) -> None:
        """Show these values in their fields; the others stay."""
        language = self.context.t.language
        for field, name in ((self.employers, "employers"), (self.contacts, "contacts")):
            if name in values:
                field.set_tokens([Token(i, words) for i, words in values[name]])
        for field, name in ((self.topics, "topics"), (self.barriers, "barriers")):
            if name in values:
                known = codes.load(name)
                field.set_tokens([Token(code, known.label(code, language)) for code in values[name]])
        if "day" in values:
            self.day.set_day(date.fromisoformat(values["day"]) if values["day"] else None)
        if "time" in values:
            self.time.set_time(clock_time.fromisoformat(values["time"]) if values["time"] else None)
        for box, name in ((self.channel, "channel"), (self.language, "language"), (self.outcome, "outcome")):
            if name in values:
                box.setCurrentIndex(max(0, box.findData(values[name])))
        if "subject" in values:
            self.subject.setText(values["subject"])
        if "narrative" in values:
            self.narrative.setPlainText(values["narrative"])
        for name, minutes in self.minutes.items():
            if name in values:
                minutes.setText(str(values[name] or ""))
                minutes.read()
        for lines, name in (
            (self.we_promise, "we_promise"),
            (self.they_promise, "they_promise"),
            (self.follow_ups, "follow_ups"),
        ):
            if name in values:
                lines.set_values(values[name])

    def _said(self, draft: QuickDraft) -> dict[str, Any]:
        said = draft.values(self.quick.day().isoformat())
        if draft.joins and "employers" in said:
            before = self._merge.before_line("employers")
            said["employers"] = [*before, *(one for one in said["employers"] if one not in before)]
        return said

    def _line_read(self, draft: QuickDraft) -> None:
        """Put what the line says into the fields that are not the officer's own."""
        changes = self._merge.changes(self.values(), self._said(draft))
        if changes:
            self._silently(lambda: self._put(changes))
            self.timer.name()
            self.edited.emit()
        left_out = self._merge.notes_left_out(self.narrative.toPlainText(), self._said(draft))
        complete = self.asked() is None and not self.missing()
        self.quick.show_read(self._merge.held, left_out, complete=complete)

    def _present(self) -> list[str]:
        """Employers that are in the form without the line: it was opened from a record, or they were put by hand."""
        return self._merge.own_employers([[token.id, token.text] for token in self.employers.tokens()])

    def _called(self) -> str:
        return ", ".join(token.text for token in self.employers.tokens())

    def _counted(self, part: str, counted: int) -> None:
        self._count(part, counted, ask=True)

    def _count(self, part: str, counted: int, *, ask: bool) -> str:
        """Give what the timer counted to its part of the minutes, unless something else was typed there."""
        field = self.minutes[part]
        field.read()
        typed = field.minutes() or 0
        if typed and typed != self._timed.get(part):
            if counted in (typed, self._timed.get(part)):
                return ""  # said before
            self._timed[part] = counted
            if ask:
                self.timer.ask(counted, typed, lambda minutes: self._take_counted(part, minutes))
            t, minutes = self.context.t, self.context.formats.minutes
            return t(
                "The timer counted {counted}; {typed} were typed and were kept.",
                counted=minutes(counted),
                typed=minutes(typed),
            )
        self._take_counted(part, counted)
        return ""

    def _take_counted(self, part: str, minutes: int) -> None:
        self._timed[part] = minutes
        self.minutes[part].set_minutes(minutes)
        self._add_up()
        self.edited.emit()


_EMPTY: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("employers", "contacts", "topics", "barriers", "we_promise", "they_promise", "follow_ups"), ()),
    **dict.fromkeys(("day", "time", "channel", "language", "outcome", "subject", "narrative"), ""),
    **dict.fromkeys((name for name, _ in PARTS), ""),
}
