"""The outreach report on screen: the same figures as the run, each opening its records; paper and files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableWidget

from talented_desk.bootstrap import Application
from talented_desk.formats import Formats
from talented_desk.reports.model import Opens, Parameters, Report, read_address
from talented_desk.reports.runner import cell, facts
from tests.reports.samples import fill, log
from tests.ui.helpers import find, press, shown, wait
from tests.ui.placement_support import Desk, make_desk
from ui.pages.placements.page import PlacementsPage
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.table import series_brush
from ui.pages.sessions.page import SessionsPage
from ui.theme.theme import Theme
from ui.theme.tokens import THEMES
from ui.widgets.basics import ElidedLabel
from ui.widgets.chips import FilterChip
from ui.widgets.inputs import ChoiceField, DateField
from ui.widgets.messages import Banner
from ui.widgets.table import DataTable


@pytest.fixture(params=["en"])
def ui_desk(request: pytest.FixtureRequest, desk: Application, theme: Theme, tmp_path: Path) -> Iterator[Desk]:
    fill(desk)
    made = make_desk(desk, theme, tmp_path, request.param)
    yield made
    assert made.told.crashes == []
    desk.jobs.close()
    made.close()


@pytest.fixture
def page(ui_desk: Desk) -> Iterator[ReportsPage]:
    with shown(ReportsPage(ui_desk.context), 1166, 768) as made:
        wait(lambda: made.report is not None)
        yield made


def choose(page: ReportsPage, named: str) -> Report:
    before = page.report
    box = find(page, ChoiceField, "report-period")
    box.setCurrentIndex(box.findData(named))
    wait(lambda: page.report is not None and page.report is not before)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # the tables of the run before
    assert page.report is not None
    return page.report


@pytest.mark.parametrize("ui_desk", ["en", "fr"], indirect=True)
def test_the_screen_shows_every_row_and_total_of_the_run(page: ReportsPage, ui_desk: Desk) -> None:
    report = choose(page, "this_year")
    formats = Formats(report.language)
    assert report.parameters == Parameters(date(2026, 1, 1), date(2026, 12, 31))
    assert find(page, ElidedLabel, "report-facts").whole() == "  ·  ".join(facts(report))
    for figure in report.figures:
        button = find(page, QPushButton, f"figure-{figure.key}")
        assert figure.label in button.accessibleName()
        assert cell(figure.value, figure.kind, formats) in button.accessibleName()
    seen = 0
    for section in report.sections:
        table = find(page, QTableWidget, f"table-{section.id}")
        lines = (*section.table.rows, section.table.total)
        assert table.rowCount() == len(lines)
        for at, row in enumerate(lines):
            expected = [row.label]
            expected += [cell(v, c.kind, formats) for c, v in zip(section.table.columns, row.values, strict=True)]
            got = [table.model().index(at, place).data() for place in range(len(expected))]
            assert got == expected
            seen += 1
    assert seen == report.row_count + len(report.sections)
    words = {one.text() for one in page.findChildren(QLabel)}
    assert set(report.notes) <= words


def test_the_quarter_is_shown_at_once_and_printed_in_three_clicks(
    page: ReportsPage, ui_desk: Desk, tmp_path: Path
) -> None:
    report = page.report  # the first click opened the page
    assert report is not None and report.parameters == Parameters(date(2026, 10, 1), date(2026, 12, 31))
    page.print_()  # the second: the action of the primary button
    dialogs: list[QPrintDialog] = []

    def there() -> bool:
        dialogs[:] = [
            one for one in QApplication.topLevelWidgets() if isinstance(one, QPrintDialog) and one.isVisible()
        ]
        return bool(dialogs)

    wait(there)
    printer = dialogs[0].printer()
    target = tmp_path / "printed.pdf"
    printer.setOutputFormat(printer.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    dialogs[0].accepted.emit(printer)  # the third: Print
    dialogs[0].done(0)
    wait(lambda: bool(ui_desk.told.toasts))
    assert ui_desk.told.toasts[0] == f"Saved as {target}"
    assert len(pypdf.PdfReader(target).pages) >= 2


def test_a_click_and_enter_open_the_records_behind_a_figure(page: ReportsPage, ui_desk: Desk) -> None:
    report = choose(page, "this_year")
    table = find(page, QTableWidget, "table-channel")
    table.setFocus()
    table.setCurrentCell(0, 1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    table.cellClicked.emit(1, 6)
    wait(find(page, QPushButton, "figure-placements").isVisible)
    press(page, "figure-placements")
    press(page, "figure-met")
    wait(lambda: len(ui_desk.went) == 4)
    read = [read_address(str(record)) for _, record in ui_desk.went[:3]]
    assert [went for went, _ in ui_desk.went] == ["sessions", "sessions", "placements", "employers"]
    assert read[0] is not None and read[0][2].by == "channel" and read[0][2].key == "phone"
    assert read[1] is not None and read[1][2].key == "video"
    assert read[2] is not None and read[2][1] == report.parameters
    told = json.loads(str(ui_desk.went[3][1]).removeprefix("rows:"))
    assert told["text"] == "from the report, Met, 2026"
    assert len(told["rows"]) == next(one.value for one in report.figures if one.key == "met") == 3


def opens(report: Report, section: str, key: str) -> Opens:
    table = next(one.table for one in report.sections if one.id == section)
    found = next(row.opens[0] for row in table.rows if row.key == key)
    assert found is not None
    return found


def test_the_sessions_behind_a_figure_are_listed_under_a_chip_that_goes(page: ReportsPage, ui_desk: Desk) -> None:
    report = choose(page, "this_year")
    page.open_behind(opens(report, "channel", "phone"))
    where, record = ui_desk.went[-1]
    assert where == "sessions" and record is not None
    with shown(SessionsPage(ui_desk.context), 1000, 700) as listing:
        entries = find(listing, DataTable, "sessions")
        wait(lambda: entries.model().rowCount() > 1)
        everything = entries.model().rowCount()
        listing.open_record(record)
        chip = find(listing, FilterChip, "filter-report")
        wait(lambda: chip.isVisible())
        assert chip.accessibleName() == "From the report: Phone, 2026"
        assert listing.record_id() == record
        wait(lambda: find(listing, QLabel, "row-count").text() == "1 support session")
        wait(lambda: entries.model().rowCount() < everything)
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        wait(lambda: entries.model().rowCount() == everything)
        assert not chip.isVisible() and listing.record_id() is None


def test_the_placements_behind_a_figure_are_listed(page: ReportsPage, ui_desk: Desk) -> None:
    report = choose(page, "this_year")
    page.open_behind(opens(report, "placements_state", "completed"))
    _, record = ui_desk.went[-1]
    assert record is not None
    with shown(PlacementsPage(ui_desk.context), 1000, 700) as listing:
        table = find(listing, DataTable, "placements")
        wait(lambda: table.model().rowCount() == 4)
        listing.open_record(record)
        wait(lambda: table.model().rowCount() == 2)
        assert find(listing, FilterChip, "filter-report").accessibleName() == "From the report: Completed, 2026"
        assert listing.escape()
        wait(lambda: table.model().rowCount() == 4)


def test_days_of_ones_own_and_a_period_that_ends_before_it_begins(page: ReportsPage, ui_desk: Desk) -> None:
    choose(page, "this_year")
    box = find(page, ChoiceField, "report-period")
    box.setCurrentIndex(box.findData("custom"))
    first, last = find(page, DateField, "report-first"), find(page, DateField, "report-last")
    assert first.isVisible() and first.text() == "2026-01-01"
    last.setText("2025-12-01")
    last.read()
    banner = next(one for one in page.findChildren(Banner))
    wait(lambda: banner.isVisible())
    assert banner.text() == ("The period ends (2025-12-01) before it begins (2026-01-01). Change one of the two days.")
    wait(lambda: page.report is None)
    assert "report.print" not in page.commands()
    last.setText("2026-07-31")
    last.read()
    wait(lambda: page.report is not None)
    assert page.report is not None and page.report.parameters.end == date(2026, 7, 31)
    wait(lambda: not banner.isVisible())
    again = ReportsPage(ui_desk.context)
    again.restore(page.place())
    with shown(again):
        wait(lambda: again.report is not None and again.report.parameters.end == date(2026, 7, 31))


def test_an_empty_period_says_so(page: ReportsPage, ui_desk: Desk) -> None:
    box = find(page, ChoiceField, "report-period")
    first, last = find(page, DateField, "report-first"), find(page, DateField, "report-last")
    box.setCurrentIndex(box.findData("custom"))
    first.setText("2012-01-01")
    first.read()
    last.setText("2012-03-31")
    last.read()
    banner = next(one for one in page.findChildren(Banner))
    wait(lambda: banner.isVisible() and banner.text().startswith("Nothing was recorded"))


def test_one_officer(page: ReportsPage, ui_desk: Desk) -> None:
    box = find(page, ChoiceField, "report-officer")
    wait(lambda: box.count() == 3)
    report = choose(page, "last_quarter")
    box.setCurrentIndex(next(at for at in range(3) if box.itemText(at).startswith("Anna")))
    wait(lambda: page.report is not report and page.report is not None)
    assert page.report is not None and page.report.about.startswith("Anna")
    assert next(one.value for one in page.report.figures if one.key == "sessions") == 1


def test_preview_shows_the_pages_and_esc_comes_back(page: ReportsPage, ui_desk: Desk) -> None:
    page.preview()
    wait(lambda: page._pages.page_count() >= 2)
    assert page._pages.isVisible()
    assert page.escape()
    assert not page._pages.isVisible()
    assert not page.escape()


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv"])
def test_saving_writes_the_run(page: ReportsPage, ui_desk: Desk, tmp_path: Path, form: str) -> None:
    report = choose(page, "this_year")
    target = tmp_path / f"saved.{form}"
    page.save_as(report, form, target)
    wait(lambda: bool(ui_desk.told.toasts))
    assert f"saved.{form}" in ui_desk.told.toasts[0]
    data = target.read_bytes()
    if form == "csv":
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert lines[0] == [report.title]
    else:
        assert data.startswith(b"%PDF" if form == "pdf" else b"PK")


def test_what_is_logged_meanwhile_is_counted(page: ReportsPage, ui_desk: Desk, desk: Application) -> None:
    report = page.report
    assert report is not None
    log(desk, "2026-11-02", "phone", (7, 0, 0, 0), desk.employers.add({"legal_name": "Elbow Bakery"}))
    wait(lambda: page.report is not None and page.report.figures[3].value == report.figures[3].value + 1)


def test_bars_are_painted_in_the_colours_of_the_theme(page: ReportsPage, ui_desk: Desk, theme: Theme) -> None:
    choose(page, "this_year")
    picture = find(page, QTableWidget, "table-channel").grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    inks = {picture.pixelColor(x, y).name().upper() for x in range(0, picture.width(), 1) for y in range(35, 120, 3)}
    assert set(theme.tokens.series[:2]) <= inks


def test_the_keyboard_begins_at_the_first_figure_and_stays_where_it_was(page: ReportsPage, ui_desk: Desk) -> None:
    page.opened()
    first = find(page, QPushButton, "figure-contacted")
    wait(lambda: page.focusWidget() is first)  # once it is shown
    find(page, QPushButton, "figure-placements").setFocus()
    choose(page, "this_year")
    wait(lambda: page.focusWidget() is find(page, QPushButton, "figure-placements"))
    table = find(page, QTableWidget, "table-size")
    table.setFocus()
    choose(page, "this_quarter")
    wait(lambda: page.focusWidget() is find(page, QTableWidget, "table-size"))


@pytest.mark.parametrize("name", THEMES)
def test_no_two_parts_of_a_bar_look_alike(application: QApplication, name: str) -> None:
    theme = Theme(name)
    fills = [series_brush(theme, series) for series in range(4)]
    assert len({(fill.color().name(), fill.style()) for fill in fills}) == 4
