"""What the office's home page says beside its lists: the firm's contracts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fieldapp.extensions import db
from fieldapp.models import Contract, User


def contracts(user: User) -> Sequence[Contract]:
    """The firm's contracts, by site code. Rules: L1."""
    query = select(Contract).where(Contract.contractor_id == user.contractor_id)
    return db.session.scalars(query.order_by(Contract.site_code).options(selectinload(Contract.landlord))).all()
