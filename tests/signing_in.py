"""Signing in as a person does: through the page and its form."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from werkzeug.test import TestResponse

from fieldapp.extensions import db
from fieldapp.models import UserSession
from tests import factories
from tests.checking_client import CheckingClient
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page


class _HiddenFields(HTMLParser):
    """The hidden fields of each form that posts, by where it posts to; the pages are checked to be HTML elsewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str | None, dict[str, str]]] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self._inside = (said.get("method") or "get").lower() == "post"
            if self._inside:
                self.forms.append((said.get("action"), {}))
        elif tag == "input" and self._inside and said.get("type") == "hidden":
            self.forms[-1][1][said.get("name") or ""] = said.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"


def hidden_fields(html: str, action: str | None = None) -> dict[str, str]:
    """The hidden fields of the page's form to `action` (or of its first that posts), as a browser would send them."""
    for posted_to, fields in _HiddenFields(html).forms:
        if action in (None, posted_to):
            return fields
    raise AssertionError(f"no form to {action or 'post'} on the page")


def sign_in(client: CheckingClient, user: Any, password: str = PASSWORD) -> TestResponse:
    """Fill in /sign-in as `user` (a user, or a username) and send it; gives the answer, which must be a redirect."""
    page = client.get("/sign-in", checked=False)
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
