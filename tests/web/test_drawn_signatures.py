"""The drawn signature of a certificate: its field, what comes back, the pages that show it, and its paper."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

from flask import Flask
from pypdf import PageObject, PdfReader

from fieldapp.dispatch.certificate_pdf import certificate_pdf
from fieldapp.domain.strokes import UNREADABLE
from fieldapp.extensions import db
from fieldapp.models import Certificate, Ticket
from fieldapp.queries.certificate_papers import CertificatePaper, paper_of
from tests import factories as make
from tests.certifying import GAS
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.web.certificate_people import landlord_of, visit
from tests.web.field_people import contract, operative
from tests.web.world import browser

__all__ = ["contract", "operative", "visit"]
STROKES = "100,300 200,100 300,300;900,50"
# Where a page's number stands, in points.
FOOT = 20 * 72 / 25.4


def signed(visit: Ticket, strokes: str = STROKES) -> CertificatePaper:
    """A record with a drawn signature."""
    make.do(visit.operative, "record-certificate", visit, *GAS, ("drawn", strokes))
    return paper_of(db.session.query(Certificate).one())


def test_a_drawing_that_cannot_be_comes_back_with_the_form(client: CheckingClient, visit: Ticket) -> None:
    """As it came, with what is wrong; a right one comes back when something else is wrong. Rules: D2."""
    address = f"/field/tickets/{visit.id}/record-certificate"
    page = client.get(f"{address}/gas-compliance").text
    assert "your name above is enough" in page
    typed = {**hidden_fields(page, address), **dict(GAS)}
    answer = client.post(address, data={**typed, "drawn": "5,5;"})
    assert answer.status_code == 422
    assert UNREADABLE in reads(answer)
    assert 'href="#record-certificate-drawn"' in answer.text
    assert 'value="5,5;"' in answer.text
    typed = {**hidden_fields(answer.text, address), **dict(GAS), "drawn": STROKES}
    answer = client.post(address, data={**typed, "signed": ""})
    assert answer.status_code == 422
    assert f'value="{STROKES}"' in answer.text
    typed = {**hidden_fields(answer.text, address), **dict(GAS), "drawn": STROKES}
    assert client.post(address, data=typed).status_code == 303
    assert db.session.query(Certificate).one().data["drawn"] == STROKES


def test_without_one_the_name_signs(app: Flask, visit: Ticket) -> None:
    """A page without script has no pad. Rules: D2."""
    make.do(visit.operative, "record-certificate", visit, *GAS)
    one = db.session.query(Certificate).one()
    assert "drawn" not in one.data
    page = landlord_of(app, visit).get(f"/landlord/certificates/{one.id}")
    assert "Signed by Jo Kestrel" in reads(page)
    assert "fa-drawing" not in page.text


def test_the_landlord_sees_the_strokes(app: Flask, visit: Ticket) -> None:
    """As lines, in the page's own colour, with words for who cannot see them. Rules: D2."""
    signed(visit)
    one = db.session.query(Certificate).one()
    page = landlord_of(app, visit).get(f"/landlord/certificates/{one.id}")
    (picture,) = re.findall(r'<svg class="fa-drawing".*?</svg>', page.text, re.S)
    assert 'role="img" aria-label="Signature of Jo Kestrel"' in picture
    assert 'viewBox="0 0 1000 400"' in picture
    assert 'stroke="currentColor"' in picture
    # The last point stands twice, so that a dot is a line.
    assert re.findall(r'points="([^"]*)"', picture) == ["100,300 200,100 300,300 300,300", "900,50 900,50"]


def test_histories_say_that_it_is_drawn_and_no_more(app: Flask, client: CheckingClient, visit: Ticket) -> None:
    """At the desk and in the landlord's record; nothing on the phone or in the register. Rules: D2."""
    signed(visit)
    landlord, desk = landlord_of(app, visit), browser(app, make.user("office", visit.contractor))
    said = (desk.get(f"/desk/tickets/{visit.id}"), landlord.get(f"/landlord/orders/{visit.order_id}"))
    assert ["Signature: drawn" in reads(page) for page in said] == [True, True]
    others = (client.get(f"/field/tickets/{visit.id}"), landlord.get("/landlord/certificates?list=all"))
    for page in (*said, *others, landlord.get("/landlord/certificates.csv?list=all")):
        assert "Gas safety record" in page.text
        assert "100,300" not in page.text


def test_the_pdf_has_the_same_words_and_more_lines(app: Flask, visit: Ticket) -> None:
    """Under the name, the same bytes each time. Rules: D2."""
    paper = signed(visit)
    with_it, without = certificate_pdf(paper), certificate_pdf(replace(paper, drawn=()))
    assert certificate_pdf(paper) == with_it
    assert text_in(with_it) == text_in(without)
    assert (lines_in(with_it), lines_in(without)) == (4, 0)
    assert certificate_pdf(signed_otherwise(paper)) != with_it


def test_name_and_drawing_are_never_parted(app: Flask, visit: Ticket) -> None:
    """Wherever the page ends, above what stands at its foot. Rules: D2."""
    paper = signed(visit, "0,0 1000,400")
    # From what fits well onto the first page to what does not.
    for rows in range(18, 27):
        said = (*((f"Remark {number}", "Nothing to say") for number in range(rows)), *paper.said[-1:])
        pages = PdfReader(BytesIO(certificate_pdf(replace(paper, said=said)))).pages
        (drawn,) = [page for page in pages if lines_on(page)]
        assert "Signed by" in drawn.extract_text(), rows
        assert min(float(line.split()[1]) for line in lines_on(drawn)) > FOOT, rows


def signed_otherwise(paper: CertificatePaper) -> CertificatePaper:
    """The same with another signature."""
    return replace(paper, drawn=(((1, 1), (2, 2)),))


def text_in(pdf: bytes) -> list[str]:
    """What is written on each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def lines_in(pdf: bytes) -> int:
    """How many lines are drawn on all pages."""
    return sum(len(lines_on(page)) for page in PdfReader(BytesIO(pdf)).pages)


def lines_on(page: PageObject) -> list[bytes]:
    """The lines that are drawn on a page: `x y l`, from its lower left corner."""
    contents = page.get_contents()
    assert contents is not None
    return re.findall(rb"^[0-9.]+ -?[0-9.]+ l$", contents.get_data(), re.M)
