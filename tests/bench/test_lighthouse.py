"""Lighthouse on the pages that a phone opens first, as a middling phone on a slow line sees them, and on the desks'."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
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


Measured = Callable[[str, float], None]


@dataclass(frozen=True)
class Lighthouse:
    """What runs it, and where it keeps its report."""

    npx: str
    chromium: str
    folder: Path

    def scores(self, address: str, cookie: str, *more: str) -> dict[str, float]:
        """The middle scores of three runs, 0 to 100: one run's performance varies by some points."""
        runs = [self._run(address, {"Cookie": cookie} if cookie else {}, more) for _ in range(3)]
        return {name: sorted(run[name] for run in runs)[1] for name in CATEGORIES}

    def _run(self, address: str, headers: dict[str, str], more: tuple[str, ...]) -> dict[str, float]:
        """One run; one in which Lighthouse itself failed is made again."""
        report = self.folder / "report.json"
        command = [
            self.npx, "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={report}",
            f"--chrome-path={self.chromium}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={json.dumps(headers)}", *more,
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


@pytest.fixture
def lighthouse(chromium_path: str, tmp_path: Path) -> Lighthouse:
    """Lighthouse, where Node is there to run it."""
    npx = shutil.which("npx")
    if not npx:
        pytest.skip("Node is not installed: Lighthouse cannot run")
    return Lighthouse(npx, chromium_path, tmp_path)


@pytest.mark.usefixtures("app")
def test_on_the_phone(settings: Settings, lighthouse: Lighthouse, measured: Measured) -> None:
    """Performance, accessibility and best practices of sign-in, today and a visit."""
    under = make.contract()
    operative = make.user("operative", under.contractor)
    visits = [make.ticket("booked", under, operative) for _ in range(12)]
    pages = {"sign-in": "/sign-in", "today": "/field/", "visit": f"/field/tickets/{visits[0].id}"}
    name = operative.username
    db.session.rollback()
    with served(settings, "app:app"):
        client = Client(settings.port)
        client.sign_in(name)
        for page, path in pages.items():
            cookie = "" if page == "sign-in" else _cookie(client)
            for category, score in lighthouse.scores(f"{settings.public_url}{path}", cookie).items():
                measured(f"Lighthouse {page}: {category}", score)
        client.close()


@pytest.mark.usefixtures("app")
def test_at_the_desks(settings: Settings, lighthouse: Lighthouse, measured: Measured) -> None:
    """The worst page of each desk, in each category: fifty visits, a certificate, an order that came back."""
    under = make.contract()
    operative, office = make.user("operative", under.contractor), make.user("office", under.contractor)
    officer = make.user("administrator", under.landlord)
    visits = [make.ticket(state, under, operative) for state in ("issued", "accepted", "booked", "on-site") * 12]
    make.do(office, "reject", visits[0], ("reason", "wrong-trade"), ("comments", "Nobody is free this month"))
    one, home = visits[2], visits[2].order.property_id
    desks = {
        "contractor’s desk": (office.username, (
            "/desk/", "/desk/?list=all", f"/desk/tickets/{one.id}", "/desk/appointments", "/desk/notes", "/board/",
            "/desk/profile",
        )),
        "landlord’s desk": (officer.username, (
            "/landlord/", "/landlord/?list=came-back", f"/landlord/orders/{one.order_id}", "/landlord/late",
            "/landlord/homes", f"/landlord/homes/{home}", "/landlord/homes/add-home", f"/landlord/raise/{home}",
            "/landlord/certificates", "/landlord/settings/",
        )),
    }  # fmt: skip
    db.session.rollback()
    with served(settings, "app:app"):
        for desk, (name, paths) in desks.items():
            client = Client(settings.port)
            client.sign_in(name)
            found = {
                path: lighthouse.scores(f"{settings.public_url}{path}", _cookie(client), "--preset=desktop")
                for path in paths
            }
            client.close()
            for category in CATEGORIES:
                worst = min(found, key=lambda path, of=category: found[path][of])
                print(f"{desk}, {category}: {worst} {found[worst][category]}")
                measured(f"Lighthouse {desk}: {category}", found[worst][category])


def _cookie(client: Client) -> str:
    return "; ".join(f"{one}={value}" for one, value in client.cookies.items())
