"""What a variation is typed in: lines with another quantity, rows that are added, and what is decided of each row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from fieldapp.commands.gathered import Gathered
from fieldapp.domain.asking import Faults
from fieldapp.domain.money import QUANTITY_WORDS, read_quantity
from fieldapp.domain.numbers import row_number

MOST_ROWS = 50
LONGEST = {"code": 20, "place": 120, "description": 400}
WRITE_QUANTITY = "Write the quantity, in pounds where the code is a price."
WRITE_CODE = "Write the code of this row."
OF_LINE, OF_ROW, CHOICE, WHY = "line-of-", "row-of-", "choice-of-", "why-of-"
ADDED = re.compile(r"(code|quantity|place|description)-([1-9]\d{0,3})")
AS_ASKED, OTHERWISE, REFUSE = "as-asked", "otherwise", "refuse"


class Amount(NamedTuple):
    """A quantity with the text in which it was written."""

    text: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that is to be added; `number` is its place on the form."""

    number: int
    code: str
    amount: Amount
    place: str
    description: str


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What the landlord says of a row: `amount` is None where it is as asked, or refused."""

    choice: str
    amount: Amount | None
    why: str


class VariedLines(Gathered):
    """The lines with another quantity, by their ids: pairs `line-of-<id>`; an empty one stays as it is. Rules: V3."""

    data: dict[str, Amount]
    typed: dict[str, str]

    def gather(self, formdata: Any) -> tuple[dict[str, Amount], Faults]:
        self.typed = {name.removeprefix(OF_LINE): text for name, text in _pairs(formdata, OF_LINE) if text}
        data: dict[str, Amount] = {}
        faults: Faults = {}
        for line, text in self.typed.items():
            quantity, fault = _quantity(text)
            if quantity is None:
                faults[f"{OF_LINE}{line}"] = [fault]
            else:
                data[line] = Amount(text, quantity)
        return data, faults


class AddedRows(Gathered):
    """Rows that are added: `code-<n>`, `quantity-<n>`, `place-<n>`, `description-<n>`; empty ones are none (V3)."""

    data: list[NewRow]
    typed: dict[int, dict[str, str]]

    def gather(self, formdata: Any) -> tuple[list[NewRow], Faults]:
        self.typed = _rows(formdata or {})
        rows: list[NewRow] = []
        faults: Faults = {}
        for number, cells in self.typed.items():
            row, wrong = _new_row(number, cells)
            faults |= wrong
            rows += [row] if row else []
        if len(self.typed) > MOST_ROWS:
            faults["added"] = [f"Add at most {MOST_ROWS} rows. Ask for the rest afterwards."]
        return rows, faults

    def words(self) -> str:
        """What was written, a line for each row."""
        return "\n".join(
            ", ".join(
                filter(
                    None,
                    (f"{one.get('quantity', '')} × {one.get('code', '')}", one.get("place"), one.get("description")),
                )
            )
            for one in self.typed.values()
        )


class RowDecisions(Gathered):
    """What is decided of each row, by its id: pairs `choice-of-`, `row-of-` and `why-of-<id>`. Rules: V5."""

    data: dict[str, RowDecision]
    typed: dict[str, dict[str, str]]

    def gather(self, formdata: Any) -> tuple[dict[str, RowDecision], Faults]:
        self.typed = defaultdict(dict)
        for prefix in (CHOICE, OF_ROW, WHY):
            for name, text in _pairs(formdata, prefix):
                self.typed[name.removeprefix(prefix)][prefix] = text
        data: dict[str, RowDecision] = {}
        faults: Faults = {}
        for row, said in self.typed.items():
            data[row], wrong = _decision(row, said)
            faults |= wrong
        return data, faults

    def words(self, codes: Mapping[str, str]) -> str:
        """What was decided, row by row; `codes` are the rows' codes by their ids."""
        return "; ".join(_decided_words(codes.get(row, row), said) for row, said in self.typed.items())


def _pairs(formdata: Any, prefix: str) -> Iterable[tuple[str, str]]:
    return [(name, formdata[name].strip()) for name in formdata or () if name.startswith(prefix)]


def _rows(formdata: Any) -> dict[int, dict[str, str]]:
    """What was written of each row, by its number, in their order."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for name in formdata:
        match = ADDED.fullmatch(name)
        if match and formdata[name].strip():
            found[int(match[2])][match[1]] = formdata[name].strip()
    return dict(sorted(found.items()))


def _new_row(number: int, cells: dict[str, str]) -> tuple[NewRow | None, Faults]:
    wrong = {
        f"{name}-{number}": [f"Use at most {longest} characters."]
        for name, longest in LONGEST.items()
        if len(cells.get(name, "")) > longest
    }
    if not cells.get("code"):
        wrong[f"code-{number}"] = [WRITE_CODE]
    quantity, fault = _quantity(cells.get("quantity", ""))
    if quantity is None:
        wrong[f"quantity-{number}"] = [fault]
    elif not quantity:
        wrong[f"quantity-{number}"] = ["Write more than 0, or leave the row out."]
    if wrong or quantity is None:
        return None, wrong
    amount = Amount(cells["quantity"], quantity)
    return NewRow(number, cells["code"], amount, cells.get("place", ""), cells.get("description", "")), {}


def _decision(row: str, said: dict[str, str]) -> tuple[RowDecision, Faults]:
    choice, why = said.get(CHOICE, ""), said.get(WHY, "")
    wrong: Faults = {}
    amount = None
    if row_number(row) is None or choice not in (AS_ASKED, OTHERWISE, REFUSE):
        wrong[f"{CHOICE}{row}"] = ["Choose what you decide of this row."]
    if choice == OTHERWISE:
        text = said.get(OF_ROW, "")
        quantity, fault = _quantity(text)
        if quantity is None:
            wrong[f"{OF_ROW}{row}"] = [fault]
        else:
            amount = Amount(text, quantity)
    if choice in (OTHERWISE, REFUSE) and not why:
        wrong[f"{WHY}{row}"] = ["Write why, so that the contractor can answer."]
    if len(why) > LONGEST["description"]:
        wrong[f"{WHY}{row}"] = [f"Use at most {LONGEST['description']} characters."]
    return RowDecision(choice, amount, why), wrong


def _decided_words(code: str, said: Mapping[str, str]) -> str:
    what = {AS_ASKED: "as asked", REFUSE: "refused"}.get(said.get(CHOICE, ""), said.get(OF_ROW, ""))
    why = said.get(WHY, "")
    return f"{code} {what}{f', {why}' if why else ''}"


def _quantity(text: str) -> tuple[Decimal | None, str]:
    quantity, fault = read_quantity(text)
    return quantity, WRITE_QUANTITY if fault == QUANTITY_WORDS["empty"] else fault or ""
