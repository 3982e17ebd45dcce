"""Findings of data quality: how many, which, and the values to mend. Each rule is one set-based query."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, text

from db.queries.quality_rules import APART, EMPLOYER, FORM, SOURCES, Condition, Source, conditions, named, value
from talented_desk.domain.quality import Rule
from talented_desk.domain.quality_forms import formed

NOBODY: Final = ""
"""The owner of what no officer is responsible for."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding. `n` is the record's local row number; `seen` holds the values that the rule is about."""

    n: int
    id: str
    title: str
    employer_id: str
    employer: str
    owner_id: str
    contact_id: str
    """The person whom a consent is of."""
    fields: tuple[str, ...]
    seen: tuple[str, ...]
    key: str
    """The values as one text, as a decision about it remembers them."""


def prepare(connection: Connection) -> None:
    """Let SQL call the forms of `talented_desk.domain.quality_forms`."""
    driver: Any = connection.connection.dbapi_connection
    driver.create_function(FORM, 2, formed, deterministic=True)


def counts(connection: Connection, rules: Sequence[Rule], today: date) -> Counter[tuple[str, str]]:
    """How many findings each of these rules has, by rule and owner; one pass over each kind of record."""
    prepare(connection)
    known = conditions(today)
    left = _left(connection)
    found: Counter[tuple[str, str]] = Counter()
    for table, source in SOURCES.items():
        mine = [rule for rule in rules if rule.table == table]
        if not mine:
            continue
        sums = ", ".join(f"sum({_case(rule, source, known[rule.code], left)})" for rule in mine)
        statement = f"SELECT coalesce({source.owner}, ''), {sums} FROM {source.tables} GROUP BY 1"
        for owner, *numbers in connection.execute(text(statement)):
            for rule, number in zip(mine, numbers, strict=True):
                if number:
                    found[rule.code, owner] += number
    return found


def findings(
    connection: Connection,
    rule: Rule,
    today: date,
    *,
    owner: str | None = None,
    after: int = 0,
    limit: int = -1,
    ids: Sequence[str] | None = None,
) -> Iterator[FindingRow]:
    """Findings of a rule by row number, those after row `after`. `owner` None: everybody's, "": nobody's."""
    prepare(connection)
    source, condition = SOURCES[rule.table], conditions(today)[rule.code]
    where = [f"({condition.where})", f"{source.row}.n > :after"]
    values: dict[str, Any] = {"after": after, "limit": limit}
    if rule.code in _left(connection):
        where.append(_asked(rule, source, condition))
    if owner is not None:
        where.append(f"coalesce({source.owner}, '') = :owner")
        values["owner"] = owner
    if ids is not None:
        # looked up by id, not sought in a walk through the whole table by row number
        where[1] = f"+{where[1]}"
        where.append(f"{source.row}.id IN (SELECT value FROM json_each(:ids))")
        values["ids"] = json.dumps(list(ids))
    contact = "c.id" if rule.table == "email_consent" else "''"
    statement = (
        f"SELECT {source.row}.n, {source.row}.id, {source.title}, coalesce(e.id, ''), {EMPLOYER}, "
        f"coalesce({source.owner}, ''), {contact}, {value(condition)} FROM {source.tables} WHERE {' AND '.join(where)} "
        f"ORDER BY {'+' if ids is not None else ''}{source.row}.n LIMIT :limit"
    )
    names = named(condition)
    for n, row_id, title, employer_id, employer, owner_id, contact_id, seen in connection.execute(
        text(statement), values
    ):
        parts = tuple(str(seen).split(APART)) if condition.values else ()
        yield FindingRow(n, row_id, title or "", employer_id, employer, owner_id, contact_id, names, parts, str(seen))


def mendable(connection: Connection, rule: Rule, ids: Sequence[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The values of the rule's fields on these records, as they are now."""
    names = [field for field, _ in rule.forms]
    statement = (
        f"SELECT id, {', '.join(names)} FROM {rule.table} WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY n"
    )
    for row_id, *now in connection.execute(text(statement), {"ids": json.dumps(list(ids))}):
        yield str(row_id), dict(zip(names, now, strict=True))


def officers(connection: Connection) -> dict[str, str]:
    """The names of officers by id."""
    return {str(row_id): str(name) for row_id, name in connection.execute(text("SELECT id, name FROM officer"))}


def was_left(connection: Connection, left_id: str) -> bool:
    """Whether there is a decision of this id already, for whatever value."""
    found = connection.execute(text("SELECT 1 FROM quality_left WHERE id = :id"), {"id": left_id})
    return found.first() is not None


def _left(connection: Connection) -> frozenset[str]:
    return frozenset(connection.execute(text("SELECT DISTINCT rule FROM quality_left")).scalars())


def _case(rule: Rule, source: Source, condition: Condition, left: frozenset[str]) -> str:
    # a subquery is asked only about rows that the condition found
    counted = _asked(rule, source, condition) if rule.code in left else "1"
    return f"CASE WHEN {condition.where} THEN {counted} ELSE 0 END"


def _asked(rule: Rule, source: Source, condition: Condition) -> str:
    return (
        f"NOT EXISTS (SELECT 1 FROM quality_left l WHERE l.rule = '{rule.code}' AND l.record_id = {source.row}.id "
        f"AND l.value = {value(condition)})"
    )
