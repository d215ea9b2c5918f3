"""Buckets of an S3 store, one for each test that asks."""

from __future__ import annotations

import uuid

from fieldapp.gateways.s3 import S3Storage
from tests.seaweedfs import SeaweedFS


def keys_in(storage: S3Storage) -> list[str]:
    """The keys of all that lies in a bucket, sorted."""
    return sorted(str(one.object_name) for one in storage.client.list_objects(storage.bucket, recursive=True))


def new_bucket(store: SeaweedFS) -> str:
    """Make an empty bucket; gives its STORAGE_URL."""
    name = f"test-{uuid.uuid4().hex}"
    store.make_bucket(name)
    return store.url(name)
