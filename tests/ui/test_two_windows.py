"""Two programs, two windows, one shared database: a visit without a network, the same employer edited on both, the
conflict settled on one screen and gone from the other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from talented_desk.bench.postgres import Server
from talented_desk.bootstrap import Application, open_application
from talented_desk.paths import WorkspacePaths
from talented_desk.security.keys import PASSPHRASE_FILE_VARIABLE
from tests.sync.shared_desk import invited, shared_database
from tests.ui.helpers import find, open_window, press, wait
from ui.main_window import MainWindow
from ui.widgets.two_lines import TwoLinesList

PATIENCE = 60_000
pytestmark = pytest.mark.slow


def value(desk: Application, employer_id: str, field: str) -> object:
    with desk.database.read() as connection:
        return connection.exec_driver_sql(f"SELECT {field} FROM employer WHERE id = ?", (employer_id,)).scalar()


def foot(window: MainWindow) -> str:
    return find(window, QPushButton, "status-here").accessibleName()


def test_offline_on_both_and_back(application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a passphrase of a test\n", "utf-8")
    monkeypatch.setenv(PASSPHRASE_FILE_VARIABLE, str(passphrase))
    server = Server(tls=True)
    with ExitStack() as held:
        held.callback(server.stop)
        url = held.enter_context(shared_database(server))
        desks: list[Application] = []
        for name in ("Maya", "Luc"):
            desk = held.enter_context(open_application(WorkspacePaths(tmp_path / name)))
            desk.membership.join(invited(server, url, name, tmp_path))
            desks.append(desk)
        maya, luc = desks
        windows = [held.enter_context(open_window(application, desk, "employers")) for desk in desks]

        def until(true: Callable[[], object]) -> None:
            wait(lambda: bool(true()), PATIENCE)

        until(lambda: all(foot(window).startswith("All shared") for window in windows))
        acme = maya.employers.add({"legal_name": "Acme Foods Ltd.", "phone": "403 555 0100"})
        until(lambda: value(luc, acme, "phone") == "403 555 0100")

        server.crash()  # both are at employers' sites
        maya.employers.edit(acme, {"phone": "403 555 0188", "website": "https://acme.example"})
        luc.employers.edit(acme, {"phone": "403 555 0199", "headcount": 12})
        maya.tasks.add({"subject": "Call Dana", "due_on": "2026-11-30", "employer_id": acme})
        for window in windows:
            window.sharing.now()
        until(lambda: all(foot(window).startswith("No connection") for window in windows))
        until(lambda: "2 changes only here" in foot(windows[0]))
        server.start()
        for window in windows:
            window.sharing.now()
        until(lambda: all(foot(window).startswith("All shared") and "1 conflict" in foot(window) for window in windows))
        for desk in desks:  # different fields are together
            assert (value(desk, acme, "website"), value(desk, acme, "headcount")) == ("https://acme.example", 12)
        assert value(maya, acme, "phone") == value(luc, acme, "phone")

        for window in windows:
            window.navigate("sharing", "conflicts")
        lists = [find(window, TwoLinesList, "conflicts") for window in windows]
        until(lambda: all(one.isVisible() and len(one.lines()) == 1 for one in lists))
        said = [label.text() for label in windows[0].shell.stack.findChildren(QLabel)]
        assert {"403 555 0100", "403 555 0188", "403 555 0199", "yours", "Luc"} <= set(said)
        press(windows[0], "conflict-y")
        until(lambda: value(luc, acme, "phone") == "403 555 0188")
        until(lambda: all(not one.lines() for one in lists))
        until(
            lambda: all(foot(window).startswith("All shared") and "conflict" not in foot(window) for window in windows)
        )
        windows[0].undo()
        until(lambda: len(lists[1].lines()) == 1)
        for window in windows:
            window.close()
        for desk in desks:
            desk.stop_sharing()
