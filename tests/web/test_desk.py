"""Tests of web/desk.py: what the office does and sees."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from fieldapp.domain.dates import london_day
from fieldapp.extensions import db
from fieldapp.models import Blob, Caution, Contract, JournalRow, Ticket, User
from tests import factories as make
from tests import pictures
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in
from tests.statements import statements


@pytest.fixture
def contract(app: Flask) -> Contract:
    return make.contract()


@pytest.fixture
def office(contract: Contract, client: CheckingClient) -> User:
    person: User = make.user("office", contract.contractor)
    sign_in(client, person)
    return person


@pytest.fixture
def operative(contract: Contract) -> User:
    return make.user("operative", contract.contractor, name="Jo Kestrel")


def post(client: CheckingClient, visit: int, command: str, **typed: Any) -> TestResponse:
    """Fill in a form of the visit's page and send it."""
    address = f"/desk/tickets/{visit}/{command}"
    page = client.get(f"/desk/tickets/{visit}")
    return client.post(address, data={**hidden_fields(page.text, address), **typed})


def offered(page: TestResponse) -> set[str]:
    """The commands whose forms are on a page."""
    return set(re.findall(r'<form data-command="([a-z-]+)"', page.text))


def fresh(visit: Ticket) -> Ticket:
    db.session.rollback()
    db.session.refresh(visit)
    return visit


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


def test_accepting_keeps_the_visit_in_view(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: T6."""
    visit = make.ticket("issued", contract)
    answer = post(client, visit.id, "accept", own_reference="BM-881")
    assert (answer.status_code, answer.location) == (303, f"/desk/tickets/{visit.id}")
    page = client.get(answer.location)
    assert 'data-state="accepted"' in page.text
    assert "BM-881" in page.text


def test_a_form_posted_twice_does_the_thing_once(client: CheckingClient, contract: Contract, office: User) -> None:
    visit = make.ticket("issued", contract)
    address = f"/desk/tickets/{visit.id}/accept"
    form = {**hidden_fields(client.get(f"/desk/tickets/{visit.id}").text, address), "own_reference": ""}
    assert [client.post(address, data=form).status_code for _ in range(2)] == [303, 303]
    rows = db.session.query(JournalRow).filter_by(ticket_id=visit.id, command="accept").all()
    assert len(rows) == 1


def test_rejecting_an_emergency_shows_the_telephone_before_and_after(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: T7."""
    contract.landlord.emergency_telephone = "01632 960 999"
    db.session.commit()
    visit = make.ticket("issued", contract, emergency=True)
    assert "Call 01632 960 999 before you reject it" in reads(client.get(f"/desk/tickets/{visit.id}"))
    assert post(client, visit.id, "reject", reason="wrong-trade").status_code == 303
    assert "An emergency was rejected. Call 01632 960 999" in reads(client.get(f"/desk/tickets/{visit.id}"))


def test_a_slot_is_booked_and_changed_with_a_reason(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: P1, P5."""
    visit = make.ticket("accepted", contract)
    day = london_day(make.now()) + timedelta(days=2)
    assert post(client, visit.id, "book", date=day.isoformat(), slot="am").status_code == 303
    assert (fresh(visit).state, visit.visit_on, visit.slot) == ("booked", day, "am")
    assert post(client, visit.id, "rebook", date=day.isoformat(), slot="pm", reason="tenant").status_code == 303
    assert fresh(visit).slot == "pm"
    assert "Why does it change: The tenant asked" in reads(client.get(f"/desk/tickets/{visit.id}"))


def test_what_cannot_be_right_comes_back_filled_with_the_sentence(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    visit = make.ticket("accepted", contract)
    page = post(client, visit.id, "book", date="2001-02-03", slot="pm")
    assert page.status_code == 422
    assert "That day has gone by. Choose today or a later day." in reads(page)
    assert 'value="2001-02-03"' in page.text
    assert re.search(r'value="pm"[^>]*checked', page.text)
    assert '<a href="#book-date">' in page.text
    assert fresh(visit).state == "accepted"


def test_what_the_table_refuses_comes_back_with_what_was_written(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """The world moved on while the page stood open. Rules: O2."""
    visit = make.ticket("accepted", contract)
    address = f"/desk/tickets/{visit.id}/needs-landlord"
    form = hidden_fields(client.get(f"/desk/tickets/{visit.id}").text, address)
    make.do(make.user("landlord", contract.landlord), "cancel", visit.order, ("reason", "duplicate"))
    page = client.post(address, data={**form, "comments": "Wall must be made safe first"})
    assert page.status_code == 409
    assert "was cancelled by the landlord" in reads(page)
    assert "Wall must be made safe first" in page.text


def test_a_visit_is_given_to_one_operative_or_two(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    second = make.user("operative", contract.contractor, name="Sam Wren")
    visit = make.ticket("accepted", contract, two_to_attend=True)
    answer = post(client, visit.id, "allocate", operative=str(operative.id), second_operative=str(second.id))
    assert answer.status_code == 303
    assert (fresh(visit).operative_id, visit.second_operative_id) == (operative.id, second.id)
    page = post(client, visit.id, "allocate", operative=str(operative.id), second_operative=str(operative.id))
    assert page.status_code == 422
    assert "Choose two different people." in reads(page)


def test_another_firms_operative_cannot_be_given_a_visit(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: A8."""
    visit, stranger = make.ticket("accepted", contract), make.user("operative", name="Nobody Of Ours")
    page = post(client, visit.id, "allocate", operative=str(stranger.id))
    assert page.status_code == 422
    assert "Nobody Of Ours" not in page.text
    assert fresh(visit).operative_id is None


def test_a_whole_visit_is_recorded_afterwards(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: C1, C4."""
    visit = make.ticket("booked", contract)
    line = visit.order.lines[0].id
    page = post(client, visit.id, "complete", comments="done", **{f"line-{line}": "x"})
    assert page.status_code == 422
    assert "Write a number, for example 2 or 2.5." in reads(page)
    answer = post(client, visit.id, "complete", comments="Renewed the tap and tested it", **{f"line-{line}": "1"})
    assert answer.status_code == 303
    assert fresh(visit).state == "completed"


def test_a_cancelled_visit_is_acknowledged(client: CheckingClient, contract: Contract, office: User) -> None:
    """Rules: T9."""
    visit = make.ticket("booked", contract)
    make.do(make.user("landlord", contract.landlord), "cancel", visit.order, ("reason", "duplicate"))
    assert visit.order.reference in client.get("/desk/?list=cancelled").text
    assert post(client, visit.id, "acknowledge").status_code == 303
    assert f'data-ticket="{visit.id}"' not in client.get("/desk/?list=cancelled").text
    assert "acknowledge" not in offered(client.get(f"/desk/tickets/{visit.id}"))


def test_a_note_is_added_and_seen(client: CheckingClient, contract: Contract, office: User) -> None:
    """Adding one does not alert the landlord, and the page says so. Rules: T5."""
    visit = make.ticket("booked", contract)
    assert "does not alert the other side" in reads(client.get(f"/desk/tickets/{visit.id}"))
    assert post(client, visit.id, "add-note", text="Riser key FB2", needs_reply="y").status_code == 303
    assert "Riser key FB2" in reads(client.get(f"/desk/tickets/{visit.id}"))


@pytest.mark.parametrize(("state", "there", "not_there"), [
    ("issued", {"accept", "reject", "allocate", "add-note"}, {"book", "arrive", "acknowledge"}),
    ("accepted", {"book", "cannot-book", "arrive", "complete", "add-photo"}, {"accept", "rebook"}),
    ("booked", {"rebook", "break-appointment", "no-access", "follow-on"}, {"book", "accept"}),
    ("on-site", {"complete", "no-access", "asbestos-alert", "correct-arrival"}, {"arrive", "allocate", "rebook"}),
])  # fmt: skip
def test_the_table_says_which_forms_there_are(
    client: CheckingClient, contract: Contract, office: User, state: str, there: set[str], not_there: set[str]
) -> None:
    page = client.get(f"/desk/tickets/{make.ticket(state, contract).id}")
    assert f'data-state="{state}"' in page.text
    assert there <= offered(page)
    assert not not_there & offered(page)


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


def test_a_file_is_taken_off_before_the_visit_ends(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    """Rules: D2."""
    visit = make.ticket("on-site", contract, operative)
    blob = str(uuid.uuid4())
    make.do(operative, "add-photo", visit, ("blob", blob), ("sha256", "a" * 64), ("size", "1000"), ("kind", "after"))
    assert post(client, visit.id, "remove-section").status_code == 303
    assert blob not in client.get(f"/desk/tickets/{visit.id}").text


def test_a_certificate_chosen_at_the_desk_lets_the_order_be_completed(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: C8, D2."""
    visit = make.ticket("on-site", contract, lines=(("480115", 1),))
    line = {f"line-{visit.order.lines[0].id}": "1"}
    page = post(client, visit.id, "complete", comments="Reconnected and tested the heater", **line)
    assert page.status_code == 422
    assert "Line 480115 cannot be completed without it." in reads(page)
    chosen = (BytesIO(pictures.photo()), "certificate.jpg")
    answer = post(client, visit.id, "add-certificate", file=chosen, kind="electrical-inspection", caption="EIC 7")
    assert answer.status_code == 303
    assert "Electrical certificate: EIC 7" in reads(client.get(answer.location))
    answer = post(client, visit.id, "complete", comments="Reconnected and tested the heater", **line)
    assert answer.status_code == 303


@pytest.mark.parametrize(("data", "sentence"), [
    (b"", "Choose a file."), (pictures.HTML, "This is not a photo or a PDF."),
])  # fmt: skip
def test_a_file_that_is_not_taken_comes_back_with_the_sentence(
    client: CheckingClient, contract: Contract, office: User, data: bytes, sentence: str
) -> None:
    visit = make.ticket("on-site", contract)
    chosen = {"file": (BytesIO(data), "photo.jpg")} if data else {}
    page = post(client, visit.id, "add-photo", kind="after", caption="The new tap", **chosen)
    assert page.status_code == 422
    assert sentence in reads(page)
    assert 'value="The new tap"' in page.text


def test_an_order_on_hold_says_that_what_is_recorded_waits(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: V2."""
    visit = make.ticket("booked", contract)
    make.do(make.user("landlord", contract.landlord), "hold", visit.order, ("comments", "Resident in hospital"))
    assert "put this order on hold" in reads(client.get(f"/desk/tickets/{visit.id}"))
    answer = post(client, visit.id, "arrive")
    assert answer.status_code == 303
    assert fresh(visit).state == "booked"


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
