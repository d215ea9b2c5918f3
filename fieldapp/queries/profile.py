"""The asking person's firm, and the landlords that it works for; nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from fieldapp.domain.policies import may_switch_alerts_off
from fieldapp.extensions import db
from fieldapp.models import Contractor, Landlord, User, landlords_of


@dataclass(frozen=True)
class Profile:
    """A firm, as its office sees and changes it (A9)."""

    firm: Contractor
    landlords: Sequence[Landlord]

    @property
    def may_switch_off(self) -> bool:
        """Whether the firm may stop mail about new work itself."""
        return may_switch_alerts_off(one.policy for one in self.landlords)


def profile_of(user: User) -> Profile | None:
    """The firm of `user`, with its landlords by name; None for people of a landlord. Rules: A8, A9."""
    firm = db.session.scalar(select(Contractor).where(Contractor.id == user.contractor_id))
    if firm is None:
        return None
    theirs = select(Landlord).where(Landlord.id.in_(landlords_of(firm.id))).order_by(Landlord.name, Landlord.id)
    return Profile(firm, db.session.scalars(theirs).all())
