"""Passwords outside the rules: argon2id, and the shipped list of common ones. No account is known here."""

from __future__ import annotations

import secrets
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# argon2-cffi's defaults: argon2id, 64 MiB, three passes (RFC 9106's second choice).
_hasher = PasswordHasher()
COMMON = frozenset(
    (Path(__file__).resolve().parent.parent / "domain" / "common_passwords.txt").read_text(encoding="utf-8").split()
)


def hashed(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(password)


# Nobody's password: verified where there is no account, so that the answer takes as long.
_NOBODYS = hashed(secrets.token_urlsafe(32))


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` has the hash `stored`; without one (no account, no password yet) never, and as slowly."""
    try:
        return _hasher.verify(stored or _NOBODYS, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False
