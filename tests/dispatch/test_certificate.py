"""The PDF of a certificate that was filled in: made once, the same bytes, kept sealed as evidence of its visit."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from flask import Flask
from fpdf import FPDF
from sqlalchemy import select

from fieldapp.dispatch import certificate as handler
from fieldapp.dispatch import loop
from fieldapp.dispatch.certificate_pdf import certificate_pdf
from fieldapp.dispatch.claims import Claim
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.models import Blob, Certificate, Evidence
from fieldapp.queries.certificate_papers import paper_of
from tests import factories as make
from tests.certifying import FAULTY, GAS
from tests.commands.visiting import booked, doer

BEGUN = FPDF.__init__


def test_what_was_filled_in_becomes_a_sealed_file_of_the_visit(app: Flask) -> None:
    """Once, however often it is asked for. Rules: D2."""
    visit = booked("on-site")
    make.do(doer(visit), "record-certificate", visit, *GAS, ("number", "LGSR 7"))
    assert not db.session.scalars(select(Evidence)).all()
    loop.run(Event(), once=True)
    db.session.rollback()
    one = db.session.scalars(select(Certificate)).one()
    file = db.session.scalars(select(Evidence)).one()
    blob = db.session.scalars(select(Blob)).one()
    assert (file.sort, file.kind, file.caption, file.added_by_id) == (
        "certificate", "gas-compliance", "LGSR 7", one.recorded_by_id,
    )  # fmt: skip
    assert file.blob_id == blob.id == one.blob_id
    assert (file.sha256, blob.media_type, blob.fault) == (blob.sha256, "application/pdf", "")
    with app.extensions["storage"].open(original_key(blob.sha256)) as stored:
        assert stored.read(5) == b"%PDF-"
    again = Claim(1, "certificate", {"certificate": one.op_id}, 1, make.now() + timedelta(minutes=2))
    handler.certificate(again)
    db.session.rollback()
    assert len(db.session.scalars(select(Evidence)).all()) == 1


def tomorrow(paper: FPDF, **given: Any) -> None:
    """Begin a paper by a clock that is a day on."""
    BEGUN(paper, **given)
    paper.creation_date = make.now() + timedelta(days=1)


def test_the_same_certificate_is_the_same_bytes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a dispatcher that died after the deed makes no second file. Rules: D2."""
    visit = booked("on-site")
    make.do(doer(visit), "record-certificate", visit, *FAULTY)
    paper = paper_of(db.session.scalars(select(Certificate)).one())
    first = certificate_pdf(paper)
    monkeypatch.setattr(FPDF, "__init__", tomorrow)
    assert certificate_pdf(paper) == first
    assert "To be put right by" in dict(paper.head)
    assert ("What was observed", "No RCD on sockets") in paper.rows[0]


def test_it_says_whose_home_it_is(app: Flask) -> None:
    """Name and address, as regulation 36(3)(c) wants, and the number; what is not known leaves no gap. Rules: D2."""
    visit = booked("on-site")
    make.do(doer(visit), "record-certificate", visit, *GAS)
    one = db.session.scalars(select(Certificate)).one()
    landlord = one.order.landlord
    assert dict(paper_of(one).head)["Landlord"] == f"{landlord.name}\n01632 960 145"
    landlord.address = "2 Sluice Lane, XB2 2AF"
    assert dict(paper_of(one).head)["Landlord"] == f"{landlord.name}\n2 Sluice Lane, XB2 2AF\n01632 960 145"


def test_nothing_is_made_of_what_was_taken_off(app: Flask) -> None:
    """Rules: D2."""
    visit = booked("on-site")
    make.do(doer(visit), "record-certificate", visit, *GAS)
    blob = visit.certificates[0].blob_id
    make.do(doer(visit), "remove-section", visit, ("blob", blob))
    loop.run(Event(), once=True)
    db.session.rollback()
    assert not db.session.scalars(select(Evidence)).all()
    assert not db.session.scalars(select(Blob)).all()


def test_what_fails_leaves_nothing_behind(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither half a file nor a transaction that others wait for; the next try makes it. Rules: D2."""
    visit = booked("on-site")
    make.do(doer(visit), "record-certificate", visit, *GAS)
    claim = Claim(1, "certificate", {"certificate": visit.certificates[0].op_id}, 1, make.now() + timedelta(minutes=2))
    with monkeypatch.context() as patched:
        patched.setattr(handler, "receive", fails)
        with pytest.raises(RuntimeError):
            handler.certificate(claim)
    assert not db.session().in_transaction()
    assert not db.session.scalars(select(Evidence)).all()
    handler.certificate(claim)
    assert not db.session().in_transaction()
    assert db.session.scalars(select(Evidence)).one().kind == "gas-compliance"


def fails(*_given: object) -> None:
    """The server breaks."""
    raise RuntimeError
