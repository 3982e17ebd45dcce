"""An employer's page keeps up with what is saved while another page is in sight."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from talented_desk.bootstrap import Application
from talented_desk.services.sessions import Commitment, LogSupportSession
from tests.ui.helpers import open_window, wait
from ui.main_window import MainWindow
from ui.pages.employer.side import NextPanel
from ui.widgets.timeline import Timeline


@pytest.fixture
def window(application: QApplication, desk: Application) -> Iterator[MainWindow]:
    with open_window(application, desk, "settings", 1200, 800) as made:
        yield made


def test_what_was_saved_elsewhere_is_there_on_coming_back(window: MainWindow, desk: Application) -> None:
    acme = desk.employers.add({"legal_name": "Acme"})
    window.navigate("employer", acme)
    page = window.shell.stack.page()
    assert page is not None
    wait(lambda: page.findChild(NextPanel) is not None and "Nothing is open." in texts(page))
    window.navigate("session", f"new:{acme}")
    values = {"happened_at": "2026-11-20T21:05:00.000Z", "channel": "phone", "minutes_direct": "5"}
    follow_ups = (Commitment("Call Dana", "2026-11-30"),)
    desk.sessions.log(LogSupportSession(values, (acme,), follow_ups=follow_ups))
    told: list[int] = []
    window.jobs.read(window, lambda task: 1, told.append)
    wait(lambda: bool(told))
    window.navigate("employer", acme)
    wait(lambda: [entry.kind for entry in timeline(page).lines()] == ["session"])
    wait(lambda: "Call Dana" in texts(page))


def timeline(page: object) -> Timeline:
    found = page.findChild(Timeline, "timeline")  # type: ignore[attr-defined]
    assert isinstance(found, Timeline)
    return found


def texts(page: object) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel)]  # type: ignore[attr-defined]
