"""The price book of a contract as it is searched, and what is usual there: on a day, and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Line, ListItem, Rate, Ticket, User
from fieldapp.queries import finder
from tests import factories as make

LAST, NEXT = date(2026, 3, 31), date(2026, 4, 1)
pytestmark = pytest.mark.usefixtures("app")


def added(under: Contract, code: str, short: str, **facts: Any) -> Rate:
    """One more rate in the contract's schedule."""
    known = {"code": code, "short": short, "unit": "NO", "rate_pence": 1000, **facts}
    made: Rate = make.saved(Rate(schedule=under.schedules[0], landlord_id=under.landlord_id, **known))
    return made


def renewed(under: Contract, begins: date) -> None:
    """The tap's new rate from a day on."""
    old = next(rate for rate in under.schedules[0].rates if rate.code == "310403")
    old.valid_to = begins - timedelta(days=1)
    db.session.commit()
    added(under, "310403", "Renew tap, dearer", rate_pence=6000, valid_from=begins, medium="Both handles")


def found(under: Contract, words: str, day: date = NEXT, **more: Any) -> list[str]:
    """The codes that a search finds, in their order."""
    return [rate.code for rate in finder.search(under, words, day, **more).rates]


def completed(under: Contract, codes: list[str], operative: User | None = None, *, extra: bool = False) -> Ticket:
    """A completed visit whose order has lines of these codes beside its own."""
    visit = make.ticket("on-site", under, operative)
    visit.order.completed_at = make.now()
    for number, code in enumerate(codes, start=10):
        facts = {"code": code, "short": code, "unit": "NO", "ordered": Decimal(not extra), "completed": Decimal(1)}
        visit.order.lines.append(Line(landlord_id=under.landlord_id, sequence=number, extra=extra, **facts))
    db.session.commit()
    return visit


@pytest.mark.parametrize(("day", "pence"), [(LAST, 5250), (NEXT, 6000)])
def test_each_code_stands_there_once_as_it_is_on_the_day(day: date, pence: int) -> None:
    """Rules: C7."""
    under = make.order().contract
    renewed(under, NEXT)
    assert [one.rate_pence for one in finder.search(under, "310403", day).rates] == [pence]
    assert [one.rate_pence for one in finder.with_codes(under, ["none", "310403"], day).values()] == [pence]
    assert finder.search(under, "handles", day).in_full is (day == NEXT)


def test_of_a_code_in_two_schedules_of_a_contract_the_one_that_counts_is_shown() -> None:
    """The older one's, as the command takes it. Rules: C7."""
    under = make.order().contract
    other = make.contract(under.landlord)
    other.schedules[0].rates[0].rate_pence = 1
    under.schedules.append(other.schedules[0])
    db.session.commit()
    for rates in (finder.search(under, "310403", NEXT).rates, finder.with_codes(under, ["310403"], NEXT).values()):
        assert [one.rate_pence for one in rates] == [5250]


def test_a_book_is_one_contracts() -> None:
    """Another landlord's codes are not found, and neither are the trade's words that it wrote down. Rules: A8, C7."""
    under, other = make.contract(), make.contract()
    added(other, "900001", "Renew chandelier")
    added(under, "900002", "Renew float valve")
    facts = {"list_name": "trade-word", "code": "ballcock", "label": "Ballcock", "position": 1}
    make.saved(ListItem(landlord_id=other.landlord_id, facts={"meant": "float valve"}, **facts))
    assert (found(under, "chandelier"), found(under, "ballcock")) == ([], [])
    make.saved(ListItem(landlord_id=under.landlord_id, facts={"meant": "float valve"}, **facts))
    assert found(under, "ballcock") == ["900002"]


def test_a_trade_and_a_category_leave_the_others_out() -> None:
    """Rules: C7."""
    under = make.contract()
    added(under, "900001", "Renew valve, gas", trade="GAS", category="Boilers")
    assert found(under, "valve") == ["900001", "310911"]
    assert found(under, "valve", trade="GAS") == found(under, "valve", category="Boilers") == ["900001"]
    assert found(under, "", trade="GAS") == ["900001"]


def test_words_that_only_the_long_texts_have_are_found_there() -> None:
    """Rules: C7."""
    under = make.contract()
    added(under, "900001", "Renew pump", long="With a 100% new gasket_seal", trade="GAS")
    assert found(under, "gasket") == found(under, "100%") == found(under, "gasket", trade="GAS") == ["900001"]
    assert found(under, "gasket", trade="PLU") == found(under, "gasketxseal") == []


def test_words_under_three_letters_are_not_looked_for_in_long_texts() -> None:
    """Alone they stand in nearly all of them; beside a longer word they narrow it. Rules: C7."""
    under = make.contract()
    added(under, "900001", "Renew pump", long="With qz gasket")
    added(under, "900002", "Renew boiler", long="With zq gasket")
    assert found(under, "qz") == found(under, "qz zq") == []
    assert found(under, "qz gasket") == ["900001"]


def test_the_book_is_gone_through_as_often_for_many_hits_as_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the longer texts. Rules: C7."""
    under = make.contract()
    for number in range(5):
        added(under, f"90000{number}", "Renew pump", long="With gasket" + " and seal" * (number == 0))
    times: list[int] = []

    class Told(list[finder.Row]):
        def __iter__(self) -> Any:
            times.append(1)
            return super().__iter__()

    rows = Told(finder.rows_of(under, NEXT))
    monkeypatch.setattr(finder, "rows_of", lambda *_: rows)
    gone_through = []
    for words in ("seal", "gasket"):
        times.clear()
        assert found(under, words)
        gone_through.append(len(times))
    assert gone_through[0] == gone_through[1]


def test_recently_used_are_ones_own_and_then_the_firms() -> None:
    """Extra work, the newest first; what was ordered is not what somebody used. Rules: C7, A8."""
    under = make.contract()
    mine, theirs = (make.user("operative", under.contractor) for _ in range(2))
    completed(under, ["A1"], mine, extra=True)
    completed(under, ["A2", "A3"], theirs, extra=True)
    completed(under, ["A1", "A4"], mine, extra=True)
    completed(under, ["B1"], mine)
    another = make.contract(under.landlord)
    completed(another, ["C1"], make.user("operative", another.contractor), extra=True)
    make.within(mine)
    assert finder.recent(mine, under) == ["A1", "A4", "A2", "A3"]
    assert finder.recent(mine, under, 1) == ["A1"]
    make.within(theirs)
    assert finder.recent(theirs, under)[:2] == ["A2", "A3"]


def test_a_landlords_officer_used_what_was_ordered() -> None:
    """Rules: C7."""
    under = make.contract()
    officer = make.user("landlord", under.landlord)
    completed(under, ["B1"])
    completed(under, ["A1"], extra=True)
    make.within(officer)
    used = finder.recent(officer, under)
    assert "B1" in used
    assert "A1" not in used


def test_usual_together_is_what_was_completed_twice_under_the_contract() -> None:
    """Neither what happened once, nor another contract's, nor what was not done. Rules: C7, A8."""
    under, another = make.contract(), make.contract()
    office = make.user("office", under.contractor)
    for _ in range(2):
        completed(under, ["A1", "A2"])
        completed(another, ["A1", "X1"])
    for undone in (completed(under, ["A1", "A9"]), completed(under, ["A1", "A9"])):
        next(line for line in undone.order.lines if line.code == "A9").completed = Decimal(0)
    db.session.commit()
    completed(under, ["A1", "A3"])
    make.within(office)
    pairs = finder.together(under)
    assert "A2" in pairs["A1"]
    assert not {"X1", "A9", "A3"} & set(pairs["A1"])


def test_contracts_are_those_of_who_asks() -> None:
    """Rules: A8."""
    under = make.contract()
    second, _another = make.contract(to=under.contractor), make.contract(under.landlord)
    office = make.user("office", under.contractor)
    make.within(office)
    assert {one.id for one in finder.contracts_of(office)} == {under.id, second.id}
    assert finder.contracts_of(office, [second.id])[0].id == second.id
