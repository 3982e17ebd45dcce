"""A real PostgreSQL server for tests: its own data directory, a free port, stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg


def binaries() -> Path:
    """Where PostgreSQL's programs lie."""
    listed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if listed:
        return listed[-1]
    found = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
    return Path(found.stdout.strip())


class Server:
    """A running server; `dsn` reaches it as its superuser."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = {"user": "postgres", "group": user.pw_gid, "extra_groups": []}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._do(
            "initdb",
            "-D",
            str(self.folder / "data"),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = (
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
            "fsync=off",
            "max_connections=60",
        )
        self._process = subprocess.Popen(
            [str(binaries() / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
            + [part for option in options for part in ("-c", option)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as,
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.dsn()).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.05)

    def dsn(self, database: str = "postgres", user: str = "postgres") -> str:
        """A connection string."""
        return f"host=127.0.0.1 port={self.port} dbname={database} user={user}"

    def crash(self) -> None:
        """Kill it; what was not committed is gone."""
        subprocess.run(
            [str(binaries() / "pg_ctl"), "stop", "-D", str(self.folder / "data"), "-m", "immediate"],
            check=True,
            capture_output=True,
            **self._as,
        )
        self._process.wait()

    def stop(self) -> None:
        """Stop it and remove its data."""
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self.folder)

    def _do(self, program: str, *arguments: str) -> None:
        subprocess.run([str(binaries() / program), *arguments], check=True, capture_output=True, **self._as)
