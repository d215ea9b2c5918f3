"""Objects in a bucket of an S3 store, in the words of `storage.py`; a bucket is never made here, only used.

A store shows an object when all of it has arrived, so what `put` began and did not end is not there. Whatever passes is
held here whole, in memory or a temporary file, so that a slow phone keeps no connection to the store open and a store
that breaks off is noticed before anybody was told anything.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Self, cast

from minio import Minio
from minio.commonconfig import CopySource
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as Silence

from fieldapp.config import S3Keys
from fieldapp.gateways.storage import (
    PIECE,
    Missing,
    StorageDown,
    StorageFull,
    Stored,
    checked,
    copied,
    in_words,
    pieces,
)

CONNECT_SECONDS, READ_SECONDS = 3.0, 10.0
# After silence nobody asks again for so long: threads that wait for a dead store would be missed everywhere else.
REST_SECONDS = 5.0
IN_MEMORY = 1024 * 1024
# The most that S3 takes in one request: an object is never sent in parts, which could be left lying.
ONE_PART = 5 * 1024**3
GONE = ("NoSuchKey", "NoSuchVersion")
FULL = ("QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientCapacity")
INSUFFICIENT_STORAGE = 507


@dataclass(frozen=True)
class Bucket:
    """Where it is: its name, the host (and port) that serves it, who we are there, and the region that is signed."""

    name: str
    host: str
    keys: S3Keys
    region: str | None = None
    tls: bool = True


class OnceMore(Retry):
    """Asks again where a kept connection was closed meanwhile; a store that was silent is not asked twice."""

    def increment(self, *args: Any, **more: Any) -> Self:
        """See Retry."""
        if isinstance(error := more.get("error"), Silence):
            raise error
        return super().increment(*args, **more)


class S3Storage:
    """Objects of one bucket."""

    def __init__(self, bucket: Bucket, *, connect: float = CONNECT_SECONDS, read: float = READ_SECONDS) -> None:
        """Nothing is asked of the store yet; `connect` and `read` are how many seconds it may be silent."""
        self.bucket = bucket.name
        self._quiet_until = 0.0
        self.client = Minio(
            bucket.host,
            bucket.keys.access_key,
            bucket.keys.secret_key,
            bucket.keys.session_token,
            secure=bucket.tls,
            region=bucket.region,
            # What is signed for one address goes to no other.
            http_client=PoolManager(
                maxsize=8, timeout=Timeout(connect=connect, read=read), retries=OnceMore(total=1, redirect=False)
            ),
        )

    def put(self, key: str, data: bytes | BinaryIO) -> Stored:
        """See Storage."""
        return self._put(key, pieces(BytesIO(data) if isinstance(data, bytes) else data))

    def compose(self, parts: Iterable[str], key: str) -> Stored:
        """See Storage."""
        return self._put(key, self._pieces_of(parts))

    def move(self, key: str, to: str) -> None:
        """See Storage. For a moment, or after a failure, the object has both keys."""
        with self._asked(checked(key)):
            self.client.copy_object(self.bucket, checked(to), CopySource(self.bucket, key))
            self.client.remove_object(self.bucket, key)

    def open(self, key: str) -> BinaryIO:
        """See Storage. The whole object is here when it is given."""
        file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
        try:
            with in_words(key), self._asked(checked(key)):
                answer = self.client.get_object(self.bucket, key)
                try:
                    copied(answer.stream(PIECE), file)
                finally:
                    answer.close()
                    answer.release_conn()
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return cast(BinaryIO, file)

    def size(self, key: str) -> int:
        """See Storage."""
        with self._asked(checked(key)):
            return self.client.stat_object(self.bucket, key).size or 0

    def exists(self, key: str) -> bool:
        """See Storage."""
        try:
            self.size(key)
        except Missing:
            return False
        return True

    def delete(self, key: str) -> None:
        """See Storage."""
        with suppress(Missing), self._asked(checked(key)):
            self.client.remove_object(self.bucket, key)

    def keys(self, prefix: str) -> Iterator[str]:
        """See Storage."""
        with self._asked(checked(prefix)):
            found = list(self.client.list_objects(self.bucket, prefix=prefix, recursive=True))
        yield from sorted(one.object_name for one in found if one.object_name)

    def sweep(self, before: datetime) -> int:
        """See Storage: a store keeps nothing half-written of what is sent in one piece."""
        return 0

    def _put(self, key: str, data: Iterable[bytes]) -> Stored:
        with in_words(checked(key)), SpooledTemporaryFile(IN_MEMORY) as file:
            stored = copied(data, file)
            file.seek(0)
            with self._asked(key):
                self.client.put_object(self.bucket, key, cast(BinaryIO, file), stored.size, part_size=ONE_PART)
        return stored

    def _pieces_of(self, parts: Iterable[str]) -> Iterator[bytes]:
        for part in parts:
            with self.open(part) as stream:
                yield from pieces(stream)

    @contextmanager
    def _asked(self, key: str) -> Iterator[None]:
        """The store's errors as ours; while it was silent a moment ago it is not asked."""
        if time.monotonic() < self._quiet_until:
            raise StorageDown
        try:
            yield
        except S3Error as error:
            if error.code in GONE:
                raise Missing(key) from error
            if error.code in FULL or error.response.status == INSUFFICIENT_STORAGE:
                raise StorageFull from error
            raise StorageDown from error
        except MinioException as error:
            raise StorageDown from error
        except HTTPError as error:
            self._quiet_until = time.monotonic() + REST_SECONDS
            raise StorageDown from error
