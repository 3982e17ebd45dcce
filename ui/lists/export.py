"""Saving what a list shows as a file: where to, with progress and Cancel, and what was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from talented_desk.exchange import export
from talented_desk.exchange.export import Cell, Sheet
from talented_desk.jobs import Task
from ui.context import UiContext

R = TypeVar("R")


def ask_file(
    owner: QWidget, context: UiContext, title: str, filters: str, write: Callable[[Path], None]
) -> QFileDialog:
    """Ask where to; the proposed name says which list, which filters and when."""
    from talented_desk.services.list_export import file_name

    t = context.t
    dialog = QFileDialog(owner, t("Export this list"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([f"{t('Workbook')} (*.xlsx)", f"{t('Text with separators')} (*.csv)"])
    dialog.setDefaultSuffix("xlsx")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("csv" if "csv" in chosen else "xlsx"))
    dialog.selectFile(file_name(title, filters, context.app.clock.now(), ".xlsx"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: write(Path(name)))
    dialog.open()
    return dialog


def run_export(context: UiContext, path: Path, filters: str, job: Callable[[Task], int]) -> None:
    """Run the job, which returns how many rows it wrote, beside other work; say what is in the file."""
    t, notices = context.t, context.notices

    def done(count: int) -> None:
        notices.busy("", None)
        number = context.formats.number(count)
        saved = t.plural(
            "{number} row saved in {file}", "{number} rows saved in {file}", count, number=number, file=path.name
        )
        notices.toast(t("{saved}. Filters: {filters}", saved=saved, filters=filters) if filters else saved)

    def failed(error: BaseException) -> None:
        notices.busy("", None)
        context.operations.tell(error)

    # only reads, so that a long export holds no saving back
    running = context.jobs.read(context.operations, job, done, failed, notices.progress)
    notices.busy(t("Exporting the list"), running)


def export_seen(
    owner: QWidget,
    context: UiContext,
    title: str,
    name: str,
    filters: str,
    columns: Sequence[tuple[str, Callable[[R], Cell]]],
    rows: Sequence[R],
) -> None:
    """Save rows that are all in memory. `title` says what they are, `name` which saved list."""
    whole = f"{title} – {name}" if name else title
    ask_file(
        owner,
        context,
        whole,
        filters,
        lambda path: write_seen(context, path, title, name, filters, columns, rows),
    )


def write_seen(
    context: UiContext,
    path: Path,
    title: str,
    name: str,
    filters: str,
    columns: Sequence[tuple[str, Callable[[R], Cell]]],
    rows: Sequence[R],
) -> None:
    """Write these rows to this file."""
    t, app, now = context.t, context.app, context.app.clock.now()

    def job(task: Task) -> int:
        me = app.officers.me()
        about = (
            (t("List"), name or title),
            (t("Filters"), filters or t("none")),
            (t("Rows"), context.formats.number(len(rows))),
            (t("Made by"), me.name if me is not None else ""),
            (t("Made on"), context.formats.moment(now)),
        )
        sheet = Sheet(title, tuple(heading for heading, _ in columns), len(rows), about)
        return export.write(path, sheet, ([value(row) for _, value in columns] for row in rows), t, task)

    run_export(context, path, filters, job)
