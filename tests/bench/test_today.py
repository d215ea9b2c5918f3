"""Today's page: as quick with 100,000 orders in the database as with 1,000; light on its first load."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import insert

from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket, WorksOrder
from tests import factories as make
from tests.bench.saving import until_saved
from tests.browser.chromium import PHONE
from tests.browser.operative import Operative, until
from tests.checking_client import CheckingClient
from tests.signing_in import sign_in

Measured = Callable[[str, float], None]
FEW, MANY = 1_000, 100_000


def test_many_orders_do_not_slow_today_down(client: CheckingClient, measured: Measured) -> None:
    """The list is one index away, however many orders there are."""
    under = make.contract()
    operative = make.user("operative", under.contractor)
    home = make.home(under.landlord).id
    for _ in range(12):
        make.ticket("booked", under, operative)
    sign_in(client, operative)
    _fill(under, home, 0, FEW)
    few = _milliseconds(client)
    _fill(under, home, FEW, MANY)
    many = _milliseconds(client)
    print(f"\ntoday: {few:.1f} ms with {FEW:,} orders, {many:.1f} ms with {MANY:,}")
    measured("today: 100,000 orders against 1,000", many / few)


def test_the_first_load_is_light(new_context: Any, live_server: Any, measured: Measured) -> None:
    """All that comes over the line until the page is there, without what the worker fetches afterwards."""
    under = make.contract()
    operative = make.user("operative", under.contractor)
    for _ in range(12):
        make.ticket("booked", under, operative)
    db.session.rollback()
    context = new_context(**PHONE, service_workers="block")
    page: Page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=username]", operative.username)
    page.fill("[name=password]", make.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/field/")
    # A page of its own, with an empty cache.
    fresh = new_context(**PHONE, service_workers="block", storage_state=context.storage_state())
    page = fresh.new_page()
    sizes = _sizes(page)
    page.goto("/field/", wait_until="networkidle")
    for name, size in sizes.items():
        print(f"{size:>8} {name}")
    scripts = sum(size for name, size in sizes.items() if ".js" in name)
    measured("today: first load", sum(sizes.values()) / 1000)
    measured("today: first load, JavaScript", scripts / 1000)
    measured("today: first load, requests", sum(1 for name in sizes if "/api/" not in name))


def test_a_command_is_saved_at_once(phone_page: Page, measured: Measured) -> None:
    """From the tap to the completed transaction."""
    operative = Operative.at_work(phone_page)
    phone_page.add_init_script(until_saved("submit"))
    with operative.without_signal():
        taken = [_save(operative, f"Note {number}") for number in range(40)]
    print(sorted(round(one) for one in taken))
    measured("a command saved, p95", statistics.quantiles(taken, n=20)[-1])


def test_today_opens_without_signal_on_a_slow_phone(phone_page: Page, measured: Measured) -> None:
    """From the navigation until the cards, the strip and the lifecycle's buttons are there, on a sixth of this machine.

    The page says it itself: a test driver that looks at a slowed page slows it further.
    """
    operative = Operative.at_work(phone_page, visits=12)
    devtools = phone_page.context.new_cdp_session(phone_page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    with operative.without_signal():
        taken = []
        for _ in range(9):
            phone_page.goto("/field/", wait_until="commit")
            time.sleep(2)
            assert phone_page.locator("main article").count() == 12
            taken.append(float(phone_page.evaluate("performance.getEntriesByName('usable')[0].startTime")))
    measured("today: usable without signal, CPU/6", statistics.median(taken) / 1000)


def _save(operative: Operative, text: str) -> float:
    page = operative.page
    page.goto("about:blank")
    page.goto(f"/field/tickets/{operative.visit.id}#add-note")
    until(lambda: page.evaluate("performance.getEntriesByName('usable').length"))
    operative.form("add-note").locator("[name=text]").fill(text)
    operative.save("add-note")
    until(lambda: page.evaluate("window.saved"))
    return float(page.evaluate("window.saved - window.begun"))


def _fill(under: Contract, home: int, begin: int, end: int) -> None:
    """Orders with a booked visit of somebody else's each, from number `begin` to `end`."""
    moment, contractor, landlord = make.now() - timedelta(days=9), under.contractor_id, under.landlord_id
    first = db.session.query(WorksOrder.id).order_by(WorksOrder.id.desc()).limit(1).scalar() + 1
    facts = {
        "landlord_id": landlord, "contract_id": under.id, "property_id": home, "status": "ISS", "status_at": moment,
        "priority": "cal90", "description": "Tap", "raised_at": moment, "due_at": moment + timedelta(days=90),
    }  # fmt: skip
    visit = {
        "landlord_id": landlord, "contractor_id": contractor, "visit": 1, "state": "booked", "state_at": moment,
        "due_at": moment, "issued_at": moment, "slot": "am", "slot_starts": "08:00",
    }  # fmt: skip
    numbers = range(begin, end)
    db.session.execute(insert(WorksOrder), [{**facts, "id": first + n, "reference": f"F{n}"} for n in numbers])
    db.session.execute(
        insert(Ticket),
        [{**visit, "order_id": first + n, "visit_on": make.today() + timedelta(days=n % 9)} for n in numbers],
    )
    db.session.commit()


def _milliseconds(client: CheckingClient) -> float:
    """The middle one of thirty."""
    taken = []
    for _ in range(30):
        begun = time.perf_counter()
        assert client.get("/field/", checked=False).status_code == 200
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def _sizes(page: Page) -> dict[str, int]:
    """Address → bytes over the line, filled while the page loads."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    devtools.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))

    def finished(event: dict[str, Any]) -> None:
        name = names.get(event["requestId"], "")
        if name.startswith("http"):
            sizes[name] = int(event["encodedDataLength"])

    devtools.on("Network.loadingFinished", finished)
    return sizes
