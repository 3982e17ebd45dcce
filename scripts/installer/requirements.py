"""What building needs, and a sentence about what of it is missing."""

from __future__ import annotations

import re
import sys
from importlib import import_module, metadata
from pathlib import Path
from shutil import which
from typing import Final

from scripts.installer import NotBuilt

LOCK: Final = "requirements/build.txt"
PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)( ; .+)? \\$", re.M)
NAMED: Final = 5
"""How many of what is missing are named."""
TOOLS: Final = {"dpkg-deb": "dpkg", "dpkg-query": "dpkg", "strip": "binutils", "objdump": "binutils"}
"""Commands, each with the Debian package that has it."""


def pins(root: Path) -> dict[str, tuple[str, bool]]:
    """Each locked package: its version, and whether every system needs it."""
    found = PIN.findall((root / LOCK).read_text("utf-8"))
    return {name: (version, not marker) for name, version, marker in found}


def check(root: Path) -> None:
    """Raises `NotBuilt` if this computer cannot build the installer, and says what it lacks."""
    if sys.platform != "linux":
        raise NotBuilt("Only the .deb for Debian and Ubuntu can be built so far, on Linux; see docs/building.md.")
    lacking = sorted({package for tool, package in TOOLS.items() if not which(tool)})
    if lacking:
        raise NotBuilt(f"These Debian packages are missing: {', '.join(lacking)}. Install them with apt-get.")
    wrong = []
    for name, (version, everywhere) in pins(root).items():
        there = installed(name)
        if there != version and (there or everywhere):
            wrong.append(f"{name} {version}" + (f" (here: {there})" if there else ""))
    if wrong:
        listed = ", ".join(wrong[:NAMED]) + (f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else "")
        raise NotBuilt(
            f"These Python packages are missing, or are here in another version: {listed}. "
            f"Install what is locked:\n{install()}"
        )
    try:
        import_module("PySide6.QtGui")  # loads what Qt needs of the system
    except ImportError as error:
        raise NotBuilt(f"Qt cannot be loaded: {error}. Install the libraries that `sh start` installs.") from error


def install() -> str:
    """The lines that install what is locked; Debian's own Python takes packages in an environment only."""
    python, lines = sys.executable, []
    if sys.prefix == sys.base_prefix:
        python = ".venv-build/bin/python"
        lines.append(f"  {sys.executable} -m venv .venv-build")
    lines.append(f"  {python} -m pip install --require-hashes -r {LOCK}")
    return "\n".join([*lines, "and build with", f"  {python} build_installer.py"])


def installed(name: str) -> str:
    """The version that is installed here; empty if there is none."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
