"""The timer in the form: start, pause, go on, stop; what it counted goes to the minutes, never over typed ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from talented_desk.domain.stopwatch import Stopwatch, as_kept, from_kept
from talented_desk.i18n import Translator
from ui.context import UiContext
from ui.session_timer import SessionTimer, clock_face
from ui.widgets.basics import Button, clear, column, label, line
from ui.widgets.inputs import ChoiceField
from ui.widgets.messages import Banner


def doubt_words(watch: Stopwatch, t: Translator, minutes: Callable[[int], str]) -> str:
    """Why the count may be wrong, in a sentence; empty where it is sure."""
    unsure = minutes(max(1, round(watch.unsure / 60)))
    if watch.doubt == "gap":
        return t(
            "The computer slept, or its clock was put ahead by {minutes}, while the timer ran. That is not counted.",
            minutes=unsure,
        )
    if watch.doubt == "back":
        return t("The computer’s clock was put back while the timer ran. Check the minutes.")
    if watch.doubt == "closed":
        return t("The timer went on while the program was closed: {minutes} of it. Check the minutes.", minutes=unsure)
    return ""


class TimerRow(QWidget):
    """`counted` brings a part of the minutes and its minutes when the timer is stopped; `edited` what to keep.

    `wanted` asks the page for the draft that the timer is kept in: it sets `draft` before it returns.
    """

    edited = Signal()
    wanted = Signal()
    counted = Signal(str, int)

    def __init__(
        self, context: UiContext, keeper: SessionTimer, parts: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme, t = context.theme, context.t
        self.context, self._keeper = context, keeper
        self.draft = ""
        self.title: Callable[[], str] = str
        self._watch = Stopwatch()
        self._go = Button(theme, t("Start the timer"), "play", "quiet")
        self._go.setObjectName("session-timer")
        self._go.clicked.connect(self.go_or_pause)
        self._stop = Button(theme, t("Stop"), "square", "quiet")
        self._stop.setObjectName("session-timer-stop")
        self._stop.setAccessibleName(t("Stop the timer and take its minutes"))
        self._stop.setToolTip(self._stop.accessibleName())
        self._stop.clicked.connect(self.stop)
        self._face = label("", "strong")
        self._face.setObjectName("session-timer-face")
        self._part = ChoiceField(parts)
        self._part.setAccessibleName(t("The timer counts as"))
        self._part.setToolTip(t("The timer counts as"))
        self._part.activated.connect(self._aim)
        self._doubt = label("", "warn", wrap=True)
        self._doubt.setObjectName("session-timer-doubt")
        row = line(spacing=theme.px(8))
        for widget in (self._go, self._stop, self._face, self._part):
            row.addWidget(widget)
        row.addStretch(1)
        self._asked = column()
        box = column(self, spacing=theme.px(4))
        box.addLayout(row)
        box.addWidget(self._doubt)
        box.addLayout(self._asked)
        keeper.ticked.connect(self._show)
        keeper.changed.connect(self._kept_elsewhere)
        self._show()

    def values(self) -> dict[str, Any]:
        """As the draft keeps it."""
        return as_kept(self._keeper.watch() if self._keeper.runs_for(self.draft) else self._watch)

    def load(self, kept: Mapping[str, Any], draft: str) -> None:
        """Show a draft's timer; one that was running goes on."""
        self._answered()
        self.draft, self._watch = draft, from_kept(kept)
        if self._keeper.runs_for(draft):
            self._watch = self._keeper.watch()
        elif self._watch.running:
            if self._keeper.running:  # only one runs at a time: this one is taken as of now
                self._watch = replace(self._watch, since="")
            else:
                self._keeper.adopt(draft, self.title(), self._watch)
        self._part.setCurrentIndex(max(0, self._part.findData(self._watch.part)))
        self._show()

    def look(self) -> Stopwatch:
        """What has been counted so far."""
        return self._keeper.look() if self._keeper.runs_for(self.draft) else self._watch

    def go_or_pause(self) -> None:
        """Start, pause or go on."""
        self._answered()
        if self._keeper.runs_for(self.draft):
            self._watch = self._keeper.stop()
        else:
            self.wanted.emit()
            self._watch = self._keeper.start(self.draft, self.title(), self._aimed())
        self._show()
        self.edited.emit()

    def stop(self) -> None:
        """Stand still, and give what was counted to the minutes."""
        if self._keeper.runs_for(self.draft):
            self._watch = self._keeper.stop()
        self._show()
        if self._watch.seconds:
            self.counted.emit(self._watch.part, self._watch.minutes)
        self.edited.emit()

    def settle(self) -> Stopwatch:
        """Before saving: what was counted, the timer standing."""
        self._answered()
        if self._keeper.runs_for(self.draft):
            self._watch = self._keeper.stop()
        self._show()
        return self._watch

    def name(self) -> None:
        """The session is called something else now."""
        if self._keeper.runs_for(self.draft):
            self._keeper.call(self.title())

    def ask(self, counted: int, typed: int, take: Callable[[int], None]) -> None:
        """The minutes were typed: say so, and offer to take the counted ones, or both together."""
        self._answered()
        theme, t, minutes = self.context.theme, self.context.t, self.context.formats.minutes
        banner = Banner(theme, t("Leave what is typed"))
        banner.setObjectName("session-timer-asks")

        def give(value: int) -> Callable[[], None]:
            def taken() -> None:
                self._answered()
                take(value)

            return taken

        banner.offer(t("Take {minutes}", minutes=minutes(counted)), give(counted)).setObjectName("timer-take")
        both = banner.offer(t("Add up to {minutes}", minutes=minutes(counted + typed)), give(counted + typed))
        both.setObjectName("timer-add")
        banner.closed.connect(self._answered)
        self._asked.addWidget(banner)
        banner.say(
            t(
                "The timer counted {counted}; {typed} are typed and were left as they are.",
                counted=minutes(counted),
                typed=minutes(typed),
            ),
            "warn",
        )

    def _answered(self) -> None:
        clear(self._asked)

    def _aimed(self) -> Stopwatch:
        return replace(self._watch, part=str(self._part.currentData()))

    def _aim(self) -> None:
        self._watch = self._aimed()
        if self._keeper.runs_for(self.draft):
            self._keeper.aim(self._watch.part)
        self.edited.emit()

    def _kept_elsewhere(self) -> None:
        if self._watch.running and not self._keeper.runs_for(self.draft):
            self._watch = replace(self._watch, since="")
        self._show()

    def _show(self) -> None:
        t, runs, watch = self.context.t, self._keeper.runs_for(self.draft), self.look()
        begun = runs or bool(watch.seconds)
        words = t("Pause") if runs else t("Go on") if begun else t("Start the timer")
        self._go.set_icon("pause" if runs else "play")
        self._go.setText(words)
        self._go.setAccessibleName(t("Pause the timer") if runs else t("Start the timer"))
        self._stop.setVisible(begun)
        self._face.setVisible(begun)
        self._face.setText(clock_face(watch))
        self._face.setAccessibleName(t("Timer: {time}", time=clock_face(watch)))
        self._part.setVisible(begun)
        doubt = doubt_words(watch, t, self.context.formats.minutes)
        self._doubt.setText(doubt)
        self._doubt.setVisible(bool(doubt))
