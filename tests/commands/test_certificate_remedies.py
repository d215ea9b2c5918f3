"""What a certificate found and an order puts right: raised once, and waiting again where that order is cancelled."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from fieldapp.commands.op import Answer
from fieldapp.extensions import db
from fieldapp.models import Certificate, Contract, Landlord, Property, WorksOrder
from tests import factories as make
from tests.certifying import EICR, FAULTY, GAS, all_of, dated
from tests.commands.lateness import cancel, decide, officer_of, send
from tests.commands.visiting import booked, doer

pytestmark = pytest.mark.usefixtures("app")


def raised_for(one: Certificate, home: Property, reference: str = "R1") -> Answer:
    """An officer raises an order at a home for what a certificate found, whatever comes of it."""
    landlord = home.landlord_id
    contract = db.session.scalars(select(Contract).where(Contract.landlord_id == landlord)).one()
    officer = make.user("landlord", db.session.get_one(Landlord, landlord))
    typed = (
        ("contract", contract.site_code), ("reference", reference), ("property", home.reference),
        ("priority", "cal90"), ("description", "Fit an RCD"), ("line", "310403|1"), ("certificate", str(one.id)),
    )  # fmt: skip
    return make.perform_as(officer, make.op(officer, "raise", one.order, *typed, order=None))


def test_an_order_raised_for_what_was_found_settles_the_proposal() -> None:
    """And only one of the same home. Rules: O1."""
    visit = booked("on-site")
    make.do(doer(visit), "record-certificate", visit, *FAULTY)
    (one,) = all_of(visit)
    assert (one.outcome, one.faulty_since) == ("unsatisfactory", make.today())
    assert raised_for(one, make.home(visit.order.landlord)).fields.keys() == {"certificate"}
    answer = raised_for(one, visit.order.property)
    assert answer.outcome == "applied", answer
    (one,) = all_of(visit)
    assert (one.remedy_id, one.faulty_since) == (answer.order, None)


def test_what_a_cancelled_order_was_to_put_right_waits_again() -> None:
    """Until that order is reopened, or another one is raised; also when other certificates come. Rules: O1."""
    visit = booked("on-site")
    make.do(doer(visit), "record-certificate", visit, *FAULTY)
    remedy = db.session.get_one(WorksOrder, raised_for(all_of(visit)[0], visit.order.property).order)
    officer = officer_of(visit)
    make.do(officer, "issue", remedy)
    make.do(officer, "cancel-visit", remedy, ("reason", "duplicate"))
    assert all_of(visit)[0].faulty_since is None
    make.do(officer, "cancel", remedy, ("reason", "duplicate"))
    assert all_of(visit)[0].faulty_since == make.today()
    make.do(doer(visit), "record-certificate", visit, *dated(EICR, date(2024, 1, 1)))
    assert [bool(one.faulty_since) for one in all_of(visit)] == [True, False]
    make.do(officer, "reopen", remedy, ("comments", "The wrong one"))
    assert all_of(visit)[0].faulty_since is None
    make.do(doer(visit), "record-certificate", visit, *dated(EICR, date(2024, 2, 1)))
    assert [one.faulty_since for one in all_of(visit)] == [None, None, None]
    make.do(officer, "cancel", remedy, ("reason", "duplicate"))
    again = raised_for(all_of(visit)[0], visit.order.property, "R2")
    assert (all_of(visit)[0].remedy_id, all_of(visit)[0].faulty_since) == (again.order, None)
    make.do(officer, "reopen", remedy, ("comments", "The wrong one"))
    make.do(officer, "cancel", remedy, ("reason", "duplicate"))
    assert all_of(visit)[0].faulty_since is None, "the other one stands"


def test_one_order_is_raised_for_what_was_found() -> None:
    """Not a second one, nor one for what was taken off, outdated or satisfactory. Rules: O1."""
    visit = booked("on-site")
    for typed in (dated(FAULTY, date(2024, 1, 1)), FAULTY, dated(GAS, make.today())):
        make.do(doer(visit), "record-certificate", visit, *typed)
    make.do(doer(visit), "record-certificate", visit, *FAULTY)
    make.do(doer(visit), "remove-section", visit, ("blob", all_of(visit)[-1].blob_id))
    outdated, current, satisfactory, removed = all_of(visit)
    for one in (outdated, satisfactory, removed):
        assert "Nothing of this certificate waits" in raised_for(one, visit.order.property).reason
    assert raised_for(current, visit.order.property).outcome == "applied"
    answer = raised_for(current, visit.order.property, "R2")
    assert (answer.outcome, answer.fields) == (
        "invalid", {"certificate": ["An order is already raised for it: R1."]},
    )  # fmt: skip


def test_late_work_that_brings_the_order_back_puts_it_right() -> None:
    """As reopening it does. Rules: O1, O2."""
    visit = booked("on-site")
    make.do(doer(visit), "record-certificate", visit, *FAULTY)
    remedy = db.session.get_one(WorksOrder, raised_for(all_of(visit)[0], visit.order.property).order)
    make.do(officer_of(visit), "issue", remedy)
    office = make.user("office", visit.contractor)
    make.do(office, "accept", remedy.tickets[0])
    cancel(remedy.tickets[0])
    late = send(remedy.tickets[0], "arrive", by=office)
    assert all_of(visit)[0].faulty_since == make.today()
    assert decide(remedy.tickets[0], "honour", late).outcome == "applied"
    assert (all_of(visit)[0].faulty_since, remedy.status) == (None, "ISS")


def test_the_order_of_another_contractor_still_puts_it_right() -> None:
    """Whoever records the next certificate of the home, and reads no such order. Rules: O1."""
    visit = booked("on-site")
    make.do(doer(visit), "record-certificate", visit, *FAULTY)
    assert raised_for(all_of(visit)[0], visit.order.property).outcome == "applied"
    elsewhere = make.contract(visit.order.landlord)
    there = make.ticket(
        "on-site", elsewhere, make.user("operative", elsewhere.contractor), property=visit.order.property
    )
    make.do(doer(there), "record-certificate", there, *dated(EICR, date(2024, 1, 1)))
    assert [one.faulty_since for one in all_of(visit)] == [None, None]
