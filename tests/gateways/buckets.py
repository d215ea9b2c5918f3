"""Buckets of an S3 store, one for each test that asks."""

from __future__ import annotations

import uuid

from tests.seaweedfs import SeaweedFS


def new_bucket(store: SeaweedFS) -> str:
    """Make an empty bucket; gives its STORAGE_URL."""
    name = f"test-{uuid.uuid4().hex}"
    store.make_bucket(name)
    return store.url(name)
