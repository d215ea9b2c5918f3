"""Reading a landlord's lists for the forms that offer them; nothing is changed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from fieldapp.domain.dates import read_day
from fieldapp.extensions import db
from fieldapp.models import ListItem


def active_items(landlord_id: int, name: str) -> list[ListItem]:
    """The entries of one list that may be chosen now, in their order."""
    query = select(ListItem).where(ListItem.landlord_id == landlord_id, ListItem.list_name == name, ListItem.active)
    return list(db.session.scalars(query.order_by(ListItem.position, ListItem.id)))


def bank_holidays(landlord_id: int) -> frozenset[date]:
    """The days that a landlord's working days leave out: its list `bank-holiday`, whose codes are days. Rules: T1."""
    days = (read_day(item.code) for item in active_items(landlord_id, "bank-holiday"))
    return frozenset(day for day in days if day)
