"""Merging two records that mean the same, and taking merges apart again at any later time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from db import merging as stored
from db import redirects
from db.base import fields, models, table_of
from db.merging import Moved as Moved
from db.models import EmailConsent, EmployerName
from db.queries import merging as queries
from db.session import Write
from db.types import ChangesetInfo, Undone, Values
from db.types import Value as Value
from talented_desk.clock import from_utc_text
from talented_desk.domain import merging as rules
from talented_desk.domain.consent import Consent
from talented_desk.domain.merging import Choice as Choice
from talented_desk.domain.names import fold
from talented_desk.i18n import N_
from talented_desk.services.base import Service, row

MERGE: Final = N_("Merge")
UNMERGE: Final = N_("Take a merge apart")
OWNERS: Final = {"worksite": "employer_id"}
"""Kinds whose records belong to another, and by which field."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of a kind that are to become one. `kind`: employer, worksite, contact or institution."""

    kind: str
    keep_id: str
    gone_id: str

    def turned(self) -> Pair:
        """The same with the other one staying."""
        return Pair(self.kind, self.gone_id, self.keep_id)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two records below the ones that are merged which are the same as well, such as one contact at both employers."""

    pair: Pair
    keep: str
    gone: str


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do. `moved` counts the rows that change hands, by table; `alike` can be merged with it."""

    pair: Pair
    keep: str
    gone: str
    choices: tuple[Choice, ...]
    moved: tuple[Moved, ...]
    alike: tuple[Alike, ...]
    withdrawn: int
    """Consents that end because the other record's person had withdrawn theirs."""

    def proposed(self) -> dict[str, Value]:
        """The values that the record that stays gets, where they differ from its own."""
        return {choice.field: choice.proposed for choice in self.choices if choice.proposed != choice.keep}


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that is in force: into which record, what went, when and by whom."""

    changeset_id: str
    kind: str
    keep_id: str
    gone_id: str
    gone: str
    at: datetime
    officer: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A row that came to the merged record after the merge, and may belong to either."""

    table: str
    id: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnmergePlan:
    """What taking a merge apart would do: exactly what `undone` says; `since` is for the officer to place.

    `keep` is what the record that carries all of it now will be called then. `comes_back` is False for a record whose
    making was itself taken back meanwhile, such as by the rollback of an import: then there is nothing to place.
    """

    merged: Merged
    keep: str
    undone: Undone
    since: tuple[Newcomer, ...]
    comes_back: bool = True


class Merging(Service):
    """One out of two, and two out of one."""

    def plan(self, pair: Pair) -> MergePlan:
        """What merging the two would do; nothing is written. Raises `NotFound`, `MergeWithItself`, `MergeAcross`."""
        with self.database.read() as connection:
            keep, gone = self._both(connection, pair)
            names = queries.titles(connection, pair.kind, (pair.keep_id, pair.gone_id))
            alike = tuple(
                Alike(one, *queries.titles(connection, one.kind, (one.keep_id, one.gone_id)).values())
                for one in _below(connection, pair)
            )
            ending = self._ending(connection, pair)
        return MergePlan(
            pair,
            names[pair.keep_id],
            names[pair.gone_id],
            rules.propose(pair.kind, keep, gone),
            self._rehearsed(pair),
            alike,
            len(ending),
        )

    def merge(self, pair: Pair, values: Values | None = None, alike: Sequence[Pair] | None = None) -> str:
        """Make one out of two; returns the id of the operation, which `unmerge` takes.

        `values`: what the record that stays gets (None: as proposed). `alike`: the pairs below that are merged with
        it (None: all that the plan names). Raises as `plan` does.
        """
        with self.database.read() as connection:
            chosen = self._proposed(connection, pair) if values is None else values
            names = queries.titles(connection, pair.kind, (pair.gone_id, pair.keep_id))
            below = _below(connection, pair) if alike is None else alike
        with self.database.write(MERGE, subject=" → ".join(names.values())) as write:
            self._merge(write, pair, chosen)
            for one in below:
                self._merge(write, one, self._proposed(write.connection, one))
            return write.id

    def survivor(self, row_id: str) -> str | None:
        """What a merged record carries on as; None for one that was not merged."""
        with self.database.read() as connection:
            return redirects.survivor(connection, row_id)

    def merged_into(self, kind: str, row_id: str) -> tuple[Merged, ...]:
        """The merges in force that this record carries, those of merged ones included; newest first."""
        with self.database.read() as connection:
            return tuple(_merged(*found) for found in queries.merges(connection, kind, row_id))

    def unmerge_plan(self, changeset_id: str) -> UnmergePlan:
        """What taking this merge apart would do, tried out and left. Raises `NotFound`."""
        with self.database.read() as connection:
            merged = _merged(*queries.merge(connection, changeset_id))
            survivor = redirects.survivor(connection, merged.gone_id) or merged.keep_id
            since = queries.newcomers(connection, merged.kind, survivor, changeset_id)
        called: dict[str, str] = {}

        def look(write: Write) -> None:
            called.update(queries.titles(write.connection, merged.kind, (survivor,)))
            if stored.is_there(write.connection, merged.kind, merged.gone_id):
                back.append(merged.gone_id)

        back: list[str] = []
        undone = self.database.rehearse_revert(changeset_id, look)
        newcomers = tuple(Newcomer(t, i, n, from_utc_text(at)) for t, i, n, at in since) if back else ()
        return UnmergePlan(merged, called[survivor], undone, newcomers, bool(back))

    def unmerge(self, changeset_id: str, back: Collection[tuple[str, str]] = ()) -> Undone:
        """Take a merge apart: what belonged to each goes back. Can itself be undone.

        `back`: rows (table, id) that came since and go to the record that comes back. Raises `NotFound`.
        """
        with self.database.read() as connection:
            merged = _merged(*queries.merge(connection, changeset_id))
            survivor = redirects.survivor(connection, merged.gone_id) or merged.keep_id

        def place(write: Write) -> None:
            if not stored.is_there(write.connection, merged.kind, merged.gone_id):
                return  # what had made it was taken back meanwhile
            for table, row_id in back:
                stored.lead_one(write, table, row_id, merged.kind, survivor, merged.gone_id)

        return self.database.revert(changeset_id, name=UNMERGE, then=place)

    # -- within ---------------------------------------------------------------------------------------------

    def _both(self, connection: Connection, pair: Pair) -> tuple[Values, Values]:
        if pair.keep_id == pair.gone_id:
            raise rules.MergeWithItself()
        model = models()[pair.kind]
        names = [name for name in fields(table_of(model)) if name != OWNERS.get(pair.kind)]
        both = [row(connection, model, row_id) for row_id in (pair.keep_id, pair.gone_id)]
        if both[0]["id"] == both[1]["id"]:
            raise rules.MergeWithItself()  # one of them was merged into the other already
        owner = OWNERS.get(pair.kind)
        if owner and both[0][owner] != both[1][owner]:
            raise rules.MergeAcross()
        keep, gone = ({name: values[name] for name in names} for values in both)
        return keep, gone

    def _proposed(self, connection: Connection, pair: Pair) -> Values:
        choices = rules.propose(pair.kind, *self._both(connection, pair))
        return {choice.field: choice.proposed for choice in choices if choice.proposed != choice.keep}

    def _merge(self, write: Write, pair: Pair, values: Values) -> tuple[Moved, ...]:
        connection = write.connection
        _, gone = self._both(connection, pair)
        for consent_id in self._ending(connection, pair):
            write.update(EmailConsent, consent_id, {"withdrawn_on": self.today().isoformat()})
        moved = stored.merge(write, pair.kind, pair.keep_id, pair.gone_id)
        write.update(models()[pair.kind], pair.keep_id, values)
        if pair.kind == "employer":
            _keep_names(write, pair.keep_id, gone)
        return tuple(moved)

    def _rehearsed(self, pair: Pair) -> tuple[Moved, ...]:
        with self.database.rehearse(MERGE) as write:
            return self._merge(write, pair, self._proposed(write.connection, pair))

    def _ending(self, connection: Connection, pair: Pair) -> tuple[str, ...]:
        if pair.kind != "contact":
            return ()
        keep, gone = (_consents(connection, contact_id) for contact_id in (pair.keep_id, pair.gone_id))
        today = self.today()
        return rules.withdrawn_by_other(keep, gone, today) + rules.withdrawn_by_other(gone, keep, today)


def _below(connection: Connection, pair: Pair) -> list[Pair]:
    return [Pair(*found) for found in queries.alike_below(connection, pair.kind, pair.keep_id, pair.gone_id)]


def _consents(connection: Connection, contact_id: str) -> list[rules.Given]:
    table = table_of(EmailConsent)
    found = connection.execute(select(table).where(table.c.contact_id == contact_id)).mappings()
    return [rules.Given(str(v["id"]), Consent(v["email"], v["basis"], v["given_on"], v["withdrawn_on"])) for v in found]


def _keep_names(write: Write, employer_id: str, gone: Mapping[str, Value]) -> None:
    """The names of the one that went stay findable as other names of the one that stays."""
    known = {fold(name) for name in queries.names(write.connection, employer_id)}
    for name, kind in ((gone["legal_name"], "listed"), (gone["trade_name"], "trade")):
        if name and fold(str(name)) not in known:
            write.insert(EmployerName, {"employer_id": employer_id, "name": name, "kind": kind, "source": ""})
            known.add(fold(str(name)))


def _merged(header: ChangesetInfo, officer: str, kind: str, keep_id: str, gone_id: str, gone: str) -> Merged:
    return Merged(header.id, kind, keep_id, gone_id, gone, from_utc_text(header.at), officer)
