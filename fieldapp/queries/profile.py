"""The asking person's firm, and the landlords that it works for; nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from fieldapp.domain.policies import may_switch_alerts_off
from fieldapp.extensions import db
from fieldapp.models import Contract, Contractor, Landlord, User


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
    theirs = select(Contract.landlord_id).where(Contract.contractor_id == firm.id)
    landlords = db.session.scalars(select(Landlord).where(Landlord.id.in_(theirs)).order_by(Landlord.name, Landlord.id))
    return Profile(firm, landlords.all())
