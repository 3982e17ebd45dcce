"""Documents on records: add, look at, change, delete, save a copy.

The bytes lie in `content` under their hash, once however many records have them. Deleting a document takes the row
away and leaves the bytes: undo, and taking back any earlier operation, need them for as long as the journal has the
document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from db.models import Attachment, Contact, Employer, Institution, Placement, SupportSession
from db.queries import documents as queries
from db.queries.documents import DocumentRow as DocumentRow
from db.session import Database
from db.types import Value, Values
from talented_desk.clock import Clock
from talented_desk.domain import documents as rules
from talented_desk.domain import mails
from talented_desk.errors import DeskError, NotFound
from talented_desk.i18n import N_
from talented_desk.jobs import Task
from talented_desk.services import document_files as files
from talented_desk.services.base import Service, row
from talented_desk.services.document_files import Incoming
from talented_desk.services.document_words import WordReader, words

MODELS: Final = {
    "employer": Employer,
    "contact": Contact,
    "session": SupportSession,
    "placement": Placement,
    "institution": Institution,
}
FIRST_PAGES: Final = 2
"""Pages of a PDF whose words help to guess its kind."""


class ThereAlready(DeskError):
    message = N_("{name} is there already, as “{known}”.")


class BytesMissing(DeskError):
    message = N_("The contents of {name} are not on this computer.")


@dataclass(frozen=True, slots=True)
class Owner:
    """The record that a document is on: `kind` is employer, contact, session, placement or institution."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the files of one drop: ids added, sentences for what is there already or cannot be kept."""

    ids: tuple[str, ...] = ()
    there: tuple[ThereAlready, ...] = ()
    refused: tuple[DeskError, ...] = ()


@dataclass(slots=True)
class _Kept:
    """Rows to write, and the hashes whose bytes came in with them."""

    rows: list[dict[str, Value]] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    there: list[ThereAlready] = field(default_factory=list)
    refused: list[DeskError] = field(default_factory=list)


class Documents(Service):
    """Documents of any record."""

    def __init__(self, database: Database, clock: Clock, reader: WordReader) -> None:
        super().__init__(database, clock)
        self._reader = reader

    # -- adding -------------------------------------------------------------------------------------------

    def add(
        self,
        owner: Owner,
        sources: Iterable[Path | Incoming],
        values: Values | None = None,
        task: Task | None = None,
    ) -> Added:
        """Put files, or bytes that are here already, on a record, as one operation that is undone in one step.

        A file that cannot be kept does not hold up the others: see `Added`. `values` (kind, expires_on, notes) hold
        for all of them; without a kind it is guessed from name, type and first words. Raises `NotFound` for the
        record, `Invalid`, `DiskFull`, `Cancelled`; then nothing is kept.
        """
        task = task or Task()
        given = rules.clean_document(values or {}, self.today())
        with self.database.read() as connection:
            row(connection, MODELS[owner.kind], owner.id)
        kept = _Kept()
        try:
            for source in sources:
                task.check()
                self._take(owner, source, given, kept, task)
            ids = self._write(owner, kept.rows)
        except BaseException:
            self._forget(kept.fresh)
            raise
        if ids:
            self._reader.start()
        return Added(ids, tuple(kept.there), tuple(kept.refused))

    def add_one(self, owner: Owner, source: Path | Incoming, values: Values | None = None) -> str:
        """Put one document on a record; returns its id. Raises why not, `ThereAlready` too."""
        added = self.add(owner, [source], values)
        for error in (*added.refused, *added.there):
            raise error
        return added.ids[0]

    def keep_enclosed(self, document_id: str, task: Task | None = None) -> Added:
        """Put the files that a mail encloses beside it, on the same record. Raises `NotFound`, `BytesMissing`."""
        found = self.get(document_id)
        refused: list[DeskError] = []
        pieces: list[Incoming] = []
        for enclosed in mails.read(self.data(document_id)).enclosed:
            try:
                pieces.append(files.incoming(enclosed.name, enclosed.data))
            except DeskError as error:
                refused.append(error)
        added = self.add(Owner(found.owner, found.owner_id), pieces, task=task)
        return Added(added.ids, added.there, (*refused, *added.refused))

    def _take(self, owner: Owner, source: Path | Incoming, given: Values, kept: _Kept, task: Task) -> None:
        try:
            piece = source if isinstance(source, Incoming) else files.read(source, task.progress)
        except files.REFUSALS as error:
            kept.refused.append(error)
            return
        sha = hashlib.sha256(piece.data).hexdigest()
        known = self._known(owner, sha) or next((str(r["name"]) for r in kept.rows if r["sha256"] == sha), None)
        if known is not None:
            kept.there.append(ThereAlready(name=piece.name, known=known))
            return
        mime = rules.mime_of(piece.name, piece.data)
        kind = str(given.get("kind") or "") or self._guess(piece, mime)
        with self.database.scratch() as connection:
            added = connection.execute(
                text("INSERT OR IGNORE INTO content (sha256, size, data) VALUES (:sha, :size, :data)"),
                {"sha": sha, "size": len(piece.data), "data": piece.data},
            )
            if added.rowcount:
                kept.fresh.append(sha)
        values: dict[str, Value] = {
            "kind": kind,
            "name": piece.name,
            "mime": mime,
            "sha256": sha,
            "size": len(piece.data),
            "expires_on": given.get("expires_on"),
            "notes": given.get("notes") or "",
        }
        kept.rows.append(values)

    def _guess(self, piece: Incoming, mime: str) -> str:
        kind = rules.guess_kind(piece.name, mime)
        if kind == "other" and mime == rules.PDF:
            kind = rules.guess_kind(piece.name, mime, words(piece.data, mime, pages=FIRST_PAGES))
        return kind

    def _write(self, owner: Owner, rows: Sequence[Mapping[str, Value]]) -> tuple[str, ...]:
        if not rows:
            return ()
        name = N_("Add a document") if len(rows) == 1 else N_("Add documents")
        with self.database.write(name, subject=", ".join(str(r["name"]) for r in rows)[:200]) as write:
            now = self.now()
            who: Value = self.database.identity.officer_id or None
            return tuple(
                write.insert(
                    Attachment,
                    {queries.OWNERS[owner.kind]: owner.id, **values, "added_at": now, "officer_id": who},
                )
                for values in rows
            )

    def _known(self, owner: Owner, sha: str) -> str | None:
        """What the record calls these bytes, if it has them."""
        with self.database.read() as connection:
            return queries.known(connection, owner.kind, owner.id, sha)

    def _forget(self, fresh: Sequence[str]) -> None:
        """Bytes that came in for an operation that came to nothing."""
        with suppress(DeskError), self.database.scratch() as connection:
            for sha in fresh:
                if not _used(connection, sha):
                    connection.execute(text("DELETE FROM content WHERE sha256 = :sha"), {"sha": sha})

    # -- looking ------------------------------------------------------------------------------------------

    def of(self, owner: Owner, *, own: bool = False) -> tuple[DocumentRow, ...]:
        """The documents of a record, newest first; an employer's with those of its people, sessions, placements.

        With `own` only those that were put on the record itself.
        """
        with self.database.read() as connection:
            return tuple(queries.of_record(connection, owner.kind, owner.id, rules.READABLE, own=own))

    def get(self, document_id: str) -> DocumentRow:
        """One document. Raises `NotFound`."""
        with self.database.read() as connection:
            found = queries.one(connection, document_id, rules.READABLE)
        if found is None:
            raise NotFound()
        return found

    def data(self, document_id: str) -> bytes:
        """A document's bytes. Raises `NotFound`, `BytesMissing`."""
        with self.database.read() as connection:
            kept = row(connection, Attachment, document_id)
            found = queries.data(connection, str(kept["sha256"]))
        if found is None:
            raise BytesMissing(name=kept["name"])
        return found

    def expiring(self, until: str) -> tuple[DocumentRow, ...]:
        """Documents of all records whose last day is `until` (ISO) or before, the earliest first."""
        with self.database.read() as connection:
            return tuple(queries.expiring(connection, until, rules.READABLE))

    # -- changing -----------------------------------------------------------------------------------------

    def edit(self, document_id: str, values: Values) -> None:
        """Change kind, name, day of expiry or notes. Raises `Invalid`, `NotFound`."""
        cleaned = rules.clean_document(values, self.today())
        with self.database.read() as connection:
            kept = row(connection, Attachment, document_id)
        if "name" in cleaned:
            cleaned["name"] = rules.keep_ending(str(kept["name"]), str(cleaned["name"]))
        changed = {name: value for name, value in cleaned.items() if kept[name] != value}
        if changed:
            with self.database.write(N_("Edit a document"), subject=str(kept["name"])) as write:
                write.update(Attachment, document_id, changed)

    def delete(self, document_ids: Sequence[str]) -> None:
        """Take documents off their records; undo brings them back with their bytes. Raises `NotFound`."""
        with self.database.read() as connection:
            names = [str(row(connection, Attachment, one)["name"]) for one in document_ids]
        name = N_("Delete a document") if len(names) == 1 else N_("Delete documents")
        with self.database.write(name, subject=", ".join(names)[:200]) as write:
            for one in document_ids:
                write.delete(Attachment, one)

    # -- out of the program -------------------------------------------------------------------------------

    def save(self, document_id: str, target: Path, *, replace: bool = False) -> Path:
        """Write a copy to a file, or under its own name into a folder; returns its path.

        Raises `FileThere`, `FileNotWritten`, `DiskFull`, `NotFound`, `BytesMissing`.
        """
        if target.is_dir():
            target = target / self.get(document_id).name
        return files.write(target, self.data(document_id), replace=replace)


def _used(connection: Connection, sha: str) -> bool:
    statement = (
        "SELECT 1 FROM attachment WHERE sha256 = :sha UNION ALL SELECT 1 FROM package WHERE sha256 = :sha LIMIT 1"
    )
    return connection.execute(text(statement), {"sha": sha}).first() is not None
