"""Who reads rates and sums of money."""

from __future__ import annotations

from fieldapp.models import Landlord, User


def rates_shown(user: User, landlord: Landlord) -> bool:
    """Whether a person reads what a landlord's work costs: its own people do, others by its policy. Rules: C4."""
    return user.landlord_id == landlord.id or landlord.policy.rates_shown
