"""*Sharing*: what lies on this computer alone, conflicts to settle, the tray, what others did, joining."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton

from db.models import Conflict, Employer, Officer
from talented_desk.bench.postgres import Server
from talented_desk.bootstrap import Application
from talented_desk.cli import run
from talented_desk.ids import new_id
from talented_desk.services.sharing import SharingState, Value
from tests.ui.helpers import find, open_window, press, wait
from ui.pages.sharing.join import JoinDialog
from ui.pages.sharing.page import SharingPage
from ui.widgets.messages import Banner
from ui.widgets.two_lines import TwoLinesList

PATIENCE = 60_000


def acknowledge(desk: Application, keep_last: int) -> None:
    """As when a shared database had taken all but the newest operations."""
    with desk.database.scratch() as connection:
        (newest,) = connection.exec_driver_sql("SELECT max(n) FROM changeset").one()
        connection.exec_driver_sql("UPDATE changeset SET acknowledged = n WHERE n <= ?", (newest - keep_last,))


def counted(desk: Application, most: int = 1000) -> tuple[int, bool, bool]:
    state: SharingState = desk.sharing.state(most)
    return state.only_here, state.more, state.shared


def clash(desk: Application, employer_id: str, field: int, kept: str, other: str, *, mine: bool) -> str:
    """A conflict as the shared database would have made it."""
    me, colleague = desk.database.identity.officer_id, new_id()
    with desk.database.write("Note a conflict", kind="system") as write:
        write.insert(Officer, {"name": "Luc Bélanger"}, colleague)
        values: dict[str, Value] = {"kind": "value", "record": "employer", "record_id": employer_id, "field": field}
        sides = {"kept_by": colleague, "other_by": me if mine else colleague}
        moments = {"kept_at": "2026-11-23T18:40:00.000Z", "other_at": "2026-11-23T17:02:00.000Z"}
        return write.insert(
            Conflict, {**values, **sides, **moments, "base": '""', "kept": f'"{kept}"', "other": f'"{other}"'}
        )


def value(desk: Application, employer_id: str, field: str) -> object:
    with desk.database.read() as connection:
        return connection.exec_driver_sql(f"SELECT {field} FROM employer WHERE id = ?", (employer_id,)).scalar()


def field_number(name: str) -> int:
    from db.base import fields, table_of

    return fields(table_of(Employer)).index(name) + 1


def test_what_is_only_here_is_counted_and_listed(desk: Application) -> None:
    desk.employers.add({"legal_name": "Acme Foods Ltd."})
    desk.employers.add({"legal_name": "Bow Glass"})
    count = len(desk.journal.recent(1000))
    assert counted(desk) == (count, False, False)
    assert [one.subject for one in desk.journal.not_shared(2)] == ["Bow Glass", "Acme Foods Ltd."]
    acknowledge(desk, 1)
    assert counted(desk) == (1, False, True)
    assert [one.subject for one in desk.journal.not_shared()] == ["Bow Glass"]
    desk.employers.add({"legal_name": "Third"})
    desk.employers.add({"legal_name": "Fourth"})
    assert counted(desk, 2) == (2, True, True)
    acknowledge(desk, 0)
    assert counted(desk) == (0, False, True)
    assert desk.journal.not_shared() == ()


def test_before_joining_the_foot_says_so_calmly(application: QApplication, desk: Application) -> None:
    desk.employers.add({"legal_name": "Acme Foods Ltd."})
    with open_window(application, desk, "employers") as window:
        here = find(window, QPushButton, "status-here")
        wait(lambda: here.isVisible() and here.accessibleName() == "All on this computer")
        press(window, "status-here")
        wait(lambda: isinstance(window.shell.stack.page(), SharingPage))
        join = find(window, QPushButton, "sharing-join")
        wait(join.isVisible)
        acknowledge(desk, 0)
        desk.employers.add({"legal_name": "Bow Glass"})
        wait(lambda: here.accessibleName() == "1 change only here")
        window.resize(820, 600)
        wait(lambda: here.text() == "")
        assert here.accessibleName() == "1 change only here"


@pytest.fixture
def joined(desk: Application, monkeypatch: pytest.MonkeyPatch) -> Application:
    """A desk that looks joined, and cannot reach anything."""
    monkeypatch.setattr(desk.membership, "place", lambda: object())
    return desk


def test_conflicts_are_settled_by_keys(application: QApplication, joined: Application) -> None:
    desk = joined
    acme = desk.employers.add({"legal_name": "Acme Foods Ltd.", "phone": "403 555 0199"})
    clash(desk, acme, field_number("phone"), "403 555 0199", "403 555 0188", mine=True)
    bow = desk.employers.add({"legal_name": "Bow Glass", "notes": "Kept"})
    clash(desk, bow, field_number("notes"), "Kept", "Other", mine=False)
    with open_window(application, desk, "sharing") as window:
        page = window.shell.stack.page()
        assert isinstance(page, SharingPage)
        lines = find(page, TwoLinesList, "conflicts")
        wait(lambda: lines.isVisible() and len(lines.lines()) == 2)
        lines.setFocus()
        lines.select(next(line.id for line in lines.lines() if line.title.startswith("Acme")))
        said = [one.text() for one in page.findChildren(QLabel)]
        assert "403 555 0188" in said and "yours" in said and "in use" in said
        QTest.keyClick(lines, Qt.Key.Key_Y)
        wait(lambda: value(desk, acme, "phone") == "403 555 0188")
        wait(lambda: len(lines.lines()) == 1)
        QTest.keyClick(lines, Qt.Key.Key_B)
        wait(lambda: value(desk, bow, "notes") == "Other\nKept")
        wait(lambda: len(lines.lines()) == 0)
        window.undo()
        wait(lambda: len(lines.lines()) == 1)
        assert value(desk, bow, "notes") == "Kept"


def test_today_says_that_conflicts_wait(application: QApplication, joined: Application) -> None:
    desk = joined
    acme = desk.employers.add({"legal_name": "Acme Foods Ltd.", "phone": "403 555 0199"})
    clash(desk, acme, field_number("phone"), "403 555 0199", "403 555 0188", mine=True)
    with open_window(application, desk, "today") as window:
        banner = find(window, Banner, "today-conflicts")
        wait(banner.isVisible)
        assert banner.text().startswith("1 value was changed by two people at once")
        (review,) = banner.findChildren(QPushButton)
        review.click()
        lines = find(window, TwoLinesList, "conflicts")
        wait(lambda: lines.isVisible() and len(lines.lines()) == 1)
        press(window, "conflict-t")
        wait(lambda: desk.sharing.state().conflicts == 0)
        window.navigate("today")
        wait(lambda: not banner.isVisible())


def test_many_are_settled_at_once(application: QApplication, joined: Application) -> None:
    desk = joined
    ids = [desk.employers.add({"legal_name": f"Employer {n}", "phone": "403 555 0199"}) for n in range(5)]
    for one in ids:
        clash(desk, one, field_number("phone"), "403 555 0199", "403 555 0188", mine=True)
    with open_window(application, desk, "sharing") as window:
        lines = find(window, TwoLinesList, "conflicts")
        wait(lambda: lines.isVisible() and len(lines.lines()) == 5)
        lines.setFocus()
        lines.selectAll()
        QTest.keyClick(lines, Qt.Key.Key_T)
        wait(lambda: desk.sharing.state().conflicts == 0)
        assert {value(desk, one, "phone") for one in ids} == {"403 555 0199"}
        assert desk.journal.recent(1)[0].operation == "Settle a conflict"


def test_the_tray_is_put_away_and_back(application: QApplication, joined: Application) -> None:
    desk = joined
    acme = desk.employers.add({"legal_name": "Acme Foods Ltd."})
    with desk.database.scratch() as connection:
        connection.exec_driver_sql(
            "INSERT INTO refused (change_n, reason, detail, at) SELECT max(n), 'unknown parent', '', "
            "'2026-11-23T10:00:00.000Z' FROM change WHERE row_id = ?",
            (acme,),
        )
    with open_window(application, desk, "sharing") as window:
        page = window.shell.stack.page()
        assert isinstance(page, SharingPage)
        page.tabs.show_tab("tray")
        lines = find(page, TwoLinesList, "tray")
        wait(lambda: len(lines.lines()) == 1)
        press(page, "tray-p")
        wait(lambda: len(lines.lines()) == 0)
        window.shell.toast.undo.emit()
        wait(lambda: len(lines.lines()) == 1)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(tls=True)
    try:
        yield running
    finally:
        running.stop()


def test_joining_in_three_steps_and_sharing(
    application: QApplication, desk: Application, server: Server, tmp_path: Path
) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE desk")
    url, given = server.dsn("desk"), tmp_path / "invitation.txt"
    assert run(["server", "init", "--database", url]) == 0
    assert run(["server", "add-officer", "Maya Fortin", "--database", url]) == 0
    invite = ["server", "enrol-device", "Maya Fortin", "--host", "localhost", "--root-certificate", str(server.root)]
    assert run([*invite, "--out", str(given), "--database", url]) == 0
    text = given.read_text("utf-8")
    desk.employers.add({"legal_name": "Acme Foods Ltd."})
    with open_window(application, desk, "sharing") as window:
        press(window, "sharing-join")
        wait(lambda: isinstance(QApplication.activeModalWidget(), JoinDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, JoinDialog)
        go, fault = find(dialog, QPushButton, "join-next"), find(dialog, QLabel, "join-fault")
        assert not go.isEnabled()
        find(dialog, QPlainTextEdit, "invitation").setPlainText("hello")
        go.click()
        assert fault.isVisible() and "no invitation" in fault.text()
        server.crash()
        dialog.invite(text)
        go.click()
        wait(lambda: go.isEnabled() and fault.isVisible(), PATIENCE)
        assert "does not answer" in fault.text()
        server.start()
        go.click()
        wait(lambda: go.isEnabled() and go.text() == "Next", PATIENCE)
        assert not fault.isVisible()
        go.click()
        wait(lambda: go.text() == "Join")
        go.click()
        here = find(window, QPushButton, "status-here")
        wait(lambda: here.accessibleName().startswith("All shared · last shared"), PATIENCE)
        me = desk.officers.me()
        assert me is not None and me.name == "Maya Fortin"
        desk.employers.add({"legal_name": "Bow Glass"})
        with psycopg.connect(url) as connection:
            wait(
                lambda: bool(connection.execute("SELECT FROM desk.employer WHERE legal_name = 'Bow Glass'").fetchall())
            )
            connection.rollback()
        server.crash()
        wait(lambda: here.accessibleName().startswith("No connection"), PATIENCE)
        server.start()
        assert run(["server", "revoke-officer", "Maya Fortin", "--database", url]) == 0
        window.sharing.now()
        wait(lambda: not window.isVisible(), PATIENCE)
        assert desk.is_revoked()
        desk.stop_sharing()
