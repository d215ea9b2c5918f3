"""What soaks share: the browser's driver, a runner that ends in a verdict, and the table at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.browser.chromium import Phone

# The browser of the browser tests, found by pytest under its names.
from tests.browser.conftest import chromium_path, playwright
from tests.live_server import LiveServer
from tests.soak import report
from tests.soak.handset import Handset
from tests.soak.judge import Verdict, judge
from tests.soak.plan import MIX, plan
from tests.soak.soak import Soak

__all__ = ["chromium_path", "phones", "playwright", "soaked"]

Soaked = Callable[..., tuple[report.Report, Verdict]]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table and write the file."""
    if report.runs:
        terminalreporter.write_line("\n" + report.table(report.runs))
        report.write(report.runs)


@pytest.fixture
def phones(
    playwright: Playwright, chromium_path: str, live_server: LiveServer, tmp_path: Path
) -> Iterator[list[Phone]]:
    """Two phones that can be killed, not on yet."""
    both = [Phone(playwright.chromium, chromium_path, tmp_path / f"phone-{one}", live_server.url) for one in (1, 2)]
    yield both
    for phone in both:
        phone.stop()


@pytest.fixture
def soaked(phones: list[Phone], live_server: LiveServer, app: Any, request: pytest.FixtureRequest) -> Iterator[Soaked]:
    """Runs a soak from its seed, which it says beforehand, and judges it."""

    def run(
        seed: int,
        *,
        steps: int = 1_000_000,
        seconds: float = 3_600,
        mix: Mapping[str, int] = MIX,
        number: int = 2,
        visits: int = 4,
        files: Mapping[str, str] = {},
    ) -> tuple[report.Report, Verdict]:
        request.config.get_terminal_writer().line(f"soak, seed {seed}")
        began = time.monotonic()
        soak = Soak(seed, live_server, files)
        handsets = [
            Handset(phone, f"phone {index}", soak.ledger, soak.visits)
            for index, phone in enumerate(phones[:number], start=1)
        ]
        soak.begin(handsets, visits)
        soak.go(plan(seed, mix, number), most=steps, until=began + seconds)
        soak.come_to_rest()
        verdict = judge(soak.ledger, app.extensions["storage"])
        complaints = [words for one in handsets for words in [*one.complaints, *one.phone.complaints]]
        assert not complaints, f"seed {seed}: {complaints}"
        return report.report_of(soak, verdict, time.monotonic() - began), verdict

    yield run
    live_server.saboteur.reset()
