"""What a phone keeps to work without signal: the manifest behind /api/day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from fieldapp.domain.dates import london_day
from fieldapp.domain.lifecycle import ENDED
from fieldapp.extensions import db
from fieldapp.models import Evidence, JournalRow, Ticket, User
from fieldapp.queries import rate_book, tickets
from fieldapp.queries.certificates import engineer_of, last_registration
from fieldapp.queries.contacts import landlord_versions
from fieldapp.queries.files import files_of_landlord
from fieldapp.queries.finder import contracts_of
from fieldapp.queries.kept_files import kept_file, within_room
from fieldapp.queries.registrations import told_of_people
from fieldapp.queries.visits import captured

LISTS = ("/field/", "/field/tomorrow", "/field/outbox", "/field/prices", "/field/install")
CONTACTS = "/field/contacts"
KEPT_FOR = timedelta(hours=24)
# Of decisions the phone hears so many, the newest ones, however long after the command they were made.
MOST_DECIDED = 200
# A book of 5,000 codes is some 100 kB.
MOST_BOOKS = 6


class Numbers(dict[User, str]):
    """The registration numbers that people signed with last, each asked for once."""

    def __missing__(self, engineer: User) -> str:
        self[engineer] = last_registration(engineer)
        return self[engineer]


@dataclass(frozen=True)
class Phone:
    """Whose phone it is, and what is asked once for all of its visits: the landlord's files of each, and numbers."""

    user: User
    build: str
    today: date
    theirs: Mapping[int, Sequence[Evidence]]
    numbers: Numbers = field(default_factory=Numbers)


def day_of(user: User, now: datetime, build: str) -> dict[str, Any]:
    """The manifest: list pages, visits of today and of the next day with visits, files worth having, decisions."""
    today = london_day(now)
    kept = kept_tickets(user, today)
    phone = Phone(user, build, today, files_of_landlord(kept))
    return {
        "pages": [
            {"url": url, "etag": _etag(build, user.id, url, today, *(_version(one, phone) for one in kept))}
            for url in LISTS
        ]
        + [_contacts_page(user, build), *_books(user, kept, build, today)],
        "tickets": [_entry(one, phone) for one in kept],
        "files": _files(kept, phone),
        "decided": _decided(user),
    }


def _contacts_page(user: User, build: str) -> dict[str, str]:
    """Whom to call shows something of every landlord, also of one without a visit today, and the office's number."""
    office = user.contractor.telephone if user.contractor else ""
    return {"url": CONTACTS, "etag": _etag(build, user.id, CONTACTS, office, *landlord_versions(user))}


def _books(user: User, kept: Sequence[Ticket], build: str, today: date) -> list[dict[str, str]]:
    """The price books that are searched without signal: those of the visits, then the firm's others. Rules: C7."""
    of_visits = [one.order.contract_id for one in kept]
    books = contracts_of(user, of_visits)[:MOST_BOOKS]
    return [
        {"url": f"/field/rates/{one.id}.json", "etag": _etag(build, user.id, rate_book.version(user, one, today))}
        for one in books
    ]


def kept_tickets(user: User, today: date) -> list[Ticket]:
    """Today's visits, those without a day yet, and those of the next day that has any; each once."""
    found = [*tickets.of_today(user, today), *tickets.unscheduled(user)]
    next_day = tickets.next_day_with_visits(user, today)
    if next_day is not None:
        found += tickets.of_day(user, next_day)
    return list({one.id: one for one in found}.values())


def etag_of(ticket: Ticket, user: User, build: str, today: date, theirs: Sequence[Evidence]) -> str:
    """What a kept visit page depends on, hashed: every version that moves when something shown on it moves.

    `theirs` are the landlord's files on it.
    """
    return _etag_of(ticket, Phone(user, build, today, {ticket.id: theirs}))


def _etag_of(ticket: Ticket, phone: Phone) -> str:
    user, firm = phone.user, ticket.contractor
    engineer = engineer_of(user, ticket) if _to_fill_in(ticket) else None
    registration = phone.numbers[engineer] if engineer else ""
    people = told_of_people(user, ticket, phone.today)
    said = (user.id, user.name, firm.name, firm.telephone, registration, *people)
    return _etag(phone.build, *said, _version(ticket, phone))


def _version(ticket: Ticket, phone: Phone) -> str:
    order = ticket.order
    # What came too late is recorded on a visit without a step of its order.
    return (
        f"{ticket.id}.{order.id}.{order.version}.{order.property.version}.{order.contract.version}."
        f"{order.landlord.version}.{_standing(ticket.evidence)}.{_standing(phone.theirs.get(ticket.id, ()))}"
    )


def _standing(rows: Sequence[Any]) -> str:
    received = [row.blob for row in rows if row.blob is not None]
    return f"{len(rows)}.{len(received)}.{sum(1 for blob in received if blob.state != 'received')}"


def _etag(*parts: Any) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:20]


def _entry(ticket: Ticket, phone: Phone) -> dict[str, Any]:
    url = f"/field/tickets/{ticket.id}"
    certificates = (f"{url}/record-certificate/{kind}" for kind in _to_fill_in(ticket))
    return {
        "id": ticket.id,
        "order": ticket.order_id,
        "urls": [url, f"{url}/complete", f"{url}/vary", *certificates],
        "etag": _etag_of(ticket, phone),
        "state": ticket.state,
        "drop_after": _drop_after(ticket),
    }


def _drop_after(ticket: Ticket) -> str | None:
    return (ticket.ended_at + KEPT_FOR).isoformat() if ticket.ended_at else None


def _to_fill_in(ticket: Ticket) -> list[str]:
    """The kinds of certificate that its lines demand and that can be filled in on the phone. Rules: C8, D2."""
    demanded = {line.certificate for line in ticket.order.lines if line.certificate}
    if not demanded or ticket.state in ENDED:
        return []
    return sorted(demanded & captured(ticket.order).keys())


def _files(kept: Sequence[Ticket], phone: Phone) -> list[dict[str, Any]]:
    """The landlord's files of the visits that are kept: their pages and what is shown there. Rules: D2.

    They are needed in the cellar; our own photos are not. Visits that ended come last, their files are dropped first.
    """
    visits = sorted(kept, key=lambda one: one.ended_at is not None)
    found = [(one, file) for one in visits for row in phone.theirs.get(one.id, ()) if (file := kept_file(row))]
    of_visit = {file.page: one for one, file in reversed(found)}
    pages = {one.id: _file_page(one, phone) for one in visits}
    entries = []
    for file in within_room(file for _, file in found):
        visit = of_visit[file.page]
        common = {"drop_after": _drop_after(visit)}
        entries.append({"url": file.page, "etag": pages[visit.id], **common})
        entries += [{"url": url, "etag": _etag(url), **common} for url in file.copies]
    return entries


def _file_page(visit: Ticket, phone: Phone) -> str:
    """What the page of one of the landlord's files depends on, hashed: the files beside it, and no note or booking."""
    theirs, user = phone.theirs.get(visit.id, ()), phone.user
    ids = (row.blob_id for row in theirs)
    return _etag(phone.build, user.id, user.name, visit.id, visit.order.landlord.version, _standing(theirs), *ids)


def _decided(user: User) -> list[dict[str, Any]]:
    """The newest decision about each command of the person's that had to wait, or that came too late (O2)."""
    mine = select(JournalRow).where(JournalRow.actor_id == user.id, JournalRow.answers.is_not(None))
    rows = db.session.scalars(mine.order_by(JournalRow.number.desc()).limit(MOST_DECIDED)).all()
    newest = {row.answers: row for row in reversed(rows)}
    return [
        {"id": answers, "outcome": row.outcome, "reason": row.reason, "fields": row.fields}
        for answers, row in newest.items()
    ]
