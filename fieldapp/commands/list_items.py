"""Reading a landlord's lists for the forms that offer them; nothing is changed."""

from __future__ import annotations

from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import ListItem


def active_items(landlord_id: int, name: str) -> list[ListItem]:
    """The entries of one list that may be chosen now, in their order."""
    query = select(ListItem).where(ListItem.landlord_id == landlord_id, ListItem.list_name == name, ListItem.active)
    return list(db.session.scalars(query.order_by(ListItem.position, ListItem.id)))
