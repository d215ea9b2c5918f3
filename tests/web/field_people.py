"""An operative on the phone's pages, as the server gives them: shared by their tests."""

from __future__ import annotations

import html5lib
import pytest

from fieldapp.models import Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.page_checks import tags, text
from tests.signing_in import hidden_fields, sign_in


@pytest.fixture
def operative(client: CheckingClient) -> User:
    """An operative, signed in."""
    user = make.user("operative", name="J. Kestrel")
    sign_in(client, user)
    return user


@pytest.fixture
def contract(operative: User) -> Contract:
    """A contract of their firm."""
    return make.contract(to=operative.contractor)


def page_of(client: CheckingClient, visit: Ticket, rest: str = "") -> str:
    """The page of a visit."""
    answer = client.get(f"/field/tickets/{visit.id}{rest}")
    assert answer.status_code == 200
    return answer.text


def send(client: CheckingClient, visit: Ticket, command: str, **typed: str) -> tuple[int, str]:
    """Fill in a command's form on its page and send it; gives the status and the page that came back."""
    address = f"/field/tickets/{visit.id}/{command}"
    fields = hidden_fields(page_of(client, visit, "/complete" if command == "complete" else ""), address)
    answer = client.post(address, data={**fields, **typed})
    return answer.status_code, answer.text


def offered(html: str) -> list[str]:
    """The words of the bar's buttons and of the More sheet's rows that are not hidden, in order."""
    bar = next(one for one in tags(html5lib.parse(html), "section") if one.get("aria-label") == "Next step")
    hidden = {part for one in bar.iter() if one.get("hidden") is not None for part in one.iter()}
    return [text(one) for one in tags(bar, "a", "button") if one not in hidden]
