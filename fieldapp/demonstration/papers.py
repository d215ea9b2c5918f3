"""Documents that nobody signed: one-page PDFs of plain words, written out by hand; no script, no file inside."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

WIDE = 84
STAMP = "Demonstration only. Invented people, homes and firms."


def paper(title: str, lines: Sequence[str]) -> bytes:
    """A page of A4 with a title, the lines under it, and what it is not; the same words, the same bytes."""
    rows = [row for line in lines for row in (wrap(line, WIDE) or [""])]
    body = [_row(11, 750 - 18 * number, row) for number, row in enumerate(rows)]
    content = "\n".join([_row(16, 790, title), *body, _row(9, 40, STAMP)]).encode("cp1252", "replace")
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Font << /F1 5 0 R >> >>",
        ]
    )


def _row(size: int, height: int, words: str) -> str:
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf 56 {height} Td ({escaped}) Tj ET"


def _file(objects: Sequence[bytes]) -> bytes:
    """The objects, numbered from 1, with the table of where each begins."""
    data, begins = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        begins.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in begins)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    foot = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))
    return data + head + table + foot
