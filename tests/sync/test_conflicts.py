"""What two officers changed without knowing of each other is looked at and settled, and others see that."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.models import Employer
from talented_desk.i18n import Translator
from talented_desk.services.contacts import Contacts
from talented_desk.services.employers import Employers
from talented_desk.services.journal import Journal
from talented_desk.services.sharing import Sharing
from tests.sync.team import Device, Team


class Desk:
    """One officer's services."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.employers = Employers(device.database, device.clock)
        self.contacts = Contacts(device.database, device.clock)
        self.sharing = Sharing(device.database, device.clock)
        self.journal = Journal(device.database, device.clock)

    def sync(self) -> None:
        self.device.engine.sync()
        self.sharing.came_through()

    def value(self, row_id: str, field: str) -> object:
        with self.device.database.read() as connection:
            return connection.exec_driver_sql(f"SELECT {field} FROM employer WHERE id = ?", (row_id,)).scalar()


Both = tuple[Desk, Desk, str]


@pytest.fixture
def both(team: Team) -> Both:
    """Two officers who know the same employer."""
    maya, luc = Desk(team.device("maya")), Desk(team.device("luc"))
    acme = maya.employers.add({"legal_name": "Acme Foods", "phone": "403 555 0100"})
    together(maya, luc)
    return maya, luc, acme


def together(*desks: Desk) -> None:
    for desk in (*desks, *desks):
        desk.sync()


def clash(both: Both) -> None:
    maya, luc, acme = both
    maya.employers.edit(acme, {"phone": "403 555 0188", "website": "https://maya.example"})
    luc.device.clock.advance(minutes=1)
    luc.employers.edit(acme, {"phone": "403 555 0199", "website": "https://luc.example"})
    together(maya, luc)


def test_a_conflict_says_what_everybody_wrote(both: Both) -> None:
    maya, luc, acme = both
    clash(both)
    assert [(one.field, one.title) for one in maya.sharing.conflicts()] == [
        ("website", "Acme Foods"),
        ("phone", "Acme Foods"),
    ]
    phone = maya.sharing.conflicts()[1]
    assert (phone.base.value, phone.kept.value, phone.other.value) == ("403 555 0100", "403 555 0199", "403 555 0188")
    assert (phone.kept.officer, phone.kept.mine, phone.other.officer, phone.other.mine) == ("luc", False, "maya", True)
    assert phone.now.value == "403 555 0199" and phone.page == "employer" and phone.page_id == acme
    assert luc.sharing.conflicts()[1].kept.mine


def test_settling_is_an_operation_that_others_get_and_undo_takes_back(both: Both) -> None:
    maya, luc, acme = both
    clash(both)
    second, first = (one.id for one in maya.sharing.conflicts())
    assert maya.sharing.settle([first], "other") == 1
    assert maya.value(acme, "phone") == "403 555 0188"
    assert maya.sharing.decide({second: "https://both.example"}) == 1
    together(maya, luc)
    assert luc.sharing.conflicts() == ()
    assert (luc.value(acme, "phone"), luc.value(acme, "website")) == ("403 555 0188", "https://both.example")
    maya.journal.undo()
    together(maya, luc)
    assert [one.id for one in luc.sharing.conflicts()] == [second]
    assert luc.value(acme, "website") == "https://luc.example"


def test_both_settle_the_same_one(both: Both) -> None:
    maya, luc, _ = both
    clash(both)
    first = maya.sharing.conflicts()[0].id
    maya.sharing.settle([first], "kept")
    luc.device.clock.advance(minutes=1)
    luc.sharing.settle([first], "kept")
    together(maya, luc)
    assert first not in [one.id for one in luc.sharing.conflicts()]
    assert len(maya.sharing.conflicts()) == len(luc.sharing.conflicts()) == 1


def test_one_deletes_what_the_other_changes(both: Both) -> None:
    maya, luc, acme = both
    contact = maya.contacts.add({"family_name": "Bélanger"}, acme)
    together(maya, luc)
    maya.employers.delete([acme])
    luc.employers.edit(acme, {"phone": "403 555 0111"})
    together(maya, luc)
    (one,) = maya.sharing.conflicts()
    assert (one.kind, one.field, one.kept.officer, one.other.officer) == ("deleted", "", "luc", "maya")
    assert maya.value(acme, "phone") == "403 555 0111"
    maya.sharing.settle([one.id], "other")
    together(maya, luc)
    assert luc.value(acme, "phone") is None and luc.sharing.conflicts() == ()
    maya.journal.undo()
    together(maya, luc)
    assert luc.value(acme, "phone") == "403 555 0111" and contact


def test_what_others_did_since_yesterday(both: Both) -> None:
    maya, _, acme = both
    clash(both)
    seen = maya.sharing.others()
    assert [(one.officer, one.operation, one.title, one.page_id) for one in seen][:1] == [
        ("luc", "Edit employer", "Acme Foods", acme)
    ]


def test_the_tray_holds_what_was_not_taken(both: Both, tmp_path: Path) -> None:
    maya, luc, acme = both
    with maya.device.database.write("Strange") as write:
        write.update(Employer, acme, {"phone": "2"})
    together(maya, luc)
    assert maya.sharing.refused() == ()
    with maya.device.database.scratch() as connection:
        connection.exec_driver_sql(
            "INSERT INTO refused (change_n, reason, detail, at) SELECT max(n), 'unknown parent', '', "
            "'2026-11-23T10:00:00.000Z' FROM change WHERE row_id = ?",
            (acme,),
        )
    (one,) = maya.sharing.refused()
    assert one.title == "Acme Foods" and [name for name, _, _ in one.changes] == ["phone"]
    assert maya.sharing.export_refused(tmp_path / "tray.csv", Translator("fr")) == 1
    assert "Acme Foods" in (tmp_path / "tray.csv").read_text("utf-8-sig")
    back = maya.sharing.put_away([one.change])
    assert maya.sharing.refused() == () and maya.sharing.state().refused == 0
    back()
    assert len(maya.sharing.refused()) == 1
