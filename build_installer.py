"""Build the installer of this computer's kind: `python build_installer.py [--out DIR]`.

On Debian and Ubuntu that is a .deb. The program is frozen with PyInstaller, the frozen program tests itself, and only
then it is packed. What must be installed before, and what Windows and macOS will need, stands in docs/building.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from scripts.installer import NotBuilt, requirements

ROOT: Final = Path(__file__).resolve().parent
SPEC: Final = ROOT / "packaging/talented-desk.spec"
PROGRAM: Final = "talented-desk"
BUILD_ONLY: Final = frozenset({"setuptools", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging"})
"""Locked for building; nothing of them but PyInstaller's starter travels along, whose licence allows that."""


def main(argv: Sequence[str] | None = None) -> int:
    """Build it; returns the exit code: 0 built, 1 not built for a reason that is said."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR", help="where the installer goes")
    options.add_argument(
        "--work", type=Path, default=ROOT / "build/installer", metavar="DIR", help="for what is between"
    )
    arguments = options.parse_args(argv)
    try:
        requirements.check(ROOT)
        built = build(arguments.out.resolve(), arguments.work.resolve())
    except NotBuilt as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"\n{built}")
    print(f"{built.stat().st_size / 1e6:.1f} MB")
    print(f"SHA-256 {hashlib.sha256(built.read_bytes()).hexdigest()}")
    print(f"\nInstall it on Debian 12 or newer or Ubuntu 24.04 or newer: apt install {built}")
    return 0


def build(out: Path, work: Path) -> Path:
    """Freeze, test, pack; returns the installer."""
    from scripts.installer import debian, libraries, licences
    from talented_desk import __version__

    moment = epoch()
    frozen = freeze(work, moment)
    test_itself(frozen)
    say("Looking at what it needs of the system")
    needed = libraries.needs(frozen)
    unmet(libraries.packages_of(needed.names), needed.glibc)
    texts = work / "licences"
    shutil.rmtree(texts, ignore_errors=True)
    parts = [name for name in requirements.pins(ROOT) if name not in BUILD_ONLY and requirements.installed(name)]
    inside = libraries.packages_of(frozenset(path.name for path in (frozen / "_internal").glob("lib*.so*")))
    licences.collect(texts, parts, [package for package in inside.values() if package])
    say("Packing")
    recipe = debian.Recipe(ROOT, frozen, texts, __version__, architecture(), needed.glibc, moment)
    return debian.build(recipe, work / "tree", out)


def say(words: str) -> None:
    """Tell how far it is."""
    print(f"[{time.strftime('%H:%M:%S')}] {words}", flush=True)


def epoch() -> int:
    """The moment that every file gets: `SOURCE_DATE_EPOCH`, else the last commit's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    if shutil.which("git"):
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        if told:
            return int(told)
    return int((ROOT / "pyproject.toml").stat().st_mtime)


def freeze(work: Path, moment: int) -> Path:
    """The program with its Python and its libraries in one folder."""
    say("Freezing; this takes a minute or two")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    log = work / "pyinstaller.log"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "INFO"]
    command += ["--distpath", str(work / "frozen"), "--workpath", str(work / "pyinstaller"), str(SPEC)]
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(moment),
        "PYTHONHASHSEED": "0",
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    with log.open("w", encoding="utf-8") as stream:
        done = subprocess.run(command, cwd=work, env=environment, stdout=stream, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        end = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise NotBuilt(f"PyInstaller failed ({log}):\n{end}")
    return work / "frozen" / PROGRAM


def test_itself(frozen: Path) -> None:
    """Run the frozen program's self-test, with nothing of this computer's Python in reach."""
    say("The frozen program tests itself")
    with TemporaryDirectory(prefix="talented-desk-build-") as home:
        environment = {"HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run([str(frozen / PROGRAM), "--self-test"], cwd=home, env=environment, check=False)
    if done.returncode:
        raise NotBuilt("The frozen program failed its self-test; nothing was packed.")


def unmet(packages: dict[str, str], glibc: tuple[int, int]) -> None:
    """Raises `NotBuilt` where the program needs a library whose package the .deb would not ask for."""
    from scripts.installer import debian

    asked = debian.depends((ROOT / "scripts/setup.sh").read_text("utf-8"), glibc)
    known = {name.split()[0] for name in " | ".join(asked).split("|")}
    wrong = [
        f"{library} ({package or 'in no package'})"
        for library, package in packages.items()
        if package not in known and library not in debian.OPTIONAL
    ]
    if wrong:
        raise NotBuilt(f"The program needs libraries that the package does not ask for: {', '.join(wrong)}.")


def architecture() -> str:
    """Debian's name for this computer's kind."""
    told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
