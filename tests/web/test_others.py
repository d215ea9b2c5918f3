"""Tests of web/others.py and commands/overtaking.py: two people at one visit, and what the second one is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fieldapp.domain.dates import LONDON, london_day, short_day
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, Ticket, User
from fieldapp.web.spoken import ago
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in
from tests.web.desk_people import contract, fresh, office, operative

__all__ = ["contract", "office", "operative"]

DAY = london_day(make.now()) + timedelta(days=2)


@pytest.fixture
def ann(contract: Contract) -> User:
    """A colleague, at another desk."""
    return make.user("office", contract.contractor, name="Ann Office")


def form(client: CheckingClient, visit: Ticket, command: str) -> dict[str, str]:
    """What a form of the visit's page holds when the page is opened."""
    return hidden_fields(client.get(f"/desk/tickets/{visit.id}").text, f"/desk/tickets/{visit.id}/{command}")


def test_who_comes_second_is_told_who_did_what_and_when(
    client: CheckingClient, contract: Contract, office: User, ann: User
) -> None:
    """Rules: P1, O2."""
    visit = make.ticket("accepted", contract)
    open_page = form(client, visit, "book")
    earlier = make.now() - timedelta(minutes=2)
    make.do(ann, "book", visit, ("date", DAY.isoformat()), ("slot", "am"), done_at=earlier)
    page = client.post(f"/desk/tickets/{visit.id}/book", data={**open_page, "date": DAY.isoformat(), "slot": "pm"})
    assert page.status_code == 409
    assert f"Ann Office booked this visit for {short_day(DAY)}, 8am–1pm, 2 minutes ago." in reads(page)
    assert "To change it use Change the appointment." in reads(page)
    assert f'value="{DAY.isoformat()}"' in page.text
    rows = db.session.query(JournalRow).filter_by(ticket_id=visit.id, command="book", outcome="refused").all()
    assert [pair[0] for pair in rows[0].typed or []] == ["date", "slot"]


def test_a_newer_appointment_is_not_overwritten_unseen(
    client: CheckingClient, contract: Contract, office: User, ann: User
) -> None:
    """It comes back as it was typed; posted again from the page that tells of the other, it counts. Rules: P5."""
    visit = make.ticket("booked", contract)
    address = f"/desk/tickets/{visit.id}/rebook"
    open_page, typed = form(client, visit, "rebook"), {"date": DAY.isoformat(), "slot": "am", "reason": "tenant"}
    make.do(ann, "rebook", visit, ("date", DAY.isoformat()), ("slot", "pm"), ("reason", "tenant"))
    page = client.post(address, data={**open_page, **typed})
    assert page.status_code == 409
    assert f"Ann Office changed the appointment to {short_day(DAY)}, 12:30–4:30pm, just now." in reads(page)
    assert "If you still want what you chose, save it again." in reads(page)
    assert fresh(visit).slot == "pm"
    assert client.post(address, data={**hidden_fields(page.text, address), **typed}).status_code == 303
    assert fresh(visit).slot == "am"


def test_correcting_a_form_shows_nobody_what_others_did(
    client: CheckingClient, contract: Contract, office: User, ann: User
) -> None:
    """The page that asks for a reason tells nothing of the other's appointment, so it is still not overwritten."""
    visit = make.ticket("booked", contract)
    address = f"/desk/tickets/{visit.id}/rebook"
    open_page, typed = form(client, visit, "rebook"), {"date": DAY.isoformat(), "slot": "am"}
    make.do(ann, "rebook", visit, ("date", DAY.isoformat()), ("slot", "pm"), ("reason", "tenant"))
    page = client.post(address, data={**open_page, **typed})
    assert page.status_code == 422
    page = client.post(address, data={**hidden_fields(page.text, address), **typed, "reason": "tenant"})
    assert page.status_code == 409
    assert "Ann Office changed the appointment" in reads(page)


def test_a_visit_is_not_taken_from_whom_it_was_just_given_to(
    client: CheckingClient, contract: Contract, office: User, ann: User, operative: User
) -> None:
    visit, other = make.ticket("accepted", contract), make.user("operative", contract.contractor, name="Sam Wren")
    open_page = form(client, visit, "allocate")
    make.do(ann, "allocate", visit, ("operative", str(operative.id)))
    page = client.post(f"/desk/tickets/{visit.id}/allocate", data={**open_page, "operative": str(other.id)})
    assert page.status_code == 409
    assert "Ann Office gave this visit to Jo Kestrel, just now." in reads(page)
    assert fresh(visit).operative_id == operative.id


def test_what_does_not_touch_it_is_in_nobodys_way(
    client: CheckingClient, contract: Contract, office: User, ann: User, operative: User
) -> None:
    """A note, and whom the visit was given to, leave the appointment to be changed."""
    visit = make.ticket("booked", contract)
    open_page = form(client, visit, "rebook")
    make.do(ann, "allocate", visit, ("operative", str(operative.id)))
    make.do(ann, "add-note", visit, ("text", "Riser key FB2"))
    typed = {"date": DAY.isoformat(), "slot": "pm", "reason": "tenant"}
    assert client.post(f"/desk/tickets/{visit.id}/rebook", data={**open_page, **typed}).status_code == 303
    assert fresh(visit).slot == "pm"


def test_a_cancellation_meanwhile_is_told(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: T9, O2."""
    visit = make.ticket("booked", contract)
    open_page = form(client, visit, "arrive")
    officer = make.user("landlord", contract.landlord, name="D. Linnet")
    make.do(officer, "cancel", visit.order, ("reason", "duplicate"))
    page = client.post(f"/desk/tickets/{visit.id}/arrive", data=open_page)
    assert page.status_code == 409
    assert "D. Linnet cancelled this order, just now." in reads(page)
    assert "was cancelled by the landlord. What you recorded is kept." in reads(page)
    assert "Call the office" not in reads(page)


def test_two_officers_of_a_landlord(client: CheckingClient, contract: Contract) -> None:
    """The landlord's pages say the same. Rules: O1."""
    visit, officer = make.ticket("booked", contract), make.user("landlord", contract.landlord)
    sign_in(client, officer)
    address = f"/landlord/orders/{visit.order_id}/hold"
    open_page = hidden_fields(client.get(f"/landlord/orders/{visit.order_id}").text, address)
    make.do(make.user("landlord", contract.landlord, name="D. Linnet"), "hold", visit.order, ("comments", "Fire"))
    page = client.post(address, data={**open_page, "comments": "Resident in hospital"})
    assert page.status_code == 409
    assert "D. Linnet put this order on hold, just now." in reads(page)
    assert "Resident in hospital" in page.text


def test_what_waits_counts_among_what_moved_the_order(client: CheckingClient, contract: Contract) -> None:
    """Else whoever did what the page had shown already would be named for it. Rules: V2."""
    visit = make.ticket("booked", contract, make.user("operative", contract.contractor))
    linnet = make.user("landlord", contract.landlord, name="D. Linnet")
    make.do(linnet, "hold", visit.order, ("comments", "Fire"))
    sign_in(client, make.user("landlord", contract.landlord))
    address = f"/landlord/orders/{visit.order_id}"
    open_page = hidden_fields(client.get(address).text, f"{address}/release")
    assert visit.operative
    assert make.perform_as(visit.operative, make.op(visit.operative, "arrive", visit)).outcome == "waiting"
    page = client.post(f"{address}/hold", data={**open_page, "comments": "Resident in hospital"})
    assert page.status_code == 409
    assert "D. Linnet put this order on hold" not in reads(page)
    make.do(make.user("landlord", contract.landlord, name="Ann Wren"), "cancel", visit.order, ("reason", "duplicate"))
    page = client.post(f"{address}/release", data=open_page)
    assert page.status_code == 409
    assert "Ann Wren cancelled this order, just now." in reads(page)


@pytest.mark.parametrize(("minutes", "said"), [
    (0, "just now"), (1, "1 minute ago"), (59, "59 minutes ago"), (60, "at 10:00"), (24 * 60, "on 8 Jun 11:00"),
])  # fmt: skip
def test_how_long_ago(minutes: int, said: str) -> None:
    now = datetime(2026, 6, 9, 11, 0, 30, tzinfo=LONDON).astimezone(UTC)
    assert ago(now - timedelta(minutes=minutes), now) == said


def test_a_step_that_is_hidden_from_a_firm_is_no_reason_to_tell_it_of_an_older_one(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """A legal hold moves the order on; it is not the firm's business, and neither is what the firm did before."""
    visit = make.ticket("issued", contract)
    make.do(office, "accept", visit)
    open_page = form(client, visit, "book")
    make.do(make.user("landlord", contract.landlord), "legal-hold", visit.order, ("comments", "Claim"))
    page = client.post(f"/desk/tickets/{visit.id}/acknowledge", data=open_page)
    assert page.status_code == 409
    assert "You accepted" not in reads(page)
