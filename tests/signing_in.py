"""Signing in as a person does: through the page and its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import html5lib
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import UserSession
from tests import factories
from tests.checking_client import CheckingClient
from tests.factories import PASSWORD
from tests.page_checks import tags

if TYPE_CHECKING:
    from playwright.sync_api import Page


def hidden_fields(html: str, action: str | None = None) -> dict[str, str]:
    """The hidden fields of the page's form to `action` (or of its first that posts), as a browser would send them."""
    page = html5lib.parse(html)
    for form in tags(page, "form"):
        if form.get("method", "get").lower() == "post" and action in (None, form.get("action")):
            return {
                field.get("name", ""): field.get("value", "")
                for field in tags(form, "input")
                if field.get("type") == "hidden"
            }
    raise AssertionError(f"no form to {action or 'post'} on the page")


def sign_in(client: CheckingClient, user: Any, password: str = PASSWORD) -> TestResponse:
    """Fill in /sign-in as `user` (a user, or a username) and send it; gives the answer, which must be a redirect."""
    page = client.get("/sign-in")
    username = user if isinstance(user, str) else user.username
    answer = client.post("/sign-in", data={**hidden_fields(page.text), "username": username, "password": password})
    assert answer.status_code in (302, 303), f"{username} could not sign in: {answer.status}"
    return answer


def sign_in_by_hand(page: Page, user: Any, password: str = PASSWORD) -> None:
    """The same in a real browser."""
    page.goto("/sign-in")
    page.locator("[name=username]").fill(user if isinstance(user, str) else user.username)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def sign_in_instead(client: CheckingClient, user: Any) -> None:
    """Sign in as another person in the same browser."""
    client.delete_cookie("session")
    sign_in(client, user)


def sign_in_on(client: CheckingClient, page: TestResponse, user: Any, password: str = PASSWORD) -> TestResponse:
    """Fill in a page that asks who it is, as it stands."""
    fields = hidden_fields(page.text, "/sign-in")
    return client.post("/sign-in", data={**fields, "username": user.username, "password": password})


def end_sessions() -> None:
    """Everybody's time is up."""
    for row in db.session.query(UserSession).all():
        row.ended_at = factories.now()
    db.session.commit()
