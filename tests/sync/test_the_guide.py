"""The administrator's guide is right: its commands, run one after another, give two officers who share."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from talented_desk.bench.postgres import Server, binaries
from tests.files import ROOT

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = "desk.example.org"

SUDO = """#!/bin/sh
# the test is whom sudo would make one
while [ "$1" = -u ]; do shift 2; done
exec "$@"
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$STATE/restarts"
"""
PROGRAM = """#!/bin/sh
exec "{python}" -m talented_desk "$@"
"""
INSTALL = """#!/bin/sh
# without -o and -g, which need root
while getopts o:g:m: option; do [ "$option" = m ] && mode=$OPTARG; done
shift $((OPTIND - 1))
cp "$1" "$2" && chmod "$mode" "$2" && chown --reference="$(dirname "$2")" "$2"
"""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    try:
        yield running
    finally:
        running.stop()


def blocks() -> list[str]:
    return BLOCK.findall((ROOT / "docs" / "administration.md").read_text("utf-8"))


def test_its_commands_make_two_officers_who_share(server: Server, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (
        ("sudo", SUDO),
        ("systemctl", SYSTEMCTL),
        ("install", INSTALL),
        ("talented-desk", PROGRAM.format(python=sys.executable)),
    ):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a passphrase of a test\n")
    env = {
        **os.environ,
        "PATH": f"{programs}:{binaries()}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "STATE": str(tmp_path),
        "PGHOST": str(server.folder),
        "PGPORT": str(server.port),
        "PGUSER": "postgres",
        "TALENTED_DESK_HOME": str(tmp_path / "maya"),
        "TALENTED_DESK_PASSPHRASE_FILE": str(passphrase),
        "LC_ALL": "C.UTF-8",
    }

    def shell(script: str, **more: str) -> str:
        done = subprocess.run(
            ["sh", "-eu"], input=script, cwd=tmp_path, env={**env, **more}, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout

    before = ""
    for block in blocks():
        block = block.replace(NAME, "localhost")
        shell(f"{before}{block}")
        if block.startswith("HOST="):
            before = block
        if "systemctl restart" in block:
            hba = server.folder / "data" / "pg_hba.conf"
            assert "hostssl desk +desk_device" in hba.read_text()
            lines = [line for line in hba.read_text().splitlines() if line.startswith(("local", "hostssl"))]
            mine = "host postgres postgres 127.0.0.1/32 trust"  # the test's own way to see that it is up
            hba.write_text("\n".join([mine, *lines]) + "\n")
            server.crash()
            server.start()
    assert (tmp_path / "restarts").read_text().split() == ["restart", "postgresql"]
    assert (tmp_path / "desk.dump").stat().st_size > 10_000
    shell("talented-desk sync join luc.invitation", TALENTED_DESK_HOME=str(tmp_path / "luc"))
    shell("printf 'Legal name\\nAcme Foods Ltd.\\n' > list.csv; talented-desk import list.csv; talented-desk sync now")
    shell("talented-desk sync now", TALENTED_DESK_HOME=str(tmp_path / "luc"))
    found = shell("talented-desk --json search Acme", TALENTED_DESK_HOME=str(tmp_path / "luc"))
    assert "Acme Foods Ltd." in found
    listed = json.loads(shell("talented-desk --json server list --database dbname=desk"))
    assert {one["officer"] for one in listed} == {"Maya Fortin", "Luc Bélanger"}
    assert all(one["joined"] for one in listed)
