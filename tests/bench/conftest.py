"""What measurements share: the place where figures are put down, and real web processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fieldapp.config import Settings
from tests.bench import report
from tests.bench.client import Client

# The browsers of the browser tests, found by pytest under their names.
from tests.browser.conftest import browser, chromium_path, new_context, phone, phone_page, playwright

__all__ = ["browser", "chromium_path", "measured", "new_context", "phone", "phone_page", "playwright", "served"]

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
figures: dict[str, dict[str, Any]] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder: it is not part of the tests."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.bench)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table and write the file."""
    if figures:
        terminalreporter.write_line("\n" + report.table(figures))
        report.write(figures)


@pytest.fixture
def measured() -> Iterator[Callable[[str, float], None]]:
    """Put down a figure; one over its limit fails its test, once all of the test's are put down."""
    own: dict[str, dict[str, Any]] = {}

    def put_down(name: str, value: float) -> None:
        own[name] = report.entry(name, value)

    yield put_down
    figures.update(own)
    over = [f"{name}: {one['value']}, limit {one['limit']}" for name, one in own.items() if not one["within"]]
    assert not over, over


@contextmanager
def served(settings: Settings, application: str) -> Iterator[int]:
    """`application` under gunicorn with the settings that ship, on the settings' port; gives the master's number."""
    environ = {
        **os.environ, "SECRET_KEY": settings.secret_key, "AUDIT_KEY": settings.audit_key, "PORT": str(settings.port),
        "DATABASE_URL": settings.database_url, "STORAGE_URL": settings.storage_url, "PUBLIC_URL": settings.public_url,
        "FIELDAPP_ENV": "testing",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--log-level", "error", application]
    with subprocess.Popen(
        command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait(settings.port)
            yield process.pid
        finally:
            process.terminate()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        client = Client(port)
        try:
            client.get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            client.close()
    raise AssertionError("gunicorn did not start")
