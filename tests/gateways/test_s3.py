"""Tests of gateways/s3.py: what a store may do to us, and that we give up in time."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fieldapp.gateways.s3 import REST_SECONDS, Bucket, S3Storage
from fieldapp.gateways.storage import Missing, StorageDown, StorageFull
from fieldapp.gateways.storage_url import storage_from
from tests.gateways.buckets import new_bucket
from tests.seaweedfs import KEYS, SeaweedFS

ERROR = "<?xml version='1.0'?><Error><Code>{code}</Code><Message>m</Message></Error>"


def bucket_at(port: int) -> S3Storage:
    """A bucket whose store may be silent for a fraction of a second."""
    return S3Storage(Bucket("evidence", f"127.0.0.1:{port}", KEYS, "us-east-1", tls=False), connect=0.3, read=0.3)


@contextmanager
def store_that_says(status: int, code: str, declared: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """A store with one answer to everything; gives its port and what it was asked."""
    asked: list[str] = []
    body = ERROR.format(code=code).encode() if code else b"only a part"

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.append(self.command)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(declared or len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_PUT = do_HEAD = do_DELETE = answer  # noqa: N815 - their names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_keys_that_are_wrong_open_nothing(seaweedfs: SeaweedFS, caplog: pytest.LogCaptureFixture) -> None:
    url = new_bucket(seaweedfs)
    storage_from(url, KEYS).put("originals/ab/one", b"x")
    caplog.set_level(logging.DEBUG)
    forged = storage_from(url, replace(KEYS, secret_key="another-secret"))
    with pytest.raises(StorageDown) as refusal:
        forged.open("originals/ab/one")
    assert "SignatureDoesNotMatch" in str(refusal.value.__cause__)
    for act in (lambda: forged.put("originals/ab/one", b"y"), lambda: forged.delete("originals/ab/one")):
        with pytest.raises(StorageDown):
            act()
    with storage_from(url, KEYS).open("originals/ab/one") as stream:
        assert stream.read() == b"x"
    assert "another-secret" not in caplog.text + str(refusal.value.__cause__)


def test_a_bucket_that_does_not_exist_is_not_made(seaweedfs: SeaweedFS) -> None:
    nowhere = storage_from(seaweedfs.url("no-such-bucket"), KEYS)
    with pytest.raises(StorageDown) as refusal:
        nowhere.put("uploads/one", b"x")
    assert "NoSuchBucket" in str(refusal.value.__cause__)
    with pytest.raises(StorageDown):
        nowhere.open("uploads/one")


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (507, "Whatever", StorageFull),
        (400, "XMinioStorageFull", StorageFull),
        (403, "QuotaExceeded", StorageFull),
        (500, "InternalError", StorageDown),
        (503, "SlowDown", StorageDown),
        (403, "InvalidAccessKeyId", StorageDown),
        (307, "TemporaryRedirect", StorageDown),
        (404, "NoSuchKey", Missing),
    ],
)
def test_what_a_store_says_is_said_in_our_words(status: int, code: str, outcome: type[Exception]) -> None:
    with store_that_says(status, code) as (port, _), pytest.raises(outcome):
        bucket_at(port).open("uploads/one")


def test_a_full_store_is_said_to_whoever_stores() -> None:
    with (
        store_that_says(507, "InsufficientStorage") as (port, _),
        pytest.raises(StorageFull, match="The office's file store is full"),
    ):
        bucket_at(port).put("uploads/one", b"x")


def test_an_object_that_breaks_off_is_not_given_out() -> None:
    """Its reader would take the part for the whole."""
    with store_that_says(200, "", declared=100) as (port, _), pytest.raises(StorageDown):
        bucket_at(port).open("uploads/one")


def test_a_store_that_is_not_there_is_said_at_once() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        storage = bucket_at(nobody.getsockname()[1])
        for act in (lambda: storage.put("uploads/one", b"x"), lambda: storage.exists("uploads/one")):
            with pytest.raises(StorageDown, match="cannot be reached"):
                act()


def connections(listening: socket.socket) -> int:
    """How often somebody has connected since this was last asked."""
    listening.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            listening.accept()[0].close()
            count += 1
    return count


def test_nobody_waits_twice_for_a_store_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection and never answers. Threads that wait are missed by people who need no file."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        storage = bucket_at(silent.getsockname()[1])
        with pytest.raises(StorageDown):
            storage.open("uploads/one")
        assert connections(silent) == 1
        for _ in range(50):
            with pytest.raises(StorageDown):
                storage.open("uploads/one")
        assert connections(silent) == 0
    later = time.monotonic() + REST_SECONDS + 1
    monkeypatch.setattr("fieldapp.gateways.s3.time.monotonic", lambda: later)
    with store_that_says(404, "NoSuchKey") as (port, asked):
        storage.client = bucket_at(port).client
        with pytest.raises(Missing):
            storage.open("uploads/one")
        assert asked == ["GET"]


def test_an_object_is_sent_in_one_piece() -> None:
    """A put of several parts that dies leaves parts that nobody sees and somebody pays for."""
    with store_that_says(200, "") as (port, asked):
        storage = S3Storage(Bucket("evidence", f"127.0.0.1:{port}", KEYS, "us-east-1", tls=False))
        storage.put("uploads/large", b"x" * 12_000_000)
    assert asked == ["PUT"]
