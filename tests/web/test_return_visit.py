"""A return that the last visit booked is offered as the next one's appointment: on the desk and on the phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from fieldapp.domain.dates import short_day
from fieldapp.models import Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.web.desk_people import contract, fresh, office, operative, post
from tests.web.world import browser

__all__ = ["contract", "office", "operative"]

DAY = make.today() + timedelta(days=5)
FILLED = f'name="date" value="{DAY.isoformat()}"'


def come_back(contract: Contract, operative: User, *typed: tuple[str, str]) -> Ticket:
    """The second visit, after one that was not finished."""
    visit = make.ticket("on-site", contract, operative)
    make.do(operative, "follow-on", visit, ("why", "Part missing"), ("needed", "A cartridge"), *typed)
    following: Ticket = fresh(visit).order.tickets[1]
    return following


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ((("booked", "yes"), ("return_date", DAY.isoformat())), f"The return was booked for {short_day(DAY)}."),
        (
            (("booked", "no"), ("prevented", "No stock"), ("estimate", DAY.isoformat())),
            f"The return is expected on {short_day(DAY)}.",
        ),
    ],
)
def test_the_day_of_the_return_is_filled_in_on_acceptance(
    app: Flask, client: CheckingClient, contract: Contract, office: User, operative: User,
    typed: tuple[tuple[str, str], ...], words: str,
) -> None:  # fmt: skip
    """Said before and after; booked, it is said no more. Rules: S5."""
    visit = come_back(contract, operative, *typed)
    assert f"{words} The date is filled in when you book it." in reads(client.get(f"/desk/tickets/{visit.id}"))
    answer = post(client, visit.id, "accept")
    page = client.get(answer.location)
    assert f"{words} Book it next: the date is filled in." in reads(page)
    assert FILLED in page.text
    make.do(office, "allocate", visit, ("operative", str(operative.id)))
    phone = browser(app, operative)
    kept = phone.get(f"/field/tickets/{visit.id}")
    assert f"{words} The date is filled in when you book it." in reads(kept)
    assert FILLED in kept.text
    assert post(client, visit.id, "book", date=DAY.isoformat(), slot="am").status_code == 303
    assert words not in reads(client.get(f"/desk/tickets/{visit.id}"))


def test_a_first_visit_proposes_nothing(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: S5."""
    visit = make.ticket("issued", contract)
    page = client.get(post(client, visit.id, "accept").location)
    assert "The return" not in reads(page)
    assert 'name="date" value=""' in page.text
