"""Imports end to end on real lists and on bad ones: preview, apply, undo, twice the same."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import xlsxwriter

from talented_desk.bootstrap import Application
from talented_desk.errors import Cancelled, DeskError
from talented_desk.exchange.mapping import ColumnMapping
from talented_desk.i18n import Translator
from talented_desk.jobs import Progress, Task
from talented_desk.services.import_shapes import (
    FileChanged,
    ImportResult,
    NoNameColumn,
    NothingToImport,
    Preview,
    PreviewGone,
    PreviewOutdated,
)
from tests.files import employer_list as real


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def look(desk: Application, path: Path, *, overwrite: bool = False) -> Preview:
    return desk.imports.dry_run(desk.imports.plan(desk.imports.inspect(path), overwrite=overwrite))


def take(desk: Application, path: Path, *, yes: bool = False) -> ImportResult:
    preview = look(desk, path)
    return desk.imports.apply(preview, {doubt.id: yes for doubt in desk.imports.doubts(preview)})


def dump(desk: Application) -> list[str]:
    return list(desk.journal.dump())


def saved(folder: Path, *rows: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def named(desk: Application, name: str) -> list[str]:
    numbers = desk.employers.row_numbers()
    return [row.id for row in desk.employers.rows(numbers) if row.legal_name == name]


def test_the_real_lists_are_imported_in_turn_and_no_line_is_dropped(desk: Application) -> None:
    for quarter, width in (("2020q1", 6), ("2020q4", 6), ("2024q1", 8)):
        path = real(quarter)
        lines = len(cells(path))
        found = desk.imports.inspect(path)
        assert len(found.columns) == width
        assert None not in found.guess.columns
        assert found.guess.as_of == f"{quarter[:4]}-Q{quarter[5]}"
        preview = look(desk, path)
        counts = preview.counts
        assert (counts.lines, counts.failed, counts.facts) == (lines, 0, lines)
        by_kind = [
            len(desk.imports.lines(preview, 0, 10_000, how)) for how in ("new", "doubt", "auto", "same", "known")
        ]
        assert sum(by_kind) == lines
        desk.imports.apply(preview)
    with desk.database.read() as connection:
        facts = connection.exec_driver_sql("SELECT as_of, count(*), sum(number) FROM employer_fact GROUP BY 1").all()
    positions = {
        quarter: sum(int(row[-1]) for row in cells(real(quarter))) for quarter in ("2020q1", "2020q4", "2024q1")
    }
    assert {str(row[0]): (int(row[1]), int(row[2])) for row in facts} == {
        "2020-Q1": (1469, positions["2020q1"]),
        "2020-Q4": (1494, positions["2020q4"]),
        "2024-Q1": (5124, positions["2024q1"]),
    }


def test_a_fact_keeps_the_whole_line_its_place_and_its_source(desk: Application) -> None:
    take(desk, real("2020q1"))
    (employer_id,) = named(desk, "1796338 Alberta Ltd.")
    record = desk.employers.get(employer_id)
    assert record.values["trade_name"] == "Edo Japan Tsawwassen"
    fact = desk.employers.facts(employer_id)[0]
    assert (fact.kind, fact.as_of, fact.source) == ("lmia_positions", "2020-Q1", "lmia-alberta-2020q1.csv")
    assert fact.detail["Address"] in {"Tsawwassen, V4M0B3", "Edmonton, T5T5Z7"}
    assert fact.detail["Stream"] == "Low Wage"
    assert record.worksites[0].postal_code in {"V4M 0B3", "T5T 5Z7"}


def test_the_dry_run_changes_nothing(desk: Application) -> None:
    before = dump(desk)
    look(desk, real("2020q1"))
    assert dump(desk) == before
    assert desk.journal.recent(1)[0].operation != "Import list"


def test_undoing_the_second_import_brings_the_state_before_back_and_redo_the_state_after(desk: Application) -> None:
    take(desk, real("2020q1"))
    before = dump(desk)
    result = take(desk, real("2020q4"), yes=True)
    assert result.joined == 2
    after = dump(desk)
    desk.journal.undo()
    assert dump(desk) == before
    desk.journal.redo()
    assert dump(desk) == after


def test_an_import_is_one_operation(desk: Application) -> None:
    result = take(desk, real("2020q3"))
    newest = desk.journal.recent(1)[0]
    assert (newest.changeset_id, newest.operation, newest.subject) == (
        result.changeset_id,
        "Import list",
        "lmia-alberta-2020q3.csv",
    )


def test_the_same_file_twice_changes_nothing_the_second_time(desk: Application) -> None:
    take(desk, real("2020q4"))
    before = dump(desk)
    counts = look(desk, real("2020q4")).counts
    assert (counts.known_lines, counts.new_employers, counts.facts, counts.doubtful) == (1494, 0, 0, 0)
    result = take(desk, real("2020q4"), yes=True)
    assert result.changeset_id == ""
    assert dump(desk) == before


def test_a_longer_version_of_a_list_adds_only_what_is_new(desk: Application, tmp_path: Path) -> None:
    text = real("2020q3").read_text("utf-8")
    take(desk, real("2020q3"))
    longer = tmp_path / "lmia-alberta-2020q3.csv"
    longer.write_text(text + 'Alberta,   Low Wage,New Place Inc.,"Banff, AB T1L 1A1",6322-Cooks,2\n', "utf-8")
    counts = look(desk, longer).counts
    assert (counts.known_lines, counts.facts, counts.new_employers) == (138, 1, 1)


def test_a_doubtful_match_waits_for_a_yes(desk: Application) -> None:
    take(desk, real("2020q1"))
    preview = look(desk, real("2020q4"))
    doubts = desk.imports.doubts(preview)
    stanford = next(doubt for doubt in doubts if doubt.name.startswith("Stanford"))
    assert stanford.other == "Standford Hotels and Resort Inc."
    words = [reason.message.format(**dict(reason.fields)) for reason in stanford.reasons]
    assert words[-1] == "same postal code T8V 5M6"
    desk.imports.apply(preview)
    assert len(named(desk, "Stanford Hotels & Resorts Inc.")) == 1
    desk.journal.undo()
    preview = look(desk, real("2020q4"))
    desk.imports.apply(preview, {stanford.id: True})
    assert named(desk, "Stanford Hotels & Resorts Inc.") == []
    (joined,) = named(desk, "Standford Hotels and Resort Inc.")
    record = desk.employers.get(joined)
    assert [name.name for name in record.names] == ["Stanford Hotels & Resorts Inc."]
    assert {fact.as_of for fact in desk.employers.facts(joined)} == {"2020-Q1", "2020-Q4"}
    assert len(record.worksites) == 1


def test_blanks_never_overwrite_and_differences_are_listed(desk: Application, tmp_path: Path) -> None:
    employer_id = desk.employers.add({"legal_name": "Acme Foods Ltd.", "phone": "403 555 2000", "city": "Calgary"})
    path = saved(
        tmp_path,
        "Employer,Phone,Email,Employees,City",
        "Acme Foods Ltd.,403 555 2111,info@acme.ca,12,Calgary",
        "Acme Foods Ltd.,,,,Calgary",
    )
    preview = look(desk, path)
    changes = {(u.field, u.before, u.after, u.kind) for u in desk.imports.updates(preview)}
    assert changes == {
        ("phone", "403 555 2000", "403 555 2111", "conflict"),
        ("email", "", "info@acme.ca", "fill"),
        ("headcount", "", "12", "fill"),
        ("headcount_source", "", "list", "fill"),
    }
    assert (preview.counts.updates, preview.counts.conflicts) == (3, 1)
    desk.imports.apply(preview)
    values = desk.employers.get(employer_id).values
    assert (values["phone"], values["email"], values["headcount"]) == ("403 555 2000", "info@acme.ca", 12)
    desk.imports.apply(look(desk, path, overwrite=True))
    assert desk.employers.get(employer_id).values["phone"] == "403 555 2111"
    desk.journal.undo()
    assert desk.employers.get(employer_id).values["phone"] == "403 555 2000"


def test_rows_of_one_employer_are_folded_and_complete_each_other(desk: Application, tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        "Employer,Phone,Email,Address,Contact,Contact email,Tags",
        'Acme Foods Ltd.,403 555 2000,,"Calgary, AB T2P 1J9",Ana Roy,ana@acme.ca,food; north',
        'Acme Foods Limited,,info@acme.ca,"Edmonton, AB T5J 1A1",,,',
        'Acme Foods Ltd.,,,"Calgary, AB T2P 1J9",Ana Roy,ana@acme.ca,food',
    )
    counts = look(desk, path).counts
    assert (counts.lines, counts.new_employers, counts.folded_lines, counts.worksites) == (3, 1, 2, 2)
    take(desk, path)
    (employer_id,) = named(desk, "Acme Foods Ltd.")
    record = desk.employers.get(employer_id)
    assert (record.values["phone"], record.values["email"]) == ("403 555 2000", "info@acme.ca")
    assert {label for _, label in record.tags} == {"food", "north"}
    with desk.database.read() as connection:
        people = connection.exec_driver_sql("SELECT given_name, family_name, email FROM contact").all()
    assert [tuple(person) for person in people] == [("Ana", "Roy", "ana@acme.ca")]
    before = dump(desk)
    assert take(desk, path).changeset_id == ""
    assert dump(desk) == before


def test_damaged_letters_are_mended_and_the_original_is_kept(desk: Application) -> None:
    take(desk, real("2020q2"))
    (employer_id,) = named(desk, "Rino’s Affordable Home Remodelling Ltd.")
    record = desk.employers.get(employer_id)
    assert [(name.kind, name.name.startswith("Rinoâ")) for name in record.names] == [("listed", True)]


def test_failed_rows_are_written_to_be_mended_and_come_back(desk: Application, tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        "Employer,Headcount date,Employees,Email",
        "Good Inc.,2026-01-31,3,a@good.ca",
        "Bad Day Inc.,31/02/2026,3,",
        ",2026-01-31,3,",
        "Bad Mail Inc.,,,nobody at home",
        "Bad Number Inc.,,many,",
        "=cmd|' /C calc'!A0,,,",
    )
    preview = look(desk, path)
    failures = {row.line: row.error.describe(Translator("en")) for row in desk.imports.failures(preview)}
    assert failures == {
        3: "Headcount date: “31/02/2026” is not a date.",
        4: "The employer's name is missing.",
        5: "Email: “nobody at home” is not an e-mail address.",
        6: "Employees: “many” is not a whole number.",
    }
    counts = preview.counts
    assert (counts.lines, counts.taken, counts.failed) == (6, 2, 4)
    to_mend = tmp_path / "mend.csv"
    assert desk.imports.write_failed(preview, to_mend, Translator("en")) == 4
    desk.imports.apply(preview)
    assert named(desk, "=cmd|' /C calc'!A0")
    mended = to_mend.read_text("utf-8-sig").replace("31/02/2026", "28/02/2026").replace("many", "7")
    again = saved(tmp_path, mended.strip(), name="mended.csv")
    preview = look(desk, again)
    assert (preview.counts.taken, preview.counts.failed) == (2, 2)
    desk.imports.apply(preview)
    (employer_id,) = named(desk, "Bad Day Inc.")
    assert desk.employers.get(employer_id).values["headcount_date"] == "2026-02-28"


def test_a_bad_number_in_a_fact_fails_only_its_own_line(desk: Application, tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        "Employer,Stream,Occupation,Positions",
        "Acme Inc.,Low,Cooks,2",
        "Acme Inc.,Low,Cooks,two",
        "Acme Inc.,Low,Cooks,2",
        name="lmia-2021q2.csv",
    )
    counts = look(desk, path).counts
    assert (counts.lines, counts.facts, counts.failed, counts.new_employers) == (3, 2, 1, 1)


def test_facts_without_a_date_are_dated_today_and_that_is_told(desk: Application, tmp_path: Path) -> None:
    path = saved(tmp_path, "Employer,Occupation,Positions", "Acme Inc.,Cooks,2")
    preview = look(desk, path)
    assert any(dict(remark.fields).get("date") == "2026-11-23" for remark in preview.remarks)
    desk.imports.apply(preview)
    (employer_id,) = named(desk, "Acme Inc.")
    assert desk.employers.facts(employer_id)[0].as_of == "2026-11-23"


def test_cancelling_leaves_nothing(desk: Application) -> None:
    before = dump(desk)

    def stop_at(note: str) -> Task:
        def report(progress: Progress) -> None:
            if progress.note == note and progress.done > 0:
                task.cancel()

        task = Task(report)
        return task

    plan = desk.imports.plan(desk.imports.inspect(real("2024q1")))
    with pytest.raises(Cancelled):
        desk.imports.dry_run(plan, stop_at("Looking at each row"))
    with desk.database.read() as connection:
        assert not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name LIKE 'spool%'").first()
    preview = desk.imports.dry_run(plan)
    with pytest.raises(Cancelled):
        desk.imports.apply(preview, None, stop_at("Adding facts"))
    assert dump(desk) == before
    assert desk.imports.apply(preview).counts.facts == 5124


def test_a_preview_that_is_no_longer_true_is_not_applied(desk: Application, tmp_path: Path) -> None:
    path = saved(tmp_path, "Employer,City", "Acme Inc.,Calgary")
    preview = look(desk, path)
    desk.employers.add({"legal_name": "Acme Inc."})
    with pytest.raises(PreviewOutdated):
        desk.imports.apply(preview)
    older = look(desk, path)
    look(desk, path)
    with pytest.raises(PreviewGone):
        desk.imports.apply(older)
    with pytest.raises(PreviewGone):
        desk.imports.doubts(older)
    desk.imports.discard()
    with pytest.raises(PreviewGone):
        desk.imports.lines(older)


def test_a_file_that_changed_or_cannot_be_imported_is_refused(desk: Application, tmp_path: Path) -> None:
    path = saved(tmp_path, "Employer,City", "Acme Inc.,Calgary")
    plan = desk.imports.plan(desk.imports.inspect(path))
    saved(tmp_path, "Employer,City", "Acme Inc.,Airdrie")
    with pytest.raises(FileChanged):
        desk.imports.dry_run(plan)
    no_name = saved(tmp_path, "Colour,Size", "red,big", name="other.csv")
    with pytest.raises(NoNameColumn):
        look(desk, no_name)
    nameless = saved(tmp_path, "Employer,City", ",Calgary", name="nameless.csv")
    with pytest.raises(NothingToImport):
        desk.imports.apply(look(desk, nameless))


def test_a_mapping_is_saved_recognised_and_used(desk: Application, tmp_path: Path) -> None:
    path = saved(tmp_path, "Alpha,Beta", "Acme Inc.,Calgary")
    found = desk.imports.inspect(path)
    mapping = ColumnMapping(("legal_name", "city"), found.guess.names)
    desk.imports.save_mapping("Our list", mapping)
    assert desk.imports.inspect(path).guess.columns == ("legal_name", "city")
    assert desk.imports.mapping("Our list") is not None
    assert [name for name, _ in desk.imports.mappings()] == ["Our list"]
    desk.imports.save_mapping("Our own list", mapping)
    assert [name for name, _ in desk.imports.mappings()] == ["Our own list"]


def test_a_workbook_is_imported_like_a_text_file(desk: Application, tmp_path: Path) -> None:
    path = tmp_path / "lmia-2020q1.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("List")
        with real("2020q1").open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.reader(stream)):
                sheet.write_row(number, 0, [int(cell) if cell.isdigit() else cell for cell in row])
    take(desk, path)
    sheet_rows = len(desk.employers.row_numbers())
    desk.journal.undo()
    take(desk, real("2020q1"))
    assert len(desk.employers.row_numbers()) == sheet_rows == 1348


@pytest.mark.parametrize("name", ["x" * 10_000, "شركة الأغذية", "🙂 Café 🙂", 'O\'Brien "Best" & Co.'])
def test_odd_names_are_taken_or_told(desk: Application, tmp_path: Path, name: str) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["Employer", "City"], [name, "Calgary"]])
    preview = look(desk, path)
    if len(name) > 500:
        assert "10000 characters" in desk.imports.failures(preview)[0].error.describe(Translator("en"))
    else:
        desk.imports.apply(preview)
        assert len(desk.employers.row_numbers()) == 1


def test_the_run_is_recorded_with_its_figures(desk: Application) -> None:
    result = take(desk, real("2020q3"))
    with desk.database.read() as connection:
        row = connection.exec_driver_sql("SELECT file_name, sha256, rows, summary FROM import_run").one()
    assert (row[0], row[2]) == ("lmia-alberta-2020q3.csv", 138)
    assert row[1] == desk.imports.inspect(real("2020q3")).sha256
    assert json.loads(row[3])["facts"] == result.counts.facts == 138


def test_problems_are_told_in_the_officers_language(desk: Application, tmp_path: Path) -> None:
    preview = look(desk, saved(tmp_path, "Employer,Email", "Acme Inc.,nobody"))
    error = desk.imports.failures(preview)[0].error
    assert isinstance(error, DeskError)
    assert "nobody" in error.describe(Translator("fr"))


def test_the_imports_that_stand_are_listed_with_who_and_can_be_taken_back(desk: Application) -> None:
    first, second = take(desk, real("2020q3")), take(desk, real("2020q2"))
    runs = desk.imports.runs()
    assert [(run.file_name, run.officer) for run in runs] == [
        ("lmia-alberta-2020q2.csv", "Maya Boucher"),
        ("lmia-alberta-2020q3.csv", "Maya Boucher"),
    ]
    assert [run.changeset_id for run in runs] == [second.changeset_id, first.changeset_id]
    assert (runs[1].rows, runs[1].new_employers, runs[1].facts) == (138, first.counts.new_employers, 138)
    desk.journal.undo()
    assert [run.id for run in desk.imports.runs()] == [first.import_id]
    desk.journal.redo()
    desk.journal.take_back(desk.imports.runs()[0].changeset_id)
    assert [run.id for run in desk.imports.runs()] == [first.import_id]


def test_facts_and_doubts_are_paged(desk: Application) -> None:
    take(desk, real("2020q1"))
    preview = look(desk, real("2020q4"))
    everything = desk.imports.facts(preview, 0, 5000)
    assert len(everything) == preview.counts.facts
    assert desk.imports.facts(preview, 200, 100) == everything[200:300]
    assert all(fact.as_of == "2020-Q4" and fact.label and fact.number for fact in everything)
    assert desk.imports.doubt_count(preview) == len(desk.imports.doubts(preview, 0, 5000)) >= preview.counts.doubtful
    desk.imports.discard()
    with pytest.raises(PreviewGone):
        desk.imports.doubt_count(preview)


def test_a_saved_mapping_is_known_by_its_name(desk: Application, tmp_path: Path) -> None:
    found = desk.imports.inspect(saved(tmp_path, "Alpha;Beta", "Acme Inc.;Calgary"))
    assert desk.imports.layout_name(found) == ""
    desk.imports.save_mapping("Our list", found.guess)
    assert desk.imports.layout_name(desk.imports.inspect(found.path)) == "Our list"
    assert len(desk.imports.look_again(found, delimiter="|").columns) == 1
