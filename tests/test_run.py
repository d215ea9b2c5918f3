"""`make run` keeps its keys, starts what it should, and stops everything when one part ends."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fieldapp import run
from fieldapp.config import Settings
from tests.deployment import settings_on
from tests.live_server import free_port

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)",
]


@pytest.fixture
def nowhere(tmp_path: Path) -> Settings:
    """Settings of a site that does not answer."""
    return settings_on("sqlite://", tmp_path, port=free_port())


def test_keys_are_made_once_and_are_nobody_elses_to_read(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    first = run.surroundings({}, instance)
    again = run.surroundings({}, instance)
    assert first == again
    assert first["FIELDAPP_ENV"] == "development"
    assert first["SECRET_KEY"] != first["AUDIT_KEY"]
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in instance.iterdir()} == {0o600}
    assert len(list(instance.iterdir())) == 2


def test_what_is_given_wins(tmp_path: Path) -> None:
    chosen = run.surroundings({"SECRET_KEY": "mine", "PORT": "9000"}, tmp_path)
    assert (chosen["SECRET_KEY"], chosen["PORT"]) == ("mine", "9000")
    assert not (tmp_path / "secret_key").exists()


def test_production_gets_neither_keys_nor_a_demonstration(tmp_path: Path, nowhere: Settings) -> None:
    assert "SECRET_KEY" not in run.surroundings({"FIELDAPP_ENV": "production"}, tmp_path)
    assert run.preparations(nowhere) == [("db", "upgrade")]


def test_a_port_in_use_is_noticed() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert run.is_taken(other.getsockname()[1])
    assert not run.is_taken(free_port())


def test_the_end_of_one_part_is_told_and_ends_all(nowhere: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    children = {
        "the web server": run.start(SLEEP, {}),
        "the dispatcher": run.start([sys.executable, "-c", "raise SystemExit(3)"], {}),
    }
    assert run.watch(children, threading.Event(), nowhere) == 1
    run.halt(children)
    assert "The dispatcher ended with code 3" in capfd.readouterr().err
    assert children["the web server"].poll() == -signal.SIGTERM


def test_a_stop_that_was_asked_for_is_no_failure(nowhere: Settings) -> None:
    children = {"the web server": run.start(SLEEP, {})}
    stop = threading.Event()
    stop.set()
    assert run.watch(children, stop, nowhere) == 0
    run.halt(children)
    assert children["the web server"].poll() == -signal.SIGTERM


def test_a_part_that_does_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "SECONDS_TO_STOP", 0.2)
    child = subprocess.Popen(STUBBORN, stdout=subprocess.PIPE, start_new_session=True)
    assert child.stdout
    with child.stdout:
        child.stdout.readline()
        run.halt({"the web server": child})
    assert child.poll() == -signal.SIGKILL
