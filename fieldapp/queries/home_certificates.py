"""What a visitor is told of a home's certificates: the newest of each kind, and when the next one is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.domain.certificates import OUTCOME_WORDS
from fieldapp.domain.dates import show_day
from fieldapp.models import WorksOrder
from fieldapp.queries.certificates import current_at
from fieldapp.queries.visit_parts import label


@dataclass(frozen=True)
class HomeCertificate:
    """One kind: its words, when it was done and the next one is due, and what it came to. No day is said to be over."""

    words: str
    done: str
    due: str
    outcome: str


def certificates_of_home(order: WorksOrder) -> tuple[HomeCertificate, ...]:
    """The current certificates of the home of an order that the asking person sees."""
    style = order.landlord.policy.date_style

    def day(found: date | None) -> str:
        return show_day(found, style) if found else ""

    return tuple(
        HomeCertificate(
            label(order, "certificate", one.kind), day(one.done_on), day(one.expires_on), OUTCOME_WORDS[one.outcome]
        )
        for one in current_at(order.property_id)
    )
