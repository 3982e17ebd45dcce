"""Typing over the list jumps to the first row whose sorted column begins with the letters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from talented_desk.domain import codes
from ui.dialogs.palette import fold
from ui.pages.employers.model import name_of

if TYPE_CHECKING:
    from talented_desk.services.employers import EmployerRow, Employers

TEXTS: Final[Mapping[str, Callable[[EmployerRow], str]]] = {
    "name": lambda row: fold(name_of(row)),
    "city": lambda row: fold(row.city),
    "owner": lambda row: fold(row.owner),
    "tags": lambda row: (row.tags[0] if row.tags else "").lower(),
    "legal_name": lambda row: row.legal_name.lower(),
    "phone": lambda row: row.phone,
    "email": lambda row: row.email,
    "website": lambda row: row.website.removeprefix("https://"),
    "naics": lambda row: row.naics,
}
NUMBERS: Final[Mapping[str, Callable[[EmployerRow], int]]] = {
    "headcount": lambda row: -1 if row.headcount is None else row.headcount,
    "sessions": lambda row: row.sessions or -1,
    "placements": lambda row: row.placements or -1,
}
LAST: Final = "\U0010ffff"


def find(employers: Employers, ids: Sequence[int], sort: str, descending: bool, typed: str, language: str) -> int:
    """Where to go among the ids; -1 where letters mean nothing in this order. Looks at about twenty rows."""
    if sort in TEXTS:
        text, wanted = TEXTS[sort], fold(typed)
        if sort == "website":
            wanted = wanted.removeprefix("https://")

        def passed(row: EmployerRow) -> bool:
            value = text(row)
            return not value or (value < wanted + LAST if descending else value >= wanted)

    elif sort in NUMBERS and typed.strip().isdigit():
        number, least = NUMBERS[sort], int(typed)

        def passed(row: EmployerRow) -> bool:
            value = number(row)
            return value < 0 or (value <= least if descending else value >= least)

    elif sort in ("stage", "language"):
        list_id = "pipeline_stages" if sort == "stage" else "languages"
        entries = codes.load(list_id).entries
        ranks = {entry.code: at for at, entry in enumerate(entries)}
        rank = next((at for at, one in enumerate(entries) if fold(one.label(language)).startswith(fold(typed))), None)
        if rank is None:
            return -1
        aim: int = rank

        def passed(row: EmployerRow) -> bool:
            at = ranks.get(row.stage if sort == "stage" else row.language)
            return at is None or (at <= aim if descending else at >= aim)

    else:
        return -1

    def there(at: int) -> bool:
        return any(passed(row) for row in employers.rows([ids[at]]))

    return bisect_left(range(len(ids)), True, key=there)
