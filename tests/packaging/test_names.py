"""The top-level packages `ui`, `db` and `resources` are ours alone."""

from __future__ import annotations

import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import db
import resources
import talented_desk
import ui
from tests.files import ROOT, checkout

PACKAGES = {"talented_desk": talented_desk, "ui": ui, "db": db, "resources": resources}


@pytest.mark.parametrize("name", PACKAGES)
def test_nobody_else_owns_the_name(name: str) -> None:
    owners = {owner.lower().replace("_", "-") for owner in packages_distributions().get(name, [])}
    assert owners <= {"talented-desk"}


@pytest.mark.parametrize("name", PACKAGES)
def test_what_is_imported_is_the_checkout(name: str) -> None:
    assert Path(str(PACKAGES[name].__file__)).parent == ROOT / name


def test_it_cannot_be_uploaded_by_mistake() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "Private :: Do Not Upload" in settings["project"]["classifiers"]
    assert settings["tool"]["setuptools"]["packages"]["find"]["include"] == [f"{name}*" for name in PACKAGES]


def test_every_file_is_a_file_of_its_own() -> None:
    """A link is a text file with a path in it where a checkout cannot make links, as on most Windows."""
    assert [path for path in checkout() if path.is_symlink()] == []
