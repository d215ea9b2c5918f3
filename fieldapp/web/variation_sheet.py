"""The form that asks for a variation, as a page shows it: the order's lines, the rows written, what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Answer
from fieldapp.commands.registry import COMMANDS
from fieldapp.commands.variation_asked import estimate
from fieldapp.commands.variation_record import lines_of
from fieldapp.domain.dates import london_day
from fieldapp.domain.variations import total
from fieldapp.models import Line, User, WorksOrder
from fieldapp.queries.rates_shown import rates_shown
from fieldapp.web import command_door
from fieldapp.web.landlord_lists import loaded_circumstances

COMMAND = "vary"
# Nothing is wrong with what was typed: it is written on, with one more row, and said what it comes to.
LONGER = Answer(id="", outcome="")
Posted = Answer | None


@dataclass(frozen=True)
class VariationSheet:
    """`numbers` are those of the rows to add, `sure` the quantities whose boxes were ticked, by their pairs.

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
    faults: Mapping[str, list[str]] = field(default_factory=dict)


def sheet_of(reader: User, order: WorksOrder, posted: Posted = None) -> VariationSheet:
    """The form, empty or as it was `posted`. Rules: V3, C10."""
    form = COMMANDS[COMMAND].form(command_door.typed() if posted else None, loaded_circumstances(order))
    rows = form["added"].typed
    numbers = list(rows) or [1]
    if posted is LONGER and rows:
        numbers.append(numbers[-1] + 1)
    faults = (posted.fields or {"": [posted.reason]}) if posted and posted is not LONGER else {}
    money = rates_shown(reader, order.landlord)
    after = (
        estimate(order, form["line"].data, form["added"].data, london_day(datetime.now(UTC)))
        if posted and money
        else None
    )
    return VariationSheet(
        order=order,
        form=form,
        lines=tuple(line for line in order.lines if not line.extra),
        line_texts=form["line"].typed,
        row_texts=rows,
        numbers=tuple(numbers),
        before=total(lines_of(order)) if money else None,
        after=after,
        sure=form["sure"].typed,
        faults=faults,
    )
