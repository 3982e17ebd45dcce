"""`doctor`: looks at everything and says what is wrong and what to do."""

from __future__ import annotations

import argparse
from typing import Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_


def add(commands: Any) -> None:
    """Add the command."""
    add_command(commands, "doctor", doctor, N_("look at everything, and say what is wrong and what to do"))


def doctor(shell: Shell, arguments: argparse.Namespace) -> int:
    """Print each finding; 1 if anything is wrong."""
    from talented_desk.clock import SystemClock
    from talented_desk.security.doctor import NOTICE, OK, WRONG, examine
    from talented_desk.security.keyrings import SystemKeyring

    found = []
    marks = {OK: shell.t("ok"), NOTICE: shell.t("look"), WRONG: shell.t("WRONG")}
    for finding in examine(shell.paths, SystemKeyring(), SystemClock(), shell.ask):
        text = finding.error.describe(shell.t) if finding.error else shell.t(finding.text, **finding.fields)
        advice = shell.t(finding.advice, **finding.fields)
        found.append({"check": finding.check, "level": finding.level, "text": text, "advice": advice})
        if not shell.as_json:
            shell.write(f"{marks[finding.level]:<6} {text}")
            if advice:
                shell.write(f"{'':<6} {advice}")
    wrong = sum(one["level"] == WRONG for one in found)
    if shell.as_json:
        shell.data({"wrong": wrong, "findings": found})
    else:
        shell.write()
        shell.write(
            shell.t.plural("{count} thing is wrong.", "{count} things are wrong.", wrong)
            if wrong
            else shell.t("Nothing is wrong.")
        )
    return 1 if wrong else 0
