"""`talented-desk demo` and `talented-desk screenshots`, as on a bare machine without a display or a keyring."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.null import Keyring as NoKeyring
from pypdf import PdfReader
from PySide6.QtGui import QImage

from talented_desk.cli import main_job, run
from talented_desk.cli.demo import open_demo
from talented_desk.paths import WorkspacePaths

PAGES = {"employers", "sessions", "session", "placements", "institutions", "import", "reports", "settings"}
DIALOGS = {"action-employer-new", "action-go-palette", "action-help-shortcuts", "welcome", "passphrase"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALENTED_DESK_HOME", str(folder / "mine"))
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        patch.delenv("DISPLAY", raising=False)
        patch.delenv("WAYLAND_DISPLAY", raising=False)
        patch.delenv("TALENTED_DESK_PASSPHRASE_FILE", raising=False)
        patch.setattr(main_job, "LOOKS", (("fr", "dark"),))
        yield folder
    keyring.set_keyring(before)


def desk(*arguments: str | Path, language: str = "en") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = run(["--language", language, *map(str, arguments)], out, err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def done(home: Path) -> tuple[Path, str]:
    """The folder and the report of the main job."""
    code, report, errors = desk("demo", "--headless", "--out", home / "out")
    assert (code, errors) == (0, "")
    return home / "out", report


def made(home: Path) -> WorkspacePaths:
    (database,) = home.glob("**/demo/desk.db")
    return WorkspacePaths(database.parent)


def pictures(folder: Path) -> dict[str, QImage]:
    found = {path.stem: QImage(str(path)) for path in folder.glob("*.png")}
    assert [name for name, image in found.items() if image.isNull()] == []
    return found


def colours(image: QImage) -> int:
    small = image.scaled(160, 90)
    return len({small.pixel(x, y) for x in range(160) for y in range(90)})


def test_the_report_tells_each_step_and_where_things_are(done: tuple[Path, str]) -> None:
    folder, report = done
    for words in ("1469 rows", "1396 employers", "finds “Prairie Robotics Ltd.”", "undo took back", "Next:"):
        assert words in report
    named = [Path(found) for found in re.findall(rf"{re.escape(str(folder))}[^\n]*?\.(?:pdf|csv)", report)]
    assert len(named) == 3 and all(path.exists() for path in named)


def test_the_session_list_parses_and_is_harmless_in_a_spreadsheet(done: tuple[Path, str]) -> None:
    with (done[0] / "sessions.csv").open(encoding="utf-8-sig", newline="") as stream:
        head, *lines = csv.reader(stream)
    assert head == ["when", "minutes", "channel", "employers", "subject", "officer"]
    assert len(lines) == 701 and {len(line) for line in lines} == {6}
    assert "Boulangerie Lœuf" in {line[3] for line in lines}
    assert [cell for line in lines for cell in line if cell[:1] in ("=", "+", "@")] == []


def test_the_packages_parse_in_both_languages_with_a_picture_of_each_page(done: tuple[Path, str]) -> None:
    folder, _ = done
    found = {path: PdfReader(path) for path in folder.glob("*.pdf")}
    texts = {path: "".join(page.extract_text() for page in reader.pages) for path, reader in found.items()}
    assert sorted("Trousse de stage" in text for text in texts.values()) == [False, True]
    for path, reader in found.items():
        assert len(reader.pages) >= 5 and reader.get_fields() and reader.outline
        assert len(list(folder.glob(f"{path.stem}-*.png"))) == len(reader.pages)
    assert all(colours(image) > 3 for image in pictures(folder).values())


def test_every_page_and_dialog_has_its_picture(done: tuple[Path, str]) -> None:
    found = pictures(done[0] / "screenshots")
    names = {name.removesuffix("-fr-dark") for name in found}
    assert names >= PAGES | DIALOGS
    assert len([name for name in names if name.startswith("employer-")]) >= 5
    assert len([name for name in names if name.startswith("placement-")]) >= 3
    for name, image in found.items():
        assert colours(image) > 10, name
        if not name.startswith(("welcome", "passphrase", "refusal")):
            assert (image.width(), image.height()) == (1366, 768), name
    seen: dict[bytes, str] = {}
    for name, image in found.items():  # no page shown twice
        assert seen.setdefault(bytes(image.constBits()), name) == name


def test_what_was_tried_leaves_the_demo_as_it_was_and_the_key_is_sealed(home: Path, done: tuple[Path, str]) -> None:
    paths = made(home)
    with open_demo(paths) as opened:
        assert (opened.employers.count(), opened.sessions.count()) == (48, 700)
        assert (opened.settings["language"], opened.settings["theme"]) != ("fr", "dark")
        assert opened.vault.kind() == "passphrase"
    assert b"Prairie Robotics" not in paths.database.read_bytes()


def test_the_officer_s_own_passphrase_does_not_matter(
    home: Path, done: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "passphrase"
    own.write_text("a quiet place by the river", "utf-8")
    monkeypatch.setenv("TALENTED_DESK_PASSPHRASE_FILE", str(own))
    with open_demo(made(home)) as opened:
        assert opened.employers.count() == 48


def test_an_open_demo_is_not_swept_away(home: Path, done: tuple[Path, str]) -> None:
    with open_demo(made(home)) as opened:
        code, _, sentence = desk("demo", "--fresh", "--headless", "--out", home / "again")
        assert code == 1 and str(made(home).root) in sentence
        assert opened.sessions.count() == 700
    assert not (home / "again").exists()


def test_pictures_in_another_size_and_theme(home: Path, done: tuple[Path, str]) -> None:
    before = made(home).key_file.read_bytes()
    folder = home / "pictures"
    code, report, _ = desk(
        "screenshots", "--out", folder, "--languages", "en", "--themes", "contrast", "--sizes", "1000x640"
    )
    assert code == 0 and str(folder) in report
    found = pictures(folder)
    assert f"{len(found)} pictures" in report
    assert (found["employers-en-contrast-1000x640"].width(), found["employers-en-contrast-1000x640"].height()) == (
        1000,
        640,
    )
    assert made(home).key_file.read_bytes() == before  # the demo was not made anew


@pytest.mark.parametrize(
    "wrong", [("--sizes", "big"), ("--sizes", "0x0"), ("--themes", "pink"), ("--languages", "en,de"), ("--scale", "7")]
)
def test_wrong_use_is_told(wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert desk("screenshots", *wrong)[0] == 2
    assert wrong[0] in capsys.readouterr().err


def test_a_fresh_demo_is_another_one(home: Path, done: tuple[Path, str]) -> None:
    from talented_desk.cli import Shell, demo
    from talented_desk.i18n import Translator

    shell = Shell(Translator("en"), io.StringIO(), io.StringIO())
    assert demo.demo_workspace(shell) == made(home)
    key = made(home).key_file.read_bytes()
    demo.demo_workspace(shell, fresh=True)
    assert made(home).key_file.read_bytes() != key
    assert [path.name for path in made(home).root.parent.glob("demo*")] == ["demo"]
