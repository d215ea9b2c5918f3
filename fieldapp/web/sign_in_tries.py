"""The count of tries to sign in, per name and per address, kept in the database; no password is seen here."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from flask import current_app

from fieldapp.domain.sign_in_limits import COUNTED, FREE_BY_ADDRESS, FREE_BY_NAME, open_again
from fieldapp.extensions import db
from fieldapp.models import SignInFailure
from fieldapp.queries.sessions import failure_rows, failures


class Tries:
    """One try: counted as failed before the password is looked at, taken back when it was right."""

    def __init__(self, name: str, address: str) -> None:
        self.by_name = _subject("name", name.strip().lower())
        self.by_address = _subject("address", _network(address))
        self.counted: list[int] = []

    def begin(self, now: datetime) -> datetime | None:
        """Count this try, or give the moment until which none is let in. The caller commits."""
        waits = [
            open_again(*failures(subject, now - COUNTED), free)
            for subject, free in ((self.by_name, FREE_BY_NAME), (self.by_address, FREE_BY_ADDRESS))
        ]
        until = max((wait for wait in waits if wait and wait > now), default=None)
        if until is None:
            rows = [SignInFailure(subject=subject, failed_at=now) for subject in (self.by_name, self.by_address)]
            db.session.add_all(rows)
            db.session.flush()
            self.counted = [row.id for row in rows]
        return until

    def forget(self) -> None:
        """The password was right: this name starts afresh, the address only loses this try. The caller commits."""
        for row in failure_rows(self.by_name):
            db.session.delete(row)
        for row in failure_rows(self.by_address):
            if row.id in self.counted:
                db.session.delete(row)


def _subject(kind: str, value: str) -> str:
    """The same person or place without its name; what is kept is no list of usernames."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """An IPv6 customer has a whole /64 of addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed.exploded[:19]) if isinstance(parsed, IPv6Address) else address
