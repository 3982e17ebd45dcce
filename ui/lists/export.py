"""Saving what a list shows as a file: where to, with progress and Cancel, and what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

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


@dataclass(frozen=True, slots=True)
class Seen(Generic[R]):
    """A list as it is seen: what it is called, which saved list, which filters, its columns and its rows.

    `rows` are fetched while they are written, off the interface's thread; `count` is how many they are.
    """

    title: str
    name: str
    filters: str
    columns: Sequence[tuple[str, Callable[[R], Cell]]]
    count: int
    rows: Callable[[], Iterable[R]]


def export_seen(owner: QWidget, context: UiContext, seen: Seen[R]) -> None:
    """Ask for a file and save the list."""
    whole = f"{seen.title} – {seen.name}" if seen.name else seen.title
    ask_file(owner, context, whole, seen.filters, lambda path: write_seen(context, path, seen))


def write_seen(context: UiContext, path: Path, seen: Seen[R]) -> None:
    """Write these rows to this file."""
    t, app, now = context.t, context.app, context.app.clock.now()

    def job(task: Task) -> int:
        me = app.officers.me()
        about = (
            (t("List"), seen.name or seen.title),
            (t("Filters"), seen.filters or t("none")),
            (t("Rows"), context.formats.number(seen.count)),
            (t("Made by"), me.name if me is not None else ""),
            (t("Made on"), context.formats.moment(now)),
        )
        sheet = Sheet(seen.title, tuple(heading for heading, _ in seen.columns), seen.count, about)
        cells = ([value(row) for _, value in seen.columns] for row in seen.rows())
        return export.write(path, sheet, cells, t, task)

    run_export(context, path, seen.filters, job)
