"""The outreach report as it was on a day equals the report that was made on that day."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from db.models import SupportSession
from talented_desk.bootstrap import Application
from talented_desk.cli import run
from talented_desk.clock import FixedClock
from talented_desk.reports.model import Parameters, Report, address, read_address
from talented_desk.reports.runner import facts, file_name, render
from talented_desk.services.merging import Pair
from talented_desk.services.reports import AsOfLater
from tests.reports.samples import YEAR, fill, log

CHANNELS = ("phone", "visit", "email", "video")


def figures(report: Report) -> tuple[object, ...]:
    return report.figures, tuple((one.title, one.table.rows, one.table.total) for one in report.sections)


def _live(desk: Application, chance: random.Random, day: str, employers: list[str], sessions: list[str]) -> None:
    """What happens on a day: work, edits, deletions, merges, undos."""
    minutes = (chance.randrange(1, 60), chance.randrange(9), 0, 0)
    what = chance.choice(("log", "log", "edit", "minutes", "delete", "employer", "merge", "undo", "opportunity"))
    one, other = chance.sample(employers, 2)
    if what == "log" or not sessions:
        sessions.append(
            log(desk, day, chance.choice(CHANNELS), minutes, one, *([other] if chance.random() < 0.4 else []))
        )
    elif what == "edit":
        desk.employers.edit(one, {"headcount": chance.randrange(1, 600), "naics": chance.choice(("311811", "541510"))})
    elif what == "minutes":
        with desk.database.write("Edit support session") as write:
            write.update(SupportSession, chance.choice(sessions), {"minutes_direct": chance.randrange(1, 90)})
    elif what == "delete":
        desk.sessions.delete(sessions.pop(chance.randrange(len(sessions))))
    elif what == "employer":
        employers.append(desk.employers.add({"legal_name": f"Company {len(employers)}", "headcount": 3}))
    elif what == "merge" and len(employers) > 4:
        desk.merging.merge(Pair("employer", one, other))
        employers.remove(other)
    elif what == "opportunity":
        desk.opportunities.add(one, {"title": "Line cook", "starts_on": "2026-09-01", "ends_on": "2026-12-20"})
    else:
        desk.journal.undo()
        sessions[:] = [row.id for row in desk.sessions.recent(1000)]
        employers[:] = [row for row in employers if _there(desk, row)] or employers


def _there(desk: Application, employer: str) -> bool:
    with desk.database.read() as connection:
        return bool(connection.exec_driver_sql("SELECT 1 FROM employer WHERE id = ?", (employer,)).scalar())


@pytest.mark.parametrize("seed", range(6))
def test_as_of_a_day_is_what_was_reported_then(desk: Application, clock: FixedClock, seed: int) -> None:
    chance = random.Random(seed)
    sample = fill(desk)
    employers = [sample.bakery, sample.glass, sample.farm]
    sessions: list[str] = []
    made: list[tuple[date, Report]] = []
    for _ in range(8):
        today = desk.reports.today()
        for _ in range(chance.randint(1, 5)):
            _live(desk, chance, "2026-08-15", employers, sessions)
        made.append((today, desk.reports.run("outreach", YEAR, "en")))
        clock.advance(days=chance.choice((1, 3, 20)))
    for day, report in made:
        then = desk.reports.run("outreach", replace(YEAR, as_of=day), "en")
        assert figures(then) == figures(report)
        for figure in then.figures:
            if figure.opens is not None and figure.kind == "count":
                behind = desk.reports.behind("outreach", then.parameters, figure.opens)
                assert len(behind.ids) == figure.value
    nothing = desk.reports.run("outreach", replace(YEAR, as_of=made[0][0] - timedelta(days=1)), "en")
    assert nothing.empty


def test_the_day_stands_on_every_page_and_in_every_file(desk: Application, clock: FixedClock) -> None:
    fill(desk)
    clock.advance(days=40)
    asked = replace(YEAR, as_of=date(2026, 11, 30))
    report = desk.reports.run("outreach", asked, "en")
    words = "As it was on 2026-11-30"
    assert words in facts(report)
    assert file_name(report, "pdf") == "outreach-2026-01-01-2026-12-31-as-of-2026-11-30-en.pdf"
    pages = PdfReader(io.BytesIO(render(report, "pdf"))).pages
    assert all(words in page.extract_text() for page in pages)
    lines = list(csv.reader(io.StringIO(render(report, "csv").decode("utf-8-sig"))))
    assert [words] in lines
    opens = report.figures[0].opens
    assert opens is not None
    read = read_address(address("outreach", asked, opens))
    assert read is not None and read[1] == asked
    french = desk.reports.run("outreach", asked, "fr")
    assert any("2026-11-30" in fact for fact in facts(french))


def test_a_day_to_come_is_refused(desk: Application) -> None:
    with pytest.raises(AsOfLater):
        desk.reports.run("outreach", Parameters(YEAR.start, YEAR.end, as_of=date(2027, 1, 1)), "en")


def test_the_command_line(desk: Application, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    employer = fill(desk).farm
    desk.employers.delete([employer])
    root = desk.paths.root
    desk.close()
    monkeypatch.setenv("TALENTED_DESK_HOME", str(root))
    out, err = io.StringIO(), io.StringIO()
    assert (
        run(["report", "outreach", "--from", "2026-01-01", "--to", "2026-06-30", "--as-of", "2020-01-01"], out, err)
        == 0
    )
    assert "As it was on 2020-01-01" in out.getvalue()
    out = io.StringIO()
    assert run(["--language", "en", "bin", "list"], out, err) == 0
    assert "Chinook Farm" in out.getvalue()
    item = next(word for word in out.getvalue().split() if word.endswith(employer))
    assert run(["--language", "en", "bin", "restore", item, "--dry-run"], out, err) == 0
    out = io.StringIO()
    assert run(["--language", "en", "bin", "restore", item], out, err) == 0
    assert "put back" in out.getvalue()
    out = io.StringIO()
    assert run(["--language", "en", "bin", "list"], out, err) == 0
    assert "The bin is empty." in out.getvalue()
    assert err.getvalue() == ""
