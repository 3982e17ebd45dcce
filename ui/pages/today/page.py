"""*Today*: what the officer has to look at, ticked off, snoozed, handed over or opened with one key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain.text import Needed
from talented_desk.errors import Invalid
from talented_desk.events import DataChanged
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.navigation import Page
from ui.operations.runner import Operation
from ui.pages.documents.place import at_document
from ui.pages.today.agenda import Agenda, AgendaLine
from ui.pages.today.words import lines
from ui.widgets.basics import Button, column, label, line
from ui.widgets.chips import Choice, FilterChip
from ui.widgets.flow import FlowLayout
from ui.widgets.header import PageHeader
from ui.widgets.menus import ask, asking_menu
from ui.widgets.messages import Banner, EmptyState

if TYPE_CHECKING:
    from talented_desk.services.drafts import DraftRow
    from talented_desk.services.officers import OfficerRow
    from talented_desk.services.today import Day, Item

Found = tuple["Day", tuple["DraftRow", ...], tuple["OfficerRow", ...], bool]
TABLES: Final = frozenset(
    {
        "task",
        "promise",
        "employer",
        "support_session",
        "session_employer",
        "worksite",
        "employer_check",
        "attachment",
        "email_consent",
        "officer",
    }
)
WIDEST: Final = 1100
"""Pixels at 100 %: what is due stays near its day, on any screen."""
KEYS: Final = (("done", "D"), ("snooze", "S"), ("hand_over", "H"), ("log", "L"))
OPENS: Final[Mapping[str, tuple[str, str]]] = {
    "insurance": ("employer", "worksites"),
    "check": ("employer", "details"),
    "consent": ("employer", "people"),
}
"""Kinds whose line opens a certain tab of the employer."""


class TodayPage(Page):
    """The controller: reads the day, carries out what is asked of its lines."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._items: dict[str, Item] = {}
        self._officers: tuple[OfficerRow, ...] = ()
        self._shown_day: date | None = None
        self._run = 0
        self._header = PageHeader(theme, t("Today"), t("More"))
        self._header.add_primary(context.actions.action("session.new"), "notebook-pen")
        self._header.add_quiet(context.actions.action("task.new"), "plus")
        self._whose = FilterChip(theme, t("Whose"), t("Everybody’s"), (Choice("mine", t("Mine")),))
        self._whose.setObjectName("filter-whose")
        self._whose.choose("mine")
        self._whose.chosen.connect(self._load)
        self._agenda = Agenda(theme, t("Today"))
        self._agenda.setObjectName("agenda")
        self._agenda.opened.connect(self._open)
        self._agenda.ticked.connect(lambda one: self._done([one]))
        self._agenda.changed.connect(self._offer)
        self._agenda.customContextMenuRequested.connect(self._context_menu)
        self._bar = self._make_bar()
        for name, key in KEYS:
            shortcut = QShortcut(QKeySequence(key), self._agenda)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(getattr(self, f"_key_{name}"))
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self._agenda)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self._key_done)
        self._empty = EmptyState(theme, "circle-check", "")
        self._first_steps = [
            self._empty.offer(t(words), context.actions.action(name).trigger, icon, primary=name == "go.import")
            for words, name, icon in (
                (N_("Import a list"), "go.import", "file-input"),
                (N_("New employer"), "employer.new", "plus"),
                (N_("Read the guide"), "help.guide", "book-open"),
            )
        ]
        self._say_empty(False)
        inside = QWidget()
        box = column(inside, spacing=theme.px(6))
        box.addWidget(self._bar)
        self._agenda.setMaximumWidth(theme.px(WIDEST))
        held = line()
        held.addWidget(self._agenda, 1000)
        held.addStretch(1)
        box.addLayout(held, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(inside)
        self._stack.addWidget(self._empty)
        whole = column(self, spacing=theme.px(12))
        whole.setContentsMargins(theme.px(24), theme.px(20), theme.px(16), theme.px(8))
        whole.addWidget(self._header)
        self._waiting = Banner(theme)
        self._waiting.setObjectName("today-conflicts")
        self._waiting.offer(t("Review"), lambda: context.navigate("sharing", "conflicts"))
        whole.addWidget(self._waiting)
        chips = line()  # an alignment would be mirrored: the chip's own direction is from right to left
        chips.addWidget(self._whose)
        chips.addStretch(1)
        whole.addLayout(chips)
        whole.addWidget(self._stack, 1)
        context.events.data_changed.connect(self._changed)
        if context.sharing is not None:
            context.sharing.changed.connect(self._tell_conflicts)
            self._tell_conflicts()
        self._midnight = QTimer(self)
        self._midnight.setInterval(60_000)
        self._midnight.timeout.connect(self._turn)
        self._midnight.start()
        self._load()

    def _tell_conflicts(self) -> None:
        """What two people changed at once waits for somebody, on a computer that shares."""
        sharing, t = self.context.sharing, self.context.t
        count = sharing.state.conflicts if sharing is not None and sharing.joined and sharing.state else 0
        if not count:
            self._waiting.hide()
            return
        sentence = t.plural(
            "{count} value was changed by two people at once: somebody has to choose.",
            "{count} values were changed by two people at once: somebody has to choose.",
            count,
        )
        if not self._waiting.isVisible() or self._waiting.text() != sentence:
            self._waiting.say(sentence, "warn")

    @override
    def opened(self) -> None:
        self._agenda.setFocus(Qt.FocusReason.OtherFocusReason)
        self._load()

    @override
    def commands(self) -> Mapping[str, Command]:
        return {
            "session.new": self._key_log,
            "task.new": self._new_task,
            "page.refresh": self._load,
        }

    @override
    def place(self) -> dict[str, Any]:
        return {"whose": self._whose.value}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self._whose.choose(place.get("whose", "mine"))

    # -- showing ------------------------------------------------------------------------------------------

    def _make_bar(self) -> QWidget:
        theme, t = self.context.theme, self.context.t
        bar, wrapping = QWidget(), QWidget()
        buttons = FlowLayout(wrapping, theme.px(4))
        row = line(bar, spacing=theme.px(12))
        row.addWidget(wrapping, 1)
        self._buttons: dict[str, Button] = {}
        for (name, key), icon, words in zip(
            KEYS,
            ("circle-check", "clock", "arrow-right-left", "notebook-pen"),
            (N_("Done"), N_("Snooze"), N_("Hand over"), N_("Log a session")),
            strict=True,
        ):
            button = Button(theme, t(words), icon, "quiet")
            button.setObjectName(f"today-{name}")
            button.setToolTip(f"{t(words)}  {key}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(getattr(self, f"_key_{name}"))
            self._buttons[name] = button
            buttons.addWidget(button)
        self._figures = label("", "muted")
        self._figures.setObjectName("today-figures")
        row.addWidget(self._figures)
        return bar

    def _load(self) -> None:
        app = self.context.app
        self._run += 1
        run, officer = self._run, None if self._whose.value is None else app.database.identity.officer_id or None

        def job(task: Task) -> Found:
            day, drafts = app.today.day(officer), app.drafts.all("support_session")
            return day, drafts, app.officers.all(), not day.items and not drafts and not app.employers.count()

        self.context.jobs.read(self, job, lambda found: self._show(run, found))

    def _show(self, run: int, found: Found) -> None:
        if run != self._run:
            return
        day, drafts, self._officers, begins = found
        t, formats, today = self.context.t, self.context.formats, self.context.today()
        self._shown_day = today
        self._header.set_title(t("Today"), formats.full_date(today))
        self._items = {f"{item.kind}:{item.id}": item for item in day.items}
        shown = list(lines(day, drafts, today, t, formats))
        self._agenda.show_lines(shown)
        self._say_empty(begins)
        self._stack.setCurrentIndex(0 if shown else 1)
        late = sum(item.group == "overdue" for item in day.items)
        due = sum(item.group == "today" for item in day.items)
        parts = [
            t.plural("{count} late", "{count} late", late) if late else "",
            t.plural("{count} due today", "{count} due today", due) if due else "",
        ]
        self._figures.setText(" · ".join(part for part in parts if part))
        self._offer()

    def _say_empty(self, begins: bool) -> None:
        """Nothing is due; in a workspace without employers, how to begin."""
        t = self.context.t
        if begins:
            more = t("Bring in the list of employers that you have (CSV or Excel), or add the first one by hand.")
            self._empty.say("file-input", t("Your workspace is empty. This is how to begin:"), more)
        else:
            more = t("What you promise and plan in support sessions comes here when its day comes.")
            self._empty.say("circle-check", t("Nothing is due."), more)
        for button in self._first_steps:
            button.setVisible(begins)

    def _offer(self) -> None:
        """Enable what can be done with the selected lines."""
        items = self._selected()
        self._buttons["done"].setEnabled(any(item.kind in ("task", "promise") for item in items))
        for name in ("snooze", "hand_over"):
            self._buttons[name].setEnabled(any(item.kind in ("task", "promise", "quiet") for item in items))
        self._buttons["log"].setEnabled(any(item.employer_id for item in items))

    def _selected(self) -> list[Item]:
        return [self._items[one.id] for one in self._agenda.selected() if one.id in self._items]

    def _changed(self, event: DataChanged) -> None:
        if event.tables & TABLES:
            self._load()

    def _turn(self) -> None:
        if self._shown_day != self.context.today():
            self._load()

    # -- doing --------------------------------------------------------------------------------------------

    def _open(self, one: AgendaLine) -> None:
        kind, _, record_id = one.id.partition(":")
        item = self._items.get(one.id)
        if kind == "draft":
            self.context.navigate("session", f"draft:{record_id}")
        elif item is not None and item.employer_id and item.kind == "document":
            self.context.navigate("employer", at_document(item.employer_id, item.id))
        elif item is not None and item.employer_id:
            self.context.navigate("employer", item.employer_id)
            self._show_tab(OPENS.get(kind, ("", ""))[1])
        elif item is not None and item.kind == "task":
            self._edit_task(item)

    def _show_tab(self, name: str) -> None:
        """After going to the employer: the tab that holds what the line is about."""
        page = self.parent()
        current = page.currentWidget() if isinstance(page, QStackedWidget) else None
        show = getattr(current, "show_tab", None)
        if name and callable(show):
            show(name)

    def _key_done(self) -> None:
        self._done(self._agenda.selected())

    def _done(self, chosen: Sequence[AgendaLine]) -> None:
        items = [self._items[one.id] for one in chosen if one.id in self._items]
        items = [item for item in items if item.kind in ("task", "promise")]
        if not items:
            return
        t, service = self.context.t, self.context.app.today
        said = (
            t("Done: {subject}", subject=items[0].title)
            if len(items) == 1
            else t("{count} done", count=self.context.formats.number(len(items)))
        )
        self._operate(lambda task: service.done(items), said)

    def _key_snooze(self) -> None:
        items = [item for item in self._selected() if item.kind in ("task", "promise", "quiet")]
        if not items:
            return
        t, formats, today = self.context.t, self.context.formats, self.context.today()
        menu = self._menu(t("Snooze until"))
        monday = today + timedelta(days=(7 - today.weekday()))
        for words, day in (
            (t("&Tomorrow"), today + timedelta(days=1)),
            (t("In t&hree days"), today + timedelta(days=3)),
            (t("&Monday"), monday),
            (t("In a &week"), today + timedelta(days=7)),
            (t("In a m&onth"), today + timedelta(days=30)),
        ):
            action = menu.addAction(f"{words}\t{formats.weekday_date(day, today)}")
            action.triggered.connect(self._snoozer(items, day))
        menu.addSeparator()
        menu.addAction(t("Choose a &day…")).triggered.connect(lambda: self._ask_day(items))
        ask(menu, self._agenda.under_current())

    def _snoozer(self, items: Sequence[Item], day: date) -> Callable[[], None]:
        def snooze() -> None:
            t, service = self.context.t, self.context.app.today
            when = self.context.formats.weekday_date(day, self.context.today())
            self._operate(lambda task: service.snooze(items, day), t("Snoozed until {day}", day=when))

        return snooze

    def _ask_day(self, items: Sequence[Item]) -> None:
        t, service = self.context.t, self.context.app.today
        dialog = FormDialog(self.context, t("Snooze"), t("Snooze"), self.window())
        dialog.date("snoozed_until")

        def job(values: Mapping[str, str], task: Task) -> None:
            if not values["snoozed_until"]:
                raise Invalid({"snoozed_until": Needed()})
            service.snooze(items, date.fromisoformat(values["snoozed_until"]))

        dialog.on_save(job, t("Snoozed"))
        dialog.fit()
        dialog.open()

    def _key_hand_over(self) -> None:
        items = [item for item in self._selected() if item.kind in ("task", "promise", "quiet")]
        if not items:
            return
        t, me = self.context.t, self.context.app.database.identity.officer_id
        others = [officer for officer in self._officers if officer.id != me and officer.active]
        if not others:
            self.context.notices.banner(t("There is no other officer to hand it over to. Add one in Settings."), "info")
            return
        menu = self._menu(t("Hand over to"))
        for officer in others:
            menu.addAction(officer.name.replace("&", "&&")).triggered.connect(self._handing(items, officer))
        ask(menu, self._agenda.under_current())

    def _handing(self, items: Sequence[Item], officer: OfficerRow) -> Callable[[], None]:
        def hand_over() -> None:
            t, service = self.context.t, self.context.app.today
            said = t("Handed over to {officer}", officer=officer.name)
            self._operate(lambda task: service.hand_over(items, officer.id), said)

        return hand_over

    def _key_log(self) -> None:
        employer = next((item.employer_id for item in self._selected() if item.employer_id), "")
        self.context.navigate("session", f"new:{employer}")

    def _new_task(self) -> None:
        t, tasks = self.context.t, self.context.app.tasks
        dialog = FormDialog(self.context, t("Add a task"), t("Add"), self.window())
        dialog.text("subject", required=True)
        dialog.date("due_on")
        dialog.text("due_time", hint=t("Such as 14:00; you are reminded then"))
        dialog.paragraph("notes")
        dialog.on_save(lambda values, task: tasks.add(values), t("Task added"))
        dialog.fit()
        dialog.open()

    def _edit_task(self, item: Item) -> None:
        t, tasks = self.context.t, self.context.app.tasks
        dialog = FormDialog(self.context, t("Edit task"), t("Save"), self.window())
        dialog.text("subject", item.title, required=True)
        dialog.date("due_on", item.on)
        dialog.text("due_time", item.extra, hint=t("Such as 14:00; you are reminded then"))
        dialog.on_save(lambda values, task: tasks.edit(item.id, values), t("Task saved"))
        dialog.fit()
        dialog.open()

    def _context_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, key in KEYS:
            button = self._buttons[name]
            action = menu.addAction(f"{button.accessibleName()}\t{key}")
            action.setEnabled(button.isEnabled())
            action.triggered.connect(getattr(self, f"_key_{name}"))
        menu.popup(self._agenda.viewport().mapToGlobal(at))

    def _menu(self, title: str) -> QMenu:
        menu = asking_menu(self.context.theme, self, title, "today-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _operate(self, job: Callable[[Task], None], said: str) -> None:
        self.context.operations.run(self, Operation(self.context.t("Saving"), job, said=said))
