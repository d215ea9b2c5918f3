"""Who may open which page of the settings, and the page that says what was changed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from fieldapp.domain.settings import WRITTEN_DOWN
from fieldapp.models import Contract, User
from fieldapp.queries import settings
from fieldapp.web.settings.changes import DONE
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import sign_in
from tests.statements import statements
from tests.web.settings_people import AT, administrator, contract, save

__all__ = ["administrator", "contract"]


def test_every_change_has_its_words() -> None:
    assert DONE.keys() == set(WRITTEN_DOWN)


def test_changes_are_listed_with_who_before_and_after(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Newest first; another landlord's are not there. Rules: O1, A8."""
    assert "Nothing was changed yet." in reads(client.get(f"{AT}/changes"))
    save(client, "policies", no_access_limit="4")
    save(client, "telephones", telephone="01632 960 777")
    page = reads(client.get(f"{AT}/changes"))
    assert "H. Whinchat" in page
    assert "No-accesses in a row until the order comes back to you : 2 → 4" in page
    assert page.index("Address or telephones changed") < page.index("Policies changed")
    other: Any = client.application.test_client()
    sign_in(other, make.user("administrator"))
    assert "Nothing was changed yet." in reads(other.get(f"{AT}/changes"))


def test_a_refused_change_is_not_listed(client: CheckingClient, contract: Contract, administrator: User) -> None:
    save(client, "policies", no_access_limit="many")
    assert "Nothing was changed yet." in reads(client.get(f"{AT}/changes"))


def test_changes_page_by_key_and_no_row_asks_again(
    client: CheckingClient, contract: Contract, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules: O1."""
    monkeypatch.setattr(settings, "SIZE", 3)
    for number in range(4):
        save(client, "telephones", telephone=f"01632 {number:06d}")
    with statements() as sent:
        page = client.get(f"{AT}/changes")
    many = len(sent)
    assert page.text.count("<tr>") == 4
    assert 'href="/landlord/settings/changes?after=' in page.text
    following = page.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    with statements() as sent:
        rest = client.get(following)
    assert rest.text.count("<tr>") == 2
    assert "01632 000000" in rest.text
    assert len(sent) == many
    assert settings.changes(administrator).following


@pytest.mark.parametrize("role", ["landlord", "contract-manager", "office", "operative", "supervisor"])
def test_only_an_administrator_opens_the_settings(app: Flask, contract: Contract, role: str) -> None:
    """Announcements are for everybody of the landlord. Rules: A8, O1."""
    of = contract.landlord if role in ("landlord", "contract-manager") else contract.contractor
    client: Any = app.test_client()
    sign_in(client, make.user(role, of))
    for page in ("/", "/lists", "/policies", "/contracts", "/changes", "/telephones"):
        assert client.get(f"{AT}{page}").status_code == 404
    assert client.get(f"{AT}/announcements").status_code == (200 if of is contract.landlord else 404)


def test_the_navigation_leads_there(app: Flask, contract: Contract) -> None:
    """Rules: O1."""
    for role, there in (("landlord", False), ("administrator", True)):
        client: Any = app.test_client()
        sign_in(client, make.user(role, contract.landlord))
        page = client.get("/landlord/")
        assert f'href="{AT}/announcements"' in page.text
        assert (f'href="{AT}/"' in page.text) == there
