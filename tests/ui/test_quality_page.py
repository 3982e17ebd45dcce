"""Data quality by keyboard: what is wrong, why, the field that mends it, right as it is, all at once, undo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from db.models import Employer
from talented_desk.bootstrap import Application
from talented_desk.domain.quality import BY_CODE, RULES
from tests.conftest import OFFICER
from tests.services.test_quality import BAD, make
from tests.ui.helpers import open_window, wait
from ui.dialogs.form_dialog import FormDialog
from ui.main_window import MainWindow
from ui.pages.quality.bulk import MendDialog, MendModel
from ui.pages.quality.mending import FIELDS
from ui.pages.quality.page import QualityPage


@pytest.fixture
def page(application: QApplication, desk: Application) -> Iterator[QualityPage]:
    make(desk, {"employer": {"legal_name": "BOW GLASS LTD.", "phone": "403 555 010"}})
    make(desk, {"employer": {"legal_name": "PRAIRIE  ROBOTICS INC.", "city": "CALGARY", "owner_id": None}})
    make(desk, {"employer": {"legal_name": "IBM"}})
    with open_window(application, desk, "quality", 1366, 768) as window:
        found = window.shell.stack.page()
        assert isinstance(found, QualityPage)
        wait(lambda: bool(found.rules.lines()))
        yield found


def choose(page: QualityPage, code: str, count: int) -> None:
    assert page.rules.select(code)
    wait(lambda: len(page.found.lines()) == count and (page.current() is not None and page.current().rule == code))  # type: ignore[union-attr]


def press(page: QualityPage, key: Qt.Key) -> None:
    page.window().activateWindow()  # the dialog before had the keyboard
    page.found.setFocus()
    wait(page.found.hasFocus)
    QTest.keyClick(page.found, key)


def dialog(kind: type[FormDialog] | type[MendDialog]) -> FormDialog | MendDialog:
    wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def test_rules_say_why_and_enter_opens_the_field(page: QualityPage, desk: Application) -> None:
    codes = [line.id for line in page.rules.lines()]
    assert codes == ["employer_owner", "employer_phone_bad", "employer_capitals", "employer_blanks"]
    assert [line.heading for line in page.rules.lines()] == ["Missing", "Doubtful", "", ""]
    choose(page, "employer_phone_bad", 1)
    told = " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())
    assert BY_CODE["employer_phone_bad"].why in told and "403 555 010" in told
    press(page, Qt.Key.Key_Return)
    form = dialog(FormDialog)
    assert isinstance(form, FormDialog)
    field = form.form.field("phone")
    assert isinstance(field, QLineEdit)
    wait(field.hasFocus)
    field.setText("403 555 0100")
    form.save()
    wait(lambda: "employer_phone_bad" not in [line.id for line in page.rules.lines()])
    press(page, Qt.Key.Key_U)
    wait(lambda: "employer_phone_bad" in [line.id for line in page.rules.lines()])


def test_one_is_mended_or_left_by_a_key(page: QualityPage, desk: Application) -> None:
    choose(page, "employer_capitals", 2)
    first = page.found.current_id()
    press(page, Qt.Key.Key_M)
    wait(lambda: len(page.found.lines()) == 1)
    assert desk.employers.get(first).values["legal_name"] == "Bow Glass Ltd."
    wait(lambda: page.found.current_id() not in ("", first))
    second = page.found.current_id()
    press(page, Qt.Key.Key_R)
    wait(lambda: "employer_capitals" not in [line.id for line in page.rules.lines()])
    assert desk.employers.get(second).values["legal_name"] == "PRAIRIE  ROBOTICS INC."
    desk.employers.edit(second, {"legal_name": "PRAIRIE ROBOTICS LTD."})
    wait(lambda: "employer_capitals" in [line.id for line in page.rules.lines()])


def test_all_are_mended_but_those_left_out_and_one_undo_brings_them_back(page: QualityPage, desk: Application) -> None:
    choose(page, "employer_capitals", 2)
    assert "quality.mend_all" in page.commands()
    page.mend_all()
    bulk = dialog(MendDialog)
    assert isinstance(bulk, MendDialog)
    wait(lambda: bulk.model.rowCount() == 3)  # two names and a city
    assert bulk.model.count() == 2
    assert bulk.model.index(1, 3).data() == "PRAIRIE  ROBOTICS INC."
    assert bulk.model.index(1, 4).data() == "Prairie Robotics Inc."
    bulk.table.setFocus()
    QTest.keyClick(bulk.table, Qt.Key.Key_Space)
    assert bulk.model.count() == 1
    assert bulk.model.index(0, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    bulk.save()
    wait(lambda: len(page.found.lines()) == 1)
    names = sorted(str(row.legal_name) for row in desk.employers.rows(desk.employers.row_numbers()))
    assert names == ["BOW GLASS LTD.", "IBM", "Prairie Robotics Inc."]
    desk.journal.undo()
    wait(lambda: len(page.found.lines()) == 2)


def test_the_marks_of_the_preview(application: QApplication, page: QualityPage, desk: Application) -> None:
    model = MendModel(page.context.t)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show_plan(desk.quality.preview_mend("employer_capitals"))
    assert model.setData(model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert (model.count(), len(model.chosen())) == (1, 1)
    model.toggle([0])
    assert model.count() == 2
    assert not model.setData(model.index(0, 0), "x", Qt.ItemDataRole.EditRole)


def test_whose_findings(page: QualityPage, desk: Application) -> None:
    assert [choice.value for choice in page.whose.choices()] == [OFFICER, "nobody"]
    page.whose.choose("nobody")
    wait(lambda: [line.id for line in page.rules.lines()] == ["employer_owner", "employer_capitals", "employer_blanks"])
    wait(lambda: len(page.found.lines()) == 1)
    kept = page.place()
    page.whose.choose(None)
    page.restore(kept)
    assert page.whose.value == "nobody"


def test_many_findings_are_read_as_one_scrolls(page: QualityPage, desk: Application) -> None:
    with desk.database.write("Import") as write:
        for number in range(450):
            write.insert(Employer, {"legal_name": f"Employer {number}"})
    wait(lambda: page.rules.lines()[0].count == "451")
    choose(page, "employer_owner", 200)
    page.found.verticalScrollBar().setValue(page.found.verticalScrollBar().maximum())
    wait(lambda: len(page.found.lines()) == 400)
    page.found.verticalScrollBar().setValue(page.found.verticalScrollBar().maximum())
    wait(lambda: len(page.found.lines()) == 451)
    page.found.go_to(440)
    press(page, Qt.Key.Key_R)
    wait(lambda: page.rules.lines()[0].count == "450")
    wait(lambda: page.found.currentIndex().row() == 440)


def test_nothing_to_mend(application: QApplication, desk: Application) -> None:
    make(desk)
    with open_window(application, desk, "quality", 1366, 768) as window:
        found = window.shell.stack.page()
        assert isinstance(found, QualityPage)
        wait(lambda: any("Nothing to mend" in one.text() for one in found.findChildren(QLabel) if one.isVisible()))
        assert found.current() is None
        for do in (found.mend, found.mend_one, found.leave, found.open, found.mend_all):
            do()


@pytest.mark.parametrize("code", [one.code for one in RULES])
def test_every_finding_leads_to_what_mends_it(application: QApplication, desk: Application, code: str) -> None:
    rule = BY_CODE[code]
    make(desk, BAD[code])
    with open_window(application, desk, "quality", 1366, 768) as window:
        found = window.shell.stack.page()
        assert isinstance(found, QualityPage)
        wait(lambda: bool(found.rules.lines()))
        choose(found, code, 1)
        found.mend()
        if rule.table == "support_session" or rule.field == "session":
            wait(lambda: window.shell.stack.page() is not found)
            return
        form = dialog(FormDialog)
        assert isinstance(form, FormDialog)
        if (rule.table, rule.field) in FIELDS:
            wanted = "mobile" if code == "contact_phone_bad" else rule.field
            wait(lambda: form.form.field(wanted).hasFocus())
        form.reject()


def test_the_record_opens_as_a_page(page: QualityPage, desk: Application) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    choose(page, "employer_owner", 1)
    press(page, Qt.Key.Key_O)
    wait(lambda: window.shell.stack.page() is not page)
