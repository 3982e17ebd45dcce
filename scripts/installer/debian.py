"""The .deb around a frozen program: its tree of files, its control file, and dpkg-deb with nothing left to chance.

The same frozen program, version and `SOURCE_DATE_EPOCH` give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.installer import NotBuilt, icons

NAME: Final = "talented-desk"
PLACE: Final = Path("opt") / NAME
LAUNCHER: Final = Path("usr/bin") / NAME
LIBRARIES: Final = re.compile(r'^QT_LIBRARIES="([^"]+)"', re.M)
FURTHER: Final = (
    *("libstdc++6", "libgcc-s1", "libzstd1", "libfreetype6", "libx11-6", "libx11-xcb1", "libxcb1", "libxcb-glx0"),
    *("libxcb-randr0", "libxcb-render0", "libxcb-shm0", "libxcb-sync1", "libxcb-util1", "libxcb-xfixes0"),
)
"""What those of `scripts/setup.sh` bring along anyway, named because the program needs them itself."""
OPTIONAL: Final = frozenset({"libcups.so.2", "libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1"})
"""Libraries of plugins that Qt leaves alone where they are missing (printers, Wayland): recommended only."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What goes into a package. `packaging` holds its fixed files, `libraries` is what the system has to bring."""

    root: Path
    frozen: Path
    licences: Path
    version: str
    architecture: str
    glibc: tuple[int, int]
    epoch: int


def depends(setup: str, glibc: tuple[int, int]) -> list[str]:
    """What the program needs of the system: the libraries that `scripts/setup.sh` installs, glibc, and the rest.

    `a|b` there is a package that has another name since Debian 13 and Ubuntu 24.04.
    """
    found = LIBRARIES.search(setup)
    if not found:
        raise NotBuilt("scripts/setup.sh has no QT_LIBRARIES.")
    named = [" | ".join(entry.split("|")) for entry in found[1].split()]
    return [f"libc6 (>= {glibc[0]}.{glibc[1]})", *named, *FURTHER]


def control(recipe: Recipe, size: int) -> str:
    """The control file; `size` is the installed size in KiB."""
    template = (recipe.root / "packaging/debian/control").read_text("utf-8")
    return template.format(
        version=recipe.version,
        architecture=recipe.architecture,
        installed_size=size,
        depends=", ".join(depends((recipe.root / "scripts/setup.sh").read_text("utf-8"), recipe.glibc)),
    )


def copyright_notice(root: Path) -> str:
    """The copyright file with the program's place and its own licence in it."""
    text = (root / "LICENSE").read_text("utf-8").split("\n\n", 2)[2]
    lines = [f" {line}" if line else " ." for line in text.rstrip().splitlines()]
    notice = (root / "packaging/debian/copyright").read_text("utf-8")
    return notice.replace("{place}", f"/{PLACE.as_posix()}").replace("{mit}", "\n".join(lines))


def lay_out(recipe: Recipe, tree: Path) -> None:
    """Put every file at its place under `tree`, with the rights and the time that it will have."""
    packaging = recipe.root / "packaging"
    shutil.copytree(recipe.frozen, tree / PLACE, symlinks=True)
    shutil.copytree(recipe.licences, tree / PLACE / "licences")
    (tree / LAUNCHER).parent.mkdir(parents=True)
    (tree / LAUNCHER).symlink_to(Path("/") / PLACE / NAME)
    shared = tree / "usr/share"
    (shared / "applications").mkdir(parents=True)
    shutil.copyfile(packaging / "debian/talented-desk.desktop", shared / f"applications/{NAME}.desktop")
    icons.draw(recipe.root / "resources/talented-desk.svg", shared / "icons/hicolor", NAME)
    (shared / "doc" / NAME).mkdir(parents=True)
    (shared / "doc" / NAME / "copyright").write_text(copyright_notice(recipe.root), "utf-8")
    _zipped(shared / "doc" / NAME / "changelog.gz", (recipe.root / "CHANGELOG.md").read_bytes())
    _zipped(shared / f"man/man1/{NAME}.1.gz", (packaging / f"debian/{NAME}.1").read_bytes())
    size = sum(-(-path.stat().st_size // 1024) for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN/control").write_text(control(recipe, size), "utf-8")
    (tree / "DEBIAN/md5sums").write_text(_sums(tree), "utf-8")
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == tree / PLACE / NAME else 0o644)
        os.utime(path, (recipe.epoch, recipe.epoch), follow_symlinks=False)


def _zipped(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, mtime=0))  # no moment of building in it


def _sums(tree: Path) -> str:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    inside = [(path.relative_to(tree), path) for path in files if "DEBIAN" not in path.relative_to(tree).parts[:1]]
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {name.as_posix()}\n"
        for name, path in inside
    )


def build(recipe: Recipe, work: Path, out: Path) -> Path:
    """Make the package in `out` and return its path; `work` is a folder for the tree, made anew."""
    if work.exists():
        shutil.rmtree(work)
    work.mkdir(parents=True)
    lay_out(recipe, work)
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{NAME}_{recipe.version}_{recipe.architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(work), str(target)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(recipe.epoch), "LC_ALL": "C"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotBuilt(f"dpkg-deb refused: {done.stderr.strip()}")
    return target
