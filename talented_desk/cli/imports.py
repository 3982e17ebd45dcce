"""`talented-desk import FILE`: look, preview, apply; failed rows and doubtful matches as files."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talented_desk.cli import Shell, add_command
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

if TYPE_CHECKING:
    from talented_desk.domain.recognition import Reason
    from talented_desk.exchange.mapping import ColumnMapping
    from talented_desk.exchange.open import Inspection
    from talented_desk.jobs import Progress, Task
    from talented_desk.services.import_shapes import Doubt, ImportResult, Preview
    from talented_desk.services.imports import Imports

SHOWN = 20
"""How many doubtful matches, changes and failed rows the report spells out."""
_YES = frozenset({"yes", "y", "oui", "o", "1", "x", "true"})
_FIGURES: tuple[tuple[str, str], ...] = (
    ("new_employers", N_("New employers: {count}")),
    ("known_employers", N_("Employers already there: {count}")),
    ("changed_employers", N_("Of these, with something new: {count}")),
    ("recognised_lines", N_("Rows recognised as an employer already there: {count}")),
    ("folded_lines", N_("Rows folded into an employer further up in the file: {count}")),
    ("known_lines", N_("Rows already imported before: {count}")),
    ("doubtful", N_("Doubtful matches, applied only with your yes: {count}")),
    ("facts", N_("Dated facts: {count}")),
    ("worksites", N_("New worksites: {count}")),
    ("contacts", N_("Contacts: {count}")),
    ("names", N_("Other names: {count}")),
    ("updates", N_("Values that change: {count}")),
    ("corrected", N_("Of these, corrected since the list’s last import: {count}")),
    ("stays", N_("Values changed here since, which the list says as before: {count}")),
    ("deleted_lines", N_("Rows of records that were deleted here since: {count}")),
    ("conflicts", N_("Values that differ from those kept: {count}")),
    ("warnings", N_("Parts of rows left out: {count}")),
    ("failed", N_("Rows that failed: {count}")),
)


_OUTCOMES: dict[str, str] = {
    "conflict": N_("(differs; kept as it is)"),
    "correct": N_("(corrected in the list)"),
    "stays": N_("(changed here since; kept as it is)"),
}


class NoSuchMapping(DeskError):
    message = N_("There is no saved mapping called “{name}”. Saved are: {names}.")


class NoSuchColumn(DeskError):
    message = N_("There is no column “{name}”. The columns are: {names}.")


class NoSuchTarget(DeskError):
    message = N_("“{name}” is not a field that a column can fill. Fields are: {names}.")


class DoubtsUnreadable(DeskError):
    message = N_("The file {name} with the answers cannot be read: {reason}.")


def add(commands: Any) -> None:
    """Add the command."""
    command = add_command(commands, "import", import_list, N_("import a list of employers from CSV or XLSX"))
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--dry-run", action="store_true", help=N_("show what would happen and change nothing"))
    answers = command.add_mutually_exclusive_group()
    answers.add_argument("--yes-doubtful", action="store_true", help=N_("join all doubtful matches"))
    answers.add_argument(
        "--doubtful",
        type=Path,
        metavar="CSV",
        help=N_("with --dry-run: write the doubtful matches here; without: read the answers from its last column"),
    )
    command.add_argument("--mapping", metavar="NAME", help=N_("use the saved column mapping of this name"))
    command.add_argument("--save-mapping", metavar="NAME", help=N_("save the column mapping under this name"))
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=N_("what a column fills (ignore = leave it out); may be given several times"),
    )
    command.add_argument("--as-of", metavar="DATE", help=N_("the day or quarter (2020-Q1) that the facts speak of"))
    command.add_argument("--overwrite", action="store_true", help=N_("replace values that differ (blanks never do)"))
    command.add_argument("--failed", type=Path, metavar="CSV", help=N_("write the rows that failed here, to be mended"))


def import_list(shell: Shell, arguments: argparse.Namespace) -> int:
    """Inspect, preview, report, and apply unless it is a dry run."""
    with shell.application() as desk:
        imports, task = desk.imports, _task(shell)
        found = imports.inspect(arguments.file)
        mapping = _mapping(imports, found, arguments)
        preview = imports.dry_run(imports.plan(found, mapping, overwrite=arguments.overwrite), task, found.row_estimate)
        try:
            failed = imports.write_failed(preview, arguments.failed, shell.t) if arguments.failed else 0
            doubts = _all(lambda offset: imports.doubts(preview, offset))
            if arguments.dry_run and arguments.doubtful:
                _write_doubts(shell, arguments.doubtful, doubts)
            if not shell.as_json:
                _report(shell, imports, preview, doubts)
                if failed:
                    shell.say("The rows that failed are in {file}.", file=arguments.failed)
            result = None if arguments.dry_run else imports.apply(preview, _decisions(arguments, doubts), task)
            if arguments.save_mapping:
                imports.save_mapping(arguments.save_mapping, mapping)
            if shell.as_json:
                _data(shell, imports, preview, doubts, result)
        finally:
            imports.discard()
        if not shell.as_json:
            _conclude(shell, result)
    return 0


def _mapping(imports: Imports, found: Inspection, arguments: argparse.Namespace) -> ColumnMapping:
    from dataclasses import replace

    from talented_desk.exchange.mapping import BY_ID

    mapping = found.guess
    if arguments.mapping:
        saved = imports.mapping(arguments.mapping)
        if saved is None:
            raise NoSuchMapping(name=arguments.mapping, names=", ".join(name for name, _ in imports.mappings()) or "—")
        by_name = dict(zip(saved.names, saved.columns, strict=True))
        mapping = replace(mapping, columns=tuple(by_name.get(name) for name in mapping.names))
    columns = list(mapping.columns)
    for pair in arguments.column:
        name, _, target = pair.rpartition("=")
        if name not in mapping.names:
            raise NoSuchColumn(name=name, names=", ".join(mapping.names))
        if target != "ignore" and target not in BY_ID:
            raise NoSuchTarget(name=target, names=", ".join((*BY_ID, "ignore")))
        columns[mapping.names.index(name)] = None if target == "ignore" else target
    return replace(mapping, columns=tuple(columns), as_of=arguments.as_of or mapping.as_of)


def _report(shell: Shell, imports: Imports, preview: Preview, doubts: list[Doubt]) -> None:
    from talented_desk.exchange.mapping import BY_ID

    t, plan, counts = shell.t, preview.plan, asdict(preview.counts)
    habits = plan.habits
    if habits.sheet:
        shell.say("Sheet “{sheet}”", sheet=habits.sheet)
    else:
        mark = {"\t": t("tabulator")}.get(habits.delimiter, habits.delimiter)
        shell.say("Read as {encoding}, separated by {delimiter}", encoding=habits.encoding, delimiter=mark)
    for remark in preview.remarks:
        shell.say(remark.message, **dict(remark.fields))
    for name, target in zip(plan.mapping.names, plan.mapping.columns, strict=True):
        shell.write(f"  {name} → {t(BY_ID[target].label) if target in BY_ID else t('left out')}")
    if plan.mapping.as_of:
        shell.say("The facts are as of {as_of}.", as_of=plan.mapping.as_of)
    shell.write()
    shell.write(t.plural("{count} row", "{count} rows", preview.counts.lines))
    for name, text in _FIGURES:
        if counts[name]:
            shell.write("  " + t(text, count=counts[name]))
    if doubts:
        shell.write()
        shell.say("Doubtful matches:")
    for doubt in doubts[:SHOWN]:
        shell.write(
            "  " + t("row {line}: {name} ({place})", line=doubt.line, name=doubt.name, place=doubt.place or "—")
        )
        shell.write(f"    = {doubt.other} ({doubt.other_place or '—'})? {_words(shell, doubt.reasons)}")
    _more(shell, len(doubts))
    for update in imports.updates(preview, 0, SHOWN):
        shell.write(
            "  "
            + t("row {line}: {employer}, {field}: ", line=update.line, employer=update.employer, field=update.field)
            + f"{update.before or '—'} → {update.after}"
            + ("" if plan.overwrite else " " + t(_OUTCOMES[update.kind]) if update.kind in _OUTCOMES else "")
        )
    _more(shell, preview.counts.listed)
    for warning in imports.warnings(preview, 0, SHOWN):
        shell.write("  " + t("row {line}: ", line=warning.line) + warning.error.describe(t))
    _more(shell, preview.counts.warnings)
    for row in imports.failures(preview, 0, SHOWN):
        shell.write("  " + t("row {line} failed: ", line=row.line) + row.error.describe(t))
    _more(shell, preview.counts.failed)


def _conclude(shell: Shell, result: ImportResult | None) -> None:
    if result is None:
        shell.say("Dry run: nothing was changed.")
    elif not result.changeset_id:
        shell.say("All of it is there already: nothing was changed.")
    else:
        shell.say("Imported. To take it back: talented-desk take-back {id}", id=result.changeset_id)


def _data(shell: Shell, imports: Imports, preview: Preview, doubts: list[Doubt], result: ImportResult | None) -> None:
    failures = _all(lambda offset: imports.failures(preview, offset))
    shell.data(
        {
            "file": preview.plan.path.name,
            "columns": dict(zip(preview.plan.mapping.names, preview.plan.mapping.columns, strict=True)),
            "as_of": preview.plan.mapping.as_of,
            "counts": asdict(result.counts if result else preview.counts),
            "doubtful": [
                {**asdict(doubt), "reasons": [_words(shell, (reason,)) for reason in doubt.reasons]} for doubt in doubts
            ],
            "failed": [{"line": row.line, "reason": row.error.describe(shell.t)} for row in failures],
            "applied": result is not None,
            "joined": result.joined if result else 0,
            "changeset": result.changeset_id if result else "",
        }
    )


def _decisions(arguments: argparse.Namespace, doubts: list[Doubt]) -> dict[int, bool]:
    if arguments.yes_doubtful:
        return {doubt.id: True for doubt in doubts}
    if not arguments.doubtful:
        return {}
    from talented_desk.exchange.neutral import restore

    try:
        with arguments.doubtful.open(encoding="utf-8-sig", newline="") as stream:
            answers = {
                (row[0], restore(row[1]), restore(row[3])): row[-1].strip().casefold() in _YES
                for row in csv.reader(stream)
                if row
            }
    except (OSError, UnicodeDecodeError, IndexError, csv.Error) as error:
        raise DoubtsUnreadable(name=arguments.doubtful, reason=error) from error
    return {doubt.id: answers.get((str(doubt.line), doubt.name, doubt.other), False) for doubt in doubts}


def _write_doubts(shell: Shell, path: Path, doubts: list[Doubt]) -> None:
    from talented_desk.exchange.neutral import neutralise

    t = shell.t
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([t("Line"), t("Name"), t("Place"), t("May be"), t("Its place"), t("Why"), t("Same? yes or no")])
        for doubt in doubts:
            writer.writerow(
                [
                    doubt.line,
                    *map(neutralise, (doubt.name, doubt.place, doubt.other, doubt.other_place)),
                    _words(shell, doubt.reasons),
                    "",
                ]
            )


def _words(shell: Shell, reasons: tuple[Reason, ...]) -> str:
    return "; ".join(shell.t(reason.message, **dict(reason.fields)) for reason in reasons)


def _more(shell: Shell, total: int) -> None:
    if total > SHOWN:
        shell.say("… and {count} more", count=total - SHOWN)


def _all(page: Callable[[int], tuple[Any, ...]]) -> list[Any]:
    found: list[Any] = []
    while rows := page(len(found)):
        found += rows
    return found


def _task(shell: Shell) -> Task:
    from talented_desk.jobs import Task

    def tell(progress: Progress) -> None:
        done = "" if progress.fraction is None else f" {progress.fraction:.0%}"
        print(f"\r\x1b[K{shell.t(progress.note)}{done}", end="", file=shell.err, flush=True)

    return Task(tell if shell.err is sys.stderr and sys.stderr.isatty() else None)
