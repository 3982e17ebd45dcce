"""Importing a list (dry run and apply, with recognition, until searchable), beside `csv.reader` + `executemany`."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from talented_desk.bench import raw_import
from talented_desk.bench.case import Case, Pair, Reach, folder
from talented_desk.bench.desk import KEY, database
from talented_desk.clock import SystemClock
from talented_desk.services.imports import Imports


def _words(text: str) -> list[str]:
    return text.split()


HEADER: Final = [
    *_words("Company Trade_name Business_number NAICS Employees Language Website Email Phone Street City Province"),
    *_words("Postal_code Contact Notes"),
]
_STARTS = _words(
    "Ab Bel Car Dar El Far Gal Hol Iv Jan Kor Lam Mar Nor Ol Per Quin Ros Sil Tor Ur Van Wil Yor Zan É Ché"
)
_MIDDLES = _words("a be ci do er fi gu hi il ja ko le mi no or pe ri sa to ul va we ya")
_ENDS = _words(
    "bert chuk dale der field gagne land lette man mer ner nov quist reau rich son ston tier ton ville worth"
)
_TRADES = _words(
    "Robotics Transport Foods Construction Plumbing Électrique Dental Farms Energy Software Logistics Bakery Trucking "
    "Mécanique Consulting Roofing Landscaping Pharmacy Daycare Welding Interiors Développement Analytics Media"
)
_FORMS = _words("Ltd. Inc. Corp. Limited Ltée LLP")
_CITIES = _words("Calgary Edmonton Airdrie Cochrane Okotoks Strathmore Lethbridge Canmore Red_Deer Leduc")
_LETTERS = "ABCEGHJKLMNPRSTVWXYZ"


def make(path: Path, count: int, seed: int = 1) -> None:
    """Write a list of `count` rows; about one in six names an employer further up, in another spelling."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([name.replace("_", " ") for name in HEADER])
        writer.writerows(_rows(count, seed))


def _rows(count: int, seed: int) -> Iterator[list[str]]:
    chance = random.Random(seed)
    recent: list[list[str]] = []
    for number in range(count):
        if recent and chance.random() < 0.17:
            row = list(chance.choice(recent))
            row[0] = chance.choice(
                (row[0], row[0].upper(), row[0].replace("Ltd.", "Limited"), f"{row[0]} o/a {row[1]}")
            )
        else:
            row = _row(chance, number)
            recent.append(row)
            if len(recent) > 500:
                recent[chance.randrange(500)] = recent.pop()
        yield row


def _row(chance: random.Random, number: int) -> list[str]:
    surname = _surname(chance)
    kind = chance.random()
    name = f"{surname} {chance.choice(_TRADES)} {chance.choice(_FORMS)}"
    if kind < 0.2:
        name = f"{1_000_000 + number} Alberta {chance.choice(('Ltd.', 'Inc.'))}"
    elif kind < 0.4:
        name = f"{_surname(chance)} & {name}"
    word = surname.lower().replace("é", "e")
    postal = f"T{chance.randrange(1, 9)}{chance.choice(_LETTERS)} {chance.randrange(10)}{chance.choice(_LETTERS)}"
    return [
        name,
        f"{surname} {chance.choice(_TRADES)}",
        _business_number(chance),
        chance.choice(("541510", "236220", "484110", "722511", "311811", "621210")),
        str(int(chance.paretovariate(0.9)) + 1),
        "fr" if number % 5 == 0 else "en",
        f"www.{word}{number}.example",
        f"info@{word}{number}.example",
        f"(403) {chance.randrange(200, 1000)}-{chance.randrange(10000):04d}",
        f"{chance.randrange(1, 9999)} {chance.randrange(1, 99)} Street",
        chance.choice(_CITIES).replace("_", " "),
        "AB",
        f"{postal}{chance.randrange(10)}",
        f"{chance.choice(_STARTS)}{chance.choice(_MIDDLES)} {surname}" if number % 3 == 0 else "",
        "Met at the spring job fair; interested in a co-op student." if chance.random() < 0.3 else "",
    ]


def _surname(chance: random.Random) -> str:
    middle = "".join(chance.choice(_MIDDLES) for _ in range(chance.choice((0, 1, 1, 2))))
    return chance.choice(_STARTS) + middle + chance.choice(_ENDS)


def _business_number(chance: random.Random) -> str:
    digits = [chance.randrange(1, 10) for _ in range(8)]
    total = sum(digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4) for place, digit in enumerate(digits))
    return "".join(map(str, digits)) + str(-total % 10)


def ours(source: Path, target: Path) -> float:
    """Rows a second of dry run and apply into a new workspace, until searchable."""
    with database(target, searchable=True) as desk:
        imports = Imports(desk, SystemClock())
        started = time.perf_counter()
        preview = imports.dry_run(imports.plan(imports.inspect(source)))
        imports.apply(preview)
        seconds = time.perf_counter() - started
    counts = preview.counts
    if counts.failed or counts.new_employers + counts.folded_lines != counts.lines:
        raise RuntimeError(f"the benchmark's own list was not taken whole: {counts}")
    return counts.lines / seconds


@contextmanager
def opened(amount: int) -> Iterator[Pair]:
    """The same list into a new file each time."""
    numbers = count()
    with folder() as place:
        source = place / "list.csv"
        make(source, amount)
        yield Pair(
            lambda: ours(source, place / f"{next(numbers)}.db"),
            lambda: raw_import.run(source, place / f"{next(numbers)}.db", KEY),
        )


CASES: Final = (Case("import", 100_000, "rows/s", "higher", (Reach("ratio", 0.05),), opened),)
