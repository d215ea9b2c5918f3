"""Forms posted without script: done once, refused in words, with the files that came along."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from fieldapp.extensions import db
from fieldapp.models import Evidence, Note, Ticket
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.pictures import photo
from tests.signing_in import hidden_fields, sign_in


@pytest.fixture
def visit(client: CheckingClient) -> Ticket:
    """A visit on site, its operative signed in."""
    under = make.contract()
    made = make.ticket("on-site", under, make.user("operative", under.contractor))
    sign_in(client, made.operative)
    return made


def form(client: CheckingClient, visit: Ticket, command: str) -> dict[str, str]:
    """The hidden fields of a command's form."""
    page = client.get(f"/field/tickets/{visit.id}")
    return hidden_fields(page.text, f"/field/tickets/{visit.id}/{command}")


def count(table: type[Note | Evidence]) -> int:
    """How many rows there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_form_posted_twice_is_done_once(client: CheckingClient, visit: Ticket) -> None:
    """A second tap on the button hears what the first one heard."""
    typed = {**form(client, visit, "add-note"), "text": "Riser key FB2"}
    answers = [client.post(f"/field/tickets/{visit.id}/add-note", data=typed) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert count(Note) == 1


def test_a_photo_posted_twice_is_one_photo(client: CheckingClient, visit: Ticket) -> None:
    """The same file in the same form."""
    typed = form(client, visit, "no-access")
    for _ in range(2):
        file = (io.BytesIO(photo()), "door.jpg")
        data = {**typed, "called": "no", "comments": "Knocked twice", "photo-door-card": file}
        client.post(f"/field/tickets/{visit.id}/no-access", data=data, content_type="multipart/form-data")
    assert count(Evidence) == 1
    db.session.refresh(visit)
    assert visit.state == "no-access"


def test_a_file_that_is_no_picture_is_refused_and_the_visit_unharmed(client: CheckingClient, visit: Ticket) -> None:
    """With the reason, and what was typed still there."""
    file = (io.BytesIO(b"MZ this is a program"), "door.jpg")
    data = {**form(client, visit, "no-access"), "called": "no", "comments": "Knocked twice", "photo-door-card": file}
    answer = client.post(f"/field/tickets/{visit.id}/no-access", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "not a photo" in answer.text
    assert "Knocked twice" in answer.text
    assert count(Evidence) == 0
    db.session.refresh(visit)
    assert visit.state == "on-site"


def post_file(client: CheckingClient, visit: Ticket, command: str, name: str, data: bytes, **typed: str) -> int:
    """Post a form that is about a file, as a phone without script does; the status."""
    sent = {**form(client, visit, command), **typed, name: (io.BytesIO(data), "file.jpg")}
    address = f"/field/tickets/{visit.id}/{command}"
    return client.post(address, data=sent, content_type="multipart/form-data").status_code


def test_a_photo_is_added_without_script(client: CheckingClient, visit: Ticket) -> None:
    """Once, of the kind that its button says. Rules: D1."""
    assert post_file(client, visit, "add-photo", "photo-after", photo()) == 303
    db.session.rollback()
    assert [(one.sort, one.kind) for one in db.session.scalars(select(Evidence))] == [("photo", "after")]


def test_a_certificate_is_added_without_script(client: CheckingClient) -> None:
    """As a certificate, not as a photo. Rules: D2, C8."""
    under = make.contract()
    visit = make.ticket("on-site", under, make.user("operative", under.contractor), lines=(("480115", 1),))
    sign_in(client, visit.operative)
    status = post_file(client, visit, "add-certificate", "certificate", photo(), kind="electrical-inspection")
    assert status == 303
    db.session.rollback()
    certificate = db.session.scalars(select(Evidence)).one()
    assert (certificate.sort, certificate.kind) == ("certificate", "electrical-inspection")


def test_a_form_about_a_file_asks_for_one(client: CheckingClient, visit: Ticket) -> None:
    """Nothing is recorded without its bytes."""
    assert post_file(client, visit, "add-photo", "photo-after", b"") == 422
    assert count(Evidence) == 0
