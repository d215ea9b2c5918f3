"""Tests of extra work on the phone's page for finishing, where no script finds it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.signing_in import hidden_fields
from tests.web.field_people import contract, operative, page_of

__all__ = ["contract", "operative"]

DID = "Renewed the mixer tap and tested it"


class Finishing:
    """The page, filled in as a browser without script would."""

    def __init__(self, client: CheckingClient, visit: Ticket) -> None:
        self.client, self.address = client, f"/field/tickets/{visit.id}/complete"
        self.page = page_of(client, visit, "/complete")
        self.status = 200

    def press(self, **typed: str) -> str:
        """Press a button of the extra work with what stands in the fields, but for what is typed."""
        return self._post(f"{self.address}/extra", typed)

    def finish(self, **typed: str) -> int:
        """Send it."""
        self._post(self.address, typed)
        return self.status

    def _post(self, address: str, typed: dict[str, str]) -> str:
        standing = hidden_fields(self.page, self.address) | self.fields()
        answer = self.client.post(address, data=standing | typed)
        self.status, self.page = answer.status_code, answer.text
        return self.page

    def fields(self) -> dict[str, str]:
        """What stands in the fields that are read."""
        texts = dict(re.findall(r'<textarea[^>]*name="([a-z_]+)"[^>]*>([^<]*)</textarea>', self.page))
        inputs = re.findall(r'<input[^>]*name="((?:line|extra|agreed)[^"]*)"[^>]*value="([^"]*)"', self.page)
        return {name: unescape(value) for name, value in [*texts.items(), *inputs] if name != "extra-new"}

    def says(self) -> str:
        """The words of the page, those for who has no script among them."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", self.page)))


@pytest.fixture
def finishing(client: CheckingClient, operative: User, contract: Contract) -> Finishing:
    return Finishing(client, make.ticket("on-site", under=contract, operative=operative))


def extra_of(finishing: Finishing) -> dict[str, str]:
    """The extra work that was recorded, with its quantities."""
    db.session.rollback()
    visit = db.session.get_one(Ticket, int(finishing.address.split("/")[3]), populate_existing=True)
    return {line.code: str(line.completed) for line in visit.order.lines if line.extra}


def test_a_code_is_found_by_words_added_and_claimed(finishing: Finishing) -> None:
    """Rules: C7, C1."""
    page = finishing.press(comments=DID, words="isolation", do="search")
    assert re.findall(r'name="add" value="([^"]+)"', page) == ["310911"]
    page = finishing.press(add="310911")
    assert "Added 310911, Renew isolation valve, 15 mm." in finishing.says()
    assert finishing.fields()["extra-310911"] == "1"
    assert extra_of(finishing) == {}
    assert finishing.finish(**{"extra-310911": "2"}) == 422
    assert "Write who agreed the extra work." in finishing.says()
    assert finishing.finish(agreed_by="R. Heron", agreed_on=f"{make.now():%Y-%m-%d}") == 303
    assert extra_of(finishing) == {"310911": "2.00"}


def test_what_was_written_comes_back_with_each_press(finishing: Finishing) -> None:
    """Rules: C7."""
    finishing.press(comments=DID, add="310911", **{"extra-SQW": "85.50"})
    kept = finishing.fields()
    assert (kept["comments"], kept["extra-SQW"], kept["extra-310911"]) == (DID, "85.50", "1")
    finishing.press(remove="SQW")
    assert "extra-SQW" not in finishing.fields()
    assert finishing.fields()["extra-310911"] == "1"


def test_the_same_code_twice_is_merged_by_asking(finishing: Finishing) -> None:
    """Rules: C7."""
    finishing.press(add="310911")
    finishing.press(add="310911")
    assert "310911 is there already, with 1." in finishing.says()
    assert finishing.fields()["extra-310911"] == "1"
    finishing.press(merge="310911")
    assert finishing.fields()["extra-310911"] == "2"


def test_a_sum_is_left_to_be_written(finishing: Finishing) -> None:
    """Rules: C5, C7."""
    finishing.press(add="SQW")
    assert finishing.fields()["extra-SQW"] == ""


def test_a_code_that_is_not_in_the_book_is_refused_where_one_searches(finishing: Finishing) -> None:
    """Rules: C7."""
    page = finishing.press(add="999999")
    assert finishing.status == 422
    assert 'href="#complete-words"' in page
    assert "999999 is not in this contract's schedule of rates." in finishing.says()


def test_its_address_opened_as_a_page_is_finishing(client: CheckingClient, finishing: Finishing) -> None:
    assert client.get(f"{finishing.address}/extra").location == finishing.address
