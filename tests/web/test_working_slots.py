"""Slots that are not offered every day: what a booking is refused for, and what its form says, through every door."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from fieldapp.domain.dates import short_day
from fieldapp.domain.slots import WEEKDAYS
from fieldapp.extensions import db
from fieldapp.models import Contract, ListItem, User
from tests import factories as make
from tests.api.sending import op, send
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import sign_in
from tests.web import field_people
from tests.web.desk_people import contract, fresh, office, operative, post

__all__ = ["contract", "office", "operative"]

# A day to come, another weekday than the next.
DAY = make.today() + timedelta(days=9)
WEEKDAY = WEEKDAYS[DAY.weekday()][1]
OTHERS = [code for code, words in WEEKDAYS if words != WEEKDAY]
REFUSED = f"{short_day(DAY)} {DAY.year} is a {WEEKDAY}."


def offer(contract: Contract, slot: str, days: Sequence[str], *, holidays: bool = True) -> None:
    """Say on which days a slot of the landlord's is offered."""
    item = db.session.query(ListItem).filter_by(landlord_id=contract.landlord_id, list_name="slot", code=slot).one()
    item.facts = {**item.facts, "days": list(days), "holidays": holidays}
    contract.landlord.version += 1
    db.session.commit()


def add_holiday(contract: Contract, day: date) -> None:
    """The landlord's list of bank holidays has a day."""
    make.saved(
        ListItem(
            landlord_id=contract.landlord_id, list_name="bank-holiday", code=day.isoformat(), label="Christmas Day",
            position=0, facts={},
        )
    )  # fmt: skip


def test_a_day_without_the_slot_is_refused_and_comes_back(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: P1."""
    offer(contract, "am", OTHERS, holidays=False)
    visit = make.ticket("accepted", contract)
    page = post(client, visit.id, "book", date=DAY.isoformat(), slot="am")
    assert page.status_code == 422
    assert REFUSED in reads(page)
    assert "8am–1pm is offered " in reads(page)
    assert f'value="{DAY.isoformat()}"' in page.text
    assert re.search(r'value="am"[^>]*checked', page.text)
    assert '<a href="#book-date">' in page.text
    assert fresh(visit).state == "accepted"
    assert post(client, visit.id, "book", date=DAY.isoformat(), slot="pm").status_code == 303


def test_a_bank_holiday_is_refused_unless_the_slot_is_offered_on_them(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: P1."""
    add_holiday(contract, DAY)
    offer(contract, "am", [code for code, _ in WEEKDAYS], holidays=False)
    offer(contract, "pm", OTHERS, holidays=True)
    visit = make.ticket("accepted", contract)
    page = post(client, visit.id, "book", date=DAY.isoformat(), slot="am")
    assert page.status_code == 422
    said = f"8am–1pm is offered every day but bank holidays. {short_day(DAY)} {DAY.year} is a bank holiday."
    assert said in reads(page)
    assert post(client, visit.id, "book", date=DAY.isoformat(), slot="pm").status_code == 303


def test_an_appointment_is_not_moved_to_such_a_day_and_stands(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """Rules: P1, P5."""
    offer(contract, "pm", OTHERS)
    visit = make.ticket("booked", contract)
    page = post(client, visit.id, "rebook", date=DAY.isoformat(), slot="pm", reason="tenant", comments="Asked")
    assert page.status_code == 422
    assert REFUSED in reads(page)
    assert "Asked" in page.text
    assert (fresh(visit).visit_on, visit.slot) == (make.today(), "am")
    assert [one.state for one in visit.appointments] == ["booked"]


def test_a_return_is_not_promised_for_a_day_without_any_slot(
    client: CheckingClient, contract: Contract, operative: User
) -> None:
    """Rules: P1, S5."""
    for slot in ("am", "pm"):
        offer(contract, slot, OTHERS)
    visit = make.ticket("on-site", contract, operative)
    sign_in(client, operative)
    typed = {"why": "The tap does not fit", "needed": "Another tap", "booked": "yes"}
    status, page = field_people.send(client, visit, "follow-on", **typed, return_date=DAY.isoformat())
    assert status == 422
    assert f"No slot is offered on that day: {REFUSED}" in page
    assert "The tap does not fit" in page
    next_day = (DAY + timedelta(days=1)).isoformat()
    assert field_people.send(client, visit, "follow-on", **typed, return_date=next_day)[0] == 303


def test_a_phone_hears_the_same_words(client: CheckingClient, contract: Contract, operative: User) -> None:
    """Saved without signal, refused when it is sent, and the phone's next ones of the order wait. Rules: P1."""
    offer(contract, "am", OTHERS)
    visit = make.ticket("accepted", contract, operative)
    sign_in(client, operative)
    (answer,) = send(client, op(visit, "book", ("date", DAY.isoformat()), ("slot", "am"))).json["answers"]
    assert (answer["outcome"], answer["ticket_state"]) == ("invalid", "accepted")
    assert REFUSED in answer["reason"]


def test_the_phones_form_says_on_which_days_a_slot_is_offered(
    client: CheckingClient, contract: Contract, operative: User
) -> None:
    """The phone keeps the page, so that it says so without signal too. Rules: P1."""
    visit = make.ticket("accepted", contract, operative)
    sign_in(client, operative)
    assert "every day" not in field_people.page_of(client, visit).lower()
    offer(contract, "pm", ["sat", "sun"])
    page = field_people.page_of(client, visit)
    assert ">Every day</div>" in page
    assert ">Saturday, Sunday and bank holidays</div>" in page


@pytest.mark.parametrize("state", ["accepted", "booked"])
def test_the_desks_forms_say_on_which_days_a_slot_is_offered(
    client: CheckingClient, contract: Contract, office: User, state: str
) -> None:
    """Rules: P1."""
    offer(contract, "pm", ["sat", "sun"])
    visit = make.ticket(state, contract)
    assert ">Saturday, Sunday and bank holidays</div>" in client.get(f"/desk/tickets/{visit.id}").text
