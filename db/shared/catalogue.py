"""What the shared database must know of the tables: made from the models, so that no field can be forgotten.

Rows are kept in the schema `desk` with the same columns as on a workstation, beside `_seq` (place in the shared log
of the last change) and `_deleted`. Fields are known to the functions by their stable numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Column, Float, Integer, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault

import db.models  # noqa: F401 - the tables must be known
from db.base import FIELD_ID, MERGE_RULE, TABLE_ID, fields, records
from db.shared.rights import entity_of

UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
PRESENT = re.compile(r"\((\w+) IS NOT NULL\)")
"""SQLite adds truths as numbers; PostgreSQL has to be told."""


@dataclass(frozen=True, slots=True)
class SharedField:
    """One field of a shared table."""

    number: int
    name: str
    kind: str
    """uuid, text, bigint or double precision."""
    default: str
    """SQL of the value in a row that was written before the field existed; NULL where it may be empty."""
    parent: int | None
    """Number of the table that it refers to."""
    ondelete: str
    rule: str
    """How two concurrent values are settled, see `db.base.MERGE_RULE`."""
    required: bool
    """May never be empty."""
    given: bool
    """Has a default: a new row may come without it."""

    @property
    def sound(self) -> str:
        """SQL: whether the field's value in `c.after`, an array, is one that every workstation stores as it is."""
        value = f"c.after->{self.number - 1}"
        told = "number" if self.kind in ("bigint", "double precision") else "string"
        right = f"jsonb_typeof({value}) = '{told}'"
        if self.kind == "uuid":
            right = f"({right} AND c.after->>{self.number - 1} ~ '{UUID}')"
        if not self.required:
            return f"(coalesce(jsonb_typeof({value}), 'null') = 'null' OR {right})"
        return f"({value} IS NULL OR {right})" if self.given else f"coalesce({right}, false)"

    @property
    def definition(self) -> str:
        """The column."""
        return f'"{self.name}" {self.kind}' + ("" if self.default == "NULL" else f" NOT NULL DEFAULT {self.default}")


@dataclass(frozen=True, slots=True)
class SharedTable:
    """One shared table, its fields in the order of their numbers."""

    number: int
    name: str
    position: int
    """Parents before children."""
    fields: tuple[SharedField, ...]
    checks: tuple[tuple[str, str], ...]
    """Name and SQL of what a workstation's database demands of a row."""

    @property
    def entity(self) -> str:
        """What rights to it are about."""
        return entity_of(self.name)

    @property
    def sound(self) -> str:
        """SQL: whether `c.after`, an array of fields, is a row that every workstation can store."""
        width = f"jsonb_array_length(c.after) <= {len(self.fields)}"
        return " AND ".join([width, *(f.sound for f in self.fields)])

    def definition(self) -> str:
        """CREATE TABLE."""
        columns = ["id uuid PRIMARY KEY", *(f.definition for f in self.fields)]
        columns += ["_seq bigint NOT NULL", "_deleted boolean NOT NULL DEFAULT false"]
        return f"CREATE TABLE desk.{self.name} ({', '.join(columns)})"

    def index(self, field: SharedField) -> str:
        """The index of a reference, or looking for children would read the whole table."""
        return f'CREATE INDEX ON desk.{self.name} ("{field.name}") WHERE "{field.name}" IS NOT NULL'

    @property
    def columns(self) -> str:
        """The names of the fields as a list for SQL."""
        return ", ".join(f'"{f.name}"' for f in self.fields)

    @property
    def from_array(self) -> str:
        """The fields' values out of `c.after`, a JSON array by number; one too short is from an older program."""
        return ", ".join(
            f"(c.after->>{f.number - 1})::{f.kind}"
            if f.default == "NULL"
            else f"coalesce((c.after->>{f.number - 1})::{f.kind}, {f.default})"
            for f in self.fields
        )

    @property
    def to_array(self) -> str:
        """The row `t` as such an array."""
        return "jsonb_build_array(" + ", ".join(f't."{f.name}"' for f in self.fields) + ")"


def shared_tables() -> list[SharedTable]:
    """Every journalled table, parents first."""
    return [_table(table, position) for position, table in enumerate(records(), 1)]


def _table(table: Table, position: int) -> SharedTable:
    described = tuple(_field(table.columns[name]) for name in fields(table))
    checks = tuple(
        (str(one.name), PRESENT.sub(r"(\1 IS NOT NULL)::integer", str(one.sqltext)))
        for one in table.constraints
        if isinstance(one, CheckConstraint)
    )
    return SharedTable(int(table.info[TABLE_ID]), table.name, position, described, checks)


def _field(column: Column[object]) -> SharedField:
    parent, ondelete = None, ""
    for key in column.foreign_keys:
        parent, ondelete = int(key.column.table.info[TABLE_ID]), str(key.ondelete)
    return SharedField(
        number=int(column.info[FIELD_ID]),
        name=column.name,
        kind=_kind(column, parent),
        default=_default(column, parent),
        parent=parent,
        ondelete=ondelete,
        rule=str(column.info.get(MERGE_RULE, "latest")),
        required=not column.nullable,
        given=isinstance(column.default, ScalarElementColumnDefault),
    )


def _kind(column: Column[object], parent: int | None) -> str:
    if parent is not None:
        return "uuid"
    if isinstance(column.type, Integer):
        return "bigint"
    return "double precision" if isinstance(column.type, Float) else "text"


def _default(column: Column[object], parent: int | None) -> str:
    if column.nullable:
        return "NULL"
    if isinstance(column.default, ScalarElementColumnDefault):
        value = column.default.arg
        return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
    if parent is not None:
        return "'00000000-0000-0000-0000-000000000000'"
    return "''" if _kind(column, parent) == "text" else "0"
