"""What a file is, told by its bytes alone, and whether we take it; no decoding, no name, no I/O."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import timedelta

MOST_BYTES = 25 * 1024 * 1024
# How long an upload that nobody goes on with can be gone on with.
UNFINISHED = timedelta(days=7)
MOST_PIXELS = 50_000_000

JPEG, PNG, WEBP, HEIF, PDF = "image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"
UNKNOWN = "application/octet-stream"
EXTENSIONS = {JPEG: "jpg", PNG: "png", WEBP: "webp", HEIF: "heic", PDF: "pdf", UNKNOWN: "bin"}

HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"mif1", b"msf1")
# Start of frame, in every coding; C4, C8 and CC are tables.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})

Size = tuple[int, int]


@dataclass(frozen=True)
class Original:
    """A file as it was sent: its hash and size, what it is, and why it is not taken as evidence (empty when it is)."""

    sha256: str
    size: int
    media_type: str
    fault: str = ""


def recognise(data: bytes) -> tuple[str, str]:
    """The type of a whole file by its content, and why it is not taken (a sentence for its sender; empty if it is)."""
    if not data:
        return UNKNOWN, "This file is empty. Take the photo again."
    media_type = type_of(data)
    if media_type == UNKNOWN:
        return UNKNOWN, "This is not a photo or a PDF. Send a JPEG, PNG, HEIF, WebP or PDF file."
    if media_type == PDF:
        return PDF, ""
    try:
        width, height = SIZES[media_type](data)
    except (IndexError, ValueError, struct.error):
        return media_type, "This picture is damaged. Take it again."
    return media_type, too_large(width, height)


def type_of(data: bytes) -> str:
    """The type by the first bytes; a PDF must begin as one, whatever readers forgive."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS and b"avif" not in data[8:32]:
        return HEIF
    if data.startswith(b"%PDF-"):
        return PDF
    return UNKNOWN


def too_large(width: int, height: int) -> str:
    """Why a picture of so many pixels is not taken; empty when it is."""
    if width < 1 or height < 1:
        return "This picture is damaged. Take it again."
    if width * height > MOST_PIXELS:
        megapixels = -(-width * height // 1_000_000)
        most = MOST_PIXELS // 1_000_000
        return f"This picture has {megapixels:,} megapixels; at most {most} are taken. Send a smaller one."
    return ""


def _jpeg_size(data: bytes) -> Size:
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in JPEG_BARE:
            at += 2
        elif marker in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        elif marker in (0xD9, 0xDA):
            raise ValueError("pixels before their frame")
        else:
            at += 2 + max(2, struct.unpack_from(">H", data, at + 2)[0])


def _png_size(data: bytes) -> Size:
    if data[12:16] != b"IHDR":
        raise ValueError("no header")
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _webp_size(data: bytes) -> Size:
    form = data[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if form == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("no frame")


def _heif_size(data: bytes) -> Size:
    """The largest of the file's pictures: the whole one beside its tiles and its thumbnail."""
    sizes: list[Size] = []
    at = data.find(b"ispe")
    while at != -1:
        width, height = struct.unpack_from(">II", data, at + 8)
        sizes.append((width, height))
        at = data.find(b"ispe", at + 4)
    return max(sizes, key=lambda size: size[0] * size[1])


SIZES = {JPEG: _jpeg_size, PNG: _png_size, WEBP: _webp_size, HEIF: _heif_size}
