"""The window: its start, scrolling, an employer's page, the palette. `talented-desk bench ui` measures them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db.models import Employer, Officer, SessionEmployer, SupportSession
from db.search import index_changes
from db.session import Write
from talented_desk.bench import raw_searching
from talented_desk.bench.case import Case, Pair, Reach, folder
from talented_desk.bench.desk import KEY
from talented_desk.bench.filled import AT_ONCE
from talented_desk.bench.rows import COLUMNS, OFFICER, employers
from talented_desk.bench.searching import keystrokes, p95
from talented_desk.bench.start_child import Known
from talented_desk.clock import FixedClock, SystemClock
from talented_desk.ids import new_id
from talented_desk.paths import WorkspacePaths

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application

TYPISTS: Final = 12
"""How many names are typed into the palette, letter by letter."""


def _without_display() -> None:
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@contextmanager
def workspace(clock: FixedClock | None = None) -> Iterator[Application]:
    """A whole workspace on a key that is known."""
    from talented_desk.bootstrap import open_application

    _without_display()
    with folder() as place:
        paths = WorkspacePaths(place / "workspace")
        paths.make()
        paths.key_file.write_text('{"keyring": "bench"}', "utf-8")
        with open_application(paths, keyring=Known(KEY.hex()), clock=clock) as desk:
            yield desk


@contextmanager
def starting(rows: int) -> Iterator[Pair]:
    """The demo workspace, opened again and again in programs of their own."""
    from talented_desk.services.demo import make_demo

    clock = FixedClock(SystemClock().now())
    with folder() as place:
        paths = WorkspacePaths(place / "workspace")
        paths.make()
        paths.key_file.write_text('{"keyring": "bench"}', "utf-8")
        from talented_desk.bootstrap import open_application

        _without_display()
        with open_application(paths, keyring=Known(KEY.hex()), clock=clock) as desk:
            make_demo(desk, clock)
        ours = ("talented_desk.bench.start_child", str(paths.root), KEY.hex())
        yield Pair(lambda: _started(*ours), lambda: _started("talented_desk.bench.raw_start"))


def _started(module: str, *arguments: str) -> float:
    """Milliseconds from the start of the process until it says that it is usable."""
    root = Path(__file__).parents[2]
    started = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, env=environment, text=True
    ) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        taken = (time.perf_counter() - started) * 1000
    if not line.startswith("usable"):
        raise RuntimeError(f"{module} did not start")
    return taken


@contextmanager
def scrolling(amount: int) -> Iterator[Pair]:
    """The same rows in the program's table and in a bare one; the figure is the 95th percentile of a frame."""
    from ui import measuring, raw_measuring

    _without_display()
    rows = [tuple(str(value or "") for value in row[1:7]) for row in employers(amount)]
    yield Pair(lambda: p95(measuring.scrolling(rows)), lambda: p95(raw_measuring.scrolling(rows)))


def _fill(write: Write, employer: str, entries: int) -> None:
    """An employer with so many sessions."""
    write.insert(Employer, {"legal_name": "Acme"}, employer)
    ids = [new_id() for _ in range(entries)]
    columns = ("id", "happened_at", "channel", "minutes_direct", "narrative", "officer_id")
    sessions = [
        (one, f"2026-01-01T00:00:{at % 60:02d}.000Z", "phone", 5, "Asked about WCB. " * 5, OFFICER)
        for at, one in enumerate(ids)
    ]
    write.insert_many(SupportSession, columns, sessions)
    write.insert_many(SessionEmployer, ("id", "session_id", "employer_id"), [(new_id(), one, employer) for one in ids])


@contextmanager
def employer_page(entries: int) -> Iterator[Pair]:
    """One employer with so many sessions; until its timeline is painted, beside the timeline's bare SQL."""
    from ui import measuring

    with workspace() as desk:
        both = (new_id(), new_id())
        with desk.database.write("Set up") as write:
            write.insert(Officer, {"name": "Maya Boucher"}, OFFICER)
            for employer in both:
                _fill(write, employer, entries)
        desk.officers.use(OFFICER)
        window = measuring.open_window(desk, "employers")
        bare = raw_searching.connect(desk.database.path, KEY)
        statement = (
            "SELECT s.id, s.happened_at, s.channel, s.subject, s.narrative, o.name FROM session_employer x "
            "JOIN support_session s ON s.id = x.session_id LEFT JOIN officer o ON o.id = s.officer_id "
            "WHERE x.employer_id = ? ORDER BY s.happened_at DESC, s.id DESC LIMIT 60"
        )

        def raw() -> float:
            started = time.perf_counter()
            bare.execute(statement, (both[0],)).fetchall()
            return (time.perf_counter() - started) * 1000

        turns = cycle(both)  # another one each time, so that nothing is there already
        yield Pair(lambda: measuring.employer_page(window, next(turns)), raw)
        bare.close()
        measuring.close_window(window)


@contextmanager
def palette(amount: int) -> Iterator[Pair]:
    """From a key press to painted results, beside the bare FTS5 query that fetches the same rows; p95."""
    from ui import measuring

    with workspace() as desk:
        with desk.database.write("Set up", kind="system") as write:
            write.insert(Officer, {"name": "Maya Boucher"}, OFFICER)
        desk.database.index = index_changes
        source = employers(amount)
        left = amount
        while left > 0:
            few = min(left, AT_ONCE)
            with desk.database.write("Import") as write:
                write.insert_many(Employer, COLUMNS, [next(source) for _ in range(few)])
            left -= few
        chance = random.Random(3)
        numbers = [chance.randrange(1, amount + 1) for _ in range(TYPISTS)]
        texts: Sequence[str] = keystrokes(desk.employers.rows(numbers), chance)
        desk.officers.use(OFFICER)
        desk.search.warm()
        window = measuring.open_window(desk, "settings")
        bare = raw_searching.connect(desk.database.path, KEY)
        yield Pair(lambda: p95(measuring.palette(window, texts)), lambda: p95(raw_searching.search(bare, texts)))
        bare.close()
        measuring.close_window(window)


CASES: Final = (
    Case("ui_start", 1, "ms", "lower", (Reach("ratio", 1.4),), starting),
    Case("ui_scroll", 100_000, "ms", "lower", (Reach("ratio", 1.5),), scrolling),
    Case("ui_employer_page", 2000, "ms", "lower", (Reach("ms", 150),), employer_page),
    Case("ui_palette", 1_000_000, "ms", "lower", (Reach("ms", 60),), palette),
)
