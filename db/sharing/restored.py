"""Going on after the shared database was restored from a backup: what it lacks is sent again.

What this copy sent since counts as not sent. What others sent since, and is here, is sent too, as operations of this
copy: their own copy may never come back. If it does, the same values meet, and nothing happens.
"""

from __future__ import annotations

from sqlalchemy import Connection

from db.journal import CURSOR
from db.sharing import notes
from db.sharing.outgoing import ask_again
from talented_desk.ids import new_id

ENDLESS = 2**62
_SINCE = "SELECT n FROM changeset WHERE acknowledged > ?"


def common(ours: str, theirs: str) -> int:
    """The place up to which both know the same log; each as the shared database says it (`sync.epochs`)."""
    place = 0
    for mine, other in zip(_epochs(ours), _epochs(theirs), strict=False):
        if mine[0] != other[0]:
            return place
        place = min(mine[1], other[1])
        if mine[1] != other[1]:
            return place
    return place


def _epochs(said: str) -> list[tuple[str, int]]:
    parts = (one.partition("@") for one in said.split("/"))
    return [(name, int(end) if end else ENDLESS) for name, _, end in parts]


def go_on(connection: Connection, device: str, epoch: str) -> int:
    """Forget what this copy knew of the log that is not there any more; how many operations are sent again."""
    run = connection.exec_driver_sql
    head = common(notes.word(connection, notes.EPOCH), epoch)
    if notes.cursor(connection) <= head and not run(f"{_SINCE} LIMIT 1", (head,)).first():
        notes.remember(connection, notes.EPOCH, epoch)
        return 0
    touched = run(f"SELECT DISTINCT table_id, row_id FROM change WHERE changeset_n IN ({_SINCE})", (head,)).all()
    strange = run(f"{_SINCE} AND device_id <> ?", (head, device)).scalars().all()
    for number in strange:  # what took effect there took effect over everything up to `head`
        run("UPDATE changeset SET id = ?, device_id = ?, base = ? WHERE n = ?", (new_id(), device, head, number))
    again = run("UPDATE changeset SET acknowledged = 0 WHERE acknowledged > ?", (head,)).rowcount
    run("UPDATE changeset SET base = min(base, ?) WHERE acknowledged = 0", (head,))
    run("UPDATE held SET base = min(base, ?)", (head,))
    run("DELETE FROM settled WHERE seq > ?", (head,))
    run("UPDATE content SET shared = 0")
    ask_again(connection, {(int(table), str(row_id)) for table, row_id in touched})
    first = int(run("SELECT coalesce(min(n), 0) FROM change").scalar_one())
    notes.remember(connection, notes.THROUGH, min(first - 1, -1))
    notes.remember(connection, CURSOR, min(notes.cursor(connection), head))
    notes.remember(connection, notes.EPOCH, epoch)
    return int(again)
