"""The checkers look at everything, strictly, and nothing committed names a machine or a registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.files import ROOT, checkout

# put together here, so that this file names none of them itself
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs"),
        ("deb", "debian"),
        ("security", "debian"),
        ("archive", "ubuntu"),
        ("crates", "io"),
        ("proxy", "golang"),
    )
]
MACHINE_PATH = re.compile(r"(?<![\w.~}/-])/(?:work|root|home/\w|Users/\w|opt/\w)[\w/]*|[A-Z]:\\Users\\\w")
TEXT = {".py", ".toml", ".md", ".txt", ".sh", ".cfg", ".ini", ".json", ".csv", ".po", ".mako", ".yml", ".yaml", ".qss"}


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def is_text(path: Path) -> bool:
    return path.suffix in TEXT or (path.suffix == "" and path.name != ".coverage")


def test_types_are_checked_strictly_everywhere(settings: dict[str, Any]) -> None:
    mypy = settings["tool"]["mypy"]
    folders = {path.relative_to(ROOT).parts[0] for path in checkout() if path.suffix == ".py" and path.parent != ROOT}
    assert mypy["strict"] is True
    assert folders <= set(mypy["files"])
    # a package without types may be let in; none of ours may be let off
    ours = ("talented_desk", "ui", "db", "resources", "tests", "bench", "scripts")
    for override in mypy["overrides"]:
        names = override["module"] if isinstance(override["module"], list) else [override["module"]]
        assert set(override) <= {"module", "ignore_missing_imports"}, override
        assert not [name for name in names if name.split(".")[0] in ours]


def test_every_package_of_ours_says_that_it_is_typed() -> None:
    for package in ("talented_desk", "ui", "db", "resources"):
        assert (ROOT / package / "py.typed").exists()


def test_warnings_fail_the_tests(settings: dict[str, Any]) -> None:
    pytest_settings = settings["tool"]["pytest"]["ini_options"]
    assert pytest_settings["filterwarnings"][0] == "error"
    assert pytest_settings["xfail_strict"] is True


@pytest.mark.parametrize("path", [p for p in checkout() if is_text(p)], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_file_names_a_registry_or_a_machine(path: Path) -> None:
    text = path.read_text("utf-8", errors="replace")
    assert [host for host in HOSTS if host in text] == []
    assert MACHINE_PATH.findall(text) == []
