"""Finding homes by the beginning of their address or postcode, within the asking person’s landlords."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, func, or_, select

from fieldapp.extensions import db
from fieldapp.models import Property

# Fewer letters begin too many addresses.
SHORTEST = 3
MOST_HOMES = 50


def addressed(landlords: ScalarSelect[int] | Sequence[int], typed: str) -> list[int]:
    """The ids of at most 50 homes whose first line or postcode begins with what was typed, in either case."""
    text = " ".join(typed.split())
    # Begun at the landlord, which an index serves: a prefix alone would depend on the database's order of letters.
    begins = or_(
        func.lower(Property.line_1).startswith(text.lower(), autoescape=True),
        Property.postcode.startswith(text.upper(), autoescape=True),
        func.replace(Property.postcode, " ", "") == text.upper().replace(" ", ""),
    )
    query = select(Property.id).where(Property.landlord_id.in_(landlords), begins)
    return list(db.session.scalars(query.order_by(Property.line_1, Property.id).limit(MOST_HOMES)))
