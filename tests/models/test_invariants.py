"""What the database itself refuses, whatever the code above it does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from fieldapp.extensions import db
from fieldapp.models import Ticket
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")


def refuse() -> None:
    """Expect that what is pending cannot be stored."""
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_an_order_has_one_open_visit_at_most() -> None:
    """Two operatives are never sent to one job by two tickets."""
    visit = make.ticket("booked")
    db.session.add(
        Ticket(
            landlord_id=visit.landlord_id,
            contractor_id=visit.contractor_id,
            order_id=visit.order_id,
            visit=2,
            state="issued",
            state_at=make.now(),
            issued_at=make.now(),
            due_at=make.now(),
        )
    )
    refuse()


def test_completed_means_a_time_a_note_and_an_arrival_before_it() -> None:
    """No half completion can be stored."""
    visit = make.ticket("on-site")
    visit.state = "completed"
    refuse()
    visit.completed_at, visit.comments = make.now(), ""
    refuse()
    visit.arrived_at, visit.completed_at, visit.comments = None, make.now(), "Renewed the tap"
    refuse()


def test_closed_means_paid_and_completed_means_when() -> None:
    """Rules: V1."""
    order = make.order()
    order.status = "CLO"
    refuse()
    order.status = "COM"
    refuse()


def test_a_quantity_stays_within_its_range() -> None:
    """Rules: C4."""
    line = make.order().lines[0]
    line.completed = Decimal(-1)
    refuse()


def test_a_moment_without_its_zone_is_never_stored() -> None:
    """No clock's zone is guessed."""
    order = make.order()
    order.raised_at = make.now().replace(tzinfo=None)
    with pytest.raises(StatementError, match="time zone"):
        db.session.flush()
    db.session.rollback()
