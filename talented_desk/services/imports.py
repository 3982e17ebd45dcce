"""Importing lists: look at a file, preview row by row, apply as one operation that can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select

from db.base import models, table_of
from db.models import EmployerTag, ImportMapping, ImportRun, Tag
from db.queries import import_apply as queries
from db.queries import import_spool as spool
from db.session import Write
from talented_desk.errors import Translates
from talented_desk.exchange import mend
from talented_desk.exchange.habits import Habits, Remark
from talented_desk.exchange.mapping import ColumnMapping
from talented_desk.exchange.open import Inspection, changed, file_hash
from talented_desk.exchange.open import inspect as inspect_file
from talented_desk.exchange.records import Reader
from talented_desk.i18n import N_
from talented_desk.ids import fixed_id, new_id
from talented_desk.jobs import Task
from talented_desk.services.base import Service
from talented_desk.services.import_dry_run import DryRun
from talented_desk.services.import_memory import SAID, remember
from talented_desk.services.import_shapes import (
    Counts,
    Doubt,
    FactLine,
    FailedRow,
    FieldUpdate,
    FileChanged,
    ImportResult,
    ImportRunRow,
    LineRow,
    NoNameColumn,
    NothingToImport,
    Plan,
    Preview,
    PreviewGone,
    PreviewOutdated,
    Warned,
    read_back,
    reasons_of,
)

PAGE = 200
_STEP_NOTES = {
    "spool_employer": N_("Adding employers"),
    "spool_site": N_("Adding worksites"),
    "spool_name": N_("Adding names"),
    "spool_contact": N_("Adding contacts"),
    "spool_line": N_("Adding facts"),
}


class Imports(Service):
    """Import of employer lists. One preview exists at a time; it lives in the encrypted file until discarded."""

    def inspect(self, path: Path, habits: Habits | None = None) -> Inspection:
        """Look at a file; a mapping saved for its layout takes the guess's place.

        Raises the sentences of `talented_desk.exchange.errors`.
        """
        found = inspect_file(path, habits)
        saved = self._saved("signature", found.guess.signature)
        if saved is None:
            return found
        mapping = ColumnMapping.from_json(saved, found.guess.as_of)
        return replace(found, guess=mapping) if len(mapping.columns) == len(found.columns) else found

    def look_again(self, found: Inspection, **changes: Any) -> Inspection:
        """Look at the file with habits that the officer changed, such as `delimiter=";"`."""
        return self.inspect(found.path, changed(found, **changes))

    def layout_name(self, found: Inspection) -> str:
        """The name of the mapping that is saved for files of this layout, empty if there is none."""
        signature = found.guess.signature
        return next((name for name, mapping in self.mappings() if mapping.signature == signature), "")

    def plan(self, found: Inspection, mapping: ColumnMapping | None = None, *, overwrite: bool = False) -> Plan:
        """What to import: the inspected file with its guess, or with a mapping of the officer's."""
        chosen = mapping or found.guess
        is_lmia = "fact_number" in chosen.columns and bool({"fact_stream", "fact_count"} & set(chosen.columns))
        kind = "lmia_positions" if is_lmia else "listed"
        return Plan(found.path, found.sha256, found.habits, chosen, kind, overwrite)

    def mappings(self) -> tuple[tuple[str, ColumnMapping], ...]:
        """Saved mappings by name."""
        table = table_of(ImportMapping)
        with self.database.read() as connection:
            found = connection.execute(select(table.c.name, table.c.mapping).order_by(table.c.name)).all()
        return tuple((str(name), ColumnMapping.from_json(text)) for name, text in found)

    def mapping(self, name: str) -> ColumnMapping | None:
        """A saved mapping."""
        saved = self._saved("name", name)
        return ColumnMapping.from_json(saved) if saved else None

    def save_mapping(self, name: str, mapping: ColumnMapping) -> None:
        """Keep a mapping for files of the same layout; one layout has one."""
        row_id = fixed_id("import_mapping", mapping.signature)
        values = {"name": name, "signature": mapping.signature, "mapping": mapping.to_json()}
        table = table_of(ImportMapping)
        with self.database.write(N_("Save column mapping"), subject=name) as write:
            if write.connection.execute(select(table.c.id).where(table.c.id == row_id)).first():
                write.update(ImportMapping, row_id, values)
            else:
                write.insert(ImportMapping, values, row_id)

    def dry_run(self, plan: Plan, task: Task | None = None, total: int = 0) -> Preview:
        """Find out what importing would do, without changing a record.

        `total` is the expected number of rows, for the progress. Raises `NoNameColumn`, `FileChanged`, `Cancelled`.
        """
        task = task or Task()
        if not Reader(plan.mapping, plan.habits, self.today()).has_name:
            raise NoNameColumn()
        if file_hash(plan.path) != plan.sha256:
            raise FileChanged(name=plan.path.name)
        token = new_id()
        with self.database.scratch() as connection:
            spool.make(connection, token)
        try:
            walk = DryRun(self.database, plan, self.today(), task)
            lines = walk.run(total)
            with self.database.read() as connection:
                counts = Counts(lines=lines, **spool.counts(connection, spool.taken(plan.overwrite, {})))
        except BaseException:
            self.discard()
            raise
        if counts.taken + counts.failed != lines:
            raise RuntimeError(f"{lines} lines, but {counts.taken} taken and {counts.failed} failed")
        return Preview(token, plan, counts, self._remarks(plan, walk.missing))

    def apply(
        self,
        preview: Preview,
        decisions: Mapping[int, bool] | None = None,
        task: Task | None = None,
        values: Mapping[int, bool] | None = None,
    ) -> ImportResult:
        """Write what the preview shows, as one operation; a doubtful match is joined only where its id says yes.

        `values` answers for single changes (`FieldUpdate.id`): yes takes the list's value, no keeps the present one.
        Raises `PreviewGone`, `PreviewOutdated`, `NothingToImport`, `Cancelled`; then nothing is changed.
        """
        task = task or Task()
        plan, name = preview.plan, preview.plan.path.name
        if not preview.counts.taken:
            raise NothingToImport(name=name, failed=preview.counts.failed)
        import_id = new_id()
        with self.database.write(N_("Import list"), subject=name) as write:
            connection = write.connection
            if not spool.is_current(connection, preview.token):
                raise PreviewGone()
            if spool.is_outdated(connection):
                raise PreviewOutdated()
            joined = self._join(write, decisions or {})
            chosen = spool.taken(plan.overwrite, values or {})
            counts = Counts(lines=preview.counts.lines, **spool.counts(connection, chosen))
            if _changes_something(counts, connection):
                write.insert(
                    ImportRun,
                    {
                        "file_name": name,
                        "sha256": plan.sha256,
                        "imported_at": self.now(),
                        "rows": counts.lines,
                        "summary": json.dumps({**asdict(counts), SAID: remember(connection, plan.mapping)}),
                    },
                    import_id,
                )
                self._write(write, plan, import_id, task, chosen)
            else:
                import_id = ""
        with self.database.read() as connection:
            changeset = queries.changeset_of(connection, import_id)
        return ImportResult(import_id, changeset, counts, joined)

    def discard(self) -> None:
        """Forget the preview."""
        with self.database.scratch() as connection:
            spool.clear(connection)

    def doubts(self, preview: Preview, offset: int = 0, limit: int = PAGE) -> tuple[Doubt, ...]:
        """The doubtful matches, the likeliest first. Raises `PreviewGone`."""
        return tuple(
            Doubt(d, line, name, place, other, trade, other_place, bool(is_new), score, reasons_of(reasons))
            for d, line, name, place, other, other_place, score, reasons, is_new, trade in self._page(
                preview, spool.doubts, offset, limit
            )
        )

    def doubt_count(self, preview: Preview) -> int:
        """How many doubtful matches there are; one row can have several. Raises `PreviewGone`."""
        with self.database.read() as connection:
            if not spool.is_current(connection, preview.token):
                raise PreviewGone()
            return spool.doubt_count(connection)

    def facts(self, preview: Preview, offset: int = 0, limit: int = PAGE) -> tuple[FactLine, ...]:
        """The dated facts that the list adds, in the file's order. Raises `PreviewGone`."""
        return tuple(
            FactLine(line, name, employer or "", as_of, label, number, tuple(json.loads(detail or "{}").items()))
            for line, name, employer, as_of, label, number, detail in self._page(preview, spool.facts, offset, limit)
        )

    def lines(self, preview: Preview, offset: int = 0, limit: int = PAGE, how: str = "") -> tuple[LineRow, ...]:
        """What happens to each row, in the file's order; `how` narrows. Raises `PreviewGone`."""
        return tuple(
            LineRow(line, name, kind, reasons_of(reasons), employer or "", bool(is_new))
            for line, name, kind, reasons, employer, is_new in self._page(preview, spool.lines, offset, limit, how)
        )

    def updates(self, preview: Preview, offset: int = 0, limit: int = PAGE) -> tuple[FieldUpdate, ...]:
        """Fields of existing employers that the list fills or contradicts. Raises `PreviewGone`."""
        return tuple(FieldUpdate(*values) for values in self._page(preview, spool.changes, offset, limit))

    def failures(self, preview: Preview, offset: int = 0, limit: int = PAGE) -> tuple[FailedRow, ...]:
        """The rows that cannot be taken. Raises `PreviewGone`."""
        found = self._page(preview, _failed, offset, limit)
        return tuple(FailedRow(line, tuple(json.loads(cells)), read_back(told)) for line, cells, told in found)

    def warnings(self, preview: Preview, offset: int = 0, limit: int = PAGE) -> tuple[Warned, ...]:
        """The parts of rows that were left out. Raises `PreviewGone`."""
        return tuple(Warned(line, read_back(told)) for line, told in self._page(preview, _warned, offset, limit))

    def write_failed(self, preview: Preview, path: Path, t: Translates) -> int:
        """Write the failed rows as a file to mend and import again; returns how many."""

        def failed() -> Iterator[tuple[int, tuple[str, ...], Any]]:
            offset = 0
            while page := self.failures(preview, offset, 1000):
                yield from ((row.line, row.cells, row.error) for row in page)
                offset += len(page)

        return mend.write(path, preview.plan.mapping.names, failed(), t)

    def runs(self, limit: int = 100) -> tuple[ImportRunRow, ...]:
        """The imports that stand (those taken back do not), newest first."""
        with self.database.read() as connection:
            found = queries.runs(connection, limit)
        return tuple(_run(*values) for values in found)

    def _saved(self, column: str, value: str) -> str | None:
        table = table_of(ImportMapping)
        with self.database.read() as connection:
            found = connection.execute(select(table.c.mapping).where(table.c[column] == value).limit(1)).scalar()
        return None if found is None else str(found)

    def _page(self, preview: Preview, query: Any, *arguments: Any) -> list[tuple[Any, ...]]:
        with self.database.read() as connection:
            if not spool.is_current(connection, preview.token):
                raise PreviewGone()
            return cast(list[tuple[Any, ...]], query(connection, *arguments))

    def _remarks(self, plan: Plan, missing: int) -> tuple[Remark, ...]:
        remarks = self._dated(plan)
        if missing:
            left = N_(
                "{count} of the rows that this list had the last time are not in it now; what they brought stays."
            )
            remarks = (*remarks, Remark(left, (("count", str(missing)),)))
        return remarks

    def _dated(self, plan: Plan) -> tuple[Remark, ...]:
        has_date = "fact_as_of" in plan.mapping.columns or bool(plan.mapping.as_of)
        if has_date or not Reader(plan.mapping, plan.habits, self.today()).has_facts:
            return plan.habits.remarks
        undated = Remark(
            N_("Neither the file nor its name tells a date; its facts are dated today, {date}."),
            (("date", self.today().isoformat()),),
        )
        return (*plan.habits.remarks, undated)

    def _join(self, write: Write, decisions: Mapping[int, bool]) -> int:
        chosen = [d for d, yes in decisions.items() if yes]
        if not chosen:
            return 0
        pairs = queries.chosen_pairs(write.connection, chosen)
        joined: dict[int, int] = {}
        for k, other in pairs:
            joined.setdefault(k, other)
        for k in joined:
            seen = {k}
            while (target := joined[k]) in joined and target not in seen:
                seen.add(target)
                joined[k] = joined[target]
        joined = {k: target for k, target in joined.items() if k != target}
        queries.accept(write.connection, joined)
        return len(joined)

    def _write(self, write: Write, plan: Plan, import_id: str, task: Task, chosen: str) -> None:
        connection = write.connection
        changes = queries.updates(connection, chosen)  # read before the first row is written
        steps = queries.steps(plan.fact_kind, plan.path.name, import_id)
        spans = [queries.span(connection, table, key) for table, key, _, _ in steps]
        total = sum(high - low + 1 for low, high in spans)
        done = 0
        for (table, _, statement, values), (low, high) in zip(steps, spans, strict=True):
            for start in range(high, low - 1, -queries.CHUNK) if high < 0 else range(low, high + 1, queries.CHUNK):
                task.progress(done, total, _STEP_NOTES[table])
                first, last = (
                    (max(low, start - queries.CHUNK + 1), start)
                    if high < 0
                    else (start, min(high, start + queries.CHUNK - 1))
                )
                queries.run(connection, statement, {**values, "low": first, "high": last})
                done += last - first + 1
        for table, row_id, field, value in changes:
            write.update(models()[table], row_id, {field: int(value) if field in ("headcount", "number") else value})
        task.progress(total, total, N_("Finishing"))
        for employer_id, label in queries.tags(connection):
            self._tag(write, employer_id, label)

    def _tag(self, write: Write, employer_id: str, label: str) -> None:
        tag_id = fixed_id("tag", label.casefold())
        member_id = fixed_id(employer_id, "tag", tag_id)
        connection = write.connection
        if not connection.exec_driver_sql("SELECT 1 FROM tag WHERE id = ?", (tag_id,)).first():
            write.insert(Tag, {"label": label}, tag_id)
        if not connection.exec_driver_sql("SELECT 1 FROM employer_tag WHERE id = ?", (member_id,)).first():
            write.insert(EmployerTag, {"employer_id": employer_id, "tag_id": tag_id}, member_id)


def _run(
    run_id: str, file_name: str, imported_at: str, rows: int, summary: str, changeset_id: str, officer: str
) -> ImportRunRow:
    counts = json.loads(summary or "{}")
    new, facts = int(counts.get("new_employers", 0)), int(counts.get("facts", 0))
    return ImportRunRow(run_id, file_name, imported_at, officer, rows, new, facts, changeset_id)


def _failed(connection: Any, offset: int, limit: int) -> list[tuple[Any, ...]]:
    return spool.told(connection, "spool_failed", offset, limit)


def _warned(connection: Any, offset: int, limit: int) -> list[tuple[Any, ...]]:
    return spool.told(connection, "spool_warning", offset, limit)


def _changes_something(counts: Counts, connection: Any) -> bool:
    return bool(counts.new_employers or counts.facts or queries.adds_something(connection) or counts.updates)
