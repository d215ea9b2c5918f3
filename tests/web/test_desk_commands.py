"""Tests of web/desk.py: what the office does."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from io import BytesIO

import pytest

from fieldapp.domain.dates import london_day
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, User
from tests import factories as make
from tests import pictures
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.web.desk_people import contract, fresh, offered, office, operative, post

__all__ = ["contract", "office", "operative"]


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
    page = client.post(address, data={**form, "confirm": "y", "comments": "Wall must be made safe first"})
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
    ("accepted", {"book", "cannot-book", "arrive", "add-photo"}, {"accept", "rebook"}),
    ("booked", {"rebook", "break-appointment", "no-access", "follow-on"}, {"book", "accept"}),
    ("on-site", {"no-access", "asbestos-alert", "correct-arrival"}, {"arrive", "allocate", "rebook"}),
])  # fmt: skip
def test_the_table_says_which_forms_there_are(
    client: CheckingClient, contract: Contract, office: User, state: str, there: set[str], not_there: set[str]
) -> None:
    page = client.get(f"/desk/tickets/{make.ticket(state, contract).id}")
    assert f'data-state="{state}"' in page.text
    assert there <= offered(page)
    assert not not_there & offered(page)


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
    assert "Missing: Electrical certificate. Line 480115 cannot be completed without it." in reads(page)
    assert '<a href="#complete-certificate">Missing' in page.text
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


def test_a_wrong_quantity_is_marked_at_its_line_and_named(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: C4."""
    visit = make.ticket("on-site", contract, lines=(("310403", 1), ("480115", 1)))
    first, second = visit.order.lines
    typed = {f"line-{first.id}": "1", f"line-{second.id}": "abc", "comments": "Renewed the mixer tap"}
    page = post(client, visit.id, "complete", **typed)
    assert page.status_code == 422
    assert f'<a href="#complete-line-{second.id}">{second.code}: ' in page.text
    assert f'id="complete-line-{second.id}-error"' in page.text
    assert f'id="complete-line-{first.id}-error"' not in page.text
    assert "<title>Error: " in page.text


def test_the_office_is_asked_about_the_operative(client: CheckingClient, contract: Contract, office: User) -> None:
    visit = make.ticket("booked", contract)
    said = reads(client.get(f"/desk/tickets/{visit.id}/complete"))
    assert "When did the operative arrive?" in said
    assert "What was done?" in said
    assert "Leave the date and time empty for now: it then counts as this minute." in said
    assert "did you arrive" not in said


def test_the_photo_of_door_and_card_goes_with_the_form(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: S3."""
    contract.landlord.stored_policy = contract.landlord.policy.to_mapping() | {"no_access_photo_asked": True}
    db.session.commit()
    visit = make.ticket("booked", contract)
    wrote = "Knocked twice, card left"
    page = post(client, visit.id, "no-access", comments=wrote, called="yes")
    assert page.status_code == 422
    assert '<a href="#no-access-photo">' in page.text
    assert wrote in page.text
    photo = {"photo-door-card": (BytesIO(pictures.photo()), "door.jpg")}
    answer = post(client, visit.id, "no-access", comments=wrote, called="yes", **photo)
    assert answer.status_code == 303
    assert fresh(visit).state == "no-access"
