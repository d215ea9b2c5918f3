"""An officer who raises an order by its form: shared by the tests of the form and of its details."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Contract, Property, WorksOrder
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.signing_in import hidden_fields

JOB = {"description": "Tap leaks", "priority": "cal90", "code-1": "310403", "quantity-1": "2", "place-1": "Kitchen"}


@pytest.fixture
def home(contract: Contract) -> Property:
    """A home of the landlord."""
    return make.home(contract.landlord, line_1="14 Kiln Lane", postcode="XB4 9ZZ")


def filled(client: CheckingClient, home: Property, **typed: Any) -> dict[str, str]:
    """The form as it comes, with what a person writes into it."""
    page = client.get(f"/landlord/raise/{home.id}")
    proposed = re.search(r'name="reference" value="([^"]+)"', page.text)
    chosen = re.search(r'<option value="([^"]+)" selected>', page.text)
    assert proposed
    fields = {"reference": proposed[1], "contract": chosen[1] if chosen else ""}
    return {**hidden_fields(page.text, f"/landlord/raise/{home.id}"), **fields, **JOB, **typed}


def post(client: CheckingClient, home: Property, **typed: Any) -> TestResponse:
    """Fill in the form and send it."""
    return client.post(f"/landlord/raise/{home.id}", data=filled(client, home, **typed))


def newest() -> Any:
    """The order that was raised last."""
    db.session.rollback()
    make.unfenced()
    found: Any = db.session.scalars(select(WorksOrder).order_by(WorksOrder.id.desc())).first()
    return found
