"""What every answer tells the browser, how large a request may be, and the whole of it over https."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from fieldapp.build import BUILD
from fieldapp.config import Settings
from fieldapp.extensions import db
from fieldapp.models import SignInFailure
from fieldapp.web.headers import MOST_BODY, MOST_FIELDS, MOST_TEXT
from tests import factories
from tests.checking_client import CheckingClient
from tests.signing_in import hidden_fields, sign_in

EVERYWHERE = ["/sign-in", "/healthz", "/nowhere", "/api/whoami", "/api/nowhere", "/sw.js", "/devices", "/offline"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_policies(client: CheckingClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert "microphone=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-Id"])


def test_no_nonce_comes_twice(client: CheckingClient) -> None:
    nonces = {
        re.findall("nonce-([^']+)", client.get("/sign-in").headers["Content-Security-Policy"])[0] for _ in range(5)
    }
    assert len(nonces) == 5
    assert all(len(nonce) >= 20 for nonce in nonces)


@pytest.mark.parametrize("path", ["/devices", "/new-password", "/api/whoami", "/nowhere", "/", "/sign-in"])
def test_nothing_personal_is_kept_by_a_cache_and_it_says_whose_it_is(client: CheckingClient, path: str) -> None:
    user = factories.user()
    sign_in(client, user)
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Fieldapp-User"] == str(user.id)


def test_a_stranger_has_no_number(client: CheckingClient) -> None:
    assert "X-Fieldapp-User" not in client.get("/sign-in").headers


def test_static_files_are_nobodys_and_may_be_kept(client: CheckingClient) -> None:
    sign_in(client, factories.user())
    headers = client.get(f"/static/{BUILD}/js/page/field.js").headers
    assert "max-age" in headers["Cache-Control"]
    assert "X-Fieldapp-User" not in headers
    assert "Set-Cookie" not in headers
    missing = client.get(f"/static/{BUILD}/js/page/nothing.js")
    assert missing.status_code == 404
    assert missing.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["http://evil.example", "http://localhost.evil.example"])
def test_a_foreign_host_is_refused(client: CheckingClient, host: str) -> None:
    answer = client.get("/sign-in", base_url=host)
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x" * (MOST_BODY + 1), "application/json"),
        (b"a=" + b"x" * MOST_TEXT, "application/x-www-form-urlencoded"),
        (b"&".join([b"a=1"] * (MOST_FIELDS + 1)), "application/x-www-form-urlencoded"),
        (
            b"".join(b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(MOST_FIELDS + 1))
            + b"--b--\r\n",
            "multipart/form-data; boundary=b",
        ),
    ],
    ids=["body", "text", "fields", "parts"],
)
@pytest.mark.parametrize("path", ["/devices/1/end", "/sign-in"])
def test_what_is_too_large_is_refused(client: CheckingClient, body: bytes, kind: str, path: str) -> None:
    sign_in(client, factories.user())
    answer = client.post(path, data=body, content_type=kind)
    assert answer.status_code == 413
    assert "too large" in answer.text


class TestOverHttps:
    """The same doors where PUBLIC_URL is https."""

    SITE = "https://repairs.example.org"

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, public_url=self.SITE)

    def test_one_signs_in_with_a_cookie_bound_to_the_host(self, app: Flask, client: CheckingClient) -> None:
        user = factories.user()
        page = client.get("/sign-in")
        data = {**hidden_fields(page.text), "username": user.username, "password": factories.PASSWORD}
        answer = client.post("/sign-in", data=data, headers={"Referer": f"{self.SITE}/sign-in"})
        assert answer.status_code == 303
        [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-session=")]
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        [page_cookie] = [one for one in page.headers.getlist("Set-Cookie") if one.startswith("__Host-page=")]
        assert {"Secure", "HttpOnly", "Path=/"} <= set(page_cookie.split("; "))
        assert client.get("/api/whoami").json["user"]["id"] == user.id

    def test_the_loopbacks_cookie_is_nobodys_here(self, app: Flask, client: CheckingClient) -> None:
        client.set_cookie("session", "anything", domain="repairs.example.org", secure=True)
        assert client.get("/api/whoami").status_code == 401

    def test_a_post_from_elsewhere_or_from_nowhere_is_refused(self, client: CheckingClient) -> None:
        data = {**hidden_fields(client.get("/sign-in").text), "username": "a", "password": "b"}
        assert client.post("/sign-in", data=data).status_code == 403
        assert client.post("/sign-in", data=data, headers={"Referer": "https://evil.example/"}).status_code == 403

    def test_browsers_are_told_never_to_come_by_http(self, client: CheckingClient) -> None:
        assert "max-age=63072000" in client.get("/healthz").headers["Strict-Transport-Security"]

    def test_the_proxy_says_who_asks(self, client: CheckingClient) -> None:
        """Behind it everybody's address is the loopback's, and one wrong guesser would hold up all."""
        for address in ("192.0.2.7", "192.0.2.8"):
            data = {**hidden_fields(client.get("/sign-in").text), "username": "someone", "password": "wrong-1"}
            headers = {"X-Forwarded-For": f"198.51.100.1, {address}", "Referer": f"{self.SITE}/sign-in"}
            assert client.post("/sign-in", data=data, headers=headers).status_code == 422
        # One name, two addresses; what a client claims before the proxy counts for nothing.
        assert len({row.subject for row in db.session.query(SignInFailure)}) == 3
