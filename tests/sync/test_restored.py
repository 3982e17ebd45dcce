"""The shared database is lost and restored from an older backup: nothing of what anybody has is lost."""

from __future__ import annotations

import pytest

from db.sharing.restored import ENDLESS, common
from talented_desk.sync.errors import OtherEpoch
from tests.sync.team import Device, Team
from tests.sync.test_two_devices import added, changed, rows, together


@pytest.mark.parametrize(
    ("ours", "theirs", "place"),
    [
        ("a", "a", ENDLESS),
        ("a", "a@100/b", 100),
        ("a@100/b", "a@80/c", 80),
        ("a@100/b", "a@100/b@150/c", 150),
        ("a@100/b", "a@100/c", 100),
        ("a@80/c", "a@100/b", 80),
        ("a", "b", 0),
    ],
)
def test_how_far_both_know_the_same_log(ours: str, theirs: str, place: int) -> None:
    assert common(ours, theirs) == place


def names(device: Device) -> set[object]:
    return {row[0] for row in rows(device.database, "SELECT legal_name FROM employer")}


def test_what_the_backup_lacks_is_sent_again(team: Team) -> None:
    maya, luc, ana = (team.device(name) for name in ("maya", "luc", "ana"))
    acme = added(maya, legal_name="Acme")
    together(maya, luc, ana)
    team.save()
    added(maya, legal_name="Bow Glass")
    changed(luc, acme, phone="403 555 0100")
    together(maya, luc, ana)
    team.roll_back()
    added(luc, legal_name="Written before going on")
    with pytest.raises(OtherEpoch):
        luc.engine.sync()
    assert luc.engine.accept_restored() > 0
    luc.engine.sync()
    added(luc, legal_name="Written after it")
    luc.engine.sync()
    ana.engine.accept_restored()
    ana.engine.sync()
    # Maya's computer never comes back: what was hers is there all the same
    together(luc, ana)
    assert names(luc) == names(ana) == {"Acme", "Bow Glass", "Written before going on", "Written after it"}
    assert rows(ana.database, "SELECT phone FROM employer WHERE id = ?", acme) == [("403 555 0100",)]
    assert rows(ana.database, "SELECT count(*) FROM conflict") == [(0,)]
    maya.engine.accept_restored()
    maya.engine.sync()
    together(maya, luc, ana)
    assert names(maya) == names(luc)
    assert rows(maya.database, "SELECT count(*) FROM refused") == [(0,)]
