"""The phone's pages as an operative without script sees and uses them."""

from __future__ import annotations

import gzip
import json

import html5lib
import pytest
from flask import Flask

from fieldapp.extensions import db
from fieldapp.models import Caution, Contract, User
from fieldapp.queries.visits import visit_page
from fieldapp.web.field import has_screen
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.page_checks import tags, text
from tests.web.field_people import contract, offered, operative, page_of, send

__all__ = ["contract", "operative"]


def test_a_home_without_cautions_says_exactly_so(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: T1, T2"""
    visit = make.ticket("booked", under=contract, operative=operative)
    page = page_of(client, visit)
    assert "No recorded cautions exist" in page
    assert "That does not mean there is none." in page


def test_cautions_stand_before_everything_but_the_address(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Actions only, never the diagnosis."""
    visit = make.ticket("booked", under=contract, operative=operative)
    home = visit.order.property
    home.cautions.append(
        Caution(landlord_id=home.landlord_id, code="customer", action="Attend in pairs", detail="He hits people")
    )
    db.session.commit()
    page = page_of(client, visit)
    assert page.index("<h1>") < page.index("Attend in pairs") < page.index("The job")
    assert "He hits people" not in page


def test_a_warning_without_a_caution_says_read_the_notes(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Rules: T2"""
    visit = make.ticket("booked", under=contract, operative=operative, warning=True)
    page = page_of(client, visit)
    assert "Warning: read the notes" in page
    assert "No recorded cautions exist" not in page


def test_the_number_of_a_current_note_comes_first(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: T4"""
    visit = make.ticket("booked", under=contract, operative=operative)
    officer = make.user("landlord", contract.landlord)
    make.do(officer, "add-note", visit, ("text", "New mobile number 07700 900 111."))
    page = page_of(client, visit)
    assert page.index("tel:07700900111") < page.index("tel:07700900482")
    assert "From the landlord’s note of" in page


def test_without_a_contacts_number_the_home_telephone_is_called(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Rules: T4."""
    facts = {"contact_telephone": "", "home_telephone": "01632 960 077"}
    visit = make.ticket("booked", under=contract, operative=operative, **facts)
    assert "tel:01632960077" in page_of(client, visit)


def test_an_emergency_without_a_slot_says_that_somebody_has_to_stay_in(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Rules: P3."""
    visit = make.ticket("accepted", under=contract, operative=operative, emergency=True)
    words = "somebody has to be in for the next 24 hours"
    assert words in page_of(client, visit)
    assert words not in page_of(client, make.ticket("accepted", under=contract, operative=operative))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("issued", ["Add a note", "Call the office", "Accept visit"]),
        (
            "accepted",
            [
                "Could not book", "Resident not needed", "Ask for a variation", "Add a note", "Call the office",
                "Book a slot",
            ],
        ),
        (
            "booked",
            [
                "No answer – leave a card", "I can’t attend", "Change the appointment", "Ask for a variation",
                "Add a photo", "Add a note", "Call the office", "I’ve arrived",
            ],
        ),
        (
            "on-site",
            [
                "I need to come back", "The landlord must act first", "Stop: asbestos", "Ask for a variation",
                "Add a photo", "Add a note", "Call the office", "Finish this job",
            ],
        ),
    ],
)  # fmt: skip
def test_the_bar_offers_what_the_state_allows(
    client: CheckingClient, operative: User, contract: Contract, state: str, words: list[str]
) -> None:
    """One next step, the rest under More, secondary outcomes first."""
    visit = make.ticket(state, under=contract, operative=operative)
    found = offered(page_of(client, visit))
    assert len(found) == len(words)
    assert all(one.startswith(word) for one, word in zip(found, words, strict=True)), found


def test_while_a_variation_waits_only_notes_and_photos_are_offered(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """Rules: V2"""
    visit = make.ticket("on-site", under=contract, operative=operative)
    make.do(make.user("landlord", contract.landlord), "hold", visit.order, ("comments", "Wait"))
    page = page_of(client, visit)
    assert offered(page) == ["Add a note", "Call the office", "Add a photo"]
    assert "The landlord has put this order on hold." in page


def test_what_the_phone_replays_is_what_the_table_says(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """The page carries the lifecycle as data, with the states in which a command may be and the one that follows."""
    visit = make.ticket("booked", under=contract, operative=operative)
    scripts = [one for one in tags(html5lib.parse(page_of(client, visit)), "script") if one.get("data-lifecycle") == ""]
    table = json.loads("".join(scripts[0].itertext()))
    assert table["arrive"] == {"while": ["accepted", "booked"], "becomes": "on-site"}
    assert table["add-note"]["becomes"] is None


def test_a_command_is_done_without_script(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: S1"""
    visit = make.ticket("booked", under=contract, operative=operative)
    assert send(client, visit, "arrive")[0] == 303
    page = page_of(client, visit)
    assert "On site since" in page
    assert "Received by the office" in page


def test_a_refused_form_comes_back_filled_and_open(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: S3"""
    visit = make.ticket("booked", under=contract, operative=operative)
    status, page = send(client, visit, "no-access", comments="Knocked twice")
    assert status == 422
    assert "Say whether you called." in page
    assert ">Knocked twice</textarea>" in page
    assert 'class="fa-screen fa-screen--open" id="no-access"' in page


def test_a_refusal_is_said_once(client: CheckingClient, operative: User, contract: Contract) -> None:
    """On the screen of its command, or at the top of the visit where that has none."""
    visit = make.ticket("on-site", under=contract, operative=operative)
    for command, has_one in (("on-my-way", False), ("add-note", True), ("arrive", True)):
        status, page = send(client, visit, command)
        assert status in (409, 422)
        assert page.count("govuk-error-summary__title") == 1, command
        assert ("fa-screen--open" in page) == has_one, command


@pytest.mark.parametrize("lines", [(("310403", 1),), (("480115", 1),)])
def test_the_view_knows_which_commands_have_a_screen(
    app: Flask, client: CheckingClient, operative: User, contract: Contract, lines: tuple[tuple[str, int], ...]
) -> None:
    """The page is not searched for it."""
    visit = make.ticket("on-site", under=contract, operative=operative, lines=lines)
    page = page_of(client, visit)
    shown = {str(one.get("id")) for one in tags(html5lib.parse(page), "section") if "fa-screen" in one.get("class", "")}
    with app.test_request_context():
        about = visit_page(operative, visit)
        assert {one for one in about.picture if has_screen(about, one)} == shown & about.picture.keys()


def test_finishing_keeps_what_was_written(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: C2, C4"""
    visit = make.ticket("on-site", under=contract, operative=operative)
    line = visit.order.lines[0].id
    status, page = send(client, visit, "complete", comments="done", **{f"line-{line}": "2.5", "extra-310911": "3"})
    assert status == 422
    assert "This does not say what was done." in page
    assert 'value="2.5"' in page
    assert 'name="extra-310911" value="3"' in page


def test_an_ended_visit_shows_what_was_recorded(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: C4, T1"""
    visit = make.ticket("on-site", under=contract, operative=operative)
    assert "What you recorded" not in page_of(client, visit)
    did = "Renewed the tap cartridge and tested it."
    line = visit.order.lines[0].id
    assert send(client, visit, "complete", comments=did, **{f"line-{line}": "2.5"})[0] == 303
    sections = tags(html5lib.parse(page_of(client, visit)), "section")
    words = text(next(one for one in sections if one.get("aria-labelledby") == "recorded"))
    assert all(one in words for one in ("Arrived", "Finished", "Received by the office", did, "310403", "2.5 "))


def test_a_line_that_needs_a_certificate_says_so(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: C8"""
    visit = make.ticket("on-site", under=contract, operative=operative, lines=(("480115", 1),))
    assert "Needs electrical certificate" in page_of(client, visit)
    assert "Missing. Line 480115 cannot be completed without it." in page_of(client, visit, "/complete")


def test_a_price_line_is_asked_in_pounds(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: C5"""
    visit = make.ticket("on-site", under=contract, operative=operative, lines=(("SQW", 1399),))
    page = page_of(client, visit, "/complete")
    assert "Completed, in pounds" in page
    assert "You claim £1,399.00." in page


def test_rates_are_shown_only_where_the_policy_says_so(client: CheckingClient, operative: User) -> None:
    """Rules: C4"""
    for shown in (True, False):
        contract = make.contract(make.landlord(rates_shown=shown), operative.contractor)
        visit = make.ticket("booked", under=contract, operative=operative)
        assert ("£52.50" in page_of(client, visit)) is shown


def test_a_visit_page_is_small(client: CheckingClient, operative: User, contract: Contract) -> None:
    """A day's visits are kept on the phone: one is at most 12 kB on its way."""
    visit = make.ticket("on-site", under=contract, operative=operative, lines=(("310403", 1), ("480115", 1)))
    assert len(gzip.compress(page_of(client, visit).encode(), mtime=0)) <= 12_000


def test_another_operatives_visit_is_not_found(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Rules: A8"""
    other = make.ticket("booked", under=contract, operative=make.user("operative", operative.contractor))
    assert client.get(f"/field/tickets/{other.id}").status_code == 404
    assert client.get(f"/field/tickets/{other.id}/complete").status_code == 404


def test_steps_are_counted_as_they_are(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Two of them where no quantities are asked. Rules: C10."""
    visit = make.ticket("on-site", under=contract, operative=operative)
    assert "Step 1 of 3" in page_of(client, visit, "/complete")
    contract.landlord.stored_policy = contract.landlord.policy.to_mapping() | {"completion_quantities_asked": False}
    db.session.commit()
    page = page_of(client, visit, "/complete")
    assert "Step 1 of 2" in page
    assert "Step 2 of 2" in page
    assert page.count("<i class=") == 3
    assert page.count('<span class="fa-steps" aria-hidden="true"><i class="fa-on"></i><i></i></span>') == 1


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("issued", "This visit has to be accepted before it can be finished."),
        ("no-access", "This visit ended without access."),
        ("incomplete", "somebody comes back for the rest"),
    ],
)
def test_finishing_says_why_it_is_not_open(
    client: CheckingClient, operative: User, contract: Contract, state: str, said: str
) -> None:
    """Rules: C1."""
    visit = make.ticket("issued", under=contract, operative=operative)
    visit.state = state
    db.session.commit()
    page = html5lib.parse(page_of(client, visit, "/complete"))
    (shown,) = [one for one in tags(page, "span") if one.get("data-when") and one.get("hidden") is None]
    assert said in text(shown)
