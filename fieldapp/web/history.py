"""The journal in plain words: what was done, by whom, when it happened and when it reached us."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from fieldapp.commands.judging import DOUBTFUL_SKEW
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain.dates import show_day, show_moment
from fieldapp.domain.money import pounds, shown_quantity
from fieldapp.models import JournalRow, WorksOrder
from fieldapp.queries.visit_record import OPERATIVE_FIELDS, OrderRecord
from fieldapp.web import spoken
from fieldapp.web.done_words import DONE
from fieldapp.web.landlord_lists import loaded_circumstances

OUTCOMES = {"refused": "Not accepted", "invalid": "Not accepted", "waiting": "Kept until the landlord decides"}
UNDECIDED = "It waits for the landlord’s decision."
AFTERWARDS = "after the decision"
DOORS = {"phone": "by phone", "import": "by import", "system": "applied after the decision"}
# What these were answered says more than that they were taken.
SAYS_HOW = ("vary",)
# What a program wrote, not a person.
NOT_SAID = {
    "blob",
    "sha256",
    "size",
    "taken",
    "late",
    "last",
    "form",
    "certificate",
    "variation",
    "sure",
    "pounds",
}


@dataclass(frozen=True)
class Happening:
    """One row of the journal as people read it."""

    number: int
    words: str
    done: str
    about: str
    who: str
    door: str
    happened: datetime
    received: datetime
    doubt: str
    outcome: str
    reason: str
    facts: tuple[tuple[str, str], ...]

    @property
    def late(self) -> bool:
        """Whether it reached us noticeably later than it happened."""
        return self.received - self.happened >= timedelta(minutes=1)


def history(record: OrderRecord) -> list[Happening]:
    """What happened to an order, the newest first."""
    return happenings(
        record.journal,
        record.order,
        visits={one.id: one.visit for one in record.visits},
        people=record.people,
        late={one.op_id for one in record.late},
    )


def happenings(
    rows: Sequence[JournalRow],
    order: WorksOrder,
    *,
    visits: Mapping[int, int] = MappingProxyType({}),
    people: Mapping[int, str] = MappingProxyType({}),
    late: Collection[str] = (),
) -> list[Happening]:
    """Rows of an order's journal in words, in their order.

    `visits` and `people` are the numbers and names that are said for ids, `late` the ops that came late, undecided.
    """
    around = _Around(order, visits, people)
    return [_happening(row, around, row.op_id in late or row.answers in late) for row in rows]


@dataclass(frozen=True)
class _Around:
    """What a row's ids mean."""

    order: WorksOrder
    visits: Mapping[int, int]
    people: Mapping[int, str]


def _happening(row: JournalRow, around: _Around, is_late: bool) -> Happening:
    visit = around.visits.get(row.ticket_id or 0)
    skew = row.received_at - row.sent_at
    done = DONE.get(row.command, row.command)
    outcome = "Came too late" if is_late else OUTCOMES.get(row.outcome, "")
    return Happening(
        number=row.number,
        words=f"{outcome}: {done[0].lower()}{done[1:]}" if outcome else done,
        done=done,
        about=f"visit {visit}" if visit else "",
        who=row.actor.name,
        door=AFTERWARDS if row.door == "system" and outcome else DOORS.get(row.door, ""),
        happened=row.done_at + skew,
        received=row.received_at,
        doubt=_doubt(skew),
        outcome=row.outcome,
        reason=f"{row.reason} {UNDECIDED}" if is_late else _reason(row),
        facts=tuple(_facts(row, around)),
    )


def _reason(row: JournalRow) -> str:
    """Why it was not taken; of a variation also whether it counted at once, or who decides."""
    return row.reason if row.outcome != "applied" or row.command in SAYS_HOW else ""


def _doubt(skew: timedelta) -> str:
    """What is said where the sender's clock was wrong: what it showed is kept, what it meant is shown."""
    if abs(skew) <= DOUBTFUL_SKEW:
        return ""
    return f"The phone’s clock was {spoken.span(abs(skew))} {'slow' if skew > timedelta(0) else 'fast'}; time corrected"


def _facts(row: JournalRow, around: _Around) -> Iterator[tuple[str, str]]:
    """What was typed, under the words of its form."""
    if row.typed is None:
        yield "Content", "removed, as its time was over"
        return
    command = COMMANDS.get(row.command)
    # What an order was raised with is the order itself.
    if command is None or not row.typed or row.command == "raise":
        return
    pairs = [(pair[0], pair[1]) for pair in row.typed]
    circumstances = loaded_circumstances(around.order, row.tz, row.received_at - row.sent_at, old_items=True)
    for field in command.form(pairs, circumstances):
        value = "" if field.name in NOT_SAID else _value(field, around)
        if value:
            yield str(field.label.text).removesuffix(" (optional)").rstrip("?"), value


def _value(field: Any, around: _Around) -> str:
    data = field.data
    if field.name in OPERATIVE_FIELDS:
        return around.people.get(data or 0, "")
    if field.type in ("Filled", "AddedRows"):
        return field.words()
    if field.type in BY_ROW:
        return BY_ROW[field.type](field, around.order)
    if data is None and field.raw_data and field.process_errors:
        # It could not be read, and was refused for it: shown as it was written.
        return " ".join(map(str, field.raw_data)).strip()
    if field.type == "MomentField":
        return show_moment(data, around.order.landlord.policy.date_style) if data else ""
    if field.type == "DayField":
        return show_day(data, around.order.landlord.policy.date_style) if data else ""
    if field.type == "Pounds":
        return pounds(data) if data is not None else ""
    if field.type == "Ticked":
        return "Yes" if data else ""
    if hasattr(field, "choices"):
        return next((choice.label for choice in field.choices if choice.value == data), data or "")
    return str(data or "")


def _quantities(field: Any, order: WorksOrder) -> str:
    """Every quantity that was written; one that was no number, as it was written."""
    codes = {str(line.id): line.code for line in order.lines}
    if field.type == "VariedLines":
        codes |= {str(row.line): row.code for one in order.variations for row in one.rows}
    return ", ".join(f"{codes.get(row, row)} × {_quantity(field, row, text)}" for row, text in field.typed.items())


def _quantity(field: Any, row: str, text: str) -> str:
    if row not in field.data:
        return text or "nothing"
    return shown_quantity(field.data[row] if field.type == "Quantities" else field.data[row].quantity)


def _decisions(field: Any, order: WorksOrder) -> str:
    """What was decided of each row of a variation."""
    words: str = field.words({str(row.id): row.code for one in order.variations for row in one.rows})
    return words


# Fields of several rows, whose ids mean something of the order.
BY_ROW = {"Quantities": _quantities, "VariedLines": _quantities, "RowDecisions": _decisions}
