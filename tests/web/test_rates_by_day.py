"""Rates as they are on a day, by the doors for people: the form of an order, and extra work at its completion."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fieldapp.domain.schedules import day_words
from fieldapp.extensions import db
from fieldapp.models import Contract, Property, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.commands.lateness import completion, extra
from tests.reading import reads
from tests.signing_in import sign_in_instead
from tests.web.field_people import page_of, send
from tests.web.landlord_people import contract, officer
from tests.web.raising_people import home, newest, post

__all__ = ["contract", "home", "officer"]


def ended(under: Contract, code: str) -> date:
    """A code whose last day was yesterday; gives that day."""
    last = make.today() - timedelta(days=1)
    next(rate for rate in under.schedules[0].rates if rate.code == code).valid_to = last
    db.session.commit()
    return last


def offered(client: CheckingClient, visit: Ticket) -> set[str]:
    """The codes that finishing finds, by the address of its book and the day that stand on the page."""
    page = page_of(client, visit, "/complete")
    found = re.search(r'data-finder="([^"]+)".*? data-finder-day="([^"]+)"', page)
    assert found
    book, day = client.get(found[1]).json or {}, found[2]
    spells = {place: (first, last or "9") for place, first, last in book["spells"]}
    codes = book["code"].split("\n")
    return {code for place, code in enumerate(codes) if (one := spells.get(place, ("", "9")))[0] <= day <= one[1]}


def test_the_form_of_an_order_neither_offers_nor_takes_what_has_ended(
    client: CheckingClient, contract: Contract, officer: User, home: Property
) -> None:
    """It says when it ended. Rules: O1."""
    last = ended(contract, "310403")
    found = reads(post(client, home, words="Renew", do="find"))
    assert "310911" in found
    assert "Renew kitchen mixer tap" not in found
    answer = post(client, home, do="raise")
    assert answer.status_code == 422
    assert f"310403 ended on {day_words(last)}. Search for another." in reads(answer)
    assert newest() is None


def test_extra_work_is_neither_offered_nor_taken_in_a_code_that_has_ended(
    client: CheckingClient, contract: Contract
) -> None:
    """Rules: C7."""
    operative = make.user("operative", contract.contractor)
    sign_in_instead(client, operative)
    visit = make.ticket("on-site", contract, operative)
    assert "310911" in offered(client, visit)
    last = ended(contract, "310911")
    assert "310911" not in offered(client, visit)
    status, page = send(client, visit, "complete", **dict([*completion(visit), *extra()]))
    assert status == 422
    assert f"310911 ended on {day_words(last)}. Search for another." in page


def test_a_visit_of_tomorrow_is_kept_with_tomorrows_prices(client: CheckingClient, contract: Contract) -> None:
    """Its page is fetched today and used without signal. Rules: C7."""
    operative, tomorrow = make.user("operative", contract.contractor), make.today() + timedelta(days=1)
    sign_in_instead(client, operative)
    visits = [make.ticket("booked", contract, operative, day) for day in (make.today(), tomorrow)]
    next(rate for rate in contract.schedules[0].rates if rate.code == "310911").valid_from = tomorrow
    db.session.commit()
    assert ["310911" in offered(client, visit) for visit in visits] == [False, True]
