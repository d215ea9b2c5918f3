"""The phone's lists: today, tomorrow, waiting, prices and how to install."""

from __future__ import annotations

from datetime import timedelta

import html5lib
import pytest

from fieldapp.domain.dates import london_day, show_day
from fieldapp.extensions import db
from fieldapp.models import Contract, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.page_checks import tags, text
from tests.reading import reads
from tests.web.field_people import contract, operative, page_of

__all__ = ["contract", "operative"]


@pytest.mark.parametrize("address", ["/field/", "/field/tomorrow", "/field/outbox", "/field/prices", "/field/install"])
def test_the_lists_can_be_opened_with_nothing_to_do(client: CheckingClient, operative: User, address: str) -> None:
    """Every list says what to do when it is empty; the page itself is checked by the client."""
    assert client.get(address).status_code == 200


def test_today_shows_the_next_visit_first_and_counts(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Rules: P7"""
    first, second = (make.ticket("booked", under=contract, operative=operative) for _ in range(2))
    page = client.get("/field/").text
    assert "0 of 2 finished" in page
    assert page.count("Next: record your arrival</span>") == page.count("Next: see what you need</span>") == 1
    assert page.index(first.reference) < page.index(second.reference)


def test_an_emergency_without_a_day_stands_before_all(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """An emergency to accept is not below the fold."""
    booked = make.ticket("booked", under=contract, operative=operative)
    emergency = make.ticket("issued", under=contract, operative=operative, emergency=True)
    page = client.get("/field/").text
    assert page.index(emergency.reference) < page.index(booked.reference)
    assert "Emergency · due" in page


def test_every_card_says_how_urgent_it_is_and_what_to_mind(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Rules: P7, T2"""
    visit = make.ticket("booked", under=contract, operative=operative, warning=True, two_to_attend=True)
    page = reads(client.get("/field/"))
    due = show_day(london_day(visit.order.due_at), contract.landlord.policy.date_style)
    assert f"90 calendar days · due {due} Read the notes" in page
    assert "Two to attend" in page


def test_a_held_card_has_no_next_step(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: V1"""
    visit = make.ticket("booked", under=contract, operative=operative)
    make.do(make.user("landlord", contract.landlord), "hold", visit.order, ("comments", "The roof comes first"))
    page = client.get("/field/").text
    assert "On hold" in page
    assert "Do not start. Call the office." in page
    assert "Next:" not in page
    assert "They wrote: “The roof comes first” <b>Do not start. Call the office.</b>" in page_of(client, visit)


def test_waiting_asks_for_nothing_before_the_phone_has_looked(client: CheckingClient, operative: User) -> None:
    """What concerns unsent work of one's own is shown by the script, if there is any."""
    bar = next(one for one in tags(html5lib.parse(client.get("/field/outbox").text), "section") if "Send" in text(one))
    assert bar.get("hidden") is not None


def test_the_home_screen_is_explained_for_both_kinds_of_phone(client: CheckingClient, operative: User) -> None:
    """Each under its own heading; what is true of iPhones alone is said to them alone."""
    root = html5lib.parse(client.get("/field/install").text)
    assert [text(one) for one in tags(root, "h2")] == ["On Android", "On an iPhone or iPad"]
    assert next(one for one in tags(root, "div") if one.get("data-install") == "ios").get("hidden") is not None


def test_the_price_book_is_searched(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: C7"""
    page = client.get("/field/prices?q=valve").text
    assert "310911" in page
    assert "310403" not in page


def test_the_price_book_is_todays(client: CheckingClient, operative: User, contract: Contract) -> None:
    """A code whose last day was yesterday is not in it. Rules: C7."""
    book = {rate.code: rate for rate in contract.schedules[0].rates}
    book["310403"].valid_to = make.today() - timedelta(days=1)
    book["310911"].valid_to = make.today()
    db.session.commit()
    page = client.get("/field/prices").text
    assert "310911" in page
    assert "310403" not in page


def test_the_price_book_shows_rates_where_their_landlord_lets_it(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Of one landlord they may be shown and of another hidden. Rules: C4."""
    open_handed = make.contract(make.landlord(rates_shown=True), operative.contractor)
    open_handed.schedules[0].rates[0].rate_pence = 7777
    contract.landlord.stored_policy = {**contract.landlord.stored_policy, "rates_shown": False}
    db.session.commit()
    shown = client.get(f"/field/prices?contract={open_handed.id}").text
    hidden = client.get(f"/field/prices?contract={contract.id}").text
    assert "£77.77" in shown
    assert "£52.50" not in hidden
    assert "£" not in hidden


@pytest.mark.parametrize("number", ["{other}", "0", "x", "99999999999999999999"])
def test_another_firms_price_book_is_not_opened(client: CheckingClient, contract: Contract, number: str) -> None:
    """One's own is shown instead. Rules: A8."""
    other = make.contract()
    other.schedules[0].rates[0].short = "Theirs alone"
    db.session.commit()
    page = client.get(f"/field/prices?contract={number.format(other=other.id)}").text
    assert "Theirs alone" not in page
    assert "310911" in page
