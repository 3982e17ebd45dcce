"""Institutions: the list on the left, the one that is chosen on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from talented_desk.compat import override
from talented_desk.domain.typed import plain
from talented_desk.events import DataChanged
from talented_desk.jobs import Task
from ui.actions.hub import Command
from ui.context import UiContext
from ui.dialogs.form_dialog import FormDialog
from ui.models.memory import MemorySource
from ui.models.paged import Column, PagedModel, Query
from ui.navigation import Page
from ui.pages.documents.dialog import show_documents
from ui.pages.institutions.record import InstitutionRecord
from ui.pages.past.dialog import show_past
from ui.widgets.basics import column, label
from ui.widgets.header import PageHeader
from ui.widgets.messages import EmptyState
from ui.widgets.split import SplitView
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from talented_desk.services.institutions import InstitutionRow

COLUMNS: Final = "institutions.columns"
SHARE: Final = "institutions.share"
ADDED: Final = ("name", "name_fr", "short_name", "city", "website")
PERSON: Final = ("coordinator_name", "coordinator_email", "coordinator_phone")


class InstitutionsPage(Page):
    """The institutions that placements belong to, with their coordinators."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme, t = context.theme, context.t
        self._focus_list = False
        self._source: MemorySource[InstitutionRow, None] = MemorySource(
            context.app.institutions.all,
            lambda row: row.id,
            lambda row, chosen: True,
            {
                "name": lambda row: plain(self._name(row)),
                "short": lambda row: plain(row.short_name),
                "coordinator": lambda row: plain(row.coordinator_name),
            },
        )
        columns: tuple[Column[InstitutionRow], ...] = (
            Column("name", t("Name"), self._name, "name", 280),
            Column("short_name", t("Short name"), lambda row: row.short_name, "short", 110, muted=True),
            Column(
                "coordinator",
                t("Coordinator"),
                lambda row: row.coordinator_name or t("not known"),
                "coordinator",
                150,
                muted=True,
                icon=lambda row: None if row.coordinator_name else ("circle-alert", "warn"),
            ),
        )
        self._model: PagedModel[InstitutionRow, str, None] = PagedModel(
            context.jobs, self._source, columns, Query(None, "name"), parent=self
        )
        self._model.loaded.connect(self._loaded)
        self._model.failed.connect(context.operations.tell)
        self._table = DataTable(theme, t("Institutions"), self._model)
        self._table.stand_at_the_edge()
        self._table.setObjectName("institutions")
        self._table.restore_columns(context.state.get(COLUMNS, {}))
        self._table.current_changed.connect(self._current_changed)
        self._table.opened.connect(self._to_record)
        self._table.jumped.connect(self._jump)
        self._record = InstitutionRecord(context)
        self._split = SplitView(theme, self._table, self._record, 0.5)
        if share := context.state.get(SHARE):
            self._split.set_share(float(share))
        empty = EmptyState(
            theme, "landmark", t("No institution yet"), t("Add the colleges and universities you place students for.")
        )
        empty.offer(t("New institution"), self._new, "plus")
        self._stack = QStackedWidget()
        for page in (label(""), self._split, empty):
            self._stack.addWidget(page)
        header = PageHeader(theme, t("Institutions"), t("More"))
        header.add_primary(context.actions.action("institution.new"), "plus")
        header.add_quiet(context.actions.action("document.show"), "paperclip")
        top = column()
        top.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(12))
        top.addWidget(header)
        box = column(self)
        box.addLayout(top)
        box.addWidget(self._stack, 1)
        context.events.data_changed.connect(self._data_changed)
        self._model.load()

    @override
    def open_record(self, record_id: str) -> None:
        self._table.go_to(record_id)

    @override
    def record_id(self) -> str | None:
        return None if self._table.current_id() is None else str(self._table.current_id())

    @override
    def opened(self) -> None:
        self._focus_list = True
        self._take_focus()

    @override
    def commands(self) -> Mapping[str, Command]:
        own: dict[str, Command] = {"institution.new": self._new, "page.refresh": self._model.refresh}
        there = self._table.current_id() is not None
        more: dict[str, Command] = {"document.show": self._documents, "record.past": self._look_back}
        return own | (more if there else {})

    @override
    def leaving(self) -> None:
        self._record.leave()
        self.context.state.set(COLUMNS, self._table.save_columns())
        self.context.state.set(SHARE, self._split.share())

    @override
    def place(self) -> dict[str, Any]:
        return {"current": self._table.current_id()}

    @override
    def restore(self, place: dict[str, Any]) -> None:
        if place.get("current"):
            self._table.go_to(place["current"])

    def _take_focus(self) -> None:
        # the list comes into sight when it has been read, perhaps after the page was opened
        if self._focus_list and self._table.isVisible():
            self._focus_list = False
            self._table.setFocus()

    def _name(self, row: InstitutionRow) -> str:
        return (row.name_fr or row.name) if self.context.t.language == "fr" else row.name

    def _loaded(self, count: int) -> None:
        self._stack.setCurrentIndex(1 if count else 2)
        self._take_focus()
        self._current_changed(self._table.current_id())

    def _current_changed(self, row_id: object) -> None:
        row = self._source.rows([str(row_id)]).get(str(row_id)) if row_id is not None else None
        self._record.show_row(row)
        self.commands_changed.emit()

    def _documents(self) -> None:
        row_id = self._table.current_id()
        row = self._source.rows([str(row_id)]).get(str(row_id)) if row_id is not None else None
        if row is not None:
            show_documents(self.context, "institution", row.id, self._name(row), self)

    def _look_back(self) -> None:
        row_id = self._table.current_id()
        row = self._source.rows([str(row_id)]).get(str(row_id)) if row_id is not None else None
        if row is not None:
            show_past(self.context, "institution", row.id, self._name(row), self)

    def _to_record(self, row_id: object) -> None:
        self._record.setFocus()

    def _jump(self, typed: str) -> None:
        wanted = plain(typed)
        for row in self._source.everything:
            if any(word.startswith(wanted) for word in (*plain(self._name(row)).split(), plain(row.short_name))):
                self._table.go_to(row.id)
                return

    def _data_changed(self, event: DataChanged) -> None:
        if "institution" in event.tables:
            self._model.refresh()

    def _new(self) -> None:
        t, institutions = self.context.t, self.context.app.institutions
        dialog = FormDialog(self.context, t("New institution"), t("Add"), self.window())
        for name in (*ADDED, *PERSON):
            dialog.text(name, required=name == "name")

        def job(values: Mapping[str, str], task: Task) -> object:
            return institutions.add(dict(values))

        dialog.on_save(job, t("Institution added"), self._table.go_to)  # type: ignore[arg-type]
        dialog.finished.connect(dialog.deleteLater)
        dialog.fit()
        dialog.open()
