"""Sharing over a link: round trips, bytes, and how soon others see it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from db.models import Employer
from db.workspace import open_database
from talented_desk.bench import raw_syncing
from talented_desk.bench.case import Case, Pair, Reach
from talented_desk.bench.desk import KEY
from talented_desk.bench.syncing import Edits, filled, team
from talented_desk.clock import SystemClock
from talented_desk.events import DataChanged, EventBus
from talented_desk.ids import new_id
from talented_desk.sync.background import Background

ONE_WAY: Final = 0.025
"""Seconds; fifty milliseconds there and back."""
FIELDS: Final = 3
PATIENCE: Final = 30.0


@contextmanager
def idle_far(rows: int) -> Iterator[Pair]:
    """Milliseconds of a sync with nothing to do over a link of 50 ms; raw: one round trip."""
    with team() as made:
        port = made.link(ONE_WAY).port
        engine, raw = made.laptop(filled(made, "full.db", rows), port), made.reached(port)
        engine.sync()

        def ours() -> float:
            started = time.perf_counter()
            engine.sync()
            return (time.perf_counter() - started) * 1000

        yield Pair(ours, lambda: raw_syncing.turn(raw))


@contextmanager
def edits_far(rows: int) -> Iterator[Pair]:
    """Milliseconds until 1,000 edited rows are shared over the same link."""
    with team() as made:
        port = made.link(ONE_WAY).port
        edits, raw = Edits(made, rows, port), made.reached(port)

        def ours() -> float:
            edits.type()
            started = time.perf_counter()
            edits.here.sync()
            return (time.perf_counter() - started) * 1000

        yield Pair(ours, lambda: raw_syncing.turn(raw))


@contextmanager
def bytes_up(rows: int) -> Iterator[Pair]:
    """Bytes that a laptop sends for an edited field, over the field's own."""
    with team() as made:
        link = made.link(0)
        edits = Edits(made, rows, link.port)

        def ours() -> float:
            own = edits.type()
            before = link.up
            edits.here.sync()
            return (link.up - before - own) / (edits.edited * FIELDS)

        yield Pair(ours)


@contextmanager
def shown(rows: int) -> Iterator[Pair]:
    """Milliseconds from a change on one screen until another is told of it, both online."""
    with team() as made:
        filled(made, "a.db", rows).close()
        seen, screens = threading.Event(), []
        for name in ("a.db", "b.db"):
            events = EventBus()
            desk = open_database(made.place / name, KEY, clock=SystemClock(), events=events)
            screens.append((desk, events, Background(desk, SystemClock(), events, made.reached)))
        (here, _, one), (_, others, two) = screens
        others.subscribe(DataChanged, lambda event: seen.set())
        one.start()
        _until(lambda: one.state.last is not None)
        two.start()
        _until(lambda: two.state.last is not None)

        def ours() -> float:
            _until(lambda: one.state.phase == two.state.phase == "idle")
            seen.clear()
            started = time.perf_counter()
            with here.write("Add employer") as write:
                write.insert(Employer, {"legal_name": "Seen at once"}, new_id())
            if not seen.wait(PATIENCE):
                raise TimeoutError
            return (time.perf_counter() - started) * 1000

        yield Pair(ours)
        for desk, _, background in screens:
            background.stop()
            desk.close()


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


CASES = (
    Case("sync_far_idle", 1000, "ms", "lower", (Reach("ratio", 1.5),), idle_far),
    Case("sync_far_edits_up", 1000, "ms", "lower", (Reach("ratio", 6),), edits_far),
    Case("sync_bytes_up", 1000, "B", "lower", (Reach("B", 120),), bytes_up),
    Case("sync_shown", 1000, "ms", "lower", (Reach("ms", 1000),), shown),
)
