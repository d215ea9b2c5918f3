"""Every list of the desk and the landlord: as quick with 1,000,000 visits in the database as with 10,000."""

from __future__ import annotations

import gc
import html
import os
import re
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import insert, select

from fieldapp import create_app
from fieldapp.config import Settings
from fieldapp.domain import lifecycle
from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket, WorksOrder
from fieldapp.queries import desk, landlord
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.signing_in import sign_in

Measured = Callable[[str, float], None]
FEW, MANY = 10_000, 1_000_000
REPEATS = 40
# The first ones fill caches of the program's and the database's.
UNCOUNTED = 3
# How a firm's visits divide: out of a hundred, so many in each state; most of what ended is archived.
SHARES = {
    lifecycle.ISSUED: 3, lifecycle.ACCEPTED: 3, lifecycle.BOOKED: 5, lifecycle.ON_SITE: 1, lifecycle.COMPLETED: 70,
    lifecycle.NO_ACCESS: 6, lifecycle.INCOMPLETE: 4, lifecycle.RETURNED: 3, lifecycle.REJECTED: 3,
    lifecycle.CANCELLED: 2,
}  # fmt: skip
STATES = [state for state, share in SHARES.items() for _ in range(share)]
ORDER_OF = {lifecycle.COMPLETED: "COM", lifecycle.CANCELLED: "CAN"}
BACK = (lifecycle.RETURNED, lifecycle.REJECTED, lifecycle.NO_ACCESS, lifecycle.INCOMPLETE)


def test_many_visits_do_not_slow_a_list_down(app: Flask, settings: Settings, measured: Measured) -> None:
    """The first page of each list, and one from its middle; of both databases in turn, as a machine has its moods."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the smaller database is the larger one's file, copied before it grew")
    under = make.contract()
    office, officer = make.user("office", under.contractor), make.user("landlord", under.landlord)
    _fill(under, make.home(under.landlord).id)
    few = create_app(replace(settings, database_url=f"sqlite:///{_copied(settings)}"))
    few.test_client_class = CheckingClient
    _multiply()
    _settle()
    at_desk = ["/desk/", *(f"/desk/?list={tab}" for tab in desk.TABS), "/desk/appointments", "/desk/notes"]
    at_landlords = [*(f"/landlord/?list={tab}" for tab in landlord.TABS), "/landlord/archived", "/landlord/notes"]
    # What making them has left behind is not looked through for garbage in the middle of a page.
    gc.collect()
    gc.freeze()
    taken: dict[str, tuple[list[float], list[float]]] = {}
    for person, addresses in ((office, at_desk), (officer, at_landlords)):
        clients = [_signed_in(one, person) for one in (few, app)]
        taken |= {address: _milliseconds(clients, address) for address in addresses}
    for address, (small, large) in taken.items():
        print(f"{address:<32} {_p95(small):>8.1f} ms {_p95(large):>8.1f} ms")
    pooled = [_p95([one for both in taken.values() for one in both[place]]) for place in (0, 1)]
    measured("lists: 1,000,000 visits against 10,000, p95", pooled[1] / pooled[0])
    measured("lists: the slowest of them", max(_p95(large) / _p95(small) for small, large in taken.values()))


def _signed_in(app: Flask, person: Any) -> CheckingClient:
    client = cast(CheckingClient, app.test_client())
    sign_in(client, person)
    return client


def _copied(settings: Settings) -> str:
    """The database as it stands, in a file of its own."""
    _settle()
    path = settings.database_url.removeprefix("sqlite:///")
    return str(shutil.copyfile(path, f"{path}-few"))


def _fill(under: Contract, home: int) -> None:
    """FEW orders with a visit each, raised over three years."""
    db.session.rollback()
    db.session.execute(insert(WorksOrder), list(_orders(under, home)))
    db.session.execute(insert(Ticket), list(_tickets(under)))
    db.session.commit()


def _multiply() -> None:
    """The same again until there are MANY, copied in the database: a million rows one by one take minutes."""
    for copy in range(1, MANY // FEW):
        for table, changes in (
            (WorksOrder.__table__, {"id": copy * FEW, "reference": f"-{copy}"}),
            (Ticket.__table__, {"id": copy * FEW, "order_id": copy * FEW}),
        ):
            columns = [column + changes[column.name] if column.name in changes else column for column in table.c]
            rows = select(*columns).where(table.c.id <= FEW)
            db.session.execute(insert(table).from_select([column.name for column in table.c], rows))
        db.session.commit()


def _settle() -> None:
    """Let the disk finish: a minute after a million rows were written one would measure the writing of them."""
    db.session.rollback()
    with closing(db.engine.raw_connection()) as raw:
        assert raw.driver_connection is not None
        busy, *_ = raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert not busy
    os.sync()


def _state(number: int) -> str:
    # 37 and 100 have no common divisor: the states are spread evenly.
    return STATES[number * 37 % 100]


def _age(number: int) -> timedelta:
    """Spread evenly over three years, however many there are."""
    return timedelta(days=number * 617 % 1095, seconds=number % 86_400)


def _orders(under: Contract, home: int) -> Iterator[dict[str, Any]]:
    now = make.now()
    for n in range(FEW):
        state, raised = _state(n), now - _age(n)
        ended = raised if state in lifecycle.ENDED else None
        yield {
            "id": n + 1, "landlord_id": under.landlord_id, "contract_id": under.id, "property_id": home,
            "reference": f"F{n}", "status": ORDER_OF.get(state, "RAI" if state in BACK else "ISS"), "status_at": raised,
            "priority": "cal90", "description": "Tap", "raised_at": raised, "due_at": raised + timedelta(days=90),
            "completed_at": ended if state == lifecycle.COMPLETED else None,
            "back_with_landlord": "reject" if state in BACK else "",
        }  # fmt: skip


def _tickets(under: Contract) -> Iterator[dict[str, Any]]:
    now = make.now()
    for n in range(FEW):
        state, raised = _state(n), now - _age(n)
        completed = raised if state == lifecycle.COMPLETED else None
        old = state in lifecycle.ENDED and raised < now - timedelta(days=60)
        yield {
            "id": n + 1, "order_id": n + 1, "landlord_id": under.landlord_id, "contractor_id": under.contractor_id,
            "visit": 1 + n % 3 // 2, "state": state, "state_at": raised, "due_at": raised + timedelta(days=90),
            "issued_at": raised, "arrived_at": completed, "completed_at": completed,
            "comments": "Renewed the tap" if completed else "", "archived_at": now if old else None,
            "visit_on": raised.date() if state == lifecycle.BOOKED else None,
        }  # fmt: skip


def _milliseconds(clients: Sequence[CheckingClient], address: str) -> tuple[list[float], list[float]]:
    """How long each client's first page takes, and the one after it."""
    taken: tuple[list[float], list[float]] = ([], [])
    pages = [address, address]
    for turn in range(UNCOUNTED + REPEATS):
        for place, client in enumerate(clients):
            begun = time.perf_counter()
            answer = client.get(pages[place], checked=False)
            taken[place].append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200
            if turn == UNCOUNTED + REPEATS // 2:
                pages[place] = _following(answer.text) or address
    return taken[0][UNCOUNTED:], taken[1][UNCOUNTED:]


def _following(page: str) -> str | None:
    """The address of the next page, if there is one."""
    found = re.search(r'href="([^"]*after=[^"]*)"', page)
    return html.unescape(found[1]) if found else None


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]
