"""While typing: candidates with their reasons beside the form, one of them used instead, nothing typed lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from talented_desk.bootstrap import Application
from tests.ui.helpers import find, open_window, press, wait
from ui.likely.panel import LikelyPanel
from ui.likely.use import UseDialog
from ui.main_window import MainWindow
from ui.pages.employer.people import add_contact
from ui.pages.employers.new import NewEmployerDialog

SITE = {"street": "100 4 Ave SW", "city": "Calgary", "province": "AB", "postal_code": "T2P 1J9"}


@pytest.fixture
def robotics(desk: Application) -> str:
    desk.employers.add({"legal_name": "Acme Foods Inc.", "city": "Banff"})
    return desk.employers.add({"legal_name": "Prairie Robotics Ltd.", "phone": "403 555 0100", "city": "Calgary"}, SITE)


@pytest.fixture
def window(application: QApplication, desk: Application, robotics: str) -> Iterator[MainWindow]:
    with open_window(application, desk, "employers") as made:
        wait(lambda: made.hub.action("employer.new").isEnabled())
        yield made


def form(window: MainWindow) -> NewEmployerDialog:
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = find(window, NewEmployerDialog, "")
    assert QTest.qWaitForWindowActive(dialog)
    wait(lambda: find(dialog, QLineEdit, "field-legal_name").hasFocus())
    return dialog


def type_in(dialog: QWidget, name: str, words: str) -> None:
    field = find(dialog, QLineEdit, f"field-{name}")
    field.clear()
    QTest.keyClicks(field, words)


def titles(dialog: QWidget) -> list[str]:
    return [one.title for one in find(dialog, LikelyPanel, "likely").shown]


def words(widget: QWidget) -> str:
    return " ".join(found.text() for found in widget.findChildren(QLabel) if found.isVisibleTo(widget))


def alt(dialog: QWidget, number: int) -> None:
    QTest.keyClick(dialog, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.AltModifier)


def opened(window: MainWindow) -> str:
    page = window.shell.stack.page()
    return str(page.record_id()) if page is not None and window.shell.stack.page_id() == "employer" else ""


def using() -> UseDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, UseDialog)
    return found


def test_candidates_come_while_typing_with_their_reasons_and_go_again(window: MainWindow) -> None:
    dialog = form(window)
    type_in(dialog, "legal_name", "prairie robotics limited")
    wait(lambda: titles(dialog) == ["Prairie Robotics Ltd."])
    panel = find(dialog, LikelyPanel, "likely")
    assert "Calgary" in words(panel)
    assert "name" in words(panel)
    assert find(dialog, QWidget, "likely-use-1").accessibleName() == "Use Prairie Robotics Ltd."
    assert "Prairie Robotics Ltd." in panel.accessibleDescription()
    type_in(dialog, "phone", "403-555-0100")
    wait(lambda: "403 555 0100" in words(panel))
    type_in(dialog, "phone", "")
    type_in(dialog, "legal_name", "Zzyzx Quarry")
    wait(lambda: not titles(dialog))
    assert find(dialog, QLineEdit, "field-legal_name").text() == "Zzyzx Quarry"
    press(dialog, "dialog-save")  # never a block
    wait(lambda: opened(window) != "")


def test_an_answer_to_what_was_typed_before_is_dropped(
    window: MainWindow, desk: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, slow, asked = desk.duplicates.candidates, threading.Event(), []

    def late(values: Any, limit: int = 5, *, but: str = "") -> Any:
        found = ask(values, limit, but=but)
        asked.append(values["legal_name"])
        if values["legal_name"] == "Prairie Robotics":
            assert slow.wait(5)
        return found

    monkeypatch.setattr(desk.duplicates, "candidates", late)
    dialog = form(window)
    type_in(dialog, "legal_name", "Prairie Robotics")
    wait(lambda: "Prairie Robotics" in asked)
    type_in(dialog, "legal_name", "Acme Foods")  # the keys are taken while the first answer is being looked for
    wait(lambda: titles(dialog) == ["Acme Foods Inc."])
    slow.set()
    wait(lambda: not desk.jobs.busy())
    QApplication.processEvents()
    assert titles(dialog) == ["Acme Foods Inc."]
    dialog.reject()


def test_one_key_uses_the_record_and_adds_what_it_lacks_after_a_look(
    window: MainWindow, desk: Application, robotics: str
) -> None:
    before = list(desk.journal.dump())
    dialog = form(window)
    type_in(dialog, "legal_name", "Prairie Robotics")
    type_in(dialog, "website", "prairie-robotics.ca")
    type_in(dialog, "phone", "403 555 0188")
    wait(lambda: titles(dialog) == ["Prairie Robotics Ltd."])
    alt(dialog, 1)
    wait(lambda: isinstance(QApplication.activeModalWidget(), UseDialog))
    ask = using()
    assert ask.ticked() == ("field:website",)
    assert "403 555 0100" in words(ask)  # what stays is said
    assert list(desk.journal.dump()) == before, "nothing is written by looking"
    QTest.keyClick(ask, Qt.Key.Key_Escape)
    wait(lambda: QApplication.activeModalWidget() is dialog)
    assert find(dialog, QLineEdit, "field-website").text() == "prairie-robotics.ca", "nothing typed is lost"
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    alt(dialog, 1)
    wait(lambda: isinstance(QApplication.activeModalWidget(), UseDialog))
    using().tick("field:phone").click()
    QTest.keyClick(using(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: opened(window) == robotics)
    values = desk.employers.get(robotics).values
    assert (values["website"], values["phone"]) == ("https://prairie-robotics.ca", "403 555 0188")
    assert desk.employers.count() == 2
    wait(lambda: window.shell.toast.text() == "Prairie Robotics Ltd. was completed")
    window.shell.toast.undo.emit()
    wait(lambda: list(desk.journal.dump()) == before)


def test_with_nothing_to_add_the_record_opens_at_once(window: MainWindow, robotics: str) -> None:
    dialog = form(window)
    type_in(dialog, "legal_name", "Prairie Rob")
    wait(lambda: titles(dialog) == ["Prairie Robotics Ltd."])
    press(dialog, "likely-use-1")
    wait(lambda: opened(window) == robotics)


def test_the_same_company_at_another_place_becomes_a_worksite_by_one_key(
    window: MainWindow, desk: Application, robotics: str
) -> None:
    dialog = form(window)
    type_in(dialog, "legal_name", "Prairie Robotics Ltd.")
    type_in(dialog, "street", "12 Jasper Ave")
    type_in(dialog, "city", "Edmonton")
    panel = find(dialog, LikelyPanel, "likely")
    wait(lambda: [one.match.level for one in panel.shown] == ["site"])
    assert "a worksite of it, not a new employer" in words(panel)
    alt(dialog, 1)
    wait(lambda: opened(window) == robotics)
    assert [site.city for site in desk.employers.get(robotics).worksites] == ["Calgary", "Edmonton"]
    wait(lambda: window.shell.toast.text() == "Worksite added to Prairie Robotics Ltd.")
    window.shell.toast.undo.emit()
    wait(lambda: len(desk.employers.get(robotics).worksites) == 1)


def test_a_candidate_is_looked_at_beside_the_form_and_esc_comes_back_to_it(window: MainWindow) -> None:
    dialog = form(window)
    type_in(dialog, "legal_name", "Prairie Robotics")
    wait(lambda: titles(dialog) == ["Prairie Robotics Ltd."])
    QTest.keyClick(dialog, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    peek = dialog.likely.peek
    wait(peek.isVisible)
    assert "100 4 Ave SW, Calgary, T2P 1J9" in words(peek)
    wait(peek.back.hasFocus)
    QTest.keyClick(peek.back, Qt.Key.Key_Escape)
    wait(lambda: not peek.isVisible())
    assert dialog.isVisible()
    assert find(dialog, QLineEdit, "field-legal_name").text() == "Prairie Robotics"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait(lambda: not window.findChildren(NewEmployerDialog))


def test_a_person_who_is_known_is_used_and_the_asker_gets_the_id(
    window: MainWindow, desk: Application, robotics: str
) -> None:
    acme = next(one for one in desk.employers.ids(desk.employers.row_numbers()) if one != robotics)
    dana = desk.contacts.add({"given_name": "Dana", "family_name": "Whitford", "email": "dana@acme.ca"}, acme)
    got: list[str] = []
    dialog = add_contact(window.context, window, robotics, "dana whitford", got.append)
    wait(lambda: titles(dialog) == ["Dana Whitford"])  # the name was known when the form was opened
    assert "Acme Foods Inc." in words(find(dialog, LikelyPanel, "likely"))
    type_in(dialog, "title", "HR lead")
    alt(dialog, 1)
    wait(lambda: isinstance(QApplication.activeModalWidget(), UseDialog))
    assert using().ticked() == ("role",)
    press(using(), "use-save")
    wait(lambda: got == [dana])
    (person,) = desk.contacts.of_employer(robotics)
    assert (person.id, person.roles[0].title) == (dana, "HR lead")


@pytest.mark.parametrize("scale", [100, 200])
def test_the_panel_has_room_in_french_and_in_large_text(
    application: QApplication, desk: Application, robotics: str, scale: int
) -> None:
    desk.settings.set("language", "fr")
    desk.settings.set("scale", scale)
    with open_window(application, desk, "employers") as window:
        wait(lambda: window.hub.action("employer.new").isEnabled())
        dialog = form(window)
        panel = find(dialog, LikelyPanel, "likely")
        type_in(dialog, "legal_name", "Prairie Robotics")
        wait(lambda: titles(dialog) == ["Prairie Robotics Ltd."])
        wait(panel.isVisible)
        use = find(panel, QWidget, "likely-use-1")
        field = find(dialog, QLineEdit, "field-legal_name")
        room = dialog.screen().availableGeometry()
        assert dialog.width() <= room.width() and dialog.height() <= room.height()
        wait(lambda: use.width() >= use.sizeHint().width())
        assert use.mapTo(panel, use.rect().bottomRight()).x() <= panel.width()
        assert panel.height() >= use.height()
        wait(lambda: field.visibleRegion().boundingRect().height() >= field.height() - 2)
        dialog.reject()
