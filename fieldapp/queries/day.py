"""What a phone keeps to work without signal: the manifest behind /api/day."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from fieldapp.domain.dates import london_day
from fieldapp.domain.lifecycle import ENDED
from fieldapp.extensions import db
from fieldapp.models import JournalRow, Ticket, User
from fieldapp.queries import tickets
from fieldapp.queries.certificates import engineer_of, last_registration
from fieldapp.queries.contacts import landlord_versions
from fieldapp.queries.registrations import told_of_people
from fieldapp.queries.visits import captured

LISTS = ("/field/", "/field/tomorrow", "/field/outbox", "/field/prices", "/field/install")
CONTACTS = "/field/contacts"
KEPT_FOR = timedelta(hours=24)
# Of decisions the phone hears so many, the newest ones, however long after the command they were made.
MOST_DECIDED = 200


class Numbers(dict[User, str]):
    """The registration numbers that people signed with last, each asked for once."""

    def __missing__(self, engineer: User) -> str:
        self[engineer] = last_registration(engineer)
        return self[engineer]


def day_of(user: User, now: datetime, build: str) -> dict[str, Any]:
    """The manifest: list pages, visits of today and of the next day with visits, files worth having, decisions."""
    kept, numbers = kept_tickets(user, london_day(now)), Numbers()
    return {
        "pages": [
            {"url": url, "etag": _etag(build, user.id, url, london_day(now), *(_version(one) for one in kept))}
            for url in LISTS
        ]
        + [_contacts_page(user, build)],
        "tickets": [_entry(one, user, build, now, numbers) for one in kept],
        "files": [file for one in kept for file in files_of(one)],
        "decided": _decided(user),
    }


def _contacts_page(user: User, build: str) -> dict[str, str]:
    """Whom to call shows something of every landlord, also of one without a visit today, and the office's number."""
    office = user.contractor.telephone if user.contractor else ""
    return {"url": CONTACTS, "etag": _etag(build, user.id, CONTACTS, office, *landlord_versions(user))}


def kept_tickets(user: User, today: date) -> list[Ticket]:
    """Today's visits, those without a day yet, and those of the next day that has any; each once."""
    found = [*tickets.of_today(user, today), *tickets.unscheduled(user)]
    next_day = tickets.next_day_with_visits(user, today)
    if next_day is not None:
        found += tickets.of_day(user, next_day)
    return list({one.id: one for one in found}.values())


def etag_of(ticket: Ticket, user: User, build: str, today: date, numbers: Numbers | None = None) -> str:
    """What a kept visit page depends on, hashed: every version that moves when something shown on it moves."""
    firm, engineer = ticket.contractor, engineer_of(user, ticket) if _to_fill_in(ticket) else None
    registration = (Numbers() if numbers is None else numbers)[engineer] if engineer else ""
    people = told_of_people(user, ticket, today)
    return _etag(build, user.id, user.name, firm.name, firm.telephone, registration, *people, _version(ticket))


def files_of(ticket: Ticket) -> list[dict[str, str]]:
    """The files of a visit that a phone keeps, each with its address and etag. Rules: D2."""
    return [_file(row) for row in ticket.evidence if _worth_keeping(row)]


def _version(ticket: Ticket) -> str:
    order = ticket.order
    # What came too late is recorded on a visit without a step of its order.
    recorded = len(ticket.evidence)
    received = sum(1 for row in ticket.evidence if row.blob is not None)
    shown = sum(1 for row in ticket.evidence if row.blob is not None and row.blob.state != "received")
    return (
        f"{ticket.id}.{order.id}.{order.version}.{order.property.version}.{order.contract.version}."
        f"{order.landlord.version}.{recorded}.{received}.{shown}"
    )


def _etag(*parts: Any) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:20]


def _entry(ticket: Ticket, user: User, build: str, now: datetime, numbers: Numbers) -> dict[str, Any]:
    url = f"/field/tickets/{ticket.id}"
    until = (ticket.ended_at or now) + KEPT_FOR if ticket.ended_at else None
    return {
        "id": ticket.id,
        "order": ticket.order_id,
        "urls": [url, f"{url}/complete", *(f"{url}/record-certificate/{kind}" for kind in _to_fill_in(ticket))],
        "etag": etag_of(ticket, user, build, london_day(now), numbers),
        "state": ticket.state,
        "drop_after": until.isoformat() if until else None,
    }


def _to_fill_in(ticket: Ticket) -> list[str]:
    """The kinds of certificate that its lines demand and that can be filled in on the phone. Rules: C8, D2."""
    demanded = {line.certificate for line in ticket.order.lines if line.certificate}
    if not demanded or ticket.state in ENDED:
        return []
    return sorted(demanded & captured(ticket.order).keys())


def _file(row: Any) -> dict[str, str]:
    return {"url": f"/files/{row.blob_id}", "etag": row.sha256[:20]}


def _worth_keeping(row: Any) -> bool:
    """The landlord's files (an asbestos report, a plan) are needed in the cellar; our own photos are not."""
    return bool(row.by_landlord and row.blob is not None and row.blob.state == "shown" and not row.removed_at)


def _decided(user: User) -> list[dict[str, Any]]:
    """The newest decision about each command of the person's that had to wait, or that came too late (O2)."""
    mine = select(JournalRow).where(JournalRow.actor_id == user.id, JournalRow.answers.is_not(None))
    rows = db.session.scalars(mine.order_by(JournalRow.number.desc()).limit(MOST_DECIDED)).all()
    newest = {row.answers: row for row in reversed(rows)}
    return [{"id": answers, "outcome": row.outcome, "reason": row.reason} for answers, row in newest.items()]
