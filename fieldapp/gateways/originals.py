"""The sealed originals: bytes under their own SHA-256, and what they are; rows about them are written elsewhere."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import BinaryIO

from fieldapp.domain.media import MOST_BYTES, Original, recognise
from fieldapp.gateways.storage import Missing, Storage, Stored


class TooLarge(Exception):
    """More bytes than one file may have."""

    def __init__(self) -> None:
        super().__init__(f"This file is too large: at most {MOST_BYTES // 1024 // 1024} MB are taken.")


class Mismatch(Exception):
    """What came is not what was announced; it has to be sent again."""

    def __init__(self) -> None:
        super().__init__("The file did not arrive whole. It will be sent again.")


def original_key(sha256: str) -> str:
    """Where the bytes of this hash lie; equal bytes lie there once, however often they were sent."""
    return f"originals/{sha256[:2]}/{sha256}"


def seal(storage: Storage, stream: BinaryIO) -> Original:
    """Keep a whole file of at most 25 MB; raises TooLarge and StorageFull."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge
    stored = Stored(len(data), hashlib.sha256(data).hexdigest())
    storage.put(original_key(stored.sha256), data)
    return _described(stored, data)


def seal_parts(storage: Storage, parts: Sequence[str], draft: str, announced: Stored) -> Original:
    """Keep the objects `parts` as one file, put together under `draft`.

    Raises Mismatch, and leaves no draft, when size or hash are not the announced ones or a part is gone; StorageFull.
    """
    try:
        stored = storage.compose(parts, draft)
    except Missing as gone:
        raise Mismatch from gone
    if stored != announced:
        storage.delete(draft)
        raise Mismatch
    with storage.open(draft) as stream:
        original = _described(stored, stream.read())
    storage.move(draft, original_key(stored.sha256))
    return original


def _described(stored: Stored, data: bytes) -> Original:
    media_type, fault = recognise(data)
    return Original(stored.sha256, stored.size, media_type, fault)


def part_key(upload_id: str, number: int) -> str:
    """Where a part of an unfinished upload lies."""
    return f"{_parts(upload_id)}{number:06d}"


def draft_key(upload_id: str, use: str) -> str:
    """A key that no other request has, for what is not a part of the upload yet."""
    return f"{_parts(upload_id)}{use}-{secrets.token_hex(8)}"


def drop_parts(storage: Storage, upload_id: str) -> None:
    """Remove whatever lies there for an upload: its parts, and what requests that died have left."""
    for key in list(storage.keys(_parts(upload_id))):
        storage.delete(key)


def _parts(upload_id: str) -> str:
    return f"uploads/{upload_id}-"


def shown_key(sha256: str, name: str) -> str:
    """Where the copy `name` (`large`, `small`) of an original lies, once the dispatcher has made it."""
    return f"shown/{sha256[:2]}/{sha256}-{name}"
