"""Tests of the page of one file: for whoever may see it, with the ways on, in words where there is nothing to show."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.domain.dates import short_day
from fieldapp.extensions import db
from fieldapp.models import Ticket, User
from fieldapp.web import files_shown
from tests import factories, papers, pictures
from tests.documents import add_document, draw
from tests.reading import reads
from tests.statements import statements
from tests.tus_phone import TusPhone
from tests.web.test_files import operative, phone, recorded, visit

__all__ = ["operative", "phone", "visit"]
SIZED = re.compile(r'<img src="([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]+)"')


def images(client: FlaskClient, blob_id: str) -> list[tuple[str, ...]]:
    """Address, width, height and words of each picture in the viewer."""
    page = client.get(f"/files/{blob_id}/view")
    assert page.status_code == 200
    return SIZED.findall(page.text)


def test_a_photo_has_a_page_with_its_size_and_words(phone: TusPhone, operative: User, visit: Ticket) -> None:
    data = pictures.photo(1200, 900)
    blob_id = phone.send(data, recorded(operative, visit, data))
    draw()
    assert images(phone.client, blob_id) == [(f"/files/{blob_id}", "1200", "900", "After")]
    assert f'href="/files/{blob_id}/view"' in phone.client.get(f"/field/tickets/{visit.id}").text


def test_a_pdf_is_a_strip_of_pages_and_says_how_many_there_are(app: Flask, phone: TusPhone, visit: Ticket) -> None:
    """Rules: D2."""
    survey = add_document(visit, papers.document(22), "Survey")
    found = images(phone.client, survey)
    assert [one[0] for one in found] == [
        f"/files/{survey}", *(f"/files/{survey}/pages/{number}" for number in range(2, 21))
    ]  # fmt: skip
    assert found[4][1:] == ("1132", "1600", "Page 5 of 22: Quote: Survey")
    page = phone.client.get(f"/files/{survey}/view").text
    assert "20 of 22 pages shown, the whole file is below." in page
    assert f'href="/files/{survey}/original"' in page
    assert phone.client.get(f"/files/{survey}/pages/20").mimetype == "image/jpeg"
    left_out = "Without signal: page 1, and “Save the whole file”."
    assert left_out in reads(phone.client.get(f"/files/{survey}/view"))
    office = TusPhone(app, factories.user("office", visit.contractor)).client
    assert "Without signal" not in reads(office.get(f"/files/{survey}/view"))
    for number in (0, 21, 999):
        assert phone.client.get(f"/files/{survey}/pages/{number}").status_code == 404


def test_what_a_pdf_carries_is_said_beside_its_original(phone: TusPhone, visit: Ticket) -> None:
    page = phone.client.get(f"/files/{add_document(visit, papers.with_script(), 'Plan')}/view").text
    assert "The original carries a script." in page
    assert "carries" not in phone.client.get(f"/files/{add_document(visit, papers.document(), 'Plan')}/view").text


def test_a_file_on_its_way_has_its_place(phone: TusPhone, operative: User, visit: Ticket) -> None:
    data = pictures.photo()
    blob_id = recorded(operative, visit, data)
    assert "On its way" in phone.client.get(f"/files/{blob_id}/view").text
    phone.send(data, blob_id)
    assert "A copy to be shown is being made" in phone.client.get(f"/files/{blob_id}/view").text


def test_one_turns_to_the_file_before_and_to_the_next(phone: TusPhone, operative: User, visit: Ticket) -> None:
    """The landlord's in one row, those of the visit in another."""
    first, second = (recorded(operative, visit, pictures.photo(30 + number, 30)) for number in range(2))
    add_document(visit, papers.document(), "Survey")
    third = recorded(operative, visit, pictures.photo(39, 30))

    def turns(blob_id: str) -> list[tuple[str, ...]]:
        return re.findall(
            r'rel="(prev|next)" href="/files/([^/]+)/view"', phone.client.get(f"/files/{blob_id}/view").text
        )

    assert turns(first) == [("next", second)]
    assert turns(second) == [("prev", first), ("next", third)]
    assert turns(third) == [("prev", second)]


def test_a_phones_page_says_the_day_since_it_is_kept(phone: TusPhone, visit: Ticket) -> None:
    """A clock alone is today's, whenever it is read."""
    survey = add_document(visit, papers.document(), "Survey")
    day = short_day(factories.today())
    said = reads(phone.client.get(f"/files/{survey}/view"))
    assert re.search(rf", {day}, \d\d:\d\d · received by the office {day}, \d\d:\d\d", said)


@pytest.mark.parametrize("role", ["office", "supervisor", "landlord", "contract-manager"])
def test_offices_see_the_same_page_and_come_back_to_theirs(
    app: Flask, visit: Ticket, operative: User, role: str
) -> None:
    """Rules: A8."""
    survey = add_document(visit, papers.document(2), "Survey")
    at_desk = role in ("office", "supervisor")
    person = factories.user(role, operative.contractor if at_desk else visit.order.landlord)
    client = TusPhone(app, person).client
    assert len(images(client, survey)) == 2
    back = f"/desk/tickets/{visit.id}" if at_desk else f"/landlord/orders/{visit.order_id}"
    assert f'href="{back}"' in client.get(f"/files/{survey}/view").text
    assert f'<a href="/files/{survey}/view"><img src="/files/{survey}/small"' in client.get(back).text
    assert "PDF, 2 pages" in client.get(back).text


def test_the_way_back_is_to_the_newest_visit_that_the_reader_has(app: Flask, phone: TusPhone, visit: Ticket) -> None:
    """Not to the one where the landlord recorded the file, which may be somebody else's. Rules: A8, D2."""
    survey = add_document(visit, papers.document(), "Survey")
    firm = visit.contractor
    office, colleague = factories.user("office", firm), factories.user("operative", firm)
    assert visit.operative
    factories.do(
        visit.operative, "follow-on", visit, ("why", "Part missing"), ("needed", "A tap"), ("booked", "no"),
        ("prevented", "They were out"),
    )  # fmt: skip
    following = db.session.scalars(select(Ticket).where(Ticket.order_id == visit.order_id, Ticket.visit == 2)).one()
    factories.do(office, "allocate", following, ("operative", str(colleague.id)))
    factories.do(office, "accept", following)
    for person, back in (
        (colleague, f"/field/tickets/{following.id}"),
        (visit.operative, f"/field/tickets/{visit.id}"),
        (office, f"/desk/tickets/{following.id}"),
    ):
        client = TusPhone(app, person).client
        assert f'href="{back}' in client.get(f"/files/{survey}/view").text, person.role
        assert client.get(back).status_code == 200


def test_a_visits_page_asks_once_for_the_landlords_files(app: Flask, phone: TusPhone, visit: Ticket) -> None:
    """Of which the phone's shows rows, counts and an etag."""
    add_document(visit, papers.document(), "Survey")
    office = TusPhone(app, factories.user("office", visit.contractor)).client
    for client, address in (
        (phone.client, f"/field/tickets/{visit.id}"),
        (phone.client, f"/field/tickets/{visit.id}/complete"),
        (office, f"/desk/tickets/{visit.id}"),
    ):
        with statements() as sent:
            client.get(address)
        assert len([one for one in sent if " evidence.ticket_id IN (SELECT" in one]) == 1, address


def test_the_landlords_files_are_shown_however_many_photos_there_are(
    app: Flask, operative: User, visit: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only of the visit's own are the oldest left out. Rules: D2."""
    monkeypatch.setattr(files_shown, "MOST_TILES", 2)
    survey = add_document(visit, papers.document(), "Survey")
    for number in range(3):
        recorded(operative, visit, pictures.photo(30 + number, 30))
    office = TusPhone(app, factories.user("office", operative.contractor)).client
    officer = TusPhone(app, factories.user("landlord", visit.order.landlord)).client
    for client, address in ((office, f"/desk/tickets/{visit.id}"), (officer, f"/landlord/orders/{visit.order_id}")):
        page = client.get(address)
        assert f'src="/files/{survey}/small"' in page.text
        assert "The newest 2 of 3 are shown, and all of the landlord’s. Show all 3 files of visit 1" in reads(page)
        assert page.text.count("<figcaption><b>After") == 2
        whole = client.get(f"{address}?files=all").text
        assert whole.count("<figcaption><b>After") == 3
        assert f'src="/files/{survey}/small"' in whole
