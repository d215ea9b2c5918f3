"""Lighthouse on the pages that a phone opens first, as a middling phone on a slow line sees them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldapp.config import Settings
from fieldapp.extensions import db
from tests import factories as make
from tests.bench.client import Client
from tests.bench.conftest import served

# Run from npm's cache, at this version; the last that runs on Node 20.
LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices")


@pytest.mark.usefixtures("app")
def test_lighthouse(
    settings: Settings, chromium_path: str, tmp_path: Path, measured: Callable[[str, float], None]
) -> None:
    """Performance, accessibility and best practices of sign-in, today and a visit."""
    npx = shutil.which("npx")
    if not npx:
        pytest.skip("Node is not installed: Lighthouse cannot run")
    under = make.contract()
    operative = make.user("operative", under.contractor)
    visits = [make.ticket("booked", under, operative) for _ in range(12)]
    pages = {"sign-in": "/sign-in", "today": "/field/", "visit": f"/field/tickets/{visits[0].id}"}
    name = operative.username
    db.session.rollback()
    with served(settings, "app:app"):
        client = Client(settings.port)
        client.sign_in(name)
        cookie = "; ".join(f"{one}={value}" for one, value in client.cookies.items())
        for page, path in pages.items():
            headers = {} if page == "sign-in" else {"Cookie": cookie}
            # The middle of three: one run's performance varies by some points.
            runs = [_scores(npx, chromium_path, f"{settings.public_url}{path}", headers, tmp_path) for _ in range(3)]
            for category in CATEGORIES:
                measured(f"Lighthouse {page}: {category}", sorted(run[category] for run in runs)[1])
        client.close()


def _scores(npx: str, chromium: str, address: str, headers: dict[str, str], folder: Path) -> dict[str, float]:
    """The scores of one run, 0 to 100; a run in which Lighthouse itself failed is made again."""
    report = folder / "report.json"
    command = [
        npx, "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={report}",
        f"--chrome-path={chromium}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={json.dumps(headers)}",
    ]  # fmt: skip
    for _ in range(3):
        report.unlink(missing_ok=True)
        ended = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        if not report.exists():
            pytest.skip(f"Lighthouse did not run: {ended.stderr.strip()[-300:]}")
        told = json.loads(report.read_text())
        if not told.get("runtimeError"):
            return {name: round(told["categories"][name]["score"] * 100) for name in CATEGORIES}
    raise AssertionError(told["runtimeError"]["message"])
