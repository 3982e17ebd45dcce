"""`talented-desk quality`: what is missing, stale, contradictory or doubtful; mending many at once."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from talented_desk.cli import Shell, add_command
from talented_desk.errors import DeskError
from talented_desk.i18n import N_

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application
    from talented_desk.domain.quality import Rule
    from talented_desk.services.quality import Finding

NOBODY: Final = "nobody"
COLUMNS: Final = (
    "rule", "group", "severity", "table", "id", "title", "employer", "officer", "fields", "values",
)  # fmt: skip


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = add_command(
        commands,
        "quality",
        list_findings,
        N_("what is missing, stale, contradictory or doubtful: count by rule, list, mend"),
    )
    group.add_argument("--rule", default="", help=N_("list what this rule finds"))
    group.add_argument("--owner", default="", help=N_("only one officer's, by name or id; nobody: nobody's"))
    group.add_argument("--csv", default="", metavar="FILE", help=N_("write the findings to a file with separators"))
    actions = group.add_subparsers(dest="action", metavar="ACTION")
    mending = add_command(actions, "mend", mend, N_("mend all that a rule finds as one operation (undo takes it back)"))
    mending.add_argument("rule", help=N_("a rule that can be mended in bulk, as the list names it"))
    mending.add_argument(
        "--owner", default=argparse.SUPPRESS, help=N_("only one officer's, by name or id; nobody: nobody's")
    )
    mending.add_argument("--dry-run", action="store_true", help=N_("say what would change, and change nothing"))


class UnknownOfficer(DeskError):
    message = N_("There is no officer “{name}”.")


def list_findings(shell: Shell, arguments: argparse.Namespace) -> int:
    """The counts of all rules, or the findings of one."""
    from talented_desk.domain.quality import GROUPS, RULES, rule

    with shell.application() as desk:
        owner = _owner(desk, arguments.owner)
        if arguments.csv:
            rules = [rule(arguments.rule)] if arguments.rule else list(RULES)
            return _save(shell, desk, rules, owner, Path(arguments.csv))
        if arguments.rule:
            return _list(shell, desk, arguments.rule, owner)
        summary = desk.quality.summary(owner)
    counts = [(one, many) for one in RULES if (many := summary.of(one.code))]
    if shell.as_json:
        shell.data([{**_rule(one.code), "count": many} for one, many in counts])
        return 0
    for one, many in counts:
        shell.write(f"{many:>7}  {one.code:<22} {shell.t(GROUPS[one.group])}: {shell.t(one.title)}")
    shell.write(shell.t.plural("{count} finding", "{count} findings", summary.total()))
    return 0


def mend(shell: Shell, arguments: argparse.Namespace) -> int:
    """Mend what the rule finds, or say what that would change."""
    with shell.application() as desk:
        plan = desk.quality.preview_mend(arguments.rule, owner=_owner(desk, arguments.owner))
        count = len(plan) if arguments.dry_run else desk.quality.mend(arguments.rule, [one.id for one in plan])
    if shell.as_json:
        records = [
            {
                "id": one.id,
                "title": one.title,
                "changes": [{"field": field, "before": before, "after": after} for field, before, after in one.changes],
            }
            for one in plan
        ]
        shell.data({"rule": arguments.rule, "mended": 0 if arguments.dry_run else count, "records": records})
        return 0
    for one in plan if arguments.dry_run else ():
        shell.write(f"{one.id}  {one.title}")
        for field, before, after in one.changes:
            shell.write(f"    {field}: {before} → {after}")
    if arguments.dry_run:
        shell.write(shell.t.plural("{count} record would change", "{count} records would change", count))
    else:
        shell.write(shell.t.plural("{count} record mended", "{count} records mended", count))
    return 0


def _list(shell: Shell, desk: Application, code: str, owner: str | None) -> int:
    from talented_desk.domain.quality import rule

    one = rule(code)
    found = desk.quality.findings(code, owner, limit=-1)
    if shell.as_json:
        shell.data([_data(finding) for finding in found])
        return 0
    shell.write(shell.t(one.title))
    shell.write(shell.t(one.why))
    shell.write(shell.t(one.mend))
    for finding in found:
        at = f"  ({finding.employer})" if finding.employer and finding.employer != finding.title else ""
        says = ", ".join(value for value in finding.seen if value)
        shell.write(f"{finding.id}  {finding.title}{at}{f'  {says}' if says else ''}")
    shell.write(shell.t.plural("{count} finding", "{count} findings", len(found)))
    return 0


def _save(shell: Shell, desk: Application, rules: Sequence[Rule], owner: str | None, path: Path) -> int:
    from talented_desk.exchange.export import Sheet, write

    names = {one.id: one.name for one in desk.officers.all()}
    rows = [
        (
            one.code, one.group, one.severity, one.table, found.id, found.title, found.employer,
            names.get(found.owner_id, ""), " | ".join(found.fields), " | ".join(found.seen),
        )
        for one in rules
        for found in desk.quality.findings(one.code, owner, limit=-1)
    ]  # fmt: skip
    count = write(path.absolute(), Sheet(shell.t("Data quality"), COLUMNS, len(rows), ()), rows, shell.t)
    if shell.as_json:
        shell.data({"file": str(path), "findings": count})
        return 0
    said = shell.t.plural("{count} finding written to {path}", "{count} findings written to {path}", count, path=path)
    shell.write(said)
    return 0


def _owner(desk: Application, wanted: str) -> str | None:
    """None for everybody's, "" for nobody's, or an officer's id. Raises `UnknownOfficer`."""
    if not wanted:
        return None
    if wanted == NOBODY:
        return ""
    for one in desk.officers.all():
        if wanted in (one.id, one.name):
            return one.id
    raise UnknownOfficer(name=wanted)


def _rule(code: str) -> dict[str, Any]:
    from talented_desk.domain.quality import rule

    one = rule(code)
    return {"rule": one.code, "group": one.group, "severity": one.severity, "table": one.table, "bulk": one.bulk}


def _data(finding: Finding) -> dict[str, Any]:
    found = asdict(finding)
    return {name: value for name, value in found.items() if name not in ("n", "key")}
