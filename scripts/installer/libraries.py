"""Which libraries of the system the frozen program needs, read from its files with objdump."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ELF: Final = b"\x7fELF"
NEEDED: Final = re.compile(r"^ +NEEDED +(\S+)$", re.M)
GLIBC: Final = re.compile(r"\bGLIBC_(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Needs:
    """What the files in a folder ask of the system."""

    names: frozenset[str]
    """Libraries by soname that are not in the folder."""
    glibc: tuple[int, int]
    """The oldest glibc that has every symbol."""


def needs(folder: Path) -> Needs:
    """Look at every program and library under the folder."""
    wanted: set[str] = set()
    glibc = (2, 0)
    files = list(binaries(folder))
    for start in range(0, len(files), 50):
        told = _objdump(files[start : start + 50])
        wanted |= set(NEEDED.findall(told))
        glibc = max([glibc, *((int(a), int(b)) for a, b in GLIBC.findall(told))])
    # a library is found by its file name, or by a link to it that has the soname
    have = {path.name for path in folder.rglob("*.so*")}
    return Needs(frozenset(wanted - have), glibc)


def binaries(folder: Path) -> Iterator[Path]:
    """Programs and libraries, in order of their names."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as stream:
                if stream.read(4) == ELF:
                    yield path


def _objdump(files: Sequence[Path]) -> str:
    command = ["objdump", "--private-headers", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def packages_of(names: frozenset[str]) -> dict[str, str]:
    """The Debian package here that has each of these libraries; empty for one that nobody has."""
    if not names:
        return {}
    command = ["dpkg-query", "--search", *(f"*/{name}" for name in sorted(names))]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = dict.fromkeys(sorted(names), "")
    for line in told.splitlines():
        owner, separator, path = line.partition(": ")
        name = path.rpartition("/")[2]
        if separator and name in found and not found[name]:
            found[name] = owner.split(":")[0].split(",")[0]
    return found
