"""The people of the desk's tests, and how they use its pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.conftest import contract
from tests.signing_in import hidden_fields, sign_in

__all__ = ["contract"]


@pytest.fixture
def office(contract: Contract, client: CheckingClient) -> User:
    person: User = make.user("office", contract.contractor)
    sign_in(client, person)
    return person


@pytest.fixture
def operative(contract: Contract) -> User:
    return make.user("operative", contract.contractor, name="Jo Kestrel")


def post(client: CheckingClient, visit: int, command: str, **typed: Any) -> TestResponse:
    """Fill in a form of the visit's page, tick that it is the right one where that is asked, and send it."""
    address = f"/desk/tickets/{visit}/{command}"
    # Completing has a page of its own, in steps; the last of them sends it.
    paged = command == "complete"
    page = client.get(address if paged else f"/desk/tickets/{visit}")
    hidden = hidden_fields(page.text, f"{address}/steps" if paged else address)
    return client.post(address, data={**hidden, "confirm": "y", **typed})


def offered(page: TestResponse) -> set[str]:
    """The commands whose forms are on a page."""
    return set(re.findall(r'<form data-command="([a-z-]+)"', page.text))


def fresh(visit: Ticket) -> Ticket:
    db.session.rollback()
    db.session.refresh(visit)
    return visit
