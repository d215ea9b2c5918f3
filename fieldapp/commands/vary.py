"""Ask for an order's lines to be changed; within the contract's limit it is authorised at once. Rules: V2–V5, C10."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from fieldapp.commands import arrival, variation_asked, variation_record, variation_words
from fieldapp.commands.form import CommandForm, ListChoice, MomentField, Quantities, Written, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.commands.variation_fields import AddedRows, Amount, NewRow, VariedLines
from fieldapp.domain.dates import london_day, show_moment
from fieldapp.domain.refusals import Invalid
from fieldapp.domain.variations import ASKED, total
from fieldapp.models import Variation, WorksOrder

BEFORE = "{} is before the order was raised, {}. Write when they gave permission for this."
PAST = "{} is in the past. Write a later day and time, or leave it empty if the date stays."


class Form(CommandForm):
    """Why, until when, who permitted it on the telephone, lines with other quantities, and rows that are added.

    `sure-<pair>` repeats a quantity that was asked about and is right.
    """

    reason = ListChoice("Why is it needed?", "variation-reason", required="Choose why it is needed.")
    line = VariedLines("New quantities")
    added = AddedRows("Added")
    sure = Quantities("Quantities that were asked about and are right")
    comments = WrittenAtLength("Comments")
    target = MomentField("By when should it be done?", calendar=True)
    permitted_by = Written("Who gave permission on the telephone?", longest=120)
    permitted_at = MomentField("When did they say so?")


def apply(
    order: WorksOrder,
    act: Act,
    *,
    reason: str,
    line: dict[str, Amount],
    added: list[NewRow],
    sure: dict[str, Decimal],
    comments: str,
    target: datetime | None,
    permitted_by: str,
    permitted_at: datetime | None,
) -> str:
    """Keep what is asked, whole or not at all; gives what is said with it: who decides, and what goes on meanwhile."""
    _check_permission(order, act, permitted_by, permitted_at)
    if target is not None and target < act.done_at - arrival.GRACE:
        raise Invalid({"target": [PAST.format(show_moment(target))]})
    rows = variation_asked.rows_of(order, london_day(act.done_at), line, added, sure=sure)
    variation = Variation(
        landlord_id=order.landlord_id,
        contractor_id=order.contract.contractor_id,
        number=variation_asked.next_number(order),
        state=ASKED,
        planned=variation_asked.is_planned(order, reason),
        reason=reason,
        comments=comments,
        target_at=target,
        permitted_by=permitted_by,
        permitted_at=permitted_at,
        by_landlord=act.by_landlord,
        asked_at=act.done_at,
        asked_by=act.actor,
        cost_before_pence=total(variation_record.lines_of(order)),
        cost_asked_pence=variation_asked.comes_to(order, rows),
        rows=rows,
    )
    order.variations.append(variation)
    return variation_words.said(variation)


def _check_permission(order: WorksOrder, act: Act, by: str, at: datetime | None) -> None:
    """Permission on the telephone is somebody's, at a time between the order's raising and now, or there is none."""
    if by and at is None:
        raise Invalid({"permitted_at": ["Write when they gave permission."]})
    if at is None:
        return
    if not by:
        raise Invalid({"permitted_by": ["Write who gave permission."]})
    arrival.check_happened(act, "permitted_at", at)
    if at < order.raised_at - arrival.GRACE:
        raise Invalid({"permitted_at": [BEFORE.format(show_moment(at), show_moment(order.raised_at))]})
