"""PDF, XLSX and CSV hold the same rows and totals as the run, cell by cell, in both languages."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from talented_desk import cli
from talented_desk.bootstrap import Application
from talented_desk.formats import Formats
from talented_desk.jobs import Task
from talented_desk.packages.preview import Preview
from talented_desk.reports import charts
from talented_desk.reports.model import Parameters, Report
from talented_desk.reports.runner import FORMS, cell, facts, file_name, nothing, render
from tests.reports.samples import QUARTER, YEAR, fill

LANGUAGES = ("en", "fr")


@pytest.fixture(params=LANGUAGES)
def report(request: pytest.FixtureRequest, desk: Application) -> Report:
    fill(desk)
    return desk.reports.run("outreach", YEAR, request.param)


def squeezed(text: str) -> str:
    """Words without any space, because a page breaks lines where it must."""
    return re.sub(r"\s", "", text)


def test_the_pdf_says_every_row_total_and_note(report: Report) -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(report, "pdf")))
    pages = [page.extract_text() for page in reader.pages]
    whole = squeezed("\n".join(pages))
    formats = Formats(report.language)
    assert len(pages) >= 2
    assert reader.metadata is not None and reader.metadata.title == report.title
    for figure in report.figures:
        assert squeezed(cell(figure.value, figure.kind, formats)) + "" in whole
        assert squeezed(figure.label) in whole
    for section in report.sections:
        assert squeezed(section.title) in whole
        for row in (*section.table.rows, section.table.total):
            numbers = "".join(
                squeezed(cell(value, column.kind, formats))
                for column, value in zip(section.table.columns, row.values, strict=True)
            )
            assert squeezed(row.label) in whole, row.label
            assert numbers in whole, (section.id, row.label, numbers)
    for note in report.notes:
        assert squeezed(note) in whole


def test_every_page_says_period_rows_and_who_made_it_when(report: Report) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render(report, "pdf"))).pages]
    for number, page in enumerate(pages, 1):
        for fact in facts(report):
            assert squeezed(fact) in squeezed(page), (number, fact)
        assert f"{number}" in page.splitlines()[-1] or f"{len(pages)}" in page
    known = " ".join(facts(report))
    assert "2026-01-01" in known and "2026-12-31" in known
    assert "Maya Boucher" in known and str(report.row_count) in known


def test_the_workbook_cell_by_cell(report: Report) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(render(report, "xlsx")))
    assert len(book.sheet_names) == len(report.sections) + 1
    summary = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert summary[0][0] == report.title
    assert summary[1][0] == " · ".join(facts(report))
    for figure, line in zip(report.figures, summary[4:], strict=False):
        assert line[0] == figure.label
        assert number(line[1]) == figure.value
    for at, section in enumerate(report.sections, 1):
        lines = book.get_sheet_by_index(at).to_python(skip_empty_area=False)
        table = section.table
        assert lines[0][0] == section.title
        assert lines[1][0] == " · ".join(facts(report))
        assert lines[3] == [table.head, *(column.title for column in table.columns)]
        for row, line in zip((*table.rows, table.total), lines[4:], strict=False):
            assert [line[0], *map(number, line[1:])] == [row.label, *row.values]
        assert len(lines) == 4 + len(table.rows) + 1 + len(section.notes)


def number(value: Any) -> int:
    """A cell as the report counts: durations in minutes."""
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60)
    assert isinstance(value, (int, float)), value
    return round(value)


def test_the_csv_cell_by_cell(report: Report) -> None:
    text = render(report, "csv").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";" if report.language == "fr" else ","))
    assert lines[0] == [report.title]
    assert [line[0] for line in lines[1:5]] == list(facts(report))
    at = 7
    for figure in report.figures:
        assert lines[at][0].startswith(figure.label)
        assert lines[at][1] == str(figure.value)
        at += 1
    for section in report.sections:
        table = section.table
        assert lines[at] == []
        assert lines[at + 1] == [section.title]
        assert lines[at + 2][0] == table.head
        at += 3
        for row in (*table.rows, table.total):
            assert lines[at] == [row.label, *map(str, row.values)]
            at += 1
        at += len(section.notes)
    assert [line[0] for line in lines[at + 1 :]] == list(report.notes)


def test_names_are_never_formulas(desk: Application) -> None:
    desk.officers.use(desk.officers.add('=HYPERLINK("http://x","y")'))
    fill_by = desk.employers.add({"legal_name": "Bow Glass"})
    from tests.reports.samples import log

    log(desk, "2026-07-02", "phone", (20, 5, 0, 3), fill_by)
    report = desk.reports.run("outreach", QUARTER, "en")
    assert '"\'=HYPERLINK(""http://x"",""y"")"' in render(report, "csv").decode("utf-8-sig")
    book = CalamineWorkbook.from_filelike(io.BytesIO(render(report, "xlsx")))
    sheet = book.get_sheet_by_index([one.id for one in report.sections].index("officer") + 1)
    assert sheet.to_python(skip_empty_area=False)[4][0] == '\'=HYPERLINK("http://x","y")'


@pytest.mark.parametrize("form", FORMS)
def test_the_same_run_gives_the_same_bytes(report: Report, form: str) -> None:
    assert render(report, form) == render(report, form)
    assert file_name(report, form) == f"outreach-2026-01-01-2026-12-31-{report.language}.{form}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_report_says_so_in_every_form(desk: Application, language: str) -> None:
    report = desk.reports.run("outreach", Parameters(date(2012, 1, 1), date(2012, 3, 31)), language)
    words = nothing(report)
    assert words
    pdf = pypdf.PdfReader(io.BytesIO(render(report, "pdf")))
    assert squeezed(words) in squeezed("".join(page.extract_text() for page in pdf.pages))
    assert words in render(report, "csv").decode("utf-8-sig")
    book = CalamineWorkbook.from_filelike(io.BytesIO(render(report, "xlsx")))
    assert any(words == line[0] for line in book.get_sheet_by_index(0).to_python())


def test_pages_can_be_drawn(report: Report) -> None:
    with Preview(render(report, "pdf")) as preview:
        assert preview.sizes[0] == (612.0, 792.0)
        image = preview.render(0, 1.0)
    inks = {bytes(image.data[i : i + 3]) for i in range(0, len(image.data), 4)}
    for colour in charts.COLOURS[:2]:
        assert bytes.fromhex(colour[1:])[::-1] in inks, f"no bar in {colour}"


def test_bars_are_shares_of_the_longest(report: Report) -> None:
    for section in report.sections:
        drawn = charts.bars(section.table)
        charted = [at for at, column in enumerate(section.table.columns) if column.charted]
        sums = [sum(row.values[at] for at in charted) for row in section.table.rows]
        for total, parts in zip(sums, drawn, strict=True):
            assert (parts[-1].end if parts else 0) == pytest.approx(total / (max(sums) or 1))
        assert len(charts.legend(section.table)) == len(charted)


def test_a_cancel_is_heard(report: Report) -> None:
    from talented_desk.errors import Cancelled

    for form in FORMS:
        task = Task()
        task.cancel()
        with pytest.raises(Cancelled):
            render(report, form, task)


def run(*argv: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = cli.run(argv, out=out, err=err)
    return code, out.getvalue(), err.getvalue()


def test_the_command_saves_prints_and_refuses(
    desk: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk)
    report = desk.reports.run("outreach", QUARTER, "fr")
    desk.close()
    monkeypatch.setenv("TALENTED_DESK_HOME", str(tmp_path / "workspace"))
    days = ("--from", "2026-07-01", "--to", "2026-09-30")
    files = [tmp_path / f"out.{form}" for form in ("pdf", "xlsx", "csv")]
    forms = [part for path in files for part in (f"--{path.suffix[1:]}", str(path))]
    code, out, _ = run("--language", "en", "report", "outreach", *days, *forms, "--language", "fr")
    assert code == 0 and out.count("Saved ") == 3
    assert files[2].read_bytes().decode("utf-8-sig").startswith(report.title)
    assert files[0].read_bytes().startswith(b"%PDF")
    code, out, _ = run("--language", "en", "report", "outreach", *days, "--officer", "maya boucher")
    assert code == 0 and "2 h 31" in out.replace("\u00a0", " ") and "Anna" not in out
    code, out, _ = run("--language", "en", "--json", "report", "outreach", *days)
    assert code == 0 and '"contacted"' in out
    code, _, err = run("--language", "en", "report", "outreach", "--from", "2026-09-30", "--to", "2026-07-01")
    assert code == 1 and "before it begins" in err
    code, _, err = run("--language", "en", "report", "outreach", *days, "--officer", "Nemo")
    assert code == 1 and "Maya Boucher" in err
    code, _, err = run("--language", "en", "report", "outreach", *days, "--csv", str(tmp_path / "no" / "where.csv"))
    assert code == 1 and "could not be written" in err


def test_a_table_longer_than_a_page_goes_on_with_its_headings_and_keeps_its_total(report: Report) -> None:
    section = next(one for one in report.sections if one.id == "officer")
    first = section.table.rows[0]
    rows = tuple(
        replace(first, key=str(at), label=f"Officer number {at} with quite a long name of Lœuf-Tremblay")
        for at in range(95)
    )
    total = replace(section.table.total, values=tuple(95 * value for value in first.values))
    table = replace(section.table, rows=rows, total=total)
    longer = replace(report, sections=(replace(section, table=table),))
    pages = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(render(longer, "pdf"))).pages]
    assert len(pages) >= 4
    heads = "".join(squeezed(column.title) for column in table.columns)
    with_rows = [page for page in pages if "Officernumber" in page]
    assert len(with_rows) >= 3
    assert all(heads in page for page in with_rows)
    whole = "".join(pages)
    assert all(f"Officernumber{at}with" in whole for at in range(95))
    sums = "".join(
        squeezed(cell(value, column.kind, Formats(report.language)))
        for column, value in zip(table.columns, total.values, strict=True)
    )
    assert any(sums in page and "Officernumber94" in page for page in with_rows)
