"""A PostgreSQL cluster for one test run: started by it, on the loopback, in a temporary folder, gone with it."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

OWNER = "fieldapp"
# It must be quick, not survive a power cut.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "200",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "error",
    "log_min_error_statement": "panic",
}


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`, or nothing where PostgreSQL is not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(answer.stdout.strip() or "/nowhere"))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


class Cluster:
    """A running server; `url` is its owner's."""

    def __init__(self, folder: Path, server: subprocess.Popen[bytes], url: str) -> None:
        self.folder, self.server, self.url = folder, server, url

    @classmethod
    def start(cls, binaries: Path) -> Cluster:
        """Initialise and start a server on a free port; root does it as the user `postgres`."""
        folder = Path(tempfile.mkdtemp(prefix="fieldapp-postgresql-"))
        password = secrets.token_urlsafe(16)
        (folder / "password").write_text(password)
        if os.geteuid() == 0:
            for path in (folder, folder / "password"):
                shutil.chown(path, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
        subprocess.run(
            [*_as_owner(), binaries / "initdb", "-D", folder / "data", "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8",
             "--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--no-sync", "--no-instructions"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        port = _free_port()
        options = [word for name, value in {**OPTIONS, "port": str(port)}.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*_as_owner(leash=True), binaries / "postgres", "-D", folder / "data", *options],
                stdout=log, stderr=log, cwd=folder, start_new_session=True,
            )  # fmt: skip
        cluster = cls(folder, server, f"postgresql://{OWNER}:{quote(password)}@127.0.0.1:{port}/postgres")
        cluster.wait()
        return cluster

    def wait(self) -> None:
        """Wait until it takes connections; stop it and say what it logged where it never does."""
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
            except psycopg.OperationalError:
                if self.server.poll() is None and time.monotonic() < deadline:
                    time.sleep(0.05)
                    continue
                log = (self.folder / "log").read_text()
                self.stop()
                raise RuntimeError(f"PostgreSQL did not start: {log}") from None
            return

    def stop(self) -> None:
        """End it at once and remove its folder."""
        self.server.terminate()
        try:
            self.server.wait(2)
        except subprocess.TimeoutExpired:
            # SIGINT: PostgreSQL ends its connections itself.
            self.server.send_signal(2)
            self.server.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def drop(admin: psycopg.Connection, name: str) -> None:
    """Remove the database `name`, if there is one."""
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _as_owner(*, leash: bool = False) -> list[str]:
    """PostgreSQL refuses to run as root; on a leash it ends when the test run is killed."""
    words = ["setpriv"]
    if os.geteuid() == 0:
        words += ["--reuid=postgres", "--regid=postgres", "--init-groups"]
    if leash:
        words += ["--pdeathsig", "INT"]
    return [*words, "--"] if len(words) > 1 else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
