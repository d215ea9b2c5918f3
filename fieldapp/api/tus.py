"""The words of tus 1.0: its headers read, its refusals answered; no file and no row is touched here."""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from typing import BinaryIO
from uuid import UUID

from flask import Response, jsonify, request
from werkzeug.exceptions import ClientDisconnected

from fieldapp.domain.media import MOST_BYTES
from fieldapp.domain.numbers import row_number

TUS = "1.0.0"
CHUNK_TYPE = "application/offset+octet-stream"
SHA256 = re.compile(r"[0-9a-f]{64}")
CHECKSUMS = ("sha256", "sha1")
CHECKSUM_MISMATCH = 460
ABILITIES = {
    "Tus-Version": TUS,
    "Tus-Extension": "creation,creation-with-upload,checksum,termination,expiration",
    "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    "Tus-Max-Size": str(MOST_BYTES),
}


class NotTaken(Exception):
    """An answer other than success: status, the code for the phone, the sentence for the person, headers."""

    def __init__(self, status: int, code: str, reason: str, **headers: str) -> None:
        super().__init__(reason)
        self.status, self.code, self.reason = status, code, reason
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Checksum:
    """What Upload-Checksum says of a body, and the sum of what has come of it; without that header all is well."""

    def __init__(self, header: str | None) -> None:
        self._told, self._sum = b"", None
        if header is None:
            return
        name, _, told = header.strip().partition(" ")
        if name not in CHECKSUMS:
            raise NotTaken(400, "malformed", f"Upload-Checksum is taken as {' or '.join(CHECKSUMS)}.")
        try:
            self._told = b64decode(told, validate=True)
        except binascii.Error as fault:
            raise NotTaken(400, "malformed", "The sum in Upload-Checksum is not one.") from fault
        self._sum = hashlib.new(name, usedforsecurity=False)

    def take(self, piece: bytes) -> None:
        """Count it in."""
        if self._sum:
            self._sum.update(piece)

    def fits(self) -> bool:
        """Whether what has come is what was meant."""
        return self._sum is None or self._sum.digest() == self._told


class Body:
    """The request's body up to `most` bytes, and whether there was more; ends where the connection broke."""

    def __init__(self, stream: BinaryIO, most: int, checksum: Checksum) -> None:
        self.stream, self.left, self.more, self.checksum = stream, most, False, checksum

    def read(self, size: int) -> bytes:
        """The next bytes; none at the end, as a stream does."""
        try:
            piece = self.stream.read(min(size, self.left + 1))
        except ClientDisconnected:
            return b""
        self.more |= len(piece) > self.left
        piece = piece[: self.left]
        self.checksum.take(piece)
        self.left -= len(piece)
        return piece


def announced(metadata: str) -> tuple[str, str]:
    """The blob's id and hash from Upload-Metadata; anything else in it, such as a file's name, is not looked at."""
    pairs = dict(pair.strip().partition(" ")[::2] for pair in metadata.split(","))
    try:
        blob_id = str(UUID(b64decode(pairs["blob"], validate=True).decode("ascii")))
        sha256 = b64decode(pairs["sha256"], validate=True).decode("ascii").lower()
    except (KeyError, ValueError, binascii.Error) as fault:
        raise NotTaken(400, "malformed", "Upload-Metadata needs blob and sha256.") from fault
    if not SHA256.fullmatch(sha256):
        raise NotTaken(400, "malformed", "The sha256 in Upload-Metadata is not one.")
    return blob_id, sha256


def number_in(header: str) -> int:
    """The whole number that a header gives."""
    number = row_number(request.headers.get(header, ""))
    if number is None:
        raise NotTaken(400, "malformed", f"{header} is missing or not a number.")
    return number


def speak_tus() -> None:
    """Refuse a version of the protocol that we do not speak; reading an upload's state as JSON is not tus."""
    if request.method in ("HEAD", "POST", "PATCH", "DELETE") and request.headers.get("Tus-Resumable") != TUS:
        raise NotTaken(412, "tus-version", "This upload speaks another version.", Tus_Version=TUS)


def sign_tus(response: Response) -> Response:
    """What every answer carries."""
    response.headers["Tus-Resumable"] = TUS
    response.headers["Cache-Control"] = "no-store"
    return response


def not_taken(answer: NotTaken) -> tuple[Response, int, dict[str, str]]:
    """As JSON, with the code that the phone acts on."""
    return jsonify(code=answer.code, reason=answer.reason), answer.status, answer.headers
