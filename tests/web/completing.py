"""Completing at the desk as the tests do it: the pages of one completion, and the first of them."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from fieldapp.models import Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.signing_in import hidden_fields

DID = "Renewed the mixer tap and tested it"


class Steps:
    """The pages of one completion, filled in as a browser would: each step carries what the others hold."""

    def __init__(self, client: CheckingClient, visit: Ticket) -> None:
        self.client, self.visit = client, visit
        self.address = f"/desk/tickets/{visit.id}/complete"
        self.page: TestResponse = client.get(self.address)

    def press(self, **typed: object) -> TestResponse:
        """Send the step shown, with its fields as they stand but for what is typed."""
        standing = {**hidden_fields(self.page.text, f"{self.address}/steps"), **fields_of(self.page.text)}
        self.page = self.client.post(f"{self.address}/steps", data={**standing, **typed})
        return self.page

    def next(self, **typed: object) -> TestResponse:
        """Fill in and go on."""
        return self.press(do="next", **typed)

    def send(self, **typed: object) -> TestResponse:
        """Complete the order from the last step."""
        hidden = hidden_fields(self.page.text, f"{self.address}/steps")
        self.page = self.client.post(self.address, data={**hidden, "confirm": "y", **typed})
        return self.page

    @property
    def step(self) -> str:
        """The words of the step that is shown."""
        found = re.search(r"<h2>Step \d of \d: ([^<]+)</h2>", self.page.text)
        return found[1] if found else ""

    @property
    def line(self) -> str:
        """The name of the first line's field."""
        return f"line-{self.visit.order.lines[0].id}"


def fields_of(html: str) -> dict[str, str]:
    """The texts that stand in the fields of the form of steps."""
    form = html[html.index("fa-completing") :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        unticked = said.get("type") in ("radio", "checkbox") and " checked" not in tag
        if unticked or said.get("type") in ("hidden", "file"):
            continue
        found[said["name"]] = said.get("value", "")
    texts = re.findall(r'<textarea[^>]*name="([a-z_]+)"[^>]*>([^<]*)</textarea>', form)
    return found | dict(texts)


@pytest.fixture
def steps(client: CheckingClient, contract: Contract, office: User) -> Steps:
    return Steps(client, make.ticket("on-site", contract, lines=(("310403", 1),)))


def at_work(steps: Steps) -> Steps:
    """The step of the work."""
    steps.next(comments=DID)
    assert steps.step == "Work completed"
    return steps
