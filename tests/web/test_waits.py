"""What waits for the landlord stands above the forms it was recorded with, on the desk and on the phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from fieldapp.domain.dates import day_and_year
from fieldapp.models import Contract, Ticket, User
from fieldapp.queries.day import etag_of
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.web.desk_people import contract, fresh, office, operative, post
from tests.web.world import browser

__all__ = ["contract", "office", "operative"]

DAY = make.today() + timedelta(days=5)
TYPED = (("date", DAY.isoformat()), ("slot", "am"))
KEPT = f"Waits for the landlord’s release: booked {day_and_year(DAY, make.today())}, 8am–1pm, by "


@pytest.fixture
def held(contract: Contract, operative: User) -> Ticket:
    """A visit to book, on hold."""
    visit = make.ticket("accepted", contract, operative)
    make.do(make.user("landlord", contract.landlord), "hold", visit.order, ("comments", "Fire in the block"))
    return fresh(visit)


def test_a_booking_that_waits_is_shown_until_the_release(
    app: Flask, client: CheckingClient, contract: Contract, office: User, operative: User, held: Ticket
) -> None:
    """To both who may go there, and to nobody as booked. Rules: V2, O2."""
    before = etag_of(held, operative, "", make.today(), ())
    assert "Waits for the landlord" not in reads(client.get(f"/desk/tickets/{held.id}"))
    assert post(client, held.id, "book", **dict(TYPED)).status_code == 303
    phone = browser(app, operative)
    for who, address in ((client, "/desk/tickets/"), (phone, "/field/tickets/")):
        assert KEPT + office.name in reads(who.get(f"{address}{held.id}")), address
    assert etag_of(fresh(held), operative, "", make.today(), ()) != before, "a phone fetches the page again"
    make.do(make.user("landlord", contract.landlord), "release", held.order)
    for who, address in ((client, "/desk/tickets/"), (phone, "/field/tickets/")):
        assert "Waits for the landlord" not in reads(who.get(f"{address}{held.id}")), address
    assert fresh(held).visit_on == DAY


def test_what_waited_is_not_taken_for_a_change_of_the_appointment(contract: Contract, operative: User) -> None:
    """What waits moves the order's version too, so that what was seen before it stays seen. Rules: V2."""
    visit = make.ticket("booked", contract, operative)
    officer, ann = make.user("landlord", contract.landlord), make.user("office", contract.contractor)
    make.do(officer, "hold", visit.order, ("comments", "Fire"))
    seen = fresh(visit).order.version
    for _ in range(2):
        assert make.perform_as(operative, make.op(operative, "on-my-way", visit)).outcome == "waiting"
    make.do(officer, "release", visit.order)
    typed = (*TYPED, ("reason", "tenant"))
    assert make.perform_as(ann, make.op(ann, "rebook", visit, *typed, seen=seen)).outcome == "applied"
