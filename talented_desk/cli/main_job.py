"""The main job without a window: import a real list, find an employer, log a session, hand over a package.

Everything goes through the services that the window uses; what comes of it lies in one folder.
"""

from __future__ import annotations

import csv
import os
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from talented_desk.cli import Shell
from talented_desk.clock import utc_text
from talented_desk.exchange.neutral import neutralise
from talented_desk.paths import WorkspacePaths

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application

REAL_LIST = "lmia-alberta-2020q1.csv"
"""In resources/demo: real employers from a public list, messy as they come (Open Government Licence – Canada)."""

LOOKS = (("en", "light"), ("fr", "dark"))


def run(shell: Shell, paths: WorkspacePaths, folder: Path) -> int:
    """Do it, say each step, and say at the end where things are."""
    from talented_desk.cli.demo import open_demo

    folder.mkdir(parents=True, exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with open_demo(paths) as desk:
        _import(shell, desk)
        employer_id = _find(shell, desk)
        _session(shell, desk, employer_id)
        _session_list(shell, desk, folder / "sessions.csv")
        _packages(shell, desk, folder)
        _pictures(shell, desk, folder / "screenshots")
    shell.write()
    shell.say("Everything is in {folder}.", folder=folder.resolve())
    shell.say(
        "Next: “talented-desk demo” on a computer with a display opens the window on the demo workspace; "
        "“talented-desk” alone begins your own."
    )
    return 0


def _import(shell: Shell, desk: Application) -> None:
    with as_file(files("resources").joinpath("demo", REAL_LIST)) as path:
        preview = desk.imports.dry_run(desk.imports.plan(desk.imports.inspect(path)))
    shell.say(
        "{file}: {rows} rows. A dry run says: new employers {new}, rows imported before {known}, doubtful matches "
        "{doubtful}, rows that fail {failed}.",
        file=REAL_LIST,
        rows=preview.counts.lines,
        new=preview.counts.new_employers,
        known=preview.counts.known_lines,
        doubtful=preview.counts.doubtful,
        failed=preview.counts.failed,
    )
    desk.imports.apply(preview)
    shell.say("Imported; {count} employers are in the workspace now.", count=desk.employers.count())


def _find(shell: Shell, desk: Application) -> str:
    typed = "prarie robotcs"
    hit = desk.search.find(typed, 1, ("employer",))[0]
    shell.say("Typing “{typed}” finds “{name}”.", typed=typed, name=hit.title)
    return hit.id


def _session(shell: Shell, desk: Application, employer_id: str) -> None:
    from talented_desk.services.sessions import Commitment, LogSupportSession

    due = (desk.clock.now().date() + timedelta(days=4)).isoformat()
    desk.sessions.log(
        LogSupportSession(
            {
                "happened_at": utc_text(desk.clock.now()),
                "channel": "phone",
                "minutes_direct": 12,
                "subject": "Hosting a student in May",
                "narrative": "Wants to host; asked who covers a student under workers' compensation.",
            },
            (employer_id,),
            tuple(person.id for person in desk.contacts.of_employer(employer_id)[:1]),
            topics=("wcb",),
            barriers=("information",),
            follow_ups=(Commitment("call back with the answer", due),),
        )
    )
    before = desk.sessions.count()
    undone = desk.journal.undo()
    desk.journal.redo()
    shell.say(
        "Logged a support session with a follow-up; undo took back {rows} rows, redo brought them again: "
        "{count} sessions.",
        rows=undone.rows,
        count=before,
    )


def _session_list(shell: Shell, desk: Application, target: Path) -> None:
    rows = desk.sessions.recent(100_000)
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["when", "minutes", "channel", "employers", "subject", "officer"])
        for row in rows:
            line = (row.happened_at, str(row.minutes), row.channel, row.employers, row.subject, row.officer)
            writer.writerow([neutralise(cell) for cell in line])
    shell.say("Wrote {count} sessions to {path}.", count=len(rows), path=target)


def _packages(shell: Shell, desk: Application, folder: Path) -> None:
    from talented_desk.packages.preview import Preview
    from ui.pictures import save_page

    under_way = desk.placements.all(state="active") or desk.placements.all()
    placement = max(under_way, key=lambda row: (not desk.packages.gaps(row.id), row.packages))
    for language in ("fr", "en"):
        package_id = desk.packages.generate(placement.id, language)
        data = desk.packages.pdf(package_id)
        target = folder / desk.packages.file_name(package_id)
        target.write_bytes(data)
        with Preview(data) as preview:
            for page in range(preview.pages):
                save_page(preview.render(page, 1.0), folder / f"{target.stem}-{page + 1:02d}.png")
            pages = preview.pages
        shell.say("Wrote a placement package of {pages} pages: {path}.", pages=pages, path=target)


def _pictures(shell: Shell, desk: Application, folder: Path) -> None:
    from ui.pictures import Look, take

    files = take(desk, folder, [Look(language, theme, 1366, 768, 100) for language, theme in LOOKS])
    shell.say("Took {count} pictures of the window: {path}.", count=len(files), path=folder)
