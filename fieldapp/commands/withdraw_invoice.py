"""Take back an invoice that was recorded wrongly, until the order is paid. Rules: L1."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm, Written, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.commands.record_invoice import standing
from fieldapp.domain.refusals import Invalid
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Which of the order's invoices, and why."""

    invoice = Written("Which invoice?", required="Choose the invoice.")
    reason = WrittenAtLength("Why is it withdrawn?", required="Write why it is withdrawn.")


def apply(order: WorksOrder, act: Act, *, invoice: str, reason: str) -> None:
    """It stands no longer, and its number may be recorded again; the journal keeps what it was."""
    found = standing(order, act, invoice)
    if found is None:
        raise Invalid({"invoice": [f"{invoice} is not recorded for this order. Choose one that is."]})
    found.withdrawn_at = act.received_at
