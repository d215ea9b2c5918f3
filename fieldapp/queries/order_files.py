"""All files of an order's visits that a person may see, as plain values: no row is needed while they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import contains_eager

from fieldapp.extensions import db
from fieldapp.models import Evidence, Ticket, User, WorksOrder
from fieldapp.queries.files import bytes_of
from fieldapp.queries.tickets import visible


@dataclass(frozen=True)
class OrderFile:
    """One file of a visit. While its bytes are on their way `received_at` is None and `media_type` empty."""

    id: str
    visit: int
    number: int
    sort: str
    kind: str
    caption: str
    sha256: str
    size: int
    taken_at: datetime | None
    received_at: datetime | None
    media_type: str
    fault: str


@dataclass(frozen=True)
class OrderFiles:
    """An order's reference, and its files by visit."""

    reference: str
    files: Sequence[OrderFile]


def files_of_order(user: User, order_id: int) -> OrderFiles | None:
    """A landlord's own order, or a contractor's own visits of one, without what was taken off; None is a 404.

    The landlord's files of a visit that is not accepted only where its policy shows them. Rules: A8, D1.
    """
    of_visits = select(Ticket.id).where(Ticket.order_id == order_id, visible(user)).exists()
    seen = of_visits if user.landlord_id is None else WorksOrder.landlord_id == user.landlord_id
    order = db.session.scalar(select(WorksOrder).where(WorksOrder.id == order_id, seen))
    if order is None:
        return None
    found = db.session.scalars(
        select(Evidence)
        .join(Evidence.ticket)
        .where(Ticket.order_id == order_id, Evidence.removed_at.is_(None), visible(user), _shown(user, order))
        .options(contains_eager(Evidence.ticket))
        .order_by(Ticket.visit, Evidence.number)
    )
    return OrderFiles(order.reference, [_file(row) for row in found])


def _shown(user: User, order: WorksOrder) -> ColumnElement[bool]:
    if user.landlord_id is not None or order.landlord.policy.documents_before_acceptance:
        return true()
    return or_(Evidence.by_landlord.is_(False), Ticket.accepted_at.is_not(None))


def _file(row: Evidence) -> OrderFile:
    blob = bytes_of(row)
    return OrderFile(
        id=row.blob_id,
        visit=row.ticket.visit,
        number=row.number,
        sort=row.sort,
        kind=row.kind,
        caption=row.caption,
        sha256=row.sha256,
        size=row.size,
        taken_at=row.taken_at,
        received_at=blob.received_at if blob else None,
        media_type=blob.media_type if blob else "",
        fault=blob.fault if blob else "",
    )
