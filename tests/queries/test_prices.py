"""The price books as they are searched: by words, under a contract, on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Rate
from fieldapp.queries import prices, raising
from tests import factories as make

LAST, NEXT = date(2026, 3, 31), date(2026, 4, 1)


def renewed(under: Contract, begins: date) -> None:
    """The tap's new rate from a day on."""
    old = next(rate for rate in under.schedules[0].rates if rate.code == "310403")
    old.valid_to = begins - timedelta(days=1)
    db.session.commit()
    facts = {"code": "310403", "short": "Renew tap, dearer", "unit": "IT", "rate_pence": 6000, "medium": "Both handles"}
    make.saved(Rate(schedule=under.schedules[0], landlord_id=under.landlord_id, valid_from=begins, **facts))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("day", "pence"), [(LAST, 5250), (NEXT, 6000)])
def test_each_code_stands_there_once_as_it_is_on_the_day(day: date, pence: int) -> None:
    """Rules: C7."""
    order = make.order()
    renewed(order.contract, NEXT)
    by_code = {"310403": pence}
    assert {one.code: one.rate_pence for one in prices.search("310403", day)} == by_code
    assert {one.code: one.rate_pence for one in prices.search("310403", day, order.contract)} == by_code
    assert [one.rate_pence for one in prices.book_of(order, day) if one.code == "310403"] == [pence]
    assert raising.rates_of(order.contract, {"310403"}, day)["310403"].rate_pence == pence
    assert [one.code for one in prices.search("handles", day)] == (["310403"] if day == NEXT else [])


@pytest.mark.usefixtures("app")
def test_of_a_code_in_two_schedules_of_a_contract_the_one_that_counts_is_shown() -> None:
    """The older one's, as the command takes it. Rules: C7."""
    order = make.order()
    other = make.contract(order.contract.landlord)
    other.schedules[0].rates[0].rate_pence = 1
    order.contract.schedules.append(other.schedules[0])
    db.session.commit()
    for found in (prices.book_of(order, NEXT), prices.search("310403", NEXT, order.contract)):
        assert [one.rate_pence for one in found if one.code == "310403"] == [5250]
