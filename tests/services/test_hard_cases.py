"""Hard cases, each with its answer; `docs/hard-cases.md` tells them in the same order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.undo import ChangedSinceApart
from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock, utc_text
from talented_desk.domain import merging as rules
from talented_desk.domain import visits
from talented_desk.domain.stopwatch import Stopwatch, started, stopped
from talented_desk.i18n import Translator
from talented_desk.ids import fixed_id
from talented_desk.services.import_shapes import ImportResult
from talented_desk.services.merging import Pair
from talented_desk.services.sessions import Commitment, LogSupportSession
from talented_desk.services.visits import CaptureVisit
from tests.conftest import OFFICER


def dump(desk: Application) -> list[str]:
    return list(desk.journal.dump())


def newest(desk: Application) -> str:
    return desk.journal.recent(1)[0].changeset_id


def session(
    desk: Application, employer: str, *, minutes: int = 50, contacts: tuple[str, ...] = (), promise: str = ""
) -> str:
    values = {"happened_at": "2026-11-20T21:05:00.000Z", "channel": "phone", "minutes_direct": str(minutes)}
    promises = (Commitment(promise),) if promise else ()
    return desk.sessions.log(LogSupportSession(values, (employer,), contacts, we_promise=promises))


def saved(folder: Path, *rows: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def take(desk: Application, path: Path) -> ImportResult:
    imports = desk.imports
    return imports.apply(imports.dry_run(imports.plan(imports.inspect(path))))


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


def test_a_merged_record_whose_survivor_was_deleted_comes_back_from_the_bin_with_it(desk: Application) -> None:
    a, b = desk.employers.add({"legal_name": "Acme"}), desk.employers.add({"legal_name": "Bow"})
    desk.employers.add_worksite(a, {"city": "Airdrie"})
    before = dump(desk)
    desk.merging.merge(Pair("employer", b, a))
    desk.employers.delete([b])
    rows = {row.title: row for row in desk.bin.all()}
    assert rows["Acme"].merged and rows["Acme"].merged_into == "Bow"
    desk.bin.restore([rows["Acme"].item])
    assert sorted(dump(desk)) == sorted(before)


def test_merge_a_into_b_then_b_into_c_then_undo_the_first(desk: Application) -> None:
    a, b, c = (desk.employers.add({"legal_name": name}) for name in ("Acme", "Bow", "Crow"))
    site = desk.employers.add_worksite(a, {"city": "Airdrie"})
    desk.employers.set_tags(a, ["food"])
    met = session(desk, a, minutes=45)
    alone = desk.employers.get(a)
    first = desk.merging.merge(Pair("employer", b, a))
    second = desk.merging.merge(Pair("employer", c, b))
    assert desk.employers.get(a).id == c
    undone = desk.merging.unmerge(first)
    assert [one for one in undone.kept if one.table != "employer_name"] == []
    assert replace(desk.employers.get(a), n=alone.n) == alone
    assert desk.employers.worksite(site).employer_id == a
    assert desk.sessions.get(met).credited == {a: 45}
    assert desk.employers.get(b).id == c  # the second stands
    desk.merging.unmerge(second)
    assert [desk.employers.get(one).values["legal_name"] for one in (a, b, c)] == ["Acme", "Bow", "Crow"]


def test_merge_then_bulk_edit_import_and_session_on_the_survivor_then_unmerge(
    desk: Application, tmp_path: Path
) -> None:
    keep, gone = desk.employers.add({"legal_name": "Acme Foods Ltd."}), desk.employers.add({"legal_name": "Acme"})
    old = session(desk, gone, minutes=30)
    operation = desk.merging.merge(Pair("employer", keep, gone))
    desk.employers.edit_many([keep], {"notes": "Closed in July."})
    take(desk, saved(tmp_path, "Employer,Phone,City,Postal code", "Acme Foods Ltd.,403 555 2000,Banff,T1L 1A1"))
    new = session(desk, keep, minutes=20)
    plan = desk.merging.unmerge_plan(operation)
    assert {one.table for one in plan.since} == {"worksite", "session_employer"}  # what came since is asked for
    credited = next(one for one in plan.since if one.table == "session_employer")
    desk.merging.unmerge(operation, {(credited.table, credited.id)})
    survivor = desk.employers.get(keep)
    assert (survivor.values["notes"], survivor.values["phone"]) == ("Closed in July.", "403 555 2000")
    assert [site.city for site in survivor.worksites] == ["Banff"]
    assert desk.sessions.get(old).credited == {gone: 30}
    assert desk.sessions.get(new).credited == {gone: 20}
    assert desk.employers.get(gone).values["notes"] == ""


def test_merge_of_different_consents_the_strictest_holds(desk: Application) -> None:
    acme = desk.employers.add({"legal_name": "Acme"})
    dana, d = (desk.contacts.add({"given_name": one, "email": "dana@acme.ca"}, acme) for one in ("Dana", "D."))
    desk.consents.add(dana, {"basis": "express", "given_on": "2026-11-01", "proof": "Signed at the fair"})
    desk.consents.add(
        d, {"basis": "express", "given_on": "2025-01-01", "proof": "E-mail", "withdrawn_on": "2026-03-01"}
    )
    before = dump(desk)
    operation = desk.merging.merge(Pair("contact", dana, d))
    assert desk.consents.standings([dana])[dana].state == "withdrawn"
    desk.merging.unmerge(operation)
    assert dump(desk) == before


def test_merge_of_different_owners_the_one_that_stays_keeps_its_own_and_tasks_keep_theirs(desk: Application) -> None:
    other = desk.officers.add("Théo Roy")
    keep, gone = desk.employers.add({"legal_name": "Acme"}), desk.employers.add({"legal_name": "Acme Foods"})
    desk.employers.edit(keep, {"owner_id": OFFICER})
    desk.employers.edit(gone, {"owner_id": other})
    desk.officers.use(other)
    task = desk.tasks.add({"subject": "Call", "employer_id": gone})
    desk.officers.use(OFFICER)
    plan = desk.merging.plan(Pair("employer", keep, gone))
    (owner,) = [choice for choice in plan.choices if choice.field == "owner_id"]
    assert (owner.keep, owner.gone, owner.proposed, owner.reason) == (OFFICER, other, OFFICER, rules.STAYS)
    operation = desk.merging.merge(plan.pair)
    assert desk.employers.get(keep).values["owner_id"] == OFFICER
    with desk.database.read() as connection:
        assert connection.exec_driver_sql("SELECT employer_id, officer_id FROM task WHERE id = ?", (task,)).one() == (
            keep,
            other,
        )
    desk.merging.unmerge(operation)
    assert desk.employers.get(gone).values["owner_id"] == other


def test_merge_of_the_same_contact_twice_makes_one_of_them_too_and_promises_of_both_stay(desk: Application) -> None:
    keep, gone = desk.employers.add({"legal_name": "Acme"}), desk.employers.add({"legal_name": "Acme Foods"})
    dana, d = (desk.contacts.add({"given_name": "Dana", "email": "dana@acme.ca"}, one) for one in (keep, gone))
    session(desk, keep, contacts=(dana,), promise="send the sheet")
    session(desk, gone, contacts=(d,), promise="send the sheet")
    before = dump(desk)
    operation = desk.merging.merge(Pair("employer", keep, gone))
    assert [one.id for one in desk.contacts.of_employer(keep)] == [dana]
    with desk.database.read() as connection:
        promises = connection.exec_driver_sql("SELECT employer_id FROM promise").scalars().all()
    assert promises == [keep, keep]  # two promises were made, in the same words: both are to be kept
    desk.merging.unmerge(operation)
    assert dump(desk) == before


def test_taking_back_a_deletion_of_what_came_back_and_was_merged_since_leaves_it_merged(desk: Application) -> None:
    a, b = desk.employers.add({"legal_name": "Acme"}), desk.employers.add({"legal_name": "Bow"})
    desk.employers.delete([a])
    deletion = newest(desk)
    desk.bin.restore([row.item for row in desk.bin.all()])
    desk.merging.merge(Pair("employer", b, a))
    before = dump(desk)
    told = desk.journal.kept(desk.journal.take_back(deletion).kept)
    assert [(one.title, one.reason) for one in told] == [("Acme", "merged")]
    assert dump(desk) == before and desk.merging.survivor(a) == b


def test_two_merges_that_come_back_together_from_the_bin_are_two_whole_operations(desk: Application) -> None:
    a, b = desk.employers.add({"legal_name": "Acme"}), desk.employers.add({"legal_name": "Bow"})
    dana, ana = (desk.contacts.add({"given_name": name}, b, {"role": "hr"}) for name in ("Dana", "Ana"))
    desk.merging.merge(Pair("employer", b, a))
    desk.journal.undo()
    desk.journal.redo()
    desk.merging.merge(Pair("contact", dana, ana))
    desk.bin.restore([row.item for row in desk.bin.all() if row.merged])
    assert desk.merging.survivor(a) is None and desk.merging.survivor(ana) is None
    desk.journal.undo()  # only the second of them
    assert desk.merging.survivor(a) == b and len(desk.employers.row_numbers()) == 1


def test_taking_back_the_undo_of_an_unmerge_leaves_what_was_merged_into_another_since(desk: Application) -> None:
    a, b, c = (desk.employers.add({"legal_name": name}) for name in ("Acme", "Bow", "Crow"))
    desk.merging.unmerge(desk.merging.merge(Pair("employer", b, a)))
    desk.journal.undo()
    undone = newest(desk)
    desk.journal.redo()
    desk.merging.merge(Pair("employer", c, a))
    before = dump(desk)
    told = desk.journal.kept(desk.journal.take_back(undone).kept)
    assert ("Acme", "merged") in [(one.title, one.reason) for one in told]
    assert dump(desk) == before and desk.merging.survivor(a) == c


def test_what_a_merge_united_goes_back_to_its_own_whichever_merge_came_apart_before(desk: Application) -> None:
    a, b, c, d = (desk.employers.add({"legal_name": name}) for name in ("Acme", "Bow", "Crow", "Dove"))
    for employer in (a, d):
        desk.contacts.add({"given_name": "Dana", "family_name": "Roy", "email": "d@acme.ca"}, employer, {"role": "hr"})
    before = sorted(dump(desk))
    merges = [desk.merging.merge(Pair("employer", keep, gone)) for keep, gone in ((b, a), (c, b), (d, c))]
    for order in ((0, 2, 1), (0, 1, 2), (1, 0, 2)):
        for at in order:
            desk.merging.unmerge(merges[at])
        assert sorted(dump(desk)) == before
        for _ in order:
            desk.journal.undo()


# -- imports taken back ---------------------------------------------------------------------------------------


def test_rollback_of_an_import_whose_rows_were_merged_since(desk: Application, tmp_path: Path) -> None:
    bow = desk.employers.add({"legal_name": "Bow Glass Inc."})
    result = take(desk, saved(tmp_path, "Employer,City,Postal code", "Acme Foods Ltd.,Banff,T1L 1A1"))
    (acme,) = [row.id for row in desk.employers.rows(desk.employers.row_numbers()) if row.id != bow]
    operation = desk.merging.merge(Pair("employer", bow, acme), {})
    late = session(desk, bow, minutes=25)
    told = desk.journal.kept(desk.journal.take_back(result.changeset_id).kept)
    assert [(one.table, one.title, one.reason) for one in told] == [("employer", "Acme Foods Ltd.", "merged")]
    assert desk.employers.get(bow).worksites == ()  # what only the import had brought went
    assert desk.sessions.get(late).credited == {bow: 25}  # what came since stays
    plan = desk.merging.unmerge_plan(operation)
    assert not plan.comes_back and plan.since == ()
    desk.merging.unmerge(operation, {("session_employer", fixed_id(late, "employer", bow))})
    assert len(desk.employers.row_numbers()) == 1  # it does not rise again, and nothing is given to nobody
    assert desk.sessions.get(late).credited == {bow: 25}


def test_a_list_taken_back_and_imported_again_brings_nobody_again_who_was_merged(
    desk: Application, tmp_path: Path
) -> None:
    bow = desk.employers.add({"legal_name": "Bow Glass Inc."})
    dana = desk.contacts.add({"given_name": "Dana", "family_name": "Roy"}, bow, {"role": "hr"})
    people = saved(tmp_path, "Employer,City,Contact", "Bow Glass Inc.,Banff,D. Roy")
    result = take(desk, people)
    (other,) = [row.id for row in desk.contacts.of_employer(bow) if row.id != dana]
    operation = desk.merging.merge(Pair("contact", dana, other))
    desk.journal.take_back(result.changeset_id)
    take(desk, people)
    assert [row.id for row in desk.contacts.of_employer(bow)] == [dana]
    assert len(desk.contacts.get(dana).roles) == 1
    assert take(desk, people).changeset_id == ""
    assert desk.merging.survivor(other) == dana and desk.merging.unmerge_plan(operation).keep == "Dana Roy"


# -- deletions ------------------------------------------------------------------------------------------------


def test_undo_of_a_delete_whose_parent_was_deleted_too(desk: Application) -> None:
    acme = desk.employers.add({"legal_name": "Acme"})
    site = desk.employers.add_worksite(acme, {"name": "Plant", "city": "Airdrie"})
    before = dump(desk)
    desk.employers.delete_worksite(site)
    deletion = newest(desk)
    desk.employers.delete([acme])
    told = desk.journal.kept(desk.journal.take_back(deletion).kept)
    assert [(one.table, one.title, one.of, one.reason) for one in told] == [
        ("worksite", "Plant", "Acme", "parent_gone")
    ]
    item = next(row.item for row in desk.bin.all() if row.table == "worksite")
    assert [parent.title for parent in desk.bin.plan([item]).parents] == ["Acme"]
    desk.bin.restore([item])  # the bin brings the parent along
    assert sorted(dump(desk)) == sorted(before)


# -- clocks ---------------------------------------------------------------------------------------------------


def test_a_visit_finished_on_a_clock_three_days_ahead_counts_the_seconds_that_went_by(clock: FixedClock) -> None:
    began = started(Stopwatch(), clock.now())
    clock.advance(days=3, minutes=40)
    watch = stopped(began, clock.now(), 40 * 60.0)
    assert (watch.minutes, watch.doubt, watch.unsure) == (40, "gap", 3 * 86_400)


@pytest.mark.parametrize("days", [3, -3])
def test_a_visit_finished_on_a_clock_three_days_wrong_says_so_in_its_review_and_takes_the_right_day(
    desk: Application, clock: FixedClock, days: int
) -> None:
    acme = desk.employers.add({"legal_name": "Acme"})
    dana = desk.contacts.add({"given_name": "Dana", "email": "dana@acme.ca"}, acme)
    (visit,) = desk.visits.plan([acme], {"planned_on": "2026-11-23", "kind": "first"})
    clock.advance(days=days)
    at = utc_text(clock.now())
    values = {"happened_at": at, "channel": "visit", "minutes_direct": "40"}
    captured = desk.visits.capture(CaptureVisit(visit, LogSupportSession(values, (), (dana,)), accepted_by=dana))
    clock.advance(days=-days)  # the clock is set right in the evening
    doubt = desk.visits.day_doubt(desk.visits.get(visit))
    assert isinstance(doubt, visits.DayAhead if days > 0 else visits.OtherDay)
    assert ("2026-11-26" if days > 0 else "2026-11-20") in doubt.describe(Translator("en"))
    desk.visits.review([visit], {captured: {"minutes_travel": 30}}, days={visit: date(2026, 11, 23)})
    found = desk.sessions.get(captured).values
    assert (str(found["happened_at"])[:10], found["minutes_direct"], found["minutes_travel"]) == ("2026-11-23", 40, 30)
    (consent,) = desk.consents.of_contact(dana)
    assert consent.given_on == "2026-11-23"
    assert desk.visits.day_doubt(desk.visits.get(visit)) is None
