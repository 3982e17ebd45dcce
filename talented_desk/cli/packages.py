"""`talented-desk package`: what is missing, generate, save, list."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("package", help=N_("placement packages: gaps, generate, save, list"))
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    gaps = add_command(actions, "gaps", show_gaps, N_("list what is not known and would print as a blank line"))
    gaps.add_argument("placement", metavar="PLACEMENT_ID")
    new = add_command(actions, "generate", generate, N_("make a package, keep it, and save the PDF"))
    new.add_argument("placement", metavar="PLACEMENT_ID")
    new.add_argument(
        "--in", dest="languages", choices=("en", "fr", "both"), default="en", help=N_("language (default en)")
    )
    new.add_argument("--pdf", type=Path, metavar="FILE", help=N_("where to save it (default: its own name, here)"))
    save = add_command(actions, "save", save_kept, N_("save a kept package's PDF"))
    save.add_argument("package", metavar="PACKAGE_ID")
    save.add_argument("--pdf", type=Path, metavar="FILE")
    listing = add_command(actions, "list", list_kept, N_("list the packages of a placement"))
    listing.add_argument("placement", metavar="PLACEMENT_ID")


def show_gaps(shell: Shell, arguments: argparse.Namespace) -> int:
    """One gap a line; exit code 0 either way."""
    with shell.application() as desk:
        gaps = desk.packages.gaps(arguments.placement)
    if shell.as_json:
        shell.data([asdict(gap) for gap in gaps])
        return 0
    for gap in gaps:
        shell.write(f"{gap.field}: {shell.t(gap.message)}")
    if not gaps:
        shell.say("Nothing is missing.")
    return 0


def generate(shell: Shell, arguments: argparse.Namespace) -> int:
    """Make, keep and save."""
    with shell.application() as desk:
        package_id = desk.packages.generate(arguments.placement, arguments.languages)
        return _save(shell, desk, package_id, arguments.pdf)


def save_kept(shell: Shell, arguments: argparse.Namespace) -> int:
    """Save the bytes as they were kept."""
    with shell.application() as desk:
        return _save(shell, desk, arguments.package, arguments.pdf)


def list_kept(shell: Shell, arguments: argparse.Namespace) -> int:
    """One package a line, newest first."""
    with shell.application() as desk:
        rows = desk.packages.of_placement(arguments.placement)
    if shell.as_json:
        shell.data([asdict(row) for row in rows])
        return 0
    for row in rows:
        shell.write(f"{row.created_at:%Y-%m-%d %H:%M}  {row.id}  {row.language}  {row.pages} p.  {row.sha256}")
    return 0


def _save(shell: Shell, desk: Any, package_id: str, target: Path | None) -> int:
    data = desk.packages.pdf(package_id)
    path = target or Path(desk.packages.file_name(package_id))
    path.write_bytes(data)
    kept = desk.packages.get(package_id)
    if shell.as_json:
        shell.data({"id": package_id, "path": path, "sha256": kept.sha256, "pages": kept.pages})
    else:
        shell.say("Saved {path}: {pages} pages, SHA-256 {sha256}", path=path, pages=kept.pages, sha256=kept.sha256)
    return 0
