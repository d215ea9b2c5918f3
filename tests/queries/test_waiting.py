"""Tests of queries/waiting.py."""

from __future__ import annotations

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket
from fieldapp.queries.waiting import waiting_on, waiting_on_order
from tests import factories as make
from tests.commands.bodies import BACK

pytestmark = pytest.mark.usefixtures("app")


def test_what_waits_stands_on_its_own_visit(contract: Contract) -> None:
    """And on the order, whose landlord decides about all of it. Rules: V2."""
    first = make.ticket("on-site", contract, make.user("operative", contract.contractor))
    make.do(first.operative, "follow-on", first, *BACK)
    db.session.expire_all()
    second: Ticket = first.order.tickets[-1]
    office, officer = make.user("office", contract.contractor), make.user("landlord", contract.landlord)
    assert waiting_on_order(first.order) == []
    make.do(officer, "hold", first.order, ("comments", "Fire in the block"))
    kept = make.perform_as(office, make.op(office, "accept", second))
    assert kept.outcome == "waiting"
    db.session.expire_all()
    assert waiting_on(first) == []
    assert [one.op_id for one in waiting_on(second)] == [kept.id]
    assert [one.op_id for one in waiting_on_order(first.order)] == [kept.id]
