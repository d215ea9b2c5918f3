"""Whether an order can be invoiced, and why not, on the pages of both sides; and what a placeholder blocks."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.commands.varying import add, ask, decide, new_quantity
from tests.commands.varying import visit as varied
from tests.invoicing import finished, invoice, recorded
from tests.reading import reads
from tests.signing_in import sign_in, sign_in_instead
from tests.web.desk_people import contract

__all__ = ["contract"]


@pytest.fixture
def visit(contract: Contract) -> Ticket:
    """A visit with one costed line and a placeholder."""
    ticket = make.ticket("on-site", contract, lines=(("310403", 1), ("310911", 1)))
    placeholder = ticket.order.lines[1]
    placeholder.code, placeholder.kind, placeholder.rate_pence = "PROPLUMB", "placeholder", 0
    db.session.commit()
    return ticket


def complete(visit: Ticket, placeholder: str = "1") -> None:
    costed, other = visit.order.lines
    done = ((f"line-{costed.id}", "1"), (f"line-{other.id}", placeholder))
    make.do(make.user("office", visit.contractor), "complete", visit, ("comments", "Renewed the tap, tested"), *done)
    db.session.refresh(visit.order)


def missing(page: TestResponse) -> list[str]:
    """The conditions of an invoice that the page shows as not met."""
    return re.findall(r'<li data-condition="([a-z-]+)" class="fa-missing">', page.text)


def tried(visit: Ticket) -> list[tuple[str, str]]:
    """What comes of an invoice and of marking as paid."""
    office, officer = make.user("office", visit.contractor), make.user("landlord", visit.order.landlord)
    ops = (
        (office, make.op(office, "record-invoice", visit.order, *invoice().items())),
        (officer, make.op(officer, "mark-paid", visit.order, ("paid_on", make.today().isoformat()))),
    )
    return [(answer.outcome, answer.reason) for answer in (make.perform_as(who, op) for who, op in ops)]


def test_a_placeholder_blocks_the_claim_not_the_completion(client: CheckingClient, visit: Ticket) -> None:
    """Rules: V4, F4."""
    complete(visit)
    assert visit.order.status == "COM"
    for outcome, reason in tried(visit):
        assert outcome == "refused"
        assert "still has the placeholder PROPLUMB" in reason
        assert "Ask for a variation" in reason
    sign_in(client, make.user("office", visit.contractor))
    page = client.get(f"/desk/tickets/{visit.id}")
    assert missing(page) == ["placeholder-left"]
    assert "record-invoice" not in page.text
    assert "Your turn" in reads(page)
    sign_in_instead(client, make.user("landlord", visit.order.landlord))
    page = client.get(f"/landlord/orders/{visit.order_id}")
    assert (missing(page), "The contractor’s turn" in reads(page)) == (["placeholder-left"], True)


def test_set_to_nothing_it_blocks_nothing(visit: Ticket) -> None:
    """Rules: V4."""
    complete(visit, "0")
    assert [outcome for outcome, _ in tried(visit)] == ["applied", "applied"]


def test_replaced_by_a_costed_code_it_blocks_nothing(client: CheckingClient) -> None:
    """By a variation, which the landlord authorises; until then the order waits. Rules: V4, V2."""
    visit = varied("completed", lines=(("310403", 1), ("PROPLUMB", 1)))
    sign_in(client, make.user("office", visit.contractor))
    page = client.get(f"/desk/tickets/{visit.id}")
    assert f'<a href="/desk/tickets/{visit.id}/vary">Ask for a variation</a>' in page.text
    ask(visit, *add("310911", "2"), new_quantity(visit.order, "PROPLUMB", "0"))
    page = client.get(f"/desk/tickets/{visit.id}")
    assert (missing(page), f'/desk/tickets/{visit.id}/vary"' in page.text) == (["completed", "placeholder-left"], False)
    assert decide(visit, "authorise-variation", ("variation", "1")).outcome == "applied"
    db.session.expire_all()
    page = client.get(f"/desk/tickets/{visit.id}")
    assert (missing(page), "data-placeholder" in page.text) == ([], False)
    assert [outcome for outcome, _ in tried(visit)] == ["applied", "applied"]


def test_where_lines_change_by_variation_alone_the_order_says_what_is_left(
    client: CheckingClient,
) -> None:
    """Completion asks no quantity there. Rules: V4, C10."""
    of = make.landlord(completion_quantities_asked=False, payment_applications=True, rates_shown=True)
    contract = make.contract(of)
    ticket = make.ticket("on-site", contract)
    line = ticket.order.lines[0]
    line.kind, line.rate_pence = "placeholder", 0
    db.session.commit()
    office = make.user("office", contract.contractor)
    make.do(office, "complete", ticket, ("comments", "Renewed the tap, tested"))
    sign_in(client, office)
    assert missing(client.get(f"/desk/tickets/{ticket.id}")) == ["placeholder-left"]
    line.ordered = Decimal(0)
    db.session.commit()
    page = client.get(f"/desk/tickets/{ticket.id}")
    assert (missing(page), "It can be claimed, by payment application." in reads(page)) == ([], True)


def test_before_completion_the_page_says_whose_turn_it_is(client: CheckingClient, visit: Ticket) -> None:
    """Rules: F4, V4."""
    sign_in(client, make.user("office", visit.contractor))
    assert missing(client.get(f"/desk/tickets/{visit.id}")) == ["completed", "placeholder-left"]
    make.do(make.user("landlord", visit.order.landlord), "hold", visit.order, ("comments", "The resident is away"))
    page = client.get(f"/desk/tickets/{visit.id}")
    assert "The landlord’s turn" in reads(page)


def test_invoiced_and_paid_are_said(client: CheckingClient, contract: Contract) -> None:
    """Rules: F4, L1."""
    visit = finished(contract)
    sign_in(client, make.user("office", visit.contractor))
    assert "It can be invoiced." in reads(client.get(f"/desk/tickets/{visit.id}"))
    recorded(visit)
    assert "It is invoiced and waits to be paid." in reads(client.get(f"/desk/tickets/{visit.id}"))
    make.do(
        make.user("landlord", visit.order.landlord), "mark-paid", visit.order, ("paid_on", make.today().isoformat())
    )
    assert "Invoiced and paid: nothing is left to do." in reads(client.get(f"/desk/tickets/{visit.id}"))


def test_a_firm_whose_visit_ended_otherwise_is_told_nothing_of_the_claim(client: CheckingClient, visit: Ticket) -> None:
    """Another firm may go on with the order. Rules: A8."""
    office: User = make.user("office", visit.contractor)
    make.do(office, "needs-landlord", visit, ("comments", "The wall is damp: the landlord has to look at it"))
    sign_in(client, office)
    page = client.get(f"/desk/tickets/{visit.id}")
    assert (page.status_code, "Can it be invoiced?" in page.text) == (200, False)
