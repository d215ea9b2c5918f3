"""Every setting, typed, once, from the environment; no other file reads the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import quote, urlsplit

Environment = Literal["production", "development", "testing"]

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_SECRET = 32
LONGEST_UNDO = 60


class SettingsError(ValueError):
    """The environment does not describe a deployment that may start; the message names every setting at fault."""


@dataclass(frozen=True, slots=True)
class S3Keys:
    """Who we are to an S3 store, and the region that counts where STORAGE_URL names none."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a deployment decides. Secrets and URLs with passwords stay out of `repr`, and so out of logs."""

    secret_key: str = field(repr=False)
    audit_key: str = field(repr=False)
    database_url: str = field(repr=False)
    storage_url: str = field(repr=False)
    public_url: str
    environment: Environment = "production"
    port: int = 8000
    # Given where STORAGE_URL names a bucket.
    s3_keys: S3Keys | None = field(default=None, repr=False)
    # How long a phone holds back what is hard to take back once it is sent.
    undo_seconds: int = 10
    # Absent means: no mail is sent, no files are scanned, limits per address are kept in the database only.
    mail_url: str | None = field(default=None, repr=False)
    clamd_url: str | None = field(default=None, repr=False)
    redis_url: str | None = field(default=None, repr=False)

    @property
    def is_development(self) -> bool:
        """True for `make run` and for tests: never for a deployment."""
        return self.environment != "production"

    @property
    def is_https(self) -> bool:
        """Whether people reach us by https, so that cookies are Secure and named `__Host-`."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def public_host(self) -> str:
        """Host, and port where it is not the scheme's own, as a browser sends them."""
        return urlsplit(self.public_url).netloc

    @property
    def trusted_hosts(self) -> list[str]:
        """The hosts that a request may name, without ports; on this machine each name of the loopback."""
        host = _bracketed(urlsplit(self.public_url).hostname or "")
        return list(LOOPBACK) if host in LOOPBACK else [host]


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Settings from `environ`; raises `SettingsError`, listing every fault at once."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    faults: list[str] = []
    environment = given.get("FIELDAPP_ENV", "production")
    if environment not in get_args(Environment):
        faults.append(f"FIELDAPP_ENV is {environment!r}, not one of {', '.join(get_args(Environment))}")
    port = _port(given.get("PORT", "8000"), faults)
    undo_seconds = _undo_seconds(given.get("UNDO_SECONDS", "10"), faults)
    if environment == "development":
        given = {**_development(port), **given}
    needed = ["SECRET_KEY", "AUDIT_KEY", "DATABASE_URL", "STORAGE_URL", "PUBLIC_URL"]
    if names_bucket(given.get("STORAGE_URL", "")):
        needed += ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    for name in needed:
        if name not in given:
            faults.append(f"{name} is not set")
    for name in ("SECRET_KEY", "AUDIT_KEY"):
        if len(given.get(name, "x" * SHORTEST_SECRET)) < SHORTEST_SECRET:
            faults.append(f"{name} is shorter than {SHORTEST_SECRET} characters")
    _check_public_url(given.get("PUBLIC_URL"), faults)
    if faults:
        raise SettingsError("; ".join(faults))
    return Settings(
        secret_key=given["SECRET_KEY"],
        audit_key=given["AUDIT_KEY"],
        database_url=database_url(given["DATABASE_URL"]),
        storage_url=given["STORAGE_URL"],
        public_url=given["PUBLIC_URL"].rstrip("/"),
        environment=cast(Environment, environment),
        port=port,
        s3_keys=_s3_keys(given),
        undo_seconds=undo_seconds,
        mail_url=given.get("MAIL_URL"),
        clamd_url=given.get("CLAMD_URL"),
        redis_url=given.get("REDIS_URL"),
    )


def database_url(url: str) -> str:
    """`url` with the driver that is installed: hosts hand out `postgres://…`, SQLAlchemy wants `postgresql+psycopg://…`."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def file_url(path: Path) -> str:
    """`file:///…` for an absolute `path`."""
    return "file://" + quote(str(path.absolute()))


def instance_folder() -> Path:
    """Where development keeps what it makes: beside the package, never committed."""
    return Path(__file__).resolve().parent.parent / "instance"


def _development(port: int) -> dict[str, str]:
    """What development need not be told. Keys are not here: `make run` makes them and keeps them in `instance/`."""
    instance = instance_folder()
    return {
        "DATABASE_URL": f"sqlite:///{instance / 'fieldapp.sqlite3'}",
        "STORAGE_URL": file_url(instance / "storage"),
        "MAIL_URL": file_url(instance / "mail"),
        "PUBLIC_URL": f"http://localhost:{port}",
    }


def names_bucket(storage_url: str) -> bool:
    """Whether STORAGE_URL names a bucket, and not a folder."""
    return urlsplit(storage_url).scheme == "s3"


def _s3_keys(given: Mapping[str, str]) -> S3Keys | None:
    """The keys by the names that every S3 tool knows; another bucket's keys in the environment do no harm."""
    if not names_bucket(given["STORAGE_URL"]):
        return None
    region = given.get("AWS_REGION") or given.get("AWS_DEFAULT_REGION")
    return S3Keys(given["AWS_ACCESS_KEY_ID"], given["AWS_SECRET_ACCESS_KEY"], given.get("AWS_SESSION_TOKEN"), region)


def _port(text: str, faults: list[str]) -> int:
    if text.isascii() and text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    faults.append(f"PORT is {text!r}, not a number from 1 to 65535")
    return 0


def _undo_seconds(text: str, faults: list[str]) -> int:
    if text.isascii() and text.isdecimal() and int(text) <= LONGEST_UNDO:
        return int(text)
    faults.append(f"UNDO_SECONDS is {text!r}, not a number from 0 to {LONGEST_UNDO}")
    return 0


def _check_public_url(url: str | None, faults: list[str]) -> None:
    """https, but on this machine; the site's root, since cookies and the worker's scope are the whole host."""
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        faults.append(f"PUBLIC_URL is {url!r}, not an address such as https://repairs.example.org")
    elif parts.scheme == "http" and _bracketed(parts.hostname) not in LOOPBACK:
        faults.append("PUBLIC_URL must be https: phones keep no pages and make no secure cookies without it")
    elif parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        faults.append(f"PUBLIC_URL is {url!r}: it must be a host without a path")


def _bracketed(hostname: str) -> str:
    return f"[{hostname}]" if ":" in hostname else hostname
