"""Tests of web/order_files.py, web/zipped.py and queries/order_files.py: an order's files as one ZIP."""

from __future__ import annotations

import csv
import tracemalloc
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, update

from fieldapp.domain.dates import LONDON
from fieldapp.domain.media import MOST_BYTES
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import StorageDown
from fieldapp.models import Evidence, Ticket, User, WorksOrder
from fieldapp.queries.order_files import files_of_order
from fieldapp.web.order_files import turns
from fieldapp.web.zipped import zipped
from tests import factories, papers, pictures
from tests.api.uploading import PHOTO, operative, phone, recorded, visit
from tests.checking_client import CheckingClient
from tests.documents import add_document
from tests.tus_phone import TusPhone
from tests.web.sameness import whole
from tests.web.world import MISSING, browser

__all__ = ["operative", "phone", "visit"]

OTHER = pictures.photo()


@pytest.fixture
def office(app: Flask, operative: User) -> CheckingClient:
    return browser(app, factories.user("office", operative.contractor))


@pytest.fixture
def officer(app: Flask, visit: Ticket) -> CheckingClient:
    return browser(app, factories.user("landlord", visit.order.landlord))


def address(visit: Ticket) -> str:
    return f"/orders/{visit.order_id}/files.zip"


def opened(client: CheckingClient, visit: Ticket) -> ZipFile:
    answer = client.get(address(visit))
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    archive = ZipFile(BytesIO(answer.data))
    assert archive.testzip() is None
    return archive


def manifest(archive: ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))


def evidence(blob_id: str) -> Any:
    return db.session.query(Evidence).filter_by(blob_id=blob_id).one()


def test_it_holds_the_originals_and_says_what_each_is(
    office: CheckingClient, officer: CheckingClient, operative: User, visit: Ticket, phone: TusPhone
) -> None:
    """Byte for byte, under names of our own, with hashes and both times. Rules: D1."""
    here = phone.send(PHOTO, recorded(operative, visit, PHOTO, "before", "Tap & washer"))
    coming = recorded(operative, visit, OTHER)
    name = f"visit 1 before {evidence(here).number}.jpg"
    for client in (office, officer):
        archive = opened(client, visit)
        assert archive.namelist() == [name, "manifest.csv"]
        assert archive.read(name) == PHOTO
        assert {one.compress_type for one in archive.infolist()} == {ZIP_STORED}
        first, second = manifest(archive)
        assert (first["file"], first["id"], first["visit"], first["kind"]) == (name, here, "1", "before")
        assert (first["sha256"], first["size"], first["caption"]) == (
            pictures.sha256(PHOTO), str(len(PHOTO)), "Tap & washer",
        )  # fmt: skip
        assert "" < first["taken"] <= first["received"]
        assert first["state"] == "in this archive"
        assert (second["file"], second["id"], second["state"]) == ("", coming, "still on its way")
        assert (second["received"], second["sha256"]) == ("", pictures.sha256(OTHER))


@pytest.mark.parametrize("year", [1970, 1979, 2108])
def test_a_clock_that_no_zip_knows_gives_way_to_ours(
    office: CheckingClient, operative: User, visit: Ticket, phone: TusPhone, year: int
) -> None:
    """In the archive; its list says what the phone's clock said. Rules: D1."""
    one = evidence(phone.send(PHOTO, recorded(operative, visit, PHOTO)))
    one.taken_at = factories.now().replace(year=year, month=7, day=1)
    db.session.commit()
    archive = opened(office, visit)
    (row,) = manifest(archive)
    assert row["taken"].startswith(f"{year}-07-01")
    received = datetime.fromisoformat(row["received"]).astimezone(LONDON)
    assert archive.infolist()[0].date_time[:5] == received.timetuple()[:5]


def test_it_is_an_attachment_that_no_browser_runs_or_keeps(office: CheckingClient, visit: Ticket) -> None:
    answer = office.get(address(visit))
    reference = visit.order.reference.replace("/", "-")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{reference} files.zip"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_pages_of_order_and_visit_lead_to_it_where_there_are_files(
    office: CheckingClient, officer: CheckingClient, operative: User, visit: Ticket
) -> None:
    pages = ((office, f"/desk/tickets/{visit.id}"), (officer, f"/landlord/orders/{visit.order_id}"))
    assert [address(visit) in client.get(page).text for client, page in pages] == [False, False]
    recorded(operative, visit, PHOTO)
    assert [address(visit) in client.get(page).text for client, page in pages] == [True, True]


def test_a_contractor_gets_the_files_of_its_own_visits_of_an_order(
    app: Flask, office: CheckingClient, officer: CheckingClient, operative: User, visit: Ticket, phone: TusPhone
) -> None:
    """The order went to another firm afterwards: each has what it made, the landlord has it all. Rules: A8."""
    phone.send(PHOTO, recorded(operative, visit, PHOTO))
    beside = factories.contract(of=visit.order.landlord)
    other = factories.user("operative", beside.contractor)
    theirs = factories.ticket("on-site", under=beside, operative=other)
    TusPhone(app, other).send(OTHER, recorded(other, theirs, OTHER))
    visit_id, order_id, nobodys = visit.id, visit.order_id, theirs.order_id
    db.session.execute(update(Ticket).where(Ticket.id == visit_id).values(state="incomplete"))
    db.session.execute(update(WorksOrder).where(WorksOrder.id == order_id).values(contract_id=beside.id))
    db.session.execute(update(Ticket).where(Ticket.id == theirs.id).values(order_id=order_id, visit=2))
    db.session.commit()
    colleague = browser(app, factories.user("supervisor", beside.contractor))
    hashes = {
        client: {row["sha256"] for row in manifest(opened(client, db.session.get_one(Ticket, visit_id)))}
        for client in (office, officer, colleague)
    }
    mine, all_of_it = pictures.sha256(PHOTO), {pictures.sha256(PHOTO), pictures.sha256(OTHER)}
    assert hashes == {office: {mine}, officer: all_of_it, colleague: all_of_it - {mine}}
    assert office.get(f"/orders/{nobodys}/files.zip").status_code == 404


def test_the_landlords_survey_is_in_it_also_after_a_later_visit(
    office: CheckingClient, officer: CheckingClient, operative: User, visit: Ticket
) -> None:
    """Once, and also for whoever was given only the visit after it. Rules: D1, D2."""
    survey = add_document(visit, papers.document(), "Survey")
    typed = ("why", "Part missing"), ("needed", "A tap"), ("booked", "no"), ("prevented", "They were out")
    factories.do(operative, "follow-on", visit, *typed)
    colleague = factories.user("operative", operative.contractor)
    following = db.session.scalars(select(Ticket).where(Ticket.order_id == visit.order_id, Ticket.visit == 2)).one()
    desk = factories.user("office", operative.contractor)
    factories.do(desk, "allocate", following, ("operative", str(colleague.id)))
    factories.do(desk, "accept", following)
    for client in (office, officer):
        assert [(row["id"], row["visit"]) for row in manifest(opened(client, visit))] == [(survey, "1")]
    found = files_of_order(colleague, visit.order_id)
    assert found
    assert [one.id for one in found.files] == [survey]


def test_nobody_else_is_told_that_the_order_exists(app: Flask, visit: Ticket) -> None:
    """Other firms', other landlords' and operatives. Rules: A8."""
    people: list[Any] = [factories.user("office"), factories.user("landlord"), visit.operative]
    for person in people:
        client = browser(app, person)
        answer = client.get(address(visit))
        assert answer.status_code == 404, person.role
        assert whole(answer) == whole(client.get(f"/orders/{MISSING}/files.zip")), person.role


def test_what_was_taken_off_is_not_in_it(office: CheckingClient, operative: User, visit: Ticket) -> None:
    """Rules: D2."""
    blob_id = recorded(operative, visit, PHOTO)
    factories.do(operative, "remove-section", visit, ("blob", blob_id))
    assert manifest(opened(office, visit)) == []


def test_a_file_that_was_not_taken_is_in_it_with_the_reason(
    office: CheckingClient, operative: User, visit: Ticket, phone: TusPhone
) -> None:
    blob_id = phone.send(pictures.HTML, recorded(operative, visit, pictures.HTML))
    archive = opened(office, visit)
    assert archive.namelist()[0] == f"visit 1 after {evidence(blob_id).number}.bin"
    assert "This is not a photo or a PDF." in manifest(archive)[0]["state"]


def test_what_is_lost_or_altered_is_said_and_the_rest_is_there(
    app: Flask, office: CheckingClient, operative: User, visit: Ticket, phone: TusPhone
) -> None:
    storage = app.extensions["storage"]
    third = pictures.photo(200, 100)
    for data in (PHOTO, OTHER, third):
        phone.send(data, recorded(operative, visit, data))
    storage.delete(original_key(pictures.sha256(PHOTO)))
    storage.put(original_key(pictures.sha256(OTHER)), b"altered")
    archive = opened(office, visit)
    states = [row["state"] for row in manifest(archive)]
    assert states == [
        "missing from the file store", "in this archive, but not the bytes that were received", "in this archive",
    ]  # fmt: skip
    assert [archive.read(name) for name in archive.namelist()[:-1]] == [b"altered", third]


@pytest.mark.parametrize("caption", ["=HYPERLINK(1)", "+1", "-1", "@A1"])
def test_a_caption_is_no_formula(office: CheckingClient, operative: User, visit: Ticket, caption: str) -> None:
    recorded(operative, visit, PHOTO, caption=caption)
    assert manifest(opened(office, visit))[0]["caption"] == f"'{caption}"


def test_a_store_that_is_away_is_said_before_anything_is_sent(
    app: Flask, office: CheckingClient, operative: User, visit: Ticket, phone: TusPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.send(PHOTO, recorded(operative, visit, PHOTO))

    def away(_key: str) -> bool:
        raise StorageDown

    monkeypatch.setattr(app.extensions["storage"], "exists", away)
    answer = office.get(address(visit))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Files cannot be reached" in answer.text


def test_a_store_that_goes_away_breaks_the_download_off(
    app: Flask, operative: User, visit: Ticket, phone: TusPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive that ended well and lacked a file would be taken for all there is."""
    phone.send(PHOTO, recorded(operative, visit, PHOTO))
    found = files_of_order(operative, visit.order_id)
    assert found

    def away(_key: str) -> None:
        raise StorageDown

    monkeypatch.setattr(app.extensions["storage"], "open", away)
    with pytest.raises(StorageDown):
        list(zipped(app.extensions["storage"], found.files))


def test_half_of_the_threads_stay_free_and_a_turn_is_given_back(
    office: CheckingClient, operative: User, visit: Ticket, phone: TusPhone
) -> None:
    phone.send(PHOTO, recorded(operative, visit, PHOTO))
    with turns, turns:
        answer = office.get(address(visit))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
    for _ in range(3):
        # Begun and left, asked for the head only, and fetched.
        with office.get(address(visit), buffered=False) as broken_off:
            next(iter(broken_off.response))
        assert office.head(address(visit)).status_code == 200
        assert opened(office, visit)
    assert turns._value == 2


def test_no_archive_is_in_memory_as_a_whole(app: Flask, operative: User, visit: Ticket, phone: TusPhone) -> None:
    for number in range(4):
        data = pictures.PDF + bytes([number]) * (MOST_BYTES - len(pictures.PDF))
        phone.send(data, recorded(operative, visit, data))
    found = files_of_order(operative, visit.order_id)
    assert found
    tracemalloc.start()
    sent = sum(len(piece) for piece in zipped(app.extensions["storage"], found.files))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > 4 * MOST_BYTES
    assert peak < 8_000_000
