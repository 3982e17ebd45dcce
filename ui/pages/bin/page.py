"""The bin: everything that was deleted, who did it and when; what restoring would bring back; the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QCheckBox, QScrollArea, QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.errors import Cancelled, NotFound
from talented_desk.events import DataChanged
from talented_desk.jobs import Running, Task
from ui import labels
from ui.actions.hub import Command
from ui.context import UiContext
from ui.models.memory import MemorySource
from ui.models.paged import Column, PagedModel, Query
from ui.navigation import Page
from ui.operations.history import named
from ui.operations.runner import Operation
from ui.pages.past.dialog import show_past
from ui.pages.past.state import LOOKED_AT
from ui.widgets.basics import clear, column, label
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.split import SplitView
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from talented_desk.services.bin import BinRow, Kept, RestorePlan

COLUMNS: Final = "bin.columns"


class BinPage(Page):
    """The list on the left, what would come back on the right."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._running: Running[Any] | None = None
        self._stale = False
        self._source: MemorySource[BinRow, str] = MemorySource(
            context.app.bin.all,
            lambda row: row.id,
            self._fits,
            {
                "at": lambda row: (row.at, row.item),
                "title": lambda row: row.title.casefold(),
                "kind": lambda row: labels.table_label(row.table, t),
                "officer": lambda row: row.officer.casefold(),
            },
        )
        columns: tuple[Column[BinRow], ...] = (
            Column("title", t("Name"), self._title, "title", 230, grows=True),
            Column("kind", t("Kind"), lambda row: labels.table_label(row.table, t), "kind", 130),
            Column("at", t("Deleted"), lambda row: context.formats.moment(row.at), "at", 165, muted=True),
            Column("officer", t("By"), lambda row: row.officer, "officer", 130, muted=True),
            Column("operation", t("With"), self._operation, "", 170, muted=True, optional=True),
            Column("of", t("Belonged to"), lambda row: row.of, "", 150, muted=True, optional=True),
        )
        self._model: PagedModel[BinRow, str, str] = PagedModel(
            context.jobs, self._source, columns, Query("", "at", True), parent=self
        )
        self._model.loaded.connect(self._loaded)
        self._model.failed.connect(context.operations.tell)
        self.table = DataTable(theme, t("Bin"), self._model)
        self.table.setObjectName("bin")
        self.table.restore_columns(context.state.get(COLUMNS, {}))
        self.table.selection_changed.connect(self._chosen_changed)
        self.table.current_changed.connect(self._chosen_changed)
        self.table.opened.connect(self._look)
        self._search = SearchField(theme, t("Find in the bin"))
        self._search.setObjectName("bin-search")
        self._search.setFixedWidth(theme.px(280))
        self._search.searched.connect(self._searched)
        self._search.left.connect(self.table.setFocus)
        inside = QWidget()
        self._told = column(inside, spacing=theme.px(8))
        self._told.setContentsMargins(theme.px(20), theme.px(4), theme.px(20), theme.px(16))
        side = QScrollArea()
        side.setWidget(inside)
        side.setWidgetResizable(True)
        side.setAccessibleName(t("What comes back"))
        self._along = QCheckBox(t("Restore what it belonged to as well"))
        self._along.setObjectName("bin-parents")
        self._along.setChecked(True)
        self._along.toggled.connect(self._plan)
        right = QWidget()
        box = column(right, spacing=theme.px(4))
        box.addWidget(side, 1)
        box.addWidget(self._along)
        self._along.hide()
        self._split = SplitView(theme, self.table, right, 0.62)
        self._empty = EmptyState(
            theme,
            "trash-2",
            t("The bin is empty."),
            t("What you delete is kept here, and can be restored at any time."),
        )
        self._nothing = EmptyState(theme, "search", t("Nothing in the bin has these words."))
        self._stack = QStackedWidget()
        for widget in (label(""), self._split, self._empty, self._nothing):
            self._stack.addWidget(widget)
        header = PageHeader(theme, t("Bin"), t("More"))
        header.add_primary(context.actions.action("bin.restore"), "rotate-ccw")
        header.add_quiet(context.actions.action("record.past"), "history")
        header.add_more(context.actions.action("page.refresh"))
        top = column(spacing=theme.px(10))
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        top.addWidget(header)
        top.addWidget(self._search)
        whole = column(self)
        whole.addLayout(top)
        whole.addWidget(self._stack, 1)
        context.events.data_changed.connect(self._data_changed)
        self._model.load()

    @override
    def opened(self) -> None:
        if self._stale:
            self._stale = False
            self._model.refresh()
        (self.table if self.table.isVisible() else self._search).setFocus()

    @override
    def commands(self) -> Mapping[str, Command]:
        found: dict[str, Command] = {"page.refresh": self._model.refresh, "page.filter": self._search.setFocus}
        rows = self.chosen()
        if rows:
            found["bin.restore"] = self.restore_chosen
        if len(rows) == 1 and rows[0].table in LOOKED_AT:
            found["record.past"] = self._look
        return found

    @override
    def leaving(self) -> None:
        self.context.state.set(COLUMNS, self.table.save_columns())

    @override
    def place(self) -> dict[str, Any]:
        return {"current": self.table.current_id(), "words": self._search.text()}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        self._search.setText(str(place.get("words", "")))
        if place.get("current"):
            self.table.go_to(place["current"])

    def chosen(self) -> list[BinRow]:
        """The selected rows, or the current one."""
        ids = [str(one) for one in self.table.selected_ids()]
        if not ids and self.table.current_id() is not None:
            ids = [str(self.table.current_id())]
        return list(self._source.rows(ids).values())

    def restore_chosen(self) -> None:
        """Bring them back as one operation."""
        rows, t, app = self.chosen(), self.context.t, self.context.app
        if not rows:
            return
        items, along = [row.item for row in rows], self._along.isChecked()

        def job(task: Task) -> tuple[Kept, ...]:
            return app.bin.restore(items, with_parents=along)

        said = t.plural("{count} record restored", "{count} records restored", len(rows))
        if len(rows) == 1 and rows[0].title:
            said = t("{name} was restored", name=rows[0].title)
        self.context.operations.run(self, Operation(t("Restoring"), job, done=self._restored, said=said))

    def _restored(self, kept: tuple[Kept, ...]) -> None:
        if kept:
            t = self.context.t
            self.context.notices.banner(t("Could not be brought back: {names}.", names=self._kept(kept)), "warn")

    def _kept(self, kept: tuple[Kept, ...]) -> str:
        t = self.context.t
        words = (labels.table_label(one.table, t) for one in kept if not one.field)
        fields = (
            t("{kind}: {field}", kind=labels.table_label(one.table, t), field=labels.field_label(one.field, t))
            for one in kept
            if one.field
        )
        return ", ".join(dict.fromkeys((*words, *fields)))

    def _title(self, row: BinRow) -> str:
        return row.title or labels.table_label(row.table, self.context.t)

    def _operation(self, row: BinRow) -> str:
        t = self.context.t
        if row.merged:
            return t("merged into {name}", name=row.merged_into)
        if row.kind in ("undo", "redo", "revert"):
            return named(t, row.operation, t(row.subject) if row.subject else "")
        return t(row.operation)

    def _fits(self, row: BinRow, words: str) -> bool:
        whole = f"{row.title} {row.of} {row.officer} {labels.table_label(row.table, self.context.t)}".casefold()
        return all(word in whole for word in words.casefold().split())

    def _searched(self, words: str) -> None:
        self._model.load(Query(words, "at", True))

    def _loaded(self, count: int) -> None:
        self._stack.setCurrentIndex(1 if count else 2 if not self._search.text().strip() else 3)
        self._chosen_changed()

    def _chosen_changed(self, *_: object) -> None:
        self._plan()
        self.commands_changed.emit()

    def _plan(self, *_: object) -> None:
        if self._running is not None:
            self._running.cancel()
        rows, app, along = self.chosen(), self.context.app, self._along.isChecked()
        if not rows:
            clear(self._told)
            return
        items = [row.item for row in rows]

        def done(plan: RestorePlan) -> None:
            if [row.item for row in self.chosen()] == items:
                self._tell(rows, plan)

        # tried out on the writer's thread: what is shown is what would happen
        self._running = self.context.jobs.write(
            self, lambda task: app.bin.plan(items, with_parents=along), done, self._failed
        )

    def _tell(self, rows: list[BinRow], plan: RestorePlan) -> None:
        theme, t, told = self.context.theme, self.context.t, self._told
        self._along.setVisible(bool(plan.parents))
        clear(told)
        title = self._title(rows[0]) if len(rows) == 1 else t.plural("{count} record", "{count} records", len(rows))
        told.addWidget(label(title, "heading", wrap=True, select=True))
        if len(rows) == 1:
            row = rows[0]
            told.addWidget(label(labels.table_label(row.table, t), "muted"))
            for words, value in (
                (t("Deleted"), self.context.formats.moment(row.at)),
                (t("By"), row.officer),
                (t("With"), self._operation(row)),
                (t("Belonged to"), row.of),
            ):
                if value:
                    told.addWidget(label(t("{what}: {value}", what=words, value=value), wrap=True, select=True))
        told.addSpacing(theme.px(8))
        for words in self._apart(plan):
            told.addWidget(label(words, wrap=True))
        told.addWidget(label(t("What comes back"), "strong"))
        for table, count in plan.rows.items():
            told.addWidget(label(t("{kind}: {count}", kind=labels.table_label(table, t), count=count)))
        if not plan.rows:
            told.addWidget(label(t("Nothing: what it belonged to is deleted too."), wrap=True))
        if plan.parents:
            names = ", ".join(dict.fromkeys(self._title(one) for one in plan.parents))
            told.addSpacing(theme.px(8))
            told.addWidget(label(t("Deleted too: {names}", names=names), wrap=True))
        if plan.kept:
            told.addWidget(label(t("Does not come back: {names}", names=self._kept(plan.kept)), "problem", wrap=True))
        told.addStretch(1)

    def _apart(self, plan: RestorePlan) -> list[str]:
        """What is said of the merges that come apart."""
        t = self.context.t
        said = [
            t(
                "{gone} was merged into {into}, and {into} was deleted later. Both come back, and the merge is taken "
                "apart: what belonged to each goes back to it. One operation does it, and one Undo takes it back.",
                gone=one.gone,
                into=one.into,
            )
            if one.too
            else t(
                "{gone} was merged into {into}. Restoring takes the merge apart: what belonged to each goes back.",
                gone=one.gone,
                into=one.into,
            )
            for one in plan.apart
        ]
        if len(plan.apart) > 1:
            said.append(t("Each merge is taken apart by an operation of its own."))
        return said

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, (Cancelled, NotFound)):  # a row that was restored meanwhile is no news
            self.context.operations.tell(error)

    def _look(self, *_: object) -> None:
        rows = self.chosen()
        if len(rows) == 1 and rows[0].table in LOOKED_AT:
            show_past(self.context, rows[0].table, rows[0].item[2], self._title(rows[0]), self)

    def _data_changed(self, event: DataChanged) -> None:
        if self.isVisible():
            self._model.refresh()
        else:
            self._stale = True
