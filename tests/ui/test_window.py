from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget

from talented_desk.bootstrap import Application
from talented_desk.errors import DeskError
from tests.ui.helpers import find, open_window, press, wait
from ui.actions.catalogue import ACTIONS, GROUPS, LISTS
from ui.dialogs.palette import Palette, fits
from ui.errors import CrashDialog, report
from ui.main_window import MainWindow
from ui.navigation import PAGES
from ui.operations.runner import Operation
from ui.theme.icons import drawing
from ui.theme.tokens import load
from ui.trail import Place, Trail
from ui.widgets.nav_bar import NavItem


@pytest.fixture
def window(application: QApplication, desk: Application) -> Iterator[MainWindow]:
    with open_window(application, desk, "settings", 1200, 800) as made:
        yield made


def test_every_action_has_a_place_an_icon_and_someone_who_does_it(window: MainWindow) -> None:
    known = [page.id for page in PAGES]
    shortcuts = [spec.shortcut for spec in ACTIONS if spec.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)
    for spec in ACTIONS:
        assert spec.group in GROUPS
        assert drawing(spec.icon)
        page = spec.page or spec.handler.partition("go:")[2]
        assert window.hub.handled(spec) or page not in known, spec.id


def test_settings_are_kept_and_seen_at_once(window: MainWindow, desk: Application, application: QApplication) -> None:
    box = find(window, QComboBox, "setting-theme")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    wait(lambda: application.palette().color(QPalette.ColorRole.Window) == QColor(load("dark").bg))
    assert desk.settings["theme"] == "dark"


def test_the_language_changes_while_running_and_the_place_is_kept(window: MainWindow, desk: Application) -> None:
    before = window.shell
    desk.settings.set("language", "fr")
    wait(lambda: window.shell is not before)
    assert window.shell.stack.page_id() == "settings"
    assert window.t.language == "fr"
    names = [item.text() for item in window.shell.navigation.items()]
    assert window.t("Settings") in names


def test_the_navigation_collapses_to_icons(window: MainWindow, desk: Application) -> None:
    wide = window.shell.navigation.width()
    QTest.keyClick(window, Qt.Key.Key_F9)
    wait(lambda: window.shell.navigation.width() < wide / 2)
    item = find(window, NavItem, "nav-settings")
    assert item.toolTip().startswith("Settings")
    item.set_count(4)
    assert item.accessibleName() == "Settings, 4"


def test_the_officer_is_edited_in_place_undone_and_done_again(window: MainWindow, desk: Application) -> None:
    def me() -> str:
        officer = desk.officers.me()
        return officer.title if officer is not None else ""

    page = window.shell.stack.page()
    assert page is not None
    row = find(page, QWidget, "officer-title")
    wait(lambda: "Maya Boucher" in find(page, QWidget, "officer-name").accessibleName())
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_F2)
    QTest.keyClicks(window.focusWidget(), "Liaison officer")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    wait(lambda: me() == "Liaison officer")
    wait(lambda: window.shell.status.text().startswith("Saved · Edit officer"))
    assert window.shell.toast.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: me() == "")
    wait(lambda: row.accessibleName() == "Job title: –")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    wait(lambda: window.hub.action("edit.redo").isEnabled())
    QTest.keyClick(window, Qt.Key.Key_Z, both)
    wait(lambda: me() == "Liaison officer")


def test_a_refused_edit_says_why_and_keeps_what_was_typed(window: MainWindow, desk: Application) -> None:
    page = window.shell.stack.page()
    assert page is not None
    row = find(page, QWidget, "officer-name")
    wait(lambda: "Maya Boucher" in row.accessibleName())
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_F2)
    editor = row.findChild(QLineEdit)
    assert editor is not None
    editor.clear()
    QTest.keyClicks(editor, " ")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait(lambda: any(label.text() == "A name is needed." for label in row.findChildren(QLabel) if label.isVisible()))


def test_the_palette_finds_commands_and_runs_them(window: MainWindow, desk: Application) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(Palette)
    assert palette is not None
    box = find(palette, QLineEdit, "palette-box")
    QTest.keyClicks(box, "naviga")
    assert palette.lines()[0].action_id == "view.navigation"
    QTest.keyClick(box, Qt.Key.Key_Return)
    wait(lambda: desk.settings.flag("navigation_collapsed"))
    wait(lambda: window.findChild(Palette) is None)


def test_what_is_typed_fits_without_accents_and_from_any_word() -> None:
    assert fits("themes", "Thème suivant") == 0
    assert fits("theme", "Thème suivant") > fits("uivan", "Thème suivant") > 0
    assert fits("suiv th", "Thème suivant") > 0


def test_the_cheat_sheet_lists_every_shortcut(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    sheet = next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    for spec in ACTIONS:
        if spec.shortcut and spec.text not in LISTS:
            assert spec.text in texts
    assert "A saved list by its number" in texts
    assert sheet.height() <= window.height()
    sheet.close()


class Refused(DeskError):
    message = "The {thing} is locked."


def test_an_expected_failure_is_a_sentence(window: MainWindow) -> None:
    def job(task: object) -> None:
        raise Refused(thing="file")

    window.context.operations.run(window, Operation("Working", job))
    wait(lambda: window.shell.banner.isVisible())
    assert window.shell.banner.text() == "The file is locked."


def test_a_bug_shows_its_whole_report_once_and_no_values(window: MainWindow) -> None:
    def job(task: object) -> None:
        secret = "dana@prairie.example"
        raise ValueError(f"cannot read '{secret}' of 403 555 0100")

    window.context.operations.run(window, Operation("Working", job))
    wait(lambda: window.findChild(CrashDialog) is not None)
    dialog = find(window, CrashDialog, "")
    shown = find(dialog, QPlainTextEdit, "").toPlainText()
    assert shown == dialog.text
    assert "ValueError" in shown and "dana" not in shown and "0100" not in shown
    press(dialog, "crash-copy")
    assert QApplication.clipboard().text() == dialog.text
    dialog.close()
    wait(lambda: window.findChild(CrashDialog) is None)
    window.context.operations.run(window, Operation("Working", job))
    wait(lambda: not window._running)
    assert window.findChild(CrashDialog) is None


def test_a_report_names_files_inside_the_program_only() -> None:
    try:
        drawing("no-such-icon")
    except FileNotFoundError as error:
        text = report(error)
    assert "ui/theme/icons.py" in text
    assert str(Path(__file__).parents[2]) not in text
    assert "/home" not in text and "/tmp" not in text


def test_the_window_remembers_where_it_was(window: MainWindow, desk: Application) -> None:
    window.close()
    kept = json.loads((desk.paths.root / "window.json").read_text("utf-8"))
    assert kept["page"] == "settings"
    assert kept["geometry"]


def test_the_way_back() -> None:
    trail = Trail()
    a, b, c = Place("employers"), Place("employer", "1"), Place("employer", "2")
    for place in (a, b, b, c):
        trail.go(place)
    assert trail.back() == b
    assert trail.back() == a
    assert trail.back() is None
    assert trail.forward() == b
    trail.go(Place("settings"))
    assert not trail.can_go_forward
    assert trail.back() == b


def test_every_page_opens_in_both_languages_with_names_for_its_controls(window: MainWindow, desk: Application) -> None:
    for language in ("en", "fr"):
        desk.settings.set("language", language)
        wait(lambda language=language: window.t.language == language)  # type: ignore[misc]
        for spec in PAGES:
            if spec.in_navigation:
                window.navigate(spec.id)
                page = window.shell.stack.page()
                assert page is not None
                assert _nameless(page) == []
    assert _nameless(window.shell) == []


def _nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView

    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in root.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and type(widget).__name__ != "QComboBoxListView"
        and not widget.window().inherits("QComboBoxPrivateContainer")  # the choices of a box speak for themselves
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
