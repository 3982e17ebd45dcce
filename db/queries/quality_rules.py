"""How each rule of data quality is found: the rows it looks at, its condition, the values it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from db.queries.employer_filter import quiet, since
from talented_desk.domain import codes, pipeline
from talented_desk.domain.consent import expires_on
from talented_desk.domain.postal import BY_LETTER
from talented_desk.domain.quality import RULES, stale_before

FORM: Final = "quality_form"
"""The SQL function of two arguments (form, value) that puts a value into its form; NULL if it cannot be read."""
APART: Final = "\x1f"
"""Between the values of one finding."""


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of one kind of record: `row` is their alias, `e` the employer they belong to, if any."""

    row: str
    tables: str
    owner: str
    title: str


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule finds a row, and the columns it is about (as SQL)."""

    where: str
    values: tuple[str, ...]


EMPLOYER: Final = "coalesce(nullif(e.trade_name, ''), e.legal_name, '')"
_PERSON: Final = "coalesce(nullif(trim(c.given_name || ' ' || c.family_name), ''), nullif(c.email, ''), c.phone)"
_AT: Final = (
    "LEFT JOIN contact_role r ON r.n = (SELECT z.n FROM contact_role z WHERE z.contact_id = c.id "
    "ORDER BY z.is_primary DESC, z.n LIMIT 1) LEFT JOIN employer e ON e.id = r.employer_id"
)
SOURCES: Final[Mapping[str, Source]] = {
    "employer": Source("e", "employer e", "e.owner_id", EMPLOYER),
    "contact": Source("c", f"contact c {_AT}", "e.owner_id", _PERSON),
    "worksite": Source(
        "w",
        "worksite w JOIN employer e ON e.id = w.employer_id",
        "e.owner_id",
        "coalesce(nullif(w.name, ''), nullif(w.street, ''), w.city)",
    ),
    "email_consent": Source(
        "k",
        f"email_consent k JOIN contact c ON c.id = k.contact_id {_AT}",
        "coalesce(e.owner_id, k.officer_id)",
        _PERSON,
    ),
    "placement": Source(
        "p",
        "placement p JOIN employer e ON e.id = p.employer_id",
        "coalesce(p.officer_id, e.owner_id)",
        "p.student_name || ' · ' || p.title",
    ),
    "opportunity": Source("o", "opportunity o JOIN employer e ON e.id = o.employer_id", "e.owner_id", "o.title"),
    "promise": Source(
        "m", "promise m JOIN employer e ON e.id = m.employer_id", "coalesce(m.officer_id, e.owner_id)", "m.subject"
    ),
    "employer_check": Source("h", "employer_check h JOIN employer e ON e.id = h.employer_id", "e.owner_id", "h.item"),
    "support_session": Source(
        "s",
        "support_session s LEFT JOIN employer e ON e.id = (SELECT y.employer_id FROM session_employer y "
        "WHERE y.session_id = s.id ORDER BY y.n LIMIT 1)",
        "s.officer_id",
        "s.subject",
    ),
}
_NORTH_AMERICAN: Final = "[2-9][0-9][0-9] [2-9][0-9][0-9] [0-9][0-9][0-9][0-9]"
_POSTAL: Final = "[A-Z][0-9][A-Z] [0-9][A-Z][0-9]"


def conditions(today: date) -> dict[str, Condition]:
    """The condition of every rule as of this day, by its code."""
    day = f"'{today.isoformat()}'"
    lost = _texts(pipeline.lost_stages())
    running = _texts(
        entry.code for entry in codes.load("placement_states").entries if entry.attributes["open"] == "yes"
    )
    entries = codes.load("naics_sectors").entries
    sectors = _texts(prefix for entry in entries for prefix in entry.attributes["prefixes"].split())
    found = {
        "employer_owner": Condition("e.owner_id IS NULL", ()),
        "employer_contact": Condition(
            "NOT EXISTS (SELECT 1 FROM contact_role z WHERE z.employer_id = e.id "
            f"AND (z.ended_on IS NULL OR z.ended_on >= {day}))",
            (),
        ),
        "employer_reach": Condition(
            "e.phone = '' AND e.email = '' AND NOT EXISTS (SELECT 1 FROM contact_role z "
            "JOIN contact q ON q.id = z.contact_id WHERE z.employer_id = e.id "
            "AND (q.phone <> '' OR q.mobile <> '' OR q.email <> '')) "
            "AND NOT EXISTS (SELECT 1 FROM worksite q WHERE q.employer_id = e.id AND q.phone <> '')",
            (),
        ),
        "employer_sector": Condition("e.naics = ''", ()),
        "employer_size": Condition("e.headcount IS NULL", ()),
        "contact_name": Condition("c.given_name = '' AND c.family_name = ''", ("c.email",)),
        "contact_reach": Condition("c.phone = '' AND c.mobile = '' AND c.email = ''", ()),
        "contact_language": Condition("c.language = ''", ()),
        "consent_proof": Condition(
            "k.withdrawn_on IS NULL AND trim(k.proof) = '' AND NOT EXISTS (SELECT 1 FROM email_consent q "
            "WHERE q.contact_id = k.contact_id AND q.given_on >= k.given_on AND trim(q.proof) <> '')",
            ("k.given_on",),
        ),
        "placement_institution": Condition("p.institution_id IS NULL AND p.state <> 'cancelled'", ()),
        "placement_worksite": Condition(f"p.worksite_id IS NULL AND p.state IN ({running})", ()),
        "placement_over": Condition(f"p.state IN ({running}) AND p.ends_on < {day}", ("p.ends_on", "p.state")),
        "opportunity_over": Condition(f"o.status = 'open' AND o.deadline < {day}", ("o.deadline",)),
        "promise_overdue": Condition(
            f"m.kept_at IS NULL AND m.due_on < {day} AND NOT EXISTS (SELECT 1 FROM task q "
            "WHERE q.employer_id = m.employer_id AND q.done_at IS NULL)",
            ("m.due_on",),
        ),
        "employer_quiet": Condition(
            "EXISTS (SELECT 1 FROM promise q WHERE q.employer_id = e.id AND q.kept_at IS NULL) "
            f"AND EXISTS (SELECT 1 FROM session_employer q WHERE q.employer_id = e.id) AND ({quiet(today)})",
            (
                "(SELECT max(t.happened_at) FROM session_employer q JOIN support_session t ON t.id = q.session_id "
                "WHERE q.employer_id = e.id)",
            ),
        ),
        "consent_expired": Condition(_expired(today, lost), ("k.given_on", "k.basis")),
        "insurance_over": Condition(
            f"w.insurance_expires < {day} AND e.stage NOT IN ({lost})", ("w.insurance_expires",)
        ),
        "check_over": Condition(f"h.status = 'confirmed' AND h.expires_on < {day}", ("h.expires_on",)),
        "check_old": Condition(
            f"h.status = 'confirmed' AND h.expires_on IS NULL AND h.checked_on < '{stale_before('check', today)}'",
            ("h.checked_on",),
        ),
        "headcount_old": Condition(
            f"e.headcount IS NOT NULL AND e.headcount_date < '{stale_before('headcount', today)}'",
            ("e.headcount", "e.headcount_date"),
        ),
        "headcount_undated": Condition("e.headcount IS NOT NULL AND e.headcount_date IS NULL", ("e.headcount",)),
        "placement_dates": Condition("p.ends_on < p.starts_on", ("p.starts_on", "p.ends_on")),
        "placement_early": Condition(f"p.state = 'active' AND p.starts_on > {day}", ("p.starts_on",)),
        "opportunity_dates": Condition("o.ends_on < o.starts_on", ("o.starts_on", "o.ends_on")),
        "postal_province": Condition(
            f"w.country = 'CA' AND w.province <> '' AND w.postal_code GLOB '{_POSTAL}' AND {_elsewhere()}",
            ("w.postal_code", "w.province"),
        ),
        "session_future": Condition(f"s.happened_at >= '{since(today + timedelta(days=1), 0)}'", ("s.happened_at",)),
        "session_zero": Condition(
            "s.minutes_direct + s.minutes_preparation + s.minutes_travel + s.minutes_follow_up = 0", ("s.happened_at",)
        ),
        "employer_email_bad": _unreadable("email", _usual_email, "e.email"),
        "contact_email_bad": _unreadable("email", _usual_email, "c.email"),
        "employer_website_bad": _unreadable("website", _usual_website, "e.website"),
        "employer_number_bad": _unreadable("business_number", lambda column: "0", "e.business_number"),
        "employer_naics_bad": Condition(
            "e.naics <> '' AND (e.naics GLOB '*[^0-9]*' OR length(e.naics) < 2 OR substr(e.naics, 1, 2) NOT IN "
            f"({sectors}))",
            ("e.naics",),
        ),
        "postal_bad": _within("w.country = 'CA'", _unreadable("postal_code", _usual_postal, "w.postal_code")),
        "postal_form": _within("w.country = 'CA'", _other_form("postal_code", _usual_postal, "w.postal_code")),
        "employer_phone_bad": _unreadable("phone", _usual_phone, "e.phone"),
        "contact_phone_bad": _unreadable("phone", _usual_phone, "c.phone", "c.mobile"),
        "worksite_phone_bad": _unreadable("phone", _usual_phone, "w.phone"),
        "employer_phone_form": _other_form("phone", _usual_phone, "e.phone"),
        "contact_phone_form": _other_form("phone", _usual_phone, "c.phone", "c.mobile"),
        "worksite_phone_form": _other_form("phone", _usual_phone, "w.phone"),
    }
    for rule in RULES:
        if rule.code.endswith(("_capitals", "_blanks")):
            row = SOURCES[rule.table].row
            usual = _has_small if rule.code.endswith("_capitals") else _has_no_stray
            parts = [_other_form(form, usual, f"{row}.{field}") for field, form in rule.forms]
            found[rule.code] = Condition(
                " OR ".join(f"({part.where})" for part in parts),
                tuple(value for part in parts for value in part.values),
            )
    return found


def named(one: Condition) -> tuple[str, ...]:
    """The field that each value of a finding is of; what is no column is when something was last heard."""
    plain = (column.partition(".")[2] if column.count(".") == 1 else "happened_at" for column in one.values)
    return tuple(plain)


def value(one: Condition) -> str:
    """The values of a finding as one text (SQL)."""
    return " || char(31) || ".join(f"coalesce({column}, '')" for column in one.values) or "''"


def _texts(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words)) or "''"


def _within(where: str, one: Condition) -> Condition:
    return Condition(f"{where} AND ({one.where})", one.values)


def _unreadable(form: str, usual: Callable[[str], str], *columns: str) -> Condition:
    """Values that no reading makes anything of. What `usual` (SQL) knows at a glance is not read at all."""
    parts = (f"({one} <> '' AND NOT ({usual(one)}) AND {FORM}('{form}', {one}) IS NULL)" for one in columns)
    return Condition(" OR ".join(parts), columns)


def _other_form(form: str, usual: Callable[[str], str], *columns: str) -> Condition:
    """Values that can be read and are written otherwise; `usual` as in `_unreadable`."""
    parts = (
        f"({one} <> '' AND NOT ({usual(one)}) AND coalesce(nullif({FORM}('{form}', {one}), '') <> {one}, 0))"
        for one in columns
    )
    return Condition(" OR ".join(parts), columns)


def _usual_phone(column: str) -> str:
    return f"{column} GLOB '{_NORTH_AMERICAN}'"


def _usual_postal(column: str) -> str:
    return f"{column} GLOB '[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9]'"


def _usual_email(column: str) -> str:
    return (
        f"{column} LIKE '%_@_%._%' AND {column} NOT GLOB '*[^-a-z0-9._+@]*' AND {column} NOT LIKE '%@%@%' "
        f"AND instr({column}, '..') = 0 AND instr({column}, '@.') = 0 AND {column} NOT GLOB '*.' "
        f"AND length({column}) <= 64"
    )


def _usual_website(column: str) -> str:
    host = f"substr({column}, 9)"
    return (
        f"{column} GLOB 'https://[a-z0-9]*.[a-z0-9]*' AND {host} NOT GLOB '*[^-a-z0-9.]*' "
        f"AND instr({column}, '..') = 0 AND {column} NOT GLOB '*.'"
    )


def _has_small(column: str) -> str:
    return f"{column} <> upper({column})"


def _has_no_stray(column: str) -> str:
    tests = ("GLOB ' *'", "GLOB '* '", "LIKE '%  %'")
    signs = (f"instr({column}, char({code}))" for code in (9, 10, 13, 160, 8239))
    return f"NOT ({' OR '.join(f'{column} {test}' for test in tests)} OR {' OR '.join(signs)})"


def _elsewhere() -> str:
    """The first letter of the postal code stands for another province; X is for two of them."""
    cases = " ".join(f"WHEN '{letter}' THEN '{province}'" for letter, province in BY_LETTER.items())
    letter = "substr(w.postal_code, 1, 1)"
    return (
        f"CASE WHEN {letter} = 'X' THEN w.province NOT IN ('NT', 'NU') "
        f"ELSE coalesce(CASE {letter} {cases} END <> w.province, 0) END"
    )


def _expired(today: date, lost: str) -> str:
    """The last word about a person is a consent that ran out, of an employer that was reached."""
    ends = " ".join(
        f"WHEN '{entry.code}' THEN '{_first_holding(entry.code, today)}'"
        for entry in codes.load("consent_bases").entries
        if entry.attributes["months"]
    )
    limit = f"CASE {{0}}.basis {ends} ELSE '' END"
    return (
        f"k.withdrawn_on IS NULL AND k.given_on < {limit.format('k')} AND NOT EXISTS (SELECT 1 FROM email_consent q "
        "WHERE q.contact_id = k.contact_id AND (q.withdrawn_on >= k.given_on OR (q.withdrawn_on IS NULL "
        f"AND (q.given_on >= {limit.format('q')} OR (q.given_on, q.n) > (k.given_on, k.n))))) "
        f"AND e.stage NOT IN ('{pipeline.FIRST}', {lost})"
    )


def _first_holding(basis: str, today: date) -> str:
    """The first day of giving from which a consent of this basis still holds today."""
    months = int(codes.load("consent_bases").by_code[basis].attributes["months"])
    day = today - timedelta(days=months * 31 + 3)
    while (expires_on(basis, day.isoformat()) or "9999") < today.isoformat():
        day += timedelta(days=1)
    return day.isoformat()
