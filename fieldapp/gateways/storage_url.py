"""Which storage STORAGE_URL names; the storages themselves are in `storage.py` (a folder) and `s3.py` (a bucket)."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from fieldapp.config import LOOPBACK, S3Keys, SettingsError, names_bucket
from fieldapp.gateways.s3 import Bucket, S3Storage
from fieldapp.gateways.storage import FolderStorage, Storage

FORMS = "file:///folder or s3://bucket?endpoint=https://…"
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
AMAZON = "https://s3.amazonaws.com"


def storage_from(url: str, keys: S3Keys | None = None) -> Storage:
    """The storage that STORAGE_URL names, with the keys that a bucket wants; nothing is asked of it yet.

    Raises SettingsError, which never repeats the URL: somebody may have written a key into it.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in ("", "localhost") and parts.path.startswith("/"):
        return FolderStorage(Path(unquote(parts.path)))
    if names_bucket(url):
        return S3Storage(_bucket(parts, keys))
    raise SettingsError(f"STORAGE_URL is none of {FORMS}")


def _bucket(parts: SplitResult, keys: S3Keys | None) -> Bucket:
    if "@" in parts.netloc or keys is None:
        raise SettingsError("STORAGE_URL: the keys are given as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    asked = parse_qs(parts.query, keep_blank_values=True)
    if asked.keys() - {"endpoint", "region"}:
        raise SettingsError("STORAGE_URL takes endpoint= and region= only")
    if not BUCKET.fullmatch(parts.netloc) or parts.path.strip("/"):
        raise SettingsError("STORAGE_URL names no bucket: s3://, its name, and nothing behind that but ?endpoint=…")
    endpoint = urlsplit(asked.get("endpoint", [AMAZON])[0])
    region = asked.get("region", [keys.region])[0]
    if endpoint.scheme not in ("http", "https") or not endpoint.hostname or endpoint.path.strip("/") or endpoint.query:
        raise SettingsError("STORAGE_URL: endpoint= is not an address such as https://objects.example.org")
    if endpoint.scheme == "http" and endpoint.hostname not in (*LOOPBACK, "::1"):
        raise SettingsError("STORAGE_URL: endpoint= must be https, but on this machine: photos of homes go there")
    if "@" in endpoint.netloc:
        raise SettingsError("STORAGE_URL: endpoint= takes no keys; give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    # Amazon says itself where a bucket lies; others sign with the name that everybody gives.
    region = region or (None if "endpoint" not in asked else "us-east-1")
    return Bucket(parts.netloc, endpoint.netloc, keys, region, tls=endpoint.scheme == "https")
