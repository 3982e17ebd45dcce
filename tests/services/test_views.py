"""Saved lists, filters and orders of the list of employers, on a real workspace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from db.queries.employer_order import SORTS
from talented_desk.bootstrap import Application
from talented_desk.clock import utc_text
from talented_desk.domain.views import Definition
from talented_desk.errors import Invalid
from talented_desk.services.employers import NOBODY, EmployerFilter
from talented_desk.services.sessions import Commitment, LogSupportSession
from tests.conftest import OFFICER


@pytest.fixture
def people(desk: Application) -> dict[str, str]:
    """Five employers, told apart by everything that a list filters or sorts by."""
    rows: Sequence[tuple[str, dict[str, object]]] = (
        ("acme", {"legal_name": "acme Foods", "city": "Calgary", "headcount": 12, "naics": "311811", "language": "en"}),
        ("emile", {"legal_name": "Émile inc.", "city": "Écouville", "headcount": 3, "language": "fr"}),
        ("bow", {"legal_name": "Bow Glass", "city": "Calgary", "naics": "541510", "phone": "403 555 0100"}),
        ("zed", {"legal_name": "Zed", "city": "Banff", "headcount": 700, "owner_id": OFFICER}),
        ("bare", {"legal_name": "Bare"}),
    )
    return {name: desk.employers.add(values) for name, values in rows}  # type: ignore[arg-type]


def day(desk: Application, ago: int) -> str:
    return utc_text(desk.clock.now() - timedelta(days=ago))


def log(desk: Application, employer_id: str, days: int, minutes: int = 30, **more: object) -> None:
    desk.sessions.log(
        LogSupportSession(
            {"happened_at": day(desk, days), "channel": "phone", "minutes_direct": minutes},
            (employer_id,),
            **more,  # type: ignore[arg-type]
        )
    )


def names(desk: Application, chosen: EmployerFilter | None = None, sort: str = "name", down: bool = False) -> list[str]:
    numbers = desk.employers.row_numbers(chosen, sort, down)
    for limit in (1, 2, 4):
        assert desk.employers.row_numbers(chosen, sort, down, limit) == numbers[:limit], "the first ones are the same"
    return [row.legal_name for row in desk.employers.rows(numbers)]


def test_every_order_shows_everybody_and_puts_the_empty_last(desk: Application, people: dict[str, str]) -> None:
    log(desk, people["bow"], 3)
    log(desk, people["bow"], 8)
    log(desk, people["zed"], 50, minutes=200)
    for sort in SORTS:
        up, down = names(desk, sort=sort), names(desk, sort=sort, down=True)
        assert sorted(up) == sorted(down) == ["Bare", "Bow Glass", "Zed", "acme Foods", "Émile inc."], sort
    assert names(desk) == ["acme Foods", "Bare", "Bow Glass", "Émile inc.", "Zed"]
    by_city = [row.city for row in desk.employers.rows(desk.employers.row_numbers(sort="city"))]
    assert by_city == ["Banff", "Calgary", "Calgary", "Écouville", ""]
    assert names(desk, sort="city", down=True)[0] == "Émile inc."
    assert names(desk, sort="city", down=True)[-1] == "Bare"
    assert names(desk, sort="headcount", down=True)[:3] == ["Zed", "acme Foods", "Émile inc."]
    assert names(desk, sort="last", down=True)[:2] == ["Bow Glass", "Zed"]
    assert names(desk, sort="last")[:2] == ["Zed", "Bow Glass"]
    assert names(desk, sort="sessions", down=True)[:2] == ["Bow Glass", "Zed"]
    assert names(desk, sort="minutes", down=True)[:2] == ["Zed", "Bow Glass"]
    assert names(desk, sort="phone")[0] == "Bow Glass"
    assert names(desk, sort="owner")[0] == "Zed"


def test_stages_sort_as_the_pipeline_goes(desk: Application, people: dict[str, str]) -> None:
    desk.pipeline.move([people["acme"]], {"stage": "hosting"})
    desk.pipeline.move([people["bow"]], {"stage": "contacted"})
    assert names(desk, sort="stage")[-2:] == ["Bow Glass", "acme Foods"]
    assert names(desk, sort="stage", down=True)[:2] == ["acme Foods", "Bow Glass"]


def test_a_group_session_counts_once_in_the_order_by_hours(desk: Application, people: dict[str, str]) -> None:
    desk.sessions.log(
        LogSupportSession(
            {"happened_at": day(desk, 2), "channel": "event", "minutes_direct": 61},
            (people["acme"], people["bow"], people["zed"]),
        )
    )
    log(desk, people["emile"], 1, minutes=20)
    rows = desk.employers.rows(desk.employers.row_numbers(sort="minutes", descending=True))
    assert sum(row.minutes for row in rows) == 81
    assert [row.minutes for row in rows] == [21, 20, 20, 20, 0]


def test_the_last_session_narrows(desk: Application, people: dict[str, str]) -> None:
    log(desk, people["bow"], 3)
    log(desk, people["acme"], 31)
    log(desk, people["zed"], 100)
    assert names(desk, EmployerFilter(last="never")) == ["Bare", "Émile inc."]
    assert names(desk, EmployerFilter(last="within:7")) == ["Bow Glass"]
    assert names(desk, EmployerFilter(last="over:30")) == ["acme Foods", "Zed"]
    # 12 employees are quiet after 30 days, 700 only after 120
    assert names(desk, EmployerFilter(last="quiet")) == ["acme Foods"]
    assert {item.title or item.employer for item in desk.today.day(None).items if item.kind == "quiet"} == {
        "acme Foods"
    }
    log(desk, people["acme"], 1)
    assert names(desk, EmployerFilter(last="quiet")) == []


def test_tasks_placements_and_officers_narrow(desk: Application, people: dict[str, str]) -> None:
    log(desk, people["bow"], 9, follow_ups=(Commitment("call", "2026-11-20"),))
    log(desk, people["acme"], 9, follow_ups=(Commitment("call", "2026-11-23"),))
    placement = {"student_name": "Ann Roy", "title": "Aide", "wil_type": "COOP", "state": "active"}
    desk.placements.add({**placement, "employer_id": people["zed"], "starts_on": "2026-09-01", "ends_on": "2026-12-20"})
    over = {**placement, "employer_id": people["emile"], "starts_on": "2026-05-01", "ends_on": "2026-08-20"}
    desk.placements.add(over)
    assert names(desk, EmployerFilter(overdue=True)) == ["Bow Glass"]
    assert names(desk, EmployerFilter(placed="now")) == ["Zed"]
    assert names(desk, EmployerFilter(placed="ever")) == ["Émile inc.", "Zed"]
    assert names(desk, EmployerFilter(placed="never")) == ["acme Foods", "Bare", "Bow Glass"]
    assert names(desk, EmployerFilter(owner_id=OFFICER)) == ["Zed"]
    assert len(names(desk, EmployerFilter(owner_id=NOBODY))) == 4


def test_an_import_narrows_to_what_it_added_and_to_what_it_touched(
    desk: Application, people: dict[str, str], tmp_path: Path
) -> None:
    source = tmp_path / "list.csv"
    source.write_text("Company,City,Phone\nBow Glass,Calgary,403 555 0100\nNew Bakery,Leduc,780 555 0111\n", "utf-8")
    file = desk.imports.inspect(source)
    result = desk.imports.apply(desk.imports.dry_run(desk.imports.plan(file)))
    second = tmp_path / "second.csv"
    second.write_text(
        "Company,City,Phone,Website\nBow Glass,Calgary,403 555 0100,bow.example\n"
        "Other Shop,Leduc,780 555 0122,other.example\n",
        "utf-8",
    )
    later = desk.imports.apply(desk.imports.dry_run(desk.imports.plan(desk.imports.inspect(second))))
    assert names(desk, EmployerFilter(import_id=result.import_id, import_new=True)) == ["New Bakery"]
    touched = EmployerFilter(import_id=later.import_id)
    assert names(desk, touched) == ["Bow Glass", "Other Shop"]
    assert names(desk, desk.views.employer_filter({"import_id": "new:latest"})) == ["Other Shop"]
    desk.journal.undo()
    assert names(desk, touched) == []
    desk.journal.redo()
    assert names(desk, touched) == ["Bow Glass", "Other Shop"]


def test_without_an_import_the_list_of_the_last_one_is_empty(desk: Application, people: dict[str, str]) -> None:
    assert names(desk, desk.views.employer_filter({"import_id": "latest"})) == []


@pytest.mark.parametrize("name", ["city", "stage", "language", "sector", "owner_id", "headcount", "tag_id"])
def test_counts_are_what_the_choice_then_leaves(desk: Application, people: dict[str, str], name: str) -> None:
    desk.employers.set_tags(people["bow"], ["food", "north"])
    desk.employers.set_tags(people["acme"], ["food"])
    for others in ({}, {"city": "Calgary"}, {"language": "fr"}):
        found = desk.views.counts({**others, name: "anything"}, name)
        assert found or others
        for value, count in found.items():
            filters = {**others, name: value}
            assert desk.employers.count(desk.views.employer_filter(filters)) == count, (name, value)


def test_counts_one_by_one(desk: Application, people: dict[str, str]) -> None:
    log(desk, people["bow"], 3)
    found = desk.views.counts({"city": "Calgary"}, "last", ("never", "within:7", "quiet"))
    assert found == {"never": 1, "within:7": 1, "quiet": 0}


def test_lists_are_saved_renamed_updated_and_come_back_after_a_delete(desk: Application) -> None:
    starters = [view.name for view in desk.views.of("employers")]
    assert starters == ["All", "My employers", "Gone quiet", "New from the last import"]
    wanted = Definition({"headcount": (5, 19), "city": "Calgary"}, ("name", "city"), "city", True)
    view_id = desk.views.save("employers", "  Small in   Calgary ", wanted)
    saved = desk.views.of("employers")[-1]
    assert (saved.name, saved.definition, saved.mine) == ("Small in Calgary", wanted, True)
    with pytest.raises(Invalid):
        desk.views.save("employers", "small in calgary", Definition())
    with pytest.raises(Invalid):
        desk.views.save("employers", "  ", Definition())
    desk.views.rename(view_id, "Small ones", everybody=True)
    desk.views.update(view_id, Definition({"city": "Banff"}))
    saved = desk.views.of("employers")[-1]
    assert (saved.name, saved.definition.filters, saved.mine) == ("Small ones", {"city": "Banff"}, False)
    desk.views.delete(view_id)
    assert len(desk.views.of("employers")) == 4
    desk.journal.undo()
    assert desk.views.of("employers")[-1] == saved
    assert desk.views.of("placements")[0].name == "All"


def test_mine_is_the_officers_own_and_others_do_not_see_it(desk: Application) -> None:
    desk.views.save("employers", "Only me", Definition())
    other = desk.officers.add("Noah Roy")
    desk.officers.use(other)
    assert [view.name for view in desk.views.of("employers") if not view.starter] == []


def test_a_definition_of_another_making_is_read_as_far_as_it_goes() -> None:
    assert Definition.from_json("nonsense") == Definition()
    assert Definition.from_json('{"filters": {"city": "", "headcount": [1, 4]}, "columns": 3}') == Definition(
        {"headcount": (1, 4)}
    )
    whole = Definition({"a": 1}, ("x",), "y", True)
    assert Definition.from_json(whole.to_json()) == whole
