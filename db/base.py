"""What every table shares: a local row number, a UUIDv7, and fields with stable ids.

A *field* is a column that the journal watches. Its id is a small number, unique in its table, dense from 1,
never reused and never changed; the journal names fields by it, so that entries stay readable after a rename.
A column without a field id is local bookkeeping (row number, server revision, sort key) and is not journalled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, cast

from sqlalchemy import ForeignKey, Index, Integer, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

FIELD_ID = "field_id"
TABLE_ID = "table_id"
MERGE_RULE = "merge_rule"
"""How the shared database settles two values that were written without knowing of each other: `latest` (the later
one by clock; the default), `quiet` (likewise, and nobody is asked), `greatest` (1 beats 0), or `set` (a date beats
none, the earlier date the later one)."""


class Base(DeclarativeBase):
    """All tables of the local database; constraints are named so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Record(Base):
    """A table whose rows people make: journalled, undoable, synced. `table_number` is stable like a field id."""

    __abstract__ = True
    table_number: ClassVar[int]
    set_key: ClassVar[tuple[str, ...]] = ()
    """For a member of a set: the parts of its fixed id, columns by name and words after `=`."""

    n: Mapped[int] = mapped_column(Integer, primary_key=True, sort_order=-3)
    """Local row number; indexes and search refer to it. Never leaves this device."""
    id: Mapped[str] = mapped_column(String(36), unique=True, nullable=False, sort_order=-2)
    """UUIDv7, or UUIDv5 for starter rows and members of sets."""
    rev: Mapped[int] = mapped_column(Integer, nullable=False, default=0, server_default="0", sort_order=-1)
    """The shared database's sequence number last seen for this row; 0 = never shared."""

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"primary_key": [cls.__dict__["id"]] if "id" in cls.__dict__ else []}

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> Any:
        return (*cls.indexes(), {"info": {TABLE_ID: cls.table_number}})

    @classmethod
    def indexes(cls) -> tuple[Any, ...]:
        """Indexes and constraints of this table, beyond those on single columns."""
        return ()


def field(number: int, kind: Any = None, *more: Any, merge: str = "latest", **options: Any) -> Any:
    """A journalled column with the stable field id `number` (dense from 1 in its table); `merge`: see `MERGE_RULE`."""
    arguments = [argument for argument in (kind, *more) if argument is not None]
    return mapped_column(*arguments, info={FIELD_ID: number, MERGE_RULE: merge}, **options)


def link(number: int, target: str, ondelete: str = "CASCADE", **options: Any) -> Any:
    """A journalled reference to another record's `id`. `ondelete`: CASCADE, SET NULL or RESTRICT."""
    return field(number, String(36), ForeignKey(f"{target}.id", ondelete=ondelete), **options)


def index_links() -> None:
    """Index every reference, or deleting a parent would scan its children; empty references stay out."""
    for table in records():
        for column in table.columns:
            if column.foreign_keys:
                filled = column.isnot(None) if column.nullable else None
                Index(f"ix_{table.name}_{column.name}", column, sqlite_where=filled)


@cache
def records() -> tuple[Table, ...]:
    """The journalled tables, parents before children."""
    return tuple(table for table in Base.metadata.sorted_tables if TABLE_ID in table.info)


@cache
def fields(table: Table) -> tuple[str, ...]:
    """The names of the journalled columns, ordered by field id (dense from 1, so position = id - 1)."""
    numbered = [(column.info[FIELD_ID], column.name) for column in table.columns if FIELD_ID in column.info]
    return tuple(name for _, name in sorted(numbered))


def table_of(model: type[Record]) -> Table:
    """The table behind a model."""
    return cast(Table, model.__table__)


@cache
def models() -> Mapping[str, type[Record]]:
    """The journalled models by their table's name."""
    found = (mapper.class_ for mapper in Base.registry.mappers)
    return {model.__tablename__: model for model in found if issubclass(model, Record)}


@cache
def references(table: Table) -> tuple[tuple[Table, str], ...]:
    """The journalled tables and columns that refer to this one."""
    return tuple(
        (child, column.name)
        for child in records()
        for column in child.columns
        for key in column.foreign_keys
        if key.column.table is table
    )


@cache
def targets(table: Table) -> Mapping[str, str]:
    """The columns of a table that refer to another, and to which."""
    return {column.name: key.column.table.name for column in table.columns for key in column.foreign_keys}


def column_names(columns: Iterable[str]) -> str:
    """Column names as a quoted, comma-separated list for SQL text."""
    return ", ".join(f'"{name}"' for name in columns)
