"""Tests of web/desk.py and commands/words.py: what the desk says after a command, and how it refuses and finds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldapp.domain.dates import LONDON, london_day, short_day
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.web.desk_people import contract, office, post

__all__ = ["contract", "office"]


def refused(person: User, command: str, target: Ticket, *typed: tuple[str, str]) -> str:
    answer = make.perform_as(person, make.op(person, command, target, *typed))
    assert answer.outcome == "refused"
    return str(answer.reason)


def test_a_second_tab_is_told_what_was_booked_and_what_to_do(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: P1."""
    visit = make.ticket("accepted", contract)
    address = f"/desk/tickets/{visit.id}/book"
    day = london_day(make.now()) + timedelta(days=2)
    tabs = [hidden_fields(client.get(f"/desk/tickets/{visit.id}").text, address) for _ in range(2)]
    typed = {"date": day.isoformat(), "slot": "am"}
    first, second = (client.post(address, data={**tab, **typed}) for tab in tabs)
    assert (first.status_code, second.status_code) == (303, 409)
    assert f"is already booked for {short_day(day)}, 8am–1pm. To change it use Change the appointment." in reads(second)
    assert "Record the arrival first" not in reads(second)


@pytest.mark.parametrize(("state", "command", "sentence"), [
    ("issued", "book", "is not accepted yet. Accept it first."),
    ("accepted", "accept", "is already accepted. Book a slot next."),
    ("booked", "accept", "To change that use Change the appointment."),
    ("booked", "reject", "To send it back use Work no longer required."),
    ("accepted", "rebook", "has no appointment that could be changed. Book a slot first."),
    ("accepted", "correct-arrival", "has no arrival to correct. Record the arrival first."),
    ("on-site", "book", "has somebody on site, so its appointment is settled."),
    ("on-site", "arrive", "To change the time use Correct the arrival."),
    ("on-site", "allocate", "can no longer be given to another."),
    ("booked", "on-my-way", "Call the operative."),
    ("booked", "take-back", "Call the landlord."),
    ("booked", "acknowledge", "is not cancelled"),
])  # fmt: skip
def test_a_refusal_out_of_turn_says_what_is_the_case_and_what_to_do(
    contract: Contract, state: str, command: str, sentence: str
) -> None:
    """Rules: O2."""
    visit = make.ticket(state, contract)
    assert sentence in refused(make.user("office", contract.contractor), command, visit)


def test_an_order_says_what_is_the_case_too(contract: Contract) -> None:
    visit, officer = make.ticket("booked", contract), make.user("landlord", contract.landlord)
    answer = make.perform_as(officer, make.op(officer, "issue", visit.order))
    assert "is already issued and with the contractor." in answer.reason
    make.do(officer, "cancel", visit.order, ("reason", "duplicate"))
    answer = make.perform_as(officer, make.op(officer, "cancel", visit.order, ("reason", "duplicate")))
    assert "is already cancelled." in answer.reason


def test_what_was_done_is_said_with_the_reference(client: CheckingClient, contract: Contract, office: User) -> None:
    visit = make.ticket("issued", contract)
    assert post(client, visit.id, "reject", reason="wrong-trade").status_code == 303
    words = reads(client.get(f"/desk/tickets/{visit.id}"))
    assert f"Rejected {visit.order.reference} visit 1." in words
    assert "Received by the office" not in words


def test_booking_after_the_due_time_is_taken_and_warned_of(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: P1."""
    due = make.now() + timedelta(days=1)
    visit, in_time = make.ticket("accepted", contract, due_at=due), make.ticket("accepted", contract)
    day = (london_day(due) + timedelta(days=1)).isoformat()
    for one in (visit, in_time):
        assert post(client, one.id, "book", date=day, slot="am").status_code == 303
        said = f"This is after its due time, {short_day(london_day(due))} {due.astimezone(LONDON):%H:%M}."
        assert (said in reads(client.get(f"/desk/tickets/{one.id}"))) is (one is visit)


def test_a_refused_completion_keeps_the_quantity_in_the_history(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: C4."""
    visit = make.ticket("on-site", contract)
    line = visit.order.lines[0]
    page = post(client, visit.id, "complete", comments="Renewed the tap", **{f"line-{line.id}": "two of them"})
    assert page.status_code == 422
    assert f"{line.code} × two of them" in reads(client.get(f"/desk/tickets/{visit.id}"))


def test_a_day_that_could_not_be_read_stands_in_the_history_as_written(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    visit = make.ticket("booked", contract)
    page = post(client, visit.id, "rebook", date="31/31/2026", slot="am", reason="resident")
    assert page.status_code == 422
    assert "31/31/2026" in reads(client.get(f"/desk/tickets/{visit.id}"))


def test_giving_a_visit_to_whoever_has_it_is_no_second_time(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    operative = make.user("operative", contract.contractor, name="Jo Kestrel")
    visit = make.ticket("accepted", contract, operative)
    page = post(client, visit.id, "allocate", operative=str(operative.id))
    assert page.status_code == 409
    assert "Jo Kestrel has it already." in reads(page)
    rows = db.session.query(JournalRow).filter_by(ticket_id=visit.id, command="allocate", outcome="applied").all()
    assert len(rows) == 1
    nobodys = make.ticket("accepted", contract)
    assert "Choose an operative." in reads(post(client, nobodys.id, "allocate", operative=""))


def test_an_order_on_hold_is_marked_in_the_lists(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: V2."""
    visit = make.ticket("booked", contract)
    assert "On hold" not in reads(client.get("/desk/?list=appointed"))
    make.do(make.user("landlord", contract.landlord), "hold", visit.order, ("comments", "Resident in hospital"))
    assert "On hold" in reads(client.get("/desk/?list=appointed"))


def test_a_number_an_address_or_a_postcode_finds_the_visit(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Within the landlords that the firm works for. Rules: L5, A8."""
    visit, stranger = make.ticket("booked", contract), make.ticket("booked")
    reference, home = visit.order.reference, visit.order.property
    for typed in (reference.split("/")[0], home.line_1[:8].lower(), home.line_1):
        assert client.get("/desk/", query_string={"q": typed}).location == f"/desk/tickets/{visit.id}", typed
    for typed in ("xb4 7", "XB47QT"):
        assert client.get("/desk/", query_string={"q": typed}).location == f"/desk/tickets/{visit.id}", typed
    for typed in (stranger.order.property.line_1, stranger.order.reference.split("/")[0], "xb", "%%%", "arlow"):
        assert "No visit of yours has this reference or address" in client.get("/desk/", query_string={"q": typed}).text
