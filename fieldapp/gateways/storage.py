"""Where bytes are kept: objects under keys of our own making, here in a folder; no row, no name of a client's, no rule.

The same words for a bucket are in `s3.py`; which of the two is meant says `storage_url.py`.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, Protocol

PIECE = 256 * 1024
KEY = re.compile(r"[a-z0-9-]{1,80}(/[a-z0-9-]{1,80}){1,5}(\.[a-z0-9]{1,5})?")
FULL = (errno.ENOSPC, errno.EDQUOT)
# What a disk or a share says that is away, broken or not ours to write on.
AWAY = (
    errno.EIO, errno.ESTALE, errno.EROFS, errno.EHOSTDOWN, errno.EREMOTEIO, errno.ENODEV, errno.EACCES, errno.EPERM,
)  # fmt: skip
PARTIAL = ".partial"


class StorageFull(Exception):
    """There is no room for these bytes; nothing of them is left behind, and the same request may succeed later."""

    def __init__(self) -> None:
        super().__init__("The office's file store is full. Keep the file: it will be sent again later.")


class StorageDown(OSError):
    """The store does not answer, or not as it should; the same request may succeed later. Its cause is for the log."""

    def __init__(self) -> None:
        super().__init__("The office's file store cannot be reached. Keep the file: it will be sent again later.")


class Missing(Exception):
    """No object has this key."""


@dataclass(frozen=True)
class Stored:
    """What was written: its size in bytes and its SHA-256 in hex."""

    size: int
    sha256: str


class Storage(Protocol):
    """Objects under keys. An object is there whole or not at all, and survives a power cut once `put` has returned.

    Everything raises StorageDown where the store is away, and does so within seconds.
    """

    def put(self, key: str, data: bytes | BinaryIO) -> Stored:
        """Store bytes, or a stream to its end, in place of what the key had; raises StorageFull."""
        ...

    def compose(self, parts: Iterable[str], key: str) -> Stored:
        """Store the objects `parts`, one after the other, as one; raises Missing and StorageFull."""
        ...

    def move(self, key: str, to: str) -> None:
        """Give an object another key, in place of what that had; raises Missing."""
        ...

    def open(self, key: str) -> BinaryIO:
        """A stream of the object, to be closed by the caller; raises Missing."""
        ...

    def size(self, key: str) -> int:
        """Its size in bytes; raises Missing."""
        ...

    def exists(self, key: str) -> bool:
        """Whether there is such an object."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object; nothing happens where there is none."""
        ...

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin with `prefix` (`uploads/<id>`), sorted."""
        ...

    def sweep(self, before: datetime) -> int:
        """Remove what writers that died left half-written before a moment; gives how many."""
        ...


class FolderStorage:
    """Objects as files below one folder: written beside, synced, renamed, the folder synced."""

    def __init__(self, root: Path) -> None:
        """`root` is made on first use, so that a deployment's mount may come after the program's start."""
        self.root = root

    def put(self, key: str, data: bytes | BinaryIO) -> Stored:
        """See Storage."""
        target = self._path(key)
        stream = BytesIO(data) if isinstance(data, bytes) else data
        with self._arriving(target) as file:
            return copied(pieces(stream), file)

    def compose(self, parts: Iterable[str], key: str) -> Stored:
        """See Storage."""
        target = self._path(key)
        with self._arriving(target) as file:
            return copied(self._pieces_of(parts), file)

    def move(self, key: str, to: str) -> None:
        """See Storage."""
        source, target = self._path(key), self._path(to)
        with in_words(key):
            self._make_folder(target.parent)
            source.rename(target)
            _sync_folder(target.parent)

    def open(self, key: str) -> BinaryIO:
        """See Storage."""
        with in_words(key):
            return self._path(key).open("rb")

    def size(self, key: str) -> int:
        """See Storage."""
        with in_words(key):
            return self._path(key).stat().st_size

    def exists(self, key: str) -> bool:
        """See Storage."""
        try:
            self.size(key)
        except Missing:
            return False
        return True

    def delete(self, key: str) -> None:
        """See Storage."""
        with in_words(key):
            self._path(key).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        """See Storage."""
        for path in sorted(self._path(prefix).parent.rglob("*")):
            key = path.relative_to(self.root).as_posix()
            if key.startswith(prefix) and path.is_file():
                yield key

    def sweep(self, before: datetime) -> int:
        """See Storage."""
        removed = 0
        for path in (self.root / PARTIAL).glob("*"):
            # A writer that lives may rename it at any time.
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def _path(self, key: str) -> Path:
        return self.root / checked(key)

    @contextmanager
    def _arriving(self, target: Path) -> Iterator[BinaryIO]:
        """A file that takes the place of `target` when the block ends well, and is gone when it does not."""
        draft = self.root / PARTIAL / secrets.token_hex(16)
        with in_words(target.name):
            self._make_folder(draft.parent)
            try:
                with draft.open("xb") as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                self._make_folder(target.parent)
                draft.rename(target)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
            _sync_folder(target.parent)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder and those above it, each entry synced: a file in a folder that a power cut forgets is lost."""
        if folder.is_dir():
            return
        if folder != self.root:
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
        else:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(folder.parent)

    def _pieces_of(self, parts: Iterable[str]) -> Iterator[bytes]:
        for part in parts:
            with self.open(part) as stream:
                yield from pieces(stream)


def checked(key: str) -> str:
    """The key itself; ValueError for one that is not of our making."""
    if not KEY.fullmatch(key):
        raise ValueError(f"not a key: {key!r}")
    return key


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """A stream to its end."""
    while piece := stream.read(PIECE):
        yield piece


def copied(pieces: Iterable[bytes], file: IO[bytes]) -> Stored:
    """What was written of these pieces."""
    size, digest = 0, hashlib.sha256()
    for piece in pieces:
        file.write(piece)
        digest.update(piece)
        size += len(piece)
    return Stored(size, digest.hexdigest())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def in_words(key: str) -> Iterator[None]:
    """The operating system's errors as ours."""
    try:
        yield
    except FileNotFoundError as error:
        raise Missing(key) from error
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        if error.errno in AWAY:
            raise StorageDown from error
        raise
