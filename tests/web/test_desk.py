"""Tests of web/desk.py: what the office sees."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from fieldapp.extensions import db
from fieldapp.models import Blob, Caution, Contract, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in
from tests.statements import statements
from tests.web.desk_people import contract, fresh, office, operative

__all__ = ["contract", "office", "operative"]


def test_the_lists_show_their_visits_and_counts(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: L2."""
    new, booked = make.ticket("issued", contract), make.ticket("booked", contract)
    page = client.get("/desk/?list=new")
    assert new.order.reference in page.text
    assert booked.order.reference not in page.text
    assert "New 1" in reads(page)
    assert "Appointed 1" in reads(client.get("/desk/?list=accepted"))


@pytest.mark.parametrize("tab", ["new", "follow-on", "accepted", "cancelled", "completed", "closed", "all", "overdue"])
def test_an_empty_list_says_so_and_what_comes(client: CheckingClient, office: User, tab: str) -> None:
    page = client.get(f"/desk/?list={tab}")
    assert page.status_code == 200
    assert "<table" not in page.text


def test_an_unknown_list_or_a_foreign_visit_is_not_found(client: CheckingClient, office: User) -> None:
    """Rules: A8."""
    stranger = make.ticket("booked")
    foreign, none = client.get(f"/desk/tickets/{stranger.id}"), client.get("/desk/tickets/999999")
    assert (foreign.status_code, none.status_code) == (404, 404)
    assert client.get("/desk/?list=nonsense").status_code == 404
    assert client.get(f"/desk/?q={stranger.order.reference}").status_code == 200


def test_a_reference_leads_to_the_visit(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: L5."""
    visit = make.ticket("booked", contract)
    answer = client.get(f"/desk/?q={visit.order.reference.lower()}")
    assert answer.location == f"/desk/tickets/{visit.id}"
    assert "No visit of yours has this reference or address" in client.get("/desk/?q=C999999/9").text


def test_a_visit_tells_everything(client: CheckingClient, contract: Contract, office: User, operative: User) -> None:
    """Rules: T1."""
    visit = make.ticket("booked", contract, operative, priority="emergency", purchase_order="PO 55")
    words = reads(client.get(f"/desk/tickets/{visit.id}"))
    for said in (
        visit.reference, "Booked", "No recorded cautions exist", "That does not mean there is none", "Mrs P. Larkspur",
        "07700 900 482", "Kitchen mixer tap leaking at the base", "310403", "8am–1pm", "Jo Kestrel", "PO 55",
        "Emergency, 24 hours", visit.order.property.line_1,
    ):  # fmt: skip
        assert said in words, said


def test_cautions_stand_before_all_else(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: T2."""
    visit = make.ticket("booked", contract)
    home = visit.order.property_id
    make.saved(Caution(landlord_id=visit.landlord_id, property_id=home, code="x", action="Attend in pairs"))
    words = reads(client.get(f"/desk/tickets/{visit.id}"))
    assert words.index("Attend in pairs") < words.index("The job")
    assert "No recorded cautions exist" not in words


def test_money_is_hidden_or_shown_by_policy(client: CheckingClient) -> None:
    """Rules: C4."""
    firm = make.contractor()
    sign_in(client, make.user("office", firm))
    for shown in (False, True):
        visit = make.ticket("booked", make.contract(make.landlord(rates_shown=shown), firm))
        assert ("£52.50" in client.get(f"/desk/tickets/{visit.id}").text) is shown


def test_the_journal_tells_both_times_and_doubts_a_wrong_clock(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    """What the phone's clock showed is corrected, kept and flagged. Rules: S1."""
    visit = make.ticket("booked", contract, operative)
    now = make.now()
    slow = now - timedelta(minutes=40)
    make.do(
        operative, "arrive", visit, door="phone", done_at=slow - timedelta(minutes=30), sent_at=slow, received_at=now
    )
    words = reads(client.get(f"/desk/tickets/{visit.id}"))
    assert "Jo Kestrel, by phone · received" in words
    assert "The phone’s clock was 40 min slow; time corrected" in words


def test_the_journal_shows_what_was_refused_and_why(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    """Nothing is dropped; someone is asked to decide. Rules: O2."""
    visit = make.ticket("booked", contract, operative)
    typed = (("arrived", "2001-01-01"), ("arrived", "09:00"))
    make.perform_as(operative, make.op(operative, "arrive", visit, *typed, door="phone"))
    words = reads(client.get(f"/desk/tickets/{visit.id}"))
    assert "Not accepted: arrived" in words
    assert "is before the order was raised" in words


def test_photos_say_how_many_have_arrived(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    visit = make.ticket("on-site", contract, operative)
    ids, digest = [str(uuid.uuid4()) for _ in range(3)], ("sha256", "a" * 64)
    for one in ids:
        make.do(operative, "add-photo", visit, ("blob", one), digest, ("size", "1000"), ("kind", "after"))
    make.saved(
        Blob(id=ids[0], landlord_id=visit.landlord_id, contractor_id=visit.contractor_id, sha256="a" * 64, size=1000,
             media_type="image/jpeg", state="shown", received_at=make.now(), sent_by_id=operative.id)
    )  # fmt: skip
    page = client.get(f"/desk/tickets/{visit.id}")
    assert "1 of 3 photos received" in reads(page)
    assert f'src="/files/{ids[0]}/small"' in page.text
    assert reads(page).count("On the phone") == 2


@pytest.mark.parametrize("command", ["on-my-way", "take-back", "hold", "raise", "nonsense"])
def test_what_is_not_for_an_office_is_not_there(
    client: CheckingClient, contract: Contract, office: User, command: str
) -> None:
    """Rules: A8."""
    visit = make.ticket("booked", contract)
    token = hidden_fields(client.get(f"/desk/tickets/{visit.id}").text)["csrf_token"]
    answer = client.post(f"/desk/tickets/{visit.id}/{command}", data={"csrf_token": token, "comments": "x"})
    assert answer.status_code in (404, 409)
    assert fresh(visit).state == "booked"


def test_a_visits_page_costs_the_same_however_much_has_happened(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    visit = make.ticket("booked", contract)
    counted = []
    for more in (1, 5):
        for _ in range(more):
            make.do(office, "add-note", visit, ("text", "Riser key FB2"))
        with statements() as sent:
            assert client.get(f"/desk/tickets/{visit.id}").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1]
    assert counted[0] < 45


def test_work_done_in_time_is_never_called_late(client: CheckingClient, contract: Contract, office: User) -> None:
    """What ended is held against when it was done; only what is open and late is overdue. Rules: L2."""
    now = make.now()
    in_time, late, still = (make.ticket("accepted", contract) for _ in range(3))
    for one, due, done in ((in_time, 3, 4), (late, 3, 1), (still, 3, None)):
        one.due_at = now - timedelta(days=due)
        if done:
            one.arrived_at = one.completed_at = one.ended_at = now - timedelta(days=done)
            one.state, one.comments = "completed", "Rehung the gate"
    db.session.commit()
    page = client.get("/desk/?list=all")
    assert reads(page).count("done 2 days late") == 1
    assert page.text.count("fa-late") == 1
    assert reads(page).count("3 days late") == 1
    said = [reads(client.get(f"/desk/tickets/{one.id}")) for one in (in_time, late, still)]
    assert ["late" in one for one in said] == [False, True, True]
    assert ["Overdue" in one for one in said] == [False, False, True]
