"""Record that the completed work was invoiced: number, date and amount, never the file. Rules: L1, D3."""

from __future__ import annotations

from datetime import date as day

from sqlalchemy import select

from fieldapp.commands import since_completion
from fieldapp.commands.form import CommandForm, DayField, Pounds, Written
from fieldapp.commands.op import Act
from fieldapp.domain.invoices import LONGEST_NUMBER, number_key
from fieldapp.domain.lifecycle import COMPLETED
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.extensions import db
from fieldapp.models import Invoice, WorksOrder

NOT_YOURS = Refused("not-yours", "Your firm has no completed visit on this order. Call the landlord.")


class Form(CommandForm):
    """The invoice as it was sent, and what of it is for this order."""

    number = Written("Invoice number", longest=LONGEST_NUMBER, required="Write the number of the invoice.")
    invoiced_on = DayField("Date of the invoice", required="Write the date of the invoice, for example 14/07/2026.")
    amount = Pounds("Amount for this order", required="Write the amount in pounds, for example 250 or 250.50.")


def apply(order: WorksOrder, act: Act, *, number: str, invoiced_on: day, amount: int) -> None:
    """Keep it once; one number may cover several orders. Only the firm that completed the order invoices it."""
    if not any((one.state, one.contractor_id) == (COMPLETED, act.actor.contractor_id) for one in order.tickets):
        raise NOT_YOURS
    since_completion.check(order, act, "invoiced_on", invoiced_on, "The date of the invoice")
    if amount <= 0:
        raise Invalid({"amount": ["Write an amount of more than £0."]})
    if standing(order, act, number) is not None:
        raise Invalid({"number": [f"{number} is recorded for this order already. To change it, withdraw it first."]})
    db.session.add(
        Invoice(
            landlord_id=order.landlord_id,
            contractor_id=act.actor.contractor_id,
            order_id=order.id,
            number=number,
            number_key=number_key(number),
            invoiced_on=invoiced_on,
            amount_pence=amount,
            recorded_at=act.received_at,
            recorded_by_id=act.actor.id,
        )
    )


def standing(order: WorksOrder, act: Act, number: str) -> Invoice | None:
    """The acting firm's invoice of this number on an order, unless it was withdrawn."""
    return db.session.scalar(
        select(Invoice).where(
            Invoice.order_id == order.id,
            Invoice.contractor_id == act.actor.contractor_id,
            Invoice.number_key == number_key(number),
            Invoice.withdrawn_at.is_(None),
        )
    )
