"""The table of the program: sort by header, columns chosen and moved, several rows at once, type to jump."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Final, cast

from PySide6.QtCore import (
    QElapsedTimer,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from talented_desk.compat import override
from ui.models.paged import ROW, Column, PagedModel
from ui.theme.theme import Theme
from ui.widgets.basics import mark

_SELECTED: Final = QStyle.StateFlag.State_Selected.value
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RowPainter(QStyledItemDelegate):
    """Paints cells from tokens: hairline under each row, an accent bar at the current one."""

    def __init__(self, theme: Theme, table: DataTable) -> None:
        super().__init__(table)
        self._theme, self._table = theme, table

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        # this runs for every cell of every frame: enums and fonts are looked up once
        theme, px, table = self._theme, self._theme.px, self._table
        rect: QRect = option.rect
        selected = bool(option.state.value & _SELECTED)
        current = index.row() == table.currentIndex().row()
        at = index.column()
        column = table.column(at)
        if selected:
            painter.fillRect(rect, theme.colour("selection"))
        elif index.row() == table.hovered_row:
            painter.fillRect(rect, theme.colour("hover"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if current and table.first_column() == at:
            colour = "accent" if not (selected and theme.tokens.high_contrast) else "on_selection"
            painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), theme.colour(colour))
        inner = rect.adjusted(px(table.first_inset if at == table.leftmost else 12), 0, -px(10), 0)
        row = index.data(ROW)
        if row is not None and column.icon is not None and (found := column.icon(row)) is not None:
            name, role = found
            icon = theme.pixmap(name, "on_selection" if selected else role, 16, table.devicePixelRatioF())
            painter.drawPixmap(inner.left(), inner.center().y() - px(8) + 1, icon)
            inner.adjust(px(24), 0, 0, 0)
        text = column.text(row) if row is not None else str(index.data() or "")
        if "\n" in text:
            text = text.replace("\n", " ")
        painter.setPen(theme.colour("on_selection" if selected else "muted" if column.muted or row is None else "text"))
        painter.setFont(theme.font("body", tabular=True))
        metrics = theme.metrics_of("body", tabular=True)
        if metrics.horizontalAdvance(text) > inner.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _RIGHT if column.number else _LEFT, text)
        if current and table.hasFocus():
            edge = "on_selection" if theme.tokens.high_contrast and selected else "accent"
            painter.setPen(theme.colour(edge))
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class DataTable(QTableView):
    """Shows a `PagedModel`. Rows are told by their id."""

    current_changed = Signal(object)
    """The id of the current row, or None."""
    opened = Signal(object)
    """The id on Enter or double click."""
    selection_changed = Signal(int)
    """How many rows are selected."""
    menu_asked = Signal(QPoint)
    """Context menu at a global place, by mouse or keyboard."""
    jumped = Signal(str)
    """Letters typed over the list."""
    columns_changed = Signal()
    """Other columns are shown than before, or in another order."""
    columns_wanted = Signal()
    """The person wants to choose the columns in a dialog."""

    def __init__(
        self, theme: Theme, name: str, model: PagedModel[Any, Any, Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.hovered_row = -1
        self.leftmost = 0
        self.first_inset = 12
        self.dialog_text = ""
        """What the header's menu calls the dialog for choosing columns; empty: there is none."""
        self._theme = theme
        self._paged = model
        self._wanted_id: Hashable = None
        self._kept_row = 0
        self._kept_query = model.query
        self._by_hand = False
        self._chosen = False
        self._fitting = False
        self._letters = ""
        self._typing = QElapsedTimer()
        self._kept_selection: list[Hashable] = []
        self.setModel(model)
        self.setItemDelegate(RowPainter(theme, self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._heads = self.horizontalHeader()
        # a header asks of each column whether all its rows are selected, one by one: with a million, for seconds
        self._heads.setSelectionModel(QItemSelectionModel(model, self._heads))
        self._heads.setSectionsMovable(True)
        self._heads.setHighlightSections(False)
        self._heads.setStretchLastSection(False)
        self._heads.sectionResized.connect(self._resized)
        self._heads.setSortIndicatorShown(True)
        self._heads.setSectionsClickable(True)
        self._heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._heads.customContextMenuRequested.connect(self._choose_columns)
        self._heads.sectionMoved.connect(self._column_moved)
        self._heads.setSortIndicatorClearable(False)
        sorted_by = next((n for n, c in enumerate(model.columns) if c.key and c.key == model.query.sort), -1)
        order = Qt.SortOrder.DescendingOrder if model.query.descending else Qt.SortOrder.AscendingOrder
        self._heads.setSortIndicator(sorted_by, order)
        self._heads.sortIndicatorChanged.connect(self._sort)
        for at, column in enumerate(model.columns):
            self.setColumnHidden(at, column.optional)
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._find_place)
        model.rowsInserted.connect(self._find_wanted)
        self.doubleClicked.connect(self._open)
        self.entered.connect(self._hover)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.selectionModel().selectionChanged.connect(self._selected)
        self._restyle()
        theme.changed.connect(self._restyle)

    def column(self, at: int) -> Column[Any]:
        return self._paged.columns[at]

    def stand_at_the_edge(self) -> None:
        """The table goes from edge to edge of its page: the first words stand under the page's title."""
        self.first_inset = 24
        mark(self._heads, "edge", "true")

    def first_column(self) -> int:
        """The column that stands leftmost now."""
        heads = self._heads
        return next(
            (heads.logicalIndex(n) for n in range(heads.count()) if not heads.isSectionHidden(heads.logicalIndex(n))), 0
        )

    def current_id(self) -> Any:
        """The id of the current row, or None."""
        return self._paged.id_at(self.currentIndex().row())

    def selected_ids(self) -> list[Any]:
        """The ids of the selected rows, in order."""
        ids, last = self._paged.ids(), -1
        found: list[Any] = []
        for top, bottom in sorted((r.top(), r.bottom()) for r in self._ranges()):
            found += ids[max(top, last + 1) : bottom + 1]
            last = max(last, bottom)
        return found

    def shown_columns(self) -> tuple[str, ...]:
        """The names of the columns in sight, from left to right."""
        heads = self._heads
        order = [heads.logicalIndex(at) for at in range(heads.count())]
        return tuple(self.column(at).name for at in order if not self.isColumnHidden(at))

    def show_columns(self, names: Sequence[str]) -> None:
        """Show these columns in this order; without names the usual ones, as many as there is room for."""
        every = [column.name for column in self._paged.columns]
        wanted = list(dict.fromkeys(name for name in names if name in every))
        for place, name in enumerate([*wanted, *(name for name in every if name not in wanted)]):
            self._heads.moveSection(self._heads.visualIndex(every.index(name)), place)
        for at, column in enumerate(self._paged.columns):
            self.setColumnHidden(at, column.name not in wanted if wanted else column.optional)
            self.setColumnWidth(at, self._width(column))
        self._by_hand, self._chosen = False, bool(wanted)
        self._fit()
        self.columns_changed.emit()

    def show_sort(self, key: str, descending: bool) -> None:
        """Point the arrow of the header at the column that sorts by `key`; the rows are not asked for anew."""
        at = next((n for n, column in enumerate(self._paged.columns) if column.key == key), -1)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._heads.blockSignals(True)
        self._heads.setSortIndicator(at, order)
        self._heads.blockSignals(False)
        self._heads.viewport().update()

    def _make_current(self, row: int) -> None:
        # selectRow would toggle while Ctrl happens to be down
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._paged.index(row, self.first_column()), flags)

    def _ranges(self) -> list[QItemSelectionRange]:
        return list(cast(Iterable[QItemSelectionRange], self.selectionModel().selection()))

    def go_to(self, row_id: Hashable) -> bool:
        """Make the row with this id the current one, now or when it is listed."""
        at = self._paged.find(row_id)
        if at < 0:
            self._wanted_id = row_id
            return False
        self._wanted_id = None
        self._make_current(at)
        self.scrollTo(self._paged.index(at, self.first_column()))
        return True

    def save_columns(self) -> dict[str, Any]:
        """Order, widths and choice of the columns, to be kept."""
        heads = self._heads
        names = [self.column(heads.logicalIndex(at)).name for at in range(heads.count())]
        return {
            "by_hand": self._by_hand,
            "chosen": self._chosen,
            "order": names,
            "hidden": [column.name for at, column in enumerate(self._paged.columns) if self.isColumnHidden(at)],
            "widths": {
                c.name: self.columnWidth(at) for at, c in enumerate(self._paged.columns) if self.columnWidth(at)
            },
        }

    def restore_columns(self, kept: dict[str, Any]) -> None:
        """Put the columns as `save_columns` found them; unknown names are passed over."""
        names = [column.name for column in self._paged.columns]
        for place, name in enumerate(name for name in kept.get("order", ()) if name in names):
            self._heads.moveSection(self._heads.visualIndex(names.index(name)), place)
        for at, name in enumerate(names):
            if "hidden" in kept and kept.get("chosen"):
                self.setColumnHidden(at, name in kept["hidden"])
            if (width := kept.get("widths", {}).get(name)) and kept.get("by_hand"):
                self.setColumnWidth(at, int(width))
        self._by_hand = bool(kept.get("by_hand", self._by_hand))
        self._chosen = bool(kept.get("chosen", self._chosen))
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()  # the page's: its primary action
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space and not self._typing_letters() and self.currentIndex().isValid():
            self._toggle_row()
        elif event.key() == Qt.Key.Key_Home:
            self._to_row(0, event)
        elif event.key() == Qt.Key.Key_End:
            self._to_row(self._paged.rowCount() - 1, event)
        else:
            super().keyPressEvent(event)

    def _typing_letters(self) -> bool:
        pause = QGuiApplication.styleHints().keyboardInputInterval()
        return bool(self._letters) and self._typing.isValid() and self._typing.elapsed() <= pause

    def _toggle_row(self) -> None:
        flags = QItemSelectionModel.SelectionFlag.Toggle | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(self.currentIndex(), flags)

    @override
    def keyboardSearch(self, search: str) -> None:
        # the rows are not all here, so the source must look: the page jumps where its order says
        pause = QGuiApplication.styleHints().keyboardInputInterval()
        fresh = not self._typing.isValid() or self._typing.restart() > pause
        self._letters = search if fresh else self._letters + search
        self._typing.start()
        if self._letters.strip():
            self.jumped.emit(self._letters)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_asked.emit(place)

    @override
    def leaveEvent(self, event: Any) -> None:
        self._hover(QModelIndex())
        super().leaveEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _width(self, column: Column[Any]) -> int:
        """As wide as it asks for, and never narrower than its heading with the arrow of the order beside it."""
        heading = self._heads.sectionSizeFromContents(self._paged.columns.index(column)).width()
        return max(self._theme.px(column.width), heading)

    def _fit(self) -> None:
        """The first column and those with names share what the others leave, until one is resized by hand."""
        if self._by_hand:
            return
        first = self.first_column()
        if not self._chosen:
            self._show_what_fits()
        self.leftmost = first
        shown = [at for at in range(self._heads.count()) if at != first and not self.isColumnHidden(at)]
        widths = {at: self._width(self._paged.columns[at]) for at in shown}
        wanted = self._width(self._paged.columns[first])
        spare = self.viewport().width() - sum(widths.values()) - wanted
        growing = {at: widths[at] for at in shown if self._paged.columns[at].grows}
        if spare > 0:
            # names are not cut in one column while another one is half empty
            parts = sum(growing.values()) + 2 * wanted
            for at, width in growing.items():
                widths[at] = width + spare * width // parts
        self._fitting = True
        for at, width in widths.items():
            self.setColumnWidth(at, width)
        least = min(self._theme.px(180), wanted)
        self.setColumnWidth(first, max(least, self.viewport().width() - sum(widths.values())))
        self._fitting = False

    def _show_what_fits(self) -> None:
        """Where there is room, the optional columns are shown too, until the columns are chosen by hand."""
        room = self.viewport().width() - self._width(self._paged.columns[0])
        room -= sum(self._width(column) for column in self._paged.columns[1:] if not column.optional)
        for at, column in enumerate(self._paged.columns):
            if column.optional:
                room -= self._width(column)
                self.setColumnHidden(at, room < 0)

    def _resized(self) -> None:
        if not self._fitting and self.isVisible() and self._heads.underMouse():
            self._by_hand = True

    def _to_row(self, row: int, event: QKeyEvent) -> None:
        if row < 0:
            return
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            flags = QItemSelectionModel.SelectionFlag.SelectCurrent | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._paged.index(row, self.first_column()), flags)

    def _open(self, index: QModelIndex) -> None:
        row_id = self._paged.id_at(index.row())
        if row_id is not None:
            self.opened.emit(row_id)

    def _hover(self, index: QModelIndex) -> None:
        if index.row() != self.hovered_row:
            for row in (self.hovered_row, index.row()):
                if row >= 0:
                    top = self.rowViewportPosition(row)
                    self.viewport().update(0, top, self.viewport().width(), self.rowHeight(row))
            self.hovered_row = index.row()

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.viewport().update()
        self.current_changed.emit(self._paged.id_at(current.row()))

    def _selected(self) -> None:
        self.selection_changed.emit(sum(r.height() for r in self._ranges()))

    def _keep_place(self) -> None:
        self._kept_selection = self.selected_ids()[:1000]
        self._kept_row = self.currentIndex().row() if self._paged.query == self._kept_query else 0
        self._kept_query = self._paged.query
        if self._wanted_id is None:
            self._wanted_id = self.current_id()

    def _find_place(self) -> None:
        wanted, self._wanted_id = self._wanted_id, None
        if wanted is not None and self._paged.find(wanted) >= 0:
            self.go_to(wanted)
            several = self._kept_selection if len(self._kept_selection) > 1 else []
            for row_id in several:
                at = self._paged.find(row_id)
                if at >= 0:
                    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
                    self.selectionModel().select(self._paged.index(at, 0), flags)
        elif self._paged.rowCount():
            # where the current one was deleted, the one after it; at the top of a new query
            row = min(max(self._kept_row, 0), self._paged.rowCount() - 1)
            self._make_current(row)
            self.scrollTo(self._paged.index(row, self.first_column()))
            self._wanted_id = wanted if self._paged.partial else None
        else:
            self.current_changed.emit(None)

    def _find_wanted(self) -> None:
        wanted, self._wanted_id = self._wanted_id, None
        if wanted is not None:
            self.go_to(wanted)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if not self._paged.columns[column].key:
            return
        self._wanted_id = None
        self._paged.sort(column, order)

    def _choose_columns(self, place: QPoint) -> None:
        menu = QMenu(self)
        for at, column in enumerate(self._paged.columns):
            action = QAction(column.title, menu)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(at))
            action.setEnabled(at > 0)
            action.setData(at)
            action.toggled.connect(self._toggle_column)
            menu.addAction(action)
        if self.dialog_text:
            menu.addSeparator()
            menu.addAction(self.dialog_text).triggered.connect(self.columns_wanted)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._heads.mapToGlobal(place))

    def _column_moved(self, column: int, before: int, after: int) -> None:
        if self._heads.underMouse():
            self._chosen = True
            self.columns_changed.emit()

    def _toggle_column(self, shown: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._chosen = True
            self.setColumnHidden(int(action.data()), not shown)
            self._fit()
            self.columns_changed.emit()

    def _restyle(self) -> None:
        self.verticalHeader().setMinimumSectionSize(self._theme.metrics.row)
        self.verticalHeader().setDefaultSectionSize(self._theme.metrics.row)
        for at, column in enumerate(self._paged.columns):
            self.setColumnWidth(at, self._width(column))
        self._by_hand = False
        self._fit()
        self.viewport().update()
