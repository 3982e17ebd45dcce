"""All support sessions as a list, newest first, with the drafts that are open above them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QFrame, QWidget

from talented_desk.clock import from_utc_text, utc_text
from talented_desk.compat import override
from talented_desk.domain import codes
from talented_desk.domain.views import ME
from talented_desk.events import DataChanged
from talented_desk.exchange.export import Cell
from talented_desk.jobs import Task
from talented_desk.services.sessions import SessionFilter
from ui.actions.hub import Command
from ui.context import UiContext
from ui.lists.page import ListPage, ListSpec
from ui.models.paged import Column, Query
from ui.pages.employer.timeline import ICONS
from ui.widgets.basics import Button, ElidedLabel, clear, column, line
from ui.widgets.chips import Choice, FilterChip
from ui.widgets.messages import EmptyState

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.services.drafts import DraftRow
    from talented_desk.services.sessions import SessionRow

DRAFTS_SHOWN: Final = 3
FOUND: Final = 2000
"""Hits that the list takes from the search, of sessions and of employers each."""
TABLES: Final = frozenset({"support_session", "session_employer", "session_code", "employer", "officer"})
COUNTED: Final = {"channel": "channel", "outcome": "outcome", "topic": "topic", "whose": "officer_id"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list shows: the filter, and what is typed into its search box."""

    chosen: SessionFilter
    typed: str = ""


class SessionSource:
    """Ids and lines of the service; called off the interface's thread."""

    def __init__(self, app: Application) -> None:
        self._app = app

    def narrowed(self, shown: Shown) -> SessionFilter:
        """The filter with the hits of the search."""
        if not shown.typed:
            return shown.chosen
        find = self._app.search.find
        sessions, employers = (
            tuple(hit.n for hit in find(shown.typed, FOUND, (kind,))) for kind in ("session", "employer")
        )
        return replace(shown.chosen, found=(sessions, employers))

    def ids(self, query: Query[Shown], limit: int, task: Task) -> Sequence[str]:
        return self._app.sessions.ids(self.narrowed(query.chosen), query.sort, query.descending, limit)

    def rows(self, ids: Sequence[str]) -> Mapping[str, SessionRow]:
        return self._app.sessions.rows(ids)


class SessionsPage(ListPage["SessionRow", Shown]):
    """The controller: the list, and what is left open above it."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        theme, t, language = context.theme, context.t, context.t.language
        chips = {
            "whose": FilterChip(theme, t("Whose"), t("Everybody’s"), (Choice(ME, t("Mine")),)),
            "when": FilterChip(
                theme,
                t("When"),
                t("Any time"),
                (
                    Choice(7, t("The last 7 days")),
                    Choice(31, t("The last 31 days")),
                    Choice(366, t("The last 12 months")),
                ),
            ),
            "channel": FilterChip(theme, t("Channel"), t("Any"), _codes("channels", language)),
            "topic": FilterChip(theme, t("Topics"), t("Any"), _codes("topics", language)),
            "outcome": FilterChip(theme, t("Outcome"), t("Any"), _codes("session_outcomes", language)),
        }
        empty = EmptyState(theme, "messages-square", t("No support session yet."), t("Ctrl+L logs the first one."))
        spec = ListSpec(
            "sessions",
            t("Support sessions"),
            ("session.new", "notebook-pen"),
            "when",
            True,
            empty,
            t("No session fits these filters."),
        )
        self._sessions = SessionSource(context.app)
        super().__init__(context, spec, self._sessions, _columns(context), chips, parent)
        for name, chip in self._by_name.items():
            if name in COUNTED:
                chip.set_counted()
                chip.asked.connect(self._counter(name, chip))
        self._drafts = QWidget()
        self._draft_rows = column(self._drafts, spacing=theme.px(4))
        self._top.addWidget(self._drafts)
        context.events.data_changed.connect(self._changed)
        self._load_drafts()

    @override
    def opened(self) -> None:
        super().opened()
        self._load_drafts()

    @override
    def commands(self) -> Mapping[str, Command]:
        return {**super().commands(), "session.new": self._new, "session.quick": self._new}

    @override
    def seldom(self) -> tuple[str, ...]:
        return ("topic", "outcome")

    @override
    def menu_actions(self) -> tuple[str, ...]:
        return ("session.new", "list.columns", "list.export")

    @override
    def open_row(self, row_id: str) -> None:
        self.context.navigate("session", row_id)

    @override
    def chosen(self) -> Shown:
        values, app = {name: chip.value for name, chip in self._by_name.items()}, self.context.app
        days, only, since = values["when"], self.only_rows(), ""
        if isinstance(days, int):
            zone = app.clock.now().tzinfo
            since = utc_text(datetime.combine(self.context.today() - timedelta(days=days), time(), zone))
        officer = app.database.identity.officer_id if values["whose"] == ME else ""
        channel, outcome, topic = (str(values[name] or "") for name in ("channel", "outcome", "topic"))
        rows = tuple(only) if only is not None else None
        return Shown(SessionFilter(officer or "", since, channel, outcome, topic, rows), self._find.text().strip())

    @override
    def count_words(self, count: int) -> str:
        return self.context.t.plural(
            "{number} support session", "{number} support sessions", count, number=self.context.formats.number(count)
        )

    @override
    def exported(self, column: Column[SessionRow]) -> list[tuple[str, Callable[[SessionRow], Cell]]]:
        if column.name == "when":
            return [(column.title, lambda row: _day(row))]
        if column.name == "minutes":
            return [(column.title, lambda row: row.minutes)]
        if column.name == "narrative":
            return [(column.title, lambda row: row.narrative)]
        return super().exported(column)

    def _counter(self, name: str, chip: FilterChip) -> Callable[[], None]:
        def count() -> None:
            shown, sessions, source = self.chosen(), self.context.app.sessions, self._sessions
            filtered = COUNTED[name]
            nothing: dict[str, Any] = {filtered: ""}
            others = replace(shown, chosen=replace(shown.chosen, **nothing))
            me = self.context.app.database.identity.officer_id

            def job(task: Task) -> dict[Hashable, int]:
                found = sessions.counts(source.narrowed(others), filtered)
                return {ME: found.get(me, 0)} if name == "whose" else found

            self.context.jobs.read(self, job, chip.set_counts)

        return count

    def _new(self) -> None:
        self.context.navigate("session", "new:")

    def _changed(self, event: DataChanged) -> None:
        if event.tables & TABLES:
            self._model.refresh()
            self._load_drafts()

    def _load_drafts(self) -> None:
        drafts = self.context.app.drafts
        self.context.jobs.read(self, lambda task: drafts.all("support_session"), self._show_drafts)

    def _show_drafts(self, drafts: tuple[DraftRow, ...]) -> None:
        clear(self._draft_rows)
        self._drafts.setVisible(bool(drafts))
        for draft in drafts[:DRAFTS_SHOWN]:
            self._draft_rows.addWidget(self._draft(draft))

    def _draft(self, draft: DraftRow) -> QWidget:
        theme, t = self.context.theme, self.context.t
        frame = QFrame()
        frame.setProperty("banner", "info")
        row = line(frame, spacing=theme.px(8))
        row.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(4))
        names = ", ".join(str(words) for _, words in draft.content.get("employers", ()))
        typed = draft.content.get("quick", {}).get("line")
        what = names or str(
            typed or draft.content.get("subject") or draft.content.get("narrative") or t("nothing chosen yet")
        )
        when = self.context.formats.moment(draft.updated_at)
        row.addWidget(ElidedLabel(t("Draft of {when}: {what}", when=when, what=what)), 1)
        go_on = Button(theme, t("Go on"), "pencil", "quiet")
        go_on.clicked.connect(lambda: self.context.navigate("session", f"draft:{draft.id}"))
        row.addWidget(go_on)
        return frame


def _columns(context: UiContext) -> tuple[Column[SessionRow], ...]:
    t, formats = context.t, context.formats
    channels, outcomes = codes.load("channels"), codes.load("session_outcomes")

    def coded(found: codes.CodeList, code: str) -> str:
        return found.label(code, t.language) if code else ""

    def about(row: SessionRow) -> str:
        return row.subject or row.narrative.strip().partition("\n")[0]

    return (
        Column("employers", t("Employers"), lambda row: row.employers, "employers", 220),
        Column("subject", t("Subject"), about, "subject", 230, muted=True, grows=True),
        Column("when", t("Date"), lambda row: formats.date(_day(row)), "when", 116),
        Column(
            "channel",
            t("Channel"),
            lambda row: coded(channels, row.channel),
            "channel",
            184,
            icon=lambda row: (ICONS.get(row.channel, "circle-dot"), "muted"),
        ),
        Column("minutes", t("Minutes"), lambda row: formats.minutes(row.minutes), "minutes", 100, number=True),
        Column("officer", t("Officer"), lambda row: row.officer, "officer", 150, muted=True),
        Column("outcome", t("Outcome"), lambda row: coded(outcomes, row.outcome), "outcome", 200, optional=True),
        Column("narrative", t("Notes"), lambda row: row.narrative, "", 300, muted=True, optional=True, grows=True),
    )


def _day(row: SessionRow) -> date:
    return from_utc_text(row.happened_at).astimezone().date()


def _codes(list_id: str, language: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, text) for code, text in codes.load(list_id).choices(language))
