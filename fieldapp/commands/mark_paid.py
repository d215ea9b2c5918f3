"""Mark an order as invoiced and paid, where no payment application does. Rules: F4, V1."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime, time

from fieldapp.commands import since_completion
from fieldapp.commands.form import CommandForm, DayField
from fieldapp.commands.op import Act
from fieldapp.domain.dates import LONDON
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """When it was paid."""

    paid_on = DayField("Date paid", required="Write the day on which it was paid, for example 14/07/2026.")


def apply(order: WorksOrder, act: Act, *, paid_on: day) -> None:
    """Keep the day; the table closes the order."""
    since_completion.check(order, act, "paid_on", paid_on, "The date paid")
    order.paid_at = datetime.combine(paid_on, time(), LONDON)
