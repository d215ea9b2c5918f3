"""Saying that a certificate's file is the right one, although it reads otherwise than was recorded."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.domain.read_back import ReadDoubt
from fieldapp.extensions import db
from fieldapp.models import Certificate, JournalRow, Ticket
from fieldapp.models.connection import begin_writing
from tests import factories as make
from tests.commands.bodies import FILE
from tests.commands.visiting import attempt, booked, doer

pytestmark = pytest.mark.usefixtures("app")
BLOB = FILE[0][1]


def doubted() -> Ticket:
    """A visit with a certificate whose file says otherwise."""
    visit = booked("on-site")
    make.do(doer(visit), "add-certificate", visit, *FILE, ("kind", "other"))
    begin_writing(db.session)
    the_one().doubts = [dict.fromkeys(ReadDoubt._fields, "Another home.")]
    db.session.commit()
    return visit


def the_one() -> Certificate:
    return db.session.scalars(select(Certificate).execution_options(populate_existing=True)).one()


@pytest.mark.parametrize("who", ["operative", "office", "landlord"])
def test_whoever_sees_it_says_that_it_is_right(who: str) -> None:
    """It waits no longer; what it said stays, and why it is right is in the journal. Rules: D2."""
    visit = doubted()
    firm = visit.order.landlord if who == "landlord" else visit.contractor
    actor = doer(visit) if who == "operative" else make.user(who, firm)
    assert the_one().open_doubts == ["Another home."]
    make.do(actor, "confirm-certificate", visit, ("blob", BLOB), ("reason", "The block’s own postcode"))
    one = the_one()
    assert (one.open_doubts, len(one.doubts), one.doubts_settled_by_id) == ([], 1, actor.id)
    row = db.session.scalars(select(JournalRow).where(JournalRow.command == "confirm-certificate")).one()
    assert (row.outcome, row.typed) == ("applied", [["blob", BLOB], ["reason", "The block’s own postcode"]])


def test_who_said_so_first_stays() -> None:
    """A phone without signal says it once more, and is not told off for it. Rules: D2."""
    visit = doubted()
    office = make.user("office", visit.contractor)
    make.do(office, "confirm-certificate", visit, ("blob", BLOB))
    assert attempt(visit, "confirm-certificate", ("blob", BLOB)).outcome == "applied"
    assert the_one().doubts_settled_by_id == office.id


def test_what_waits_for_nobody_is_not_said_to_be_right() -> None:
    """Another file, one without a doubt, and one that was taken off. Rules: D2."""
    visit = doubted()
    assert refusal(visit, str(uuid.uuid4())) == "Nothing of that file waits to be checked. Open the visit again."
    assert attempt(visit, "confirm-certificate").outcome == "refused"
    make.do(doer(visit), "remove-section", visit, ("blob", BLOB))
    assert refusal(visit, BLOB)
    assert the_one().open_doubts == []
    plain = booked("on-site")
    mine = str(uuid.uuid4())
    make.do(doer(plain), "add-certificate", plain, ("blob", mine), *FILE[1:], ("kind", "other"))
    assert refusal(plain, mine)


def refusal(visit: Ticket, blob: str) -> str:
    """Why it is not said to be right; refused, for what is invalid holds up what a phone queued after it."""
    answer = attempt(visit, "confirm-certificate", ("blob", blob))
    assert (answer.outcome, answer.code) == ("refused", "no-such-file")
    return answer.reason


def test_the_certificate_of_another_visit_is_not_reached(app: Flask) -> None:
    """Rules: A8, D2."""
    doubted()
    assert refusal(booked("on-site"), BLOB)
    assert the_one().open_doubts


def test_nothing_is_blocked_meanwhile() -> None:
    """The visit is completed with the doubt open. Rules: C8, D2."""
    visit = doubted()
    lines = [(f"line-{line.id}", "1") for line in visit.order.lines]
    done = attempt(visit, "complete", ("comments", "Mixer tap renewed and tested"), *lines)
    assert (done.outcome, done.ticket_state) == ("applied", "completed"), done
    assert the_one().open_doubts
