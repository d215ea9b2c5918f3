"""Signing in as a person does: where it leads, what is refused, and what a stranger can learn."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from fieldapp.domain.lifecycle import ROLES
from fieldapp.extensions import db
from fieldapp.gateways.passwords import hashed
from fieldapp.models import SignInFailure, User, UserSession
from tests import factories
from tests.checking_client import CheckingClient
from tests.factories import PASSWORD
from tests.signing_in import hidden_fields, sign_in
from tests.web.sameness import without_chance

HOMES = {"operative": "/field/", "supervisor": "/board/", "office": "/desk/"}


def try_as(client: CheckingClient, username: str, password: str = PASSWORD, **more: object) -> TestResponse:
    """Send the form of /sign-in as a browser without a session; `more` is `next`, `trust` or what the client takes."""
    client.delete_cookie("session")
    fields = hidden_fields(client.get("/sign-in").text)
    fields |= {name: str(more.pop(name)) for name in ("next", "trust") if name in more}
    return client.post("/sign-in", data={**fields, "username": username, "password": password}, **more)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_lands_on_their_own_pages(client: CheckingClient, role: str) -> None:
    """Rules: A1"""
    answer = sign_in(client, factories.user(role))
    assert answer.headers["Location"] == HOMES.get(role, "/landlord/")
    assert client.get("/").headers["Location"] == HOMES.get(role, "/landlord/")


def test_a_stranger_is_led_to_sign_in(client: CheckingClient) -> None:
    assert client.get("/").headers["Location"] == "/sign-in"


def test_email_or_username_in_any_case_will_do(client: CheckingClient) -> None:
    """Rules: A1"""
    user = factories.user(username="J.Kestrel", email="J.Kestrel@example.test")
    for name in ("j.kestrel", "J.KESTREL@EXAMPLE.TEST", " J.Kestrel "):
        assert try_as(client, name).status_code == 303, name
        assert client.get("/api/whoami").json["user"]["id"] == user.id


@pytest.mark.parametrize("facts", [{}, {"active": False}, {"password_hash": ""}])
def test_a_wrong_password_and_no_account_look_the_same(client: CheckingClient, facts: dict[str, object]) -> None:
    """Rules: A2"""
    user = factories.user(username="someone", **facts)
    password = "wrong-password-1" if not facts else PASSWORD
    wrong, unknown = try_as(client, "someone", password), try_as(client, "nobody1", password)
    assert wrong.status_code == unknown.status_code == 422
    assert without_chance(wrong).replace("someone", "") == without_chance(unknown).replace("nobody1", "")
    assert "do not belong together" in wrong.text
    assert list(dict(wrong.headers)) == list(dict(unknown.headers))
    assert client.get("/api/whoami").status_code == 401
    assert user.id


def test_a_wrong_password_and_no_account_take_the_same_time(app: Flask) -> None:
    """Without the hash of nobody's password a stranger's name would be answered some thirty times sooner. Rules: A2"""
    factories.user(username="someone", password_hash=hashed(PASSWORD))
    times = {name: min(_seconds(app, name) for _ in range(3)) for name in ("someone", "nobody1")}
    assert 0.5 < times["someone"] / times["nobody1"] < 2, times


def _seconds(app: Flask, name: str) -> float:
    client = app.test_client()
    fields = hidden_fields(client.get("/sign-in").text)
    began = time.perf_counter()
    client.post("/sign-in", data={**fields, "username": name, "password": "wrong-password-1"})
    return time.perf_counter() - began


def test_a_form_that_is_not_ours_signs_nobody_in(client: CheckingClient) -> None:
    user = factories.user()
    answer = client.post("/sign-in", data={"username": user.username, "password": PASSWORD})
    assert answer.status_code == 403
    assert "aged" in answer.text
    assert client.get("/api/whoami").status_code == 401


def test_one_goes_on_to_where_one_was_going(client: CheckingClient) -> None:
    user = factories.user("operative")
    turned_away = client.get("/devices?x=1")
    assert turned_away.headers["Location"] == "/sign-in?next=%2Fdevices%3Fx%3D1"
    page = client.get(turned_away.headers["Location"])
    data = {**hidden_fields(page.text), "username": user.username, "password": PASSWORD}
    assert client.post("/sign-in", data=data).headers["Location"] == "/devices?x=1"
    assert client.get("/sign-in?next=/devices").headers["Location"] == "/devices"


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example",
        "//evil.example/devices",
        "https://evil.example/devices",
        "/devices\tx",
        "devices",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/nowhere",
        "/api/whoami",
        "/sign-out",
        "/healthz",
        "/landlord/",
    ],
)
def test_one_never_goes_on_to_elsewhere(client: CheckingClient, to: str) -> None:
    user = factories.user("operative")
    assert try_as(client, user.username, next=to).headers["Location"] == "/field/"
    assert client.get("/sign-in", query_string={"next": to}).headers["Location"] == "/field/"


def test_an_issued_password_is_changed_first(client: CheckingClient) -> None:
    """Rules: A1"""
    user = factories.user(must_change_password=True)
    assert sign_in(client, user).headers["Location"] == "/new-password"
    for path in ("/devices", "/files/6a0f1b6e-5b0f-4a52-8d33-2a1d5ad1f0aa"):
        assert client.get(path).headers["Location"] == "/new-password"
    assert client.get("/api/day").status_code == 401
    answer = change(client, PASSWORD, "heron-lantern-42")
    assert answer.headers["Location"] == "/field/"
    assert client.get("/devices").status_code == 200
    assert try_as(client, user.username, PASSWORD).status_code == 422
    assert try_as(client, user.username, "heron-lantern-42").status_code == 303


def change(client: CheckingClient, current: str, new: str) -> TestResponse:
    """Send the form of /new-password."""
    fields = hidden_fields(client.get("/new-password").text, "/new-password")
    return client.post("/new-password", data={**fields, "current": current, "new": new})


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("short-1", "at least 8 characters"),
        ("no-number-in-it", "at least one number"),
        ("Password123", "Many people"),
        ("Sunshine2024!", "Many people"),
        ("qwertyuiop1", "Many people"),
        ("jkestrel2024", "your own name"),
        (PASSWORD, "you have now"),
        ("x1" * 101, "at most 200"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client: CheckingClient, new: str, why: str) -> None:
    """Rules: A4"""
    user = factories.user(username="j.kestrel")
    sign_in(client, user)
    answer = change(client, PASSWORD, new)
    assert answer.status_code == 422
    assert why in answer.text
    assert db.session.get_one(User, user.id, populate_existing=True).password_hash == factories.password_hash()


def test_the_old_password_is_asked_for(client: CheckingClient) -> None:
    sign_in(client, factories.user())
    answer = change(client, "not-my-password-1", "heron-lantern-42")
    assert answer.status_code == 422
    assert "not the password you have now" in answer.text


def test_a_new_password_signs_every_other_device_out(app: Flask, client: CheckingClient) -> None:
    user = factories.user()
    other = app.test_client()
    sign_in(client, user)
    sign_in(other, user)
    change(client, PASSWORD, "heron-lantern-42")
    assert client.get("/api/whoami").status_code == 200
    assert other.get("/api/whoami").status_code == 401


@pytest.mark.parametrize("name", ["someone", "nobody1"])
def test_after_five_tries_one_waits_and_is_told_until_when(client: CheckingClient, name: str) -> None:
    """The same for a name that is nobody's. Rules: A2"""
    factories.user(username="someone")
    assert [try_as(client, name, "wrong-1").status_code for _ in range(6)] == [422] * 5 + [429]
    held = try_as(client, name)
    assert held.status_code == 429
    assert "Too many tries. Wait until " in held.text
    assert 0 < int(held.headers["Retry-After"]) <= 60


def test_the_wait_ends_and_grows(client: CheckingClient) -> None:
    factories.user(username="someone")
    for _ in range(5):
        try_as(client, "someone", "wrong-1")
    _time_passes(timedelta(seconds=61))
    assert try_as(client, "someone", "wrong-1").status_code == 422
    assert 60 < int(try_as(client, "someone").headers["Retry-After"]) <= 120
    _time_passes(timedelta(seconds=121))
    assert try_as(client, "someone").status_code == 303


def test_a_good_sign_in_forgets_the_failures_of_that_name_only(client: CheckingClient) -> None:
    factories.user(username="someone")
    for name in ("someone", "someone", "another"):
        try_as(client, name, "wrong-1")
    try_as(client, "someone")
    # What is left: the other name's failure, and three from this address.
    assert db.session.query(SignInFailure).count() == 4


def test_an_address_is_slowed_down_as_well(client: CheckingClient) -> None:
    for number in range(50):
        factories.unfenced()
        assert try_as(client, f"guess-{number}", "wrong-1").status_code == 422
    user = factories.user()
    assert try_as(client, user.username).status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert try_as(client, user.username, environ_overrides=elsewhere).status_code == 303


def test_who_failed_is_not_written_down_by_name(client: CheckingClient) -> None:
    try_as(client, "someone", "wrong-1")
    subjects = [row.subject for row in db.session.query(SignInFailure)]
    assert len(subjects) == 2
    assert not [subject for subject in subjects if "someone" in subject or "127.0.0.1" in subject]


def _time_passes(much: timedelta) -> None:
    for row in db.session.query(SignInFailure):
        row.failed_at -= much
    db.session.commit()


def test_nothing_of_an_account_is_needed_to_ask_for_the_form(client: CheckingClient) -> None:
    client.get("/sign-in")
    assert db.session.query(UserSession).count() == 0
