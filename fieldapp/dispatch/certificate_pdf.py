"""Drawing a certificate as a PDF, from its words; the same words are the same bytes."""

from __future__ import annotations

from fieldapp.domain.strokes import HEIGHT, WIDTH
from fieldapp.gateways.paper import Paper
from fieldapp.queries.certificate_papers import CertificatePaper

NONE = "None was recorded."
FIELD = (WIDTH, HEIGHT)


def certificate_pdf(said: CertificatePaper) -> bytes:
    """The certificate on A4. Rules: D2."""
    paper = Paper(f"{said.title} {said.reference}")
    paper.dated(said.recorded_at)
    paper.says(said.title, bold=True, size=18)
    if said.form != said.title:
        paper.says(said.form)
    paper.says(said.about, size=9)
    paper.ln(3)
    paper.facts(said.head)
    if said.rows_title:
        paper.heading(said.rows_title)
        if not said.rows:
            paper.says(NONE)
    for number, row in enumerate(said.rows, start=1):
        paper.heading(f"{said.row_words} {number}")
        paper.facts(row)
    paper.heading("Declared")
    paper.facts(said.said, room=paper.drawn_height(FIELD) if said.drawn else 0)
    if said.drawn:
        paper.drawing(said.drawn, FIELD)
    paper.ln(3)
    paper.says(said.recorded, size=9)
    return bytes(paper.output())
