"""The second fence: whatever a query forgot, another organisation's rows do not come."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, JournalRow, Line, Model, Note, Property, Ticket, WorksOrder
from fieldapp.models.fence import KEY, Fenced
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")

# People, sessions and machinery: read before anybody is known, or never by a tenant's page.
OPEN_TABLES = {
    "user",
    "user_session",
    "sign_in_failure",
    "device",
    "upload",
    "chain_head",
    "seal",
    "outgoing",
    "contract_schedule",
}
TENANT_TABLES = (WorksOrder, Ticket, Line, Property, Note, JournalRow, Contract)


def within(fence: Fence) -> None:
    """Look at the database as one organisation does, with nothing remembered from before."""
    db.session.remove()
    db.session.info[KEY] = fence


def filled() -> tuple[Ticket, Ticket]:
    """Two visits of two landlords and two contractors, each with a note."""
    made = (make.ticket("booked"), make.ticket("booked"))
    for visit in made:
        make.do(make.user("office", visit.contractor), "add-note", visit, ("text", "Riser key FB2"))
    return made


def test_every_table_is_fenced_or_listed_as_open() -> None:
    """A new table of tenant data cannot forget its fence."""
    fenced = {str(inspect(table).local_table) for table in Fenced.tables}
    assert set(Model.metadata.tables) - fenced == OPEN_TABLES


@pytest.mark.parametrize("side", ["landlord", "contractor"])
def test_an_organisation_reads_its_own_rows_only(side: str) -> None:
    """Rules: A8."""
    mine, theirs = filled()
    my_order, their_order = mine.order_id, theirs.order_id
    key = f"{side}_id"
    within(Fence(**{key: getattr(mine, key)}))
    for table in TENANT_TABLES:
        assert len(db.session.scalars(select(table)).all()) >= 1, table
    assert [one.id for one in db.session.scalars(select(WorksOrder))] == [my_order]
    assert db.session.get(WorksOrder, their_order) is None
    assert db.session.scalars(select(Line).where(Line.order_id == their_order)).all() == []


def test_a_session_without_a_fence_reads_nothing() -> None:
    """Forgetting the fence shows nobody's rows, not everybody's."""
    filled()
    db.session.remove()
    assert [db.session.scalars(select(table)).all() for table in TENANT_TABLES] == [[]] * len(TENANT_TABLES)


def test_loaded_relations_are_fenced_too() -> None:
    """An order's visits of another contractor stay unseen, however they are loaded. Rules: A8."""
    visit = make.ticket("issued")
    order_id, first = visit.order_id, visit.contractor_id
    make.do(make.user("office", visit.contractor), "reject", visit, ("reason", "wrong-trade"))
    other = make.contract(visit.order.landlord)
    visit.order.contract = other
    db.session.commit()
    make.do(make.user("landlord", visit.order.landlord), "re-issue", visit.order)
    for contractor, visits in ((first, [1]), (other.contractor_id, [2])):
        for options in ([], [selectinload(WorksOrder.tickets)]):
            within(Fence(contractor_id=contractor))
            order = db.session.scalars(select(WorksOrder).where(WorksOrder.id == order_id).options(*options)).one()
            assert [one.visit for one in order.tickets] == visits


def test_an_order_not_yet_issued_is_nobodys_but_its_landlords() -> None:
    """Rules: A8."""
    order = make.order()
    contractor = order.contract.contractor_id
    within(Fence(contractor_id=contractor))
    assert db.session.scalars(select(WorksOrder)).all() == []


def test_two_fences_one_after_the_other_do_not_share_their_criteria() -> None:
    """A compiled statement is reused, its organisation is not."""
    mine, theirs = filled()
    ids = {mine.contractor_id: mine.id, theirs.contractor_id: theirs.id}
    for _ in range(2):
        for contractor, ticket in ids.items():
            within(Fence(contractor_id=contractor))
            assert [one.id for one in db.session.scalars(select(Ticket))] == [ticket]
