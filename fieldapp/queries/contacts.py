"""Whom to call: each landlord's contacts and guidance, for everybody who works with it. Rules: O3."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fieldapp.domain.lists import CONTACT_KINDS
from fieldapp.extensions import db
from fieldapp.models import Landlord, ListItem, User, WorksOrder, landlords_of

CONTACT, EMERGENCY, PAYMENTS = "contact", "emergency", "payments"


@dataclass(frozen=True)
class Contacts:
    """One landlord's address and numbers, and its contacts, by what they are for, in the landlord's order."""

    number: int
    name: str
    address: str
    telephone: str
    emergency_telephone: str
    groups: tuple[tuple[str, tuple[ListItem, ...]], ...]


def contacts_for(user: User) -> list[Contacts]:
    """The landlord's own, or those of every landlord that the person's firm works for, by name."""
    own = Landlord.id == user.landlord_id if user.landlord_id else Landlord.id.in_(landlords_of(user.contractor_id))
    query = select(Landlord).where(own).options(selectinload(Landlord.list_items)).order_by(Landlord.name, Landlord.id)
    return [_contacts(one) for one in db.session.scalars(query)]


def landlord_versions(user: User) -> list[str]:
    """What a kept page depends on that shows something of every landlord that the firm works for."""
    query = (
        select(Landlord.id, Landlord.version)
        .where(Landlord.id.in_(landlords_of(user.contractor_id)))
        .order_by(Landlord.id)
    )
    return [f"{number}.{version}" for number, version in db.session.execute(query)]


def emergency_number(order: WorksOrder) -> str:
    """The number to call about an emergency at this home: its locality's, else the landlord's. Rules: T7, O3."""
    town = order.property.town.strip().lower()
    numbers = {
        item.facts.get("locality", "").strip().lower(): item.facts.get("telephone", "")
        for item in reversed(_active(order.landlord))
        if item.facts.get("kind") == EMERGENCY
    }
    return (numbers.get(town) if town else "") or order.landlord.emergency_telephone or numbers.get("", "")


def payments(order: WorksOrder) -> list[ListItem]:
    """To whom the work at this home is invoiced: those of its locality, and those of everywhere. Rules: D3, O3."""
    here = ("", order.property.town.strip().lower())
    of_kind = (item for item in _active(order.landlord) if item.facts.get("kind") == PAYMENTS)
    return [item for item in of_kind if item.facts.get("locality", "").strip().lower() in here]


def _contacts(landlord: Landlord) -> Contacts:
    items = _active(landlord)
    groups = ((words, tuple(one for one in items if one.facts.get("kind") == kind)) for kind, words in CONTACT_KINDS)
    return Contacts(
        number=landlord.id,
        name=landlord.name,
        address=landlord.address,
        telephone=landlord.telephone,
        emergency_telephone=landlord.emergency_telephone,
        groups=tuple((words, found) for words, found in groups if found),
    )


def _active(landlord: Landlord) -> list[ListItem]:
    return [one for one in landlord.list_items if one.list_name == CONTACT and one.active]
