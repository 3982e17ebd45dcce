"""`talented-desk bench`: each case beside its raw limit."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talented_desk.cli import Shell
from talented_desk.i18n import N_

if TYPE_CHECKING:
    from talented_desk.bench.run import Result

_ROW = "{:<20} {:>9}  {:>12}  {:>12}  {:>8}  {:<16} {}"


def add(commands: Any) -> None:
    """Add the command."""
    text = N_("measure speed, each case beside its raw limit")
    bench = commands.add_parser("bench", help=text, description=text)  # its --json takes a file
    bench.set_defaults(run=run_cases)
    bench.add_argument("names", nargs="*", metavar="NAME", help=N_("which cases (default: all)"))
    bench.add_argument("--rows", type=_count, metavar="N", help=N_("how many rows instead of each case's own number"))
    bench.add_argument("--json", dest="json_file", type=Path, metavar="FILE", help=N_("write the results here as JSON"))


def run_cases(shell: Shell, arguments: argparse.Namespace) -> int:
    """Measure, print both figures and their ratio, and write them as JSON."""
    from talented_desk.bench.run import TURNS, cases, run

    chosen = cases(arguments.names)

    def report(line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="", file=shell.err, flush=True)

    t = shell.t
    if not shell.as_json:
        shell.write(_ROW.format(t("Case"), t("Rows"), t("Ours"), t("Raw"), t("Ratio"), t("Unit"), t("To reach")))
    results = []
    for result in run(chosen, arguments.rows, report=lambda name, turn: report(f"{name} {turn}/{TURNS}")):
        report("")
        results.append(result.data())
        if not shell.as_json:
            shell.write(_line(shell, result))
    if arguments.json_file is not None:
        arguments.json_file.write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    if shell.as_json:
        shell.data(results)
    return 0


def _line(shell: Shell, result: Result) -> str:
    sign = "≥" if result.better == "higher" else "≤"
    kind = "×" if result.reach.kind == "ratio" else f" {result.reach.kind}"
    reached = shell.t("reached") if result.ok else shell.t("missed")
    return _ROW.format(
        result.case,
        result.rows,
        f"{result.ours:.4g}",
        "–" if result.raw is None else f"{result.raw:.4g}",
        "–" if result.ratio is None else f"{result.ratio:.3f}",
        result.unit,
        f"{sign} {result.reach.value:g}{kind}: {reached}",
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
