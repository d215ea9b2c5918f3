"""The people of the landlord's tests."""

from __future__ import annotations

import pytest

from fieldapp.models import Contract, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.conftest import contract
from tests.signing_in import sign_in

__all__ = ["contract"]


@pytest.fixture
def officer(contract: Contract, client: CheckingClient) -> User:
    """The landlord's officer, signed in."""
    person: User = make.user("landlord", contract.landlord)
    sign_in(client, person)
    return person


@pytest.fixture
def office(contract: Contract) -> User:
    """Somebody in the contractor's office, not signed in."""
    return make.user("office", contract.contractor)
