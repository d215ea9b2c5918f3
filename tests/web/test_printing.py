"""Tests of web/printing.py and web/job_sheet.py: what is on paper, and when."""

from __future__ import annotations

import re
from typing import Any

import pytest
import segno
from flask import Flask
from fpdf.fonts import TTFFont

from fieldapp.config import Settings
from fieldapp.models import Caution, Contract, ListItem, Ticket, User
from fieldapp.web import job_sheet
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import sign_in
from tests.web.desk_people import contract, office

__all__ = ["contract", "office"]

SHEETS = ("job-sheet", "job-sheet.pdf", "card")


@pytest.fixture
def visit(contract: Contract, office: User) -> Ticket:
    """A booked visit with something of everything."""
    one = make.ticket(
        "issued", contract, purchase_order="PO 55", place="Kitchen", priority="emergency", emergency=True,
        lines=(("310403", 2), ("480115", 1), ("SQW", 125)),
        details={"access_am": "YNYNYN", "right_to_repair": "Y", "caused_by": "Frost in the loft"},
    )  # fmt: skip
    make.do(office, "accept", one, ("own_reference", "SR-7"))
    make.do(office, "book", one, ("date", make.today().isoformat()), ("slot", "am"))
    make.do(office, "add-note", one, ("text", "Łukasz has the key – £5’s worth of Ŵelsh slate"))
    return one


SAID = (
    "PO 55", "SR-7", "Emergency, 24 hours", "8am–1pm", "Kitchen", "Mrs P. Larkspur", "07700 900 482",
    "No recorded cautions exist", "That does not mean there is none", "Kitchen mixer tap leaking at the base",
    "Łukasz has the key – £5’s worth of Ŵelsh slate", "310403", "2 items", "Needs: Electrical certificate", "£125.00",
    "Operative", "Resident", "01632 960 145", "Mornings: Mon, Wed, Fri", "Right to repair", "Frost in the loft",
)  # fmt: skip


class Noted(job_sheet.Paper):
    """A sheet that also remembers what was written on it."""

    written: list[str]

    def multi_cell(self, *args: Any, **more: Any) -> Any:
        self.written.append(str(args[2] if len(args) > 2 else more.get("text", "")))
        return super().multi_cell(*args, **more)

    def cell(self, *args: Any, **more: Any) -> Any:
        self.written.append(str(args[2] if len(args) > 2 else more.get("text", "")))
        return super().cell(*args, **more)


def test_the_sheet_holds_what_is_to_be_known_on_site(client: CheckingClient, visit: Ticket) -> None:
    """Rules: T8, T1"""
    words = reads(client.get(f"/desk/tickets/{visit.id}/job-sheet"))
    for said in (visit.reference, visit.order.property.line_1, "XB4 7QT", *SAID):
        assert said in words, said


def test_the_pdf_holds_the_same(client: CheckingClient, visit: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules: T8"""
    Noted.written = []
    monkeypatch.setattr(job_sheet, "Paper", Noted)
    answer = client.get(f"/desk/tickets/{visit.id}/job-sheet.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=job-sheet-")
    words = " ".join(Noted.written)
    for said in (visit.reference, visit.order.property.line_1, "XB4 7QT", *SAID):
        assert said in words, said


def test_the_pdfs_own_fonts_have_every_letter_of_these_islands() -> None:
    paper = job_sheet.Paper("A sheet")
    assert len(paper.fonts) == 2
    for font in paper.fonts.values():
        assert isinstance(font, TTFFont)
        known = font.cmap
        # A sheet that is put out closes its fonts; this one is not.
        font.close()
        assert not [one for one in "£€–—’‘“”…·•×²³½éèêëñçøåßłŁśżćńąęőűșțşğıİŵŷŴŶčšžřěýðþœæ" if ord(one) not in known]


def test_a_very_long_order_goes_on_to_more_pages(client: CheckingClient, contract: Contract, office: User) -> None:
    visit = make.ticket("accepted", contract, description="Word " * 700, lines=(("310403", 1),) * 40)
    answer = client.get(f"/desk/tickets/{visit.id}/job-sheet.pdf")
    assert answer.data.count(b"/Type /Page\n") > 2


def test_the_code_leads_to_the_visit(client: CheckingClient, visit: Ticket, settings: Settings) -> None:
    page = client.get(f"/desk/tickets/{visit.id}/job-sheet").text
    drawn = segno.make(f"{settings.public_url}/field/tickets/{visit.id}", error="m", micro=False)
    found = re.search(r' d="([^"]+)"', drawn.svg_inline(scale=4, border=2, omitsize=True))
    assert found
    assert found[1] in page


def test_cautions_are_actions_never_diagnoses(client: CheckingClient, visit: Ticket) -> None:
    """Rules: T8, T2"""
    make.saved(
        Caution(
            landlord_id=visit.landlord_id, property_id=visit.order.property_id, code="x", action="Attend in pairs",
            detail="Threatened a plumber",
        )
    )  # fmt: skip
    words = reads(client.get(f"/desk/tickets/{visit.id}/job-sheet"))
    assert "Attend in pairs" in words
    assert "Threatened" not in words
    assert "No recorded cautions exist" not in words


@pytest.mark.parametrize("paper", SHEETS)
def test_nothing_is_printed_before_it_is_accepted(
    client: CheckingClient, contract: Contract, office: User, paper: str
) -> None:
    """Rules: T8"""
    visit = make.ticket("issued", contract)
    assert "On paper" not in client.get(f"/desk/tickets/{visit.id}").text
    answer = client.get(f"/desk/tickets/{visit.id}/{paper}")
    assert answer.status_code == 409
    assert "Accept it first" in reads(answer)
    assert visit.order.description not in answer.text
    make.do(office, "accept", visit)
    assert client.get(f"/desk/tickets/{visit.id}/{paper}").status_code == 200
    links = client.get(f"/desk/tickets/{visit.id}").text
    assert f'href="/desk/tickets/{visit.id}/{paper}"' in links


@pytest.mark.parametrize("paper", SHEETS)
def test_another_firms_visit_is_not_found(client: CheckingClient, office: User, paper: str) -> None:
    """Rules: A8"""
    stranger = make.ticket("booked")
    theirs, none = (client.get(f"/desk/tickets/{one}/{paper}") for one in (stranger.id, 987_654))
    assert (theirs.status_code, none.status_code) == (404, 404)


def test_a_sheet_of_a_visit_that_has_ended_says_so(client: CheckingClient, visit: Ticket) -> None:
    """Rules: T9"""
    make.do(make.user("landlord", visit.order.landlord), "cancel-visit", visit.order, ("reason", "duplicate"))
    words = reads(client.get(f"/desk/tickets/{visit.id}/job-sheet"))
    assert "Cancelled by the landlord: do not attend on this sheet" in words


def test_a_card_says_whom_to_call_and_nothing_of_the_job(client: CheckingClient, visit: Ticket) -> None:
    """A neighbour may read it. Rules: S3, O3"""
    words = reads(client.get(f"/desk/tickets/{visit.id}/card"))
    for said in (visit.reference, visit.order.property.line_1, visit.contractor.name, "01632 960 100",
                 visit.order.landlord.name, "01632 960 145", "Date", "Time", "What to do next"):  # fmt: skip
        assert said in words, said
    for kept in ("Larkspur", "mixer tap", "PO 55", "cautions"):
        assert kept not in words, kept


def test_blank_cards_name_the_landlord_where_there_is_only_one(client: CheckingClient, app: Flask) -> None:
    """Rules: S3"""
    firm = make.contractor()
    first = make.contract(to=firm).landlord.name
    sign_in(client, make.user("office", firm))
    page = reads(client.get("/desk/card"))
    assert page.count("We called and nobody opened") == 4
    assert page.count(firm.name) == 8
    assert first in page
    make.contract(to=firm)
    assert first not in reads(client.get("/desk/card"))


def test_an_emergency_number_is_the_localitys_on_paper_too(client: CheckingClient, visit: Ticket) -> None:
    """As on every page. Rules: T7, O3"""
    facts = {"kind": "emergency", "locality": "Brackwater", "telephone": "01632 960 191"}
    item = ListItem(list_name="contact", code="out-of-hours", label="Out of hours", facts=facts)
    item.landlord_id = visit.landlord_id
    make.saved(item)
    for paper in ("job-sheet", "card"):
        assert "01632 960 191" in reads(client.get(f"/desk/tickets/{visit.id}/{paper}")), paper
