"""What came back to the landlord: why, what to do about it, and on from there; cancelling asks which one it is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, Ticket, User
from fieldapp.queries import landlord
from fieldapp.web import came_back
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.invoicing import finished
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.statements import statements
from tests.web.landlord_people import contract, office, officer

__all__ = ["contract", "office", "officer"]

ENDS: dict[str, tuple[str, tuple[tuple[str, str], ...], str]] = {
    "reject": ("issued", (("reason", "wrong-trade"), ("comments", "Needs a roofer")), "Not our trade"),
    "no-longer-required": ("booked", (("reason", "fixed"), ("comments", "Son did it")), "Already fixed"),
    "did-not-attend": ("booked", (("reason", "staff"), ("comments", "Van broke down")), "No staff available"),
    "needs-landlord": ("booked", (("comments", "Riser cupboard is locked"),), "Riser cupboard is locked"),
    "asbestos-alert": ("booked", (("comments", "Lagging in the airing cupboard"),), "Lagging in the airing cupboard"),
}


def test_everything_that_sends_an_order_back_has_its_words() -> None:
    assert set(came_back.KINDS) == set(landlord.KINDS)


@pytest.mark.parametrize("kind", ENDS)
def test_each_says_why_and_what_to_do(
    client: CheckingClient, contract: Contract, officer: User, office: User, kind: str
) -> None:
    """In the list, in its kind's list and on the order's page. Rules: O1, S6."""
    state, typed, words = ENDS[kind]
    visit = make.ticket(state, contract)
    make.do(office, kind, visit, *typed)
    said, to_do, _list = came_back.KINDS[kind]
    for address in ("/landlord/?list=came-back", f"/landlord/?list=came-back&kind={kind}"):
        page = reads(client.get(address))
        for expected in (visit.order.reference, said, words, to_do, visit.order.contract.contractor.name):
            assert expected in page, (address, expected)
    other = next(one for one in ENDS if one != kind)
    assert visit.order.reference not in client.get(f"/landlord/?list=came-back&kind={other}").text
    page = reads(client.get(f"/landlord/orders/{visit.order_id}"))
    assert to_do in page
    assert "Issue again" in page


def test_a_second_no_access_and_a_visit_taken_back_are_there(
    client: CheckingClient, contract: Contract, officer: User, office: User
) -> None:
    """Rules: S3, O1."""
    visit = make.ticket("booked", contract)
    make.do(office, "no-access", visit, ("called", "no"), ("comments", "Knocked twice"))
    again = visit.order.tickets[-1]
    make.do(office, "accept", again)
    make.do(office, "no-access", again, ("called", "no"), ("comments", "Still nobody"))
    taken = make.ticket("accepted", contract)
    make.do(officer, "take-back", taken, ("comments", "Goes to another firm"))
    page = reads(client.get("/landlord/?list=came-back"))
    assert "No access again" in page
    assert "Still nobody" in page
    assert "You took it back." in page


@pytest.mark.parametrize("address", ["?list=came-back&kind=reopen", "orders/{}"])
def test_why_it_was_reopened_is_there(
    client: CheckingClient, contract: Contract, officer: User, office: User, address: str
) -> None:
    """Not what was written later. Rules: O1."""
    visit = finished(contract)
    make.do(officer, "reopen", visit.order, ("comments", "The wrong flat was done"))
    make.do(officer, "add-note", visit, ("text", "Ring before you go"), done_at=make.now() + timedelta(seconds=2))
    page = reads(client.get(f"/landlord/{address.format(visit.order_id)}")).partition("Issue it again")[0]
    assert "The wrong flat was done" in page
    assert "Ring before you go" not in page


def test_what_was_issued_again_is_not_there(
    client: CheckingClient, contract: Contract, officer: User, office: User
) -> None:
    """Rules: S6."""
    visit = make.ticket("booked", contract)
    make.do(office, "needs-landlord", visit, ("comments", "Riser locked"))
    make.do(officer, "re-issue", visit.order, ("note", "Key is at the office"))
    assert visit.order.reference not in client.get("/landlord/?list=came-back").text
    assert "came back" not in reads(client.get(f"/landlord/orders/{visit.order_id}"))


@pytest.mark.parametrize("address", ["?list=came-back&kind=nonsense", "?list=iss&kind=reject"])
def test_a_kind_that_is_none_is_not_found(client: CheckingClient, officer: User, address: str) -> None:
    assert client.get(f"/landlord/{address}").status_code == 404


def test_another_landlords_orders_are_not_there(client: CheckingClient, officer: User) -> None:
    """Rules: A8."""
    visit = make.ticket("issued")
    make.do(make.user("office", visit.contractor), "reject", visit, ("reason", "wrong-trade"))
    assert visit.order.reference not in client.get("/landlord/?list=came-back").text


def test_the_list_costs_the_same_however_long_it_is(
    client: CheckingClient, contract: Contract, officer: User, office: User
) -> None:
    counted = []
    for _ in range(2):
        make.do(office, "reject", make.ticket("issued", contract), ("reason", "wrong-trade"))
        with statements() as sent:
            assert client.get("/landlord/?list=came-back").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("command", ["cancel", "cancel-visit"])
def test_cancelling_asks_which_order_it_is(
    client: CheckingClient, contract: Contract, officer: User, command: str
) -> None:
    """It names the order and the address; without the tick nothing is done and nothing typed is lost. Rules: O1."""
    visit = make.ticket("booked", contract)
    address = f"/landlord/orders/{visit.order_id}/{command}"
    page = client.get(f"/landlord/orders/{visit.order_id}")
    assert f"{visit.order.reference} at {visit.order.property.line_1}" in reads(page)
    assert re.search(rf'name="confirm"[^>]*id="{command}-confirm"[^>]*required', page.text)
    typed = {**hidden_fields(page.text, address), "reason": "duplicate", "comments": "Twice in the book"}
    back = client.post(address, data=typed)
    assert (back.status_code, "Twice in the book" in back.text) == (422, True)
    assert f'href="#{command}-confirm"' in back.text
    assert state_of(visit) == "booked"
    assert not db.session.scalar(select(JournalRow).where(JournalRow.command == command))
    assert client.post(address, data={**typed, "confirm": "y"}).status_code == 303
    assert state_of(visit) == "cancelled"


def state_of(visit: Ticket) -> str:
    db.session.rollback()
    db.session.refresh(visit)
    return visit.state
