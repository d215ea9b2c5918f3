"""What is said of a variation: what it changes, who asked, who decides, and what goes on meanwhile (V2, V5)."""

from __future__ import annotations

from decimal import Decimal

from fieldapp.commands.arrival import spoken
from fieldapp.domain.money import shown_quantity, sum_of
from fieldapp.domain.variations import ADD, REMOVE
from fieldapp.models import Variation, VariationRow, WorksOrder
from fieldapp.models.variation import undecided

MEANWHILE = "Notes and photos are sent meanwhile. Anything else is kept until then."
MANAGER = "contract-manager"


def said(variation: Variation) -> str:
    """What whoever asked reads at once: that it counts, or who decides."""
    if variation.within_limit:
        return f"{variation.order.reference} is changed at once: it is within the limit of the contract."
    return f"Sent to the landlord. {who_decides(variation.order)} {MEANWHILE}"


def who_decides(order: WorksOrder) -> str:
    """The landlord's contract manager by name, as its list of contacts gives it."""
    named = [
        one
        for one in order.landlord.list_items
        if one.list_name == "contact" and one.active and one.facts.get("kind") == MANAGER
    ]
    if not named:
        return "The contract manager decides."
    telephone = named[0].facts.get("telephone", "")
    return f"{named[0].label} decides{f', {telephone}' if telephone else ''}."


def who_authorises(order: WorksOrder) -> str:
    """What is said to who is about to ask: whether it may count at once. Rules: V5."""
    if order.contract.variation_limit_pence:
        return "Within the limit of the contract it counts at once. Anything more the landlord decides."
    return "The landlord decides it."


def why_not(order: WorksOrder) -> str:
    """Why an order takes no variation now: it is invoiced, or who asked for what already. Rules: V2, F2.

    Empty where its status says enough. A second variation would speak of other lines.
    """
    if order.invoices:
        return "has an invoice recorded on it. Withdraw that first."
    found = undecided(order)
    if found is None:
        return ""
    who, when = found.asked_by.name, spoken(found.asked_at)
    return f"waits for a decision already: {who} asked on {when} for {summary(found)}. Ask for yours after it."


def summary(variation: Variation) -> str:
    """`310911 added, 2; 310403 from 1 to 2`."""
    return "; ".join(row_words(row) for row in variation.rows)


def row_words(row: VariationRow) -> str:
    """What is asked of one code."""
    if row.action == ADD:
        return f"{row.code} added, {amount(row, row.quantity)}"
    if row.action == REMOVE:
        return f"{row.code} taken off"
    return f"{row.code} from {amount(row, row.before)} to {amount(row, row.quantity)}"


def decided_words(row: VariationRow) -> str:
    """What was asked of one code, and what was authorised where it is something else."""
    if row.authorised is None or row.authorised == row.quantity:
        return row_words(row)
    decided = "refused" if row.authorised == row.before else f"{amount(row, row.authorised)} authorised"
    why = f" ({row.refused_because})" if row.refused_because else ""
    return f"{row_words(row)}: {decided}{why}"


def amount(row: VariationRow, quantity: Decimal) -> str:
    """A quantity; of a price line its pounds. Rules: C5."""
    return sum_of(quantity) if row.is_price else shown_quantity(quantity)
