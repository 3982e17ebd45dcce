"""Every journalled table and field has a name that people read."""

from __future__ import annotations

from db.base import fields, records
from talented_desk.formats import Formats
from talented_desk.i18n import Translator
from ui import labels


def test_every_table_and_field_is_named() -> None:
    tables = {table.name for table in records()}
    assert labels.TABLES.keys() == tables
    names = {name for table in records() for name in fields(table)}
    assert names - labels.FIELDS.keys() == set()


def test_values_are_shown_as_people_read_them() -> None:
    t, formats = Translator("en"), Formats("en")
    assert labels.shown("channel", "phone", t, formats) == "Phone"
    assert labels.shown("hours_per_week", 3750, t, formats) == "37.5"
    assert labels.shown("is_primary", 0, t, formats) == "No"
    assert labels.shown("pay_rate_cents", 2150, t, formats) == "$21.50"
    assert labels.shown("legal_name", "2026", t, formats) == "2026"
    assert labels.shown("documents", '["cover_letter", "contact_sheet"]', t, formats) == "Cover letter, Contact sheet"
