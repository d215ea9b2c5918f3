"""Lists of a landlord on the settings' pages: typed facts, codes that stay, order, switched off and on."""

from __future__ import annotations

from typing import Any

import pytest

from fieldapp.commands.settings.items import version
from fieldapp.extensions import db
from fieldapp.models import Contract, ListItem, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in
from tests.web.settings_people import AT, administrator, colleague, contract, fresh, press, rows, save

__all__ = ["administrator", "colleague", "contract"]


def item(contract: Contract, list_name: str, code: str) -> ListItem:
    db.session.rollback()
    return db.session.query(ListItem).filter_by(landlord_id=contract.landlord_id, list_name=list_name, code=code).one()


def codes(contract: Contract, list_name: str) -> list[str]:
    db.session.rollback()
    found = db.session.query(ListItem).filter_by(landlord_id=contract.landlord_id, list_name=list_name)
    return [one.code for one in found.order_by(ListItem.position)]


def test_every_list_can_be_opened(client: CheckingClient, administrator: User) -> None:
    """Rules: O1."""
    page = client.get(f"{AT}/lists")
    for name, title in (("slot", "Appointment slots"), ("bank-holiday", "Bank holidays"), ("priority", "Priorities")):
        assert f'href="{AT}/lists/{name}"' in page.text
        assert f"<h1>{title}</h1>" in client.get(f"{AT}/lists/{name}").text
    assert client.get(f"{AT}/lists/nothing").status_code == 404


def test_an_entry_is_added_under_a_code_made_from_its_label(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Rules: P1, O1."""
    counted = contract.landlord.version
    answer = save(client, "lists/slot/new", label="Evening, 5pm–8pm", starts="17:00", ends="20:00")
    assert (answer.status_code, answer.location) == (303, f"{AT}/lists/slot")
    made = item(contract, "slot", "evening-5pm8pm")
    assert (made.label, made.facts, made.position) == ("Evening, 5pm–8pm", {"starts": "17:00", "ends": "20:00"}, 2)
    assert fresh(contract.landlord).version == counted + 1
    (row,) = rows(contract.landlord, "add-item")
    assert (row.actor_id, row.fields["Starts"]) == (administrator.id, ["nothing", "17:00"])


def test_a_form_that_comes_twice_adds_once(client: CheckingClient, contract: Contract, administrator: User) -> None:
    typed = {"label": "Evening", "starts": "17:00", "ends": "20:00", "op": "8f1d9a0e-3c42-4c57-9a5e-0a1b2c3d4e5f"}
    assert [save(client, "lists/slot/new", **typed).status_code for _ in range(2)] == [303, 303]
    assert codes(contract, "slot") == ["am", "pm", "evening"]


@pytest.mark.parametrize(
    ("list_name", "typed", "fault"),
    [
        ("slot", {"label": "Late", "starts": "17:00", "ends": "16:00"}, "The slot must end after it starts."),
        ("slot", {"label": "Late", "starts": "soon", "ends": "16:00"}, "Write a time, for example 08:30."),
        ("slot", {"label": "Late", "starts": "", "ends": "16:00"}, "Write when the slot starts."),
        ("slot", {"label": "", "starts": "08:00", "ends": "16:00"}, "Write the label."),
        ("slot", {"label": "Late", "starts": "08:00", "ends": "09:00", "code": "AM"}, "The list has AM already."),
        (
            "slot",
            {"label": "Late", "starts": "08:00", "ends": "09:00", "code": "a b"},
            "Use letters, digits and dashes",
        ),
        (
            "slot",
            {"label": "Late", "starts": "08:00", "ends": "09:00", "days": None},
            "Tick the days on which the slot is offered.",
        ),
        ("slot", {"label": "Late", "starts": "08:00", "ends": "09:00", "days": ["mon", "Mon–Fri"]}, "Tick the days"),
        ("priority", {"label": "Soon"}, "one of the three"),
        ("priority", {"label": "Soon", "hours": "4", "working_days": "2"}, "Write only one of hours"),
        ("priority", {"label": "Soon", "hours": "0"}, "Write a whole number between 1 and 720."),
        ("bank-holiday", {"label": "Easter", "code": "Easter"}, "Write a day, for example 14/07/2026."),
        ("bank-holiday", {"label": "Easter", "code": ""}, "Write the day of the holiday."),
        ("contact", {"label": "Out of hours", "kind": "emergency"}, "Write the number to call in an emergency."),
        ("contact", {"label": "Guide", "kind": "guidance", "link": "javascript:1"}, "begins with https://"),
        ("rejection-reason", {"label": "x" * 201}, "Use at most 200 characters."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_comes_back(
    client: CheckingClient, contract: Contract, administrator: User, list_name: str, typed: dict[str, Any], fault: str
) -> None:
    """Rules: P1, T1."""
    before = codes(contract, list_name)
    answer = save(client, f"lists/{list_name}/new", **typed)
    assert answer.status_code == 422
    assert 'class="govuk-error-message"' in answer.text
    assert fault in reads(answer)
    assert f'value="{typed["label"]}"' in answer.text
    assert codes(contract, list_name) == before


def test_a_holiday_twice_is_refused(client: CheckingClient, contract: Contract, administrator: User) -> None:
    """Its code is its day, however it is typed. Rules: T1."""
    assert save(client, "lists/bank-holiday/new", label="Christmas", code="25/12/2026").status_code == 303
    again = save(client, "lists/bank-holiday/new", label="Christmas again", code="2026-12-25")
    assert "The list has 25/12/2026 already." in reads(again)
    assert codes(contract, "bank-holiday") == ["2026-12-25"]


def test_a_label_is_changed_and_the_code_stays(client: CheckingClient, contract: Contract, administrator: User) -> None:
    """A code that is sent along is not asked. Rules: O1."""
    slot = item(contract, "slot", "am")
    page = client.get(f"{AT}/items/{slot.id}")
    assert 'name="code"' not in page.text
    assert save(client, f"items/{slot.id}", label="Morning", code="other").status_code == 303
    assert (fresh(slot).label, slot.code, slot.facts) == ("Morning", "am", {"starts": "08:00", "ends": "13:00"})
    (row,) = rows(contract.landlord, "edit-item")
    assert row.fields == {"Label": ["8am–1pm", "Morning"]}


def test_the_days_of_a_slot_are_ticked(client: CheckingClient, contract: Contract, administrator: User) -> None:
    """One that never said its days is offered every day, and its form shows that. Rules: P1, O1."""
    slot = item(contract, "slot", "am")
    page = client.get(f"{AT}/items/{slot.id}")
    assert page.text.count(" checked") == 8
    weekdays = ["mon", "tue", "wed", "thu", "fri"]
    assert save(client, f"items/{slot.id}", days=weekdays, holidays=None).status_code == 303
    facts = {"starts": "08:00", "ends": "13:00", "days": weekdays, "holidays": False}
    assert fresh(slot).facts == facts
    assert client.get(f"{AT}/items/{slot.id}").text.count(" checked") == 5
    assert "Days: Monday, Tuesday, Wednesday, Thursday, Friday" in reads(client.get(f"{AT}/lists/slot"))
    (row,) = rows(contract.landlord, "edit-item")
    assert row.fields["Also on bank holidays"] == ["yes", "no"]
    assert row.fields["Days"][1] == "Monday, Tuesday, Wednesday, Thursday, Friday"
    assert save(client, f"items/{slot.id}", label="Morning").status_code == 303
    assert fresh(slot).facts == facts


def test_an_entry_moves_up_and_down(client: CheckingClient, contract: Contract, administrator: User) -> None:
    pm, am = item(contract, "slot", "pm"), item(contract, "slot", "am")
    press(client, "lists/slot", f"items/{pm.id}/move", direction="up")
    assert codes(contract, "slot") == ["pm", "am"]
    press(client, "lists/slot", f"items/{pm.id}/move", direction="down")
    assert codes(contract, "slot") == ["am", "pm"]
    assert f"items/{am.id}/move" in client.get(f"{AT}/lists/slot").text


def test_a_move_seen_from_an_older_order_is_refused(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Two presses of one button move one place."""
    save(client, "lists/slot/new", label="Evening", starts="17:00", ends="20:00")
    evening = item(contract, "slot", "evening")
    seen = {"version": "older", "direction": "up"}
    page = press(client, "lists/slot", f"items/{evening.id}/move", **seen)
    assert codes(contract, "slot") == ["am", "pm", "evening"]
    assert "Look at what it says now" in reads(page)


def test_a_switched_off_entry_is_offered_no_more_and_orders_keep_its_label(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Rules: P1, O1."""
    visit = make.ticket("booked", contract)
    waiting = make.ticket("accepted", contract)
    slot = item(contract, "slot", "am")
    page = press(client, "lists/slot", f"items/{slot.id}/switch", active="")
    assert "Switched off" in reads(page)
    office: Any = client.application.test_client()
    sign_in(office, make.user("office", contract.contractor))
    assert "8am–1pm" in office.get(f"/desk/tickets/{visit.id}").text
    offered = office.get(f"/desk/tickets/{waiting.id}").text
    assert 'value="pm"' in offered
    assert 'value="am"' not in offered
    press(client, "lists/slot", f"items/{slot.id}/switch", active="y")
    assert 'value="am"' in office.get(f"/desk/tickets/{waiting.id}").text
    assert [one.fields for one in rows(contract.landlord, "switch-item")] == [
        {"Switched": ["on", "off"]},
        {"Switched": ["off", "on"]},
    ]


def test_a_zero_byte_is_left_out(client: CheckingClient, contract: Contract, administrator: User) -> None:
    """No database could keep it."""
    assert save(client, "lists/trade/new", label="Ro\x00of").status_code == 303
    assert item(contract, "trade", "roof").label == "Roof"


def test_the_last_one_that_can_be_chosen_stays_on(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Nobody could reject a visit any more. Rules: T7."""
    reason = item(contract, "rejection-reason", "wrong-trade")
    page = press(client, "lists/rejection-reason", f"items/{reason.id}/switch", active="")
    assert fresh(reason).active
    assert "is the last one that can be chosen" in reads(page)


def test_what_the_program_records_itself_stays_on(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """A no-access needs a photo of this kind. Rules: S3."""
    kind = item(contract, "photo-kind", "door-card")
    page = client.get(f"{AT}/lists/photo-kind")
    assert f"items/{kind.id}/switch" not in page.text
    client.post(
        f"{AT}/items/{kind.id}/switch", data={**hidden_fields(page.text), "version": version(kind), "active": ""}
    )
    assert fresh(kind).active


def test_a_change_under_ones_hands_is_refused_and_what_was_typed_comes_back(
    client: CheckingClient, contract: Contract, administrator: User, colleague: CheckingClient
) -> None:
    """Rules: O1."""
    slot = item(contract, "slot", "am")
    old = client.get(f"{AT}/items/{slot.id}").text
    assert save(colleague, f"items/{slot.id}", label="Early").status_code == 303
    seen = old.split('name="version" value="')[1].split('"')[0]
    answer = save(client, f"items/{slot.id}", label="Morning", version=seen)
    assert answer.status_code == 409
    said = reads(answer)
    assert "N. Wheatear changed this at" in said
    assert "Saved now: Early You typed: Morning" in said
    assert 'value="Morning"' in answer.text
    assert fresh(slot).label == "Early"
    # Having looked, one may save one's own: the form that came back was made from the present version.
    data = {"label": "Morning", "starts": "08:00", "ends": "13:00"}
    now = answer.text.split('name="version" value="')[1].split('"')[0]
    assert save(client, f"items/{slot.id}", **data, version=now).status_code == 303
    assert fresh(slot).label == "Morning"


def test_another_landlords_entry_does_not_exist(client: CheckingClient, administrator: User) -> None:
    """Rules: A8."""
    theirs = make.landlord().list_items[0]
    assert client.get(f"{AT}/items/{theirs.id}").status_code == 404


def test_for_which_orders_a_reason_is_may_be_said(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Nothing said means every order. Rules: P3."""
    address = f"items/{item(contract, 'not-required-reason', 'communal').id}"
    assert save(client, address, only="communal").status_code == 303
    assert item(contract, "not-required-reason", "communal").facts == {"only": "communal"}
    assert save(client, address, only="any").status_code == 303
    assert item(contract, "not-required-reason", "communal").facts == {}
    assert save(client, address, only="everything").status_code == 422


def test_two_entries_that_can_be_chosen_have_two_labels(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """In any case of letters; one that is switched off is in nobody's way until it is switched on. Rules: O1."""
    said = "already. Write another label."
    times = {"starts": "17:00", "ends": "20:00"}
    assert said in reads(save(client, "lists/slot/new", label="8AM–1PM", **times))
    assert save(client, "lists/slot/new", label="Evening", **times).status_code == 303
    evening, morning = item(contract, "slot", "evening"), item(contract, "slot", "am")
    assert said in reads(save(client, f"items/{evening.id}", label="8am–1PM"))
    assert save(client, f"items/{evening.id}", label="EVENING").status_code == 303
    press(client, "lists/slot", f"items/{morning.id}/switch", active="")
    assert save(client, f"items/{evening.id}", label=morning.label).status_code == 303
    page = press(client, "lists/slot", f"items/{morning.id}/switch", active="y")
    assert "Another entry is called “8am–1pm”." in reads(page)
    assert not item(contract, "slot", "am").active


def test_a_holiday_of_every_year_keeps_its_name(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Rules: T1."""
    for year in ("2026", "2027"):
        assert save(client, "lists/bank-holiday/new", label="Christmas Day", code=f"25/12/{year}").status_code == 303
