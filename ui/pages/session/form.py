"""The form's layout: fields in reading order, their values as plain data for drafts and for the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from datetime import time as clock_time
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from talented_desk.domain import codes
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.pages.session.lines import CommitmentLines
from ui.widgets.basics import Button, column, label, line
from ui.widgets.form import FormColumn
from ui.widgets.inputs import ChoiceField, DateField, MinutesField, ReadingField
from ui.widgets.token_field import Token, TokenField

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
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._started: datetime | None = None
        self._clock = Button(theme, t("Start the timer"), "play", "quiet")
        self._clock.setObjectName("session-timer")
        self._clock.clicked.connect(self._start_or_stop)
        self._lay_out()
        self._listen()

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
        }

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show a draft's or a session's values, without telling."""
        language = self.context.t.language
        self.blockSignals(True)
        self.employers.set_tokens([Token(i, words) for i, words in values.get("employers", ())])
        self.contacts.set_tokens([Token(i, words) for i, words in values.get("contacts", ())])
        for field, list_id, name in ((self.topics, "topics", "topics"), (self.barriers, "barriers", "barriers")):
            known = codes.load(list_id)
            field.set_tokens([Token(code, known.label(code, language)) for code in values.get(name, ())])
        self.day.set_day(date.fromisoformat(values["day"]) if values.get("day") else None)
        self.time.set_time(clock_time.fromisoformat(values["time"]) if values.get("time") else None)
        for box, name in ((self.channel, "channel"), (self.language, "language"), (self.outcome, "outcome")):
            box.setCurrentIndex(max(0, box.findData(values.get(name, ""))))
        self.subject.setText(values.get("subject", ""))
        self.narrative.setPlainText(values.get("narrative", ""))
        for name, minutes in self.minutes.items():
            minutes.setText(str(values.get(name) or ""))
            minutes.read()
        self.we_promise.set_values(values.get("we_promise", ()))
        self.they_promise.set_values(values.get("they_promise", ()))
        self.follow_ups.set_values(values.get("follow_ups", ()))
        self.blockSignals(False)
        self._add_up()

    def read(self) -> bool:
        """Take what is still being typed; whether every field could be read."""
        fields: list[ReadingField] = [self.day, self.time, *self.minutes.values()]
        readable = [field.read() for field in fields]
        return all([*readable, self.we_promise.read(), self.they_promise.read(), self.follow_ups.read()])

    def stop_timer(self) -> None:
        """Add the time that ran to the direct minutes."""
        if self._started is not None:
            self._start_or_stop()

    def show_commitments(self, shown: bool) -> None:
        """Promises and follow-ups belong to a new session; later they are edited on their own."""
        self._commitments.setVisible(shown)

    def _lay_out(self) -> None:
        theme, t = self.context.theme, self.context.t
        form = self.form
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
        sum_row = QWidget()
        under = line(sum_row, spacing=theme.px(8))
        under.addWidget(self._clock)
        under.addWidget(self.total, 1)
        form.add_row(sum_row)
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
        search = self.context.app.search

        def job(task: Task) -> list[Token]:
            return [Token(hit.id, hit.title, hit.subtitle) for hit in search.find(typed, 8, ("employer",))]

        self.context.jobs.read(self, job, bring)

    def _offer_contacts(self, typed: str, bring: Bring) -> None:
        contacts, employers = self.context.app.contacts, [token.id for token in self.employers.tokens()]
        word = typed.casefold()

        def job(task: Task) -> list[Token]:
            people = [person for employer in employers for person in contacts.of_employer(employer, past=False)]
            found = {p.id: Token(p.id, p.name, p.roles[0].title) for p in people if word in p.name.casefold()}
            return list(found.values())[:8]

        self.context.jobs.read(self, job, bring)

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

    def _start_or_stop(self) -> None:
        t, now = self.context.t, self.context.app.clock.now()
        if self._started is None:
            self._started = now
            self._timer.start()
            self._clock.set_icon("pause")
        else:
            minutes = max(1, round((now - self._started).total_seconds() / 60))
            field = self.minutes["minutes_direct"]
            field.set_minutes((field.minutes() or 0) + minutes)
            self._started = None
            self._timer.stop()
            self._clock.set_icon("play")
            self._add_up()
            self.edited.emit()
        self._clock.setText(t("Start the timer") if self._started is None else t("Stop the timer"))
        self._tick()

    def _tick(self) -> None:
        if self._started is not None:
            seconds = int((self.context.app.clock.now() - self._started).total_seconds())
            words = self.context.t("Running: {time}", time=f"{seconds // 60}:{seconds % 60:02d}")
            self.total.setText(words)
