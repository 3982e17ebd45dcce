"""The long simulation: `python -m tests.sync.simulation.run --seeds 0-19999 --shard 1/2 --record FILE`.

Each seed that was played is a line of JSON in FILE, with hashes of the schema, the engine and the simulation. Started
again with the same file, it goes on where it was: seeds that passed under the same hashes are not played again.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.sync.simulation.ground import STEPS, a_server, hashes, lay, play


def main(arguments: Sequence[str] | None = None) -> int:
    """0: every seed passed."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.simulation.run", description=__doc__)
    parser.add_argument("--seeds", default="0-99", help="first and last, as in 0-99")
    parser.add_argument("--shard", default="1/1", help="which part of how many, as in 2/4")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--record", type=Path, help="a file to which each seed is added")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after that time")
    parser.add_argument("--count", action="store_true", help="only tell what the record holds")
    given = parser.parse_args(arguments)
    what = {**hashes(), "steps": given.steps}
    if given.count:
        print(tell(given.record, what))
        return 0
    first, _, last = given.seeds.partition("-")
    part, _, parts = given.shard.partition("/")
    passed = known(given.record, what)
    wanted = [seed for seed in range(int(first), int(last or first) + 1) if seed % int(parts) == int(part) - 1]
    end, failed = time.monotonic() + given.minutes * 60, 0
    with a_server() as server:
        lay(server)
        for seed in (seed for seed in wanted if seed not in passed):
            if time.monotonic() > end:
                break
            begun, trace, ok = time.monotonic(), io.StringIO(), True
            try:
                with contextlib.redirect_stdout(trace):
                    play(server, seed, given.steps)
            except Exception:  # noqa: BLE001 - whatever it is, it is told, and the next seed is played
                ok, failed = False, failed + 1
                print(f"seed {seed} failed\n{trace.getvalue()}{traceback.format_exc()}", file=sys.stderr, flush=True)
            if given.record is not None:
                line = {"seed": seed, "ok": ok, "seconds": round(time.monotonic() - begun, 2), **what}
                with given.record.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(line) + "\n")
            print(f"{seed} {'passed' if ok else 'FAILED'}", flush=True)
    if given.record is not None:
        print(tell(given.record, what))
    return 1 if failed else 0


def lines(record: Path | None) -> list[dict[str, object]]:
    """What was recorded so far."""
    if record is None or not record.exists():
        return []
    return [json.loads(line) for line in record.read_text("utf-8").splitlines() if line]


def known(record: Path | None, what: dict[str, object]) -> set[object]:
    """Seeds that passed under the same hashes."""
    return {line["seed"] for line in lines(record) if line["ok"] and all(line[key] == what[key] for key in what)}


def tell(record: Path | None, what: dict[str, object]) -> str:
    """How many seeds passed and failed with what stands here."""
    same = [line for line in lines(record) if all(line[key] == what[key] for key in what)]
    passed = len({line["seed"] for line in same if line["ok"]})
    failed = sorted({int(str(line["seed"])) for line in same if not line["ok"]})
    hours = sum(float(str(line["seconds"])) for line in same) / 3600
    named = ", ".join(f"{key} {value}" for key, value in what.items())
    return f"{passed} seeds passed, {len(failed)} failed {failed or ''} in {hours:.2f} hours ({named})"


if __name__ == "__main__":
    sys.exit(main())
