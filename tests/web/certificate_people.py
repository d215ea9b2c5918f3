"""A visit that needs a certificate, and the landlord who reads it: shared by tests of their pages."""

from __future__ import annotations

import pytest
from flask import Flask

from fieldapp.extensions import db
from fieldapp.models import Contract, Line, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.web.world import browser


@pytest.fixture
def visit(contract: Contract, operative: User) -> Ticket:
    """A visit whose line demands a gas safety record."""
    made = make.ticket("on-site", contract, operative, lines=(("480115", 1),))
    db.session.query(Line).update({"certificate": "gas-compliance"})
    db.session.commit()
    return made


def landlord_of(app: Flask, visit: Ticket) -> CheckingClient:
    return browser(app, make.user("landlord", visit.order.landlord))
