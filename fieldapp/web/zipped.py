"""Files as one ZIP while it is sent: a file at a time, unpacked as it lies in storage, and a list of what is in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import IO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from fieldapp.domain.dates import LONDON
from fieldapp.domain.media import EXTENSIONS
from fieldapp.domain.spreadsheets import MARK, line
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import Missing, Storage, pieces
from fieldapp.queries.order_files import OrderFile

MANIFEST = "manifest.csv"
COLUMNS = ("file", "id", "visit", "sort", "kind", "caption", "sha256", "size", "taken", "received", "state")
HERE, ON_ITS_WAY = "in this archive", "still on its way"
LOST, OTHER = "missing from the file store", "in this archive, but not the bytes that were received"
# A ZIP knows no other years, a phone's wrong clock does; the first and the last may not be London's.
ZIP_YEARS = range(1981, 2107)


class Outlet:
    """A file that is read while it is written; it cannot go back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Take what the archive writes."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """What was written since."""
        taken = bytes(self._held)
        self._held.clear()
        return taken


def zipped(storage: Storage, files: Sequence[OrderFile]) -> Iterator[bytes]:
    """The archive of what is there of `files`, piece by piece; raises StorageDown, which breaks the download off.

    A file that is not there leaves a line in the list and no gap in the rest: the list is last, and true.
    """
    outlet = Outlet()
    states: dict[str, str] = {}
    with ZipFile(cast(IO[bytes], outlet), "w", ZIP_STORED) as archive:
        for one in files:
            if one.received_at is None:
                states[one.id] = ON_ITS_WAY
                continue
            digest = hashlib.sha256()
            try:
                with closing(_original(storage, one, archive)) as original:
                    for piece in original:
                        digest.update(piece)
                        yield outlet.taken()
            except Missing:
                states[one.id] = LOST
            else:
                states[one.id] = HERE if digest.hexdigest() == one.sha256 else OTHER
                yield outlet.taken()
        info = ZipInfo(MANIFEST, datetime.now(LONDON).timetuple()[:6])
        archive.writestr(info, _manifest(files, states))
    yield outlet.taken()


def _original(storage: Storage, one: OrderFile, archive: ZipFile) -> Generator[bytes]:
    """Copy an original into the archive; gives each piece as it is written."""
    assert one.received_at
    taken = one.taken_at if one.taken_at and one.taken_at.year in ZIP_YEARS else one.received_at
    info = ZipInfo(name_of(one), taken.astimezone(LONDON).timetuple()[:6])
    info.file_size = one.size
    with storage.open(original_key(one.sha256)) as stream, archive.open(info, "w") as member:
        for piece in pieces(stream):
            member.write(piece)
            yield piece


def name_of(one: OrderFile) -> str:
    """`visit 2 after 17.jpg`: from our rows, and no two alike; empty while the bytes are on their way."""
    if one.received_at is None:
        return ""
    words = re.sub(r"[^A-Za-z0-9]+", "-", one.kind or one.sort).strip("-")
    return f"visit {one.visit} {words} {one.number}.{EXTENSIONS.get(one.media_type, 'bin')}"


def _manifest(files: Sequence[OrderFile], states: dict[str, str]) -> str:
    """A line for each file of the order, whether it is in the archive or not."""
    lines = [line(COLUMNS)]
    for one in files:
        state = f"{states[one.id]}: {one.fault}" if one.fault else states[one.id]
        known = (one.id, one.visit, one.sort, one.kind, one.caption, one.sha256, one.size)
        cells = (name_of(one), *known, _moment(one.taken_at), _moment(one.received_at), state)
        lines.append(line(cells))
    return MARK + "".join(lines)


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
