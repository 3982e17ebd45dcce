"""What a row of the journal is called, from its own values: for the bin and for looking back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from db.types import Value

TITLES: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "officer": (("name",),),
    "employer": (("trade_name",), ("legal_name",)),
    "employer_name": (("name",),),
    "worksite": (("name",), ("street", "city"), ("city",)),
    "contact": (("given_name", "family_name"), ("email",)),
    "contact_role": (("title",), ("role",)),
    "tag": (("label",),),
    "employer_fact": (("label",),),
    "support_session": (("subject",), ("narrative",), ("channel",)),
    "task": (("subject",),),
    "promise": (("subject",),),
    "opportunity": (("title",),),
    "placement": (("student_name", "title"), ("title",)),
    "package": (("created_at",),),
    "institution": (("short_name",), ("name",)),
    "attachment": (("name",),),
    "email_consent": (("email",), ("basis",)),
    "saved_view": (("name",),),
    "stage_change": (("stage",),),
}
"""The fields that name a row: the first group that has something."""
LONGEST: Final = 90


def record_title(table: str, values: Mapping[str, Value]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words that name a row, and the (field, value) pairs they are of, for values that are codes or dates."""
    for group in TITLES.get(table, ()):
        parts = tuple((name, str(values.get(name) or "")) for name in group if values.get(name))
        if parts:
            words = " · " if table == "placement" else ", " if table == "worksite" else " "
            text = words.join(value for _, value in parts)
            return (text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"), parts
    return "", ()
