"""Tests of gateways/storage.py, s3.py and storage_url.py: a folder and a bucket keep the same promises."""

from __future__ import annotations

import errno
import os
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from fieldapp.config import SettingsError, file_url
from fieldapp.gateways.s3 import S3Storage
from fieldapp.gateways.storage import FolderStorage, Missing, Storage, StorageDown, StorageFull, Stored
from fieldapp.gateways.storage_url import storage_from
from tests.gateways.buckets import keys_in, new_bucket
from tests.pictures import sha256
from tests.seaweedfs import KEYS


@pytest.fixture
def folder(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "storage")


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, folder: FolderStorage) -> Storage:
    if request.param == "folder":
        return folder
    return storage_from(new_bucket(request.getfixturevalue("seaweedfs")), KEYS)


class Breaking(BytesIO):
    """A stream that breaks in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError


def everything_in(storage: Storage) -> list[str]:
    """The last words of all keys, and of whatever else lies there."""
    if isinstance(storage, FolderStorage):
        return sorted(path.name for path in storage.root.rglob("*") if path.is_file())
    assert isinstance(storage, S3Storage)
    return sorted(key.rsplit("/", 1)[-1] for key in keys_in(storage))


def test_what_was_put_is_read_back(storage: Storage) -> None:
    assert storage.put("originals/ab/abcd", b"bytes") == Stored(5, sha256(b"bytes"))
    assert storage.put("originals/ab/streamed", BytesIO(b"more" * 200_000)).size == 800_000
    with storage.open("originals/ab/abcd") as stream:
        assert stream.read() == b"bytes"
    assert (storage.size("originals/ab/streamed"), storage.exists("originals/ab/abcd")) == (800_000, True)


def test_a_second_put_takes_the_place_of_the_first(storage: Storage) -> None:
    storage.put("uploads/one", b"first")
    storage.put("uploads/one", b"second")
    with storage.open("uploads/one") as stream:
        assert stream.read() == b"second"


def test_what_is_not_there_is_missing(storage: Storage) -> None:
    assert not storage.exists("uploads/none")
    with pytest.raises(Missing):
        storage.open("uploads/none")
    with pytest.raises(Missing):
        storage.size("uploads/none")
    with pytest.raises(Missing):
        storage.move("uploads/none", "uploads/other")
    storage.delete("uploads/none")
    assert list(storage.keys("uploads/none")) == []


def test_parts_are_put_together_in_the_order_given(storage: Storage) -> None:
    for number, data in enumerate((b"one ", b"two ", b"three")):
        storage.put(f"uploads/x-{number}", data)
    assert storage.compose([f"uploads/x-{n}" for n in (0, 1, 2)], "uploads/whole").sha256 == sha256(b"one two three")
    with pytest.raises(Missing):
        storage.compose(["uploads/x-0", "uploads/x-9"], "uploads/other")
    assert everything_in(storage) == ["whole", "x-0", "x-1", "x-2"]


def test_keys_are_listed_by_their_beginning(storage: Storage) -> None:
    for key in ("uploads/a-1", "uploads/a-2", "uploads/b-1", "originals/aa/a"):
        storage.put(key, b"x")
    assert list(storage.keys("uploads/a-")) == ["uploads/a-1", "uploads/a-2"]
    storage.move("uploads/a-1", "originals/bb/b")
    storage.delete("uploads/a-2")
    assert list(storage.keys("uploads/a-")) == []


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "../x",
        "uploads/../x",
        "/etc/passwd",
        "uploads//x",
        "uploads/",
        "uploads/X y",
        "uploads/x\n",
        "a/b\0",
        "a/.b",
    ],
)
def test_only_keys_of_our_own_making_are_taken(storage: Storage, key: str) -> None:
    for act in (lambda: storage.put(key, b"x"), lambda: storage.open(key), lambda: storage.delete(key)):
        with pytest.raises(ValueError, match="not a key"):
            act()


def test_a_stream_that_breaks_leaves_nothing(storage: Storage) -> None:
    storage.put("uploads/one", b"first")
    with pytest.raises(ConnectionResetError):
        storage.put("uploads/one", cast(BinaryIO, Breaking()))
    assert everything_in(storage) == ["one"]
    with storage.open("uploads/one") as stream:
        assert stream.read() == b"first"


def test_a_full_disk_is_said_in_words_and_leaves_nothing(
    folder: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("uploads/before", b"x")

    def no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        with pytest.raises(StorageFull, match="The office's file store is full"):
            folder.put("uploads/one", b"x" * 1000)
    assert everything_in(folder) == ["before"]
    folder.put("uploads/one", b"x")


def test_what_dead_writers_left_is_swept_and_what_living_ones_write_is_not(folder: FolderStorage) -> None:
    folder.put("uploads/one", b"x")
    old, new = folder.root / ".partial" / "old", folder.root / ".partial" / "new"
    for draft in (old, new):
        draft.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    assert folder.sweep(datetime.now(UTC) - timedelta(days=1)) == 1
    assert everything_in(folder) == ["new", "one"]


def test_the_folder_is_for_its_owner_only(folder: FolderStorage) -> None:
    folder.put("uploads/one", b"x")
    assert folder.root.stat().st_mode & 0o077 == 0


def test_a_folder_is_named_by_a_url(tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    storage_from(file_url(folder)).put("uploads/one", b"x")
    assert (folder / "uploads" / "one").read_bytes() == b"x"


@pytest.mark.parametrize("code", [errno.EIO, errno.EROFS, errno.EACCES, errno.ESTALE])
def test_a_disk_that_is_away_is_said_in_words(
    folder: FolderStorage, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def away(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", away)
    with pytest.raises(StorageDown, match="The office's file store cannot be reached"):
        folder.put("uploads/one", b"x")
    assert everything_in(folder) == []


def test_a_disk_that_is_away_does_not_say_that_nothing_is_there(
    folder: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_path: Path, **_: object) -> os.stat_result:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    folder.put("uploads/one", b"x")
    with monkeypatch.context() as broken:
        broken.setattr(Path, "stat", away)
        with pytest.raises(StorageDown, match="The office's file store cannot be reached"):
            folder.exists("uploads/one")
    assert folder.exists("uploads/one")


def test_a_stream_has_a_descriptor_for_the_program_that_draws(storage: Storage) -> None:
    """The decoder is given the object as its standard input."""
    storage.put("originals/ab/one", b"first bytes" * 200_000)
    with storage.open("originals/ab/one") as stream:
        assert os.read(stream.fileno(), 11) == b"first bytes"
    with storage.open("originals/ab/one") as stream:
        assert (stream.read(5), stream.seek(0), stream.read(5)) == (b"first", 0, b"first")


BUCKET = "s3://evidence?endpoint=https://objects.example.org"


@pytest.mark.parametrize(
    "url",
    [
        "folder",
        "file://elsewhere/x",
        "file:relative",
        "s3://?endpoint=https://objects.example.org",
        "s3://Evidence?endpoint=https://objects.example.org",
        "s3://evidence/folder?endpoint=https://objects.example.org",
        "s3://AKEY:hush-hush@evidence?endpoint=https://objects.example.org",
        "s3://evidence?endpoint=https://AKEY:hush-hush@objects.example.org",
        "s3://evidence?endpoint=http://objects.example.org",
        "s3://evidence?endpoint=objects.example.org",
        "s3://evidence?endpoint=https://objects.example.org/evidence",
        BUCKET + "&access_key=hush-hush",
    ],
)
def test_an_address_that_names_no_storage_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="STORAGE_URL") as fault:
        storage_from(url, KEYS)
    assert "hush" not in str(fault.value)


def test_a_bucket_without_keys_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"):
        storage_from(BUCKET)
    assert isinstance(storage_from(BUCKET + "&region=eu-west-2", KEYS), S3Storage)
    assert isinstance(storage_from("s3://evidence", KEYS), S3Storage)
