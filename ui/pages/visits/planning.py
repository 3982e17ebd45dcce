"""Asking which employers are visited on which day: a trip of its own, or one that is planned already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from talented_desk.domain import codes
from talented_desk.jobs import Task
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.basics import label
from ui.widgets.inputs import ChoiceField
from ui.widgets.token_field import Token, TokenField

if TYPE_CHECKING:
    from talented_desk.services.search import Hit
    from talented_desk.services.visits import Trip

OFFERED: Final = 8
NAMED: Final = 3
"""So many employers of a trip are named where it is offered."""
MOST: Final = 40
"""More employers than this are no trip."""


class PlanDialog(FormDialog):
    """Day, kind and employers of a trip, in the order in which they are visited."""

    def __init__(
        self, context: UiContext, chosen: Sequence[tuple[str, str]], done: Callable[[object], None], parent: QWidget
    ) -> None:
        t = context.t
        super().__init__(context, t("Plan visits"), t("Plan"), parent)
        self._trips: tuple[Trip, ...] = ()
        tomorrow = (context.today() + timedelta(days=1)).isoformat()
        self._trip = self.choice("trip", (("", t("A new trip")),), title=t("Trip"))
        self._trip.setSizeAdjustPolicy(ChoiceField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._trip.setMinimumContentsLength(12)  # names are long; the form stays as wide as it is
        self.form.show_field("trip", False)
        self._day = self.date("planned_on", tomorrow, title=t("Day"))
        self.choice("kind", tuple(codes.load("visit_kinds").choices(t.language)), "first", title=t("Kind of visit"))
        self._field = TokenField(
            context.theme, t("Type a name"), self._offer, lambda words: t("Remove {name}", name=words)
        )
        self._field.set_tokens([Token(row_id, name) for row_id, name in chosen])
        self._field.setObjectName("field-employers")
        self.form.add("employers", t("Employers, in the order of the trip"), self._field, required=True)
        self._there = label("", "small", wrap=True)
        self._there.setObjectName("trip-there")
        self._there.hide()
        self.form.add_row(self._there)
        self.on_save(self._plan, t("Visits planned"), done)
        self._trip.currentIndexChanged.connect(self._chosen)
        self._field.changed.connect(self._tell)
        self._day.understood.connect(self._tell)
        visits = context.app.visits
        context.jobs.read(self, lambda task: visits.trips(), self._know, context.operations.tell)

    def fit(self) -> None:
        """As tall as the form; the first field that is in sight takes the keyboard."""
        super().fit()
        self._day.setFocus()

    def save(self) -> None:
        """Plan them; without an employer there is nothing to plan."""
        if not self._field.tokens():
            self.form.show_problems({"employers": self.context.t("Choose at least one employer.")})
            return
        super().save()

    def _plan(self, values: Mapping[str, str], task: Task) -> object:
        ids = [token.id for token in self._field.tokens()]
        day = values["trip"] or values["planned_on"]
        return self.context.app.visits.join(ids, {"planned_on": day, "kind": values["kind"]})

    def _know(self, trips: tuple[Trip, ...]) -> None:
        if not trips:
            return
        self._trips = trips
        for trip in trips:
            self._trip.addItem(trip_words(self.context, trip), trip.day)
        self.form.show_field("trip", True)
        self._tell()
        self.fit()
        self._trip.setFocus()

    def _chosen(self, *_: object) -> None:
        self.form.show_field("planned_on", not self._trip.currentData())
        self._tell()

    def _tell(self, *_: object) -> None:
        """Say who is on the trip of that day already."""
        t, day = self.context.t, self._day.day()
        wanted = str(self._trip.currentData() or (day.isoformat() if day else ""))
        there = {row_id for trip in self._trips if trip.day == wanted for row_id, _ in trip.employers}
        names = [token.text for token in self._field.tokens() if token.id in there]
        self._there.setText(
            t("On that day’s trip already, and not pinned again: {names}", names=", ".join(names)) if names else ""
        )
        self._there.setVisible(bool(names))

    def _offer(self, typed: str, bring: Callable[[Sequence[Token]], None]) -> None:
        search = self.context.app.search

        def job(task: Task) -> list[Hit]:
            return list(search.find(typed, OFFERED, ("employer",)))

        def show(hits: list[Hit]) -> None:
            bring([Token(hit.id, hit.title, hit.subtitle) for hit in hits])

        if typed:
            self.context.jobs.read(self, job, show)
        else:
            bring(())


def trip_words(context: UiContext, trip: Trip) -> str:
    """A trip in one line: its day and the first of its employers."""
    t = context.t
    names = ", ".join(name for _, name in trip.employers[:NAMED])
    more = len(trip.employers) - NAMED
    if more > 0:
        names = t("{names} and {count} more", names=names, count=more)
    day = context.formats.weekday_date(trip.day, context.today())
    return t("{day}: {names}", day=day, names=names)


def plan_visits(
    context: UiContext,
    owner: QWidget,
    chosen: Sequence[tuple[str, str]] = (),
    done: Callable[[object], None] = lambda ids: None,
) -> None:
    """Ask for a trip; `chosen` are (id, name) of employers that are on it already."""
    if len(chosen) > MOST:
        words = context.t("A trip has at most {most} employers; fewer are to be selected.", most=MOST)
        context.notices.banner(words, "warn")
        return
    dialog = PlanDialog(context, chosen, done, owner.window())
    dialog.fit()
    room = dialog.screen().availableGeometry()
    px = context.theme.px  # a trip has several employers
    dialog.resize(min(dialog.width() + px(80), room.width()), min(dialog.height() + px(76), room.height() - px(80)))
    dialog.open()
