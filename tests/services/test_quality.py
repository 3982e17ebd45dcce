"""Data quality on a real workspace: every rule finds what it should and nothing else; mending, leaving, undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import dump
from db.base import models
from db.session import Write
from talented_desk.bootstrap import Application
from talented_desk.domain.quality import RULES, NotInBulk, UnknownRule, rule
from talented_desk.domain.quality_forms import formed
from talented_desk.errors import NotFound
from tests.conftest import OFFICER

GOOD: Mapping[str, dict[str, Any]] = {
    "employer": {
        "legal_name": "Bow Glass Ltd.", "city": "Calgary", "naics": "327215", "headcount": 12,
        "headcount_date": "2026-05-01", "phone": "403 555 0100", "email": "info@bowglass.ca",
        "website": "https://bowglass.ca", "business_number": "123456782", "owner_id": OFFICER, "stage": "met",
    },
    "worksite": {
        "street": "12 Main Street SW", "city": "Calgary", "province": "AB", "postal_code": "T2P 1J9",
        "phone": "403 555 0101", "insurance_expires": "2027-01-01",
    },
    "contact": {
        "given_name": "Dana", "family_name": "Whitford", "email": "dana@bowglass.ca", "phone": "403 555 0102",
        "mobile": "", "language": "en",
    },
    "contact_role": {},
    "email_consent": {"basis": "inquiry", "given_on": "2026-10-01", "proof": "By telephone"},
    "placement": {
        "student_name": "Sam Lee", "title": "Cutter", "starts_on": "2026-09-01", "ends_on": "2026-12-20",
        "state": "active",
    },
    "opportunity": {
        "title": "Glazier", "starts_on": "2027-01-04", "ends_on": "2027-04-30", "deadline": "2026-12-01",
        "status": "open",
    },
    "promise": {"direction": "us", "subject": "Send the sheet", "due_on": "2026-12-01", "officer_id": OFFICER},
    "employer_check": {"item": "insurance", "status": "confirmed", "checked_on": "2026-10-01"},
    "support_session": {
        "happened_at": "2026-11-10T17:00:00.000Z", "channel": "phone", "minutes_direct": 30, "officer_id": OFFICER,
    },
    "session_employer": {},
}  # fmt: skip
BAD: Mapping[str, dict[str, Any]] = {
    "employer_owner": {"employer": {"owner_id": None}},
    "employer_contact": {"contact_role": {"ended_on": "2026-10-01"}},
    "employer_reach": {
        "employer": {"phone": "", "email": ""}, "worksite": {"phone": ""},
        "contact": {"phone": "", "email": ""},
    },
    "employer_sector": {"employer": {"naics": ""}},
    "employer_size": {"employer": {"headcount": None}},
    "contact_name": {"contact": {"given_name": "", "family_name": ""}},
    "contact_reach": {"contact": {"phone": "", "email": ""}},
    "contact_language": {"contact": {"language": ""}},
    "consent_proof": {"email_consent": {"proof": " "}},
    "placement_institution": {"placement": {"institution_id": None}},
    "placement_worksite": {"placement": {"worksite_id": None}},
    "placement_over": {"placement": {"ends_on": "2026-11-22"}},
    "opportunity_over": {"opportunity": {"deadline": "2026-11-22"}},
    "promise_overdue": {"promise": {"due_on": "2026-11-22"}},
    "employer_quiet": {"support_session": {"happened_at": "2026-10-01T17:00:00.000Z"}},
    "consent_expired": {"email_consent": {"given_on": "2026-05-22"}},
    "insurance_over": {"worksite": {"insurance_expires": "2026-11-22"}},
    "check_over": {"employer_check": {"expires_on": "2026-11-22"}},
    "headcount_old": {"employer": {"headcount_date": "2024-11-22"}},
    "check_old": {"employer_check": {"checked_on": "2024-11-22"}},
    "placement_dates": {"placement": {"starts_on": "2026-12-01", "ends_on": "2026-11-30", "state": "planned"}},
    "placement_early": {"placement": {"starts_on": "2026-11-24"}},
    "opportunity_dates": {"opportunity": {"ends_on": "2027-01-03"}},
    "postal_province": {"worksite": {"province": "BC"}},
    "session_future": {"support_session": {"happened_at": "2026-11-25T17:00:00.000Z"}},
    "session_zero": {"support_session": {"minutes_direct": 0}},
    "employer_phone_bad": {"employer": {"phone": "403 555 010"}},
    "contact_phone_bad": {"contact": {"mobile": "103 555 0100"}},
    "worksite_phone_bad": {"worksite": {"phone": "call Dana"}},
    "employer_email_bad": {"employer": {"email": "info@bowglass"}},
    "contact_email_bad": {"contact": {"email": "dana at bowglass.ca"}},
    "employer_website_bad": {"employer": {"website": "https://bowglass"}},
    "employer_number_bad": {"employer": {"business_number": "123456789"}},
    "employer_naics_bad": {"employer": {"naics": "99"}},
    "postal_bad": {"worksite": {"postal_code": "T2P 1J"}},
    "headcount_undated": {"employer": {"headcount_date": None}},
    "employer_capitals": {"employer": {"legal_name": "BOW GLASS LTD.", "city": "CALGARY"}},
    "contact_capitals": {"contact": {"given_name": "DANA", "family_name": "WHITFORD"}},
    "worksite_capitals": {"worksite": {"street": "12 MAIN STREET SW"}},
    "employer_blanks": {"employer": {"legal_name": "Bow  Glass Ltd."}},
    "contact_blanks": {"contact": {"family_name": " Whitford"}},
    "employer_phone_form": {"employer": {"phone": "(403) 555-0100"}},
    "contact_phone_form": {"contact": {"phone": "403.555.0102", "mobile": "14035550103"}},
    "worksite_phone_form": {"worksite": {"phone": "403-555-0101"}},
    "postal_form": {"worksite": {"postal_code": "t2p1j9"}},
}  # fmt: skip
MENDED: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "employer_capitals": (("legal_name", "BOW GLASS LTD.", "Bow Glass Ltd."), ("city", "CALGARY", "Calgary")),
    "contact_capitals": (("given_name", "DANA", "Dana"), ("family_name", "WHITFORD", "Whitford")),
    "worksite_capitals": (("street", "12 MAIN STREET SW", "12 Main Street SW"),),
    "employer_blanks": (("legal_name", "Bow  Glass Ltd.", "Bow Glass Ltd."),),
    "contact_blanks": (("family_name", " Whitford", "Whitford"),),
    "employer_phone_form": (("phone", "(403) 555-0100", "403 555 0100"),),
    "contact_phone_form": (("phone", "403.555.0102", "403 555 0102"), ("mobile", "14035550103", "403 555 0103")),
    "worksite_phone_form": (("phone", "403-555-0101", "403 555 0101"),),
    "postal_form": (("postal_code", "t2p1j9", "T2P 1J9"),),
}


@dataclass
class Made:
    """One employer with one of everything, by table."""

    ids: dict[str, str] = field(default_factory=dict)


def make(desk: Application, changed: Mapping[str, Mapping[str, Any]] = {}) -> Made:
    made = Made()
    institution = desk.institutions.all()[0].id

    def row(write: Write, table: str, **links: str | None) -> None:
        values = {**GOOD[table], **links, **changed.get(table, {})}
        made.ids[table] = write.insert(models()[table], values)

    with desk.database.write("Import") as write:
        row(write, "employer")
        at = {"employer_id": made.ids["employer"]}
        row(write, "worksite", **at)
        row(write, "contact")
        person = {"contact_id": made.ids["contact"]}
        row(write, "contact_role", **at, **person)
        row(write, "email_consent", **person)
        row(write, "placement", **at, worksite_id=made.ids["worksite"], institution_id=institution)
        row(write, "opportunity", **at)
        row(write, "promise", **at)
        row(write, "employer_check", **at)
        row(write, "support_session")
        row(write, "session_employer", **at, session_id=made.ids["support_session"])
    return made


def state(desk: Application) -> list[str]:
    with desk.database.read() as connection:
        return list(dump.business(connection))


def test_what_is_well_kept_is_not_found(desk: Application) -> None:
    make(desk)
    assert desk.quality.summary().counts == {}
    assert desk.quality.summary().owners == ()


@pytest.mark.parametrize("code", [one.code for one in RULES])
def test_each_bulkfinds_its_record_and_no_other(desk: Application, code: str) -> None:
    make(desk)
    made = make(desk, BAD[code])
    one = rule(code)
    (found,) = desk.quality.findings(code)
    assert found.id == made.ids[one.table]
    owner = "" if code == "employer_owner" else OFFICER
    summary = desk.quality.summary()
    assert summary.counts[code, owner] == summary.of(code) == summary.of(code, owner) == 1
    assert desk.quality.summary("somebody else").counts == {}
    assert desk.quality.findings(code, owner) == (found,)
    assert desk.quality.findings(code, "somebody else") == ()
    assert desk.quality.findings(code, after=found.n) == ()
    others = {other for other, _ in summary.counts} - {code}
    # what follows from the same value
    assert others <= {
        "employer_reach": {"contact_reach"},
        "session_zero": set[str](),
        "placement_early": {"placement_dates"},
        "placement_dates": {"placement_early"},
    }.get(code, set())


@pytest.mark.parametrize("code", [one.code for one in RULES if one.bulk])
def test_a_bulk_mend_is_previewed_done_and_undone(desk: Application, code: str) -> None:
    make(desk)
    made = make(desk, BAD[code])
    target = made.ids[rule(code).table]
    before = state(desk)
    (plan,) = desk.quality.preview_mend(code)
    assert (plan.id, plan.changes) == (target, MENDED[code])
    assert state(desk) == before
    assert desk.quality.preview_mend(code, ["nothing"]) == ()
    assert desk.quality.mend(code, [target, target]) == 1
    assert desk.quality.summary().counts == {}
    after = state(desk)
    assert desk.quality.mend(code, [target]) == 0
    assert state(desk) == after
    desk.journal.undo()
    assert state(desk) == before


def test_what_needs_a_person_is_not_mended_in_bulk(desk: Application) -> None:
    with pytest.raises(NotInBulk):
        desk.quality.mend("employer_owner", [])
    with pytest.raises(NotInBulk):
        desk.quality.preview_mend("employer_owner")
    for call in (desk.quality.findings, desk.quality.preview_mend):
        with pytest.raises(UnknownRule):
            call("no_rule")


def test_right_as_it_is_until_the_value_changes(desk: Application) -> None:
    made = make(desk, {"employer": {"legal_name": "BOW GLASS LTD."}})
    one = made.ids["employer"]
    (found,) = desk.quality.findings("employer_capitals")
    before = state(desk)
    desk.quality.leave(found)
    assert desk.quality.findings("employer_capitals") == ()
    assert desk.quality.finding("employer_capitals", one) is None
    assert desk.quality.summary().counts == {}
    assert desk.quality.mend("employer_capitals", [one]) == 0
    desk.journal.undo()
    assert state(desk) == before
    assert desk.quality.finding("employer_capitals", one) == found
    desk.quality.leave(found)
    with pytest.raises(NotFound):
        desk.quality.leave(found)
    desk.employers.edit(one, {"legal_name": "BOW GLASS LIMITED"})
    (again,) = desk.quality.findings("employer_capitals")
    assert again.seen != found.seen
    desk.quality.leave(again)  # the same decision, for the new value
    assert desk.quality.summary().total() == 0
    with pytest.raises(NotFound):
        desk.quality.leave(found)


def test_pages_by_key_and_by_owner(desk: Application) -> None:
    other = desk.officers.add("Luc Roy")
    made = [make(desk, {"employer": {"naics": "", "owner_id": owner}}) for owner in (OFFICER, other, OFFICER, None)]
    ids = [one.ids["employer"] for one in made]
    first = desk.quality.findings("employer_sector", limit=3)
    assert [one.id for one in first] == ids[:3]
    assert [one.id for one in desk.quality.findings("employer_sector", after=first[-1].n)] == ids[3:]
    assert [one.id for one in desk.quality.findings("employer_sector", other)] == [ids[1]]
    assert [one.id for one in desk.quality.findings("employer_sector", "")] == [ids[3]]
    owners = desk.quality.summary().owners
    assert [(one, name) for one, name, _ in owners] == [(other, "Luc Roy"), (OFFICER, "Maya Boucher"), ("", "")]
    assert desk.quality.summary(other).counts == {("employer_sector", other): 1}


def test_consents_that_are_followed_by_a_better_one(desk: Application) -> None:
    make(desk, BAD["consent_expired"])
    (found,) = desk.quality.findings("consent_expired")
    assert found.title == "Dana Whitford"
    person = desk.contacts.of_employer(found.employer_id)[0].id
    desk.consents.add(person, {"basis": "express", "given_on": "2026-01-01", "proof": "Signed form"})
    assert desk.quality.findings("consent_expired") == ()
    desk.journal.undo()
    assert desk.quality.findings("consent_expired") == (found,)
    desk.consents.withdraw(person)
    assert desk.quality.findings("consent_expired") == ()


VALUES = st.one_of(
    st.text(alphabet="ab.@ -_+1/:\u00a0é<,", max_size=12),
    st.from_regex(r"[a-z0-9.+_-]{0,5}@[a-z0-9.-]{0,8}", fullmatch=True),
    st.from_regex(r"https?://[a-z0-9./:-]{0,9}", fullmatch=True),
    st.from_regex(r"[0-9]{3} [0-9]{3} [0-9]{4}( x[0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"\+?[0-9 ().-]{6,16}", fullmatch=True),
    st.from_regex(r"[A-Za-z][0-9][A-Za-z] ?[0-9][A-Za-z][0-9]", fullmatch=True),
    st.sampled_from(["A  B", " ÉCOLE", "CAFÉ\u00a0X", "J.D. LTD", "IBM", "1201 5 ST SW", "O'NEIL", "Ecole\u00a0B"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=6))
def test_mending_is_idempotent_undone_and_agrees_with_the_rules(
    desk: Application, values: list[tuple[str, str, str]]
) -> None:
    with desk.database.write("Import") as write:
        made = [
            write.insert(
                models()["employer"],
                {"legal_name": one, "trade_name": two, "phone": two, "email": one, "website": two, "city": three},
            )
            for one, two, three in values
        ]
        for one, two, three in values:
            write.insert(
                models()["worksite"],
                {"employer_id": made[0], "street": one, "city": two, "postal_code": three, "phone": one},
            )
    fields = {"employer_phone": (1, "phone"), "employer_email": (0, "email"), "employer_website": (1, "website")}
    for start, (place, form) in fields.items():
        # what SQL knows at a glance must be what the rule of the field says
        expected = {
            row for row, one in zip(made, values, strict=True) if one[place] and formed(form, one[place]) is None
        }
        found = {one.id for one in desk.quality.findings(f"{start}_bad", limit=-1)}
        assert found & set(made) == expected
    before = state(desk)
    done = 0
    for bulk in (one for one in RULES if one.bulk):
        plan = {mend.id for mend in desk.quality.preview_mend(bulk.code)}
        assert {found.id for found in desk.quality.findings(bulk.code, limit=-1)} == plan  # none is found in vain
        assert desk.quality.mend(bulk.code, sorted(plan)) == len(plan)
        done += bool(plan)
        assert desk.quality.findings(bulk.code) == ()
        after = state(desk)
        assert desk.quality.mend(bulk.code, sorted(plan)) == 0
        assert state(desk) == after
    for _ in range(done):
        desk.journal.undo()
    assert state(desk) == before
