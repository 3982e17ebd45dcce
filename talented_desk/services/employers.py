"""Employers, their worksites, names, tags, checklist and facts."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from db.base import table_of
from db.models import Employer, EmployerCheck, EmployerFact, EmployerName, EmployerTag, Officer, Tag, Worksite
from db.queries import employer_order as order
from db.queries import employers as queries
from db.queries.employer_filter import NOBODY as NOBODY
from db.queries.employers import EmployerFilter as EmployerFilter
from db.queries.employers import EmployerRow as EmployerRow
from db.session import Write
from db.types import Value, Values
from talented_desk.domain import employers as rules
from talented_desk.i18n import N_
from talented_desk.ids import fixed_id
from talented_desk.services.base import Service, row
from talented_desk.services.bulk import PREVIEWED, ChangedRow, ChangePreview


@dataclass(frozen=True, slots=True)
class WorksiteRow:
    """A place where an employer's people work."""

    id: str
    employer_id: str
    name: str
    street: str
    city: str
    province: str
    postal_code: str
    country: str
    phone: str
    wcb_account: str
    insurance_provider: str
    insurance_expires: str | None
    safety_contact: str
    safety_notes: str
    notes: str

    @property
    def label(self) -> str:
        """The name, or else the address in one line."""
        return self.name or ", ".join(part for part in (self.street, self.city, self.postal_code) if part)


@dataclass(frozen=True, slots=True)
class NameRow:
    """Another name an employer goes by. `kind`: trade, former or listed."""

    id: str
    name: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A dated fact as its source gave it."""

    id: str
    kind: str
    as_of: str
    label: str
    number: int | None
    detail: Mapping[str, str]
    source: str
    source_line: int | None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One checklist item as it stands. `status`: open, confirmed, not_applicable or failed."""

    id: str
    item: str
    status: str
    evidence: str
    checked_on: str | None
    expires_on: str | None


@dataclass(frozen=True, slots=True)
class EmployerRecord:
    """One employer whole. `values` holds the journalled fields by name, for edit in place."""

    id: str
    n: int
    name: str
    values: Values
    owner: str
    band: str
    sector: str
    worksites: tuple[WorksiteRow, ...]
    names: tuple[NameRow, ...]
    tags: tuple[tuple[str, str], ...]
    """(tag id, label)."""
    checks: tuple[CheckRow, ...]
    facts: int


class Employers(Service):
    """What one can do with employers."""

    def count(self, chosen: EmployerFilter | None = None) -> int:
        """How many employers the filter leaves."""
        with self.database.read() as connection:
            return queries.count(connection, self.dated(chosen))

    def dated(self, chosen: EmployerFilter | None = None) -> EmployerFilter:
        """The filter with the workstation's day, which its relative parts are counted from."""
        chosen = chosen or EmployerFilter()
        return chosen if chosen.today else replace(chosen, today=self.today().isoformat())

    def row_numbers(
        self, chosen: EmployerFilter | None = None, sort: str = "name", descending: bool = False, limit: int = -1
    ) -> array[int]:
        """Row numbers in order, or the first `limit` of them. `sort`: one of `db.queries.employer_order.SORTS`."""
        with self.database.read() as connection:
            return order.row_numbers(connection, self.dated(chosen), sort, descending, limit)

    def rows(self, numbers: Sequence[int]) -> list[EmployerRow]:
        """The lines of a list for these row numbers, in their order."""
        with self.database.read() as connection:
            return queries.rows(connection, numbers)

    def cities(self) -> list[tuple[str, int]]:
        """Cities to filter by, most frequent first."""
        with self.database.read() as connection:
            return queries.cities(connection)

    def get(self, employer_id: str) -> EmployerRecord:
        """One employer whole; for one that was merged, what it carries on as. Raises `NotFound`."""
        with self.database.read() as connection:
            values = row(connection, Employer, employer_id)
            employer_id = str(values["id"])

            def children(model: type[Worksite | EmployerName | EmployerCheck]) -> list[dict[str, Value]]:
                table = table_of(model)
                statement = select(table).where(table.c.employer_id == employer_id).order_by(table.c.n)
                return [dict(found) for found in connection.execute(statement).mappings()]

            tag, link = table_of(Tag), table_of(EmployerTag)
            tags = connection.execute(
                select(tag.c.id, tag.c.label)
                .join(link, link.c.tag_id == tag.c.id)
                .where(link.c.employer_id == employer_id)
                .order_by(tag.c.label)
            ).all()
            facts = connection.exec_driver_sql(
                "SELECT count(*) FROM employer_fact WHERE employer_id = ?", (employer_id,)
            ).scalar_one()
            owner = connection.execute(
                select(table_of(Officer).c.name).where(table_of(Officer).c.id == values["owner_id"])
            ).scalar()
            worksites, names, checks = children(Worksite), children(EmployerName), children(EmployerCheck)
        own = {name: value for name, value in values.items() if name not in ("n", "id", "rev")}
        headcount = values["headcount"]
        return EmployerRecord(
            id=employer_id,
            n=int(values["n"] or 0),
            name=str(values["trade_name"] or values["legal_name"]),
            values=own,
            owner=str(owner or ""),
            band=rules.size_band(int(headcount)) if headcount is not None else "",
            sector=rules.sector(str(values["naics"])) or "",
            worksites=tuple(_worksite(values) for values in worksites),
            names=tuple(NameRow(str(v["id"]), str(v["name"]), str(v["kind"]), str(v["source"])) for v in names),
            tags=tuple((str(found[0]), str(found[1])) for found in tags),
            checks=tuple(
                CheckRow(
                    str(v["id"]),
                    str(v["item"]),
                    str(v["status"]),
                    str(v["evidence"]),
                    _text(v["checked_on"]),
                    _text(v["expires_on"]),
                )
                for v in checks
            ),
            facts=int(facts),
        )

    def facts(self, employer_id: str) -> tuple[FactRow, ...]:
        """Dated facts from sources, newest first."""
        table = table_of(EmployerFact)
        statement = select(table).where(table.c.employer_id == employer_id).order_by(table.c.as_of.desc(), table.c.n)
        with self.database.read() as connection:
            found = connection.execute(statement).mappings().all()
        return tuple(
            FactRow(
                v["id"],
                v["kind"],
                v["as_of"],
                v["label"],
                v["number"],
                json.loads(v["detail"]) if v["detail"] else {},
                v["source"],
                v["source_line"],
            )
            for v in found
        )

    def add(self, values: Values, worksite: Values | None = None) -> str:
        """Add an employer, with its first worksite if given; returns its id. Raises `Invalid`."""
        checked = rules.clean_employer(values, self.today(), new=True)
        first = rules.clean_worksite(worksite, self.today()) if worksite else {}
        with self.database.write(N_("Add employer"), subject=str(checked["legal_name"])) as write:
            employer_id = write.insert(Employer, checked)
            if any(value not in ("", None) for name, value in first.items() if name != "country"):
                write.insert(Worksite, {"employer_id": employer_id, **first})
        return employer_id

    def edit(self, employer_id: str, values: Values) -> None:
        """Change fields. Raises `Invalid`, `NotFound`."""
        checked = rules.clean_employer(values, self.today())
        with self.database.write(N_("Edit employer"), subject=self._name(employer_id)) as write:
            write.update(Employer, employer_id, checked)

    def edit_many(self, employer_ids: Sequence[str], values: Values) -> None:
        """Change the same fields of several employers in one operation. Raises `Invalid`, `NotFound`."""
        checked = rules.clean_employer(values, self.today())
        with self.database.write(N_("Edit several employers"), subject=str(len(employer_ids))) as write:
            for employer_id in employer_ids:
                write.update(Employer, employer_id, checked)

    def ids(self, numbers: Sequence[int]) -> list[str]:
        """The ids of these row numbers, in their order."""
        with self.database.read() as connection:
            return queries.ids(connection, numbers)

    def preview(self, numbers: Sequence[int], field: str, value: Value, limit: int = PREVIEWED) -> ChangePreview:
        """What giving `field` this value would change, row by row; nothing is written. Raises `Invalid`.

        `field`: a field of the employer, `stage`, `tag_add` or `tag_remove` (then `value` is the tag's label).
        """
        tags = field in ("tag_add", "tag_remove")
        if tags:
            label = rules.clean_tag(str(value or ""))
            after: Value = fixed_id("tag", label.casefold())
        else:
            after = value if field == "stage" else rules.clean_employer({field: value}, self.today())[field]
        with self.database.read() as connection:
            ids, total = queries.differing(connection, numbers, field, after)
            first = queries.values(connection, ids[:limit], field)
        if tags:
            before, then = ("", label) if field == "tag_add" else (label, "")
            rows = tuple(ChangedRow(one, name, before, then) for one, name, _ in first)
        else:
            rows = tuple(ChangedRow(one, name, known, after) for one, name, known in first)
        return ChangePreview(tuple(ids), rows, total - len(ids))

    def tag_many(self, employer_ids: Sequence[str], label: str, *, remove: bool = False) -> None:
        """Put a tag on several employers, or take it off them, in one operation. Raises `Invalid`."""
        label = rules.clean_tag(label)
        name = N_("Remove a tag from several employers") if remove else N_("Tag several employers")
        with self.database.write(name, subject=label) as write:
            tag_id = fixed_id("tag", label.casefold()) if remove else self._tag(write, label)
            for employer_id in employer_ids:
                member = fixed_id(employer_id, "tag", tag_id)
                if remove:
                    write.connection.exec_driver_sql("DELETE FROM employer_tag WHERE id = ?", (member,))
                else:
                    statement = "INSERT INTO employer_tag (id, employer_id, tag_id) SELECT ?, ?, ? WHERE NOT EXISTS "
                    statement += "(SELECT 1 FROM employer_tag WHERE id = ?)"
                    write.connection.exec_driver_sql(statement, (member, employer_id, tag_id, member))

    def delete(self, employer_ids: Sequence[str]) -> None:
        """Remove employers with all that belongs to them; undo brings them back."""
        subject = self._name(employer_ids[0]) if len(employer_ids) == 1 else str(len(employer_ids))
        with self.database.write(N_("Delete employer"), subject=subject) as write:
            for employer_id in employer_ids:
                write.delete(Employer, employer_id)

    def add_worksite(self, employer_id: str, values: Values) -> str:
        """Add a worksite; returns its id. Raises `Invalid`."""
        checked = rules.clean_worksite(values, self.today())
        with self.database.write(N_("Add worksite"), subject=self._name(employer_id)) as write:
            return write.insert(Worksite, {"employer_id": employer_id, **checked})

    def edit_worksite(self, worksite_id: str, values: Values) -> None:
        """Change a worksite's fields. Raises `Invalid`, `NotFound`."""
        checked = rules.clean_worksite(values, self.today(), self.worksite(worksite_id).country)
        with self.database.write(N_("Edit worksite")) as write:
            write.update(Worksite, worksite_id, checked)

    def delete_worksite(self, worksite_id: str) -> None:
        """Remove a worksite."""
        with self.database.write(N_("Delete worksite")) as write:
            write.delete(Worksite, worksite_id)

    def worksite(self, worksite_id: str) -> WorksiteRow:
        """One worksite. Raises `NotFound`."""
        with self.database.read() as connection:
            return _worksite(row(connection, Worksite, worksite_id))

    def add_name(self, employer_id: str, name: str, kind: str, source: str = "") -> str:
        """Remember another name (trade, former or listed); returns its id. Raises `Invalid`."""
        cleaned = rules.clean_name(name)
        with self.database.write(N_("Add name"), subject=self._name(employer_id)) as write:
            return write.insert(
                EmployerName, {"employer_id": employer_id, "name": cleaned, "kind": kind, "source": source}
            )

    def delete_name(self, name_id: str) -> None:
        """Forget another name."""
        with self.database.write(N_("Delete name")) as write:
            write.delete(EmployerName, name_id)

    def tags(self) -> tuple[tuple[str, str, int], ...]:
        """All tags by label: (id, label, how many employers)."""
        with self.database.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT t.id, t.label, (SELECT count(*) FROM employer_tag x WHERE x.tag_id = t.id) "
                "FROM tag t ORDER BY t.label"
            )
            return tuple((str(v[0]), str(v[1]), int(v[2])) for v in found)

    def set_tags(self, employer_id: str, labels: Sequence[str]) -> None:
        """Make these the employer's tags; new words become tags. Raises `Invalid`."""
        wanted = {rules.clean_tag(label) for label in labels}
        with self.database.write(N_("Edit tags"), subject=self._name(employer_id)) as write:
            members = {self._tag(write, label): "" for label in sorted(wanted)}
            write.members(
                EmployerTag,
                {"employer_id": employer_id},
                "tag_id",
                {tag_id: fixed_id(employer_id, "tag", tag_id) for tag_id in members},
            )

    def set_check(self, employer_id: str, item: str, values: Values) -> None:
        """Record what was seen for one checklist item. Raises `Invalid`."""
        checked = rules.clean_check(values, self.today())
        check_id = fixed_id(employer_id, "check", item)
        checked = {**checked, "officer_id": self.database.identity.officer_id or None}
        with self.database.write(N_("Edit checklist"), subject=self._name(employer_id)) as write:
            table = table_of(EmployerCheck)
            known = write.connection.execute(select(table.c.id).where(table.c.id == check_id)).first()
            if known:
                write.update(EmployerCheck, check_id, checked)
            else:
                write.insert(EmployerCheck, {"employer_id": employer_id, "item": item, **checked}, check_id)

    def _tag(self, write: Write, label: str) -> str:
        table = table_of(Tag)
        tag_id = fixed_id("tag", label.casefold())
        if write.connection.execute(select(table.c.id).where(table.c.id == tag_id)).first() is None:
            write.insert(Tag, {"label": label}, tag_id)
        return tag_id

    def _name(self, employer_id: str) -> str:
        with self.database.read() as connection:
            return queries.name(connection, employer_id)


def _worksite(values: Mapping[str, Value]) -> WorksiteRow:
    return WorksiteRow(**{name: values[name] for name in WorksiteRow.__dataclass_fields__})  # type: ignore[arg-type]


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
