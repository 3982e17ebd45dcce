"""`--self-test`: prints a line for each check; 1 if anything does not work here."""

from __future__ import annotations

import argparse

from talented_desk.cli import Shell


def self_test(shell: Shell, arguments: argparse.Namespace) -> int:
    """Run every check in a workspace of its own; the officer's is not opened."""
    from talented_desk import self_test as trial

    found, marks = [], {True: shell.t("ok"), False: shell.t("WRONG")}
    for finding in trial.examine(trial.every_check()):
        text = finding.error.describe(shell.t) if finding.error else ""
        if finding.said:
            text = shell.t(finding.said.text, **finding.said.fields)
        found.append({"check": finding.check, "ok": finding.ok, "text": text, "trace": finding.trace})
        if not shell.as_json:
            shell.write(f"{marks[finding.ok]:<6} {finding.check:<13} {text}")
            shell.out.flush()
            if finding.trace:
                print(finding.trace, file=shell.err)
    wrong = sum(not one["ok"] for one in found)
    if shell.as_json:
        shell.data({"wrong": wrong, "checks": found})
    else:
        shell.write()
        shell.write(
            shell.t.plural("{count} check failed.", "{count} checks failed.", wrong)
            if wrong
            else shell.t.plural("{count} check passed.", "All {count} checks passed.", len(found))
        )
    return 1 if wrong else 0
