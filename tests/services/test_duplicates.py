"""Duplicates on a real workspace: the scan, its queue, decisions, candidates while typing."""

from __future__ import annotations

import pytest

from db.duplicates import carry_decisions, pair_id
from talented_desk.bootstrap import Application
from talented_desk.errors import Cancelled, NotFound
from talented_desk.i18n import N_
from talented_desk.jobs import Progress, Task
from talented_desk.services.duplicates import Pair, SameRecord, UnknownDecision
from talented_desk.services.merging import Pair as MergePair


@pytest.fixture
def acme(desk: Application) -> dict[str, str]:
    """Employers and people, some of them twice."""
    rows = {
        "acme": {"legal_name": "Acme Plumbing Ltd.", "city": "Calgary", "website": "https://acme.ca"},
        "again": {"legal_name": "ACME PLUMBING LIMITED", "city": "Calgary", "email": "info@acme.ca"},
        "slip": {"legal_name": "Acme Plumbling Ltd.", "city": "Calgary"},
        "branch": {"legal_name": "Acme Plumbing Ltd.", "city": "Lethbridge"},
        "boreal": {"legal_name": "Boréal inc.", "city": "Edmonton", "phone": "780 555 0100"},
        "numbered": {"legal_name": "1234567 Alberta Ltd.", "trade_name": "Pita Palace", "city": "Brooks"},
    }
    ids = {name: desk.employers.add(values) for name, values in rows.items()}
    people = {
        "bob": {"given_name": "Robert", "family_name": "Smith", "email": "bob@acme.ca"},
        "rob": {"given_name": "Bob", "family_name": "Smith", "email": "bob@acme.ca"},
        "ann": {"given_name": "Ann", "family_name": "Lee", "phone": "403 555 0123"},
    }
    return ids | {name: desk.contacts.add(values, ids["acme"]) for name, values in people.items()}


def sides(pair: Pair) -> set[str]:
    return {pair.one.id, pair.other.id}


def test_a_scan_fills_the_queue_the_surest_first(desk: Application, acme: dict[str, str]) -> None:
    done = desk.duplicates.scan()
    assert (done.employers, done.contacts) == (6, 3)
    queue = desk.duplicates.queue("employer")
    assert sides(queue[0]) == {acme["acme"], acme["again"]}
    assert queue[0].match.level == "merge"
    assert [pair.match.score for pair in queue] == sorted((pair.match.score for pair in queue), reverse=True)
    levels = {frozenset(sides(pair)): pair.match.level for pair in queue}
    assert levels[frozenset((acme["acme"], acme["slip"]))] == "look"
    assert levels[frozenset((acme["acme"], acme["branch"]))] == "site"
    assert not any(acme["boreal"] in pair or acme["numbered"] in pair for pair in levels)
    (people,) = desk.duplicates.queue("contact")
    assert sides(people) == {acme["bob"], acme["rob"]}
    waiting = desk.duplicates.waiting("employer")
    assert waiting.total == len(queue) == sum(many for kind, _, many in done.found if kind == "employer")
    assert len(desk.duplicates.queue("employer", ("site",))) == waiting.site
    told = {reason.message for reason in queue[0].reasons}
    assert {"same legal name", "same internet domain {domain}", "same city"} <= told
    assert desk.duplicates.queue("employer", limit=1, offset=1)[0] == queue[1]
    assert desk.duplicates.pair(queue[0].id) == queue[0]
    kept = desk.duplicates.compare("employer", acme["again"], acme["acme"])
    assert kept == queue[0].match


def test_not_the_same_is_never_asked_again(desk: Application, acme: dict[str, str]) -> None:
    desk.duplicates.scan()
    first, second, *_ = desk.duplicates.queue("employer")
    desk.duplicates.decide("employer", first.other.id, first.one.id, "different")
    desk.duplicates.decide("employer", second.one.id, second.other.id, "later")
    for _ in range(2):
        queue = desk.duplicates.queue("employer")
        assert first.id not in [pair.id for pair in queue]
        assert (queue[-1].id, queue[-1].decision) == (second.id, "later")
        desk.duplicates.scan()
    assert desk.journal.undo().changeset.operation == "Put a pair off"
    assert desk.journal.undo().changeset.operation == "Tell two records apart"
    assert desk.duplicates.queue("employer")[0].id == first.id
    desk.duplicates.decide("employer", first.one.id, first.other.id, "different")
    desk.duplicates.decide("employer", first.one.id, first.other.id, "open")
    assert desk.duplicates.queue("employer")[0].id == first.id


def test_what_cannot_be_decided(desk: Application, acme: dict[str, str]) -> None:
    with pytest.raises(UnknownDecision):
        desk.duplicates.decide("employer", acme["acme"], acme["again"], "perhaps")
    with pytest.raises(SameRecord):
        desk.duplicates.decide("employer", acme["acme"], acme["acme"], "later")
    with pytest.raises(NotFound):
        desk.duplicates.decide("employer", acme["acme"], acme["bob"], "later")
    with pytest.raises(NotFound):
        desk.duplicates.compare("contact", acme["bob"], acme["acme"])
    with pytest.raises(NotFound):
        desk.duplicates.pair("nothing")


def test_a_record_that_went_leaves_the_queue(desk: Application, acme: dict[str, str]) -> None:
    desk.duplicates.scan()
    desk.employers.delete([acme["acme"]])
    assert not any(acme["acme"] in sides(pair) for pair in desk.duplicates.queue("employer"))
    desk.journal.undo()
    assert any(acme["acme"] in sides(pair) for pair in desk.duplicates.queue("employer"))


def test_a_cancelled_scan_leaves_the_last_one_and_says_how_far_it_is(desk: Application, acme: dict[str, str]) -> None:
    heard: list[Progress] = []
    desk.duplicates.scan(Task(heard.append))
    assert {progress.note for progress in heard} == {"Comparing records that share something"}
    assert all(progress.done <= progress.total for progress in heard)
    before = desk.duplicates.queue("employer")
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        desk.duplicates.scan(task)
    assert desk.duplicates.queue("employer") == before


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"legal_name": "acme plumbing"}, "acme"),
        ({"legal_name": "bore"}, "boreal"),
        ({"legal_name": "Pita Pal"}, "numbered"),
        ({"legal_name": "Acme Plumbing", "city": "Lethbridge"}, "branch"),
        ({"legal_name": "Borael Inc", "city": "Edmonton", "phone": "780 555 0100"}, "boreal"),
        ({"legal_name": "Something else", "phone": "780 555 0100"}, None),
        ({"trade_name": "Pita Palace"}, "numbered"),
        ({"legal_name": "Boreal Inc", "city": "Victoria", "phone": "250 555 0100", "website": "x.ca"}, "boreal"),
        ({"legal_name": "1234567 AB Ltd"}, "numbered"),
        ({"legal_name": "Zenith"}, None),
        ({"legal_name": ""}, None),
    ],
)
def test_candidates_while_typing(
    desk: Application, acme: dict[str, str], typed: dict[str, str], expected: str | None
) -> None:
    found = desk.duplicates.candidates(typed)
    if expected is None:
        assert all(candidate.match.level is None for candidate in found)
    else:
        assert acme[expected] == found[0].id
        assert found[0].title and found[0].reasons


def test_a_corporation_is_found_whether_its_number_is_written_with_zeros_or_not(desk: Application) -> None:
    known = [desk.employers.add({"legal_name": name}) for name in ("0943784 BC Ltd.", "861234 B.C. Ltd.")]
    for typed, expected in (("943784 BC Ltd", 0), ("0943784 bc", 0), ("0861234 BC Ltd.", 1)):
        (found,) = desk.duplicates.candidates({"legal_name": typed})
        assert found.id == known[expected]


def test_candidates_while_editing_leave_out_the_record_and_those_told_apart(
    desk: Application, acme: dict[str, str]
) -> None:
    values = {"legal_name": "Acme Plumbing Ltd.", "city": "Calgary"}
    assert acme["acme"] in [found.id for found in desk.duplicates.candidates(values)]
    desk.duplicates.decide("employer", acme["acme"], acme["again"], "different")
    found = [candidate.id for candidate in desk.duplicates.candidates(values, but=acme["acme"])]
    assert acme["acme"] not in found and acme["again"] not in found
    assert acme["slip"] in found
    assert len(desk.duplicates.candidates(values, limit=1)) == 1


def test_candidates_for_a_person(desk: Application, acme: dict[str, str]) -> None:
    typed = {"given_name": "Rob", "family_name": "Smith"}
    found = desk.duplicates.contact_candidates(typed, acme["acme"])
    assert {candidate.id for candidate in found} == {acme["bob"], acme["rob"]}
    (only,) = desk.duplicates.contact_candidates({"given_name": "A.", "phone": "403 555 0123"}, limit=3)
    assert only.id == acme["ann"]
    assert desk.duplicates.contact_candidates({}) == ()
    (moved,) = desk.duplicates.contact_candidates({"given_name": "ANN", "family_name": "Lee"}, acme["boreal"])
    assert moved.id == acme["ann"]
    assert {reason.message for reason in moved.reasons} >= {"at different employers"}
    assert desk.duplicates.contact_candidates({"given_name": "Zoé", "family_name": "Lee"}, acme["boreal"]) == ()


def test_decisions_go_on_with_the_record_that_carries_on(desk: Application, acme: dict[str, str]) -> None:
    a, b, c, d = (acme[name] for name in ("acme", "again", "slip", "branch"))
    for one, other, decision in ((a, b, "later"), (a, c, "different"), (b, c, "later"), (a, d, "later")):
        desk.duplicates.decide("employer", one, other, decision)
    before = decisions(desk)
    with desk.database.write(N_("Merge employers")) as write:
        assert carry_decisions(write, "employer", {a: b}) == 3
        assert carry_decisions(write, "contact", {b: a}) == 0
    assert decisions(desk) == {pair_id("employer", b, c): "different", pair_id("employer", b, d): "later"}
    desk.journal.undo()
    assert decisions(desk) == before


def decisions(desk: Application) -> dict[str, str]:
    with desk.database.read() as connection:
        found = connection.exec_driver_sql("SELECT id, decision FROM duplicate_decision").all()
    return {str(row[0]): str(row[1]) for row in found}


def test_what_was_told_apart_stays_so_after_a_merge_and_after_taking_it_apart(
    desk: Application, acme: dict[str, str]
) -> None:
    desk.duplicates.decide("employer", acme["again"], acme["slip"], "different")
    desk.duplicates.decide("employer", acme["again"], acme["acme"], "later")
    before = decisions(desk)
    done = desk.merging.merge(MergePair("employer", acme["acme"], acme["again"]))
    assert decisions(desk) == {pair_id("employer", acme["acme"], acme["slip"]): "different"}
    desk.duplicates.scan()
    assert not any({acme["acme"], acme["slip"]} == sides(pair) for pair in desk.duplicates.queue("employer"))
    desk.merging.unmerge(done)
    assert decisions(desk) == before
