"""Keeping a variation: what was asked of an order's lines, and carrying out what was decided (V2–V5)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from decimal import Decimal

from sqlalchemy.orm import object_session

from fieldapp.commands.op import Act
from fieldapp.domain.lifecycle import OPEN
from fieldapp.domain.refusals import Refused
from fieldapp.domain.variations import AUTHORISED, NOTHING, REFUSED, WITHDRAWN, Ordered, total
from fieldapp.models import Line, Variation, VariationRow, WorksOrder
from fieldapp.models.variation import undecided

# What is said where a decision, or a withdrawal, does not name its variation.
WHICH = "It is not known which variation you mean. Open the order again, and choose there."
WITHIN_LIMIT = "It is within the limit of the contract."
# Why one that waits is refused where the landlord does something else with the order.
LAPSED = {"cancel": "The landlord cancelled the order.", "take-back": "The landlord took the visit back."}


def lines_of(order: WorksOrder) -> list[Ordered]:
    """The order's lines as the rules read them: what counts of each; extra work of a completion has its own review."""
    return [Ordered(str(one.id), one.code, one.rate_pence, one.counted) for one in order.lines if not one.extra]


def waiting(order: WorksOrder, number: int) -> Variation:
    """The variation that waits, if it is the one that was looked at; refuses any other."""
    found = undecided(order)
    if found is None or number != found.number:
        said = f"{order.reference} has no such variation that waits for a decision. Open it again."
        raise Refused("out-of-turn", said)
    return found


def authorise(variation: Variation, act: Act, quantities: Mapping[int, Decimal], *, by_itself: bool = False) -> None:
    """Change the order's lines to what is authorised: `quantities` by row, what is not named as asked. Rules: V2, V5.

    Of completed work what is authorised counts as completed too, where quantities are asked.
    """
    order = variation.order
    session = object_session(order)
    # What is asked for meanwhile must not write down a decision that has no sum yet.
    with session.no_autoflush if session is not None else nullcontext():
        for row in variation.rows:
            row.authorised = quantities.get(row.id, row.quantity)
        _settle(variation, AUTHORISED, act)
        if by_itself:
            variation.decided_by_id, variation.decision_reason = None, WITHIN_LIMIT
        made = _put(order, variation)
        _put_off(order, variation)
        variation.cost_authorised_pence = total(lines_of(order))
    if session is not None:
        # The ids of the new lines, by which a completion that came earlier is read.
        session.flush()
    for row, line in made:
        row.line = line.id


def refuse(variation: Variation, act: Act, why: str) -> None:
    """Nothing of it is done."""
    for row in variation.rows:
        row.authorised = row.before
    _settle(variation, REFUSED, act)
    variation.decision_reason = why


def withdraw(variation: Variation, act: Act, why: str) -> None:
    """Whoever asked asks no more."""
    _settle(variation, WITHDRAWN, act)
    variation.decision_reason = why


def lapse(order: WorksOrder, command: str, act: Act) -> None:
    """The order goes another way: what waits for a decision is refused. Rules: V2."""
    left = undecided(order)
    if left is not None:
        refuse(left, act, LAPSED.get(command, "The order went another way."))


def _settle(variation: Variation, state: str, act: Act) -> None:
    variation.state, variation.decided_at, variation.decided_by_id = state, act.done_at, act.actor.id


def _put(order: WorksOrder, variation: Variation) -> list[tuple[VariationRow, Line]]:
    """Change, take off and add lines; gives those that were added, with their rows. A refused row changes nothing."""
    last = max((line.sequence for line in order.lines), default=0)
    lines = {line.id: line for line in order.lines}
    counted = order.completed_at is not None and order.landlord.policy.completion_quantities_asked
    made = []
    for row in variation.rows:
        quantity = row.settled.after
        if quantity == row.before:
            continue
        line = lines.get(row.line) if row.line else None
        if line is not None and quantity == NOTHING:
            _take_off(order, line)
        elif line is not None:
            line.ordered = quantity
            line.completed = quantity if counted else line.completed
        elif quantity:
            last += 1
            made.append((row, _line(order, row, last, quantity if counted else None)))
    return made


def _put_off(order: WorksOrder, variation: Variation) -> None:
    """The order, and its visit that is still to be done, are due when it was asked to be. Rules: V3."""
    if variation.target_at is not None and order.completed_at is None:
        order.due_at = variation.target_at
        for ticket in order.tickets:
            if ticket.state in OPEN:
                ticket.due_at = variation.target_at


def _take_off(order: WorksOrder, line: Line) -> None:
    session = object_session(line)
    order.lines.remove(line)
    if session is not None:
        session.delete(line)


def _line(order: WorksOrder, row: VariationRow, sequence: int, completed: Decimal | None) -> Line:
    line = Line(
        landlord_id=order.landlord_id,
        sequence=sequence,
        code=row.code,
        short=row.short,
        long=row.description or row.long,
        unit=row.unit,
        rate_pence=row.rate_pence,
        ordered=row.settled.after,
        completed=completed,
        place=row.place,
        certificate=row.certificate,
        kind=row.kind,
    )
    order.lines.append(line)
    return line
