"""Drawing a job sheet as a PDF, from plain values; what is on it is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from fieldapp.gateways.paper import FAMILY, MARGIN, ROW, Paper
from fieldapp.queries.sheets import Sheet

CODE_SIZE = 30
HEADS = ("Code", "What was ordered", "Ordered", "Done")
SIGNATURES = ("Operative", "Resident")


def job_sheet(sheet: Sheet, code: Sequence[Sequence[int]], state: str) -> bytes:
    """The sheet as a PDF; `code` is the QR code as rows of modules, `state` the visit's state in words. Rules: T8."""
    paper = Paper(f"Job sheet {sheet.reference}")
    _draw_code(paper, code)
    beside = paper.epw - CODE_SIZE - 4
    paper.says(sheet.reference, bold=True, size=18, width=beside)
    paper.says(f"Job sheet – {sheet.firm}", width=beside)
    for mark in _marks(sheet, state):
        paper.ln(1)
        paper.set_font(FAMILY, "B", 12)
        paper.cell(paper.get_string_width(mark) + 6, 7, mark, border=1, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_y(max(paper.get_y(), MARGIN + CODE_SIZE + 2))
    paper.facts(sheet.facts)
    _cautions(paper, sheet)
    paper.heading("The job")
    paper.says(sheet.description)
    _lines(paper, sheet)
    if sheet.notes:
        paper.heading("Notes")
        for note in sheet.notes:
            paper.says(note.text)
            paper.says(note.who, size=8)
    _room(paper)
    return bytes(paper.output())


def _marks(sheet: Sheet, state: str) -> list[str]:
    marks = [f"{state}: do not attend on this sheet"] if sheet.ended else []
    return marks + ["Emergency"] * sheet.emergency + ["Two to attend"] * sheet.two_to_attend


def _draw_code(paper: Paper, code: Sequence[Sequence[int]]) -> None:
    """The code at the right of the head, drawn as squares: no picture, sharp at every size."""
    module = CODE_SIZE / len(code)
    left = paper.w - MARGIN - CODE_SIZE
    for down, row in enumerate(code):
        for across, dark in enumerate(row):
            if dark:
                paper.rect(left + across * module, MARGIN + down * module, module, module, style="F")


def _cautions(paper: Paper, sheet: Sheet) -> None:
    """In a box."""
    said = [*(f"• {action}" for action in sheet.cautions), *([sheet.warning] if sheet.warning else [])]
    if not sheet.asbestos:
        call = sheet.landlord_telephone or "the landlord"
        said.append("No asbestos caution came with this order. That does not mean there is none.")
        said.append(f"If you are in doubt, stop work and call {call}.")
    paper.heading("Cautions")
    paper.set_font(FAMILY, "B" if sheet.cautions else "", 10)
    paper.multi_cell(0, ROW, "\n".join(said), border=1, align="L", padding=2, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _lines(paper: Paper, sheet: Sheet) -> None:
    paper.ln(2)
    paper.set_font(FAMILY, size=9)
    with paper.table(
        col_widths=(22, 100, 34, 26),
        text_align="LEFT",
        headings_style=FontFace(emphasis="BOLD"),
        line_height=4.5,
        padding=1,
    ) as table:
        table.row(HEADS)
        for line in sheet.lines:
            needs = f"\nNeeds: {line.certificate}" if line.certificate else ""
            table.row((line.code, f"{line.short}{needs}", line.ordered_words, ""))


def _room(paper: Paper) -> None:
    """Room for what is written on site: times, what was done, signatures; never parted from each other."""
    if paper.will_page_break(66):
        paper.add_page()
    paper.heading("Recorded on site")
    paper.ln(2)
    _blanks(paper, ("Date", "Arrived", "Left"))
    paper.says("What was done:")
    for _ in range(3):
        paper.ln(8)
        paper.line(MARGIN, paper.get_y(), paper.w - MARGIN, paper.get_y())
    paper.ln(4)
    for who in SIGNATURES:
        _blanks(paper, (f"{who}, name", "Signature"))


def _blanks(paper: Paper, labels: Sequence[str]) -> None:
    """Labels side by side, each on a line to write on."""
    width = (paper.epw - 6 * (len(labels) - 1)) / len(labels)
    paper.set_font(FAMILY, size=10)
    for place, name in enumerate(labels):
        paper.set_x(MARGIN + place * (width + 6))
        paper.cell(width, 8, name, border="B")
    paper.ln(11)
