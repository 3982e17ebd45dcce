"""A workspace full of employers, for the cases that measure one small thing in a large database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from db.models import Employer
from db.session import Database
from talented_desk.bench.case import folder
from talented_desk.bench.desk import database
from talented_desk.bench.rows import COLUMNS, employers

AT_ONCE = 100_000


@contextmanager
def filled(amount: int) -> Iterator[tuple[Database, Path]]:
    """The database with `amount` employers, all of them searchable, and its folder."""
    source = employers(amount)
    with folder() as place, database(place / "desk.db", searchable=True) as desk:
        while rows := list(islice(source, AT_ONCE)):
            with desk.write("Import") as writing:
                writing.insert_many(Employer, COLUMNS, rows)
        yield desk, place
