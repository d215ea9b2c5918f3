"""The jobs of an order as a table on both sides' pages: what was ordered and done, and money for whom it is."""

from __future__ import annotations

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.commands.lateness import extra
from tests.reading import reads, words_of
from tests.signing_in import sign_in
from tests.web.desk_people import contract

__all__ = ["contract"]
SIDES = ("office", "landlord")


@pytest.fixture
def visit(contract: Contract) -> Ticket:
    """A completed visit: two codes, a price line, and extra work."""
    ticket = make.ticket("on-site", contract, lines=(("310403", 2), ("480115", 1), ("SQW", 1398)))
    tap, heater, price = ticket.order.lines
    tap.place, tap.details = "Kitchen", {"trade": "PLU", "status": "UNC", "invoiced": "N"}
    db.session.commit()
    done = ((f"line-{tap.id}", "1"), (f"line-{heater.id}", "0"), (f"line-{price.id}", "1398.99"))
    comments = ("comments", "Renewed the tap, tested")
    make.do(make.user("office", contract.contractor), "complete", ticket, comments, *done, *extra())
    return ticket


def seen(client: CheckingClient, side: str, visit: Ticket, *, shown: bool) -> str:
    landlord = visit.order.landlord
    landlord.stored_policy = {**landlord.stored_policy, "rates_shown": shown}
    db.session.commit()
    sign_in(client, make.user(side, landlord if side == "landlord" else visit.contractor))
    page = client.get(f"/landlord/orders/{visit.order_id}" if side == "landlord" else f"/desk/tickets/{visit.id}")
    table = page.text[page.text.index('aria-label="Jobs"') : page.text.index("</table>")]
    return words_of(table)


@pytest.mark.parametrize("side", SIDES)
def test_a_job_says_what_was_ordered_and_done(client: CheckingClient, visit: Ticket, side: str) -> None:
    """With its sequence, place and details; extra work is marked. Rules: T3, C5."""
    words = seen(client, side, visit, shown=False)
    for said in ("310403 Line 1", "Renew kitchen mixer tap Kitchen", "2 items", "Needs: Electrical certificate",
                 "SQW Line 3", "£1,398.00", "£1,398.99", "agreed with The officer", "PLU", "UNC"):  # fmt: skip
        assert said in words, said


@pytest.mark.parametrize(("side", "shown", "sees"), [
    ("office", False, False), ("office", True, True), ("landlord", False, True),
])  # fmt: skip
def test_rates_and_sums_are_for_whom_the_policy_shows_them(
    client: CheckingClient, visit: Ticket, side: str, *, shown: bool, sees: bool
) -> None:
    """A price line's quantity is pounds for everybody. Rules: C4, C5."""
    words = seen(client, side, visit, shown=shown)
    for said in ("£52.50", "£105.00", "Order total, before tax £1,544.00 £1,4"):
        assert (said in words) == sees, said


@pytest.mark.parametrize("side", SIDES)
def test_a_placeholder_says_what_to_do(client: CheckingClient, visit: Ticket, side: str) -> None:
    """Rules: V4."""
    tap = visit.order.lines[0]
    tap.kind, tap.rate_pence = "placeholder", 0
    db.session.commit()
    words = seen(client, side, visit, shown=False)
    assert words.count("Placeholder") == 1
    assert ("the contractor asks for a variation" in words) == (side == "landlord")


@pytest.mark.parametrize("side", SIDES)
def test_the_orders_status_has_its_code_where_the_landlord_shows_codes(
    client: CheckingClient, visit: Ticket, side: str
) -> None:
    """Rules: V1, T3."""
    landlord = visit.order.landlord
    landlord.stored_policy = {**landlord.stored_policy, "status_codes_shown": True}
    visit.order.trade = "PLU"
    db.session.commit()
    sign_in(client, make.user(side, landlord if side == "landlord" else visit.contractor))
    page = client.get(f"/landlord/orders/{visit.order_id}" if side == "landlord" else f"/desk/tickets/{visit.id}")
    assert "Order status COM completed, since" in reads(page)
    assert "Trade Plumbing" in reads(page)
