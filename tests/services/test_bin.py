"""The bin: everything that was deleted is in it, says who and when, and comes back with what belonged to it."""

from __future__ import annotations

import pytest

from db import dump
from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.errors import NotFound
from talented_desk.services.bin import BinRow
from talented_desk.services.merging import Pair
from talented_desk.services.sessions import LogSupportSession


def state(desk: Application) -> list[str]:
    with desk.database.read() as connection:
        return list(dump.business(connection))


def acme(desk: Application) -> tuple[str, str, str]:
    """An employer with a worksite, a name and a tag, and with an opportunity at the worksite."""
    employer = desk.employers.add({"legal_name": "Acme Foods"})
    site = desk.employers.add_worksite(employer, {"name": "Plant", "city": "Calgary"})
    desk.employers.add_name(employer, "Acme", "trade")
    desk.employers.set_tags(employer, ["food"])
    opportunity = desk.opportunities.add(employer, {"worksite_id": site, "title": "Line cook"})
    return employer, site, opportunity


def test_a_deleted_employer_comes_back_whole(desk: Application, clock: FixedClock) -> None:
    employer, _, _ = acme(desk)
    before = state(desk)
    clock.advance(hours=3)
    desk.employers.delete([employer])
    (row,) = desk.bin.all()
    assert (row.table, row.title, row.officer, row.operation) == (
        *("employer", "Acme Foods", "Maya Boucher", "Delete employer"),
    )
    assert row.at == clock.now()
    assert row.with_it["worksite"] == 1 and row.with_it["opportunity"] == 1 and row.with_it["employer_name"] == 1
    plan = desk.bin.plan([row.item])
    assert plan.rows == {"employer": 1, **row.with_it} and plan.kept == () and plan.parents == ()
    assert state(desk) != before  # a plan writes nothing
    assert desk.bin.restore([row.item]) == ()
    assert state(desk) == before
    assert desk.bin.all() == ()
    desk.journal.undo()
    assert [one.title for one in desk.bin.all()] == ["Acme Foods"]


def test_what_was_deleted_before_its_parent_asks_for_the_parent(desk: Application) -> None:
    employer, site, opportunity = acme(desk)
    before = state(desk)
    desk.opportunities.delete(opportunity)
    desk.employers.delete_worksite(site)
    desk.employers.delete([employer])
    rows = {row.table: row for row in desk.bin.all()}
    assert list(rows) == ["employer", "worksite", "opportunity"]  # newest first
    assert rows["opportunity"].of == "Acme Foods"
    alone = desk.bin.plan([rows["opportunity"].item])
    assert alone.rows == {} and {one.reason for one in alone.kept} == {"parent_gone"}
    assert {row.table for row in alone.parents} == {"employer", "worksite"}
    assert desk.bin.restore([rows["opportunity"].item], with_parents=False) == alone.kept
    assert [row.table for row in desk.bin.all()] == ["employer", "worksite", "opportunity"]
    assert desk.bin.plan([rows["opportunity"].item], with_parents=True).kept == ()
    assert desk.bin.restore([rows["opportunity"].item]) == ()
    assert state(desk) == before


def test_a_reference_to_what_is_gone_comes_back_empty_without_it(desk: Application) -> None:
    _, site, opportunity = acme(desk)
    desk.opportunities.delete(opportunity)
    desk.employers.delete_worksite(site)
    item = next(row.item for row in desk.bin.all() if row.table == "opportunity")
    plan = desk.bin.plan([item])
    assert plan.rows == {"opportunity": 1}
    assert [(one.field, one.reason) for one in plan.kept] == [("worksite_id", "parent_gone")]
    desk.bin.restore([item], with_parents=False)
    assert desk.opportunities.get(opportunity).title == "Line cook"
    assert [row.table for row in desk.bin.all()] == ["worksite"]


def test_what_lost_its_reference_gets_it_back_unless_it_has_another(desk: Application) -> None:
    employer, site, opportunity = acme(desk)
    other = desk.employers.add_worksite(employer, {"name": "Office"})
    second = desk.opportunities.add(employer, {"worksite_id": site, "title": "Baker"})
    desk.employers.delete_worksite(site)
    desk.opportunities.edit(second, {"worksite_id": other})
    (row,) = desk.bin.all()
    desk.bin.restore([row.item])
    assert desk.opportunities.get(opportunity).values["worksite_id"] == site
    assert desk.opportunities.get(second).values["worksite_id"] == other


def test_many_at_once_are_one_operation(desk: Application) -> None:
    employers = [desk.employers.add({"legal_name": f"Company {n}"}) for n in range(30)]
    session = desk.sessions.log(
        LogSupportSession(
            {"happened_at": "2026-11-20T10:00:00.000Z", "channel": "phone", "minutes_direct": 5}, tuple(employers[:2])
        )
    )
    before = state(desk)
    desk.employers.delete(employers)
    desk.sessions.delete(session)
    rows = desk.bin.all()
    assert len(rows) == 31
    assert [row.title for row in desk.bin.all("7 company")] == ["Company 27", "Company 17", "Company 7"]
    desk.bin.restore([row.item for row in rows])
    assert state(desk) == before
    desk.journal.undo()
    assert len(desk.bin.all()) == 31


def test_a_merged_record_comes_back_by_taking_the_merge_apart(desk: Application) -> None:
    keep, gone = (desk.employers.add({"legal_name": name}) for name in ("Acme Ltd.", "Acme Limited"))
    desk.employers.add_worksite(gone, {"city": "Banff"})
    before = state(desk)
    desk.merging.merge(Pair("employer", keep, gone))
    (row,) = desk.bin.all()
    assert row.merged and row.title == "Acme Limited" and row.merged_into == "Acme Ltd."
    desk.bin.restore([row.item])
    assert state(desk) == before


def test_what_was_merged_and_then_deleted_comes_back_in_one_operation(desk: Application, clock: FixedClock) -> None:
    keep, gone = (desk.employers.add({"legal_name": name}) for name in ("Acme Ltd.", "Acme Limited"))
    site = desk.employers.add_worksite(gone, {"city": "Banff"})
    desk.opportunities.add(gone, {"worksite_id": site, "title": "Line cook"})
    desk.employers.set_tags(gone, ["food"])
    desk.employers.set_tags(keep, ["food", "north"])
    before = state(desk)
    desk.merging.merge(Pair("employer", keep, gone))
    clock.advance(hours=1)
    desk.employers.delete([keep])
    deleted = state(desk)
    rows = {row.title: row for row in desk.bin.all()}
    merged = rows["Acme Limited"]
    assert merged.merged and merged.merged_into == "Acme Ltd."
    plan = desk.bin.plan([merged.item], with_parents=True)
    assert [(one.gone, one.into, one.too) for one in plan.apart] == [("Acme Limited", "Acme Ltd.", True)]
    assert plan.rows["employer"] == 2 and plan.rows["worksite"] == 1 and plan.kept == ()
    assert "employer_name" not in plan.rows  # the merge gave it, and it goes with the merge
    assert state(desk) == deleted  # a plan writes nothing
    assert desk.bin.restore([merged.item]) == ()
    assert state(desk) == before
    desk.journal.undo()
    assert state(desk) == deleted, "one operation, and its undo leaves both in the bin"
    assert {row.title for row in desk.bin.all()} == {"Acme Ltd.", "Acme Limited"}
    desk.journal.redo()
    assert state(desk) == before
    desk.journal.undo()
    assert desk.bin.restore([row.item for row in desk.bin.all()]) == (), "both chosen: the same"
    assert state(desk) == before


def employers(desk: Application) -> list[BinRow]:
    return [row for row in desk.bin.all() if row.table == "employer"]


def test_a_chain_of_merges_whose_end_was_deleted_comes_apart_at_its_first_link(desk: Application) -> None:
    a, b, c = (desk.employers.add({"legal_name": f"Acme {name}"}) for name in ("A", "B", "C"))
    sites = [desk.employers.add_worksite(one, {"city": city}) for one, city in ((a, "Banff"), (b, "Hinton"))]
    desk.merging.merge(Pair("employer", b, a))
    desk.merging.merge(Pair("employer", c, b))
    desk.employers.delete([c])
    first = next(row for row in employers(desk) if row.title == "Acme A")
    assert desk.bin.restore([first.item]) == ()
    assert [site.id for site in desk.employers.get(a).worksites] == [sites[0]]
    assert [site.id for site in desk.employers.get(c).worksites] == [sites[1]]
    assert [row.title for row in employers(desk)] == ["Acme B"]
    desk.bin.restore([employers(desk)[0].item])
    assert [site.id for site in desk.employers.get(b).worksites] == [sites[1]]
    assert employers(desk) == []


def test_a_merged_worksite_of_a_deleted_employer_brings_the_employer(desk: Application) -> None:
    employer = desk.employers.add({"legal_name": "Acme"})
    one, other = (desk.employers.add_worksite(employer, {"city": "Banff", "name": name}) for name in ("Plant", "Mill"))
    before = state(desk)
    desk.merging.merge(Pair("worksite", one, other))
    desk.employers.delete([employer])
    row = next(row for row in desk.bin.all() if row.table == "worksite")
    plan = desk.bin.plan([row.item], with_parents=True)
    assert plan.rows["employer"] == 1 and plan.rows["worksite"] == 2
    assert desk.bin.restore([row.item]) == ()
    assert state(desk) == before


def test_what_is_not_in_the_bin_is_refused(desk: Application) -> None:
    employer = desk.employers.add({"legal_name": "Acme"})
    with pytest.raises(NotFound):
        desk.bin.restore([(1, "employer", employer)])
    with pytest.raises(NotFound):
        desk.bin.plan([(1, "employer", employer)])
