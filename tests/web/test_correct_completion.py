"""Correcting a completion on the landlord's page."""

from __future__ import annotations

import re

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.commands.visiting import quantities
from tests.conftest import contract
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in, sign_in_instead

__all__ = ["contract"]


@pytest.fixture
def visit(contract: Contract, client: CheckingClient) -> Ticket:
    """A completed visit of two lines, whose landlord's officer is signed in."""
    made: Ticket = make.ticket("on-site", contract, lines=(("310403", 1), ("SQW", 50)))
    office: User = make.user("office", contract.contractor)
    make.do(office, "complete", made, ("comments", "Renewed the mixer tap"), *quantities(made, "2", "75.50"))
    sign_in(client, make.user("landlord", contract.landlord))
    return made


def send(client: CheckingClient, visit: Ticket, **typed: str) -> tuple[int, str]:
    """Fill in the form as it stands but for what is typed; gives the status and what the page says."""
    page = f"/landlord/orders/{visit.order_id}"
    hidden = hidden_fields(client.get(page).text, f"{page}/correct-completion")
    answer = client.post(f"{page}/correct-completion", data={**hidden, **typed})
    return answer.status_code, reads(client.get(page) if answer.status_code == 303 else answer)


def test_what_was_recorded_stands_in_the_form_and_is_corrected(client: CheckingClient, visit: Ticket) -> None:
    """Rules: C4, C5."""
    first, price = visit.order.lines
    page = client.get(f"/landlord/orders/{visit.order_id}").text
    assert f'name="line-{first.id}" inputmode="decimal" autocomplete="off" value="2"' in page
    assert f'name="line-{price.id}" inputmode="decimal" autocomplete="off" value="75.50"' in page
    status, said = send(client, visit, comments="Counted twice", **{f"line-{first.id}": "1"})
    assert status == 303
    assert "Completion corrected of" in said
    assert "310403, 1 item, was 2 items" in said
    db.session.refresh(first)
    assert first.completed == 1


def test_what_is_asked_about_comes_back_with_a_box(client: CheckingClient, visit: Ticket) -> None:
    """Rules: C5."""
    name = f"line-{visit.order.lines[0].id}"
    status, said = send(client, visit, comments="Counted twice", **{name: "£30"})
    assert (status, "310403 asks how many, not pounds." in said) == (422, True)
    status, _said = send(client, visit, comments="Counted twice", **{name: "£30", f"sure-{name}": "30"})
    assert status == 303


def test_each_line_is_named_by_its_number_and_its_unit_in_words(client: CheckingClient, contract: Contract) -> None:
    """The same code ordered and done besides is two lines. Rules: C4, C7."""
    made = make.ticket("on-site", contract, lines=(("310403", 1),))
    extra = (("extra-310403", "1"), ("agreed_by", "P. Plover"), ("agreed_on", make.today().isoformat()))
    office = make.user("office", contract.contractor)
    make.do(office, "complete", made, ("comments", "Renewed the mixer tap"), *quantities(made, "1"), *extra)
    sign_in(client, make.user("landlord", contract.landlord))
    said = reads(client.get(f"/landlord/orders/{made.order_id}"))
    named = re.findall(r"Line (\d), 310403 [^:]*: completed, (\w+)", said)
    assert named == [("1", "items"), ("2", "items")]


def test_nothing_at_all_is_asked_of_whoever_did_not_do_it(client: CheckingClient, visit: Ticket) -> None:
    """Rules: C4."""
    nothing = {f"line-{one.id}": "0" for one in visit.order.lines}
    status, said = send(client, visit, comments="Nobody was there", **nothing)
    assert (status, "Write how much was done." in said, "how much you did" in said) == (422, True, False)


def test_the_contractor_reads_the_note_and_the_first_version(client: CheckingClient, visit: Ticket) -> None:
    """Rules: O1, T5."""
    send(client, visit, comments="Counted twice", **{f"line-{visit.order.lines[0].id}": "1"})
    sign_in_instead(client, make.user("office", visit.contractor))
    said = reads(client.get(f"/desk/tickets/{visit.id}"))
    assert "310403, 1 item, was 2 items. Why: Counted twice" in said
    assert "310403 × 2" in said
    assert "sure" not in said.lower().split()


def test_two_boxes_are_ticked_one_after_the_other(client: CheckingClient, visit: Ticket) -> None:
    """What was ticked stays ticked while another is asked about; what is not touched is not asked about. Rules: C5."""
    first = f"line-{visit.order.lines[0].id}"
    typed = {"comments": "Counted anew", first: "30"}
    status, _said = send(client, visit, **typed)
    assert status == 422
    page = f"/landlord/orders/{visit.order_id}"
    hidden = hidden_fields(client.get(page).text, f"{page}/correct-completion")
    again = client.post(f"{page}/correct-completion", data={**hidden, **typed, "comments": "", f"sure-{first}": "30"})
    assert f'name="sure-{first}" value="30" id="correct-completion-sure-{first}" checked' in again.text
