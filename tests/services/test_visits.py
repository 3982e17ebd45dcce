"""Visits through their service: pinned, briefed, captured in one operation, reviewed."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from pypdf import PdfReader

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.domain import visits as rules
from talented_desk.errors import Invalid, NotFound
from talented_desk.packages.visit_papers import BRIEF_PAGES, LeaveBehind, brief_pdf, leave_behind_pdf
from talented_desk.services.merging import Pair
from talented_desk.services.sessions import Commitment, LogSupportSession
from talented_desk.services.visits import CaptureVisit

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAMCAQDJ/pLvAAAAAElFTkSuQmCC")


def pdf_text(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def employer(desk: Application) -> tuple[str, str]:
    acme = desk.employers.add({"legal_name": "Acme Foods Ltd."}, {"street": "12 Mill Rd", "city": "Airdrie"})
    dana = desk.contacts.add({"given_name": "Dana", "family_name": "Roy", "email": "dana@acme.ca"}, acme)
    return acme, dana


def session(*contacts: str, **more: object) -> LogSupportSession:
    values = {"happened_at": "2026-11-23T15:00:00.000Z", "channel": "visit", "minutes_direct": "40"}
    return LogSupportSession(values, (), contacts, **more)  # type: ignore[arg-type]


def test_a_trip_is_planned_in_its_order_and_taken_back(desk: Application) -> None:
    acme, _ = employer(desk)
    bow = desk.employers.add({"legal_name": "Bow Glass"})
    before = list(desk.journal.dump())
    desk.visits.plan([acme, bow], {"planned_on": "2026-11-24", "kind": "first"})
    desk.visits.plan([acme], {"planned_on": "2026-11-24"})
    assert [(v.employer, v.kind, v.position, v.state) for v in desk.visits.all()] == [
        ("Acme Foods Ltd.", "first", 1, "planned"),
        ("Bow Glass", "first", 2, "planned"),
        ("Acme Foods Ltd.", "follow_up", 3, "planned"),
    ]
    desk.journal.undo()
    desk.journal.undo()
    assert list(desk.journal.dump()) == before
    with pytest.raises(Invalid):
        desk.visits.plan([acme], {"planned_on": ""})


def test_employers_join_a_trip_once(desk: Application) -> None:
    acme, _ = employer(desk)
    bow = desk.employers.add({"legal_name": "Bow Glass"})
    desk.visits.plan([acme], {"planned_on": "2026-11-24", "kind": "first"})
    desk.visits.plan([acme], {"planned_on": "2026-11-20"})  # over: no trip to join any more
    assert [(trip.day, trip.employers) for trip in desk.visits.trips()] == [
        ("2026-11-24", ((acme, "Acme Foods Ltd."),))
    ]
    assert len(desk.visits.join([acme, bow, bow], {"planned_on": "2026-11-24"})) == 1
    assert [trip.employers for trip in desk.visits.trips()] == [((acme, "Acme Foods Ltd."), (bow, "Bow Glass"))]
    before = list(desk.journal.dump())
    with pytest.raises(Invalid) as told:
        desk.visits.join([acme, bow], {"planned_on": "2026-11-24"})
    assert told.value.problems.keys() == {"employers"}
    assert list(desk.journal.dump()) == before
    assert len(desk.visits.join([acme], {"planned_on": "2026-11-25"})) == 1


def test_everything_that_a_visit_brought_is_one_operation(desk: Application) -> None:
    acme, dana = employer(desk)
    (visit,) = desk.visits.plan([acme], {"planned_on": "2026-11-23", "kind": "first"})
    before = list(desk.journal.dump())
    command = CaptureVisit(
        visit,
        session(dana, we_promise=(Commitment("send the SWPP sheet", "2026-11-27"),), follow_ups=(Commitment("call"),)),
        items=("wcb", "needs"),
        accepted_by=dana,
        proof="Notice read and accepted on site, signed",
        papers=(desk.visits.keep_bytes("signature", "signature.png", PNG),),
        opportunity={"title": "Baker's helper"},
    )
    saved = desk.visits.capture(command)
    row = desk.visits.get(visit)
    assert (row.state, row.session_id, row.items, row.agreed) == ("done", saved, "needs wcb", 2)
    assert row.notice == rules.notice().code and row.accepted_by_id == dana
    assert desk.consents.standings([dana])[dana].state == "express"
    assert [one.title for one in desk.opportunities.of_employer(acme)] == ["Baker's helper"]
    assert desk.sessions.get(saved).employers[0][0] == acme
    with pytest.raises(rules.VisitOver):
        desk.visits.capture(command)
    with pytest.raises(Invalid):
        desk.visits.review([visit], follow_ups={visit: (Commitment("call", "tomorrow or so"),)})
    desk.visits.review([visit], follow_ups={visit: (Commitment("send the invitation", "2026-11-30"), Commitment(" "))})
    assert desk.visits.get(visit).state == "reviewed"
    assert [(one.kind, one.subject, one.due_on) for one in desk.visits.agreed(visit)] == [
        ("us", "send the SWPP sheet", "2026-11-27"),
        ("task", "call", None),
        ("task", "send the invitation", "2026-11-30"),
    ]
    assert "send the invitation" in [task.subject for task in desk.tasks.open(employer_id=acme)]
    desk.journal.undo()
    assert len(desk.visits.agreed(visit)) == 2
    desk.journal.undo()
    assert list(desk.journal.dump()) == before


def test_what_cannot_be_is_said_and_nothing_is_written(desk: Application) -> None:
    acme, dana = employer(desk)
    (visit,) = desk.visits.plan([acme], {"planned_on": "2026-11-23", "kind": "first"})
    before = list(desk.journal.dump())
    with pytest.raises(Invalid) as told:
        desk.visits.capture(CaptureVisit(visit, session(dana), items=("wellbeing",)))
    assert set(told.value.problems) == {"items"}
    with pytest.raises(Invalid) as told:
        desk.visits.capture(CaptureVisit(visit, session(), accepted_by=dana))
    assert set(told.value.problems) == {"accepted_by"}
    with pytest.raises(NotFound):
        desk.visits.get("nowhere")
    assert list(desk.journal.dump()) == before


def test_a_merge_takes_visits_along(desk: Application) -> None:
    acme, _ = employer(desk)
    bow = desk.employers.add({"legal_name": "Bow Glass"})
    (visit,) = desk.visits.plan([bow], {"planned_on": "2026-11-24"})
    operation = desk.merging.merge(Pair("employer", acme, bow))
    assert desk.visits.get(visit).employer_id == acme
    desk.merging.unmerge(operation)
    assert desk.visits.get(visit).employer_id == bow


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_brief_says_what_counts_on_two_pages_at_most(desk: Application, clock: FixedClock, language: str) -> None:
    acme, dana = employer(desk)
    for at in range(40):
        desk.tasks.add({"subject": f"Task number {at} with a long name that needs its place", "employer_id": acme})
        desk.employers.add_worksite(acme, {"name": f"Site {at}", "city": "Calgary"})
        promise = Commitment(f"send paper {at}", "2026-11-20")
        desk.sessions.log(
            LogSupportSession(
                {
                    "happened_at": "2026-11-20T15:00:00.000Z",
                    "channel": "phone",
                    "minutes_direct": "10",
                    "narrative": "Spoke of the term. " * 60,
                },
                (acme,),
                (dana,),
                we_promise=(promise,),
            )
        )
    brief = desk.visit_briefs.brief(acme, language, desk.documents.expiring("2027-12-31"))
    data = brief_pdf(brief, clock.now())
    assert data == brief_pdf(brief, clock.now())
    assert len(PdfReader(BytesIO(data)).pages) <= BRIEF_PAGES
    words = pdf_text(data)
    for text in ("Acme Foods Ltd.", "Dana Roy", "12 Mill Rd", "send paper 0", "2026-11-20"):
        assert text in words
    assert ("We promised" if language == "en" else "promis") in words


def test_the_sheet_that_stays_is_in_the_contacts_language(desk: Application, clock: FixedClock) -> None:
    left = LeaveBehind(
        "fr",
        "Boulangerie de la Rivière inc.",
        "2026-11-23",
        ("Dana Roy",),
        (("envoyer la fiche du PSPE", "2026-11-27"),),
        (("nommer un superviseur", ""),),
        (),
        "",
        "Maya Boucher",
        "maya@example.ca",
        "403 555 0100",
        rules.notice().text("text", "fr"),
        "Dana Roy",
        PNG,
    )
    words = " ".join(pdf_text(leave_behind_pdf(left, clock.now())).split())
    for text in ("Boulangerie de la Rivière inc.", "23 novembre 2026", "envoyer la fiche du PSPE", "Maya Boucher"):
        assert text in words
    assert "stages et de leur financement" in words
