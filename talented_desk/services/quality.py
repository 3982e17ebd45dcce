"""Data quality: what is missing, stale, contradictory or doubtful, whose it is, and what mends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from db.base import models
from db.models import QualityLeft
from db.queries import quality as queries
from db.queries.quality import FindingRow
from talented_desk.domain.quality import RULES, mended, rule
from talented_desk.errors import NotFound
from talented_desk.i18n import N_
from talented_desk.ids import fixed_id
from talented_desk.jobs import Task
from talented_desk.services.base import Service

PAGE: Final = 200
"""Findings that are read at a time."""
TOGETHER: Final = 1000


@dataclass(frozen=True, slots=True)
class Summary:
    """How many findings there are, by rule and owner ("" = nobody's), and the owners' names."""

    counts: Mapping[tuple[str, str], int]
    names: Mapping[str, str]

    def of(self, code: str, owner: str | None = None) -> int:
        """How many findings this rule has, of one owner or of all."""
        return sum(many for (one, whose), many in self.counts.items() if one == code and owner in (None, whose))

    def total(self, owner: str | None = None) -> int:
        """How many findings there are, of one owner or of all."""
        return sum(many for (_, whose), many in self.counts.items() if owner in (None, whose))

    @property
    def owners(self) -> tuple[tuple[str, str, int], ...]:
        """Whose findings there are: id, name and how many; by name, nobody's last."""
        ids = {whose for (_, whose), many in self.counts.items() if many}
        rows = [(one, self.names.get(one, ""), self.total(one)) for one in ids]
        return tuple(sorted(rows, key=lambda row: (not row[0], row[1].casefold(), row[0])))


@dataclass(frozen=True, slots=True)
class Finding:
    """One record that a rule found. `seen` are the values it is about; `key` tells whether they changed since."""

    rule: str
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


@dataclass(frozen=True, slots=True)
class Mend:
    """What a bulk mend does to one record: each field before and after."""

    id: str
    title: str
    changes: tuple[tuple[str, str, str], ...]


class Quality(Service):
    """What one can do about findings: look, mend many at once, or say that one is right as it is."""

    def summary(self, owner: str | None = None) -> Summary:
        """Count all findings, of one officer if `owner` names one ("" = nobody's)."""
        with self.database.read() as connection:
            found = queries.counts(connection, RULES, self.today())
            names = queries.officers(connection)
        return Summary({key: many for key, many in found.items() if owner in (None, key[1])}, names)

    def findings(self, code: str, owner: str | None = None, after: int = 0, limit: int = PAGE) -> tuple[Finding, ...]:
        """Findings of a rule, in the order their records were made; `after` is the last one's `n`.

        `owner` None means everybody's, "" nobody's. Raises `UnknownRule`.
        """
        one = rule(code)
        with self.database.read() as connection:
            rows = queries.findings(connection, one, self.today(), owner=owner, after=after, limit=limit)
            return tuple(_finding(code, row) for row in rows)

    def finding(self, code: str, record_id: str) -> Finding | None:
        """Whether the rule finds this record now, and what. Raises `UnknownRule`."""
        one = rule(code)
        with self.database.read() as connection:
            found = queries.findings(connection, one, self.today(), ids=[record_id])
            return next((_finding(code, row) for row in found), None)

    def preview_mend(
        self, code: str, ids: Sequence[str] | None = None, owner: str | None = None, task: Task | None = None
    ) -> tuple[Mend, ...]:
        """What mending these records (or all that the rule finds) would write. Raises `UnknownRule`, `NotInBulk`."""
        one, task = rule(code), task or Task()
        with self.database.read() as connection:
            mended(one, {})  # refuses a rule that needs a person before anything is read
            rows = [
                (row.id, row.title or row.employer, row.seen)
                for row in queries.findings(connection, one, self.today(), owner=owner, ids=ids)
            ]
        fields = [field for field, _ in one.forms]
        plan = []
        for row_id, title, seen in rows:
            task.check()
            before = dict(zip(fields, seen, strict=True))
            after = mended(one, before)
            if after:
                plan.append(Mend(row_id, title, tuple((name, before[name], new) for name, new in after.items())))
        return tuple(plan)

    def mend(self, code: str, ids: Sequence[str], task: Task | None = None) -> int:
        """Mend these records as one operation, and say how many changed; one undo takes all of it back.

        Only what the rule finds now is changed. Raises `UnknownRule`, `NotInBulk`.
        """
        one, task = rule(code), task or Task()
        mended(one, {})
        model, count = models()[one.table], 0
        wanted = list(dict.fromkeys(ids))
        with self.database.write(N_("Mend in bulk"), subject=one.title) as write:
            for start in range(0, len(wanted), TOGETHER):
                task.check()
                some = wanted[start : start + TOGETHER]
                found = {row.id for row in queries.findings(write.connection, one, self.today(), ids=some)}
                known = list(queries.mendable(write.connection, one, [row_id for row_id in some if row_id in found]))
                for row_id, before in known:
                    after = mended(one, before)
                    if after:
                        write.update(model, row_id, after)
                        count += 1
        return count

    def leave(self, finding: Finding) -> None:
        """Remember that this finding is right as it is; it comes back when the value changes. Raises `NotFound`."""
        values = {
            "value": finding.key,
            "officer_id": self.database.identity.officer_id or None,
            "left_at": self.now(),
        }
        target = left_id(finding.rule, finding.id)
        with self.database.write(N_("Right as it is"), subject=finding.title or finding.employer) as write:
            now = queries.findings(write.connection, rule(finding.rule), self.today(), ids=[finding.id])
            if not any(row.key == finding.key for row in now):
                raise NotFound()
            if queries.was_left(write.connection, target):
                write.update(QualityLeft, target, values)
            else:
                write.insert(QualityLeft, {"rule": finding.rule, "record_id": finding.id, **values}, target)


def left_id(code: str, record_id: str) -> str:
    """The id of the decision that a finding is right as it is: two devices that make it make the same row."""
    return fixed_id("quality", code, record_id)


def _finding(code: str, row: FindingRow) -> Finding:
    return Finding(
        code,
        row.n,
        row.id,
        row.title,
        row.employer_id,
        row.employer,
        row.owner_id,
        row.contact_id,
        row.fields,
        row.seen,
        row.key,
    )
