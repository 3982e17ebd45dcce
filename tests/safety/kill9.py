"""Kill the program at random moments and look at what is left: `python -m tests.safety.kill9 --times 200 --seed 1`.

A child process works in a real workspace through the real services: bulk imports, undo of them, and drafts kept at
each keystroke. After each call has returned it writes a line into a pipe. The parent kills it (SIGKILL) at a random
moment, sometimes while it is still opening, opens the workspace itself and checks:

- it opens, every page and index is sound, every reference holds, no changeset is left open;
- every acknowledged import or undo is there, whole; one that was under way is there whole or not at all;
- the journal has one entry for each row, and nothing of what was not committed;
- the draft is at least at the last acknowledged keystroke, and readable;
- search catches up with the journal;
- nothing that was opened outside is left, and no unfinished copy.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from db.copies import problems
from db.engine import connect
from db.models import Employer
from db.search.documents import DOCUMENTS
from db.search.index import POSITION
from talented_desk.bootstrap import Application, open_application
from talented_desk.paths import WorkspacePaths
from talented_desk.security import opened

KEY = bytes(range(32))
ROWS = 20_000
FRESH_AFTER = 12
"""Kills in one workspace before the next one begins, so that making one is killed too."""
EVERYTHING = "SELECT " + " + ".join(f"(SELECT count(*) FROM {kind.table})" for kind in DOCUMENTS)


class FixedKeyring:
    """A keyring that always has the test's key."""

    def get(self, name: str) -> str | None:
        return KEY.hex()

    def set(self, name: str, secret: str) -> None:
        raise AssertionError("the key must not change")

    def forget(self, name: str) -> None:
        raise AssertionError("the key must stay")

    def kind(self) -> str:
        return "test"


def main(argv: list[str] | None = None) -> int:
    """Run it; returns 1 if anything was lost or half done."""
    parser = argparse.ArgumentParser(prog="python -m tests.safety.kill9", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the largest import")
    parser.add_argument("--child", nargs=3, metavar=("FOLDER", "SEED", "FIRST"), help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.child:
        work(Path(arguments.child[0]), int(arguments.child[1]), int(arguments.child[2]), arguments.rows)
        return 0
    tally = run(arguments.times, arguments.seed, arguments.rows)
    print(json.dumps(tally))
    return 0


def run(times: int, seed: int, rows: int) -> dict[str, int]:
    """Kill so many times; returns what happened. Raises AssertionError at the first thing lost."""
    chance = random.Random(seed)
    tally = {"kills": 0, "while opening": 0, "imports": 0, "undone": 0, "keystrokes": 0, "under way": 0}
    folder: Path | None = None
    expected: dict[int, set[int]] = {}
    typed = first = 0
    try:
        for turn in range(times):
            if turn % FRESH_AFTER == 0:
                _remove(folder)
                folder, expected, typed, first = _workspace(), {}, 0, 0
            assert folder is not None
            lines = list(_killed(folder, chance, rows, first))
            tally["kills"] += 1
            tally["while opening"] += "ready" not in lines
            for line in lines:
                word, _, rest = line.partition(" ")
                numbers = [int(part) for part in rest.split()]
                if word == "begin":
                    expected[numbers[0]] = {0, numbers[1]}
                    first = numbers[0] + 1
                elif word == "done":
                    expected[numbers[0]] = {numbers[1]}
                    tally["imports"] += 1
                elif word == "undo":
                    expected[numbers[0]].add(0)
                elif word == "undone":
                    expected[numbers[0]] = {0}
                    tally["undone"] += 1
                elif word == "typed":
                    typed = numbers[0]
                    tally["keystrokes"] += 1
            tally["under way"] += sum(len(states) > 1 for states in expected.values())
            where = f"seed {seed}, kill {turn}"
            found, typed = check(folder, expected, typed, where)
            expected = {number: {found.get(number, 0)} for number in expected}
    finally:
        _remove(folder)
    return tally


def _remove(folder: Path | None) -> None:
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def _workspace() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kill9-"))
    (folder / "desk.key").write_text('{"keyring": "test"}')
    return folder


def _killed(folder: Path, chance: random.Random, rows: int, first: int) -> Iterator[str]:
    """Start the child, kill it at a random moment, and give the lines that it wrote before."""
    command = [sys.executable, "-m", "tests.safety.kill9", "--rows", str(rows)]
    command += ["--child", str(folder), str(chance.randrange(1 << 30)), str(first)]
    early = chance.random() < 0.15
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as child:
        assert child.stdout is not None
        if early:
            assert child.stdout.readline() == "opening\n"
            time.sleep(chance.uniform(0, 0.1))
        else:
            for line in child.stdout:
                if line == "ready\n":
                    break
            yield "ready"
            time.sleep(chance.uniform(0, 2.5))
        child.send_signal(signal.SIGKILL)
        for line in child.stdout:
            yield line.strip()
        child.wait()
    assert child.returncode == -signal.SIGKILL, f"the child ended by itself: {child.returncode}"


def check(folder: Path, expected: dict[int, set[int]], typed: int, where: str) -> tuple[dict[int, int], int]:
    """Open the workspace as the program does and compare; returns what is there: rows by import, last keystroke."""
    with open_application(WorkspacePaths(folder), keyring=FixedKeyring()) as desk:
        assert not list((folder / "opened").iterdir()), where
        found = _imports(desk, where)
        for number, states in expected.items():
            assert found.get(number, 0) in states, f"{where}: import {number} has {found.get(number, 0)} of {states}"
        assert found.keys() <= expected.keys(), where
        drafts = desk.drafts.all("support_session")
        if typed:
            assert len(drafts) == 1, where
            kept = int(drafts[0].content["keystroke"])
            assert kept >= typed, f"{where}: keystroke {typed} was acknowledged, {kept} is there"
            assert drafts[0].content["narrative"] == "é" * kept, where
            typed = kept
        desk.database.catch_up()
    with closing(connect(folder / "desk.db", KEY, writer=False)) as connection:
        indexed = connection.execute(f"SELECT value FROM note WHERE key = '{POSITION}'").fetchone()
        newest = connection.execute("SELECT max(n) FROM change").fetchone()
        assert int(indexed[0]) == newest[0], f"{where}: search stopped at {indexed} of {newest}"
        (documents,) = connection.execute("SELECT count(*) FROM search_fts").fetchone()
        (records,) = connection.execute(EVERYTHING).fetchone()
        assert documents == records, f"{where}: search knows {documents} of {records}"
        assert problems(connection) == [], where
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == [], where
    return found, typed


def _imports(desk: Application, where: str) -> dict[int, int]:
    with desk.database.read() as connection:
        counted = connection.exec_driver_sql(
            "SELECT CAST(notes AS INTEGER), count(*), count(DISTINCT id) FROM employer WHERE notes <> '' GROUP BY notes"
        ).all()
        assert connection.exec_driver_sql("SELECT count(*) FROM journal_open").scalar_one() == 0, where
        headless = "SELECT count(*) FROM change c LEFT JOIN changeset s ON s.n = c.changeset_n WHERE s.n IS NULL"
        assert connection.exec_driver_sql(headless).scalar_one() == 0, where
        by_journal = "SELECT sum(CASE op WHEN 'I' THEN 1 WHEN 'D' THEN -1 ELSE 0 END) FROM change WHERE table_id = 2"
        balance = connection.exec_driver_sql(by_journal).scalar_one() or 0
        assert balance == sum(row[1] for row in counted), f"{where}: the journal and the rows disagree"
    return {int(row[0]): int(row[1]) for row in counted}


def work(folder: Path, seed: int, first: int, rows: int) -> None:
    """The child: works until it is killed, and says so after each step that returned."""
    from concurrent.futures import ThreadPoolExecutor

    chance = random.Random(seed)
    _say("opening")
    with open_application(WorkspacePaths(folder), keyring=FixedKeyring()) as desk, ThreadPoolExecutor(2) as pool:
        _say("ready")
        opened.place(desk.paths.opened, "leave-behind.pdf", b"%PDF")
        both = [pool.submit(_import_for_ever, desk, chance, first, rows), pool.submit(_type_for_ever, desk)]
        for one in both:
            one.result()


def _import_for_ever(desk: Application, chance: random.Random, number: int, rows: int) -> None:
    from talented_desk.ids import new_id

    while True:
        count = chance.choice([1, 50, rows // 10, rows])
        made = [(new_id(), f"Employer {number} {row} é", "Calgary", str(number)) for row in range(count)]
        _say(f"begin {number} {count}")
        with desk.database.write("Import", subject=f"list {number}.csv") as write:
            write.insert_many(Employer, ["id", "legal_name", "city", "notes"], made)
        _say(f"done {number} {count}")
        if chance.random() < 0.3:
            _say(f"undo {number}")
            desk.journal.undo()
            _say(f"undone {number}")
        number += 1


def _type_for_ever(desk: Application) -> None:
    drafts = desk.drafts.all("support_session")
    draft_id = drafts[0].id if drafts else None
    keystroke = int(drafts[0].content["keystroke"]) if drafts else 0
    while True:
        keystroke += 1
        content = {"keystroke": keystroke, "narrative": "é" * keystroke}
        draft_id = desk.drafts.keep("support_session", content, draft_id=draft_id)
        _say(f"typed {keystroke}")


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one write: a line is in the pipe whole, or not at all


if __name__ == "__main__":
    sys.exit(main())
