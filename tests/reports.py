"""Certificates on paper, as engineers send them: invented homes, firms and numbers."""

from __future__ import annotations

import uuid
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

from flask import current_app
from fpdf import FPDF
from PIL import Image, ImageDraw

from fieldapp.models import Ticket, User
from fieldapp.web.keep_file import keep_file
from tests import factories as make
from tests import pictures

# `{done}`, `{due}`: days; `{place}`: the home; `{verdict}`: its outcome.
REPORT = """ELECTRICAL INSTALLATION CONDITION REPORT     Report no. 00173
Contractor: Kestrel Electrical Ltd, 3 Forge Road, Brackwater XB1 1AA   NICEIC enrolment no: 612345
Details of the client          Installation address
Larkspur Homes                 {place}
1 Weir Street, XB1 2DP         {postcode}
Date of inspection: {done}     Next inspection due: {due}
Overall assessment of the installation in terms of its suitability for continued use: {verdict}
* An unsatisfactory assessment indicates that dangerous (code C1) conditions have been identified.
Signed: J. Kestrel             Date: {done}
"""


def report(**said: Any) -> str:
    """A condition report of 14 Kiln Lane done today, with other words where they are given."""
    today = make.today()
    words = {
        "place": "14 Kiln Lane", "postcode": "XB4 7QT", "done": f"{today:%d/%m/%Y}",
        "due": f"{today + timedelta(days=1826):%d/%m/%Y}", "verdict": "SATISFACTORY",
    }  # fmt: skip
    return REPORT.format_map({**words, **said})


@cache
def pdf(text: str) -> bytes:
    """A PDF with these lines."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("Courier", size=8)
    for line in text.splitlines():
        paper.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def photo(text: str) -> bytes:
    """A picture with these lines."""
    picture = Image.new("RGB", (1600, 900), "white")
    ImageDraw.Draw(picture).multiline_text((40, 40), text, fill="black", font_size=28, spacing=16)
    return pictures.encoded(picture, "PNG")


def manifest(data: bytes, blob: str = "") -> tuple[tuple[str, str], ...]:
    """The id, hash and size of a file, as a phone makes them."""
    return (("blob", blob or str(uuid.uuid4())), ("sha256", pictures.sha256(data)), ("size", str(len(data))))


def added(visit: Ticket, data: bytes, *told: tuple[str, str], by: User | None = None, kind: str = "") -> str:
    """A certificate's file, its bytes here before its record, as a form without script sends it; gives its id."""
    sender = by or visit.operative
    assert sender
    blob = keep_file(current_app.extensions["storage"], BytesIO(data), sender, str(uuid.uuid4()))[0]
    make.do(sender, "add-certificate", visit, *manifest(data, blob), ("kind", kind or "condition-report"), *told)
    return blob
