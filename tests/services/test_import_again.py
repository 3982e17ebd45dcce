"""A list that comes again: the same file changes nothing, a corrected one changes what was corrected, and a rollback
keeps what was done since and says so. On all the real lists, and on lists of people."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Final

import pytest

from db import journal
from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.exchange.editions import list_name, pair
from talented_desk.services.import_shapes import ImportResult, Preview
from talented_desk.services.merging import Pair
from tests.files import employer_list

QUARTERS: Final = ("2020q1", "2020q2", "2020q3", "2020q4", "2024q1")
HEAD: Final = "Employer,Phone,Street,City,Postal code,Contact,Contact email,Title,Tags"
ACME: Final = "Acme Foods Ltd.,403 555 2000,12 Mill Rd,Airdrie,T4B 1A1,Dana Roy,dana@acme.ca,HR,food"
BOW: Final = "Bow Glass Inc.,403 555 3000,1 Main St,Banff,T1L 1A1,Ana Li,ana@bow.ca,Owner,glass"


def look(desk: Application, path: Path, *, overwrite: bool = False) -> Preview:
    return desk.imports.dry_run(desk.imports.plan(desk.imports.inspect(path), overwrite=overwrite))


def take(desk: Application, path: Path) -> ImportResult:
    return desk.imports.apply(look(desk, path))


def dump(desk: Application) -> list[str]:
    return list(desk.journal.dump())


def saved(folder: Path, *rows: str, name: str = "members.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
    return path


def named(desk: Application, name: str) -> str:
    (found,) = [row.id for row in desk.employers.rows(desk.employers.row_numbers()) if row.legal_name == name]
    return found


def written(desk: Application, result: ImportResult) -> set[tuple[str, str, str, object, object]]:
    """(how, table, field, before, after) of the cells that an import wrote, its own record apart."""
    with desk.database.read() as connection:
        header = journal.info(connection, changeset_id=result.changeset_id)
        assert header is not None
        entries = list(journal.raw_entries(connection, header.n))
    return {
        (entry.op, entry.table, field, entry.before.get(field), entry.after.get(field))
        for entry in entries
        if entry.table != "import_run"
        for field in entry.before | entry.after
    }


def values(desk: Application, preview: Preview) -> set[tuple[str, str, str, str]]:
    return {(one.field, one.before, one.after, one.kind) for one in desk.imports.updates(preview)}


# -- the same file twice --------------------------------------------------------------------------------------


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_same_real_list_twice_changes_nothing(desk: Application, quarter: str) -> None:
    take(desk, employer_list(quarter))
    before = dump(desk)
    preview = look(desk, employer_list(quarter))
    counts = preview.counts
    assert counts.known_lines == counts.lines > 0
    assert (counts.updates, counts.conflicts, counts.facts, counts.worksites, counts.doubtful) == (0, 0, 0, 0, 0)
    assert desk.imports.apply(preview).changeset_id == ""
    assert dump(desk) == before


def test_the_same_file_twice_changes_nothing_whatever_was_done_in_between(desk: Application, tmp_path: Path) -> None:
    path = saved(tmp_path, ACME, BOW)
    take(desk, path)
    acme, bow = named(desk, "Acme Foods Ltd."), named(desk, "Bow Glass Inc.")
    other = desk.employers.add({"legal_name": "Acme Foods Ltd.", "city": "Airdrie"})  # now two would fit
    desk.employers.edit(acme, {"phone": "403 555 9999", "city": ""})
    (person,) = desk.contacts.of_employer(acme)
    desk.contacts.delete(person.id)
    desk.employers.set_tags(acme, [])
    desk.employers.delete_worksite(desk.employers.get(acme).worksites[0].id)
    desk.merging.merge(Pair("employer", other, acme), {}, ())
    desk.employers.delete([bow])
    before = dump(desk)
    preview = look(desk, path)
    assert values(desk, preview) == {("phone", "", "403 555 2000", "stays")}
    assert (preview.counts.deleted_lines, preview.counts.known_lines, preview.counts.doubtful) == (1, 1, 0)
    assert desk.imports.apply(preview).changeset_id == ""
    assert dump(desk) == before


# -- a corrected file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("quarter", QUARTERS)
def test_only_the_corrected_cells_of_a_real_list_change(desk: Application, tmp_path: Path, quarter: str) -> None:
    with employer_list(quarter).open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    chance = random.Random(7)
    path = tmp_path / employer_list(quarter).name
    once = [row for row in rows if rows.count(row) == 1]
    take(desk, employer_list(quarter))
    before = dump(desk)
    corrected = chance.sample(once, 12)
    for row in corrected:
        row[-1] = str(int(row[-1]) + 50)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    preview = look(desk, path)
    assert (preview.counts.updates, preview.counts.corrected, preview.counts.conflicts) == (12, 12, 0)
    assert (preview.counts.facts, preview.counts.new_employers, preview.counts.worksites) == (0, 0, 0)
    result = desk.imports.apply(preview)
    cells = written(desk, result)
    assert {(op, table, field) for op, table, field, _, _ in cells} == {("U", "employer_fact", "number")}
    assert all(after == before + 50 for _, _, _, before, after in cells)  # type: ignore[operator]
    again = look(desk, path)
    assert again.counts.known_lines == again.counts.lines and desk.imports.apply(again).changeset_id == ""
    back = look(desk, employer_list(quarter))  # the first edition once more: corrected back
    assert back.counts.corrected == 12
    desk.journal.take_back(result.changeset_id)
    assert dump(desk) == before


def test_only_the_corrected_cells_of_a_list_of_people_change(desk: Application, tmp_path: Path) -> None:
    take(desk, saved(tmp_path, ACME, BOW))
    corrected = ACME.replace("2000", "2001").replace("T4B 1A1", "T4B 1A2").replace("dana@", "d.roy@")
    path = saved(tmp_path, corrected, BOW.replace("Ana Li", "Anna Li"), name="members (1).csv")
    preview = look(desk, path)
    assert values(desk, preview) == {
        ("phone", "403 555 2000", "403 555 2001", "correct"),
        ("postal_code", "T4B 1A1", "T4B 1A2", "correct"),
        ("email", "dana@acme.ca", "d.roy@acme.ca", "correct"),
        ("given_name", "Ana", "Anna", "correct"),
    }
    assert preview.counts.updates == 4
    assert {(op, table, field) for op, table, field, _, _ in written(desk, desk.imports.apply(preview))} == {
        ("U", "employer", "phone"),
        ("U", "worksite", "postal_code"),
        ("U", "contact", "email"),
        ("U", "contact", "given_name"),
    }
    assert take(desk, path).changeset_id == ""


def test_a_corrected_name_is_corrected_and_makes_no_second_employer(desk: Application, tmp_path: Path) -> None:
    take(desk, saved(tmp_path, ACME.replace("Foods", "Fodos"), BOW))
    result = take(desk, saved(tmp_path, ACME, BOW))
    assert written(desk, result) == {("U", "employer", "legal_name", "Acme Fodos Ltd.", "Acme Foods Ltd.")}
    assert len(desk.employers.row_numbers()) == 2


def test_what_an_officer_changed_since_is_not_overwritten(desk: Application, tmp_path: Path) -> None:
    take(desk, saved(tmp_path, ACME, BOW))
    acme, bow = named(desk, "Acme Foods Ltd."), named(desk, "Bow Glass Inc.")
    desk.employers.edit(acme, {"phone": "403 555 7777"})
    desk.employers.edit(bow, {"phone": "403 555 8888"})
    path = saved(tmp_path, ACME.replace("2000", "2001"), BOW)
    preview = look(desk, path)
    assert values(desk, preview) == {
        ("phone", "403 555 7777", "403 555 2001", "conflict"),  # both were changed: a person chooses
        ("phone", "403 555 8888", "403 555 3000", "stays"),  # the list says what it said: the edit is newer
    }
    assert desk.imports.apply(preview).changeset_id == ""
    preview = look(desk, path)
    (conflict,) = [one for one in desk.imports.updates(preview) if one.kind == "conflict"]
    desk.imports.apply(preview, values={conflict.id: True})
    assert desk.employers.get(acme).values["phone"] == "403 555 2001"
    assert desk.employers.get(bow).values["phone"] == "403 555 8888"


def test_a_line_with_two_corrections_and_one_taken_out(desk: Application, tmp_path: Path) -> None:
    path = tmp_path / "lmia-2021q2.csv"
    head = "Employer,Address,Occupation,Positions\n"
    first = 'Acme Inc.,"Calgary, AB T2P 1J9",6322-Cooks,2\nBow Inc.,"Banff, AB T1L 1A1",7511-Drivers,1\n'
    path.write_text(head + first, "utf-8")
    take(desk, path)
    path.write_text(head + 'Acme Inc.,"Calgary, AB T2P 1J9",6321-Chefs,3\n', "utf-8")
    preview = look(desk, path)
    assert {(field, after) for field, _, after, _ in values(desk, preview)} == {
        ("label", "6321-Chefs"),
        ("number", "3"),
    }
    assert any(dict(remark.fields).get("count") == "1" for remark in preview.remarks)  # the line that is gone is told
    desk.imports.apply(preview)
    with desk.database.read() as connection:
        facts = connection.exec_driver_sql("SELECT label, number FROM employer_fact ORDER BY number").all()
    assert [tuple(fact) for fact in facts] == [("7511-Drivers", 1), ("6321-Chefs", 3)]


def test_editions_of_a_list_are_known_by_its_name() -> None:
    assert (
        list_name("Members (2).csv") == list_name("members v2.xlsx") == list_name("members-corrected.csv") == "members"
    )
    assert list_name("lmia-alberta-2020q1.csv") != list_name("lmia-alberta-2020q2.csv")


def test_rows_are_paired_only_with_their_like() -> None:
    gone = [("Acme Foods", "403", "Calgary"), ("Bow Glass", "587", "Banff")]
    fresh = [("Acme Foods", "404", "Calgary"), ("Crow Steel", "999", "Banff"), ("Bow Glas", "587", "Canmore")]
    assert pair(gone, fresh, 0) == {fresh[0]: gone[0], fresh[2]: gone[1]}


# -- taking an import back ------------------------------------------------------------------------------------


def test_a_rollback_after_a_week_keeps_the_edits_and_says_which(
    desk: Application, tmp_path: Path, clock: FixedClock
) -> None:
    before = {row.legal_name for row in desk.employers.rows(desk.employers.row_numbers())}
    result = take(desk, saved(tmp_path, ACME, BOW))
    clock.advance(days=7)
    acme = named(desk, "Acme Foods Ltd.")
    desk.employers.edit(acme, {"phone": "403 555 7777"})
    undone = desk.journal.take_back(result.changeset_id)
    told = {(one.title, one.field, one.reason) for one in desk.journal.kept(undone.kept)}
    assert ("Acme Foods Ltd.", "phone", "changed") in told
    names = {row.legal_name for row in desk.employers.rows(desk.employers.row_numbers())}
    assert names - before == {"Acme Foods Ltd."}
    assert desk.employers.get(acme).values["phone"] == "403 555 7777"
