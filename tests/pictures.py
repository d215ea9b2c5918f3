"""Pictures and other files as phones and attackers send them."""

from __future__ import annotations

import hashlib
import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x14ispe\x00\x00\x00\x00" + struct.pack(
    ">II", 4032, 3024
)
PLACE = "51 deg 30 min"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET-XMP</x:xmpmeta>'
TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT = (250, 0, 0), (0, 250, 0), (0, 0, 250), (250, 250, 0)


def sha256(data: bytes) -> str:
    """The hash in hex."""
    return hashlib.sha256(data).hexdigest()


def encoded(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def four_corners(width: int = 160, height: int = 120) -> Image.Image:
    """A picture whose four quarters have colours of their own, so that one sees which way up it is."""
    picture = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    for place, colour in (
        ((0, 0), TOP_LEFT),
        ((half[0], 0), TOP_RIGHT),
        ((0, half[1]), BOTTOM_LEFT),
        (half, BOTTOM_RIGHT),
    ):
        picture.paste(colour, (*place, place[0] + half[0], place[1] + half[1]))
    return picture


def photo(width: int = 160, height: int = 120, form: str = "JPEG", **options: Any) -> bytes:
    """A small photo."""
    return encoded(four_corners(width, height), form, **options)


def photo_with_a_past() -> bytes:
    """A JPEG that tells where, when and with what it was taken, in every way that a JPEG can."""
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif[0x0132] = "2026:11:21 10:01:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0), 29: "SECRET-DAY"})
    return encoded(four_corners(), exif=exif, comment=b"SECRET-COMMENT", xmp=XMP, icc_profile=b"SECRET-PROFILE" * 20)


def turned(orientation: int) -> bytes:
    """The picture of four corners as a phone held some way stores it: turned, with the EXIF that turns it back."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    picture = four_corners()
    if orientation in undo:
        picture = picture.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(picture, exif=exif, quality=95)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of 900 megapixels in a few hundred bytes of header and a little data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        PngImagePlugin.o32(len(data)) + name + data + PngImagePlugin.o32(zlib.crc32(name + data))
        for name, data in ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    )


def polyglot() -> bytes:
    """A photo that is also a web page: in its comment and after its end."""
    return encoded(four_corners(), comment=HTML) + HTML
