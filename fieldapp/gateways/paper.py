"""A4 paper to draw on, as a PDF in the fonts that ship; what is drawn is decided by who draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

FONTS = Path(__file__).resolve().parent.parent / "static" / "vendor"
FAMILY = "Roboto"
MARGIN, LABEL, ROW = 14, 46, 5
# What is drawn by hand, and its pen.
DRAWN, PEN = 60, 0.4


class Paper(FPDF):
    """A4 in black, with the reference and the page's number under each page."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.set_title(title)
        self.set_lang("en-GB")
        for style, name in (("", "Roboto-Regular"), ("B", "Roboto-Bold")):
            self.add_font(FAMILY, style, FONTS / f"{name}.ttf")
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, MARGIN + 6)
        self.title_below = title
        self.add_page()

    def footer(self) -> None:
        """What tells a loose page where it belongs."""
        self.set_y(-MARGIN)
        self.set_font(FAMILY, size=8)
        self.cell(0, 5, f"{self.title_below} – page {self.page_no()} of {{nb}}")

    def heading(self, words: str) -> None:
        """A heading, which does not stay behind alone at a page's end."""
        if self.will_page_break(20):
            self.add_page()
        self.ln(3)
        self.set_font(FAMILY, "B", 11)
        self.cell(0, 6, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(FAMILY, size=10)

    def says(self, words: str, *, bold: bool = False, size: int = 10, width: float = 0) -> None:
        """A paragraph."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.multi_cell(width, size * 0.5, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def facts(self, rows: Sequence[tuple[str, str]], *, room: float = 0) -> None:
        """Labels, each with what stands beside it; under the last one is at least so much `room` on its page."""
        for place, (name, value) in enumerate(rows, start=1):
            if self.will_page_break(24 + (room if place == len(rows) else 0)):
                self.add_page()
            top = self.get_y()
            self.set_font(FAMILY, "B", 10)
            self.multi_cell(LABEL, ROW, name, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            below, page = self.get_y(), self.page
            self.set_xy(MARGIN + LABEL, top)
            self.set_font(FAMILY, size=10)
            self.multi_cell(0, ROW, value, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            if self.page == page:
                self.set_y(max(below, self.get_y()))

    def drawing(self, strokes: Iterable[Sequence[tuple[int, int]]], field: tuple[int, int]) -> None:
        """Lines by hand beside the labels; `field` is what they were drawn on, as wide and high as its points count."""
        scale, left, top = DRAWN / field[0], MARGIN + LABEL, self.get_y()
        with self.local_context(line_width=PEN, stroke_cap_style="round", stroke_join_style="round"):
            for stroke in strokes:
                # Back to its end once more: a dot is a line too.
                self.polyline([(left + x * scale, top + y * scale) for x, y in (*stroke, stroke[-1])])
        self.set_y(top + self.drawn_height(field))

    @staticmethod
    def drawn_height(field: tuple[int, int]) -> float:
        """How much room `drawing` takes."""
        return DRAWN * field[1] / field[0]

    def dated(self, moment: datetime) -> None:
        """Carry a time of its own, so that the same paper is always the same bytes."""
        self.set_creation_date(moment)
