"""Rules about opportunities in their first form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from talented_desk.domain.placements import check_terms, terms
from talented_desk.domain.text import Value, day, each, needed_line, one_of, require, whole
from talented_desk.errors import Invalid


def clean_opportunity(values: Mapping[str, Value], today: date, new: bool = False) -> dict[str, Value]:
    """An opportunity's fields as they are kept; a new one needs a title. Raises `Invalid`."""
    cleaned = each(
        values,
        {
            **terms(today),
            "title": needed_line,
            "openings": whole(1, 999, empty=False),
            "deadline": day(today),
            "status": one_of("open", "filled", "withdrawn"),
        },
    )
    problems = {**(require(cleaned, "title") if new else {}), **check_terms(cleaned)}
    if problems:
        raise Invalid(problems)
    return cleaned
