"""Rates as they are on a day: what orders are raised at, and what extra work is claimed at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from fieldapp.commands.op import Answer
from fieldapp.domain.dates import LONDON
from fieldapp.domain.schedules import day_words
from fieldapp.extensions import db
from fieldapp.models import Contract, Rate, Schedule, Ticket, User
from tests import factories as make
from tests.api.sending import op as queued
from tests.api.sending import send
from tests.commands.lateness import completion
from tests.commands.raising import contract, officer, op, raised
from tests.commands.visiting import attempt, booked, doer
from tests.web.world import browser

__all__ = ["contract", "officer"]
NEW_YEAR = date(2026, 4, 1)


def versions(book: Schedule, code: str = "310403", begins: date = NEW_YEAR, pence: int = 6000) -> None:
    """Another version of a code from a day on; the one that is there ends on the day before."""
    old = next(rate for rate in book.rates if rate.code == code)
    old.valid_to = begins - timedelta(days=1)
    db.session.commit()
    facts = {"code": code, "short": f"{old.short}, new", "unit": old.unit, "kind": old.kind}
    make.saved(Rate(schedule=book, landlord_id=book.landlord_id, rate_pence=pence, valid_from=begins, **facts))


def ended(book: Schedule, code: str, last: date) -> None:
    """A code without a later version."""
    next(rate for rate in book.rates if rate.code == code).valid_to = last
    db.session.commit()


def coming(book: Schedule, code: str, first: date) -> None:
    """A code that is not good yet."""
    next(rate for rate in book.rates if rate.code == code).valid_from = first
    db.session.commit()


def attempt_raising(officer: User, under: Contract, **typed: str) -> Answer:
    return make.perform_as(officer, op(officer, under, **typed))


@pytest.mark.parametrize(("at", "pence"), [("2026-03-31T22:59:00+00:00", 5250), ("2026-03-31T23:00:00+00:00", 6000)])
def test_an_order_is_raised_at_the_rates_of_its_day(contract: Contract, officer: User, at: str, pence: int) -> None:
    """London's day; and a later version changes no order. Rules: O1."""
    versions(contract.schedules[0])
    assert attempt_raising(officer, contract, raised=at).outcome == "applied"
    line = raised()[0].lines[0]
    assert (line.rate_pence, line.short.endswith("new")) == (pence, pence == 6000)
    versions(contract.schedules[0], begins=date(2026, 3, 1), pence=7000)
    assert raised()[0].lines[0].rate_pence == pence


def test_a_code_that_has_ended_or_not_begun_is_refused_with_its_day(contract: Contract, officer: User) -> None:
    """In small letters as well. Rules: O1."""
    book = contract.schedules[0]
    ended(book, "310403", date(2026, 3, 31))
    coming(book, "SQW", date(2027, 4, 1))
    for code, said in (
        ("310403", "310403 ended on 31 Mar 2026. Search for another."),
        ("sqw", "SQW begins on 1 Apr 2027. Search for another."),
        ("999999", "999999 is not in this contract's schedule of rates."),
    ):
        answer = attempt_raising(officer, contract, line=f"{code}|1", raised="2026-05-01T10:00:00+00:00")
        assert answer.fields == {"line-1": [said]}


def test_a_code_of_another_contracts_schedule_is_refused_as_one_that_does_not_exist(
    contract: Contract, officer: User
) -> None:
    """Even of the same landlord, and of several schedules the older counts. Rules: A8."""
    other = make.contract(contract.landlord)
    make.saved(Rate(schedule=other.schedules[0], landlord_id=other.landlord_id, code="FOREIGN", short="x", unit="IT"))
    answer = attempt_raising(officer, contract, line="FOREIGN|1")
    assert answer.fields == {"line-1": ["FOREIGN is not in this contract's schedule of rates."]}
    contract.schedules.append(other.schedules[0])
    other.schedules[0].rates[0].rate_pence = 1
    db.session.commit()
    assert attempt_raising(officer, contract, line="FOREIGN|1").outcome == "applied"
    assert attempt_raising(officer, contract, reference="C2/1").outcome == "applied"
    assert raised()[1].lines[0].rate_pence == 5250


def test_lines_keep_what_kind_of_code_they_were_ordered_in(contract: Contract, officer: User) -> None:
    """A price code's quantity is pounds whatever its unit is called. Rules: C5, V4."""
    for code, kind, pence in (("PRO-1", "placeholder", 0), ("PEA-1", "price", 100)):
        facts = {"code": code, "short": "To be costed", "unit": "IT", "rate_pence": pence, "kind": kind}
        make.saved(Rate(schedule=contract.schedules[0], landlord_id=contract.landlord_id, **facts))
    typed = op(officer, contract, line="PRO-1|1")
    typed.typed.append(("line", "PEA-1|1398.99"))
    assert make.perform_as(officer, typed).outcome == "applied"
    assert [(line.kind, line.is_price) for line in raised()[0].lines] == [("placeholder", False), ("price", True)]


def test_extra_work_is_claimed_at_the_rates_of_the_day_it_was_done(app: Flask) -> None:
    """Not of the day on which the phone could send it. Rules: C7, C3."""
    visit = arrived_yesterday()
    versions(visit.order.contract.schedules[0], "310911", make.today(), 2500)
    at = (make.now() - timedelta(days=1)).isoformat()
    answer = send(browser(app, doer(visit)), queued(visit, "complete", *extra(visit), done_at=at)).json["answers"][0]
    assert answer["outcome"] == "applied", answer
    db.session.expire_all()
    assert [(line.code, line.rate_pence) for line in visit.order.lines if line.extra] == [("310911", 1800)]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("days", "outcome"), [(1, "applied"), (0, "invalid")])
def test_extra_work_in_a_code_that_has_ended_is_refused_with_its_day(days: int, outcome: str) -> None:
    """Done on its last day it is taken, typed or not. Rules: C7."""
    visit = arrived_yesterday()
    last = make.today() - timedelta(days=1)
    ended(visit.order.contract.schedules[0], "310911", last)
    moment = (make.now() - timedelta(days=days)).astimezone(LONDON)
    done = (("completed", f"{moment:%Y-%m-%d}"), ("completed", f"{moment:%H:%M}"))
    answer = attempt(visit, "complete", *extra(visit), *done)
    assert answer.outcome == outcome, answer
    if days == 0:
        assert answer.fields == {"extra-310911": [f"310911 ended on {day_words(last)}. Search for another."]}


def arrived_yesterday() -> Ticket:
    """A visit that was begun a day and an hour ago."""
    visit = booked("on-site")
    visit.arrived_at = make.now() - timedelta(days=1, hours=1)
    db.session.commit()
    return visit


def extra(visit: Ticket) -> list[tuple[str, str]]:
    """A completion with one piece of extra work."""
    agreed = (make.today() - timedelta(days=1)).isoformat()
    return [*completion(visit), ("extra-310911", "1"), ("agreed_by", "P. Plover"), ("agreed_on", agreed)]
