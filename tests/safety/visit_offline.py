"""A visit without a network, on a laptop that fails: `python -m tests.safety.visit_offline --times 20 --seed 1`.

A child process runs the real window on a real workspace, in a network namespace of its own that has no interface up
(where the system lets one be made; otherwise it says so), and captures a visit by key and mouse: who was there, what
was looked at, notes, promises, the notice, the signature. Each time the program has kept what stands in the form, the
child writes it into a pipe. The parent kills it (SIGKILL) at a random moment and checks:

- the workspace opens, and the draft has everything that was acknowledged;
- the next child shows exactly what the draft has, and goes on;
- no connection was tried, in any of them.

The last child goes to the end: the sheet that is left with the employer, in French; *Done*; the review with travel and
a next step. What the visit brought is then compared with what was typed. `--pictures FOLDER` keeps what was to be seen.
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
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from db.copies import problems
from db.engine import connect
from talented_desk.bootstrap import Application, open_application
from talented_desk.paths import WorkspacePaths
from tests.safety.kill9 import KEY, FixedKeyring

WITHOUT_NETWORK: Final = ("unshare", "--map-root-user", "--net")
ROOT: Final = Path(__file__).parents[2]
LONGEST: Final = 2.5
"""Seconds that a child works at most before it is killed."""


def main(argv: list[str] | None = None) -> int:
    """Play it; fails at the first thing lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.safety.visit_offline", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20, help="kills before the visit is finished")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="keep pictures of what was to be seen")
    parser.add_argument("--language", choices=("en", "fr"), default="en", help="the officer's language")
    parser.add_argument("--child", nargs=3, metavar=("FOLDER", "VISIT", "SEED"), help=argparse.SUPPRESS)
    parser.add_argument("--finish", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.child:
        from tests.safety.visit_hand import work

        folder, visit, seed = arguments.child
        work(Path(folder), visit, int(seed), finish=arguments.finish, pictures=arguments.pictures)
        return 0
    if arguments.pictures is not None:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    tally = run(arguments.times, arguments.seed, arguments.pictures, arguments.language)
    print(json.dumps(tally))
    if not tally["without network"]:
        print("This system lets no network namespace be made: the network was there, and it was watched.")
    return 0


@cache
def can_cut_off() -> bool:
    """Whether a process can be given a network of its own with nothing in it."""
    if shutil.which(WITHOUT_NETWORK[0]) is None:
        return False
    return subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True).returncode == 0


@dataclass(slots=True)
class Seen:
    """What one child said before it ended."""

    shown: dict[str, Any] | None = None
    kept: dict[str, Any] | None = None
    keepings: int = 0
    words: list[str] = field(default_factory=list)


def run(times: int, seed: int, pictures: Path | None = None, language: str = "en") -> dict[str, int]:
    """Kill so many times, then finish the visit; returns what happened. Raises AssertionError at the first loss."""
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="visit-offline-"))
    tally = {"kills": 0, "kept": 0, "while opening": 0, "without network": int(can_cut_off())}
    try:
        visit, dana = prepare(folder, language)
        before: dict[str, Any] = {}
        for turn in range(times):
            where = f"seed {seed}, kill {turn}"
            seen = _child(folder, visit, chance, None, finish=False)
            tally["kills"] += 1
            tally["kept"] += seen.keepings
            tally["while opening"] += seen.shown is None
            if seen.shown is not None and before:
                assert seen.shown == before, f"{where}: the form shows\n{seen.shown}\nbut kept was\n{before}"
            now = draft(folder)
            assert lost(seen.kept or before, now) == [], f"{where}: {lost(seen.kept or before, now)}"
            before = now
        seen = _child(folder, visit, chance, pictures, finish=True)
        assert seen.words[-1:] == ["finished"], f"seed {seed}: it ended with {seen.words[-3:]}"
        assert not before or seen.shown == before, f"seed {seed}: the last form shows {seen.shown}"
        assert seen.kept is not None
        compare(folder, visit, dana, seen.kept)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return tally


def prepare(folder: Path, language: str) -> tuple[str, str]:
    """A workspace with a planned visit to an employer whose contact speaks French; ids of the visit and the contact."""
    (folder / "desk.key").write_text('{"keyring": "test"}')
    with open_application(WorkspacePaths(folder), keyring=FixedKeyring()) as desk:
        desk.settings.set("language", language)
        desk.officers.add("Maya Boucher", email="maya@secretariat.example", phone="403 555 0100")
        values = {"legal_name": "Boulangerie Lœuf & fils ltée", "trade_name": "Boulangerie Lœuf"}
        employer = desk.employers.add(values, {"city": "Calgary"})
        person = {"given_name": "Émilie", "family_name": "Lœuf", "language": "fr"}
        dana = desk.contacts.add(person, employer, {"role": "owner", "is_primary": True})
        today = desk.clock.now().astimezone().date().isoformat()
        (visit,) = desk.visits.plan([employer], {"planned_on": today, "kind": "first"})
    return visit, dana


def _child(folder: Path, visit: str, chance: random.Random, pictures: Path | None, *, finish: bool) -> Seen:
    """Start the window, kill it at a random moment unless it is to finish, and give what it said."""
    command = [sys.executable, "-m", "tests.safety.visit_offline"]
    command += ["--child", str(folder), visit, str(chance.randrange(1 << 30)), *(["--finish"] if finish else [])]
    if pictures is not None:
        command += ["--pictures", str(pictures)]
    if can_cut_off():
        command = [*WITHOUT_NETWORK, *command]
    platform = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    early, seen = chance.random() < 0.1, Seen()
    environment = {**os.environ, "QT_QPA_PLATFORM": platform}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as child:
        assert child.stdout is not None
        if not finish:
            first = "opening" if early else "shown"
            for line in child.stdout:
                _hear(seen, line)
                if line.startswith(first):
                    break
            time.sleep(chance.uniform(0, 0.3 if early else LONGEST))
            child.send_signal(signal.SIGKILL)
        for line in child.stdout:
            _hear(seen, line)
        child.wait()
    ended = 0 if finish else -signal.SIGKILL
    assert child.returncode == ended, f"the window ended with {child.returncode}: {seen.words[-3:]}"
    assert "network" not in seen.words, "a connection was tried"
    assert not can_cut_off() or "alone" in seen.words, "the network was there"
    return seen


def _hear(seen: Seen, line: str) -> None:
    word, _, rest = line.strip().partition(" ")
    if word == "shown":
        seen.shown = json.loads(rest)
    elif word == "kept":
        seen.kept = json.loads(rest)
        seen.keepings += 1
    seen.words.append(word)


def draft(folder: Path) -> dict[str, Any]:
    """What the workspace has of the visit, opened as the program does; everything in it must be sound."""
    with open_application(WorkspacePaths(folder), keyring=FixedKeyring()) as desk:
        kept = desk.drafts.all("visit")
        assert len(kept) <= 1
        content = {name: value for name, value in kept[0].content.items() if name != "clock"} if kept else {}
    with closing(connect(folder / "desk.db", KEY, writer=False)) as connection:
        assert problems(connection) == []
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return content


def lost(acknowledged: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What was acknowledged and is not there; the hand only ever adds, and the newest line may have grown since."""
    found = []
    for name, value in acknowledged.items():
        there = now.get(name)
        if isinstance(value, str):
            whole = isinstance(there, str) and there.startswith(value)
        else:
            pieces = there if isinstance(there, list) else []
            settled = value if name in ("contacts", "items", "strokes", "photos") else value[:-1]
            whole = len(pieces) >= len(value) and all(piece in pieces for piece in settled)
        if not whole:
            found.append(f"{name}: {value!r} was kept, {there!r} is there")
    return found


def compare(folder: Path, visit: str, contact: str, typed: Mapping[str, Any]) -> None:
    """The finished visit against what stood in the form last."""
    from pypdf import PdfReader

    sheet = " ".join(page.extract_text() for page in PdfReader(BytesIO((folder / "sheet.pdf").read_bytes())).pages)
    for words in ("Notre visite", "Ce que nous ferons", "Lu et accepté par Émilie Lœuf"):
        assert words in sheet, f"the sheet lacks “{words}”: {sheet}"
    with open_application(WorkspacePaths(folder), keyring=FixedKeyring()) as desk:
        row = desk.visits.get(visit)
        assert row.state == "reviewed" and row.minutes_travel == 35 and row.notice and row.session_id
        assert row.accepted_by_id == contact
        assert set(row.items.split()) == set(typed["items"])
        record = desk.sessions.get(row.session_id)
        assert record.values["narrative"] == typed["notes"].strip()
        wanted = [what for what, _ in (*typed["we_promise"], *typed["they_promise"], *typed["follow_ups"])]
        agreed = [one.subject for one in desk.visits.agreed(visit)]
        assert sorted(agreed) == sorted([*wanted, "invite them in May"]), agreed
        assert desk.drafts.all("visit") == ()
        assert _kinds(desk, row.session_id) == {"signature"}


def _kinds(desk: Application, session_id: str) -> set[str]:
    with desk.database.read() as connection:
        found = connection.exec_driver_sql("SELECT kind FROM attachment WHERE session_id = ?", (session_id,))
        return {str(row[0]) for row in found}


if __name__ == "__main__":
    sys.exit(main())
