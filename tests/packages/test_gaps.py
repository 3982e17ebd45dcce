"""The completeness gate: what is missing, how bad, for which documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from talented_desk.packages.documents import DOCUMENTS
from talented_desk.packages.gaps import missing
from talented_desk.packages.model import Bilingual, Worksite
from tests.packages.samples import COMPLETE, EMPTY


def test_a_complete_placement_lacks_nothing() -> None:
    assert missing(COMPLETE) == ()


def test_required_things_come_first_each_once_with_the_documents_that_ask() -> None:
    gaps = missing(EMPTY)
    severities = [gap.severity for gap in gaps]
    assert severities == sorted(severities)
    fields = [gap.field for gap in gaps]
    assert len(set(fields)) == len(fields)
    student = next(gap for gap in gaps if gap.field == "student.name")
    assert (student.severity, student.documents) == ("required", tuple(kind.code for kind in DOCUMENTS))
    assert all(gap.message.endswith(".") for gap in gaps)


def test_only_chosen_documents_are_asked() -> None:
    contact_sheet = [kind for kind in DOCUMENTS if kind.code == "contact_sheet"]
    fields = {gap.field for gap in missing(EMPTY, contact_sheet)}
    assert "officer.phone" in fields
    assert "placement.start" not in fields


def test_some_needs_depend_on_others() -> None:
    def fields(**placement: object) -> set[str]:
        changed = replace(COMPLETE.placement, **placement)  # type: ignore[arg-type]
        return {gap.field for gap in missing(replace(COMPLETE, placement=changed))}

    assert fields(pay_basis="unpaid", rate_cents=None) == {"placement.unpaid_basis"}
    assert fields(pay_basis="unpaid", rate_cents=None, unpaid_basis=Bilingual("Approved")) == set()
    assert fields(rate_cents=None) == {"placement.rate_cents"}
    assert fields(rate_cents=0) == set()
    assert fields(end=date(2020, 1, 1)) == {"placement.end"}
    site = replace(COMPLETE.worksite, wcb_account="")
    assert {g.field for g in missing(replace(COMPLETE, worksite=site))} == {"worksite.wcb_account"}
    deemed = replace(site, wcb_basis="deemed_worker")
    assert missing(replace(COMPLETE, worksite=deemed)) == ()
    assert "worksite.wcb_basis" in {g.field for g in missing(replace(COMPLETE, worksite=Worksite()))}
