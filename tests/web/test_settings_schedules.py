"""Schedules of rates on the settings' pages: all of them, and one with its codes on a day; to read only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from fieldapp.extensions import db
from fieldapp.models import Contract, Rate, Schedule, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.statements import statements
from tests.web.settings_people import AT, administrator, contract

__all__ = ["administrator", "contract"]


@pytest.fixture
def book(contract: Contract, administrator: User) -> Schedule:
    """The contract's schedule, whose tap has had a new rate since 1 April 2026."""
    found: Schedule = contract.schedules[0]
    old = next(rate for rate in found.rates if rate.code == "310403")
    old.valid_to = date(2026, 3, 31)
    db.session.commit()
    facts = {"short": "Renew tap", "medium": "Both handles", "unit": "IT", "rate_pence": 6000, "trade": "PLU"}
    make.saved(Rate(schedule=found, landlord_id=found.landlord_id, code="310403", valid_from=date(2026, 4, 1), **facts))
    return found


def test_schedules_stand_in_a_list_with_what_they_hold(
    client: CheckingClient, contract: Contract, book: Schedule, administrator: User
) -> None:
    """Another landlord's do not; one without codes is there as well. Rules: O1, A8."""
    make.saved(Schedule(landlord_id=contract.landlord_id, code="empty", name="Empty book"))
    other = make.contract()
    page = client.get(f"{AT}/schedules")
    words = reads(page)
    assert f"{book.name} {book.code} 4 5 versions From ever No end {contract.site_code}" in words
    assert "Empty book empty 0 – – None" in words
    assert other.schedules[0].code not in words
    assert f"--landlord {contract.landlord.code}" in words
    assert f"--as {administrator.username}" in words
    assert client.get(f"{AT}/schedules/{other.schedules[0].id}").status_code == 404


@pytest.mark.parametrize(("day", "rate"), [("2026-03-31", "£52.50"), ("2026-04-01", "£60.00"), ("1/4/2026", "£60.00")])
def test_a_code_stands_there_once_as_it_is_on_a_day(
    client: CheckingClient, book: Schedule, day: str, rate: str
) -> None:
    """Rules: O1, A6."""
    words = reads(client.get(f"{AT}/schedules/{book.id}", query_string={"day": day, "q": "310403"}))
    assert [one for one in ("£52.50", "£60.00") if one in words] == [rate]
    assert "310911" not in words


def test_codes_are_found_by_words_and_a_price_has_no_sum(client: CheckingClient, book: Schedule) -> None:
    """Of the medium description as well. Rules: C5."""
    found = reads(client.get(f"{AT}/schedules/{book.id}?q=handles"))
    assert "310403" in found
    assert "310911" not in found
    sqw = next(rate for rate in book.rates if rate.code == "SQW")
    sqw.kind = "price"
    db.session.commit()
    assert "Specialist quoted works Price pounds PRICE" in reads(client.get(f"{AT}/schedules/{book.id}?q=sqw"))
    assert "Nothing matches “100%”" in reads(client.get(f"{AT}/schedules/{book.id}?q=100%25"))


def test_what_is_no_day_is_said_and_todays_rates_are_shown(client: CheckingClient, book: Schedule) -> None:
    """What was typed stays. Rules: A6."""
    page = client.get(f"{AT}/schedules/{book.id}?day=soon")
    assert "“soon” is no day. Write one, for example 01/04/2026." in reads(page)
    assert 'value="soon"' in page.text
    assert "310911" in page.text


def test_before_the_first_day_there_is_no_code(client: CheckingClient, book: Schedule) -> None:
    assert "No code is good on that day." in reads(client.get(f"{AT}/schedules/{book.id}?day=1899-12-31"))


def test_a_long_schedule_is_paged_by_code(client: CheckingClient, book: Schedule) -> None:
    """Every code stands on one page, and a page costs the same however many there are."""
    whose = {"landlord_id": book.landlord_id, "schedule_id": book.id, "unit": "IT", "short": "Bulk"}
    few = cost(client, f"{AT}/schedules/{book.id}")
    db.session.execute(insert(Rate), [{**whose, "code": f"B{number:03d}"} for number in range(120)])
    db.session.commit()
    assert cost(client, f"{AT}/schedules/{book.id}") == few
    seen: list[str] = []
    address = f"{AT}/schedules/{book.id}?q=bulk&day={make.today() + timedelta(days=1)}"
    for _ in range(3):
        page = client.get(address).text
        seen += [part.split("<")[0] for part in page.split('class="fa-ref">')[1:]]
        address = page.split('" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&")
    assert seen == [f"B{number:03d}" for number in range(120)]
    assert 'rel="next"' not in page


def cost(client: CheckingClient, address: str) -> int:
    """How many statements a page takes."""
    with statements() as asked:
        assert client.get(address).status_code == 200
    return len(asked)
