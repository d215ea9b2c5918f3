"""Additional work that came with a completion, until the landlord has reviewed it."""

from __future__ import annotations

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.commands.lateness import completion, extra
from tests.invoicing import finished, invoice, recorded
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in_instead
from tests.web.landlord_people import contract, officer

__all__ = ["contract", "officer"]
LIST = "/landlord/?list=additional"


@pytest.fixture
def visit(contract: Contract) -> Ticket:
    """A visit completed with extra work."""
    ticket = make.ticket("booked", contract)
    make.do(make.user("office", contract.contractor), "complete", ticket, *completion(ticket), *extra())
    return ticket


def review(client: CheckingClient, visit: Ticket, **typed: str) -> int:
    """Send the form of the order's page; gives the status."""
    page = f"/landlord/orders/{visit.order_id}"
    fields = hidden_fields(client.get(page).text, f"{page}/review-additional-work")
    return client.post(f"{page}/review-additional-work", data={**fields, **typed}).status_code


def test_it_is_listed_until_it_is_reviewed(client: CheckingClient, visit: Ticket, officer: User) -> None:
    """Rules: C7, O1."""
    assert "Additional work to review 1" in reads(client.get("/landlord/?list=came-back"))
    assert visit.order.reference in reads(client.get(LIST))
    assert "waits for the landlord’s review" in reads(client.get(f"/landlord/orders/{visit.order_id}"))
    assert review(client, visit, verdict="clear") == 303
    assert "Additional work to review 0 orders" in reads(client.get(LIST))
    sign_in_instead(client, make.user("office", visit.contractor))
    assert "it can be invoiced" in reads(client.get(f"/desk/tickets/{visit.id}"))


def test_an_issue_is_said_and_reaches_the_contractor_as_a_note(
    client: CheckingClient, visit: Ticket, officer: User
) -> None:
    """It may be found to be none later. Rules: C7, T5."""
    assert review(client, visit, verdict="issue") == 422
    assert review(client, visit, verdict="issue", comments="The valve was there before") == 303
    sign_in_instead(client, make.user("office", visit.contractor))
    words = reads(client.get(f"/desk/tickets/{visit.id}"))
    assert "Additional work: The valve was there before" in words
    assert "found an issue with the additional work: the notes say what. The contractor answers with a note" in words
    assert "Read the notes Your turn" in words
    assert '<a href="#notes-title">Read the notes</a>' in client.get(f"/desk/tickets/{visit.id}").text
    sign_in_instead(client, officer)
    assert review(client, visit, verdict="clear") == 303


def test_while_a_variation_waits_nobody_is_sent_to_review(client: CheckingClient, visit: Ticket, officer: User) -> None:
    """No link to what is not there, and a turn for whoever may decide alone. Rules: C7, V2."""
    office, page = make.user("office", visit.contractor), f"/landlord/orders/{visit.order_id}"
    assert '<a href="#review-additional-work">Review</a>' in client.get(page).text
    make.do(office, "vary", visit.order, ("reason", "addition"), ("code-1", "310911"), ("quantity-1", "2"))
    for who, decides in ((officer, False), (make.user("contract-manager", visit.order.landlord), True)):
        sign_in_instead(client, who)
        shown = client.get(page)
        assert "review-additional-work" not in shown.text
        assert "The landlord reviews the additional work after that." in reads(shown)
        asked = reads(shown).split("Can it be invoiced?")[1].split(" Visits ")[0]
        assert asked.count("Your turn") == decides
        assert (f'<a href="{page}/variation">Decide</a>' in shown.text) == decides


def test_without_additional_work_there_is_nothing_to_review(
    client: CheckingClient, contract: Contract, officer: User
) -> None:
    """Rules: C7."""
    ticket = finished(contract)
    assert "review-additional-work" not in client.get(f"/landlord/orders/{ticket.order_id}").text
    answer = make.perform_as(officer, make.op(officer, "review-additional-work", ticket.order, ("verdict", "clear")))
    assert (answer.outcome, "nothing to review" in answer.reason) == ("refused", True)


@pytest.mark.parametrize("verdict", ["", "issue"])
def test_until_no_issue_is_found_it_is_neither_invoiced_nor_paid(
    client: CheckingClient, visit: Ticket, officer: User, verdict: str
) -> None:
    """Rules: C7, F4."""
    if verdict:
        assert review(client, visit, verdict=verdict, comments="The valve was there before") == 303
    db.session.refresh(visit.order)
    office, paid_on = make.user("office", visit.contractor), ("paid_on", make.today().isoformat())
    for op in (
        make.op(office, "record-invoice", visit.order, *invoice().items()),
        make.op(officer, "mark-paid", visit.order, paid_on),
    ):
        answer = make.perform_as(officer if op.actor == officer.id else office, op)
        assert (answer.outcome, "until the landlord’s review finds no issue" in answer.reason) == ("refused", True)
    page = client.get(f"/landlord/orders/{visit.order_id}")
    assert "mark-paid" not in page.text
    assert "invoiced" in reads(page)
    assert review(client, visit, verdict="clear") == 303
    recorded(visit)
    make.do(officer, "mark-paid", visit.order, paid_on)


def test_a_completion_that_is_reopened_owes_no_review(client: CheckingClient, visit: Ticket, officer: User) -> None:
    """Rules: C7, O1."""
    make.do(officer, "reopen", visit.order, ("comments", "The wrong order"))
    db.session.refresh(visit.order)
    assert visit.order.extra_review == ""
