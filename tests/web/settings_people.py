"""An administrator of a landlord, and how they use the pages of the settings."""

from __future__ import annotations

from typing import Any, cast

import html5lib
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, Landlord, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.conftest import contract
from tests.page_checks import tags
from tests.signing_in import hidden_fields, sign_in

__all__ = ["contract"]

AT = "/landlord/settings"


@pytest.fixture
def administrator(contract: Contract, client: CheckingClient) -> User:
    person: User = make.user("administrator", contract.landlord, name="H. Whinchat")
    sign_in(client, person)
    return person


@pytest.fixture
def colleague(app: Flask, contract: Contract, administrator: User) -> CheckingClient:
    """Another administrator's browser."""
    browser: CheckingClient = cast(CheckingClient, app.test_client())
    sign_in(browser, make.user("administrator", contract.landlord, name="N. Wheatear"))
    return browser


def filled(page: TestResponse, action: str) -> dict[str, Any]:
    """The page's form to `action` as a browser would send it untouched."""
    form = next(one for one in tags(html5lib.parse(page.text), "form") if one.get("action") == action)
    typed: dict[str, list[str]] = {}
    for one in tags(form, "input", "textarea"):
        kind = one.get("type", "")
        if kind not in ("checkbox", "radio") or one.get("checked") is not None:
            text = "".join(one.itertext()) if one.tag.endswith("textarea") else one.get("value", "")
            typed.setdefault(one.get("name", ""), []).append(text)
    return dict(typed)


def save(client: CheckingClient, address: str, /, **typed: Any) -> TestResponse:
    """Open a form, change some of its fields, and send all of it; None unticks."""
    page = client.get(f"{AT}/{address}")
    data = filled(page, f"{AT}/{address}") | typed
    return client.post(f"{AT}/{address}", data={name: value for name, value in data.items() if value is not None})


def press(client: CheckingClient, page: str, action: str, **typed: Any) -> TestResponse:
    """Press the button of a page that posts to `action`, and go where it leads."""
    hidden = hidden_fields(client.get(f"{AT}/{page}").text, f"{AT}/{action}")
    answer = client.post(f"{AT}/{action}", data={**hidden, **typed})
    return client.get(answer.location.partition("#")[0])


def rows(landlord: Landlord, command: str) -> list[JournalRow]:
    """What the journal says of a landlord's changes, the oldest first."""
    db.session.rollback()
    found = db.session.query(JournalRow).filter_by(landlord_id=landlord.id, command=command, outcome="applied")
    return found.order_by(JournalRow.number).all()


def fresh(row: Any) -> Any:
    """The row as the database has it now."""
    db.session.rollback()
    db.session.refresh(row)
    return row
