"""Hard cases, each with its answer; `docs/hard-cases.md` tells them in the same order."""

from __future__ import annotations

import pytest

from db.undo import ChangedSinceApart
from talented_desk.bootstrap import Application
from talented_desk.services.merging import Pair


def dump(desk: Application) -> list[str]:
    return list(desk.journal.dump())


def newest(desk: Application) -> str:
    return desk.journal.recent(1)[0].changeset_id


# -- merges taken apart and done again ------------------------------------------------------------------------


def test_a_merge_taken_apart_is_not_done_again_by_undo_to_records_that_changed_since(desk: Application) -> None:
    a, b = desk.employers.add({"legal_name": "Acme"}), desk.employers.add({"legal_name": "Bow"})
    desk.merging.unmerge(desk.merging.merge(Pair("employer", b, a)))
    apart = newest(desk)
    desk.employers.edit(a, {"notes": "Known again."})
    before = dump(desk)
    with pytest.raises(ChangedSinceApart):
        desk.journal.take_back(apart)
    assert dump(desk) == before
    desk.journal.undo()  # what was changed is as it was: then it can be done again
    desk.journal.undo()
    assert desk.merging.survivor(a) == b


def test_a_merge_that_was_undone_and_redone_comes_apart_from_the_bin(desk: Application) -> None:
    a, b = desk.employers.add({"legal_name": "Acme"}), desk.employers.add({"legal_name": "Bow"})
    before = dump(desk)
    desk.merging.merge(Pair("employer", b, a))
    desk.journal.undo()
    desk.journal.redo()
    (row,) = desk.bin.all()
    assert row.merged_into == "Bow"
    desk.bin.restore([row.item])
    assert dump(desk) == before


def test_a_merged_record_whose_survivor_was_deleted_comes_back_from_the_bin_alone_or_with_it(desk: Application) -> None:
    a, b = desk.employers.add({"legal_name": "Acme"}), desk.employers.add({"legal_name": "Bow"})
    site = desk.employers.add_worksite(a, {"city": "Airdrie"})
    before = dump(desk)
    desk.merging.merge(Pair("employer", b, a))
    desk.employers.delete([b])
    rows = {row.title: row for row in desk.bin.all()}
    assert rows["Acme"].merged and rows["Acme"].merged_into == "Bow"
    desk.bin.restore([rows["Acme"].item])
    assert desk.employers.get(a).id == a and desk.employers.get(a).worksites == ()
    rows = {row.title: row for row in desk.bin.all()}
    desk.bin.restore([rows["Bow"].item])  # with the worksite, which goes to whom it belongs now
    assert desk.employers.worksite(site).employer_id == a
    assert sorted(dump(desk)) == sorted(before)
