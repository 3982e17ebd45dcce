"""Mending many at once: a table of every value before and after, each to be left out, then one operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QTableView, QWidget

from talented_desk.compat import override
from talented_desk.domain.quality import Rule
from talented_desk.errors import DeskError
from talented_desk.i18n import Translator
from talented_desk.jobs import Task
from ui import labels
from ui.context import UiContext
from ui.operations.runner import Operation
from ui.widgets.basics import Button, column, hairline, label, line

if TYPE_CHECKING:
    from talented_desk.services.quality import Mend

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class MendModel(QAbstractTableModel):
    """One row for each field that changes; the mark of a record stands in its first row and counts for all."""

    chosen_changed = Signal()

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self._rows: list[tuple[Mend, int]] = []
        self._left_out: set[str] = set()
        self._total = 0

    def show_plan(self, plan: Sequence[Mend]) -> None:
        """Show these, all of them chosen."""
        self.beginResetModel()
        self._rows = [(mend, at) for mend in plan for at in range(len(mend.changes))]
        self._total, self._left_out = len(plan), set()
        self.endResetModel()

    def chosen(self) -> list[str]:
        """The records that are mended."""
        return [mend.id for mend, at in self._rows if at == 0 and mend.id not in self._left_out]

    def count(self) -> int:
        """How many are chosen."""
        return self._total - len(self._left_out)

    def toggle(self, rows: Sequence[int]) -> None:
        """Leave these out, or take them in again if all were out."""
        ids = {self._rows[row][0].id for row in rows}
        if ids <= self._left_out:
            self._left_out -= ids
        else:
            self._left_out |= ids
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))
        self.chosen_changed.emit()

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else 5

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        t = self._t
        names = ("", t("Record"), t("Field"), t("Before"), t("After"))
        across = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return names[section] if across and 0 <= section < len(names) else None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        marked = index.column() == 0 and self._rows[index.row()][1] == 0
        return usual | Qt.ItemFlag.ItemIsUserCheckable if marked else usual

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        mend, at = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0 and at == 0:
            return Qt.CheckState.Unchecked if mend.id in self._left_out else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return mend.title
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        field, before, after = mend.changes[at]
        title = mend.title if at == 0 or role == Qt.ItemDataRole.ToolTipRole else ""
        return ("", title, labels.field_label(field, self._t), before, after)[index.column()]

    @override
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.toggle([index.row()])
        return True


class MendDialog(QDialog):
    """Shows what mending all that a rule finds would write; nothing is written before Mend."""

    def __init__(self, context: UiContext, rule: Rule, owner_id: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.rule = context, rule
        theme, t = context.theme, context.t
        self.setWindowTitle(t("Mend all"))
        self.setModal(True)
        self.finished.connect(self.deleteLater)
        self.setMinimumSize(theme.px(560), theme.px(360))
        self.model = MendModel(t)
        self.model.setParent(self)
        self.model.chosen_changed.connect(self._say)
        self.table = QTableView()
        self.table.setObjectName("mend-list")
        self.table.setAccessibleName(t("What will change"))
        self.table.setModel(self.model)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.metrics.row)
        heads = self.table.horizontalHeader()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        heads.resizeSection(0, theme.px(32))
        heads.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        heads.setResizeContentsPrecision(50)  # rows that are measured; there may be a hundred thousand
        heads.setHighlightSections(False)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self._toggle)
        self._words = label(t("Reading…"), "strong", wrap=True)
        self._words.setObjectName("mend-words")
        self.save_button = Button(theme, t("Mend"), kind="primary")
        self.save_button.setObjectName("mend-save")
        self.save_button.setAutoDefault(False)
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self.save)
        cancel = Button(theme, t("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        foot = line(spacing=theme.px(8))
        foot.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        foot.addWidget(
            label(t("Space leaves a record out; Ctrl+Enter mends; one Undo takes all back"), "small", wrap=True), 1
        )
        foot.addWidget(cancel)
        foot.addWidget(self.save_button)
        inner = column(spacing=theme.px(8))
        inner.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(12))
        inner.addWidget(label(t(rule.title), "title", wrap=True))
        inner.addWidget(label(t(rule.mend), "muted", wrap=True))
        inner.addWidget(self._words)
        inner.addWidget(self.table, 1)
        box = column(self)
        box.addLayout(inner, 1)
        box.addWidget(hairline())
        box.addLayout(foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        room = self.screen().availableGeometry()
        self.resize(min(theme.px(860), room.width() - 40), min(theme.px(620), room.height() - 60))
        quality = context.app.quality

        def job(task: Task) -> tuple[Mend, ...]:
            return quality.preview_mend(rule.code, owner=owner_id, task=task)

        context.jobs.read(self, job, self._show, context.operations.tell)

    def save(self) -> None:
        """Write what is chosen, as one operation."""
        if not self.save_button.isEnabled():
            return
        t, quality, code, ids = self.context.t, self.context.app.quality, self.rule.code, self.model.chosen()

        def job(task: Task) -> int:
            return quality.mend(code, ids, task)

        said = t.plural("{count} record mended", "{count} records mended", len(ids))
        self.save_button.setEnabled(False)
        self.context.operations.run(
            self, Operation(t("Mending"), job, done=self._saved, said=said, refused=self._refused, ended=self._say)
        )

    def _saved(self, count: int) -> None:
        self.accept()

    def _refused(self, error: DeskError) -> bool:
        self._words.setText(error.describe(self.context.t))
        return True

    def _toggle(self) -> None:
        self.model.toggle([index.row() for index in self.table.selectionModel().selectedRows()])

    def _show(self, plan: tuple[Mend, ...]) -> None:
        self.model.show_plan(plan)
        if plan:
            self.table.selectRow(0)
            self.table.setFocus()
        self._say()

    def _say(self) -> None:
        t, count = self.context.t, self.model.count()
        number = self.context.formats.number(count)
        self._words.setText(t.plural("{number} record changes", "{number} records change", count, number=number))
        self.save_button.setText(t.plural("Mend {number} record", "Mend {number} records", count, number=number))
        self.save_button.setEnabled(count > 0)
