"""Tests of queries/kept_files.py, queries/files.py and the files of /api/day: what of a landlord's reaches whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import Blob, Contract, Evidence, Fence, Ticket, User, WorksOrder
from fieldapp.models.fence import KEY
from fieldapp.queries.day import day_of
from fieldapp.queries.files import evidence_of
from fieldapp.queries.kept_files import MOST_OF_A_PHONE, KeptFile, kept_file, within_room
from tests import factories, papers, pictures
from tests.documents import add_document
from tests.tus_phone import TusPhone

MEGABYTE = 1_000_000
pytestmark = pytest.mark.usefixtures("app")


def row(*, size: int = 100_000, pages: int = 0, copies: list[int] | None = None, state: str = "shown") -> Evidence:
    """A landlord's file with copies of so many bytes, in no database."""
    shown = [[1131, 1600, one] for one in ([90_000] if copies is None else copies)]
    blob = Blob(id="b", sha256="a" * 64, size=size, state=state, pages=pages, copies=shown)
    return Evidence(blob_id="b", sha256="a" * 64, size=size, by_landlord=True, blob=blob)


def kept(one: Evidence) -> list[str]:
    found = kept_file(one)
    return [url.removeprefix("/files/b") for url in found.urls] if found else []


def test_a_photo_and_all_pages_of_a_report_are_kept() -> None:
    """Rules: D2."""
    assert kept(row()) == ["/view", "/small", ""]
    assert kept(row(pages=3, copies=[9, 9, 9])) == ["/view", "/small", "", "/pages/2", "/pages/3"]


def test_of_a_long_report_the_original_is_kept_where_it_is_small_enough() -> None:
    """Rules: D2."""
    long, twenty = {"pages": 43, "copies": [100_000] * 20}, [f"/pages/{number}" for number in range(2, 21)]
    assert kept(row(size=5 * MEGABYTE, **long)) == ["/view", "/small", "", "/original"]
    assert kept(row(size=5 * MEGABYTE + 1, **long)) == ["/view", "/small", "", *twenty]
    left_out = kept_file(row(size=5 * MEGABYTE + 1, **long))
    assert left_out is not None
    assert left_out.left_out == "Without signal: the first 20 of 43 pages"


def test_what_is_too_large_or_not_there_is_not_kept() -> None:
    """Rules: D2."""
    heavy = [400_000] * 20
    assert kept(row(size=9 * MEGABYTE, pages=20, copies=heavy)) == []
    assert kept(row(size=2 * MEGABYTE, pages=20, copies=heavy)) == ["/view", "/small", "", "/original"]
    assert kept(row(state="received")) == kept(row(state="refused")) == []


def test_a_phone_keeps_20_megabytes_at_most_each_file_once() -> None:
    """Rules: D2."""
    files = [KeptFile(f"/{number}", (), 4 * MEGABYTE) for number in range(6)]
    chosen = within_room([files[0], files[0], *files, KeptFile("/small", (), 1000)])
    assert [one.page for one in chosen] == ["/0", "/1", "/2", "/3", "/4"]
    assert sum(one.size for one in chosen) <= MOST_OF_A_PHONE
    assert [one.page for one in within_room([KeptFile("/x", (), 21 * MEGABYTE), files[1]])] == ["/1"]


def allocated(state: str, *, under: Contract | None = None, **policy: Any) -> tuple[User, Ticket]:
    """An operative with a visit in a state, under a landlord with a policy."""
    operative = factories.user("operative", under.contractor) if under else factories.user()
    contract = under or factories.contract(factories.landlord(**policy), operative.contractor)
    return operative, factories.ticket(state, under=contract, operative=operative)


def urls_of_day(operative: User) -> list[str]:
    return [one["url"] for one in files_of_day(operative)]


def test_the_day_names_the_landlords_files_and_not_ones_own() -> None:
    """Rules: D2."""
    operative, visit = allocated("booked")
    report = add_document(visit, papers.document(2), "Survey")
    add_document(visit, pictures.photo(), "Mine", operative)
    address = f"/files/{report}"
    assert urls_of_day(operative) == [f"{address}/view", f"{address}/small", address, f"{address}/pages/2"]


def test_the_page_of_a_visit_is_another_once_a_report_can_be_read() -> None:
    """A kept page is fetched anew: when it is recorded, and when its pages are drawn. Rules: D2."""
    operative, visit = allocated("booked")
    seen = [etag(operative, visit)]
    add_document(visit, papers.document(), "Survey", drawn=False)
    seen.append(etag(operative, visit))
    add_document(visit, papers.document(), "Plan")
    seen.append(etag(operative, visit))
    assert len(set(seen)) == 3


def test_the_page_of_a_file_is_another_only_where_something_on_it_is() -> None:
    """A note moves the visit's page, and not every survey's on the phone. Rules: D2."""
    operative, visit = allocated("booked")
    add_document(visit, papers.document(), "Survey")
    seen, before = files_of_day(operative), etag(operative, visit)
    factories.do(operative, "add-note", visit, ("text", "The loft hatch is behind the wardrobe"))
    assert etag(operative, visit) != before
    assert files_of_day(operative) == seen
    add_document(visit, papers.document(2), "Plan")
    assert files_of_day(operative)[0]["url"] == seen[0]["url"]
    assert files_of_day(operative)[0]["etag"] != seen[0]["etag"], "it has a way to the next file"
    landlord = db.session.get_one(Ticket, visit.id).order.landlord
    before, landlord.version = files_of_day(operative)[0]["etag"], landlord.version + 1
    db.session.commit()
    assert files_of_day(operative)[0]["etag"] != before, "a list's words may be others"


def etag(operative: User, visit: Ticket) -> str:
    db.session.info[KEY] = Fence(contractor_id=operative.contractor_id)
    entries = {one["id"]: one["etag"] for one in day_of(operative, datetime.now(UTC), "build")["tickets"]}
    factories.unfenced()
    return str(entries[visit.id])


@pytest.mark.parametrize("shown_before", [False, True])
def test_before_acceptance_the_policy_decides(app: Flask, shown_before: bool) -> None:
    """On the page, in the day, as a file, and in the office's archive of all files. Rules: D1, D2."""
    operative, visit = allocated("issued", documents_before_acceptance=shown_before)
    report = add_document(visit, papers.document(), "Survey")
    office = factories.user("office", operative.contractor)
    phone, desk = TusPhone(app, operative).client, TusPhone(app, office).client
    for client, page in ((phone, f"/field/tickets/{visit.id}"), (desk, f"/desk/tickets/{visit.id}")):
        assert (f"/files/{report}/view" in client.get(page).text) is shown_before, page
        for address in ("", "/small", "/view", "/pages/1", "/original"):
            answer = client.get(f"/files/{report}{address}")
            assert answer.status_code == (200 if shown_before else 404), address
    assert bool(urls_of_day(operative)) is shown_before
    assert (b"document" in desk.get(f"/orders/{visit.order_id}/files.zip").data) is shown_before
    factories.do(office, "accept", visit)
    assert f"/files/{report}/view" in phone.get(f"/field/tickets/{visit.id}").text
    assert phone.get(f"/files/{report}").status_code == 200
    assert urls_of_day(operative)


def test_a_report_of_the_first_visit_is_read_on_the_next_also_by_another_firm(app: Flask) -> None:
    """It was added to the order; what the first firm added itself is not theirs to read. Rules: A8, D2."""
    operative, visit = allocated("on-site")
    report, own = (
        add_document(visit, papers.document(), "Survey"),
        add_document(visit, pictures.photo(), "x", operative),
    )
    other, foreign = allocated("booked", under=factories.contract(visit.order.landlord))
    stranger_sees = evidence_as(other, report)
    # The order goes to the other firm.
    row = db.session.get_one(Ticket, foreign.id)
    db.session.get_one(WorksOrder, visit.order_id).contract_id = foreign.order.contract_id
    row.order_id, row.visit = visit.order_id, 2
    ended = db.session.get_one(Ticket, visit.id)
    ended.state, ended.ended_at = "returned", factories.now()
    db.session.commit()
    assert stranger_sees is None
    assert evidence_as(other, report) is not None
    assert evidence_as(other, own) is None
    client = TusPhone(app, other).client
    assert f"/files/{report}/view" in client.get(f"/field/tickets/{foreign.id}").text
    assert client.get(f"/files/{report}").mimetype == "image/jpeg"
    assert client.get(f"/files/{own}").status_code == 404
    assert f'href="/field/tickets/{foreign.id}#documents"' in client.get(f"/files/{report}/view").text
    office = TusPhone(app, factories.user("office", other.contractor)).client
    archive = office.get(f"/orders/{visit.order_id}/files.zip").data
    assert report.encode() in archive, "the list names it"
    assert own.encode() not in archive
    assert urls_of_day(other)


def evidence_as(person: User, blob_id: str) -> Evidence | None:
    db.session.info[KEY] = Fence(contractor_id=person.contractor_id)
    found = evidence_of(person, blob_id)
    factories.unfenced()
    return found


def test_a_report_that_was_taken_off_goes_from_the_phone() -> None:
    """Rules: D2."""
    operative, visit = allocated("booked")
    report = add_document(visit, papers.document(), "Survey")
    one = db.session.scalars(select(Evidence).where(Evidence.blob_id == report)).one()
    one.removed_at = factories.now()
    db.session.commit()
    assert urls_of_day(operative) == []


def test_files_go_with_the_pages_of_their_visit() -> None:
    """24 hours after it has ended. Rules: D2."""
    operative, visit = allocated("on-site")
    add_document(visit, papers.document(), "Survey")
    assert {one["drop_after"] for one in files_of_day(operative)} == {None}
    ended = factories.now()
    factories.do(operative, "needs-landlord", visit, ("comments", "The flue is shared with the flat above"))
    (drop_after,) = {one["drop_after"] for one in files_of_day(operative)}
    assert abs(datetime.fromisoformat(drop_after) - ended - timedelta(hours=24)) < timedelta(minutes=1)


def files_of_day(operative: User) -> list[dict[str, Any]]:
    db.session.info[KEY] = Fence(contractor_id=operative.contractor_id)
    found = day_of(operative, datetime.now(UTC), "build")["files"]
    factories.unfenced()
    return list(found)
