"""Every list of the desk and the landlord: as quick with 1,000,000 visits in the database as with 10,000."""

from __future__ import annotations

import html
import os
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import insert, select

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


def test_many_visits_do_not_slow_a_list_down(app: Any, client: CheckingClient, measured: Measured) -> None:
    """The first page of each list, and one from its middle."""
    under = make.contract()
    office, officer = make.user("office", under.contractor), make.user("landlord", under.landlord)
    home = make.home(under.landlord).id
    another = cast(CheckingClient, app.test_client())
    sign_in(client, office)
    sign_in(another, officer)
    at_desk = ["/desk/", *(f"/desk/?list={tab}" for tab in desk.TABS), "/desk/appointments", "/desk/notes"]
    at_landlords = [*(f"/landlord/?list={tab}" for tab in landlord.TABS), "/landlord/archived", "/landlord/notes"]
    addresses = [*((client, one) for one in at_desk), *((another, one) for one in at_landlords)]
    _fill(under, home)
    _settle()
    few = {address: _milliseconds(one, address) for one, address in addresses}
    _multiply()
    _settle()
    many = {address: _milliseconds(one, address) for one, address in addresses}
    ratios = []
    for address, taken in few.items():
        print(f"{address:<32} {_p95(taken):>8.1f} ms {_p95(many[address]):>8.1f} ms")
        ratios.append(_p95(many[address]) / _p95(taken))
    pooled = [_p95([taken for page in one.values() for taken in page]) for one in (few, many)]
    measured("lists: 1,000,000 visits against 10,000, p95", pooled[1] / pooled[0])
    measured("lists: the slowest of them", max(ratios))


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
    if db.engine.dialect.name == "sqlite":
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


def _milliseconds(client: CheckingClient, address: str) -> list[float]:
    """How long the first page takes, and the one after it."""
    taken = []
    page = address
    for turn in range(UNCOUNTED + REPEATS):
        begun = time.perf_counter()
        answer = client.get(page, checked=False)
        taken.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200
        if turn == UNCOUNTED + REPEATS // 2:
            page = _following(answer.text) or page
    return taken[UNCOUNTED:]


def _following(page: str) -> str | None:
    """The address of the next page, if there is one."""
    found = re.search(r'href="([^"]*after=[^"]*)"', page)
    return html.unescape(found[1]) if found else None


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]
