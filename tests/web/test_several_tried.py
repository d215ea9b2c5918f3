"""Completing several visits at once: each is tried before the summary, and what is not ticked stays."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from fieldapp.models import Ticket
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.web.desk_people import office
from tests.web.several_visits import (
    ADDRESS,
    SAID,
    completions,
    contract,
    fields,
    opened,
    press,
    pressed_at,
    said,
    states,
    unticked,
    visits,
)

__all__ = ["contract", "office", "visits"]


@pytest.mark.parametrize(
    ("moved", "of", "why"),
    [
        (timedelta(days=2), 0, "is in the future"),
        (timedelta(days=-9), 1, "is before the order was raised"),
        (timedelta(hours=-20), 2, "is before the arrival"),
    ],
)
def test_each_is_tried_before_the_summary(
    client: CheckingClient, visits: list[Ticket], moved: timedelta, of: int, why: str
) -> None:
    """What it says names what was typed; nothing is done or written down, and what the others hold stays. Rules: C3."""
    wrong = visits[of]
    page = pressed_at(client, opened(client, visits), "check", wrong, make.now() + moved)
    assert (page.status_code, completions()) == (422, 0)
    assert re.findall(r'href="#(completed-\d+)"', page.text) == [f"completed-{wrong.id}"]
    words = reads(page)
    assert why in words
    assert "The completion time, " in words
    assert "The arrival time" not in words
    assert "Complete these" not in words
    assert page.text.count(SAID) == 3
    summary = pressed_at(client, page, "check", wrong, make.now())
    assert press(client, summary, "confirm").status_code == 303
    assert states(visits) == ["completed"] * 3


def test_what_is_refused_comes_back_and_the_others_are_done(client: CheckingClient, visits: list[Ticket]) -> None:
    """Filled, with its reason, also where it became so only since the summary; corrected, it is done. Rules: C3."""
    page = pressed_at(client, opened(client, visits), "confirm", visits[0], visits[0].order.raised_at - timedelta(9))
    assert page.status_code == 409
    words = reads(page)
    assert f"Completed {visits[1].reference}, {visits[2].reference}." in words
    assert f"{visits[0].reference}: The completion time, " in words
    assert "is before the order was raised" in words
    assert states(visits) == ["accepted", "completed", "completed"]
    assert fields(page)[f"comments-{visits[0].id}"] == SAID
    summary = pressed_at(client, page, "check", visits[0], make.now())
    assert press(client, summary, "confirm").status_code == 303
    assert states(visits) == ["completed"] * 3


def test_what_is_not_ticked_stays_with_its_text(client: CheckingClient, visits: list[Ticket]) -> None:
    """Beside another's error, through the summary and back, and beside what is refused in the end. Rules: C3."""
    out, wrong, _ = visits
    typed = said(visits) | {f"comments_{out.id}": "Half written", f"comments_{wrong.id}": "done"}

    def stays(page: TestResponse) -> bool:
        held = fields(page)
        return str(out.id) not in held.getlist("ticket") and held[f"comments-{out.id}"] == "Half written"

    page = unticked(client, opened(client, visits), "check", out, **typed)
    assert (page.status_code, stays(page)) == (422, True)
    assert f'href="#comments-{out.id}"' not in page.text
    summary = press(client, page, "check", **said([wrong]))
    assert "Complete these 2 visits?" in reads(summary)
    assert f"Not ticked, and left as it is: {out.reference}." in reads(summary)
    back = press(client, summary, "back")
    assert (stays(back), back.text.count('type="checkbox" name="ticket"')) == (True, 3)
    early = wrong.order.raised_at - timedelta(9)
    refused = fields(summary)
    refused.setlist(f"completed-{wrong.id}", [f"{early:%Y-%m-%d}", "10:00"])
    page = client.post(ADDRESS, data=MultiDict([*refused.items(multi=True), ("do", "confirm")]))
    assert (page.status_code, stays(page)) == (409, True)
    assert states(visits) == ["accepted", "booked", "completed"]


def test_with_nothing_ticked_everything_stays(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: C3."""
    page = unticked(client, opened(client, visits), "check", *visits, **said(visits))
    assert (page.status_code, page.text.count(SAID)) == (422, 3)
    assert "Tick at least one visit." in reads(page)
    assert completions() == 0


def test_what_is_completed_by_itself_stays_in_sight(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: C3."""
    officer = make.user("landlord", visits[0].order.landlord)
    make.do(officer, "hold", visits[0].order, ("comments", "The resident is away"))
    summary = press(client, opened(client, visits), "check", **said(visits[1:]))
    assert "To be completed by themselves" in reads(summary)
    assert press(client, summary, "confirm").status_code == 303
    assert states(visits) == ["accepted", "completed", "completed"]


def test_a_visit_is_left_out_by_its_box(client: CheckingClient, visits: list[Ticket]) -> None:
    """Rules: C3."""
    summary = unticked(client, opened(client, visits), "check", *visits[1:], **said(visits))
    assert press(client, summary, "confirm").status_code == 303
    assert states(visits) == ["completed", "booked", "on-site"]
