"""Which files a person may open, only through visits that they may see; and a landlord's files for an order's visits.

What a landlord adds to a visit belongs to its order: it is read on every visit of it, also by a firm that is sent there
later; before the visit is accepted only where the landlord's policy says so (D1, D2).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fieldapp.extensions import db
from fieldapp.models import Blob, Evidence, Ticket, User, WorksOrder
from fieldapp.queries.tickets import visible


class SeenFile(NamedTuple):
    """A file that somebody may see, and the visit of theirs through which they do."""

    evidence: Evidence
    visit: Ticket


def seen_file(user: User, blob_id: str) -> SeenFile | None:
    """The file of an id, if `user` may see it; None is a 404. Rules: A8, D2.

    What its landlord added to an order is seen by whoever was sent there through the newest of their visits, also where
    it was recorded on another firm's.
    """
    found = db.session.scalar(
        select(Evidence)
        .where(Evidence.blob_id == blob_id, Evidence.removed_at.is_(None))
        .options(joinedload(Evidence.ticket).joinedload(Ticket.order).joinedload(WorksOrder.landlord))
    )
    if found is None:
        return None
    of_order = select(Ticket).where(Ticket.order_id == found.ticket.order_id, visible(user))
    visits = db.session.scalars(of_order.order_by(Ticket.visit.desc())).all()
    if user.landlord_id is None and found.by_landlord:
        through = next((one for one in visits if may_read_landlords(one)), None)
    else:
        through = next((one for one in visits if one.id == found.ticket_id), None)
    return SeenFile(found, through) if through else None


def evidence_of(user: User, blob_id: str) -> Evidence | None:
    """The evidence that a file's id stands for, if `user` may see it; None is a 404. Rules: A8, D2."""
    found = seen_file(user, blob_id)
    return found.evidence if found else None


def may_read_landlords(ticket: Ticket) -> bool:
    """Whether the landlord's files are shown on a visit to whoever was sent there. Rules: D1, D2."""
    return ticket.accepted_at is not None or ticket.order.landlord.policy.documents_before_acceptance


def files_of_landlord(tickets: Collection[Ticket]) -> Mapping[int, Sequence[Evidence]]:
    """By visit, what the landlord has added to its order, on whichever visit, as far as it may be read there."""
    wanted = [one for one in tickets if may_read_landlords(one)]
    if not wanted:
        return {}
    visits = Ticket.__table__
    of_orders = select(visits.c.id).where(visits.c.order_id.in_({one.order_id for one in wanted}))
    found = db.session.scalars(
        select(Evidence)
        .where(Evidence.ticket_id.in_(of_orders), Evidence.by_landlord, Evidence.removed_at.is_(None))
        .options(joinedload(Evidence.ticket), joinedload(Evidence.added_by))
        .order_by(Evidence.number)
    ).all()
    return {one.id: [row for row in found if row.ticket.order_id == one.order_id] for one in wanted}


def neighbours(evidence: Evidence) -> tuple[str | None, str | None]:
    """The ids of the files before and after one on its visit, of the same side; None where there is none."""
    same = select(Evidence.blob_id).where(
        Evidence.ticket_id == evidence.ticket_id,
        Evidence.by_landlord == evidence.by_landlord,
        Evidence.removed_at.is_(None),
    )
    before = same.where(Evidence.number < evidence.number).order_by(Evidence.number.desc()).limit(1)
    after = same.where(Evidence.number > evidence.number).order_by(Evidence.number).limit(1)
    return db.session.scalar(before), db.session.scalar(after)


def bytes_of(evidence: Evidence) -> Blob | None:
    """The bytes that we hold for it; None while they are on their way, and for others than it announced."""
    blob = evidence.blob
    return blob if blob is not None and blob.sha256 == evidence.sha256 else None
