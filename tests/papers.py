"""PDFs, HEIC photos and files that are not what they say, as phones, other programs and attackers send them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pillow_heif
from fpdf import FPDF
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter

from tests import pictures

PAST = b"SECRET"
A4 = b"0 0 595 842"


def document(pages: int = 1, words: str = "Asbestos insulating board behind the boiler.", *, lock: str = "") -> bytes:
    """A PDF as an office makes it, with what it says about itself; locked by a password if one is given."""
    made = FPDF()
    made.set_title("SECRET-TITLE")
    made.set_author("SECRET-AUTHOR")
    made.set_font("helvetica", size=12)
    for number in range(1, pages + 1):
        made.add_page()
        made.multi_cell(0, 6, f"Page {number}. {words}")
    if lock:
        made.set_encryption("owner", lock)
    return bytes(made.output())


def scanned(pages: int, width: int = 1240, height: int = 1754) -> bytes:
    """A PDF of photographed pages, which are drawn slowly and large."""
    made = FPDF()
    picture = Image.effect_noise((width // 2, height // 2), 60).convert("RGB").resize((width, height))
    for _ in range(pages):
        made.add_page()
        made.image(picture, 0, 0, 210, 297)
    return bytes(made.output())


def written(
    *, catalog: bytes = b"", content: bytes = b"", box: bytes = A4, page: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF of one page written by hand, with what stands beside its pages; `more` are objects from number 5 on."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, page),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *more,
    )
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return data + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))


def with_script() -> bytes:
    """A PDF that runs a script when it is opened."""
    return written(catalog=rb"/OpenAction<</S/JavaScript/JS(app.alert\(document.URL\))>>")


def that_starts_a_program() -> bytes:
    """A PDF that starts a program when it is opened."""
    return written(catalog=b"/OpenAction<</S/Launch/F(calc.exe)>>")


def with_a_file_inside() -> bytes:
    """A PDF with another file in it."""
    return written(
        catalog=b"/Names<</EmbeddedFiles<</Names[(run.exe) 5 0 R]>>>>",
        more=(
            b"<</Type/Filespec/F(run.exe)/EF<</F 6 0 R>>>>",
            b"<</Type/EmbeddedFile/Length 2>>stream\nMZ\nendstream",
        ),
    )


def with_a_bomb(side: int = 30_000) -> bytes:
    """A PDF of a few kilobytes whose only picture is of 900 megapixels."""
    packed = zlib.compress(zlib.compress(b"\0" * 3_000_000))
    picture = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (side, side, len(packed), packed)
    )
    return written(content=b"595 0 0 842 0 0 cm /I Do", page=b"/Resources<</XObject<</I 5 0 R>>>>", more=(picture,))


def slow(strokes: int) -> bytes:
    """A PDF whose page takes as long to draw as one likes."""
    lines = (b"%d %d m %d %d l S\n" % (i % 595, i % 842, i * 7 % 595, i * 13 % 842) for i in range(strokes))
    return written(content=b"".join(lines))


def joined(*papers: bytes) -> bytes:
    """One PDF of the pages of several."""
    made, file = PdfWriter(), BytesIO()
    for one in papers:
        made.append(BytesIO(one))
    made.write(file)
    return file.getvalue()


def heic(picture: Image.Image | None = None, **options: Any) -> bytes:
    """A photo as an iPhone stores it."""
    file = BytesIO()
    made = pillow_heif.from_pillow(picture or pictures.four_corners(320, 240))
    made.save(file, quality=80, **options)
    return file.getvalue()


def exif_of_a_past(orientation: int = 1) -> Image.Exif:
    """Where, when and with what a photo was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRET-CAMERA"
    exif[0x9286] = "SECRET-WORDS"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0), 29: "SECRET-DAY"})
    return exif


def with_pasts() -> dict[str, bytes]:
    """A file of each kind that tells about itself in every way that its kind can."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "SECRET-TEXT")
    texts.add_text("Location", "SECRET-PACKED", zip=True)
    texts.add_itxt("XML:com.adobe.xmp", "SECRET-ITXT", "en", "x")
    past, xmp = exif_of_a_past(), pictures.XMP
    return {
        "jpeg": pictures.photo_with_a_past(),
        "png": pictures.photo(form="PNG", pnginfo=texts, exif=past),
        "webp": pictures.photo(form="WEBP", exif=past, xmp=xmp, icc_profile=b"SECRET-PROFILE" * 20),
        "heic": heic(exif=past.tobytes(), xmp=xmp),
        "pdf": document(2),
    }


def bombs() -> dict[str, bytes]:
    """Pictures of 900 megapixels, a kilobyte each."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, 30_000, 30_000, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + 2 * (29_999).to_bytes(3, "little")
    return {
        "jpeg": b"\xff\xd8" + frame + b"\xff\xda" + b"\0" * 200 + b"\xff\xd9",
        "png": pictures.bomb(),
        "webp": b"RIFF" + struct.pack("<I", 4 + len(canvas)) + b"WEBP" + canvas,
    }


def jpeg_and_pdf() -> bytes:
    """A photo that readers of PDFs open as a PDF with a script."""
    return pictures.encoded(pictures.four_corners(), comment=b"%PDF-1.7\n") + with_script()


def pdf_and_jpeg() -> bytes:
    """A PDF with a photo after its end, and a page of script in a comment at its beginning."""
    head, _, rest = document().partition(b"\n")
    return head + b"\n%" + pictures.HTML + b"\n" + rest + pictures.photo()


def gif_and_page() -> bytes:
    """A GIF that browsers who guess take for a page, to be named `photo.jpg`."""
    return b"GIF89a/*\0\0\0*/=1;" + pictures.HTML
