"""The outreach report's figures, against what was logged by hand and against plain SQL of its own."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from typing import Any

import pytest

from talented_desk.bootstrap import Application
from talented_desk.clock import FixedClock
from talented_desk.domain.employers import sector, size_band
from talented_desk.domain.outreach import MET_CHANNELS
from talented_desk.domain.periods import PeriodBackwards, PeriodImplausible
from talented_desk.domain.support import credited
from talented_desk.errors import Cancelled, NotFound
from talented_desk.jobs import Task
from talented_desk.reports.model import Opens, Parameters, Report, Row, Section, address, read_address
from talented_desk.reports.runner import UnknownReport, facts, nothing
from tests.reports.samples import QUARTER, YEAR, fill, log


def section(report: Report, name: str) -> Section:
    return next(one for one in report.sections if one.id == name)


def rows(report: Report, name: str) -> dict[str, tuple[int, ...]]:
    return {row.label: row.values for row in section(report, name).table.rows}


def figures(report: Report) -> dict[str, int]:
    return {one.key: one.value for one in report.figures}


def test_the_quarter_by_hand(desk: Application) -> None:
    fill(desk)
    report = desk.reports.run("outreach", QUARTER, "en")
    assert figures(report) == {
        "contacted": 3,
        "met": 3,
        "engaged": 2,
        "sessions": 4,
        "minutes": 28 + 113 + 10 + 106,
        "placements": 3,
        # 23 days of September and 31 of July at 35 h a week
        "placement_minutes": 23 * 5 * 60 + 31 * 5 * 60,
    }
    assert rows(report, "channel") == {
        "Phone": (1, 20, 5, 0, 3, 28),
        "E-mail": (1, 10, 0, 0, 0, 10),
        "Visit at the employer's": (1, 61, 10, 35, 7, 113),
        "Meeting elsewhere": (1, 100, 1, 2, 3, 106),
    }
    assert rows(report, "officer") == {
        "Anna =SUM(1) Kovač": (1, 100, 1, 2, 3, 106),
        "Maya Boucher": (3, 91, 15, 35, 10, 151),
    }
    assert rows(report, "quarter") == {"2026 Q3": (4, 191, 16, 37, 13, 257)}
    assert {label: values[0] for label, values in rows(report, "sector").items()} == {
        "Manufacturing": 3,
        "Sector unknown": 2,
    }
    assert rows(report, "reach") == {
        "5–19 employees": (1, 1, 1),
        "20–49 employees": (1, 1, 0),
        "Size unknown": (1, 1, 1),
    }
    assert rows(report, "placements_state") == {"Active": (1, 23 * 300), "Completed": (2, 31 * 300)}
    assert section(report, "placements_state").notes == (
        "1 cancelled placement is left out.",
        "1 placement has no hours a week and counts without hours.",
    )
    assert [row.label for row in section(report, "placements_institution").table.rows][-1] == "No institution named"


def test_shared_minutes_add_up_and_agree_with_the_ledger(desk: Application) -> None:
    sample = fill(desk)
    report = desk.reports.run("outreach", YEAR, "en")
    for name in ("size", "sector", "channel", "officer", "quarter"):
        table = section(report, name).table
        for part in range(1, 6):
            assert sum(row.values[part] for row in table.rows) == table.total.values[part], (name, part)
        assert sum(row.values[0] for row in table.rows) >= table.total.values[0] == 6
    # each size is one employer here: the row is that employer's credit
    assert rows(report, "size")["5–19 employees"][5] == desk.sessions.credit(sample.bakery).minutes
    assert rows(report, "size")["20–49 employees"][5] == desk.sessions.credit(sample.glass).minutes
    assert rows(report, "size")["Size unknown"][5] == desk.sessions.credit(sample.farm).minutes


def test_each_part_is_shared_equally_to_the_minute(desk: Application) -> None:
    sample = fill(desk)
    parts = (100, 1, 2, 3)
    report = desk.reports.run("outreach", Parameters(date(2026, 9, 1), date(2026, 9, 1)), "en")
    shares = [row.values[1:5] for row in section(report, "size").table.rows]
    assert len(shares) == 3
    for part, minutes in enumerate(parts):
        each = [share[part] for share in shares]
        assert sum(each) == minutes
        assert max(each) - min(each) <= 1
    owed = credited(sum(parts), (sample.bakery, sample.glass, sample.farm))
    assert sorted(owed.values()) == sorted(sum(share) for share in shares)


def test_one_officer(desk: Application) -> None:
    sample = fill(desk)
    report = desk.reports.run("outreach", Parameters(QUARTER.start, QUARTER.end, sample.anna), "en")
    got = figures(report)
    assert (got["sessions"], got["minutes"], got["contacted"], got["placements"], got["engaged"]) == (1, 106, 3, 0, 0)
    assert report.about == "Anna =SUM(1) Kovač"
    assert report.about in facts(report)
    assert "For one officer" in report.notes[-1]
    with pytest.raises(NotFound):
        desk.reports.run("outreach", Parameters(QUARTER.start, QUARTER.end, "nobody"), "en")


def test_french(desk: Application) -> None:
    fill(desk)
    report = desk.reports.run("outreach", YEAR, "fr")
    english = desk.reports.run("outreach", YEAR, "en")
    assert report.title == "Rapport de démarchage"
    assert "2026 T3" in rows(report, "quarter")
    assert "De 5 à 19 employés" in rows(report, "size")
    assert figures(report) == figures(english)
    for one, other in zip(report.sections, english.sections, strict=True):
        assert one.title != other.title
        assert [row.values for row in one.table.rows if row.key] == [row.values for row in other.table.rows if row.key]
    assert len(report.notes) == len(english.notes)
    assert not set(report.notes) & set(english.notes)


def test_an_empty_period_says_so(desk: Application) -> None:
    fill(desk)
    report = desk.reports.run("outreach", Parameters(date(2012, 1, 1), date(2012, 3, 31)), "en")
    assert report.empty
    assert nothing(report).startswith("Nothing was recorded")
    assert rows(report, "quarter") == {"2012 Q1": (0, 0, 0, 0, 0, 0)}
    assert section(report, "channel").table.total.values == (0, 0, 0, 0, 0, 0)


def test_wrong_periods_are_refused_in_words(desk: Application) -> None:
    with pytest.raises(PeriodBackwards) as told:
        desk.reports.run("outreach", Parameters(date(2026, 9, 30), date(2026, 7, 1)), "en")
    assert "ends (2026-07-01) before it begins (2026-09-30)" in str(told.value)
    with pytest.raises(PeriodImplausible):
        desk.reports.run("outreach", Parameters(date(206, 7, 1), date(2026, 7, 1)), "en")
    with pytest.raises(UnknownReport, match="outreach"):
        desk.reports.run("nonsense", QUARTER, "en")


def test_a_run_can_be_cancelled(desk: Application) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        desk.reports.run("outreach", QUARTER, "en", task)


def test_an_opportunity_entered_in_the_period_engages_its_employer(desk: Application, clock: FixedClock) -> None:
    employer = desk.employers.add({"legal_name": "Bow Glass"})
    opportunity = desk.opportunities.add(employer, {"title": "Summer help"})
    today = Parameters(clock.now().date(), clock.now().date())

    def engaged(parameters: Parameters) -> int:
        return figures(desk.reports.run("outreach", parameters, "en"))["engaged"]

    assert engaged(today) == 1
    assert engaged(Parameters(date(2026, 10, 1), today.start - timedelta(days=1))) == 0
    clock.advance(days=3)
    desk.opportunities.edit(opportunity, {"title": "Harvest help"})
    later = Parameters(clock.now().date(), clock.now().date())
    assert (engaged(today), engaged(later)) == (1, 0)
    desk.opportunities.edit(opportunity, {"status": "withdrawn"})
    assert engaged(today) == 0


def test_days_are_those_of_the_workstation_in_summer_too(desk: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Edmonton")
    time.tzset()
    try:
        employer = desk.employers.add({"legal_name": "Bow Glass"})
        # half past eleven in the evening of September 30, Mountain Daylight Time
        log(desk, "2026-10-01", "phone", (5, 0, 0, 0), employer, at="05:30")
        third = desk.reports.run("outreach", QUARTER, "en")
        assert figures(third)["sessions"] == 1
        assert [row.values[0] for row in section(desk.reports.run("outreach", YEAR, "en"), "quarter").table.rows] == [
            0,
            0,
            1,
            0,
        ]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_session_without_employers_keeps_its_minutes(desk: Application) -> None:
    sample = fill(desk)
    desk.employers.delete([sample.farm])
    report = desk.reports.run("outreach", QUARTER, "en")
    assert rows(report, "size")["No employer any more"] == (1, 10, 0, 0, 0, 10)
    assert sum(row.values[5] for row in section(report, "size").table.rows) == figures(report)["minutes"]


def test_figures_against_plain_sql_over_a_random_year(desk: Application) -> None:
    """Counted again from the rows, one by one, by a program that shares no line with the report."""
    chance = random.Random(4)
    employers = [
        desk.employers.add(
            {
                "legal_name": f"Employer {at}",
                "headcount": chance.choice((None, 0, 3, 12, 19, 20, 75, 300, 900)),
                "naics": chance.choice(("", "31", "333999", "488", "722511", "54151")),
            }
        )
        for at in range(12)
    ]
    for _ in range(90):
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(320))
        minutes = (chance.randrange(1, 99), chance.randrange(40), chance.randrange(40), chance.randrange(40))
        channel = chance.choice(("phone", "visit", "email", "event", "video", "meeting", "text", "letter"))
        log(desk, day.isoformat(), channel, minutes, *chance.sample(employers, chance.choice((1, 1, 1, 2, 3, 5))))
    period = Parameters(date(2026, 2, 10), date(2026, 10, 3))
    report = desk.reports.run("outreach", period, "en")

    with desk.database.read() as connection:

        def ask(statement: str) -> list[tuple[object, ...]]:
            return [tuple(found) for found in connection.exec_driver_sql(statement)]

        inside = "date(happened_at) BETWEEN '2026-02-10' AND '2026-10-03'"
        minutes_sql = "minutes_direct + minutes_preparation + minutes_travel + minutes_follow_up"
        (counted,) = ask(f"SELECT count(*), sum({minutes_sql}) FROM support_session WHERE {inside}")
        assert counted == (figures(report)["sessions"], figures(report)["minutes"])
        channels = ask(
            f"SELECT channel, count(*), sum(minutes_direct), sum(minutes_preparation), sum(minutes_travel), "
            f"sum(minutes_follow_up), sum({minutes_sql}) FROM support_session WHERE {inside} GROUP BY channel"
        )
        assert {row.key: row.values for row in section(report, "channel").table.rows} == {
            str(found[0]): found[1:] for found in channels
        }
        pairs = ask(
            f"SELECT s.id, x.employer_id, e.headcount, e.naics, s.channel, {minutes_sql} FROM support_session s "
            f"JOIN session_employer x ON x.session_id = s.id JOIN employer e ON e.id = x.employer_id WHERE {inside}"
        )
    groups: dict[object, list[str]] = {}
    for found in pairs:
        groups.setdefault(found[0], []).append(str(found[1]))

    def size_of(found: tuple[Any, ...]) -> str:
        return "" if found[2] is None else size_band(found[2])

    def sector_of(found: tuple[Any, ...]) -> str:
        return sector(found[3]) or ""

    for split, of in (("size", size_of), ("sector", sector_of)):
        expected: dict[str, tuple[set[object], int]] = {}
        for found in pairs:
            sessions, minutes_so_far = expected.get(of(found), (set(), 0))
            share = credited(int(str(found[5])), groups[found[0]])[str(found[1])]
            expected[of(found)] = (sessions | {found[0]}, minutes_so_far + share)
        got = {row.key: (row.values[0], row.values[5]) for row in section(report, split).table.rows}
        assert got == {key: (len(sessions), minutes) for key, (sessions, minutes) in expected.items()}
    assert figures(report)["contacted"] == len({found[1] for found in pairs})
    assert figures(report)["met"] == len({found[1] for found in pairs if found[4] in MET_CHANNELS})


@pytest.mark.parametrize("parameters", [QUARTER, YEAR])
def test_every_figure_opens_as_many_records_as_it_says(desk: Application, parameters: Parameters) -> None:
    fill(desk)
    report = desk.reports.run("outreach", parameters, "en")

    def count(opens: Opens | None) -> int:
        assert opens is not None
        found = desk.reports.behind("outreach", parameters, opens)
        assert len(found.rows) == len(found.ids) == len(set(found.ids))
        return len(found.ids)

    opened = 0
    for figure in report.figures:
        if figure.kind == "count":
            assert count(figure.opens) == figure.value
    for one in report.sections:
        for row in (*one.table.rows, one.table.total):
            for column, value, opens in zip(one.table.columns, row.values, row.opens, strict=True):
                if column.kind == "count":
                    assert count(opens) == value, (one.id, row.label, column.key)
                    opened += 1
    assert opened > 25


def test_an_address_is_read_back(desk: Application) -> None:
    fill(desk)
    report = desk.reports.run("outreach", QUARTER, "fr")
    opens = section(report, "sector").table.rows[0].opens[0]
    assert opens is not None
    assert read_address(address("outreach", QUARTER, opens)) == ("outreach", QUARTER, opens)
    assert read_address("new:") is None
    assert read_address("report:outreach?from=yesterday") is None


def test_rows_hold_a_value_and_a_way_for_each_column(desk: Application) -> None:
    fill(desk)
    report = desk.reports.run("outreach", YEAR, "en")
    lines: list[Row] = []
    for one in report.sections:
        for row in (*one.table.rows, one.table.total):
            assert len(row.values) == len(row.opens) == len(one.table.columns)
            lines.append(row)
    assert report.row_count == len(lines) - len(report.sections)
