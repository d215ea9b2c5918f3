"""The decoder: a program of its own that turns a picture or a PDF into copies to be shown.

It is started by `confined.py`, under its limits. The file on standard input, lines of JSON on standard output, the last
of which counts: `fault` is empty when the copies are in the folder, else the sentence for whoever sent it; `sizes` is
the width and height of each page's copy, `pages` how many a PDF has, `warning` what it carries. Each page that is drawn
is told at once: the next one may be the end of this process.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

PICTURE_SECONDS = 5
DAMAGED = "This picture is damaged and cannot be opened. Take it again."
TOO_MUCH = "This picture needs too much room to be opened. Send a smaller one."
PDF_DAMAGED = "This PDF is damaged and its pages cannot be shown. Make it again and send that."
PDF_LOCKED = "This PDF asks for a password, so its pages cannot be shown. Send one that asks for none."
PDF_TOO_MUCH = "This PDF needs too much room for its pages to be shown. Save the original to read it."
MOST_PAGES = 20
# After so much work no further page is begun; the one at work may take the rest of its time, and no more.
PAGES_SECONDS = 5.0
PASSWORD_WRONG = 4
CARRIED = {
    b"/JavaScript": "a script",
    b"/Launch": "a program to start",
    b"/EmbeddedFile": "other files",
    b"/RichMedia": "a film",
}


READER: Any = sys.stdin.buffer
HEAD: bytes = READER.peek(12)
IS_PDF, IS_HEIF = HEAD.startswith(b"%PDF-"), HEAD[4:8] == b"ftyp"

# Only what this file needs: most are JPEG, and loading all would take longer than turning one.
if IS_PDF:
    import pypdfium2
    import pypdfium2.raw
elif IS_HEIF:
    import pillow_heif

    # Without threads, whose room counts against the limit; and never an embedded thumbnail in the picture's place.
    pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)


def picture(most_pixels: int, side: int) -> Image.Image:
    """The picture on standard input, fitted into `side` pixels; raises whatever a broken file makes Pillow raise."""
    resource.setrlimit(resource.RLIMIT_CPU, (PICTURE_SECONDS, PICTURE_SECONDS))
    with Image.open(READER, formats=("JPEG", "PNG", "WEBP", "HEIF")) as opened:
        if opened.width * opened.height > most_pixels:
            raise ValueError("too many pixels")
        shrink(opened, side)
        return flattened(ImageOps.exif_transpose(opened))


def shrink(picture: Image.Image, side: int) -> None:
    """Make it fit, in place; never larger than it was."""
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)


def flattened(picture: Image.Image) -> Image.Image:
    """The pixels alone, on white: a new picture has no EXIF, place, XMP, comment or profile to carry over."""
    clean = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(picture.convert("RGB"))
    return clean


def save(picture: Image.Image, to: Path, quality: int) -> None:
    """A JPEG with nothing in it but pixels."""
    picture.save(to, "JPEG", quality=quality, optimize=True, progressive=True)


def draw_picture(folder: Path, most_pixels: int, sides: dict[str, int]) -> dict[str, Any]:
    """Write a JPEG per name of `sides` whose longer side is at most so many pixels; gives what is known of it."""
    try:
        copy = picture(most_pixels, max(sides.values()))
    except MemoryError:
        return {"fault": TOO_MUCH}
    except Exception:  # noqa: BLE001 - there is no list of what Pillow's plugins raise
        return {"fault": DAMAGED}
    size = copy.size
    for name, side in sorted(sides.items(), key=lambda pair: -pair[1]):
        shrink(copy, side)
        save(copy, folder / name, 80)
    return {"sizes": [size]}


def draw_pages(folder: Path, sides: dict[str, int]) -> dict[str, Any]:
    """Write the first pages of a PDF: the first in every size, `page-2` and so on in the largest.

    The renderer is built without a script engine, and nothing asks it to follow an action: a page is what is printed.
    """
    data = READER.read()
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
        if not pages:
            return {"fault": PDF_DAMAGED}
        document.init_forms()
        told: dict[str, Any] = {"sizes": [], "pages": pages, "warning": carried(data, document)}
        for number in range(min(pages, MOST_PAGES)):
            if number and time.process_time() > PAGES_SECONDS:
                break
            told["sizes"].append(draw_page(document, number, folder, sides))
            tell(told)
    except MemoryError:
        return {"fault": PDF_TOO_MUCH}
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == PASSWORD_WRONG
        return {"fault": PDF_LOCKED if locked else PDF_DAMAGED}
    return told


def tell(found: dict[str, Any]) -> None:
    """Say what is known of the file by now."""
    sys.stdout.write(json.dumps({"fault": ""} | found) + "\n")
    sys.stdout.flush()


def draw_page(document: Any, number: int, folder: Path, sides: dict[str, int]) -> tuple[int, int]:
    """One page, fitted into the largest side whatever size the PDF says that it has; gives the copy's size."""
    page = document[number]
    large = max(sides.values())
    scale = large / max(*page.get_size(), 1)
    copy = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False).to_pil().convert("RGB")
    page.close()
    # The renderer rounds up.
    copy = copy.crop((0, 0, min(copy.width, large), min(copy.height, large)))
    size = copy.size
    if number:
        save(copy, folder / f"page-{number + 1}", 60)
        return size
    for name, side in sorted(sides.items(), key=lambda pair: -pair[1]):
        shrink(copy, side)
        save(copy, folder / name, 60)
    return size


def carried(data: bytes, document: Any) -> str:
    """What a PDF carries beside its pages, as far as that can be seen; for people, nothing is decided by it."""
    found = {words for mark, words in CARRIED.items() if mark in data}
    if pypdfium2.raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.add("a script")
    if document.count_attachments():
        found.add("other files")
    return " and ".join(sorted(found))


def main(folder: str, most_pixels: str, sides: dict[str, int]) -> dict[str, Any]:
    """Write the copies; gives what is known of them.

    What goes wrong in writing is not the file's fault: it ends this process, and is tried again.
    """
    warnings.simplefilter("ignore")
    if IS_PDF:
        return draw_pages(Path(folder), sides)
    return draw_picture(Path(folder), int(most_pixels), sides)


if __name__ == "__main__":
    tell(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3])))
