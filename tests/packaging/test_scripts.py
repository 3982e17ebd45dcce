"""`sh start` and `sh check` on machines that lack something: what they ask apt for, and what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

from tests.files import ROOT

SCRIPTS = ("start", "check", ".ci/run", "requirements/lock", "scripts/setup.sh", "scripts/try_installer.sh")
LIBRARIES = "libgl1 libglib2.0-0|libglib2.0-0t64 libxcb-cursor0"
PROBE = f'. {ROOT}/scripts/setup.sh; system_packages {LIBRARIES.replace("|", chr(92) + "|")}; echo "python: $python"'


class Machine:
    """A PATH with nothing on it but the shell's own tools and what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.calls = folder / "calls"
        self.calls.touch()
        for tool in ("tr", "cat", "mktemp", "rm", "env", "sh"):
            (self.bin / tool).symlink_to(str(which(tool)))

    def command(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>{self.calls}\n{body}\n')
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self.command("id", f"echo {number}")

    def has(self, *packages: str) -> None:
        self.command("dpkg-query", "\n".join(f"echo '|{name}|installed|'" for name in packages) or ":")

    def run(self, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(which("sh")), "-euc", PROBE],
            env={"PATH": str(self.bin), "PYTHON": python, "HOME": "/nonexistent"},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def asked(self, name: str) -> list[str]:
        return [line for line in self.calls.read_text().splitlines() if line.startswith(f"{name} ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS)
def test_it_is_plain_sh(script: str) -> None:
    done = subprocess.run(["sh", "-n", script], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_apt_is_left_alone_where_nothing_is_missing(machine: Machine) -> None:
    machine.has("libgl1", "libglib2.0-0t64", "libxcb-cursor0")
    machine.command("apt-get", "exit 9")
    done = machine.run()
    assert (done.returncode, done.stdout) == (0, f"python: {sys.executable}\n")
    assert machine.asked("apt-get") == []


def test_root_installs_only_what_is_missing(machine: Machine) -> None:
    machine.user(0)
    machine.has("libgl1")
    machine.command("apt-get", '[ "$DEBIAN_FRONTEND" = noninteractive ]; echo chatter')
    done = machine.run()
    assert done.returncode == 0, done.stderr
    assert "chatter" not in done.stdout
    update, install = machine.asked("apt-get")
    assert update.endswith(" update")
    assert install.endswith("install -y --no-install-recommends libglib2.0-0 libxcb-cursor0")


def test_another_user_installs_through_sudo(machine: Machine) -> None:
    machine.user(1000)
    machine.has("libgl1", "libglib2.0-0")
    machine.command("sudo", '"$@"')
    machine.command("apt-get", ":")
    assert machine.run().returncode == 0
    assert len(machine.asked("sudo")) == len(machine.asked("apt-get")) == 2


def test_without_sudo_the_line_to_run_is_said(machine: Machine) -> None:
    machine.user(1000)
    machine.has("libgl1")
    done = machine.run()
    assert done.returncode == 1
    line = "apt-get update && apt-get install -y --no-install-recommends libglib2.0-0 libxcb-cursor0"
    assert f"  su - -c '{line}'\n" in done.stderr


def test_a_failure_of_apt_is_shown_and_ends_it(machine: Machine) -> None:
    machine.user(0)
    machine.has()
    machine.command("apt-get", "echo 'E: no such package' >&2; exit 100")
    done = machine.run()
    assert done.returncode == 1
    assert "E: no such package" in done.stderr
    assert "python:" not in done.stdout


def test_python_is_asked_for_where_there_is_none_that_will_do(machine: Machine) -> None:
    if Path("/usr/bin/python3").exists():
        probe = subprocess.run(["/usr/bin/python3", "-c", "import ensurepip"], capture_output=True)
        expected = probe.returncode != 0
    else:
        expected = True
    machine.user(1000)
    machine.has("libgl1", "libglib2.0-0", "libxcb-cursor0")
    done = machine.run(python="no-such-python")
    assert ("python3 python3-venv" in done.stderr) is expected


def test_continuous_integration_runs_the_second_command() -> None:
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == "exec sh check"
    for script in ("start", "check", ".ci/run"):
        assert os.access(ROOT / script, os.X_OK)
