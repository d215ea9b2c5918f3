"""Sessions: what the cookie is, when they end, what counts as use, and that no key signs anybody in or out."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

from fieldapp import create_app
from fieldapp.config import Settings
from fieldapp.extensions import db
from fieldapp.models import User, UserSession
from fieldapp.models.fence import KEY
from tests import factories
from tests.checking_client import CheckingClient
from tests.factories import PASSWORD
from tests.signing_in import hidden_fields, sign_in
from tests.web.sameness import whole


@pytest.fixture
def user(app: Flask) -> User:
    return factories.user("operative")


def row(number: int = -1) -> UserSession:
    """The newest session, as the database has it now."""
    return db.session.query(UserSession).order_by(UserSession.id).all()[number]


def token(client: CheckingClient) -> str:
    """What the browser holds."""
    cookie = client.get_cookie("session")
    return cookie.value if cookie else ""


def is_in(client: CheckingClient) -> bool:
    """Whether the server takes the browser for somebody's."""
    return client.get("/api/whoami").status_code == 200


def unused_for(much: timedelta) -> None:
    """Let time pass for the newest session."""
    one = row()
    one.used_at = datetime.now(UTC) - much
    db.session.commit()


def test_the_cookie_is_a_random_token_and_the_row_its_hash(client: CheckingClient, user: User) -> None:
    answer = sign_in(client, user)
    assert len(token(client)) >= 43
    assert row().token_hash == hashlib.sha256(token(client).encode()).hexdigest()
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("session=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_signing_in_begins_another_session_and_ends_the_one_before(
    app: Flask, client: CheckingClient, user: User
) -> None:
    thief = cast(CheckingClient, app.test_client())
    sign_in(client, user)
    thief.set_cookie("session", token(client))
    before = token(client)
    data = {**hidden_fields(client.get("/devices").text), "username": user.username, "password": PASSWORD}
    client.post("/sign-in", data=data)
    assert token(client) != before
    assert is_in(client)
    assert not is_in(thief)


def test_a_token_that_somebody_planted_is_not_taken_over(client: CheckingClient, user: User) -> None:
    client.set_cookie("session", "planted")
    sign_in(client, user)
    assert token(client) != "planted"


def test_an_ended_session_is_dead_at_its_next_request(client: CheckingClient, user: User) -> None:
    sign_in(client, user)
    one = row()
    one.ended_at = datetime.now(UTC)
    db.session.commit()
    assert client.get("/api/whoami").json["code"] == "signed-out"
    assert client.get("/devices").headers["Location"] == "/sign-in?next=%2Fdevices"


def test_somebody_who_has_left_is_out_at_once(client: CheckingClient, user: User) -> None:
    sign_in(client, user)
    user.active = False
    db.session.commit()
    assert not is_in(client)


def test_an_ended_session_is_signed_out_before_its_form_is_looked_at(client: CheckingClient, user: User) -> None:
    """A phone pauses on 401, but would fetch a new token on 403."""
    sign_in(client, user)
    unused_for(timedelta(days=1))
    assert client.post("/api/ops", json={"ops": []}).status_code == 401


@pytest.mark.parametrize(
    ("role", "trust", "kind", "idle"),
    [
        ("operative", True, "phone", timedelta(days=14)),
        ("operative", False, "desk", timedelta(minutes=30)),
        ("supervisor", True, "phone", timedelta(days=14)),
        ("supervisor", False, "board", timedelta(hours=12)),
        ("office", True, "desk", timedelta(minutes=30)),
        ("landlord", True, "desk", timedelta(minutes=30)),
    ],
)
def test_a_session_goes_unused_for_so_long(
    client: CheckingClient, role: str, trust: bool, kind: str, idle: timedelta
) -> None:
    """Rules: A7"""
    person = factories.user(role)
    data = {**hidden_fields(client.get("/sign-in").text), "username": person.username, "password": PASSWORD}
    client.post("/sign-in", data=data | ({"trust": "y"} if trust else {}))
    assert row().kind == kind
    # A closed browser forgets a cookie without an age; a phone's must outlive that.
    cookie = client.get_cookie("session")
    assert cookie
    assert (cookie.max_age is not None) == (kind == "phone")
    unused_for(idle - timedelta(seconds=30))
    assert is_in(client)
    unused_for(idle + timedelta(seconds=1))
    assert not is_in(client)


@pytest.mark.parametrize(
    ("ask", "counts"),
    [
        (("GET", "/devices", {}), True),
        (("GET", "/devices", {"headers": {"X-Fieldapp-Poll": "1"}}), False),
        (("GET", "/api/whoami", {}), False),
        (("GET", "/api/day", {}), False),
        (("POST", "/api/ops", {"json": {"ops": []}}), False),
        (("POST", "/api/ops", {"json": {"ops": [{"id": str(uuid.uuid4())}]}}), True),
        (("GET", "/static/js/page/field.js", {}), False),
        (("GET", "/healthz", {}), False),
    ],
)
def test_asking_is_use_and_polling_is_not(
    client: CheckingClient, user: User, ask: tuple[str, str, dict[str, Any]], counts: bool
) -> None:
    """Rules: A7"""
    sign_in(client, user)
    csrf = client.get("/api/whoami").json["csrf"]
    unused_for(timedelta(minutes=5))
    before = row().used_at
    method, path, more = ask
    client.open(path, method=method, **{"headers": {"X-CSRFToken": csrf}, **more})
    db.session.rollback()
    assert (row().used_at > before) == counts


def test_use_is_written_down_once_a_minute(client: CheckingClient, user: User) -> None:
    """Rules: A7"""
    sign_in(client, user)
    unused_for(timedelta(seconds=50))
    before = row().used_at
    client.get("/devices")
    db.session.rollback()
    assert row().used_at == before


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(
    app: Flask, client: CheckingClient, user: User
) -> None:
    sign_in(client, user)
    thief = cast(CheckingClient, app.test_client())
    thief.set_cookie("session", token(client))
    csrf = client.get("/api/whoami").json["csrf"]
    answer = client.post("/sign-out", headers={"X-CSRFToken": csrf})
    assert answer.headers["Location"] == "/sign-in"
    assert not client.get_cookie("session")
    assert not is_in(thief)


def test_signing_out_is_a_form_of_ours(client: CheckingClient, user: User) -> None:
    sign_in(client, user)
    assert client.post("/sign-out").status_code == 403
    assert client.get("/sign-out").status_code == 405
    assert is_in(client)


def test_a_new_secret_key_signs_nobody_out_and_costs_one_token(
    app: Flask, settings: Settings, client: CheckingClient, user: User
) -> None:
    """Row 6 of the failure matrix."""
    sign_in(client, user)
    old = client.get("/api/whoami").json["csrf"]
    after = create_app(replace(settings, secret_key="another-secret-key-0123456789abcdef"))
    after.test_client_class = CheckingClient
    phone = cast(CheckingClient, after.test_client())
    for name in ("session", "page"):
        cookie = client.get_cookie(name)
        assert cookie
        phone.set_cookie(name, cookie.value)
    assert send(phone, old).json["code"] == "csrf"
    assert send(phone, phone.get("/api/whoami").json["csrf"]).status_code == 200
    with after.app_context():
        db.engine.dispose()


def test_pages_fetched_side_by_side_share_one_form_token(app: Flask, client: CheckingClient, user: User) -> None:
    """The last cookie would win, and the other page's form would be refused, were the secret not the row's."""
    sign_in(client, user)
    client.delete_cookie("page")
    beside = cast(CheckingClient, app.test_client())
    beside.set_cookie("session", token(client))
    one, _other = client.get("/api/whoami").json["csrf"], beside.get("/api/whoami").json["csrf"]
    assert send(beside, one).status_code == 200


def send(phone: CheckingClient, csrf: str) -> Any:
    """An empty batch with a form token."""
    return phone.post("/api/ops", json={"ops": []}, headers={"X-CSRFToken": csrf})


def test_whoever_has_the_secret_key_is_still_nobody(app: Flask, client: CheckingClient, user: User) -> None:
    """Flask's signed cookie and Flask-Login's carry no identity."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    forged = signer.dumps({"_user_id": str(user.id), "_fresh": True})
    for name in ("page", "session", "remember_token", "fieldapp-has-none"):
        client.set_cookie(name, forged)
    assert not is_in(client)


def test_another_applications_remember_cookie_changes_nothing(client: CheckingClient, user: User) -> None:
    sign_in(client, user)
    client.set_cookie("remember_token", "1|abc")
    assert is_in(client)


def test_one_sees_ones_devices_and_signs_one_out(app: Flask, client: CheckingClient, user: User) -> None:
    phone = cast(CheckingClient, app.test_client())
    sign_in(client, user)
    phone.environ_base["HTTP_USER_AGENT"] = "A phone"
    sign_in(phone, user)
    other = row().id
    page = client.get("/devices")
    assert "A phone" in page.text
    data = hidden_fields(page.text, f"/devices/{other}/end")
    assert client.post(f"/devices/{other}/end", data=data).headers["Location"] == "/devices"
    assert is_in(client)
    assert not is_in(phone)


def test_another_persons_device_does_not_exist(app: Flask, client: CheckingClient, user: User) -> None:
    other = cast(CheckingClient, app.test_client())
    sign_in(other, factories.user("operative", user.contractor))
    theirs = row().id
    sign_in(client, user)
    data = hidden_fields(client.get("/devices").text)
    answers = [client.post(f"/devices/{number}/end", data=data) for number in (theirs, theirs + 1000, 2**40)]
    assert answers[0].status_code == 404
    assert whole(answers[0]) == whole(answers[1]) == whole(answers[2])
    assert is_in(other)
    assert str(theirs) not in [
        field.split("/")[2] for field in client.get("/devices").text.split('action="') if field.startswith("/devices/")
    ]


def test_the_fence_stands_while_a_person_asks_and_no_longer(app: Flask, user: User) -> None:
    seen: list[Any] = []
    app.after_request_funcs[None].append(lambda answer: seen.append(db.session.info.get(KEY)) or answer)
    client = cast(CheckingClient, app.test_client())
    sign_in(client, user)
    client.get("/devices")
    assert (seen[-1].contractor_id, seen[-1].landlord_id, seen[-1].everything) == (user.contractor_id, None, False)
    client.get("/healthz")
    assert seen[-1] is None
    # In the test's own context, whose database session goes on after the request.
    inside = FlaskClient(app)
    inside.set_cookie("session", token(client))
    inside.get("/devices")
    assert seen[-1] is not None
    assert KEY not in db.session.info
