"""The .deb as `build_installer.py` packs it, around a stand-in for the frozen program; freezing takes minutes."""

from __future__ import annotations

import configparser
import gzip
import hashlib
import io
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from shutil import which

import pytest
from PySide6.QtGui import QImage

import build_installer
from scripts.installer import NotBuilt, debian, libraries, licences, requirements
from talented_desk import __version__
from tests.files import ROOT, checkout

SETUP = (ROOT / "scripts/setup.sh").read_text("utf-8")
EPOCH = 1_790_000_000


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> debian.Recipe:
    frozen, texts = tmp_path_factory.mktemp("frozen") / "talented-desk", tmp_path_factory.mktemp("licences")
    (frozen / "_internal/resources").mkdir(parents=True)
    (frozen / "talented-desk").write_text("#!/bin/sh\necho talented-desk\n")
    (frozen / "_internal/resources/notes.txt").write_text("notes\n")
    (frozen / "_internal/link.txt").symlink_to("resources/notes.txt")
    licences.collect(texts, ("reportlab", "sqlcipher3"), ())
    return debian.Recipe(ROOT, frozen, texts, __version__, "amd64", (2, 36), EPOCH)


@pytest.fixture(scope="module")
def package(recipe: debian.Recipe, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert which("dpkg-deb"), "the installer is built with dpkg-deb: install the package dpkg"
    return debian.build(recipe, tmp_path_factory.mktemp("work") / "tree", tmp_path_factory.mktemp("out"))


def field(package: Path, name: str) -> str:
    return subprocess.run(["dpkg-deb", "-f", package, name], capture_output=True, text=True, check=True).stdout.strip()


def files(package: Path) -> dict[str, tuple[tarfile.TarInfo, bytes]]:
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        found = {}
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            found[member.name.removeprefix("./")] = (member, stream.read() if stream else b"")
    return found


def test_it_is_named_and_dated_by_the_project(package: Path) -> None:
    assert package.name == f"talented-desk_{__version__}_amd64.deb"
    assert (field(package, "Package"), field(package, "Version")) == ("talented-desk", __version__)
    assert {member.mtime for member, _ in files(package).values()} == {EPOCH}
    assert {(member.uid, member.gid) for member, _ in files(package).values()} == {(0, 0)}


def test_the_same_program_gives_the_same_bytes(package: Path, recipe: debian.Recipe, tmp_path: Path) -> None:
    again = debian.build(recipe, tmp_path / "tree", tmp_path)
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(package.read_bytes()).digest()


def test_it_asks_for_what_the_setup_script_installs(package: Path) -> None:
    asked = field(package, "Depends").split(", ")
    found = re.search(r'QT_LIBRARIES="([^"]+)"', SETUP)
    assert found
    for wanted in found[1].split():
        assert wanted.replace("|", " | ") in asked
    assert "libglib2.0-0 | libglib2.0-0t64" in asked
    assert "libc6 (>= 2.36)" in asked
    assert len(asked) == len(set(asked))


def test_the_command_starts_the_program(package: Path) -> None:
    found = files(package)
    launcher = found["usr/bin/talented-desk"][0]
    assert launcher.issym()
    program, content = found[launcher.linkname.removeprefix("/")]
    assert program.mode == 0o755 and content.startswith(b"#!")
    assert found["opt/talented-desk/_internal/link.txt"][0].linkname == "resources/notes.txt"


def test_the_desktop_entry_is_whole_and_bilingual(package: Path) -> None:
    found = files(package)
    entry = configparser.ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read_string(found["usr/share/applications/talented-desk.desktop"][1].decode("utf-8"))
    values = dict(entry["Desktop Entry"])
    assert f"usr/bin/{values['Exec']}" in found
    assert values["Version"] == "1.0"
    for key in ("Name", "GenericName", "Comment", "Keywords"):
        assert values[key] and values[f"{key}[fr]"]
    assert "séances de soutien" in values["Comment[fr]"]
    assert values["Categories"].endswith(";") and values["Terminal"] == "false"
    assert f"usr/share/icons/hicolor/scalable/apps/{values['Icon']}.svg" in found
    for size in (48, 256):
        image = QImage.fromData(found[f"usr/share/icons/hicolor/{size}x{size}/apps/{values['Icon']}.png"][1])
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(size // 2, size // 10).name() == "#0b5ca8"


def test_the_window_belongs_to_the_desktop_entry() -> None:
    entry = (ROOT / "packaging/debian/talented-desk.desktop").read_text("utf-8")
    app = (ROOT / "ui/qt.py").read_text("utf-8")
    assert "StartupWMClass=talented-desk\n" in entry
    assert 'setDesktopFileName("talented-desk")' in app


def test_the_manual_names_the_commands_and_the_changelog_is_there(package: Path) -> None:
    found = files(package)
    manual = gzip.decompress(found["usr/share/man/man1/talented-desk.1.gz"][1]).decode("utf-8")
    for words in (
        ".TH TALENTED-DESK 1",
        r"\-\-self\-test",
        r"\-\-help",
        "TALENTED_DESK_HOME",
        "TALENTED_DESK_PASSPHRASE_FILE",
    ):
        assert words in manual
    changes = gzip.decompress(found["usr/share/doc/talented-desk/changelog.gz"][1])
    assert changes == (ROOT / "CHANGELOG.md").read_bytes()


def test_the_licences_travel_along(package: Path) -> None:
    found = files(package)
    notice = found["usr/share/doc/talented-desk/copyright"][1].decode("utf-8")
    for words in ("Lesser General Public License", "may be replaced", "ZETETIC", "Permission is hereby granted"):
        assert words in notice
    assert "{" not in notice and f"lie in /{debian.PLACE.as_posix()}/licences;" in notice
    assert all(not line or line.startswith(" ") or ":" in line for line in notice.splitlines())
    table = found["opt/talented-desk/licences/THIRD-PARTY.txt"][1].decode("utf-8")
    assert re.search(r"^reportlab \d.+: BSD", table, re.M)
    assert found["opt/talented-desk/licences/reportlab/LICENSE"][1]
    assert found["opt/talented-desk/licences/sqlcipher3/LICENSE"][1]


def test_the_sums_fit(package: Path, tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "-R", package, tmp_path / "raw"], check=True)
    sums = (tmp_path / "raw/DEBIAN/md5sums").read_text()
    subprocess.run(
        ["md5sum", "--check", "--quiet", "--strict"], input=sums, text=True, cwd=tmp_path / "raw", check=True
    )
    assert len(sums.splitlines()) == sum(member.isfile() for member, _ in files(package).values())


def test_what_the_program_needs_of_the_system_is_read_from_its_files(tmp_path: Path) -> None:
    (tmp_path / "program").write_bytes(Path(sys.executable).resolve().read_bytes())
    (tmp_path / "notes.txt").write_text("no program")
    found = libraries.needs(tmp_path)
    assert "libc.so.6" in found.names
    assert (2, 2) < found.glibc < (2, 100)
    (tmp_path / "libc.so.6").write_bytes(b"")
    assert "libc.so.6" not in libraries.needs(tmp_path).names


def test_the_packages_of_libraries_are_found() -> None:
    found = libraries.packages_of(frozenset({"libc.so.6", "libnobody.so.9"}))
    assert found == {"libc.so.6": "libc6", "libnobody.so.9": ""}
    assert libraries.packages_of(frozenset()) == {}


def test_a_library_that_nobody_asks_for_stops_the_build() -> None:
    build_installer.unmet({"libGL.so.1": "libgl1", "libglib-2.0.so.0": "libglib2.0-0t64", "libcups.so.2": ""}, (2, 36))
    with pytest.raises(NotBuilt, match=r"libfoo\.so\.1 \(libfoo1\), libbar\.so\.2 \(in no package\)"):
        build_installer.unmet({"libfoo.so.1": "libfoo1", "libbar.so.2": "", "libGL.so.1": "libgl1"}, (2, 36))


def test_what_is_missing_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pins = requirements.pins(ROOT)
    here = {name: version for name, (version, _) in pins.items()} | {"pyinstaller": "5.0", "alembic": ""}
    monkeypatch.setattr(requirements, "installed", here.__getitem__)
    monkeypatch.setattr(requirements, "which", lambda tool: f"/usr/bin/{tool}")
    assert build_installer.main([]) == 1
    told = capsys.readouterr().err
    assert f"version: alembic {pins['alembic'][0]}, pyinstaller {pins['pyinstaller'][0]} (here: 5.0). Install" in told
    assert "pip install --require-hashes -r requirements/build.txt" in told
    monkeypatch.setattr(requirements, "installed", lambda name: "")
    assert build_installer.main([]) == 1
    everywhere = sum(everywhere for _, everywhere in pins.values())
    assert f" and {everywhere - requirements.NAMED} more. Install" in capsys.readouterr().err
    monkeypatch.setattr(requirements, "which", lambda tool: None)
    assert build_installer.main([]) == 1
    assert "Debian packages are missing: binutils, dpkg." in capsys.readouterr().err


def test_where_qt_cannot_load_the_libraries_to_install_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unloadable(name: str) -> None:
        raise ImportError("libEGL.so.1: cannot open shared object file")

    pins = {name: version for name, (version, _) in requirements.pins(ROOT).items()}
    monkeypatch.setattr(requirements, "installed", pins.__getitem__)
    monkeypatch.setattr(requirements, "which", lambda tool: f"/usr/bin/{tool}")
    monkeypatch.setattr(requirements, "import_module", unloadable)
    assert build_installer.main([]) == 1
    assert "libEGL.so.1" in capsys.readouterr().err


def test_the_freezer_gets_every_part_that_is_imported_by_name() -> None:
    spec = (ROOT / "packaging/talented-desk.spec").read_text("utf-8")
    packages = {path.relative_to(ROOT).parts[0] for path in checkout() if path.name == "__init__.py"} - {
        "tests",
        "scripts",
    }
    assert {"talented_desk", "ui", "db", "resources"} == packages
    for package in packages:
        assert f'"{package}"' in spec
    used = {
        found
        for path in checkout()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in packages
        for found in re.findall(r"from PySide6\.Qt(\w+)", path.read_text("utf-8"))
    }
    left_out = re.search(r"NOT_USED = \((.+?)\n\)", spec, re.S)
    assert left_out
    assert used & set(re.findall(r'"(\w+)"', left_out[1])) == set()
