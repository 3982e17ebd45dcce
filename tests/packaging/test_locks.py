"""The locks hold what pyproject.toml asks for, whole, with hashes, the same for running and for testing."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.files import ROOT

PIN: Final = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.+?))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)
SYSTEMS: Final = [
    (system, python) for system in ("linux", "win32", "darwin") for python in ("3.11", "3.12", "3.13", "3.14")
]


def lock(name: str) -> dict[str, tuple[str, str]]:
    """Version and marker of each pinned package; everything in the file must be a pin with hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    assert PIN.sub("", body) == ""
    return {pin[1]: (pin[2], pin[3] or "") for pin in PIN.finditer(body)}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def wanted(name: str) -> list[Requirement]:
    settings = project()
    texts = settings["project"]["dependencies"] + settings["build-system"]["requires"]
    if name != "run":
        texts = texts + settings["project"]["optional-dependencies"][name]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize("name", ["run", "dev", "build"])
def test_every_requirement_is_pinned_within_its_bounds(name: str) -> None:
    pins = lock(name)
    for requirement in wanted(name):
        version, marker = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement}: {version} is locked"
        assert not marker, f"{requirement} is needed everywhere"


@pytest.mark.parametrize("name", ["dev", "build"])
def test_what_is_tested_and_packed_is_what_runs(name: str) -> None:
    run, other = lock("run"), lock(name)
    assert {pinned: other.get(pinned) for pinned in run} == run


@pytest.mark.parametrize(("system", "python"), SYSTEMS)
def test_each_system_and_python_gets_what_the_keyring_needs(system: str, python: str) -> None:
    """Packages of one system only are where a lock made on another one goes wrong."""
    environment = {
        "sys_platform": system,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    chosen = {
        name
        for name, (_, marker) in lock("run").items()
        if not marker or Requirement(f"x ; {marker}").marker.evaluate(environment)  # type: ignore[union-attr]
    }
    assert ("pywin32-ctypes" in chosen) == (system == "win32")
    assert ({"secretstorage", "jeepney"} <= chosen) == (system == "linux")
    assert ("importlib-metadata" in chosen) == (python == "3.11")
