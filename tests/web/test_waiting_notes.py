"""Tests of web/waiting_notes.py, web/notes_shown.py and queries/notes.py: what is new, and what needs a reply."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from fieldapp.extensions import db
from fieldapp.models import Contract, Fence, Note, Ticket, User
from fieldapp.models.fence import KEY
from fieldapp.queries import notes
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.statements import on_sqlite, plan
from tests.web.desk_people import contract, office, post
from tests.web.world import browser

__all__ = ["contract", "office"]
REPLY = ("needs_reply", "y")


@pytest.fixture
def officer(contract: Contract) -> User:
    return make.user("landlord", contract.landlord)


@pytest.fixture
def visit(contract: Contract) -> Ticket:
    return make.ticket("booked", contract)


def listed(client: CheckingClient, address: str) -> list[int]:
    return [int(one) for one in re.findall(r'<tr data-note="(\d+)"', client.get(address).text)]


def test_a_new_note_is_marked_until_the_office_says_that_it_has_read_it(
    client: CheckingClient, visit: Ticket, office: User, officer: User
) -> None:
    """Rules: T5."""
    make.do(officer, "add-note", visit, ("text", "Key with the neighbour"))
    assert len(listed(client, "/desk/notes")) == 1
    page = client.get(f"/desk/tickets/{visit.id}")
    assert "New Key with the neighbour" in reads(page)
    assert post(client, visit.id, "read-notes").status_code == 303
    page = client.get(f"/desk/tickets/{visit.id}")
    assert "New Key" not in reads(page)
    assert "Notes read: " in reads(page)
    assert 'data-command="read-notes"' not in page.text
    assert listed(client, "/desk/notes") == []


def test_a_note_that_came_while_one_read_stays_new(
    client: CheckingClient, visit: Ticket, office: User, officer: User
) -> None:
    """Rules: T5."""
    make.do(officer, "add-note", visit, ("text", "Key with the neighbour"))
    address = f"/desk/tickets/{visit.id}/read-notes"
    shown = hidden_fields(client.get(f"/desk/tickets/{visit.id}").text, address)
    make.do(officer, "add-note", visit, ("text", "The neighbour is away"))
    assert client.post(address, data=shown).status_code == 303
    words = reads(client.get(f"/desk/tickets/{visit.id}"))
    assert "New The neighbour is away" in words
    assert "New Key" not in words


def test_a_landlord_sees_what_needs_a_reply_until_somebody_replies(
    app: Flask, visit: Ticket, office: User, officer: User
) -> None:
    """Rules: T5."""
    make.do(office, "add-note", visit, ("text", "Which colour of tiles?"), REPLY)
    make.do(office, "add-note", visit, ("text", "Riser key FB2"))
    client = browser(app, officer)
    assert (len(listed(client, "/landlord/notes")), len(listed(client, "/landlord/notes?list=reply"))) == (2, 1)
    order, prefix = f"/landlord/orders/{visit.order_id}", f"/landlord/tickets/{visit.id}"
    for command, typed, left in (("read-notes", {}, (0, 1)), ("add-note", {"text": "White ones"}, (0, 0))):
        fields = hidden_fields(client.get(order).text, f"{prefix}/{command}")
        assert client.post(f"{prefix}/{command}", data={**fields, **typed}).status_code == 303
        assert (len(listed(client, "/landlord/notes")), len(listed(client, "/landlord/notes?list=reply"))) == left
    assert "<b>needs a reply</b>" not in client.get(order).text


def test_the_current_notes_are_shown_or_all(client: CheckingClient, visit: Ticket, office: User, officer: User) -> None:
    """One that is new is shown though it is no longer current. Rules: T5."""
    for person, text in ((office, "Old of ours"), (officer, "Old of theirs"), (office, "Current")):
        make.do(person, "add-note", visit, ("text", text))
    for one in db.session.query(Note):
        one.current = one.text == "Current"
    db.session.commit()
    words = reads(client.get(f"/desk/tickets/{visit.id}")).split("This visit")[0]
    assert "Show all notes, 1 more" in words
    notes_shown = words.split("Notes Current")[1]
    assert "Old of theirs" in notes_shown
    assert "Old of ours" not in notes_shown
    everything = client.get(f"/desk/tickets/{visit.id}?notes=all")
    assert "Show the current notes only" in reads(everything)
    assert '<p class="fa-pre">Old of ours</p>' in everything.text


def test_a_list_leads_to_the_note_on_the_last_visit_that_one_may_open(
    client: CheckingClient, contract: Contract, office: User, officer: User
) -> None:
    """Nothing leads to what is archived. Rules: L3, T5."""
    first = make.ticket("booked", contract)
    make.do(officer, "add-note", first, ("text", "Key with the neighbour"))
    make.do(office, "no-access", first, ("called", "no"), ("comments", "Knocked twice"))
    first.archived_at = make.now()
    db.session.commit()
    note = db.session.query(Note).filter_by(text="Key with the neighbour").one()
    second = next(one for one in first.order.tickets if one.visit == 2)
    assert f'href="/desk/tickets/{second.id}#note-{note.id}"' in client.get("/desk/notes").text
    make.do(office, "reject", second, ("reason", "wrong-trade"))
    second.archived_at = make.now()
    db.session.commit()
    assert listed(client, "/desk/notes") == []


@pytest.mark.parametrize("address", ["/desk/notes?list=nonsense", "/landlord/notes"])
def test_an_unknown_list_or_the_other_sides_is_not_found(client: CheckingClient, office: User, address: str) -> None:
    """Rules: A8."""
    assert client.get(address).status_code == 404


def test_others_notes_are_in_no_list(app: Flask, visit: Ticket, officer: User) -> None:
    """By the queries alone as well. Rules: A8."""
    make.do(officer, "add-note", visit, ("text", "Key with the neighbour"), REPLY)
    make.do(make.user("office", visit.contractor), "add-note", visit, ("text", "Riser key FB2"), REPLY)
    db.session.info[KEY] = Fence.system()
    beside = make.contract(visit.order.landlord)
    for stranger in (make.user("office", beside.contractor), make.user("landlord")):
        assert [notes.listed(stranger, name).rows for name in notes.LISTS] == [[], []]
        assert notes.counts(stranger) == {"new": 0, "reply": 0}


def test_a_long_list_comes_in_pages(visit: Ticket, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "SIZE", 2)
    for number in range(5):
        make.do(officer, "add-note", visit, ("text", f"Note {number}"))
    reader = make.user("office", visit.contractor)
    seen, after = [], None
    while True:
        page = notes.listed(reader, "new", after)
        seen += [row.note.text for row in page.rows]
        if not page.following:
            break
        after = page.following
    assert seen == [f"Note {number}" for number in range(5)]


@pytest.mark.parametrize("name", notes.LISTS)
@pytest.mark.parametrize("role", ["office", "landlord"])
def test_an_index_serves_each_list(contract: Contract, role: str, name: str) -> None:
    if not on_sqlite():
        pytest.skip("the plan is SQLite's")
    person = make.user(role, contract.landlord if role == "landlord" else contract.contractor)
    drawn = plan(notes.listing(person, name))
    assert f"ix_note_unread_{'landlord' if role == 'landlord' else 'contractor'}" in drawn
    assert "SCAN note" not in drawn
    assert "TEMP B-TREE" not in drawn
