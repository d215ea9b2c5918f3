"""What the office's home page says beside its lists: landlords' announcements, and the firm's contracts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from fieldapp.extensions import db
from fieldapp.models import Announcement, Contract, User

MOST = 20


def announcements(user: User, today: date) -> Sequence[Announcement]:
    """What the firm's landlords announce today, the newest first. Rules: L1, A8."""
    landlords = select(Contract.landlord_id).where(Contract.contractor_id == user.contractor_id).scalar_subquery()
    query = (
        select(Announcement)
        .where(
            Announcement.landlord_id.in_(landlords),
            Announcement.starts_on <= today,
            or_(Announcement.ends_on.is_(None), Announcement.ends_on >= today),
        )
        .order_by(Announcement.starts_on.desc(), Announcement.id.desc())
        .limit(MOST)
        .options(selectinload(Announcement.landlord))
    )
    return db.session.scalars(query).all()


def contracts(user: User) -> Sequence[Contract]:
    """The firm's contracts, by site code. Rules: L1."""
    query = select(Contract).where(Contract.contractor_id == user.contractor_id)
    return db.session.scalars(query.order_by(Contract.site_code).options(selectinload(Contract.landlord))).all()
