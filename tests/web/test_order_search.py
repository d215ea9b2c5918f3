"""Searching for works orders by fields, from both sides: what each finds, what is wrong, and nobody else's orders."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from fieldapp.domain.dates import london_day, show_day
from fieldapp.domain.order_search import FIELDS
from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket, User, WorksOrder
from fieldapp.queries import order_search, paging
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.invoicing import finished, paid
from tests.reading import reads
from tests.signing_in import sign_in
from tests.web.desk_people import contract

__all__ = ["contract"]
SIDES = ("office", "landlord")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Looking:
    """One side's search page."""

    client: CheckingClient
    address: str

    def __call__(self, *pairs: tuple[str, str], **more: str) -> set[int]:
        """The orders that are found, by their ids."""
        return set(map(int, re.findall(r'<tr data-order="(\d+)"', self.page(*pairs, **more))))

    def page(self, *pairs: tuple[str, str], **more: str) -> str:
        query = [*(("field", one) for one, _ in pairs), *(("value", one) for _, one in pairs), *more.items()]
        answer = self.client.get(self.address, query_string=[*query])
        assert answer.status_code == 200
        return answer.text


@pytest.fixture(params=SIDES)
def look(request: pytest.FixtureRequest, client: CheckingClient, contract: Contract) -> Looking:
    """Somebody of either side, signed in."""
    side = request.param
    person: User = make.user(side, contract.landlord if side == "landlord" else contract.contractor)
    sign_in(client, person)
    return Looking(client, "/landlord/search" if side == "landlord" else "/desk/search")


def day(moment: Any) -> str:
    return show_day(london_day(moment))


def with_facts(order: WorksOrder) -> None:
    """An order unlike the others in everything that it can be found by."""
    order.purchase_order, order.trade, order.priority = "PO-77", "PLU", "emergency"
    order.raised_at = order.due_at = order.status_at = make.now() - timedelta(days=200)
    for visit in order.tickets:
        visit.due_at = order.due_at
    home = order.property
    home.line_1, home.postcode, home.reference = "9 Weir Street", "XB9 9XX", "NM-0009"
    db.session.commit()


@pytest.fixture
def one(contract: Contract) -> Ticket:
    """The visit of the order that is looked for; a second order is like none of it."""
    make.ticket("accepted", contract, lines=(("310911", 1),))
    visit = make.ticket("accepted", contract)
    with_facts(visit.order)
    return visit


BY: dict[str, Callable[[WorksOrder], str]] = {
    "reference": lambda order: order.reference.lower(),
    "status": lambda _: "iss",
    "target": lambda order: day(order.due_at),
    "status-date": lambda order: day(order.status_at),
    "priority": lambda _: "EMERG",
    "address": lambda _: "weir xb9",
    "property": lambda _: "nm-0009",
    "purchase-order": lambda _: "po-77",
    "code": lambda _: "310403",
    "contract": lambda order: order.contract.site_code.lower(),
    "trade": lambda _: "plumb",
    "raised": lambda order: f"{day(order.raised_at)} to {day(order.raised_at)}",
}


@pytest.mark.parametrize("name", BY)
def test_each_field_finds_what_it_says(look: Looking, one: Ticket, name: str) -> None:
    """Whatever the case. Rules: V1, L5."""
    found = look((name, BY[name](one.order)))
    assert one.order_id in found
    assert len(found) == (2 if name in ("status", "contract") else 1)


def test_every_field_is_tried_here() -> None:
    """The two that are not stand in tests of their own. Rules: L5."""
    assert {one.name for one in FIELDS} - BY.keys() == {"completed", "own-reference"}


@pytest.mark.parametrize("name", BY)
def test_a_value_that_nothing_has_finds_nothing(look: Looking, one: Ticket, name: str) -> None:
    """Rules: L5."""
    nothing = {"status": "hld"}.get(name, "01/01/1990" if "14/07" in _hint(name) else "nothing-like-it")
    assert look((name, nothing)) == set()
    assert "No works order of yours meets this." in look.page((name, nothing))


def _hint(name: str) -> str:
    return next(one.hint for one in FIELDS if one.name == name)


def test_two_fields_have_both_to_be_met(look: Looking, one: Ticket) -> None:
    """Rules: L5."""
    assert look(("status", "ISS"), ("address", "Weir")) == {one.order_id}
    assert look(("status", "HLD"), ("address", "Weir")) == set()
    assert look(("address", "Weir"), ("code", "310403"), ("trade", "PLU")) == {one.order_id}
    assert look(("address", "Weir"), ("code", "310911")) == set()


@pytest.mark.parametrize("name", BY)
def test_a_list_that_is_walked_finds_the_same(
    look: Looking, one: Ticket, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As where so many meet each criterion that none of them is looked up first. Rules: L5."""
    expected = look((name, BY[name](one.order)))
    monkeypatch.setattr(order_search, "FEW", -1)
    assert look((name, BY[name](one.order))) == expected
    assert look((name, BY[name](one.order)), ("address", "Marlow"), ("address", "Weir")) == set()


def test_what_was_completed_is_found_by_day_and_status(look: Looking, contract: Contract) -> None:
    """Rules: V1, L5."""
    done, closed = finished(contract), finished(contract)
    paid(closed)
    today = show_day(make.today(), "nec")
    assert look(("completed", today)) == {done.order_id, closed.order_id}
    assert look(("completed", f"until {show_day(make.today() - timedelta(days=1))}")) == set()
    assert look(("status", "closed")) == {closed.order_id}
    assert look(("status", "COM"), ("completed", f"from {today}")) == {done.order_id}


def test_one_status_word_may_mean_two(look: Looking, contract: Contract, one: Ticket) -> None:
    """Rules: V1."""
    one.order.status = "IVR"
    db.session.commit()
    assert look(("status", "variation")) == {one.order_id}
    assert "IVR variation asked while issued" in look.page(("status", "Variation"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("", "C123", "Choose the field"), ("status", "perhaps", "Write one of RAI (raised)"),
        ("target", "soon", "Write a day"), ("raised", "02/07/2026 to 01/07/2026", "ends before it begins"),
        ("nonsense", "x", "Choose the field"), ("target", "1/1/1 to 2/2/2 to 3/3/3", "Write a day"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_at_its_field(look: Looking, field: str, value: str, said: str) -> None:
    """Rules: L5, A6."""
    page = look.page((field, value))
    assert said in page
    assert 'aria-invalid="true"' in page


def test_count_says_how_many_and_shows_none(look: Looking, one: Ticket) -> None:
    """Rules: L5."""
    page = look.page(("status", "ISS"), do="count")
    assert ("<b>2 orders.</b>" in page, "<tr data-order" in page) == (True, False)
    assert "<b>0 orders.</b>" in look.page(("trade", "nothing"), do="count")


def test_a_field_is_added_and_what_was_typed_stays(look: Looking) -> None:
    """Rules: L6."""
    page = look.page(("address", "Weir"), do="more")
    assert page.count('name="field"') == 2
    page = look.page(("address", "Weir"), ("status", "ISS"), do="more")
    assert (page.count('name="field"'), page.count('value="Weir"')) == (3, 1)


def test_a_long_list_goes_on(look: Looking, contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest target first, none twice and none left out. Rules: L5."""
    for module in (order_search, paging):
        monkeypatch.setattr(module, "SIZE", 2)
    orders = {make.ticket("accepted", contract).order_id for _ in range(5)}
    for few in (500, -1):
        monkeypatch.setattr(order_search, "FEW", few)
        seen: list[int] = []
        page = look.page(("status", "ISS"))
        while True:
            seen += map(int, re.findall(r'<tr data-order="(\d+)"', page))
            following = re.search(r'href="([^"]*)" rel="next"', page)
            if following is None:
                break
            page = look.client.get(following[1].replace("&amp;", "&")).text
        assert (len(seen), set(seen)) == (5, orders)


def test_an_order_with_two_visits_stands_once(client: CheckingClient, contract: Contract) -> None:
    """With the firm's last visit. Rules: L5, S5."""
    visit = make.ticket("on-site", contract)
    office = make.user("office", contract.contractor)
    more = (("why", "The part is missing"), ("needed", "A new valve"), ("booked", "no"), ("prevented", "No part yet"))
    make.do(office, "follow-on", visit, *more)
    sign_in(client, office)
    page = client.get("/desk/search?field=status&value=ISS")
    assert "visit 2: new" in reads(page)
    assert page.text.count("<tr data-order") == 1


def test_a_firm_finds_its_own_reference(client: CheckingClient, contract: Contract, one: Ticket) -> None:
    """A landlord is not asked for one. Rules: L5, T6."""
    one.own_reference = "BM-881"
    db.session.commit()
    sign_in(client, make.user("office", contract.contractor))
    assert Looking(client, "/desk/search")(("own-reference", "bm-881")) == {one.order_id}


@pytest.mark.parametrize("side", SIDES)
def test_nobody_finds_what_is_anothers(client: CheckingClient, one: Ticket, side: str) -> None:
    """Whatever is asked for. Rules: A8."""
    sign_in(client, make.user(side, make.contract().landlord if side == "landlord" else make.contract().contractor))
    looking = Looking(client, "/landlord/search" if side == "landlord" else "/desk/search")
    for name, value in BY.items():
        assert looking((name, value(one.order))) == set(), name


def test_two_firms_of_one_landlord_find_each_their_own(client: CheckingClient, contract: Contract, one: Ticket) -> None:
    """Rules: A8."""
    other = make.ticket("accepted", make.contract(contract.landlord))
    sign_in(client, make.user("office", other.contractor))
    looking = Looking(client, "/desk/search")
    assert looking(("status", "ISS")) == {other.order_id}
    assert looking(("reference", one.order.reference)) == set()


def test_what_is_archived_only_its_landlord_finds(look: Looking, one: Ticket) -> None:
    """Rules: L3, A8."""
    one.archived_at = make.now()
    db.session.commit()
    found = look(("address", "Weir"))
    assert found == ({one.order_id} if look.address.startswith("/landlord") else set())


@pytest.mark.parametrize(("side", "shown", "sees"), [
    ("office", False, False), ("office", True, True), ("landlord", False, True),
])  # fmt: skip
def test_the_cost_is_for_whom_the_policy_shows_money(
    client: CheckingClient, contract: Contract, one: Ticket, side: str, *, shown: bool, sees: bool
) -> None:
    """Rules: C4."""
    landlord = contract.landlord
    landlord.stored_policy = {**landlord.stored_policy, "rates_shown": shown}
    db.session.commit()
    sign_in(client, make.user(side, landlord if side == "landlord" else contract.contractor))
    page = client.get(f"/{'landlord' if side == 'landlord' else 'desk'}/search?field=address&value=Weir")
    assert ("£52.50" in page.text) == sees


def test_the_search_on_top_takes_a_status_code(look: Looking, one: Ticket) -> None:
    """Rules: V1."""
    place = look.address.removesuffix("search")
    answer = look.client.get(f"{place}?q=iss")
    assert answer.location == f"{look.address}?field=status&value=ISS"
