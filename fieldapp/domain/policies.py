"""A landlord's policy: every rule in which landlords differ, as typed data; no landlord's name may appear here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

# Whose signatures completion needs.
NONE, OPERATIVES, TENANTS, BOTH = "none", "operative", "tenant", "both"


@dataclass(frozen=True)
class Policy:
    """The switches and numbers of one landlord; `docs/policies.md` says what each does. Sums are pence, clocks days."""

    acceptance_asked: bool = True
    operative_accepts: bool = True
    operative_sees: str = "own"
    appointments_compulsory: bool = False
    slot_start_time_asked: bool = False
    no_access_ends_visit: bool = True
    no_access_limit: int = 2
    no_access_photo_asked: bool = False
    no_access_charge_offered: bool = False
    completion_quantities_asked: bool = True
    completion_photos_asked: int = 0
    before_photos_asked: int = 0
    signature_asked: str = NONE
    rates_shown: bool = False
    date_style: str = "rocc"
    status_codes_shown: bool = False
    invoices_uploaded: bool = False
    payment_applications: bool = False
    memorable_data: bool = False
    registration: bool = False
    completed_days: int = 30
    archive_days: int = 30
    evidence_after_completion: bool = True
    variation_limit_pence: int = 0
    documents_before_acceptance: bool = False
    alerts_contractor_may_switch_off: bool = False

    @classmethod
    def from_mapping(cls, stored: Mapping[str, Any]) -> Policy:
        """Read a stored policy; an unknown key raises ValueError, a missing one has its default."""
        known = {field.name for field in fields(cls)}
        unknown = set(stored) - known
        if unknown:
            raise ValueError(f"unknown policy: {', '.join(sorted(unknown))}")
        return cls(**stored)

    def to_mapping(self) -> dict[str, Any]:
        """Give the policy as it is stored."""
        return asdict(self)


def may_switch_alerts_off(policies: Iterable[Policy]) -> bool:
    """Whether a firm may itself stop mail about new work: where each of its landlords allows it. Rules: A9."""
    allowed = [policy.alerts_contractor_may_switch_off for policy in policies]
    return bool(allowed) and all(allowed)
