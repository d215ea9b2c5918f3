"""A certificate's file is read once it and its record are here, whichever came last; what does not fit is noted."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.commands.receiving import receive
from fieldapp.dispatch import loop
from fieldapp.dispatch import read_back as handler
from fieldapp.dispatch.claims import Claim
from fieldapp.extensions import db
from fieldapp.gateways.confined import Died
from fieldapp.gateways.originals import seal
from fieldapp.models import Certificate, Outgoing, Property, Ticket
from fieldapp.web.keep_file import keep_file
from tests import factories as make
from tests import reports
from tests.certifying import GAS
from tests.commands.visiting import booked, doer
from tests.gateways.test_reader import fake_tesseract

OTHER_HOME = "This certificate names 14 Kiln Lane; this home is 9 Kiln Lane."


def visit_at(line: str = "9 Kiln Lane") -> Ticket:
    """A visit on site at this address."""
    visit = booked("on-site")
    visit.order.property.line_1 = line
    db.session.commit()
    return visit


def dispatched() -> Certificate:
    """The one certificate, once all that was due is done."""
    loop.run(Event(), once=True)
    db.session.rollback()
    assert not [row.last_error for row in db.session.scalars(select(Outgoing)) if row.last_error]
    return db.session.scalars(select(Certificate)).one()


def version_of(visit: Ticket) -> int:
    return db.session.scalars(select(Property.version).where(Property.id == visit.order.property_id)).one()


@pytest.mark.parametrize("first", ["bytes", "record"])
def test_a_pdf_is_read_whichever_came_last(app: Flask, first: str) -> None:
    """Rules: D2."""
    visit = visit_at()
    data = reports.pdf(reports.report())
    if first == "record":
        blob = str(uuid.uuid4())
        make.do(doer(visit), "add-certificate", visit, *reports.manifest(data, blob), ("kind", "condition-report"))
        assert not dispatched().doubts
        as_sent(app, visit, blob, data)
    else:
        reports.added(visit, data)
    before = version_of(visit)
    one = dispatched()
    assert one.open_doubts == [OTHER_HOME]
    assert one.doubts == [{"what": "place", "read": "14 Kiln Lane", "expected": "9 Kiln Lane", "sentence": OTHER_HOME}]
    assert version_of(visit) == before + 1, "phones fetch the page again"


def test_a_pdf_that_lay_here_before_anybody_spoke_of_it_is_read(app: Flask) -> None:
    """Rules: D2."""
    visit = visit_at()
    data = reports.pdf(reports.report())
    blob = keep_file(app.extensions["storage"], BytesIO(data), doer(visit), str(uuid.uuid4()))[0]
    loop.run(Event(), once=True)
    db.session.rollback()
    assert "read-back" not in set(db.session.scalars(select(Outgoing.kind))), "it may be any file"
    make.unfenced()
    make.do(doer(visit), "add-certificate", visit, *reports.manifest(data, blob), ("kind", "condition-report"))
    assert dispatched().open_doubts == [OTHER_HOME]


def as_sent(app: Flask, visit: Ticket, blob: str, data: bytes) -> None:
    """The bytes arrive under the id that the phone gave them."""
    session = db.session()
    original = seal(app.extensions["storage"], BytesIO(data))
    session.rollback()
    receive(session, doer(visit), blob, original, make.now())
    session.commit()


def test_what_fits_leaves_no_doubt(app: Flask) -> None:
    """Rules: D2."""
    visit = visit_at("14 Kiln Lane")
    reports.added(visit, reports.pdf(reports.report()), ("outcome", "satisfactory"), ("registration", "612345"))
    before = version_of(visit)
    assert dispatched().doubts == []
    assert version_of(visit) == before


def test_all_that_was_recorded_is_compared(app: Flask) -> None:
    """With the day of the visit, and the register's next one. Rules: D2."""
    visit = visit_at("14 Kiln Lane")
    long_ago = make.today() - timedelta(days=400)
    text = reports.report(done=f"{long_ago:%d/%m/%Y}", due=f"{make.today() + timedelta(days=90):%d %b %Y}")
    reports.added(
        visit, reports.pdf(text), ("outcome", "unsatisfactory"), ("registration", "998877"), kind="gas-compliance"
    )
    assert [one["what"] for one in dispatched().doubts] == ["form", "done_on", "next_due", "outcome", "registration"]


def test_reading_twice_does_no_harm_and_asks_nothing_anew(app: Flask) -> None:
    """What somebody said to be right stays so. Rules: D2."""
    visit = visit_at()
    blob = reports.added(visit, reports.pdf(reports.report()))
    dispatched()
    make.do(doer(visit), "confirm-certificate", visit, ("blob", blob))
    before = version_of(visit)
    handler.read_back(claim(blob))
    one = dispatched()
    assert (one.open_doubts, len(one.doubts), version_of(visit)) == ([], 1, before)
    handler.read_back(claim(str(uuid.uuid4())))


def claim(blob: str, attempt: int = 1) -> Claim:
    return Claim(1, "read-back", {"blob": blob}, attempt, make.now() + timedelta(minutes=2))


def test_what_the_program_drew_is_not_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor what was taken off, nor a document that is no certificate. Rules: D2."""
    visit = visit_at()
    monkeypatch.setattr(handler, "text_of_pdf", fails)
    make.do(doer(visit), "record-certificate", visit, *GAS)
    assert dispatched().doubts == []
    assert "read-back" not in set(db.session.scalars(select(Outgoing.kind)))
    blob = reports.added(visit, reports.pdf(reports.report()))
    make.do(doer(visit), "remove-section", visit, ("blob", blob))
    data = reports.pdf(reports.report(place="1 Mill Row"))
    document = keep_file(app.extensions["storage"], BytesIO(data), doer(visit), str(uuid.uuid4()))[0]
    make.do(doer(visit), "add-document", visit, *reports.manifest(data, document), ("kind", "quote"))
    loop.run(Event(), once=True)
    db.session.rollback()
    assert {row.last_error for row in db.session.scalars(select(Outgoing))} == {""}


def fails(*_given: object) -> str:
    """Nobody was to read it."""
    raise AssertionError


def dies(*_given: object) -> str:
    """The reader is killed."""
    raise Died


def test_a_file_that_kills_its_reader_is_given_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is evidence all the same. Rules: D2."""
    visit = visit_at()
    blob = reports.added(visit, reports.pdf(reports.report()))
    monkeypatch.setattr(handler, "text_of_pdf", dies)
    for attempt in (1, 2):
        with pytest.raises(Died):
            handler.read_back(claim(blob, attempt))
        db.session.rollback()
    handler.read_back(claim(blob, 3))
    assert not db.session().in_transaction()
    assert db.session.scalars(select(Certificate)).one().doubts == []


def test_a_photo_is_read_where_a_reader_is_installed(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our copy of it, once that is made. Rules: D2."""
    folder = fake_tesseract(tmp_path, monkeypatch, reports.report())
    visit = visit_at()
    reports.added(visit, reports.photo("Installation address: 14 Kiln Lane"))
    assert dispatched().open_doubts == [OTHER_HOME]
    assert (folder / "seen").read_bytes().startswith(b"\xff\xd8\xff")


def test_a_photo_is_not_read_where_none_is(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked, and nothing fails. Rules: D2."""
    visit = visit_at()
    reports.added(visit, reports.photo("Installation address: 14 Kiln Lane"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dispatched().doubts == []
