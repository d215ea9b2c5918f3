"""Selects that name no entity are fenced as well, and the fence costs the same however much a firm has done."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from fieldapp.extensions import db
from fieldapp.models import Fence, Property, Ticket, WorksOrder
from fieldapp.models.fence import KEY
from tests import factories as make
from tests.statements import on_sqlite, plan


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("query", [
    select(func.count()).select_from(Ticket), select(func.count(Ticket.id)), select(func.max(Ticket.id)),
    select(Ticket.id, func.count()).group_by(Ticket.id),
    select(Ticket.state), select(select(Ticket.id).subquery().c.id),
])  # fmt: skip
def test_a_count_counts_ones_own(query: object) -> None:
    """A figure gives away rows as surely as a list. Rules: A8."""
    make.ticket("booked")
    db.session.remove()
    db.session.info[KEY] = Fence(contractor_id=999)
    assert db.session.execute(query).scalar() in (None, 0)  # type: ignore[call-overload]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("table", [WorksOrder, Property])
def test_the_fence_looks_at_an_orders_own_visits(table: type[WorksOrder | Property]) -> None:
    """Not at all that a contractor was ever sent to, for each row anew."""
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    drawn = plan(select(table.id).where(table.of_contractor(1), table.id == 1))
    steps = [step for step in drawn.splitlines() if " ticket" in step]
    assert steps
    assert all("(order_id=?" in step for step in steps), drawn
