"""What `make run` does: keys, migrations, demonstration, then web and dispatcher together until one of them ends.

Starts processes and watches them; knows nothing of orders and never opens the database itself.
"""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from fieldapp.config import Settings, SettingsError, from_environ, instance_folder

ROOT = Path(__file__).resolve().parent.parent
KEYS = ("SECRET_KEY", "AUDIT_KEY")
ACCOUNTS = (
    "operative@example.test",
    "supervisor@example.test",
    "office@example.test",
    "landlord@example.test",
    "administrator@example.test",
)
PASSWORD = "correct-horse-9"  # noqa: S105 - the demonstration's, printed for everyone
SECONDS_TO_STOP = 15
SECONDS_TO_ANSWER = 120


def main() -> int:
    """Run until a child ends or a signal comes; the exit code is 0 only for a stop that was asked for."""
    environ = surroundings(os.environ, instance_folder())
    try:
        settings = from_environ(environ)
    except SettingsError as fault:
        return _fail(f"Cannot start: {fault}.")
    if is_taken(settings.port):
        return _fail(f"Port {settings.port} is in use. Try another: PORT={settings.port + 1} make run")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    for step in preparations(settings):
        failed = subprocess.run(flask(*step), env=environ, cwd=ROOT, check=False).returncode != 0
        if stop.is_set():
            return 0
        if failed:
            return _fail(f"Cannot start: 'flask {' '.join(step)}' failed.")
    children = {
        "the web server": start([sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:app"], environ),
        "the dispatcher": start(flask("dispatch"), environ),
    }
    try:
        return watch(children, stop, settings)
    finally:
        halt(children)


def surroundings(environ: Mapping[str, str], instance: Path) -> dict[str, str]:
    """`environ` for development, with keys that are made once and kept in `instance`; what is given wins."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    chosen = {"FIELDAPP_ENV": "development", **environ}
    if chosen["FIELDAPP_ENV"] == "development":
        for name in KEYS:
            if not chosen.get(name):
                chosen[name] = kept_key(instance / name.lower())
    return chosen


def kept_key(path: Path) -> str:
    """The key in the file `path`, made on first use and readable by its owner only."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123 - needs the mode
            file.write(secrets.token_hex(32) + "\n")
        draft.rename(path)
    return path.read_text().strip()


def preparations(settings: Settings) -> list[tuple[str, ...]]:
    """The flask commands to run before the doors open. The demonstration adds today's visits on a later day."""
    steps: list[tuple[str, ...]] = [("db", "upgrade")]
    if settings.environment == "development":
        steps.append(("demonstration", "load"))
    return steps


def flask(*words: str) -> list[str]:
    """The command line of a flask command of this application."""
    return [sys.executable, "-m", "flask", "--app", "app", *words]


def is_taken(port: int) -> bool:
    """Whether something listens on `port` of the loopback already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def start(command: list[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches it through us only; it ends when we are killed."""
    setpriv = shutil.which("setpriv")
    leash = [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
    return subprocess.Popen([*leash, *command], env=dict(environ), cwd=ROOT, start_new_session=True)


def watch(children: Mapping[str, subprocess.Popen[bytes]], stop: threading.Event, settings: Settings) -> int:
    """Wait for a signal (0) or for a child's end (1), and say once when the site answers."""
    answers_by: float | None = time.monotonic() + SECONDS_TO_ANSWER
    while not stop.wait(0.2):
        for name, child in children.items():
            if (code := child.poll()) is not None:
                return _fail(f"{name.capitalize()} ended with code {code}; everything is stopped.")
        if answers_by is not None and answers(settings):
            announce(settings)
            answers_by = None
        elif answers_by is not None and time.monotonic() > answers_by:
            return _fail(f"No answer on port {settings.port} for {SECONDS_TO_ANSWER} seconds; everything is stopped.")
    print("Stopping.", flush=True)
    return 0


def answers(settings: Settings) -> bool:
    """Whether the site answers, with whatever status."""
    connection = http.client.HTTPConnection("127.0.0.1", settings.port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": settings.public_host})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def announce(settings: Settings) -> None:
    """Tell the person at the terminal where to go and who they can be."""
    lines = ["", f"  Fieldapp runs on {settings.public_url}"]
    if settings.environment == "development":
        lines += ["", f"  Sign in with the password {PASSWORD} as", *(f"    {account}" for account in ACCOUNTS)]
    print("\n".join([*lines, "", "  Ctrl-C stops it.", ""]), flush=True)


def halt(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Ask every child to finish, wait, and end what does not."""
    for child in children.values():
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_STOP
    for name, child in children.items():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"{name.capitalize()} does not stop; killed.", file=sys.stderr)
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
