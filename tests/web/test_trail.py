"""The audit trail behind a visit's status: what happened, when, when it reached the office, and who did it."""

from __future__ import annotations

import re
from datetime import timedelta

from fieldapp.domain.dates import LONDON
from fieldapp.models import Contract, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads, trail_of
from tests.signing_in import sign_in_instead
from tests.web.field_people import contract, operative, page_of

__all__ = ["contract", "operative"]

NOT_ACCEPTED = [f"Not accepted: {one}" for one in ("note added", "put on hold", "cancellation read")]


def test_the_phone_tells_what_happened_with_both_times(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """What was not applied is not there: kept pages follow what was. Rules: T1, S1."""
    visit = make.ticket("booked", under=contract, operative=operative)
    arrived = make.now() - timedelta(hours=2)
    received = make.now()
    make.do(operative, "arrive", visit, done_at=arrived, sent_at=received, received_at=received)
    assert make.perform_as(operative, make.op(operative, "book", visit)).outcome == "refused"
    told = trail_of(page_of(client, visit))
    assert "Arrived" in told
    happened, came = (f"{moment.astimezone(LONDON):%H:%M}" for moment in (arrived, received))
    assert re.search(rf"Arrived [^·]*\b{happened}, J\. Kestrel · received \d[^·]*?\b{came}\b", told), told
    assert "Not accepted" not in told


def test_nothing_of_an_orders_other_visits_is_told(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: A8, T1."""
    first = make.ticket("booked", under=contract)
    office = make.user("office", contract.contractor)
    make.do(office, "no-access", first, ("called", "no"), ("comments", "Knocked twice"))
    second = first.order.tickets[1]
    make.do(office, "accept", second)
    make.do(office, "allocate", second, ("operative", str(operative.id)))
    told = trail_of(page_of(client, second))
    assert "Accepted" in told
    assert "No access" not in told


def test_the_status_opens_the_trail_on_desk_and_landlords_page(client: CheckingClient, contract: Contract) -> None:
    """Rules: T1."""
    visit = make.ticket("booked", under=contract)
    for user, address in (
        (make.user("office", contract.contractor), f"/desk/tickets/{visit.id}"),
        (make.user("landlord", contract.landlord), f"/landlord/orders/{visit.order_id}"),
    ):
        sign_in_instead(client, user)
        page = client.get(address).text
        assert re.search(r'<a class="fa-opens" href="#what-happened">\s*<(span|strong)[^>]*govuk-tag', page), address
        assert 'id="what-happened"' in page


def test_whoever_is_in_doubt_about_asbestos_is_told_to_stop_and_call(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """An absent caution is never shown as asbestos-free. Rules: T2."""
    visit = make.ticket("booked", under=contract, operative=operative)
    said = f"in doubt, stop work and call {contract.landlord.telephone}"
    assert said in reads(client.get(f"/field/tickets/{visit.id}"))
    sign_in_instead(client, make.user("office", contract.contractor))
    assert said in reads(client.get(f"/desk/tickets/{visit.id}"))


def test_a_mistake_in_a_form_is_read_by_its_own_side_alone(client: CheckingClient, contract: Contract) -> None:
    """What a rule refused both read, and nothing at all another firm or landlord. Rules: A8, O2."""
    visit = make.ticket("booked", under=contract)
    office, officer = make.user("office", contract.contractor), make.user("landlord", contract.landlord)
    for person, command, target in ((office, "add-note", visit), (officer, "hold", visit.order)):
        answer = make.perform_as(person, make.op(person, command, target, ("comments", "")))
        assert answer.outcome == "invalid"
    assert make.perform_as(office, make.op(office, "acknowledge", visit)).outcome == "refused"
    read = {}
    for user, address in ((office, f"/desk/tickets/{visit.id}"), (officer, f"/landlord/orders/{visit.order_id}")):
        sign_in_instead(client, user)
        words = reads(client.get(address))
        read[user.role] = [one in words for one in NOT_ACCEPTED]
    assert read == {"office": [True, False, True], "landlord": [False, True, True]}
