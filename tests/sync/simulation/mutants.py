"""Does the simulation see anything? Each safeguard is switched off in turn, and some seed has to fail.

`python -m tests.sync.simulation.mutants [NAME…] [--seeds 30]` prints a table: mutant, how many seeds until it was
caught, and by what. Ends with 1 if one was not caught.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from db.session import Database
from db.sharing import notes, outgoing
from db.sharing.incoming import Header, Inbox
from db.sharing.outgoing import Answer, Changing
from talented_desk.bench.postgres import Server
from talented_desk.sync.errors import Unreachable
from talented_desk.sync.transport import Copy
from tests.sync.simulation.faults import FaultyTransport
from tests.sync.simulation.ground import STEPS, a_server, lay, play

Patch = Callable[[pytest.MonkeyPatch], None]


def _nothing(patch: pytest.MonkeyPatch) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Mutant:
    """A safeguard that is off: texts of the server's functions replaced by others, or something of the client."""

    name: str
    server: tuple[tuple[str, str], ...] = ()
    client: Patch = _nothing

    def change(self, script: str) -> str:
        """A script of the server's as this mutant has it."""
        for old, new in self.server:
            script = script.replace(old, new)
        return script


def _no_held(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Changing, "holds", lambda self, field: False)


def _no_settled(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Inbox, "_settled", lambda self, ids: {})


def _no_needed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Inbox, "_needed", lambda self, table, row_id: False)


def _no_base(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outgoing, "_older", lambda connection, rows: {})


def _no_answer_needed(patch: pytest.MonkeyPatch) -> None:
    push = FaultyTransport.push

    def hopeful(self: FaultyTransport, copy: Copy, payload: str) -> Answer:
        try:
            return push(self, copy, payload)
        except Unreachable:
            return Answer(0, (), ())

    patch.setattr(FaultyTransport, "push", hopeful)


def _cursor_first(patch: pytest.MonkeyPatch) -> None:
    receive = Database.receive

    @contextlib.contextmanager
    def early(self: Database, headers: dict[int, Header], head: int) -> Iterator[Inbox]:
        with self.scratch() as connection:
            notes.remember(connection, "shared_cursor", max(head, notes.cursor(connection)))
        with receive(self, headers, head) as inbox:
            yield inbox

    patch.setattr(Database, "receive", early)


def _no_refetch(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outgoing, "ask_again", lambda connection, rows: None)


def _no_fork_seen(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outgoing, "is_here", lambda connection, operation: True)


def _no_epoch(patch: pytest.MonkeyPatch) -> None:
    word = notes.word
    patch.setattr(notes, "word", lambda connection, key: "" if key == notes.EPOCH else word(connection, key))


KNOWN_BASE = "OR cell.old = p_base -> cell.key  --"
"""What stands is what its author knew: this alone keeps away what the log’s places would."""

MUTANTS = (
    Mutant(
        "numbers of the log visible before commit",
        (
            (
                "CREATE FUNCTION sync.next_seq()",
                "CREATE SEQUENCE sync.early MINVALUE 0 START 0;\nSELECT nextval('sync.early');\n"
                "CREATE FUNCTION sync.next_seq()",
            ),
            (
                "    IF sync.has_all(p_replica",
                "    PERFORM setval('sync.early', last_seq);\n    IF sync.has_all(p_replica",
            ),
            (
                "'protocol', 1, 'head', h.seq,",
                "'protocol', 1, 'head', (SELECT greatest(last_value, h.seq) FROM sync.early),",
            ),
        ),
    ),
    Mutant(
        "what is sent again is not known", (("    IF sync.has_all(p_replica, p_payload) THEN", "    IF false THEN"),)
    ),
    Mutant("what arrived counts again", (("header.sent_before + entry.nth > header.received", "true"),)),
    Mutant(
        "nobody is concurrent",
        (("t._seq > s.base AND EXISTS (", "false AND EXISTS ("), ("'OR $5 ? c.seq::text OR t._seq", "'OR t._seq")),
    ),
    Mutant(
        "everybody is concurrent",
        (("OR writer.seq <= coalesce(", "OR false AND writer.seq <= coalesce("), (KNOWN_BASE, "--")),
    ),
    Mutant(
        "one’s own earlier write is somebody’s",
        (
            ("AND o.replica <> c.replica))', described.name", "))', described.name"),
            ("writer.replica IS NULL OR writer.replica = p_entry.replica", "writer.replica IS NULL"),
            ("OR writer.seq <= coalesce((p_older ->> cell.key)::bigint, mine.base)", ""),
            (KNOWN_BASE, "--"),
        ),
    ),
    Mutant("clocks are believed", (("least((h ->> 5)::bigint, (extract", "greatest((h ->> 5)::bigint, 0 * (extract"),)),
    Mutant("a deletion goes over edits", (("IF obstacle.entry IS NOT NULL THEN", "IF false THEN"),)),
    Mutant(
        "an edit does not bring back",
        (
            (
                "            PERFORM sync.bring_back(entry.row_id, entry.changeset);\n",
                "            PERFORM sync.refuse(entry.seq, 'gone');\n            RETURN;\n",
            ),
        ),
    ),
    Mutant("the later word on consent wins", (("WHEN p_rule = 'set' AND p_new <> p_old THEN", "WHEN false THEN"),)),
    Mutant("what did not win is forgotten", (("lost = nullif(outcome.lost, '{}')", "lost = NULL"),)),
    Mutant(
        "nobody is asked",
        (
            (
                "    ) ON CONFLICT (id) DO NOTHING;\n    IF FOUND THEN",
                "    ) ON CONFLICT (id) DO NOTHING;\n    IF false THEN",
            ),
        ),
    ),
    Mutant(
        "the sender is not told what was merged", (("SET op = 'U', mended = true,", "SET op = 'U', mended = false,"),)
    ),
    Mutant("references may lead to nothing", (("    PERFORM sync.mend_references(before_first, last_seq);\n", ""),)),
    Mutant("an entry keeps its place in the log", (("IF reached > p_seq THEN", "IF false THEN"),)),
    Mutant(
        "what is meant for a merged record is not led on", (("led := sync.survivor(entry.row_id);", "led := NULL;"),)
    ),
    Mutant(
        "merges have no stages", (("2 * sum(merging) OVER (ORDER BY i) - merging AS stage", "0 * merging AS stage"),)
    ),
    Mutant(
        "a copy of a copy goes unseen",
        (("IF found.last_changeset IS DISTINCT FROM p_last THEN", "IF false THEN"),),
        _no_fork_seen,
    ),
    Mutant("fields in change are overwritten", client=_no_held),
    Mutant("what waited is sent as if it had been seen", client=_no_base),
    Mutant("rows that were fetched are played again", client=_no_settled),
    Mutant("a deletion takes along what is new here", client=_no_needed),
    Mutant("rows are not asked for again", client=_no_refetch),
    Mutant("sent counts as arrived", client=_no_answer_needed),
    Mutant("a restored server is the same one", client=_no_epoch),
    Mutant("the cursor is kept before its rows", client=_cursor_first),
)
QUICK = ("what did not win is forgotten", "nobody is asked", "the sender is not told what was merged")
"""Those that a few seeds catch."""


def caught(server: Server, mutant: Mutant, seeds: Sequence[int], steps: int = STEPS) -> tuple[int, str]:
    """How many seeds it took, and what saw it; 0 and nothing if none did."""
    lay(server, mutant.change)
    for number, seed in enumerate(seeds, 1):
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
            mutant.client(patch)
            try:
                play(server, seed, steps)
            except BaseException as error:  # anything that stops is a catch
                if isinstance(error, KeyboardInterrupt):
                    raise
                return number, _where(error)
    return 0, ""


def _where(error: BaseException) -> str:
    """The check that failed, or the error."""
    trace, found = error.__traceback__, type(error).__name__
    while trace is not None:
        name = trace.tb_frame.f_code.co_name
        if trace.tb_frame.f_code.co_filename.endswith("checks.py") and name != "check":
            found = name
        trace = trace.tb_next
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """0: each was caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.simulation.mutants", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--shard", default="1/1")
    given = parser.parse_args(arguments)
    part, _, parts = given.shard.partition("/")
    chosen = [mutant for mutant in MUTANTS if not given.names or mutant.name in given.names]
    missed = 0
    with a_server() as server:
        for mutant in chosen[int(part) - 1 :: int(parts)]:
            number, by = caught(server, mutant, range(given.seeds))
            missed += not number
            print(f"| {mutant.name} | {number or f'not in {given.seeds}'} | {by} |", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
