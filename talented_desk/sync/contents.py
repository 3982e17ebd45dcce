"""Bytes of documents, packages and lists, after the rows: each once, in parts, going on where it was left."""

from __future__ import annotations

from db.session import Database
from db.sharing import contents
from talented_desk.jobs import Task
from talented_desk.sync.transport import Copy, Transport

ASKED = 500


def exchange(database: Database, transport: Transport, copy: Copy, task: Task) -> tuple[int, int]:
    """Send what the shared database lacks, fetch what is lacking here; how many of each. Raises as `Engine.sync`."""
    return _send(database, transport, copy, task), _fetch(database, transport, copy, task)


def _send(database: Database, transport: Transport, copy: Copy, task: Task) -> int:
    with database.read() as connection:
        sizes = contents.to_send(connection)
    hashes, count = list(sizes), 0
    for start in range(0, len(hashes), ASKED):
        some = hashes[start : start + ASKED]
        wanted = transport.contents_wanted(copy, some)
        for sha in some:
            number, whole = wanted.get(sha, 0), sha not in wanted
            while not whole and number * contents.PART < sizes[sha]:
                with database.read() as connection:
                    data = contents.part(connection, sha, number)
                task.check()
                whole = transport.content_put(copy, sha, sizes[sha], number, data)
                number += 1
            if whole:
                count += sha in wanted
                with database.scratch() as connection:
                    contents.sent(connection, sha)
    return count


def _fetch(database: Database, transport: Transport, copy: Copy, task: Task) -> int:
    with database.read() as connection:
        hashes = contents.to_fetch(connection)
    count = 0
    for sha in hashes:
        with database.read() as connection:
            number = contents.parts_here(connection, sha)
        while (data := transport.content_part(copy, sha, number)) is not None:
            task.check()
            with database.scratch() as connection:
                contents.keep_part(connection, sha, number, data)
            number += 1
        if number:
            with database.scratch() as connection:
                count += contents.put_together(connection, sha)
    return count
