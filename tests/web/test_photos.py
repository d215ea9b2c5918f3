"""Photos and signatures by phones without script: a form, and a file in it."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Contract, Evidence, ListItem, User
from tests import factories as make
from tests import pictures
from tests.checking_client import CheckingClient
from tests.signing_in import hidden_fields
from tests.web.field_people import contract, operative, page_of

__all__ = ["contract", "operative"]


def test_several_photos_are_sent_by_one_form(client: CheckingClient, operative: User, contract: Contract) -> None:
    """Of one kind, with the same words. Rules: D1."""
    visit = make.ticket("on-site", under=contract, operative=operative)
    address = f"/field/tickets/{visit.id}/add-photo"
    files = [(BytesIO(pictures.photo(width, 90)), "photo.jpg") for width in (120, 130)]
    typed = {"kind": "defect", "caption": "Cracked tile", "photo": files}
    assert client.post(address, data={**hidden_fields(page_of(client, visit), address), **typed}).status_code == 303
    rows = db.session.scalars(select(Evidence)).all()
    assert [(row.kind, row.caption) for row in rows] == [("defect", "Cracked tile")] * 2


def test_a_signature_on_paper_is_a_photo_with_a_name(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """The page says how, to whom no script does it. Rules: D1."""
    visit = make.ticket("on-site", under=contract, operative=operative)
    page = page_of(client, visit)
    assert "Let them sign on paper" in "".join(re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL))
    address = f"/field/tickets/{visit.id}/add-photo"
    typed = {"kind": "signature-tenant", "caption": "R. Wren", "photo": (BytesIO(pictures.photo()), "paper.jpg")}
    assert client.post(address, data={**hidden_fields(page, address), **typed}).status_code == 303
    page = page_of(client, visit)
    assert "Signed: R. Wren." in page
    assert "1 recorded" in page


@pytest.mark.parametrize("state", ["accepted", "booked", "on-site"])
def test_people_sign_from_arrival_on(client: CheckingClient, operative: User, contract: Contract, state: str) -> None:
    """The way there is shown in the states after it, also on a kept page."""
    visit = make.ticket(state, under=contract, operative=operative)
    page = page_of(client, visit)
    card = re.search(r'<section class="fa-card"([^>]*) aria-labelledby="signatures"', page)
    assert card
    assert ("hidden" in card[1]) == (state != "on-site")


def test_a_landlord_without_signatures_is_not_asked_for_any(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """What there is to sign is the landlord's list."""
    for one in db.session.scalars(select(ListItem).where(ListItem.code.startswith("signature-"))):
        one.active = False
    db.session.commit()
    visit = make.ticket("on-site", under=contract, operative=operative)
    assert "Get a signature" not in page_of(client, visit)
    assert "Get a signature" not in page_of(client, visit, "/complete")


def test_a_defect_is_asked_for_where_the_landlord_lists_it(
    client: CheckingClient, operative: User, contract: Contract
) -> None:
    """A signature is never taken with the camera of a photo."""
    visit = make.ticket("on-site", under=contract, operative=operative)
    page = page_of(client, visit)
    assert "Photo of a defect" in page
    chosen = re.search(r"<select[^>]*data-photo-kind-choice>(.*?)</select>", page, re.DOTALL)
    assert chosen
    assert re.findall(r'value="([^"]*)"', chosen[1]) == ["before", "after", "door-card", "defect", "other"]
