"""All files of an order's visits that a person may see, as plain values: no row is needed while they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fieldapp.extensions import db
from fieldapp.models import Evidence, Ticket, User, WorksOrder
from fieldapp.queries.files import bytes_of, files_of_landlord
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

    What the landlord has added to the order is in it as far as it is shown on one of those visits. Rules: A8, D1, D2.
    """
    visits = db.session.scalars(select(Ticket).where(Ticket.order_id == order_id, visible(user))).all()
    own = select(WorksOrder).where(WorksOrder.id == order_id, WorksOrder.landlord_id == user.landlord_id)
    order = visits[0].order if visits else db.session.scalar(own)
    if order is None:
        return None
    rows = sorted(_rows(user, visits), key=lambda row: (row.ticket.visit, row.number))
    return OrderFiles(order.reference, [_file(row) for row in rows])


def _rows(user: User, visits: Sequence[Ticket]) -> Sequence[Evidence]:
    of_visits = select(Evidence).where(
        Evidence.ticket_id.in_([one.id for one in visits]), Evidence.removed_at.is_(None)
    )
    of_visits = of_visits.options(joinedload(Evidence.ticket))
    if user.landlord_id is not None:
        return db.session.scalars(of_visits).all()
    own = db.session.scalars(of_visits.where(Evidence.by_landlord.is_(False)))
    theirs = {row.number: row for shown in files_of_landlord(visits).values() for row in shown}
    return [*own, *theirs.values()]


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
