"""Tests of queries/invoices.py."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, Invoice, User
from fieldapp.models.fence import KEY
from fieldapp.queries import invoices, paging
from tests import factories as make
from tests.invoicing import finished, recorded
from tests.statements import on_sqlite, plan, statements

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def office(contract: Contract) -> User:
    return make.user("office", contract.contractor)


def test_another_firms_invoices_are_in_no_list(contract: Contract, office: User) -> None:
    """Not even with the second fence down. Rules: A8."""
    own = finished(contract)
    for visit in (own, finished(make.contract(contract.landlord)), finished()):
        recorded(visit)
    for fence in (Fence(contractor_id=office.contractor_id), Fence.system()):
        db.session.rollback()
        db.session.info[KEY] = fence
        of = invoices.landlords(office)
        assert of == [contract.landlord_id]
        assert [row.invoice.order_id for row in invoices.listed(office, of).rows] == [own.order_id]
        assert invoices.count(office, of) == 1


def test_a_long_list_comes_in_pages_without_gap_or_repetition(
    contract: Contract, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules: L1."""
    monkeypatch.setattr(invoices, "SIZE", 2)
    visit = finished(contract)
    for number in range(5):
        recorded(visit, f"INV {number}")
    make.within(office)
    seen, after = [], None
    while True:
        page = invoices.listed(office, [contract.landlord_id], after)
        seen += [row.invoice.number for row in page.rows]
        if not page.following:
            break
        after = page.following
    assert seen == [f"INV {number}" for number in (4, 3, 2, 1, 0)]


def test_an_index_serves_the_list_and_its_count(contract: Contract, office: User) -> None:
    """Rules: L1."""
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    recorded(finished(contract))
    make.within(office)
    drawn = plan(invoices.listing(office, [contract.landlord_id]))
    assert "ix_invoice_standing (contractor_id=?)" in drawn
    assert "TEMP B-TREE" not in drawn
    counted = plan(select(paging.capped_count(*invoices._conditions(office, [contract.landlord_id]), of=Invoice.id)))
    assert "COVERING INDEX ix_invoice_standing (contractor_id=?)" in counted


def test_a_list_costs_the_same_however_long_it_is(contract: Contract, office: User) -> None:
    counted = []
    for more in (1, 3):
        for _ in range(more):
            recorded(finished(contract))
        db.session.expire_all()
        make.within(office)
        with statements() as sent:
            rows = invoices.listed(office, [contract.landlord_id]).rows
            read = [(one.invoice.order.property.line_1, one.invoice.order.landlord.name, one.ticket) for one in rows]
        assert read
        counted.append(len(sent))
    assert counted[0] == counted[1]
