"""The licences of everything that travels along with the program, collected into one folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from shutil import copyfile
from typing import Final

NAMES: Final = ("LICEN", "COPYING", "NOTICE", "AUTHORS")
INTERPRETERS: Final = ("LICENSE.txt", "LICENSE")
HEAD: Final = """\
What travels along with Talented Desk, besides its own files. One line a part: name, version, licence. The texts
lie in the folders beside this file; where a folder has none, the part comes without one, and the licence that it
names is a common one (on Debian: /usr/share/common-licenses).
"""


def collect(target: Path, distributions: Sequence[str], debian_packages: Sequence[str]) -> None:
    """Write the licence files of Python, of these distributions and of these Debian packages into `target`."""
    lines = [f"Python {sys.version.split()[0]}: PSF-2.0"]
    _keep(target / "python", _of_python())
    for name in sorted(distributions):
        found = metadata.distribution(name)
        lines.append(f"{name} {found.version}: {_licence(found)}")
        _keep(target / name, _of_distribution(found))
    for package in sorted(set(debian_packages)):
        lines.append(f"{package} (from Debian): see {package}/copyright")
        _keep(target / package, [Path("/usr/share/doc") / package / "copyright"])
    target.mkdir(parents=True, exist_ok=True)
    (target / "THIRD-PARTY.txt").write_text("\n".join([HEAD, *lines, ""]), "utf-8")


def _of_python() -> Iterator[Path]:
    library = Path(sys.base_prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    yield from (library / name for name in INTERPRETERS)
    yield Path("/usr/share/doc") / library.name / "copyright"


def _of_distribution(found: metadata.Distribution) -> Iterator[Path]:
    for file in found.files or ():
        path = Path(str(found.locate_file(file)))
        inside = file.parts[0].endswith(".dist-info") and len(file.parts) > 1
        if inside and ("licenses" in file.parts or path.name.upper().startswith(NAMES)):
            yield path


def _licence(found: metadata.Distribution) -> str:
    told = found.metadata
    given = next((told[key] for key in ("License-Expression", "License") if key in told), "")
    named = given.strip().split("\n")[0]
    kinds = [kind.rpartition(" :: ")[2] for kind in told.get_all("Classifier") or () if kind.startswith("License ::")]
    return named or ", ".join(kinds) or "see its folder"


def _keep(folder: Path, files: Iterator[Path] | Sequence[Path]) -> None:
    for path in files:
        if not path.is_file():
            continue
        # licences of a part's own parts lie in folders of theirs: keep them apart
        below = path.parts[path.parts.index("licenses") + 1 :] if "licenses" in path.parts else (path.name,)
        target = folder.joinpath(*below)
        target.parent.mkdir(parents=True, exist_ok=True)
        copyfile(path, target)
