"""The import page, end to end on the real lists: choose, dry run, answer, import, take back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from talented_desk.bootstrap import Application
from talented_desk.jobs import Task
from tests.files import employer_list as real
from tests.ui.helpers import find, open_window, press, wait
from tests.ui.test_window import _nameless
from ui.main_window import MainWindow
from ui.models.paged import PagedModel
from ui.pages.imports.columns import ColumnStrip
from ui.pages.imports.page import ImportPage
from ui.widgets.table import DataTable


def saved(folder: Path, *rows: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(("\n".join(rows) + "\n").encode(encoding))
    return path


@dataclass
class Opened:
    """The window with the page in sight, and what tests do to it again and again."""

    window: MainWindow
    desk: Application

    @property
    def page(self) -> ImportPage:
        page = self.window.shell.stack.page()
        assert isinstance(page, ImportPage)
        return page

    def look(self, path: Path) -> None:
        self.page.open_file(path)
        wait(lambda: self.page.flow.found is not None and self.idle(), 20_000)

    def dry_run(self) -> None:
        press(self.page, "step-next")
        wait(lambda: self.page.flow.preview is not None and self.idle(), 60_000)

    def apply(self) -> None:
        press(self.page, "step-next")
        wait(lambda: self.page.flow.result is not None and self.idle(), 60_000)

    def refused(self) -> str:
        wait(lambda: self.page.banner.isVisible(), 20_000)
        return self.page.banner.text()

    def idle(self) -> bool:
        return find(self.page, QPushButton, "step-back").isEnabled()

    def table(self) -> DataTable:
        table = self.page.preview.rows.table
        assert table is not None
        return table

    def answer(self, name: str) -> QPushButton | None:
        """The button in sight that answers for the current match."""
        found = self.page.findChildren(QPushButton, f"answer-{name}")
        return next((button for button in found if button.isVisible()), None)

    def open_figure(self, key: str) -> list[list[str]]:
        """Click a figure; the words of the rows behind it (the first page of them)."""
        press(self.page, f"figure-{key}")
        model = self.table().model()
        assert isinstance(model, PagedModel)
        wait(lambda: model.ready and not model.partial)
        return self.rows()

    def rows(self) -> list[list[str]]:
        model = self.table().model()
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(min(model.rowCount(), 100))
        ]

    def figure(self, key: str) -> str:
        return find(self.page, QPushButton, f"figure-{key}").accessibleName()

    def employers(self) -> int:
        return len(self.desk.employers.row_numbers())

    def dump(self) -> list[str]:
        return list(self.desk.journal.dump())


@pytest.fixture
def opened(application: QApplication, desk: Application) -> Iterator[Opened]:
    with open_window(application, desk, "import") as made:
        yield Opened(made, desk)


def put(desk: Application, quarter: str) -> None:
    """Import a list beforehand."""
    imports = desk.imports
    imports.apply(imports.dry_run(imports.plan(imports.inspect(real(quarter)))))
    imports.discard()


def test_a_real_list_goes_in_and_is_taken_back_as_a_whole(opened: Opened) -> None:
    before, page = opened.dump(), opened.page
    opened.look(real("2020q3"))
    assert find(page, QComboBox, "habit-encoding").currentText() == "UTF-8"
    assert find(page, QComboBox, "column-2").currentText() == "Legal name"
    assert find(page, QLineEdit, "as-of").text() == "2020-Q3"
    opened.dry_run()
    assert opened.dump() == before
    assert opened.figure("facts") == "138 dated facts"
    rows = opened.open_figure("new")
    assert rows[0][:1] == ["2004384 Alberta Ltd"]
    assert opened.figure("new") == f"{opened.table().model().rowCount()} new employers"
    opened.apply()
    wait(lambda: opened.window.shell.toast.isVisible())
    counts = page.flow.result.counts if page.flow.result is not None else None
    assert counts is not None and opened.employers() == counts.new_employers > 100
    press(opened.window, "toast-undo")
    wait(lambda: opened.dump() == before)


def test_doubtful_matches_are_answered_row_by_row_from_the_keyboard(opened: Opened) -> None:
    put(opened.desk, "2020q1")
    opened.look(real("2020q4"))
    opened.dry_run()
    page, table = opened.page, opened.table()
    preview = page.flow.preview
    assert preview is not None
    before = opened.employers()
    assert page.flow.figure == "doubt" and page.flow.decisions == {}
    wait(lambda: table.model().rowCount() == page.flow.matches >= 2)
    wait(lambda: table.hasFocus() and table.currentIndex().row() == 0)
    wait(lambda: opened.answer("same") is not None)
    first, second = opened.desk.imports.doubts(preview)[:2]
    note = find(page, QLabel, "import-note")
    assert note.text().startswith(f"{page.flow.matches} doubtful matches have no answer yet")
    QTest.keyClick(table, Qt.Key.Key_S)
    assert page.flow.decisions == {first.id: True}
    assert table.currentIndex().row() == 1
    QTest.keyClick(table, Qt.Key.Key_N)
    assert page.flow.decisions == {first.id: True, second.id: False}
    assert [row[2] for row in opened.rows()[:2]] == ["The same", "Not the same"]
    table.go_to(1)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert page.flow.decisions == {first.id: True}
    assert find(page, QLabel, "decided-count").text() == f"1 of {page.flow.matches} answered"
    opened.apply()
    result = page.flow.result
    assert result is not None and result.joined == 1
    # what is not answered with yes is an employer of its own
    assert opened.employers() == before + preview.counts.new_employers - 1


def test_nothing_doubtful_is_joined_without_a_yes(opened: Opened) -> None:
    put(opened.desk, "2020q1")
    before = opened.employers()
    opened.look(real("2020q4"))
    opened.dry_run()
    preview = opened.page.flow.preview
    assert preview is not None and preview.counts.doubtful > 0
    opened.apply()
    assert opened.employers() == before + preview.counts.new_employers


def test_a_doubtful_match_shows_both_sides_and_why(opened: Opened) -> None:
    put(opened.desk, "2020q1")
    opened.look(real("2020q4"))
    opened.dry_run()
    preview = opened.page.flow.preview
    assert preview is not None
    wait(lambda: opened.answer("different") is not None)
    doubt = opened.desk.imports.doubts(preview)[0]
    told = [words.text() for words in opened.page.preview.rows.findChildren(QLabel) if words.isVisible()]
    assert doubt.name in told and doubt.other in told
    assert len([words for words in told if "postal code" in words or "similar name" in words]) >= 1
    button = opened.answer("different")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened.page.flow.decisions == {doubt.id: False}


def test_every_figure_opens_the_rows_behind_it(opened: Opened) -> None:
    put(opened.desk, "2020q1")
    opened.look(real("2020q4"))
    opened.dry_run()
    preview = opened.page.flow.preview
    assert preview is not None
    counts = preview.counts
    for key, count in (
        ("new", counts.new_employers - counts.doubtful),
        ("auto", counts.recognised_lines),
        ("facts", counts.facts),
        ("same", counts.folded_lines),
        ("warnings", counts.warnings),
        ("fields", counts.updates + counts.conflicts),
    ):
        assert count > 0
        rows = opened.open_figure(key)
        assert opened.table().model().rowCount() == count, key
        assert all(rows[0][:-1]), key
    # far down in a long list the rows come when they are looked at
    opened.open_figure("facts")
    QTest.keyClick(opened.table(), Qt.Key.Key_End)
    last, model = counts.facts - 1, opened.table().model()
    wait(lambda: model.index(last, 0).data() != "…")
    assert model.index(last, 0).data() == opened.desk.imports.facts(preview, last, 1)[0].employer


def test_the_same_list_again_changes_nothing_and_says_so(opened: Opened) -> None:
    put(opened.desk, "2020q3")
    before = opened.dump()
    opened.look(real("2020q3"))
    opened.dry_run()
    assert opened.figure("known") == "138 rows unchanged"
    opened.apply()
    assert "nothing was changed" in find(opened.page, QLabel, "import-result").text()
    assert not find(opened.page, QPushButton, "take-back-import").isVisible()
    assert opened.dump() == before


def test_fields_that_differ_stay_unless_they_are_to_be_replaced(opened: Opened, tmp_path: Path) -> None:
    employers = opened.desk.employers
    acme = employers.add({"legal_name": "Acme Foods Ltd.", "phone": "403 555 0100", "city": "Calgary"})
    path = saved(tmp_path, "Employer,City,Phone,Website", "Acme Foods Ltd.,Calgary,403 555 0199,www.acme.example")
    opened.look(path)
    opened.dry_run()
    assert opened.figure("fields") == "1 field that changes"
    rows = opened.open_figure("fields")
    assert sorted(row[3] for row in rows) == ["Differs, stays", "Filled in"]
    box = find(opened.page, QCheckBox, "overwrite")
    assert box.isVisible() and not box.isChecked()
    box.click()
    assert sorted(row[3] for row in opened.rows()) == ["Filled in", "Replaced"]
    assert opened.figure("fields") == "2 fields that change"
    opened.apply()
    assert employers.get(acme).values["phone"] == "403 555 0199"
    press(opened.page, "take-back-import")
    wait(lambda: employers.get(acme).values["phone"] == "403 555 0100")
    assert not employers.get(acme).values["website"]


def test_failed_rows_are_told_and_saved_as_a_file_to_mend(opened: Opened, tmp_path: Path) -> None:
    path = saved(tmp_path, "Employer,Email", "Acme Inc.,nobody", ",a@b.ca", "Bow Glass Ltd.,bow@glass.example")
    opened.look(path)
    opened.dry_run()
    assert opened.page.flow.figure == "failed"
    wait(lambda: len(opened.rows()) == 2)
    assert "nobody" in opened.rows()[0][0] and opened.rows()[0][2] == "2"
    assert find(opened.page, QPushButton, "save-failed").isVisible()
    mended = tmp_path / "to mend.csv"
    opened.page.write_failed(str(mended))
    wait(lambda: opened.window.shell.toast.text() == "2 rows saved in to mend.csv")
    with mended.open(encoding="utf-8-sig", newline="") as stream:
        assert [row[:2] for row in csv.reader(stream)] == [
            ["Employer", "Email"],
            ["Acme Inc.", "nobody"],
            ["", "a@b.ca"],
        ]
    assert find(opened.page, QPushButton, "step-next").text() == "Import 1 row"


def test_a_list_of_which_nothing_can_be_taken_cannot_be_imported(opened: Opened, tmp_path: Path) -> None:
    opened.look(saved(tmp_path, "Employer,City", ",Calgary"))
    opened.dry_run()
    assert not find(opened.page, QPushButton, "step-next").isEnabled()
    assert "No row can be imported" in find(opened.page, QLabel, "import-note").text()


def test_habits_are_guessed_and_changed_by_hand(opened: Opened, tmp_path: Path) -> None:
    opened.look(saved(tmp_path, "Entreprise;Ville;Le", "Boulangerie Été;Québec;03/04/2025", encoding="cp1252"))
    page = opened.page
    assert find(page, QComboBox, "habit-delimiter").currentData() == ";"
    assert find(page, QComboBox, "habit-date_order").currentData() == "dmy"
    box = find(page, QComboBox, "habit-date_order")
    remarks = [one.text() for one in page.look.habits.findChildren(QLabel)]
    assert any("03/04/2025" in text for text in remarks)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    wait(lambda: page.flow.found is not None and page.flow.found.habits.date_order == "mdy")
    assert box.hasFocus()
    assert page.flow.found is not None
    assert not any(remark.about == "date_order" for remark in page.flow.found.habits.remarks)
    marks = find(page, QComboBox, "habit-delimiter")
    marks.setCurrentIndex(marks.findData(","))
    marks.activated.emit(marks.currentIndex())
    wait(lambda: page.flow.found is not None and len(page.flow.found.columns) == 1)


def test_columns_are_mapped_by_hand_and_remembered_for_the_layout(opened: Opened, tmp_path: Path) -> None:
    path = saved(tmp_path, "Alpha,Beta,Gamma", "Acme Foods,Calgary,1", "Bow Glass,Airdrie,2")
    opened.look(path)
    page = opened.page
    assert not find(page, QPushButton, "step-next").isEnabled()
    assert find(page, QLabel, "columns-problem").isVisible()

    def choose(index: int, target: str) -> None:
        box = find(page, QComboBox, f"column-{index}")
        box.setCurrentIndex(box.findData(target))
        box.activated.emit(box.currentIndex())

    choose(0, "city")
    choose(1, "city")
    assert find(page, QComboBox, "column-0").currentText() == "Leave out"
    choose(0, "legal_name")
    assert page.flow.mapping is not None
    assert page.flow.mapping.columns == ("legal_name", "city", None)
    assert "1 column is left out" in find(page, QLabel, "columns-summary").text()
    press(page, "remember-columns")
    wait(lambda: opened.desk.imports.mapping("list") is not None)
    press(page, "step-back")
    opened.look(path)
    assert page.flow.mapping.columns == ("legal_name", "city", None)
    assert "“list”" in find(page, QLabel, "layout-recognised").text()
    opened.dry_run()
    opened.apply()
    assert opened.employers() == 2


def test_the_date_of_the_facts_is_a_day_or_a_quarter(opened: Opened, tmp_path: Path) -> None:
    opened.look(saved(tmp_path, "Employer,Occupation", "Acme Inc.,Cooks"))
    field, page = find(opened.page, QLineEdit, "as-of"), opened.page
    assert field.isVisible() and field.text() == ""
    for typed, kept in (("T1 2020", "2020-Q1"), ("2019 q4", "2019-Q4"), ("2020-03-31", "2020-03-31"), ("", "")):
        field.setText(typed)
        field.editingFinished.emit()
        assert page.flow.mapping is not None and page.flow.mapping.as_of == kept, typed
    field.setText("31 ferbuary")
    field.editingFinished.emit()
    press(page, "step-next")
    assert page.flow.preview is None and field.hasFocus()
    field.setText("2020-Q1")
    opened.dry_run()
    assert opened.open_figure("facts")[0][3] == "2020-Q1"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", b"", "is empty"),
        ("header.csv", b"Employer,City\n", "no rows"),
        ("noise.csv", bytes(range(256)) * 40, "binary file"),
        ("half.xlsx", b"PK\x03\x04 not really", "damaged"),
        ("letter.docx", b"{\\rtf1}", "cannot be imported"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_words(
    opened: Opened, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    opened.page.open_file(path)
    sentence = opened.refused()
    assert told in sentence and name in sentence
    assert opened.page.flow.found is None
    opened.look(real("2020q3"))
    assert not opened.page.banner.isVisible()


def test_a_file_changed_meanwhile_is_not_imported(opened: Opened, tmp_path: Path) -> None:
    path = saved(tmp_path, "Employer,City", "Acme Inc.,Calgary")
    opened.look(path)
    saved(tmp_path, "Employer,City", "Bow Inc.,Calgary")
    press(opened.page, "step-next")
    assert "was changed since" in opened.refused()
    assert opened.page.flow.preview is None


def test_a_preview_that_is_outdated_is_made_again(opened: Opened, tmp_path: Path) -> None:
    opened.look(saved(tmp_path, "Employer,City", "Acme Inc.,Calgary"))
    opened.dry_run()
    opened.desk.employers.add({"legal_name": "Acme Inc."})
    press(opened.page, "step-next")
    assert "Make the preview again" in opened.refused()
    assert find(opened.page, QPushButton, "step-next").text() == "Make a dry run"
    opened.dry_run()
    opened.apply()


def test_cancel_leaves_nothing(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    before, page = opened.dump(), opened.page
    opened.look(real("2020q3"))
    press(page, "step-next")
    page.progress.cancelled.emit()
    wait(opened.idle)
    wait(lambda: opened.window.shell.toast.text() == "Cancelled. Nothing was changed.")
    assert page.flow.preview is None
    opened.dry_run()
    # stop the import in the middle of its writing
    progress = Task.progress

    def once_begun(task: Task, done: int, total: int = 0, note: str = "") -> None:
        if done:
            task.cancel()
        progress(task, done, total, note)

    monkeypatch.setattr(Task, "progress", once_begun)
    press(page, "step-next")
    wait(opened.idle)
    assert page.flow.result is None and opened.dump() == before
    monkeypatch.undo()
    opened.apply()
    assert opened.employers() > 100


def test_earlier_imports_are_listed_and_each_can_be_taken_back(opened: Opened) -> None:
    before = opened.dump()
    opened.look(real("2020q3"))
    opened.dry_run()
    opened.apply()
    press(opened.page, "step-back")
    earlier = opened.page.start.earlier

    def backs() -> list[QPushButton]:
        return [button for button in earlier.findChildren(QPushButton, "take-back") if button.isVisible()]

    wait(lambda: len(backs()) == 1)
    (back,) = backs()
    assert back.accessibleName() == "Take back the import of lmia-alberta-2020q3.csv"
    shown = [words.accessibleName() for words in earlier.findChildren(QLabel)]
    assert any("138 rows" in words and "Maya Boucher" in words for words in shown)
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    wait(lambda: opened.dump() == before)
    wait(lambda: backs() == [])


def test_a_file_is_dropped_on_the_page(opened: Opened, tmp_path: Path) -> None:
    data = QMimeData()
    other = saved(tmp_path, "Employer,City", "Acme,Calgary")
    data.setUrls([QUrl.fromLocalFile(str(real("2020q3"))), QUrl.fromLocalFile(str(other))])
    where, copy = opened.page.rect().center(), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(where, copy, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    opened.page.dragEnterEvent(enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(where), copy, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    opened.page.dropEvent(drop)
    assert "only lmia-alberta-2020q3.csv was opened" in opened.page.banner.text()
    wait(lambda: opened.page.flow.found is not None)


def test_the_language_changes_in_the_middle_and_the_answers_stay(opened: Opened) -> None:
    put(opened.desk, "2020q1")
    opened.look(real("2020q4"))
    opened.dry_run()
    wait(lambda: opened.table().model().rowCount() == 2)
    wait(lambda: opened.table().currentIndex().row() == 0)
    QTest.keyClick(opened.table(), Qt.Key.Key_S)
    old, answers = opened.page, dict(opened.page.flow.decisions)
    assert answers
    opened.desk.settings.set("language", "fr")
    wait(lambda: opened.window.t.language == "fr" and opened.page is not old)
    assert opened.page.flow.decisions == answers
    wait(lambda: opened.table().model().rowCount() == 2)
    assert _nameless(opened.page) == []
    opened.apply()
    assert opened.page.flow.result is not None and opened.page.flow.result.joined == 1


def test_esc_goes_back_step_by_step(opened: Opened) -> None:
    opened.look(real("2020q3"))
    opened.dry_run()
    assert opened.page.escape()
    assert find(opened.page, QPushButton, "step-next").text() == "Make a dry run"
    assert opened.page.escape()
    assert opened.page.flow.found is None
    assert not opened.page.escape()


def test_three_hundred_columns_are_built_in_portions(opened: Opened, tmp_path: Path) -> None:
    names = ["Employer", *(f"Column {n}" for n in range(299))]
    opened.look(saved(tmp_path, ",".join(names), ",".join(["Acme Inc.", *map(str, range(299))])))
    wait(lambda: opened.page.findChild(QComboBox, "column-299") is not None)
    assert find(opened.page, QComboBox, "column-0").currentText() == "Legal name"
    strips = opened.page.findChildren(ColumnStrip)
    assert sorted(strip.x() for strip in strips) == [n * strips[0].width() for n in range(300)]
    opened.dry_run()
    opened.apply()
    assert opened.employers() == 1
    # the next list has its own columns, and those of before go
    opened.look(real("2020q3"))
    wait(lambda: len(opened.page.findChildren(ColumnStrip)) == 6, 20_000)


def test_every_control_of_every_step_has_a_name(opened: Opened) -> None:
    assert _nameless(opened.page) == []
    opened.look(real("2020q3"))
    assert _nameless(opened.page) == []
    opened.dry_run()
    for key in ("new", "facts"):
        opened.open_figure(key)
        assert _nameless(opened.page) == []
    opened.apply()
    assert _nameless(opened.page) == []


def test_a_list_that_comes_again_is_corrected_and_values_are_chosen_one_by_one(opened: Opened, tmp_path: Path) -> None:
    desk = opened.desk
    head, acme, bow = "Employer,Phone,City", "Acme Inc.,403 555 2000,Calgary", "Bow Inc.,403 555 3000,Banff"

    def bring(*rows: str) -> None:
        opened.look(saved(tmp_path, head, *rows))
        opened.dry_run()

    bring(acme, bow)
    opened.apply()
    first = next(row.id for row in desk.employers.rows(desk.employers.row_numbers()) if row.legal_name == "Acme Inc.")
    desk.employers.edit(first, {"phone": "403 555 7777"})
    opened.page.start_over()
    bring(acme.replace("2000", "2001"), bow.replace("3000", "3001"))
    rows = opened.open_figure("fields")
    assert [row[3] for row in rows] == ["Differs, stays", "Corrected"]
    opened.table().setCurrentIndex(opened.table().model().index(0, 0))
    wait(lambda: opened.answer("take") is not None)
    opened.table().setFocus()
    QTest.keyClick(opened.table(), Qt.Key.Key_S)
    assert opened.page.flow.values
    wait(lambda: opened.table().model().index(0, 3).data() == "Replaced")
    opened.apply()
    phones = {row.legal_name: row.phone for row in desk.employers.rows(desk.employers.row_numbers())}
    assert phones == {"Acme Inc.": "403 555 2001", "Bow Inc.": "403 555 3001"}


def test_taking_back_lists_what_stays(opened: Opened, tmp_path: Path) -> None:
    opened.look(saved(tmp_path, "Employer,Phone,City", "Acme Inc.,403 555 2000,Calgary"))
    opened.dry_run()
    opened.apply()
    (acme,) = opened.desk.employers.ids(opened.desk.employers.row_numbers())
    opened.desk.employers.edit(acme, {"phone": "403 555 7777"})
    press(opened.page, "take-back-import")
    kept = opened.page.start.kept
    wait(lambda: kept.isVisible())
    told = [one.text() for one in kept.findChildren(QLabel)]
    assert told[0] == "Kept when list.csv was taken back"
    assert any("Acme Inc." in one and "403 555 7777" in one and "changed since" in one for one in told)
