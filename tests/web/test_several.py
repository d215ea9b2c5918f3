"""Completing several visits at once: one date and time for all, comments for each, a summary, each done by itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from werkzeug.datastructures import MultiDict

from fieldapp.domain.dates import LONDON
from fieldapp.extensions import db
from fieldapp.models import Ticket
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import sign_in
from tests.web.desk_people import office
from tests.web.several_visits import ADDRESS, SAID, completions, contract, fields, opened, press, said, states, visits

__all__ = ["contract", "office", "visits"]


def test_a_list_leads_to_it_with_what_was_ticked(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: C3."""
    page = client.get("/desk/?list=accepted")
    assert page.text.count('form="complete-several" name="ticket"') == 3
    assert 'name="ticket"' not in client.get("/desk/?list=all").text
    assert client.get(ADDRESS).location == "/desk/?list=accepted"
    shown = opened(client, visits[:2])
    assert re.findall(r'<section class="fa-card" id="visit-(\d+)"', shown.text) == [str(one.id) for one in visits[:2]]


def test_one_date_and_time_goes_to_each_and_each_may_be_changed(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: C3."""
    moment = (make.now() - timedelta(hours=3)).astimezone(LONDON)
    day, clock = f"{moment:%Y-%m-%d}", f"{moment:%H:%M}"
    some = visits[:2]
    page = press(client, opened(client, some), "apply", day=day, time=clock)
    assert page.status_code == 200
    for one in some:
        assert fields(page).getlist(f"completed-{one.id}") == [day, clock]
    other = fields(page)
    later = moment + timedelta(minutes=30)
    other.setlist(f"completed-{some[1].id}", [f"{later:%Y-%m-%d}", f"{later:%H:%M}"])
    for one in some:
        other[f"comments-{one.id}"] = SAID
    summary = client.post(ADDRESS, data=MultiDict([*other.items(multi=True), ("do", "check")]))
    assert press(client, summary, "confirm").status_code == 303
    assert states(some) == ["completed", "completed"]
    first, second = (db.session.get_one(Ticket, one.id).completed_at for one in some)
    assert first is not None
    assert second is not None
    assert (f"{first.astimezone(LONDON):%H:%M}", second - first) == (clock, timedelta(minutes=30))


def test_the_summary_names_each_before_anything_is_done(client: CheckingClient, visits: list[Ticket]) -> None:
    """And leads back to the form with what was typed. Rules: C1, C3."""
    summary = press(client, opened(client, visits), "check", **said(visits))
    words = reads(summary)
    assert "Complete these 3 visits?" in words
    for one in visits:
        assert one.reference in words
    assert completions() == 0
    back = press(client, summary, "back")
    assert back.text.count(SAID) == 3
    done = press(client, summary, "confirm")
    assert done.location == "/desk/?list=completed"
    assert states(visits) == ["completed"] * 3
    told = reads(client.get("/desk/?list=completed"))
    assert "Completed " + ", ".join(one.reference for one in visits) in told


def test_posted_twice_it_is_done_once(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: C3."""
    summary = press(client, opened(client, visits), "check", **said(visits))
    first, again = (press(client, summary, "confirm") for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert completions() == 3


def test_comments_have_to_say_what_was_done_at_each(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: C2, C3."""
    typed = said(visits) | {f"comments_{visits[1].id}": "done"}
    page = press(client, opened(client, visits), "check", **typed)
    assert page.status_code == 422
    assert f'href="#comments-{visits[1].id}"' in page.text
    assert f'href="#comments-{visits[0].id}"' not in page.text
    assert fields(page)[f"comments-{visits[0].id}"] == SAID


def test_a_visit_without_a_time_is_told_of(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: C3."""
    page = press(client, opened(client, visits), "apply", day="", time="")
    assert (page.status_code, "that are to stand at each visit" in page.text) == (422, True)
    sent = fields(opened(client, visits[:1]))
    sent.setlist(f"completed-{visits[0].id}", ["", ""])
    sent[f"comments-{visits[0].id}"] = SAID
    page = client.post(ADDRESS, data=MultiDict([*sent.items(multi=True), ("do", "check")]))
    assert (page.status_code, "Write the day and the time when it was completed." in page.text) == (422, True)


@pytest.mark.parametrize(
    ("policy", "lines", "why"),
    [
        ({}, (("480115", 1),), "Missing: Electrical certificate"),
        ({"completion_photos_asked": 1}, (("310403", 1),), "Missing: Photos of the finished work"),
        ({"signature_asked": "tenant"}, (("310403", 1),), "Missing: The resident’s signature"),
        ({"completion_quantities_asked": True}, (("310403", 1),), "Its quantities are asked, line by line."),
        ({"appointments_compulsory": True}, (("310403", 1),), "Its appointment has to be settled first."),
    ],
)  # fmt: skip
def test_what_asks_more_is_completed_by_itself(
    client: CheckingClient, policy: dict[str, object], lines: tuple[tuple[str, int], ...], why: str
) -> None:
    """With a link to where, and why. Rules: C3, C8."""
    under = make.contract(make.landlord(**{"completion_quantities_asked": False, **policy}))
    visit = make.ticket("accepted", under, lines=lines)
    sign_in(client, make.user("office", under.contractor))
    page = opened(client, [visit])
    words = reads(page)
    assert why in words
    assert f'href="/desk/tickets/{visit.id}#complete"' in page.text
    assert "None of these can be completed together" in words


def test_on_hold_it_waits_by_itself(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: C3, V2."""
    officer = make.user("landlord", visits[0].order.landlord)
    make.do(officer, "hold", visits[0].order, ("comments", "The resident is away"))
    words = reads(opened(client, visits))
    assert "To be completed by themselves" in words
    assert "counts after that" in words


def test_nobody_completes_what_is_anothers(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: A8, C3."""
    under = visits[0].order.contract
    foreign = make.ticket("on-site", make.contract(under.landlord))
    page = opened(client, [foreign, visits[0]])
    assert foreign.reference not in page.text
    sent = fields(page)
    sent.add("ticket", str(foreign.id))
    for one in (foreign, visits[0]):
        sent[f"comments-{one.id}"] = SAID
    sent.setlist(f"completed-{foreign.id}", sent.getlist(f"completed-{visits[0].id}"))
    sent[f"op-{foreign.id}"] = "0b0f2c62-6df1-4a4b-9d63-2f6f1d0a9b11"
    answer = client.post(ADDRESS, data=MultiDict([*sent.items(multi=True), ("do", "confirm")]))
    assert answer.status_code == 303
    assert states([foreign, visits[0]]) == ["on-site", "completed"]


def test_where_nobody_recorded_an_arrival_it_is_the_same_time(client: CheckingClient, visits: list[Ticket]) -> None:
    """Else the arrival stays. Rules: S1, C3."""
    arrived = visits[2].arrived_at
    summary = press(client, opened(client, visits), "check", **said(visits))
    press(client, summary, "confirm")
    states(visits)
    first, _, third = (db.session.get_one(Ticket, one.id) for one in visits)
    assert first.arrived_at == first.completed_at
    assert third.arrived_at == arrived
