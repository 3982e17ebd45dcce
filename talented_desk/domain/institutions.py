"""Rules about institutions, and the starter rows."""

from __future__ import annotations

from collections.abc import Mapping

from talented_desk.domain import codes
from talented_desk.domain.employers import email, phone, website
from talented_desk.domain.text import Value, each, line, needed_line, paragraphs, require, short
from talented_desk.errors import Invalid
from talented_desk.ids import fixed_id


def starter_institutions() -> dict[str, dict[str, Value]]:
    """Calgary's seven institutions by fixed id, as editable starter data (list `institutions`)."""
    return {
        fixed_id("institution", entry.code): {
            "name": entry.label("en"),
            "name_fr": entry.label("fr"),
            "short_name": entry.attributes.get("short_name", ""),
            "city": entry.attributes.get("city", ""),
            "website": entry.attributes.get("website", ""),
        }
        for entry in codes.load("institutions").entries
    }


def clean_institution(values: Mapping[str, Value], new: bool = False) -> dict[str, Value]:
    """An institution's fields as they are kept; a new one needs a name. Raises `Invalid`."""
    cleaned = each(
        values,
        {
            "name": needed_line,
            "name_fr": line,
            "short_name": short(32),
            "city": line,
            "website": website,
            "coordinator_name": line,
            "coordinator_email": email,
            "coordinator_phone": phone,
            "notes": paragraphs,
        },
    )
    problems = require(cleaned, "name") if new else {}
    if problems:
        raise Invalid(problems)
    return cleaned
