"""A PostgreSQL server of one's own: its data in a folder that goes with it, a free port. For benchmarks and tests."""

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
    """A running server; `dsn` reaches it as its superuser. `tls`: others than that need a password and TLS."""

    def __init__(self, *, tls: bool = False, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = {"user": "postgres", "group": user.pw_gid, "extra_groups": []}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        data = str(self.folder / "data")
        self._do(
            binaries() / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        self._options = [
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
            "max_connections=260",
            f"fsync={'on' if durable else 'off'}",
        ]
        if tls:
            self._certify()
        self.start()

    @property
    def log(self) -> Path:
        """What the server writes about itself: among it every statement that it refused."""
        return self.folder / "log"

    @property
    def root(self) -> Path:
        """The certificate that signed the server's, for `localhost`."""
        return self.folder / "root.crt"

    def _certify(self) -> None:
        new = ("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        root, key = str(self.root), str(self.folder / "root.key")
        self._do(*new, "-x509", "-days", "2", "-subj", "/CN=Root", "-keyout", key, "-out", root)
        server, asked = str(self.folder / "server"), str(self.folder / "server.csr")
        self._do(
            *new,
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            f"{server}.key",
            "-out",
            asked,
        )
        self._do("openssl", "x509", "-req", "-in", asked, "-CA", root, "-CAkey", key, "-CAcreateserial", "-days", "2",
                 "-copy_extensions", "copy", "-out", f"{server}.crt")  # fmt: skip
        self._options += ["ssl=on", f"ssl_cert_file={server}.crt", f"ssl_key_file={server}.key"]
        (self.folder / "data" / "pg_hba.conf").write_text(
            "local all all trust\nhost all postgres 127.0.0.1/32 trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = self.log.open("ab")
        self._process = subprocess.Popen(
            [str(binaries() / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
            + [part for option in self._options for part in ("-c", option)],
            stdout=subprocess.DEVNULL,
            stderr=log,
            **self._as,
        )
        log.close()
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
        self._do(binaries() / "pg_ctl", "stop", "-D", str(self.folder / "data"), "-m", "immediate")
        self._process.wait()

    def stop(self) -> None:
        """Stop it and remove its data."""
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self.folder)

    def _do(self, program: str | Path, *arguments: str) -> None:
        subprocess.run([str(program), *arguments], check=True, capture_output=True, **self._as)
