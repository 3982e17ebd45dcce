"""Rules about contacts and their roles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from talented_desk.domain.employers import email, phone
from talented_desk.domain.text import Value, check_order, code, day, each, flag, line, one_of, paragraphs, reference
from talented_desk.errors import DeskError, Invalid
from talented_desk.i18n import N_


class NameOrEmailNeeded(DeskError):
    message = N_("Give at least a name or an e-mail address.")


def clean_contact(values: Mapping[str, Value]) -> dict[str, Value]:
    """A person's fields as they are kept. Raises `Invalid`."""
    cleaned = each(
        values,
        {
            "given_name": line,
            "family_name": line,
            "email": email,
            "phone": phone,
            "mobile": phone,
            "language": one_of("", "en", "fr"),
            "pronouns": line,
            "notes": paragraphs,
        },
    )
    if not any(cleaned.get(name) for name in ("given_name", "family_name", "email")):
        raise Invalid({"family_name": NameOrEmailNeeded()})
    return cleaned


def clean_role(values: Mapping[str, Value], today: date) -> dict[str, Value]:
    """A role's fields as they are kept. Raises `Invalid`."""
    cleaned = each(
        values,
        {
            "worksite_id": reference,
            "role": code("contact_roles"),
            "title": line,
            "is_primary": flag,
            "started_on": day(today),
            "ended_on": day(today),
        },
    )
    problems = check_order(cleaned, "started_on", "ended_on")
    if problems:
        raise Invalid(problems)
    return cleaned
