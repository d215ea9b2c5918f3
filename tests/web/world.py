"""Two landlords, two contractors and something of every kind for each: what the access matrix walks through."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app

from fieldapp.domain.lifecycle import CONTRACTOR_ROLES
from fieldapp.gateways.originals import original_key
from fieldapp.models import Blob, Contract, Evidence, Ticket, Upload, User, UserSession
from tests import factories
from tests.announcing import announcement
from tests.checking_client import CheckingClient
from tests.commands.bodies import CERTIFICATE
from tests.registering import registration

MISSING = 987_654
MISSING_UUID = "0a7c5b3e-1d2f-4c6a-9b8e-7f6d5c4b3a29"


@dataclass
class Things:
    """One organisation pair's things: a visit with a photo, its order, and what a person of it keeps."""

    ticket: Ticket
    owner: User
    blob: str
    upload: str
    session: int
    item: int
    announcement: int
    certificate: int
    person: int
    registration: int

    def of(self, kind: str) -> Any:
        """What stands in an address for this kind of thing."""
        return {
            "ticket": self.ticket.id,
            "order": self.ticket.order_id,
            "home": self.ticket.order.property_id,
            "file": self.blob,
            "upload": self.upload,
            "session": self.session,
            "item": self.item,
            "announcement": self.announcement,
            "certificate": self.certificate,
            "person": self.person,
            "registration": self.registration,
            "contract": self.ticket.order.contract_id,
            "schedule": self.ticket.order.contract.schedules[0].id,
        }[kind]


def missing(kind: str) -> Any:
    """The same for a thing that does not exist."""
    return MISSING_UUID if kind in ("file", "upload") else MISSING


def things(under: Contract, owner: User) -> Things:
    """Something of every kind; what is a person's is `owner`'s, and a visit is given to an operative."""
    operative = owner if owner.role == "operative" else factories.user("operative", under.contractor)
    visit = factories.ticket("on-site", under, operative)
    item = visit.order.landlord.list_items[0].id
    told = announcement(under.landlord).id
    certified, registered = certificate(visit, operative), registration(operative).id
    return Things(
        visit, owner, photo(visit, operative), upload(owner), session_of(owner)[1], item, told, certified,
        operative.id, registered,
    )  # fmt: skip


def certificate(visit: Ticket, by: User) -> int:
    """A certificate that was filled in on the visit."""
    factories.do(by, "record-certificate", visit, *CERTIFICATE)
    return int(visit.certificates[-1].id)


def photo(visit: Ticket, by: User) -> str:
    """A photo whose bytes have arrived."""
    data = secrets.token_bytes(20)
    sha256, blob_id = hashlib.sha256(data).hexdigest(), str(uuid.uuid4())
    current_app.extensions["storage"].put(original_key(sha256), data)
    facts = {"landlord_id": visit.landlord_id, "contractor_id": visit.contractor_id, "sha256": sha256, "size": 20}
    factories.saved(Blob(id=blob_id, media_type="image/jpeg", received_at=factories.now(), sent_by_id=by.id, **facts))
    factories.saved(
        Evidence(
            blob_id=blob_id, ticket_id=visit.id, sort="photo", kind="after", added_at=factories.now(),
            added_by_id=by.id, **facts,
        )
    )  # fmt: skip
    return blob_id


def upload(by: User) -> str:
    """A file of which nothing has arrived."""
    upload_id = str(uuid.uuid4())
    factories.saved(
        Upload(
            id=upload_id, blob_id=str(uuid.uuid4()), user_id=by.id, sha256="0" * 64, length=10,
            started_at=factories.now(), touched_at=factories.now(),
        )
    )  # fmt: skip
    return upload_id


def session_of(user: User) -> tuple[str, int]:
    """A session as signing in makes it: the cookie's token, and the row's number."""
    token = secrets.token_urlsafe(32)
    row = factories.saved(
        UserSession(
            token_hash=hashlib.sha256(token.encode()).hexdigest(), user_id=user.id, kind="desk",
            created_at=factories.now(), used_at=factories.now(), csrf_secret=secrets.token_hex(32),
        )
    )  # fmt: skip
    return token, row.id


def browser(app: Flask, user: User | None) -> CheckingClient:
    """A browser in which `user` is signed in already."""
    client = cast(CheckingClient, app.test_client())
    if user:
        client.set_cookie("session", session_of(user)[0])
    return client


def person(role: str, under: Contract) -> User:
    """Somebody of this role, of the contract's contractor or of its landlord."""
    return factories.user(role, under.contractor if role in CONTRACTOR_ROLES else under.landlord)
