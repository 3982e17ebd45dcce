"""What lies on this computer alone: said at the foot of the window, listed in a dialog."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton

from talented_desk.bootstrap import Application
from talented_desk.services import journal
from tests.ui.helpers import find, open_window, press, wait
from ui.dialogs.only_here import OnlyHereDialog


def acknowledge(desk: Application, keep_last: int) -> None:
    """As when a shared database had taken all but the newest operations."""
    with desk.database.scratch() as connection:
        (newest,) = connection.exec_driver_sql("SELECT max(n) FROM changeset").one()
        connection.exec_driver_sql("UPDATE changeset SET acknowledged = n WHERE n <= ?", (newest - keep_last,))


def test_what_is_only_here_is_counted_and_listed(desk: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.employers.add({"legal_name": "Acme Foods Ltd."})
    desk.employers.add({"legal_name": "Bow Glass"})
    count = len(desk.journal.recent(1000))
    assert desk.journal.only_here() == journal.OnlyHere(count, False, False)
    assert [one.subject for one in desk.journal.not_shared(2)] == ["Bow Glass", "Acme Foods Ltd."]
    acknowledge(desk, 1)
    assert desk.journal.only_here() == journal.OnlyHere(1, False, True)
    assert [one.subject for one in desk.journal.not_shared()] == ["Bow Glass"]
    desk.employers.add({"legal_name": "Third"})
    desk.employers.add({"legal_name": "Fourth"})
    monkeypatch.setattr(journal, "COUNTED", 2)
    assert desk.journal.only_here() == journal.OnlyHere(2, True, True)
    acknowledge(desk, 0)
    assert desk.journal.only_here() == journal.OnlyHere(0, False, True)
    assert desk.journal.not_shared() == ()


def test_the_foot_says_it_once_and_calmly(application: QApplication, desk: Application) -> None:
    desk.employers.add({"legal_name": "Acme Foods Ltd."})
    desk.drafts.keep("support_session", {"narrative": "half"})
    with open_window(application, desk, "employers") as window:
        here = find(window, QPushButton, "status-here")
        wait(lambda: here.isVisible() and here.accessibleName() == "All on this computer")
        press(window, "status-here")
        wait(lambda: isinstance(QApplication.activeModalWidget(), OnlyHereDialog))
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        rows = find(dialog, QListWidget, "only-here")
        wait(lambda: rows.count() == len(desk.journal.recent(1000)))
        assert rows.item(0).text().endswith("Add employer: Acme Foods Ltd.")
        said = [one.text() for one in dialog.findChildren(QLabel)]
        assert any(words.startswith("Nothing is shared with other computers yet") for words in said)
        assert "1 draft is not saved yet." in said
        dialog.close()
        acknowledge(desk, 0)
        bow = desk.employers.add({"legal_name": "Bow Glass"})
        wait(lambda: here.accessibleName() == "1 change only here")
        desk.employers.edit(bow, {"phone": "403 555 0100"})
        wait(lambda: here.accessibleName() == "2 changes only here")
        window.resize(820, 600)
        wait(lambda: here.text() == "")
        assert here.accessibleName() == "2 changes only here"
