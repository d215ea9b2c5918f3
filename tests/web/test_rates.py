"""The price book as a file that phones and desks keep: whose it is, what is in it, and when it is another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, ListItem, Rate, Schedule, User
from fieldapp.queries import finder, rate_book
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.queries.test_finder import completed
from tests.signing_in import sign_in_instead
from tests.web.field_people import contract, operative

__all__ = ["contract", "operative"]


def fetched(client: CheckingClient, under: Contract, door: str = "field") -> dict[str, Any]:
    """The book as it is sent."""
    answer = client.get(f"/{door}/rates/{under.id}.json")
    assert answer.status_code == 200
    assert answer.json is not None
    return answer.json


def column(book: dict[str, Any], name: str) -> list[str]:
    """One column of texts."""
    texts: list[str] = book[name].split("\n")
    return texts


def etag(client: CheckingClient, under: Contract) -> str:
    """The version that the book has now."""
    return client.get(f"/field/rates/{under.id}.json").headers["ETag"]


def test_it_holds_what_the_search_holds(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: C7."""
    book = fetched(client, contract)
    rows = finder.rows_of(contract, make.today())
    assert column(book, "code") == [row.entry.code for row in rows] == ["310403", "310911", "480115", "SQW"]
    assert column(book, "short") == [row.entry.short for row in rows]
    assert book["units"][book["unit"][0]] == ["IT", "each"]
    assert (book["contract"], book["price"]) == (contract.id, [3])


@pytest.mark.parametrize("shown", [True, False])
def test_no_rate_leaves_the_server_where_the_landlord_hides_them(
    client: CheckingClient, operative: User, shown: bool
) -> None:
    """Rules: C4, C7."""
    under = make.contract(make.landlord(rates_shown=shown), operative.contractor)
    book = fetched(client, under)
    assert ("pence" in book) is shown
    assert ("5250" in str(book)) is shown


def test_a_landlord_reads_its_own_rates_whatever_contractors_are_shown(
    client: CheckingClient, contract: Contract
) -> None:
    """Rules: C4."""
    sign_in_instead(client, make.user("landlord", contract.landlord))
    assert fetched(client, contract, "landlord")["pence"] == [5250, 1800, 4100, 100]


@pytest.mark.parametrize("role", ["operative", "office", "landlord"])
def test_anothers_book_is_not_there(client: CheckingClient, role: str) -> None:
    """Neither another contractor's of the same landlord, but to the landlord, nor another landlord's. Rules: A8."""
    mine = make.contract()
    beside, foreign = make.contract(mine.landlord), make.contract()
    sign_in_instead(client, make.user(role, mine.landlord if role == "landlord" else mine.contractor))
    door = {"operative": "field", "office": "desk", "landlord": "landlord"}[role]
    found = [client.get(f"/{door}/rates/{one.id}.json").status_code for one in (mine, beside, foreign)]
    assert found == [200, 200 if role == "landlord" else 404, 404]
    assert client.get(f"/{door}/rates/0.json").status_code == 404


def test_it_is_fetched_anew_only_when_something_of_it_is_other(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """A rate, a word of the trade, what may be shown, a code that begins within the days it is kept for. Rules: C7."""
    before = etag(client, contract)
    answer = client.get(f"/field/rates/{contract.id}.json", headers={"If-None-Match": before})
    assert (answer.status_code, answer.data) == (304, b"")
    facts = {"list_name": "trade-word", "code": "x", "label": "X", "position": 1, "facts": {"meant": "tap"}}
    make.saved(ListItem(landlord_id=contract.landlord_id, **facts))
    contract.landlord.version += 1
    db.session.commit()
    worded = etag(client, contract)
    soon = {"valid_from": make.today() + timedelta(days=3), "rate_pence": 1, "unit": "NO", "short": "Later"}
    make.saved(Rate(schedule=contract.schedules[0], landlord_id=contract.landlord_id, code="900001", **soon))
    begun = etag(client, contract)
    assert len({before, worded, begun}) == 3
    assert client.get(f"/field/rates/{contract.id}.json", headers={"If-None-Match": before}).status_code == 200


def test_a_colleagues_extra_work_does_not_fetch_the_book_anew(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """The person's own does; what others used comes along with it, or with the next week. Rules: C7."""
    colleague = make.user("operative", contract.contractor)
    before = etag(client, contract)
    completed(contract, ["310911"], colleague, extra=True)
    assert etag(client, contract) == before
    completed(contract, ["480115"], operative, extra=True)
    assert etag(client, contract) != before
    assert fetched(client, contract)["recent"] == ["480115", "310911"]
    weeks = [rate_book.version(operative, contract, make.today() + timedelta(days=7 * one)) for one in (0, 1)]
    assert weeks[0] != weeks[1]


def test_an_order_raised_does_not_fetch_every_officers_book(client: CheckingClient, contract: Contract) -> None:
    """Rules: C7."""
    officer = make.user("landlord", contract.landlord)
    make.within(officer)
    before = rate_book.version(officer, contract, make.today())
    make.unfenced()
    make.ticket("accepted", contract, lines=(("310911", 1),))
    make.within(officer)
    assert rate_book.version(officer, contract, make.today()) == before


def test_versions_of_the_next_days_stand_beside_each_other(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Each with its days; what begins later is not in it yet, and what has ended no more. Rules: C7."""
    today = make.today()
    old = next(rate for rate in contract.schedules[0].rates if rate.code == "310403")
    old.valid_to = today + timedelta(days=2)
    db.session.commit()
    new = {"code": "310403", "short": "Dearer", "unit": "IT", "rate_pence": 6000}
    begins = today + timedelta(days=3)
    for code, first in (("310403", begins), ("900001", today + timedelta(days=30))):
        facts = {**new, "code": code, "valid_from": first}
        make.saved(Rate(schedule=contract.schedules[0], landlord_id=contract.landlord_id, **facts))
    book = fetched(client, contract)
    assert column(book, "code") == ["310403", "310403", "310911", "480115", "SQW"]
    assert book["spells"] == [[0, "", (today + timedelta(days=2)).isoformat()], [1, begins.isoformat(), ""]]


@pytest.mark.usefixtures("app")
def test_of_a_code_in_two_schedules_the_older_ones_counts_on_each_day() -> None:
    """Where that one ends within the book's days, the other's follows. Rules: C7."""
    under = make.contract()
    other = make.saved(Schedule(landlord_id=under.landlord_id, code="TWO", name="Two"))
    make.saved(Rate(schedule=other, landlord_id=under.landlord_id, code="310403", short="Two", unit="IT", rate_pence=1))
    today = make.today()
    under.schedules[0].rates[0].valid_from = today + timedelta(days=2)
    under.schedules[0].rates[0].valid_to = today + timedelta(days=4)
    under.schedules.append(other)
    db.session.commit()
    make.unfenced()
    days = [(today + timedelta(days=one)).isoformat() for one in range(6)]
    spells = [
        (one.rate.short, one.first, one.last) for one in rate_book.spells_of(under, today) if one.rate.code == "310403"
    ]
    first = under.schedules[0].rates[0].short
    assert sorted(spells, key=lambda one: one[1]) == [
        ("Two", "", days[1]),
        (first, days[2], days[4]),
        ("Two", days[5], ""),
    ]
