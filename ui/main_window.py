"""The window: a frame. It connects the parts, carries out what concerns the window, and remembers itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow

from talented_desk.compat import override
from talented_desk.events import DataChanged, SettingChanged
from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from talented_desk.jobs import Progress, Running
from talented_desk.settings import SETTINGS
from ui.actions.hub import ActionHub, Command
from ui.bridge import EventBridge
from ui.context import Found, Search, UiContext
from ui.errors import Crashes
from ui.jobs import JobBridge
from ui.navigation import BY_ID, PAGES
from ui.opening import place_window
from ui.operations.history import named, redo, undo
from ui.operations.runner import Operations
from ui.reminders import Reminders
from ui.session_timer import SessionTimer, clock_face
from ui.sharing import Sharing
from ui.shell import Shell
from ui.state import UiState
from ui.theme.theme import Theme
from ui.trail import Trail
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.journal import ChangesetInfo
    from talented_desk.services.today import Item
    from ui.dialogs.palette import Palette

LOOK: Final = ("theme", "scale", "density")
SMALLEST: Final = (900, 560)


class MainWindow(QMainWindow):
    """One window on one workspace. Implements `Notices` for the operations."""

    def __init__(self, app: Application, theme: Theme, crashes: Crashes, search: Search) -> None:
        super().__init__()
        self._app, self._theme, self._crashes, self._search = app, theme, crashes, search
        self.t = Translator(app.settings.text("language"))
        self.state = UiState(app.paths.root / "window.json")
        self.jobs = JobBridge(app.jobs, self)
        self.jobs.unhandled.connect(crashes.show)
        self.events = EventBridge(app.events, self)
        self.timer = SessionTimer(app, self.jobs, self)
        self.timer.ticked.connect(self._tell_timer)
        self.timer.changed.connect(self._tell_timer)
        self.timer.paused_other.connect(self._timer_paused)
        self.hub = ActionHub(theme, self.t, self)
        self.hub.page_wanted.connect(self.navigate)
        self.addActions(self.hub.actions())
        self.reminders = Reminders(app, self.jobs, self.events, self)
        self.reminders.due.connect(self._remind)
        self.reminders.counted.connect(self._count_today)
        self.sharing = Sharing(app, self.jobs, self.events, self)
        self.sharing.changed.connect(self._tell_sharing)
        self.sharing.revoked.connect(QApplication.closeAllWindows)
        self._trail = Trail()
        self._running: list[Running[Any]] = []
        self._palette: Palette | None = None
        self._back: Callable[[], object] | None = None
        self.context: UiContext
        self.shell: Shell
        self.setWindowTitle("Talented Desk")
        self.setMinimumSize(*SMALLEST)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.activated.connect(self._escaped)
        self._build()
        self.hub.offer_frame(self._commands())
        self.events.setting_changed.connect(self._setting_changed)
        self.events.data_changed.connect(self._data_changed)
        place_window(self, self.state)
        self._look_back()
        self.timer.find()

    def start(self, page_id: str = "") -> None:
        """Show the first page: the one named, or where the last run ended."""
        kept = str(self.state.get("page", ""))
        known = [spec.id for spec in PAGES if spec.in_navigation]
        self.navigate(page_id or (kept if kept in known else known[0]))
        self.reminders.start()
        self.sharing.start()

    def navigate(self, page_id: str, record_id: str | None = None) -> None:
        """Show a page, on a record if one is named."""
        self.shell.stack.go(page_id, record_id)

    # -- Notices ------------------------------------------------------------------------------------------

    def toast(self, sentence: str, *, undo: bool = False, back: Callable[[], object] | None = None) -> None:
        self._back = back
        self.shell.toast.say(sentence, undo=undo or back is not None)

    def banner(self, sentence: str, tone: str = "bad") -> None:
        tones: Mapping[str, Any] = {"info": "info", "ok": "ok", "warn": "warn", "bad": "bad"}
        self.shell.banner.say(sentence, tones.get(tone, "bad"))

    def busy(self, sentence: str, running: Running[Any] | None) -> None:
        self._running = [job for job in self._running if not job.future.done()]
        if running is not None:
            self._running.append(running)
            self.shell.status.saving(sentence)
            self.shell.status.progress.start(sentence)
        elif not self._running:
            self.shell.status.progress.stop()
            self._look_back()

    def progress(self, progress: Progress) -> None:
        """How far the running operation is."""
        self.shell.status.advance(progress)

    # -- what the frame can do ----------------------------------------------------------------------------

    def _commands(self) -> dict[str, Command]:
        return {
            **{f"go:{page_id}": self._goer(page_id) for page_id in (spec.id for spec in PAGES)},
            "go_back": self.shell_back,
            "go_forward": self.shell_forward,
            "open_palette": self.open_palette,
            "undo": self.undo,
            "redo": self.redo,
            "next_tab": self.next_tab,
            "previous_tab": self.previous_tab,
            "toggle_navigation": self.toggle_navigation,
            "next_theme": self.next_theme,
            "larger_text": self.larger_text,
            "smaller_text": self.smaller_text,
            "next_language": self.next_language,
            "open_guide": self.open_guide,
            "show_shortcuts": self.show_shortcuts,
            "show_only_here": self.show_only_here,
            "close_window": self.close,
        }

    def _goer(self, page_id: str) -> Command:
        def go() -> None:
            self.navigate(page_id)

        return go

    def shell_back(self) -> None:
        self.shell.stack.back()

    def shell_forward(self) -> None:
        self.shell.stack.forward()

    def undo(self) -> None:
        """Take back this officer's newest operation."""
        self.context.operations.run(self, undo(self.context))

    def _undo_toast(self) -> None:
        back, self._back = self._back, None
        if back is None:
            self.undo()
        else:
            back()

    def redo(self) -> None:
        """Do again what was undone last."""
        self.context.operations.run(self, redo(self.context))

    def open_palette(self) -> None:
        """One box for commands and records."""
        from ui.dialogs.palette import Palette

        if self._palette is not None:
            self._palette.close()
        palette = Palette(self._theme, self.t, self.hub, self.jobs, self._search, self)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.record_chosen.connect(self._open_found)
        palette.command_chosen.connect(self.hub.run, Qt.ConnectionType.QueuedConnection)
        palette.destroyed.connect(self._palette_gone)
        self._palette = palette
        palette.open_over(self)

    def open_guide(self) -> None:
        """The user guide, at the page that one is on."""
        from ui.dialogs.guide import GuideDialog

        guide = GuideDialog(self._theme, self.t, self.shell.stack.page_id(), self)
        guide.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        guide.start()

    def show_shortcuts(self) -> None:
        """The cheat-sheet."""
        from ui.dialogs.shortcuts import Shortcuts

        sheet = Shortcuts(self._theme, self.t, self.hub, self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def next_tab(self) -> None:
        """Of the page in sight."""
        self._step_tab(1)

    def previous_tab(self) -> None:
        self._step_tab(-1)

    def _step_tab(self, by: int) -> None:
        tabs = next((tabs for tabs in self.shell.stack.findChildren(Tabs) if tabs.isVisible()), None)
        if tabs is not None:
            tabs.step(by)

    def toggle_navigation(self) -> None:
        """Icons only, or icons and words."""
        self._app.settings.set("navigation_collapsed", not self._app.settings.flag("navigation_collapsed"))

    def next_theme(self) -> None:
        self._next("theme")

    def next_language(self) -> None:
        self._next("language")

    def larger_text(self) -> None:
        self._next("scale", stop=True)

    def smaller_text(self) -> None:
        self._next("scale", step=-1, stop=True)

    def _next(self, key: str, step: int = 1, *, stop: bool = False) -> None:
        values = [value for value, _ in SETTINGS[key].choices]
        at = values.index(self._app.settings[key]) + step
        if stop and not 0 <= at < len(values):
            return
        self._app.settings.set(key, values[at % len(values)])

    # -- how it follows what happens ----------------------------------------------------------------------

    def _build(self) -> None:
        """Make the shell and the context in the present language; keep the place."""
        old = getattr(self, "shell", None)
        places, current = (old.stack.places(), self._trail.here()) if old is not None else ({}, None)
        if old is not None and (page := old.stack.page()) is not None:
            page.leaving()
            old.stack.note_record()
            current = self._trail.here()
        QLocale.setDefault(QLocale(f"{self.t.language}_CA"))  # calendars, and the colon of chips
        self.hub.speak(self.t)
        self._crashes.t = self.t
        self.shell = Shell(self._theme, self.t, self.hub, self._trail, self)
        operations = Operations(self.jobs, self, self.t, self.shell)
        operations.crashed.connect(self._crashes.show)
        self.context = UiContext(
            app=self._app,
            t=self.t,
            formats=Formats(self.t.language),
            theme=self._theme,
            jobs=self.jobs,
            events=self.events,
            notices=self,
            operations=operations,
            navigate=self.navigate,
            dialog_parent=self._itself,
            actions=self.hub,
            state=self.state,
            search=self._search,
            sharing=self.sharing,
            timer=self.timer,
        )
        self.shell.stack.use(self.context)
        self.shell.stack.remember(places)
        self.shell.stack.shown.connect(self._page_shown)
        self.shell.chosen.connect(self.navigate)
        self.shell.toast.undo.connect(self._undo_toast)
        self.shell.status.undo.connect(self.undo)
        self.shell.status.timer.connect(self._go_to_timer)
        self.shell.status.here.connect(self.show_only_here)
        self.shell.status.cancelled.connect(self._cancel)
        self._tell_timer()
        self._tell_sharing()
        self.shell.collapse(self._app.settings.flag("navigation_collapsed"))
        self._count_today(self.reminders.count)
        self.setCentralWidget(self.shell)
        if current is not None:
            self.shell.stack.go(current.page, current.record_id)
            self._look_back()

    def _count_today(self, count: int) -> None:
        self.shell.navigation.set_count("today", count)

    def _remind(self, item: Item) -> None:
        when = self.context.formats.time(item.extra)
        about = f"{item.title} – {item.employer}" if item.employer else item.title
        self.banner(self.t("{time}: {what}", time=when, what=about), "info")
        QApplication.alert(self)

    def _itself(self) -> MainWindow:
        return self

    def _page_shown(self, page_id: str) -> None:
        page = self.shell.stack.page()
        if page is not None:
            self.hub.offer_page(page.commands())
            page.commands_changed.connect(self._page_offers, Qt.ConnectionType.UniqueConnection)
            self.hub.set_conditions(has_tabs=bool(page.findChildren(Tabs)))
        self.setWindowTitle(f"{self.t(BY_ID[page_id].title)} – Talented Desk")
        if self._back is None:
            self.shell.toast.leave_room()
        self.hub.set_conditions(can_go_back=self._trail.can_go_back, can_go_forward=self._trail.can_go_forward)

    def _page_offers(self) -> None:
        if (page := self.shell.stack.page()) is not None:
            self.hub.offer_page(page.commands())

    def _setting_changed(self, event: SettingChanged) -> None:
        settings = self._app.settings
        if event.key in LOOK:
            self._theme.use(settings.text("theme"), settings.number("scale"), settings.text("density"))
            if event.key == "scale":
                self._build()  # margins and widths are laid out anew
        elif event.key == "language":
            self.t = Translator(settings.text("language"))
            self._build()
        elif event.key == "navigation_collapsed":
            self.shell.collapse(settings.flag("navigation_collapsed"))

    def _data_changed(self, event: DataChanged) -> None:
        self._look_back()

    def _look_back(self) -> None:
        journal = self._app.journal
        self.jobs.read(self, lambda task: (journal.next_undo(), journal.next_redo()), self._tell_history)

    def _tell_history(self, found: tuple[ChangesetInfo | None, ChangesetInfo | None]) -> None:
        last, again = found
        what = named(self.t, last.operation, last.subject) if last is not None else ""
        self.hub.set_conditions(can_undo=last is not None, can_redo=again is not None)
        self.shell.status.offer_undo(self.t(last.operation) if last is not None else "")
        if not self._running:
            self.shell.status.saved(what)

    def _tell_sharing(self) -> None:
        from ui.pages.sharing import words

        sharing, status = self.sharing, self.shell.status
        if sharing.state is not None:
            said = words.short(self.context, sharing.state, sharing.told, joined=sharing.joined)
            status.show_here(said, words.icon(sharing.told, joined=sharing.joined))

    def show_only_here(self) -> None:
        """What no other computer has."""
        self.navigate("sharing", "here" if self.sharing.joined else None)

    def _tell_timer(self) -> None:
        running = self.timer.running
        self.shell.status.show_timer(clock_face(self.timer.look()) if running else "", self.timer.title)

    def _go_to_timer(self) -> None:
        self.navigate("session", f"draft:{self.timer.draft}")

    def _timer_paused(self, title: str) -> None:
        self.toast(self.t("One timer runs at a time: that of {name} was paused.", name=title or self.t("a session")))

    def _open_found(self, found: Found) -> None:
        self.navigate(found.page, found.record_id)

    def _palette_gone(self) -> None:
        self._palette = None

    def _cancel(self) -> None:
        for running in self._running:
            running.task.cancel()

    def _escaped(self) -> None:
        page = self.shell.stack.page()
        if page is None or page.escape():
            return
        parent = BY_ID[self.shell.stack.page_id()].under
        if parent:
            self.navigate(parent)

    # -- remembering --------------------------------------------------------------------------------------

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if (page := self.shell.stack.page()) is not None:
            page.leaving()
            spec = BY_ID[self.shell.stack.page_id()]
            self.state.set("page", spec.under or spec.id)
        self.state.set("geometry", bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        self.state.save()
        self.events.close()
        super().closeEvent(event)
