"""The form that asks for a variation, as a page shows it: the order's lines, the rows written, what it comes to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Answer
from fieldapp.commands.registry import COMMANDS
from fieldapp.commands.variation_asked import comes_to, rates_of, rows_of
from fieldapp.commands.variation_record import lines_of
from fieldapp.commands.variation_words import who_authorises
from fieldapp.domain.dates import london_day
from fieldapp.domain.refusals import Invalid
from fieldapp.domain.units import unit_hint
from fieldapp.domain.variations import total
from fieldapp.models import Line, User, WorksOrder
from fieldapp.queries.rates_shown import rates_shown
from fieldapp.web import command_door
from fieldapp.web.landlord_lists import loaded_circumstances

COMMAND = "vary"
# Nothing was sent: it is written on with one more row, or asked what it comes to.
LONGER, COST = Answer(id="longer", outcome=""), Answer(id="cost", outcome="")
# The fields that a sum is worked out from.
OF_THE_LINES = re.compile("line-of-|added|code-|quantity-|place-|description-|sure")
Posted = Answer | None


@dataclass(frozen=True)
class VariationSheet:
    """`numbers` are those of the rows to add, `sure` the quantities whose boxes were ticked, by their pairs.

    `says` is what the schedule says of the codes of the rows, by their numbers.

    Sums are pence, None where they are not shown or not known yet (C4).
    """

    order: WorksOrder
    form: CommandForm
    lines: tuple[Line, ...]
    line_texts: Mapping[str, str]
    row_texts: Mapping[int, Mapping[str, str]]
    numbers: tuple[int, ...]
    before: int | None
    after: int | None
    sure: Mapping[str, str]
    who_authorises: str
    says: Mapping[int, str]
    faults: Mapping[str, list[str]] = field(default_factory=dict)


def sheet_of(reader: User, order: WorksOrder, posted: Posted = None) -> VariationSheet:
    """The form, empty or as it was `posted`. Rules: V3, C10."""
    form = COMMANDS[COMMAND].form(command_door.typed() if posted else None, loaded_circumstances(order))
    rows = form["added"].typed
    numbers = list(rows) or [1]
    if posted is LONGER and rows:
        numbers.append(numbers[-1] + 1)
    faults: Mapping[str, list[str]] = (posted.fields or {"": [posted.reason]}) if posted and posted.outcome else {}
    after = None
    if posted is COST:
        after, faults = _worked_out(order, form)
    money = rates_shown(reader, order.landlord)
    return VariationSheet(
        order=order,
        form=form,
        lines=tuple(line for line in order.lines if not line.extra),
        line_texts=form["line"].typed,
        row_texts=rows,
        numbers=tuple(numbers),
        before=total(lines_of(order)) if money else None,
        after=after if money else None,
        sure=form["sure"].typed,
        who_authorises=who_authorises(order),
        says=_said_of_codes(order, rows),
        faults=faults,
    )


def _said_of_codes(order: WorksOrder, rows: Mapping[int, Mapping[str, str]]) -> dict[int, str]:
    codes = {number: cells["code"] for number, cells in rows.items() if "code" in cells}
    found = rates_of(order, codes.values(), london_day(datetime.now(UTC)))
    known = {number: rate for number, code in codes.items() if (rate := found.rate(code))}
    return {number: f"{rate.short}, {unit_hint(rate.unit) or rate.unit}" for number, rate in known.items()}


def _worked_out(order: WorksOrder, form: CommandForm) -> tuple[int | None, Mapping[str, list[str]]]:
    """What the order would come to, in pence; None with what is wrong in lines and rows, by field."""
    form.validate()
    wrong = {name: said for name, said in form.faults().items() if OF_THE_LINES.match(name)}
    if wrong:
        return None, wrong
    try:
        day = london_day(datetime.now(UTC))
        rows = rows_of(order, day, form["line"].data, form["added"].data, sure=form["sure"].data)
    except Invalid as no:
        return None, no.fields
    return comes_to(order, rows), {}
