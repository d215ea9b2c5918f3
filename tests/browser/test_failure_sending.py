"""The failure matrix: what may go wrong between a phone and the office while it sends."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from werkzeug.wrappers import Response

from tests.browser.expecting import expect
from tests.browser.operative import OPS, Operative, journal, received, texts, until
from tests.live_server import DROP, LiveServer, after_commit, instead_of


@pytest.fixture
def operative(phone_page: Page) -> Operative:
    """An operative with a booked visit, signed in, everything kept."""
    return Operative.at_work(phone_page)


def test_row_1_a_server_error_keeps_the_op_and_it_is_sent_again(operative: Operative, live_server: LiveServer) -> None:
    """Row 1: 500 while sending: kept, retried, one row."""
    live_server.saboteur.before = instead_of("POST", OPS, Response("broken", 500), times=2)
    operative.note(operative.visit, "Stopcock is behind the bath panel")
    operative.expect_waiting(1)
    assert [op["command"] for op in operative.stored("ops")] == ["add-note"]
    operative.expect_all_sent()
    assert texts(received(1)) == ["Stopcock is behind the bath panel"]
    assert live_server.saboteur.count("POST", OPS) >= 3


def test_row_2_a_lost_answer_does_not_make_a_second_entry(operative: Operative, live_server: LiveServer) -> None:
    """Row 2: answer lost after the server committed: stored answer replayed, one row."""
    live_server.saboteur.after = after_commit("POST", OPS, DROP)
    operative.note(operative.visit, "Tap is seized")
    until(lambda: journal("add-note"))
    operative.expect_all_sent()
    received(1)
    assert live_server.saboteur.count("POST", OPS) >= 2


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda: Response('{"code": "signed-out"}', 401, content_type="application/json"), id="row 3, 401"),
        pytest.param(lambda: Response("", 302, {"Location": "/sign-in"}), id="row 4, redirect to sign-in"),
    ],
)
def test_rows_3_and_4_a_session_that_ended_pauses_everything_until_the_next_sign_in(
    operative: Operative, live_server: LiveServer, answer: Callable[[], Response]
) -> None:
    """Rows 3 and 4: 401 or a redirect mid-queue: pause; after sign-in all is sent, nothing typed again."""
    live_server.saboteur.before = instead_of("POST", OPS, answer())
    operative.note(operative.visit, "First")
    expect(operative.strip).to_contain_text("Sign in to send 1 item")
    operative.note(operative.visit, "Second")
    expect(operative.strip).to_contain_text("Sign in to send 2 items")
    expect(operative.strip).to_have_attribute("href", "/sign-in")
    assert journal() == []
    live_server.saboteur.reset()
    operative.context.clear_cookies()
    operative.sign_in(ready=False)
    assert texts(received(2)) == ["First", "Second"]
    operative.expect_all_sent()


@pytest.mark.parametrize("path", ["/api/", OPS])
def test_row_5_a_captive_portal_is_not_taken_for_the_office(
    operative: Operative, live_server: LiveServer, path: str
) -> None:
    """Row 5: captive portal, 200 and HTML: kept."""
    portal = instead_of("", path, Response("<h1>Welcome to the café</h1>", 200, content_type="text/html"))
    live_server.saboteur.before = lambda environ: portal({**environ, "REQUEST_METHOD": ""})
    operative.note(operative.visit, "Ceiling is wet")
    expect(operative.strip).to_contain_text("1 saved on this phone")
    until(lambda: live_server.saboteur.count("POST", OPS) + live_server.saboteur.count("GET", "/api/whoami") > 1)
    assert len(operative.stored("ops")) == 1
    live_server.saboteur.reset()
    operative.page.evaluate("dispatchEvent(new Event('online'))")
    operative.expect_all_sent()
    received(1)


def test_row_6_a_token_that_has_aged_is_fetched_anew(operative: Operative, live_server: LiveServer, app: Any) -> None:
    """Row 6: CSRF token aged, secret rotated: sent."""
    operative.note(operative.visit, "Before the rotation")
    operative.expect_all_sent()
    app.config["SECRET_KEY"] = app.secret_key = "another-secret-of-the-tests-0123456789"
    form = operative.form("add-note")
    operative.page.evaluate("location.hash = 'add-note'")
    form.locator("[name=text]").fill("After the rotation")
    operative.save("add-note")
    assert texts(received(2, seconds=5)) == ["Before the rotation", "After the rotation"]
    assert [one.status for one in live_server.saboteur.seen if one.path == OPS].count(403) == 1
    operative.expect_all_sent()


@pytest.mark.parametrize("body", [b"", b'{"user": 1, "ops": ['], ids=["emptied", "cut"])
def test_row_22_a_body_that_a_proxy_spoiled_is_sent_again(
    operative: Operative, live_server: LiveServer, body: bytes
) -> None:
    """Row 22: body emptied or cut by a proxy: refused, sent again, right bytes."""
    spoiled: list[str] = []

    def spoil(environ: dict[str, Any]) -> None:
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == OPS and len(spoiled) < 2:
            spoiled.append(OPS)
            environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))

    live_server.saboteur.before = spoil
    operative.note(operative.visit, "Whole again")
    until(lambda: spoiled)
    operative.expect_all_sent()
    assert texts(received(1)) == ["Whole again"]


def test_row_32_the_words_never_run_ahead_of_the_office(operative: Operative, live_server: LiveServer) -> None:
    """Row 32: success claimed too early: words compared with server state at each step."""
    said = operative.page.locator("[data-received]")
    with operative.without_signal():
        operative.note(operative.visit, "Step by step")
        expect(said).to_contain_text("Saved on this phone")
        expect(operative.page.locator("[data-stage=received]:not([data-done])")).to_contain_text("Not yet")
        assert journal() == []
    operative.expect_all_sent()
    expect(said).to_contain_text("Received by the office")
    received(1)
    # Done by the office, but unheard: the phone may not claim it.
    live_server.saboteur.after = after_commit("POST", OPS, DROP, times=1_000)
    operative.page.evaluate("location.hash = 'add-note'")
    operative.form("add-note").locator("[name=text]").fill("Unheard")
    operative.save("add-note")
    until(lambda: len(journal()) == 2)
    expect(said).to_contain_text("Saved on this phone")
    expect(said).not_to_contain_text("Received")
    live_server.saboteur.reset()
    operative.page.evaluate("dispatchEvent(new Event('online'))")
    operative.expect_all_sent()
    expect(said).to_contain_text("Received by the office")
    received(2)
