"""The form for a new placement: every field by keyboard, drafts, problems at their fields, quiet warnings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from talented_desk.bootstrap import Application
from tests.ui.helpers import find, press, shown, wait
from tests.ui.placement_support import BAKERY, Desk, add_employer, make_desk, type_text
from ui.dialogs.form_dialog import FormDialog
from ui.pages.placement.form import NewPlacement
from ui.pages.placement.inputs import Choice
from ui.theme.theme import Theme
from ui.widgets.messages import Banner
from ui.widgets.token_field import TokenField


@pytest.fixture
def ui_desk(desk: Application, theme: Theme, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(desk, theme, tmp_path)
    yield made
    assert made.told.crashes == []
    desk.jobs.close()
    made.close()


@pytest.fixture
def employer(desk: Application) -> str:
    return add_employer(desk)


@pytest.fixture
def form(ui_desk: Desk, employer: str) -> Iterator[NewPlacement]:
    with shown(NewPlacement(ui_desk.context, employer), 700, 900) as made:
        wait(lambda: bool(find(made, Choice, "field-worksite_id").code()))
        yield made


def type_in(form: NewPlacement, name: str, text: str) -> None:
    field = form.form.findChild(QLineEdit, f"field-{name}")
    assert field is not None
    field.setFocus()
    field.selectAll()
    type_text(field, text)


def choose(form: NewPlacement, name: str, code: str) -> None:
    field = find(form, Choice, f"field-{name}")
    field.choose(code)
    assert field.code() == code
    field.activated.emit(field.currentIndex())


def fill(form: NewPlacement) -> None:
    type_in(form, "student_name", "Zoé Tremblay")
    type_in(form, "title", "Aide-boulangère")
    type_in(form, "starts_on", "2027-01-11")
    type_in(form, "ends_on", "30 avr 2027")


def test_the_employer_is_found_while_typing_and_brings_its_worksites_and_people(
    desk: Application, ui_desk: Desk, employer: str
) -> None:
    add_employer(desk, "Bow Glass")
    supervisor = desk.contacts.add({"family_name": "Gagné"}, employer, {"role": "supervisor"})
    desk.contacts.add({"family_name": "Zimmer"}, employer, {"role": "payroll"})
    with shown(NewPlacement(ui_desk.context), 700, 900) as form:
        form.start()
        token = find(form, TokenField, "field-employer_id")
        assert not find(form, Choice, "field-worksite_id").isEnabled()
        box = token.focusProxy()
        assert box is not None
        QTest.keyClicks(box, "loeuf")
        wait(lambda: bool(token.suggestions()))
        assert BAKERY in token.suggestions()[0]
        QTest.keyClick(box, Qt.Key.Key_Return)
        wait(lambda: bool(find(form, Choice, "field-worksite_id").code()))
        people = find(form, Choice, "field-supervisor_id")
        assert people.code() == supervisor
        assert [people.itemText(at) for at in range(people.count())] == ["–", "Gagné", "Zimmer"]


def test_what_is_typed_is_stored_as_it_was_meant(form: NewPlacement, desk: Application, ui_desk: Desk) -> None:
    saved: list[str] = []
    form.saved.connect(saved.append)
    fill(form)
    type_in(form, "hours_per_week", "37,5")
    choose(form, "pay_basis", "paid")
    type_in(form, "pay_rate_cents", "22.50")
    choose(form, "wil_type", "COOP")
    choose(form, "institution_id", desk.institutions.all()[1].id)
    QTest.keyClick(form.form.field("title"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: bool(saved))
    values = desk.placements.get(saved[0]).values
    assert (values["hours_per_week"], values["pay_rate_cents"], values["pay_unit"]) == (3750, 2250, "hour")
    assert (values["starts_on"], values["ends_on"]) == ("2027-01-11", "2027-04-30")
    assert values["institution_id"] == desk.institutions.all()[1].id
    assert values["worksite_id"] == desk.employers.get(str(values["employer_id"])).worksites[0].id
    wait(lambda: desk.drafts.all("placement") == ())
    assert ui_desk.told.toasts == ["The placement of Zoé Tremblay is saved"]


def test_every_problem_is_told_at_its_field_in_one_go(form: NewPlacement, desk: Application) -> None:
    type_in(form, "title", "x" * 600)
    type_in(form, "starts_on", "2027-05-30")
    type_in(form, "ends_on", "2027-04-30")
    type_in(form, "hours_per_week", "90")
    type_in(form, "student_email", "zoe at home")
    choose(form, "pay_basis", "unpaid")
    press(form, "save-placement")
    problems = {name: form.form.problem(name) for name in ("student_name", "title", "hours_per_week", "student_email")}
    assert all(problems.values()), problems
    assert "84" in problems["hours_per_week"] and "8400" not in problems["hours_per_week"]
    assert form.focusWidget() is form.form.field("student_name")
    type_in(form, "student_name", "Zoé Tremblay")
    type_in(form, "title", "Aide-boulangère")
    type_in(form, "hours_per_week", "37.5")
    type_in(form, "student_email", "")
    form.form.field("student_email").setFocus()
    QTest.keyClick(form.form.field("student_email"), Qt.Key.Key_Delete)
    press(form, "save-placement")
    assert form.form.problem("ends_on").startswith("The end (2027-04-30) is before")
    assert form.form.problem("unpaid_basis")
    assert desk.placements.all() == []


def test_only_what_applies_is_asked(form: NewPlacement) -> None:
    basis, rate = form.form.field("unpaid_basis"), form.form.field("pay_rate_cents")
    assert not basis.isVisible() and not rate.isVisible()
    choose(form, "pay_basis", "unpaid")
    assert basis.isVisible() and not rate.isVisible()
    choose(form, "pay_basis", "stipend")
    assert rate.isVisible() and not basis.isVisible()


def test_unusual_terms_are_told_quietly_and_saved_all_the_same(form: NewPlacement, desk: Application) -> None:
    saved: list[str] = []
    form.saved.connect(saved.append)
    fill(form)
    choose(form, "wil_type", "COOP")
    type_in(form, "hours_per_week", "12")
    banner = find(form, Banner, "unusual")
    wait(banner.isVisible)
    assert "usually full-time" in banner.text()
    press(form, "save-placement")
    wait(lambda: bool(saved))
    assert len(desk.placements.get(saved[0]).warnings) == 1


def test_the_draft_is_kept_and_comes_back(form: NewPlacement, ui_desk: Desk, desk: Application) -> None:
    fill(form)
    choose(form, "pay_basis", "paid")
    wait(lambda: any("pay_basis" in draft.content for draft in desk.drafts.all("placement")))
    with shown(NewPlacement(ui_desk.context), 700, 900) as again:
        wait(lambda: find(again, QLineEdit, "field-title").text() == "Aide-boulangère")
        wait(lambda: bool(find(again, Choice, "field-worksite_id").code()))
        assert find(again, Choice, "field-pay_basis").code() == "paid"
        assert again.content() == form.content()
        press(again, "empty-placement")
        wait(lambda: desk.drafts.all("placement") == ())
        assert again.content() == {}


def test_leaving_writes_what_was_typed_last(form: NewPlacement, desk: Application) -> None:
    type_in(form, "student_name", "Z")
    form.leave()
    wait(lambda: any(draft.content.get("student_name") == "Z" for draft in desk.drafts.all("placement")))


def test_a_worksite_and_a_supervisor_are_added_without_leaving_the_form(
    form: NewPlacement, desk: Application, employer: str
) -> None:
    for button, field, typed in (
        ("add-worksite_id", "street", "1, chemin du Marché"),
        ("add-supervisor_id", "family_name", "Okafor"),
    ):
        press(form, button)
        dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, FormDialog) and one.isVisible())
        type_text(find(dialog, QLineEdit, f"field-{field}"), typed)
        press(dialog, "dialog-save")
        wait(lambda: not any(isinstance(one, FormDialog) for one in form.findChildren(FormDialog)))
    sites = desk.employers.get(employer).worksites
    people = desk.contacts.of_employer(employer)
    assert [site.street for site in sites][1:] == ["1, chemin du Marché"]
    assert people[0].roles[0].role == "supervisor"
    wait(lambda: find(form, Choice, "field-supervisor_id").code() == people[0].id)
    assert find(form, Choice, "field-worksite_id").code() == sites[1].id
