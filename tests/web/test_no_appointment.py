"""Reasons why no appointment is needed: offered and taken only where they fit the order."""

from __future__ import annotations

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, ListItem, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import sign_in
from tests.web.desk_people import contract, fresh, offered, office, operative, post

__all__ = ["contract", "office", "operative"]

ONLY = {"emergency-24h": "emergency", "communal": "communal"}
STAY = "Ask the customer to stay in for 24 hours, then tick this."


@pytest.fixture(autouse=True)
def limited(contract: Contract) -> None:
    """Each reason is for its own orders."""
    for item in db.session.query(ListItem).filter_by(landlord_id=contract.landlord_id, list_name="not-required-reason"):
        item.facts = {"only": ONLY[item.code]}
    db.session.commit()


def test_a_reason_that_does_not_fit_is_refused_in_words(contract: Contract, operative: User) -> None:
    """As a phone may send it. Rules: P3."""
    visit = make.ticket("accepted", contract, operative)
    for why, said in (("communal", "That is for communal homes"), ("emergency-24h", "That is for emergencies")):
        op = make.op(operative, "no-appointment-needed", visit, ("why", why), ("asked_to_stay", "y"))
        assert make.perform_as(operative, op).fields["why"][0].startswith(said)
    assert fresh(visit).state == "accepted"


@pytest.mark.parametrize("door", ["desk", "field"])
def test_what_does_not_fit_is_not_offered(
    client: CheckingClient, contract: Contract, operative: User, door: str
) -> None:
    """On the desk and on the phone. Rules: P3."""
    sign_in(client, operative if door == "field" else make.user("office", contract.contractor))
    communal = make.home(contract.landlord, communal=True)
    routine = make.ticket("accepted", contract, operative)
    urgent = make.ticket("accepted", contract, operative, emergency=True)
    shared = make.ticket("accepted", contract, operative, property=communal)
    page = client.get(f"/{door}/tickets/{routine.id}")
    assert "no-appointment-needed" not in offered(page)
    assert "#no-appointment-needed" not in page.text
    for visit, fits, other in ((urgent, "emergency-24h", "communal"), (shared, "communal", "emergency-24h")):
        page = client.get(f"/{door}/tickets/{visit.id}")
        assert "no-appointment-needed" in offered(page)
        assert f'id="no-appointment-needed-why-{fits}"' in page.text
        assert f'id="no-appointment-needed-why-{other}"' not in page.text
        assert ("no-appointment-needed-asked_to_stay" in page.text) is (visit is urgent)


def test_of_an_emergency_the_customer_is_asked_to_stay_in(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """And that they were stands in what happened. Rules: P3."""
    visit = make.ticket("accepted", contract, emergency=True)
    page = post(client, visit.id, "no-appointment-needed", why="emergency-24h")
    assert page.status_code == 422
    assert STAY in reads(page)
    assert post(client, visit.id, "no-appointment-needed", why="emergency-24h", asked_to_stay="y").status_code == 303
    assert "The customer was asked to stay in for 24 hours: Yes" in reads(client.get(f"/desk/tickets/{visit.id}"))
    row = db.session.query(JournalRow).filter_by(command="no-appointment-needed", outcome="applied").one()
    assert ["asked_to_stay", "y"] in (row.typed or [])


def test_of_communal_work_nobody_is_asked_to_stay_in(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: P3."""
    visit = make.ticket("accepted", contract, property=make.home(contract.landlord, communal=True))
    assert post(client, visit.id, "no-appointment-needed", why="communal").status_code == 303
    assert fresh(visit).state == "booked"
