"""Tests of web/invoices.py, and of invoices on the pages of a visit and of an order."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Contract, ListItem, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.commands.lateness import completion
from tests.invoicing import finished, invoice, paid, recorded
from tests.reading import reads, words_of
from tests.signing_in import hidden_fields, sign_in_instead
from tests.web.desk_people import contract, fresh, offered, office, post

__all__ = ["contract", "office"]

FORMS = {"record-invoice", "withdraw-invoice"}


def page_of(client: CheckingClient, visit: Ticket) -> TestResponse:
    return client.get(f"/desk/tickets/{visit.id}")


def mark_paid(client: CheckingClient, visit: Ticket, **typed: str) -> TestResponse:
    address = f"/landlord/orders/{visit.order_id}/mark-paid"
    page = client.get(f"/landlord/orders/{visit.order_id}")
    return client.post(address, data={**hidden_fields(page.text, address), **typed})


def pays(under: Contract, label: str, **facts: str) -> None:
    """Somebody of the landlord's to whom invoices are sent."""
    place = len(under.landlord.list_items)
    facts["kind"] = "payments"
    item = ListItem(list_name="contact", code=f"payments-{place}", label=label, position=place, facts=facts)
    under.landlord.list_items.append(item)
    db.session.commit()


def test_an_invoice_is_recorded_after_completion_and_shown_to_both_sides(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: L1, D3."""
    open_visit, visit = make.ticket("on-site", contract), finished(contract)
    assert not FORMS & offered(page_of(client, open_visit))
    assert FORMS & offered(page_of(client, visit)) == {"record-invoice"}
    answer = post(client, visit.id, "record-invoice", **invoice("INV 42", "1,398.99"))
    assert (answer.status_code, answer.location) == (303, f"/desk/tickets/{visit.id}")
    page = page_of(client, visit)
    words = reads(page)
    assert f"Invoice recorded for {visit.order.reference}." in words
    assert "Invoice number: INV 42" in words
    assert "Amount for this order: £1,398.99" in words
    assert offered(page) >= FORMS
    sign_in_instead(client, make.user("landlord", contract.landlord))
    words = reads(client.get(f"/landlord/orders/{visit.order_id}"))
    assert "INV 42" in words
    assert "Invoice recorded" in words
    assert "£1,398.99" in words


def test_the_forms_stand_on_the_visit_that_completed_the_order_alone(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: L1."""
    first = make.ticket("booked", contract)
    make.do(office, "no-access", first, ("called", "no"), ("comments", "Knocked twice"))
    second = first.order.tickets[1]
    make.do(office, "accept", second)
    make.do(office, "complete", second, *completion(second))
    assert not FORMS & offered(page_of(client, first))
    assert "record-invoice" in offered(page_of(client, second))


def test_what_is_wrong_with_it_comes_back_with_what_was_typed(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: L1."""
    visit = finished(contract)
    page = post(client, visit.id, "record-invoice", **invoice("INV 42", "twelve"))
    assert page.status_code == 422
    assert '<a href="#record-invoice-amount">Write pounds, for example 250 or 250.50.' in page.text
    assert 'value="twelve"' in page.text
    assert 'value="INV 42"' in page.text
    assert "Amount for this order: twelve" in reads(page_of(client, visit))


def test_the_page_says_how_to_invoice_instead_of_uploading(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Whom the landlord names for payments, for this home's town or for everywhere. Rules: D3, O3."""
    visit = finished(contract)
    words = reads(page_of(client, visit))
    assert f"Ask {contract.landlord.name} where to send the invoice: 01632 960 145" in words
    assert "Never upload the invoice itself here." in words
    pays(contract, "Ledger", email="ledger@example.test")
    pays(contract, "Brackwater desk", email="brackwater@example.test", locality=" brackwater ")
    pays(contract, "Elsewhere desk", email="elsewhere@example.test", locality="Elsewhere")
    words = reads(page_of(client, visit))
    assert f"Send the invoice to {contract.landlord.name}: Ledger ledger@example.test" in words
    assert "brackwater@example.test" in words
    assert "elsewhere@example.test" not in words
    # Before the work is completed too, where a document is added.
    assert "Never upload the invoice itself here." in reads(page_of(client, make.ticket("on-site", contract)))


@pytest.mark.parametrize(("policy", "said", "not_said"), [
    ({"invoices_uploaded": True}, "The invoice itself may be added as a document.", "Never upload"),
    ({"payment_applications": True}, "This landlord pays by payment application.", "Send the invoice"),
])  # fmt: skip
def test_a_page_says_what_the_landlords_policy_says(
    client: CheckingClient, policy: dict[str, bool], said: str, not_said: str
) -> None:
    """Rules: D3."""
    under = make.contract(make.landlord(**policy))
    sign_in_instead(client, make.user("office", under.contractor))
    words = reads(page_of(client, finished(under)))
    assert said in words
    assert not_said not in words


def test_where_payment_is_applied_for_nothing_of_this_is_offered(client: CheckingClient) -> None:
    """Neither form, figure nor list; what is posted all the same is refused. Rules: D3, F4."""
    under = make.contract(make.landlord(payment_applications=True))
    visit = finished(under)
    sign_in_instead(client, make.user("office", under.contractor))
    page = page_of(client, visit)
    assert not FORMS & offered(page)
    assert 'id="invoices"' not in page.text
    assert "Invoices submitted" not in reads(client.get("/desk/"))
    assert client.get("/desk/invoices").status_code == 404
    token = hidden_fields(page.text, f"/desk/tickets/{visit.id}/add-note")
    refused = client.post(f"/desk/tickets/{visit.id}/record-invoice", data={**token, **invoice()})
    assert refused.status_code == 409
    assert "is claimed and paid by payment application." in reads(refused)
    sign_in_instead(client, make.user("landlord", under.landlord))
    assert "mark-paid" not in offered(client.get(f"/landlord/orders/{visit.order_id}"))


def test_a_wrong_one_is_withdrawn_with_a_reason(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: L1."""
    visit = finished(contract)
    recorded(visit)
    assert "Choose the invoice." in reads(post(client, visit.id, "withdraw-invoice", reason="Wrong order"))
    assert post(client, visit.id, "withdraw-invoice", invoice="INV 42", reason="Wrong order").status_code == 303
    page = page_of(client, visit)
    assert "data-invoice" not in page.text
    assert "Which invoice: INV 42 Why is it withdrawn: Wrong order" in reads(page)
    assert "data-invoice" not in client.get("/desk/invoices").text


def test_the_landlord_marks_it_paid_after_a_tick_beside_the_address(client: CheckingClient, contract: Contract) -> None:
    """Rules: F4, V1."""
    visit = finished(contract)
    recorded(visit)
    sign_in_instead(client, make.user("landlord", contract.landlord))
    home = visit.order.property.line_1
    asked = f"Yes, invoiced and paid: {visit.order.reference} at {home}"
    assert asked in reads(client.get(f"/landlord/orders/{visit.order_id}"))
    day = make.today().isoformat()
    assert mark_paid(client, visit, paid_on=day).status_code == 422
    assert fresh(visit).order.status == "COM"
    assert mark_paid(client, visit, paid_on=day, confirm="y").status_code == 303
    assert fresh(visit).order.status == "CLO"
    page = client.get(f"/landlord/orders/{visit.order_id}")
    assert "Paid Today." in reads(page)
    assert "mark-paid" not in offered(page)
    sign_in_instead(client, make.user("office", contract.contractor))
    page = page_of(client, visit)
    assert "Marked as invoiced and paid" in reads(page)
    assert FORMS & offered(page) == {"record-invoice"}


def test_the_list_shows_each_invoice_with_its_order_and_whether_it_is_paid(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """The figure leads to it. Rules: L1."""
    visits = [finished(contract) for _ in range(3)]
    for number, visit in enumerate(visits):
        recorded(visit, f"INV {number}", f"{number + 1}0.50")
    paid(visits[0])
    make.do(make.user("landlord", contract.landlord), "reopen", visits[1].order, ("comments", "Recorded wrongly"))
    page = client.get("/desk/invoices")
    rows = [words_of(row) for row in re.findall(r"<tr data-invoice=.*?</tr>", page.text, flags=re.S)]
    assert [row.split("£")[0].strip() for row in rows] == [f"INV {number} Today" for number in (2, 1, 0)]
    assert rows[0].endswith("Not paid")
    assert rows[1].endswith("Not paid Raised")
    assert rows[2].endswith("Paid Today")
    assert f"£10.50 {visits[0].order.reference} {contract.landlord.name} {visits[0].order.property.line_1}" in rows[2]
    assert f'href="/desk/tickets/{visits[0].id}#invoices"' in page.text


def test_a_landlord_that_changes_to_payment_applications_leaves_figure_and_list(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: L1, F4."""
    other = make.contract(to=contract.contractor)
    for under, number in ((contract, "INV 42"), (other, "INV 43")):
        recorded(finished(under), number)
    assert "2 Invoices submitted" in reads(client.get("/desk/"))
    other.landlord.stored_policy = {**other.landlord.stored_policy, "payment_applications": True}
    db.session.commit()
    assert "1 Invoices submitted" in reads(client.get("/desk/"))
    page = client.get("/desk/invoices")
    assert "INV 42" in page.text
    assert "INV 43" not in page.text


def test_an_archived_visits_invoice_stays_in_the_list_and_leads_nowhere(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """What is unpaid is not forgotten; what is archived is not opened. Rules: L1, L3."""
    visit = finished(contract)
    recorded(visit)
    visit.archived_at = make.now()
    db.session.commit()
    page = client.get("/desk/invoices")
    assert "INV 42" in page.text
    assert visit.order.reference in page.text
    assert visit.order.property.line_1 not in page.text
    assert f"/desk/tickets/{visit.id}" not in page.text


def test_another_firm_learns_nothing_of_an_invoice(client: CheckingClient, contract: Contract) -> None:
    """Rules: A8."""
    visit = finished(contract)
    recorded(visit)
    theirs = finished(make.contract(contract.landlord))
    recorded(theirs)
    sign_in_instead(client, make.user("office", theirs.contractor))
    assert visit.order.reference not in client.get("/desk/invoices").text
    own = hidden_fields(page_of(client, theirs).text, f"/desk/tickets/{theirs.id}/withdraw-invoice")
    typed = {**own, "invoice": "INV 42", "reason": "Wrong order"}
    assert client.post(f"/desk/tickets/{visit.id}/withdraw-invoice", data=typed).status_code == 404
    sign_in_instead(client, make.user("office", contract.contractor))
    assert "data-invoice" in page_of(client, visit).text


@pytest.mark.parametrize("command", ["hold", "mark-paid", "nonsense"])
def test_nothing_else_of_an_order_is_done_at_the_desk(
    client: CheckingClient, contract: Contract, office: User, command: str
) -> None:
    """Rules: A8."""
    visit = finished(contract)
    token = hidden_fields(page_of(client, visit).text, f"/desk/tickets/{visit.id}/add-note")
    assert client.post(f"/desk/tickets/{visit.id}/{command}", data=token).status_code == 404
