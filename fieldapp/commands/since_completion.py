"""The days on which finished work is invoiced and paid: shared by the commands that ask for one (F4)."""

from __future__ import annotations

from datetime import date

from fieldapp.commands.op import Act
from fieldapp.domain.dates import london_day, show_day
from fieldapp.domain.refusals import Invalid
from fieldapp.models import WorksOrder


def check(order: WorksOrder, act: Act, field: str, day: date, what: str) -> None:
    """Refuse a day in the future or before the order was completed; `what` is what it is the day of. Rules: L1, F4."""
    style = order.landlord.policy.date_style
    if day > london_day(act.received_at):
        raise Invalid({field: [f"{what}, {show_day(day, style)}, is in the future. Correct it."]})
    completed = london_day(order.completed_at) if order.completed_at else day
    if day < completed:
        before = f"is before the work was completed, {show_day(completed, style)}"
        raise Invalid({field: [f"{what}, {show_day(day, style)}, {before}. Correct it."]})
