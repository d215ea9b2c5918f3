"""Tests of web/appointments.py and queries/appointments.py: the office's days."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from fieldapp.commands.appointment import FURTHEST
from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, User
from fieldapp.models.fence import KEY
from fieldapp.queries import appointments
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.statements import on_sqlite, plan
from tests.web.desk_people import contract, office, operative

__all__ = ["contract", "office", "operative"]


def tickets(page: str) -> list[int]:
    return [int(one) for one in re.findall(r'<tr data-ticket="(\d+)"', page)]


def test_each_day_has_its_visits_with_slot_priority_and_reference(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    """Rules: P7."""
    today = make.today()
    for back, near in ((1, "Yesterday"), (0, "Today"), (-1, "Tomorrow")):
        day = today - timedelta(days=back)
        visit = make.ticket("booked", contract, operative, day=day if back <= 0 else today)
        visit.visit_on = day
        db.session.commit()
        page = client.get(f"/desk/appointments?day={day.isoformat()}")
        assert tickets(page.text) == [visit.id]
        words = reads(page)
        for said in (near, visit.order.reference, "8am–1pm", "90 calendar days", "Jo Kestrel"):
            assert said in words, said
        assert f"{near} 1" in words
    assert tickets(client.get("/desk/appointments").text) == tickets(
        client.get(f"/desk/appointments?day={today.isoformat()}").text
    )


def test_a_day_comes_in_slot_order_and_in_pages(
    client: CheckingClient, contract: Contract, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules: P7."""
    monkeypatch.setattr(appointments, "SIZE", 2)
    made = [make.ticket("booked", contract) for _ in range(5)]
    made[0].slot_starts = "12:30"
    db.session.commit()
    expected = [*(one.id for one in made[1:]), made[0].id]
    seen, address = [], "/desk/appointments"
    while address:
        page = client.get(address).text
        seen += tickets(page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert seen == expected


def test_a_day_without_visits_says_so_and_a_day_that_is_none_is_not_found(client: CheckingClient, office: User) -> None:
    assert "No visit is booked for" in reads(client.get("/desk/appointments"))
    for wrong in ("yesterday", "2026-13-01", "1999-01-01"):
        assert client.get(f"/desk/appointments?day={wrong}").status_code == 404
    far = make.today() + timedelta(days=60)
    assert client.get(f"/desk/appointments?day={far.isoformat()}&after=x").status_code == 200


def test_every_day_that_can_be_booked_opens(client: CheckingClient, contract: Contract, office: User) -> None:
    """And no link leads beyond the last. Rules: P7."""
    last = make.today() + FURTHEST
    visit = make.ticket("booked", contract, day=last)
    page = client.get(f"/desk/appointments?day={last.isoformat()}")
    assert (page.status_code, tickets(page.text)) == (200, [visit.id])
    beyond = (last + timedelta(days=1)).isoformat()
    assert beyond not in page.text
    assert client.get(f"/desk/appointments?day={beyond}").status_code == 404


def test_another_firms_and_archived_visits_are_on_no_day(
    client: CheckingClient, contract: Contract, office: User
) -> None:
    """By the queries alone as well. Rules: A8, L3."""
    make.ticket("booked", make.contract(contract.landlord))
    archived = make.ticket("booked", contract)
    make.do(make.user("landlord", contract.landlord), "cancel", archived.order, ("reason", "duplicate"))
    archived.archived_at, archived.visit_on = make.now(), make.today()
    db.session.commit()
    assert tickets(client.get("/desk/appointments").text) == []
    db.session.info[KEY] = Fence.system()
    assert appointments.of_day(office, make.today()).rows == []
    assert appointments.counts(office, make.today(), make.today()) == {}


def test_an_index_finds_a_day(contract: Contract, office: User) -> None:
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    assert "(contractor_id=? AND visit_on=?)" in plan(appointments.listing(office, make.today()))
