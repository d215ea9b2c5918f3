"""Reading the optional details of a new order and of its lines; each field's fault stands under its own name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fieldapp.commands.gathered import Gathered
from fieldapp.domain.asking import Faults, Values, read, said_only
from fieldapp.domain.numbers import row_number
from fieldapp.domain.order_details import OF_LINE, OF_ORDER
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Line

OF_ONE_LINE = "line_details"
NO_NUMBER = "Begin with the line’s number, for example 1|PLU|AUT."


class OrderDetails(Gathered):
    """A pair for each of `OF_ORDER`; `data` holds what was said, by name."""

    def gather(self, formdata: Any) -> tuple[Values, Faults]:
        values, faults = read(OF_ORDER, {one.name: formdata.getlist(one.name) for one in OF_ORDER} if formdata else {})
        return said_only(values), faults


class LineDetails(Gathered):
    """Pairs `number|trade|liability|…`, as `OF_LINE` goes; `data` holds what was said of a line, by its number."""

    def gather(self, formdata: Any) -> tuple[dict[int, Values], Faults]:
        of_lines: dict[int, Values] = {}
        faults: Faults = {}
        for place, text in enumerate(formdata.getlist(self.name) if formdata else (), start=1):
            number, values, said = _of_line(text)
            if number in of_lines:
                said = [f"Line {number} is told of twice."]
            if said or number is None:
                faults.setdefault(fault_name(number or place), []).extend(said)
            else:
                of_lines[number] = values
        return of_lines, faults


def put_on(lines: Sequence[Line], details: dict[int, Values]) -> None:
    """Give the lines their details; Invalid where there is no such line. Rules: T3."""
    missing = [number for number in details if number > len(lines)]
    if missing:
        raise Invalid({fault_name(number): [f"There is no line {number}."] for number in missing})
    for number, values in details.items():
        lines[number - 1].details = values


def fault_name(number: int) -> str:
    """The name under which a line's faults stand."""
    return f"{OF_ONE_LINE}-{number}"


def _of_line(text: str) -> tuple[int | None, Values, list[str]]:
    """A line's number, what is said of it, and what is wrong, in sentences that name the field."""
    first, *texts = [part.strip() for part in text.split("|")]
    number = row_number(first)
    if not number:
        return None, {}, [NO_NUMBER]
    if len(texts) > len(OF_LINE):
        return number, {}, [f"Line {number}: write at most {len(OF_LINE)} parts after the number."]
    typed = {one.name: [part] for one, part in zip(OF_LINE, texts, strict=False)}
    values, faults = read(OF_LINE, typed)
    labels = {one.name: one.label for one in OF_LINE}
    wrong = [f"Line {number}, {labels[name].lower()}: {said}" for name, all_ in faults.items() for said in all_]
    return number, said_only(values), wrong
