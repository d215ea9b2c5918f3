"""Reading a file of orders and checking it, row by row, by the very command that will raise them; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from fieldapp.commands.circumstances import Circumstances
from fieldapp.commands.op import Act, Pairs
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain import csv_rows
from fieldapp.domain.csv_rows import Fault
from fieldapp.domain.dates import LONDON, read_day, read_moment
from fieldapp.domain.order_details import OF_ORDER
from fieldapp.domain.refusals import Invalid
from fieldapp.extensions import db
from fieldapp.models import User, WorksOrder

# Column → what stands in it; docs/orders.md says the same in words, and a test compares the two.
COLUMNS = {
    "reference": "C900001/1",
    "contract": "NORTH-01",
    "property": "P000123",
    "priority": "routine",
    "description": "Kitchen mixer tap leaking at the base",
    "place": "Kitchen",
    "purchase_order": "PO-77012",
    "trade": "PLU",
    "contact_name": "Mrs P. Larkspur",
    "contact_telephone": "07700 900 482",
    "home_telephone": "",
    "two_to_attend": "no",
    "warning": "no",
    "raised": "14/07/2026 09:30",
    "lines": "310403|1|Kitchen; 310911|2",
    "line_details": "1|PLU|AUT|AMP|2026|UNC|no; 2|PLU",
    "access_am": "YYYYNN",
    "access_pm": "YNYNYN",
    "right_to_repair": "no",
    "caused_by": "WAT",
    "tenants": "Mrs P. Larkspur",
    "tenant_email": "larkspur@example.test",
    "insurance_reference": "",
    "void_reference": "",
    "work_programme": "RESP",
    "recharge": "",
    "confirmation": "no",
    "order_printed": "yes",
    "tenant_ticket_printed": "no",
    "update_child_elements": "no",
    "estimated_cost": "88.50",
    "estimated_tax": "17.70",
    "invoiced_cost": "",
    "invoiced_tax": "",
}
NEEDED = ("reference", "contract", "property", "priority", "description")
# Each cell is several parts, between semicolons: the column, and the name of the form's pairs.
PARTED = {"lines": "line", "line_details": "line_details"}
DETAILS = tuple(one.name for one in OF_ORDER)
TICKS = ("two_to_attend", "warning")
YES, NO = {"y", "yes", "true", "1"}, {"", "n", "no", "false", "0"}


@dataclass(frozen=True)
class Row:
    """A row that can be raised: its reference, and the pairs of the form."""

    line: int
    reference: str
    pairs: Pairs


def read(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file in UTF-8 with our header, with their line numbers; raises Unreadable."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        yield from csv_rows.read(file, COLUMNS, NEEDED, "flask orders template")


def check(line: int, cells: dict[str, str], officer: User) -> Row | list[Fault]:
    """Raise the row's order and take it back at once: a Row where that worked, else every fault of it."""
    pairs, faults = _pairs(line, cells)
    form = COMMANDS["raise"].form(pairs, Circumstances())
    if not form.validate():
        faults += _faults(line, form.faults())
    if faults:
        return faults
    now = datetime.now(UTC)
    attempt = db.session.begin_nested()
    try:
        COMMANDS["raise"].apply(None, Act(op_id="", actor=officer, done_at=now, received_at=now), **form.data)
        db.session.flush()
    except Invalid as no:
        return _faults(line, no.fields)
    finally:
        attempt.rollback()
    return Row(line, cells["reference"], pairs)


def known_references(landlord_id: int) -> set[str]:
    """The references that the landlord's orders have already."""
    return set(db.session.scalars(select(WorksOrder.reference).where(WorksOrder.landlord_id == landlord_id)))


def _pairs(line: int, cells: dict[str, str]) -> tuple[Pairs, list[Fault]]:
    pairs: Pairs = []
    faults: list[Fault] = []
    for column, text in cells.items():
        if column in PARTED:
            pairs += [(PARTED[column], part.strip()) for part in text.split(";") if part.strip()]
        elif column in TICKS:
            if text.lower() not in YES | NO:
                faults.append(Fault(line, column, f"Write yes or no, not {text}."))
            elif text.lower() in YES:
                pairs.append((column, "y"))
        elif column == "raised":
            moment = _moment(text)
            if text and moment is None:
                faults.append(Fault(line, column, "Write a day and a time, for example 14/07/2026 09:30."))
            pairs.append((column, moment.isoformat() if moment else ""))
        elif text or column not in DETAILS:
            pairs.append((column, text))
    return pairs, faults


def _moment(text: str) -> datetime | None:
    typed = read_moment([text]) if text else None
    if typed is None and (day := read_day(text)):
        typed = datetime.combine(day, datetime.min.time())
    return typed.replace(tzinfo=LONDON) if typed else None


def _faults(line: int, fields: dict[str, list[str]]) -> list[Fault]:
    columns = {name: column for column, name in PARTED.items()}
    return [
        Fault(line, columns.get(field.partition("-")[0], field), sentence)
        for field, sentences in fields.items()
        for sentence in sentences
    ]
