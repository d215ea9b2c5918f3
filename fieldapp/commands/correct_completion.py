"""Correct what a completion recorded, before it is invoiced: quantities and the time. Rules: C3, C4, O1.

The first version stays in the journal; a note tells both sides what was changed, and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from fieldapp.commands import arrival, completion_lines, note_row
from fieldapp.commands.form import CommandForm, MomentField, Quantities, WrittenAtLength
from fieldapp.commands.gathered import WrittenAsPounds
from fieldapp.commands.op import Act
from fieldapp.domain.lifecycle import COMPLETED
from fieldapp.domain.money import sum_of
from fieldapp.domain.refusals import Invalid
from fieldapp.domain.units import measured
from fieldapp.models import Line, Ticket, WorksOrder

NOTHING = "Nothing is changed. Correct a quantity or the time."
NOT_RECORDED = "Nothing was recorded for that line. Read the order again."


class Form(CommandForm):
    """Why it is corrected, when it was finished, and the quantities of any lines, extra work too, by their numbers."""

    comments = WrittenAtLength("Why is it corrected?", required="Write why, so that the contractor understands it.")
    completed = MomentField("When was it finished?")
    line = Quantities("Completed")
    sure = Quantities("Quantities that were asked about and are right")
    pounds = WrittenAsPounds("Written with a £ sign", of=("line",))


def apply(
    order: WorksOrder,
    act: Act,
    *,
    comments: str,
    completed: datetime | None,
    line: dict[str, Decimal],
    sure: dict[str, Decimal],
    pounds: frozenset[str],
) -> None:
    """Set them, and leave a note; what is left out stays. Refused where nothing is changed by it."""
    visit = next(one for one in reversed(order.tickets) if one.state == COMPLETED)
    before = {one.id: one.completed for one in order.lines}
    said = [*_quantities(order, line), *_time(order, visit, act, completed)]
    if not said:
        raise Invalid({"": [NOTHING]})
    changed = [one for one in order.lines if one.completed != before[one.id]]
    completion_lines.ask(order, pounds, sure, corrected=changed)
    note_row.leave_for_contractor(order, act, f"The completion was corrected: {'; '.join(said)}. Why: {comments}")


def _quantities(order: WorksOrder, quantities: dict[str, Decimal]) -> Iterator[str]:
    lines = {str(one.id): one for one in order.lines if one.completed is not None}
    foreign = {f"line-{number}": [NOT_RECORDED] for number in quantities if number not in lines}
    if foreign:
        raise Invalid(foreign)
    for number, quantity in quantities.items():
        one = lines[number]
        before, one.completed = one.completed, quantity
        if before is not None and before != quantity:
            yield f"{one.code}, {_amount(one, quantity)}, was {_amount(one, before)}"


def _amount(line: Line, quantity: Decimal) -> str:
    return sum_of(quantity) if line.is_price else measured(quantity, line.unit)


def _time(order: WorksOrder, visit: Ticket, act: Act, completed: datetime | None) -> Iterator[str]:
    before = visit.completed_at
    if completed is None or before is None:
        return
    moment = arrival.finished(visit, act, completed)
    if moment.replace(second=0, microsecond=0) != before.replace(second=0, microsecond=0):
        visit.completed_at = visit.ended_at = order.completed_at = moment
        now = act.received_at
        yield f"finished {arrival.spoken(moment, now)}, was {arrival.spoken(before, now)}"
