"""What a person reads and a phone gets when something does not go."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.web import access
from tests import factories
from tests.checking_client import CheckingClient
from tests.signing_in import sign_in

pytestmark = pytest.mark.adds_routes


@pytest.fixture
def going_wrong(app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Makes `/wrong` and `/api/wrong` raise."""
    raised: list[Exception] = []

    def wrong() -> Any:
        raise raised[-1]

    for endpoint, path in (("wrong", "/wrong"), ("api-wrong", "/api/wrong")):
        monkeypatch.setitem(access.REGISTRY, endpoint, access.PUBLIC)
        app.add_url_rule(path, endpoint, wrong)
    return raised.append


CASES = [
    (Refused("too-late", "The visit was cancelled at 11:20."), 409, "too-late", "The visit was cancelled at 11:20."),
    (Invalid({"arrived": ["This is in the future."]}), 422, "invalid", "This is in the future."),
    (OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked")), 503, "busy", "Try again"),
    (OperationalError("SELECT", {}, sqlite3.OperationalError("no such table: x")), 500, "failed", "The fault is ours"),
    (ZeroDivisionError("Mrs Larkspur"), 500, "failed", "The fault is ours"),
]


@pytest.mark.parametrize(("fault", "status", "code", "sentence"), CASES)
def test_every_fault_has_its_page_and_its_json(
    client: CheckingClient, going_wrong: Any, fault: Exception, status: int, code: str, sentence: str
) -> None:
    going_wrong(fault)
    page, answer = client.get("/wrong"), client.get("/api/wrong")
    assert page.status_code == answer.status_code == status
    assert page.mimetype == "text/html"
    assert sentence in page.text
    assert answer.json["code"] == code
    assert sentence in answer.json["reason"]
    assert "Larkspur" not in page.text + answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_fault_of_ours_has_a_reference_that_the_log_knows(
    client: CheckingClient, going_wrong: Any, caplog: pytest.LogCaptureFixture
) -> None:
    going_wrong(ZeroDivisionError())
    page = client.get("/wrong")
    assert page.headers["X-Request-Id"] in page.text
    assert client.get("/api/wrong").json["reference"]
    assert any(record.exc_info for record in caplog.records)


def test_a_faults_page_comes_without_a_database(
    app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, factories.user())
    gone = OperationalError("SELECT", {}, sqlite3.OperationalError("connection refused"))

    def away(_token: str) -> None:
        raise gone

    monkeypatch.setattr("fieldapp.web.sessions.session_by_token", away)
    answer = client.get("/devices")
    assert answer.status_code == 503
    assert "Busy for a moment" in answer.text


@pytest.mark.parametrize(
    ("path", "status", "code"), [("/api/nowhere", 404, "not-found"), ("/api/whoami", 405, "not-allowed")]
)
def test_a_phone_gets_json(client: CheckingClient, path: str, status: int, code: str) -> None:
    answer = client.delete(path)
    assert answer.status_code == status
    assert answer.json["code"] == code


def test_a_wrong_form_token_is_said_to_the_phone_and_to_the_person(client: CheckingClient) -> None:
    sign_in(client, factories.user())
    answer = client.post("/api/ops", json={"ops": []}, headers={"X-CSRFToken": "old"})
    assert answer.status_code == 403
    assert answer.json["code"] == "csrf"
    page = client.post("/sign-out", data={"csrf_token": "old"})
    assert page.status_code == 403
    assert "aged" in page.text
