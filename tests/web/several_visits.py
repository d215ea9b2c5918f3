"""Several visits on the page that completes them at once: how a test opens it, fills it in and presses its buttons."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from fieldapp.domain.dates import LONDON
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.signing_in import hidden_fields

ADDRESS = "/desk/complete-several"
SAID = "Renewed the tap and tested it"


@pytest.fixture
def contract() -> Contract:
    """Of a landlord whose completion asks no quantities."""
    return make.contract(make.landlord(completion_quantities_asked=False))


@pytest.fixture
def visits(contract: Contract, office: User) -> list[Ticket]:
    """Three visits at work."""
    return [make.ticket(state, contract) for state in ("accepted", "booked", "on-site")]


def opened(client: CheckingClient, visits: list[Ticket]) -> TestResponse:
    return client.get(ADDRESS, query_string=MultiDict(("ticket", str(one.id)) for one in visits))


def fields(page: TestResponse) -> MultiDict[str, str]:
    """Everything that the page's form would send, in its order."""
    form = page.text[page.text.index(f'<form action="{ADDRESS}"') :]
    found: MultiDict[str, str] = MultiDict({"csrf_token": hidden_fields(page.text, ADDRESS)["csrf_token"]})
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = (re.search(f'{one}="([^"]*)"', tag) for one in ("name", "value"))
        if name and value and name[1] != "csrf_token" and ("checkbox" not in tag or " checked" in tag):
            found.add(name[1], value[1])
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        found.add(name, text)
    return found


def press(client: CheckingClient, page: TestResponse, do: str, **typed: str) -> TestResponse:
    """Fill in fields and press a button of the page's form."""
    sent = fields(page)
    for name, value in typed.items():
        sent[name.replace("_", "-")] = value
    return client.post(ADDRESS, data=MultiDict([*sent.items(multi=True), ("do", do)]))


def said(visits: list[Ticket], words: str = SAID) -> dict[str, str]:
    return {f"comments_{one.id}": words for one in visits}


def states(visits: list[Ticket]) -> list[str]:
    db.session.rollback()
    return [db.session.get_one(Ticket, one.id, populate_existing=True).state for one in visits]


def completions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(JournalRow.command == "complete")) or 0


def pressed_at(client: CheckingClient, page: TestResponse, do: str, one: Ticket, moment: datetime) -> TestResponse:
    """Press a button with another time at one of the visits, and every comment written."""
    sent, local = fields(page), moment.astimezone(LONDON)
    sent.setlist(f"completed-{one.id}", [f"{local:%Y-%m-%d}", f"{local:%H:%M}"])
    for name in [name for name in sent if name.startswith("comments-")]:
        sent[name] = SAID
    return client.post(ADDRESS, data=MultiDict([*sent.items(multi=True), ("do", do)]))


def unticked(client: CheckingClient, page: TestResponse, do: str, *left: Ticket, **typed: str) -> TestResponse:
    """Press a button with the boxes of some visits empty."""
    sent = fields(page)
    sent.setlist("ticket", [one for one in sent.getlist("ticket") if int(one) not in {visit.id for visit in left}])
    for name, value in typed.items():
        sent[name.replace("_", "-")] = value
    return client.post(ADDRESS, data=MultiDict([*sent.items(multi=True), ("do", do)]))
