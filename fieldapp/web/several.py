"""Completing several visits at once at the desk: one date and time for all, comments for each, a summary, then done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer, Pairs
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain.dates import LONDON, london_day, read_moment
from fieldapp.domain.numbers import row_number
from fieldapp.models import Ticket
from fieldapp.queries import several
from fieldapp.web import command_door, kept_form, spoken
from fieldapp.web.landlord_lists import loaded_circumstances

blueprint = Blueprint("several", __name__, url_prefix="/desk/complete-several")

NO_MOMENT = "Write the day and the time when it was completed."
NO_DEFAULT = "Write the day and the time that are to stand at each visit."
NOTHING = "Tick at least one visit."
NOT_SAVED = "It could not be saved. Send it again."
Faults = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One visit: what was typed for it, under which id it is done, and what is wrong.

    `arrives` says that its page was made without an arrival: what is posted twice has to be the same twice.
    """

    ticket: Ticket
    op: str
    alone: str = ""
    day: str = ""
    clock: str = ""
    comments: str = ""
    arrives: bool = False
    faults: Faults = field(default_factory=dict)

    @property
    def pairs(self) -> Pairs:
        """What the visit's own form would send; where nobody recorded an arrival it counts as the same time."""
        moment = [("completed", self.day), ("completed", self.clock)]
        arrived = [("arrived", text) for _, text in moment] if self.arrives else []
        return [*arrived, *moment, ("comments", self.comments)]

    @property
    def moment(self) -> datetime | None:
        """When it was completed, by London's clock."""
        read = read_moment([self.day, self.clock])
        return read.replace(tzinfo=LONDON) if read else None


@blueprint.get("")
def form() -> ResponseReturnValue:
    """The visits that were ticked in a list, each to be completed now unless another time is written. Rules: C3."""
    now = datetime.now(LONDON)
    rows = _rows(request.args.getlist("ticket"))
    if not rows:
        flash(NOTHING, "warn")
        return redirect(url_for("desk.index", list="accepted"), code=303)
    return _page([_at(one, f"{now:%Y-%m-%d}", f"{now:%H:%M}") for one in rows], f"{now:%Y-%m-%d}", f"{now:%H:%M}")


@blueprint.post("")
def post() -> ResponseReturnValue:
    """One of the form's buttons: the same time for all, the summary, back to the form, or complete. Rules: C3, C2."""
    day, clock = (request.form.get(name, "").strip() for name in ("day", "time"))
    rows = [_typed(one) for one in _rows(request.form.getlist("ticket"))]
    do = request.form.get("do", "check")
    if not rows:
        flash(NOTHING, "warn")
        return redirect(url_for("desk.index", list="accepted"), code=303)
    if kept_form.shown_again():
        return _page(rows, day, clock, told=kept_form.SHOWN_AGAIN)
    if do == "apply":
        if read_moment([day, clock]) is None:
            return _page(rows, day, clock, default_fault=NO_DEFAULT), 422
        return _page([_at(one, day, clock) for one in rows], day, clock)
    if do == "back":
        return _page(rows, day, clock)
    checked = [_checked(one) for one in rows]
    if any(one.faults for one in checked):
        return _page(checked, day, clock), 422
    if do == "confirm":
        return _complete(checked, day, clock)
    return (
        _page(checked, day, clock, summary=True)
        if any(not one.alone for one in checked)
        else _page(checked, day, clock)
    )


def _complete(rows: Sequence[Row], day: str, clock: str) -> ResponseReturnValue:
    """Do each by itself: what is refused comes back with its reason, the others are done.

    Also what cannot be completed any more, since this very form may have done it: then it is told once more.
    """
    answers = command_door.perform_each(
        several.COMPLETE, [(one.op, one.ticket.order_id, one.ticket.id, one.pairs) for one in rows]
    )
    both = list(zip(rows, answers, strict=True))
    done = [(one.ticket.reference, answer) for one, answer in both if answer.outcome in command_door.TAKEN]
    left = [
        replace(one, alone="", op=command_door.new_op_id(), faults=_faults_of(answer))
        for one, answer in both
        if answer.outcome not in command_door.TAKEN
    ]
    kept = [answer.reason for _, answer in done if answer.reason]
    said = " ".join([f"Completed {', '.join(name for name, _ in done)}.", *kept]) if done else ""
    if left:
        return _page(left, day, clock, told=said), 409
    flash(said)
    return redirect(url_for("desk.index", list="completed"), code=303)


def _rows(typed: Sequence[str]) -> list[Row]:
    ids = [number for text in typed if (number := row_number(text))]
    found = several.chosen(current_user, ids, london_day(datetime.now(UTC)))
    return [
        Row(ticket=one.ticket, alone=one.alone, op=command_door.new_op_id(), arrives=one.ticket.arrived_at is None)
        for one in found
    ]


def _at(row: Row, day: str, clock: str) -> Row:
    """The row at another time; one that is completed by itself has none."""
    return row if row.alone else replace(row, day=day, clock=clock)


def _typed(row: Row) -> Row:
    """With what was posted for it; the ids in the names say which row it is, so that none is taken for another."""
    number = row.ticket.id
    day, clock = (text.strip() for text in [*request.form.getlist(f"completed-{number}"), "", ""][:2])
    comments = request.form.get(f"comments-{number}", "")
    op, arrives = command_door.posted_op_id(f"op-{number}"), f"arrives-{number}" in request.form
    return replace(row, op=op, day=day, clock=clock, comments=comments, arrives=arrives)


def _checked(row: Row) -> Row:
    """With what the visit's own form says of it before anything is done."""
    if row.alone:
        return row
    own = COMMANDS[several.COMPLETE].form(row.pairs, loaded_circumstances(row.ticket.order))
    faults = {} if own.validate() else _together(own.faults())
    if row.moment is None:
        faults = {**faults, "completed": [NO_MOMENT]}
    return replace(row, faults=faults)


def _faults_of(answer: Answer) -> Faults:
    return _together(answer.fields) if answer.fields else {"": [answer.reason or NOT_SAVED]}


def _together(faults: Mapping[str, Sequence[str]]) -> Faults:
    """By the two fields of a row: where the arrival is the same time, so is its fault; the rest is of the whole."""
    found: dict[str, list[str]] = {}
    for name, said in faults.items():
        place = {"arrived": "completed", "completed": "completed", "comments": "comments"}.get(name, "")
        found[place] = list(dict.fromkeys([*found.get(place, []), *said]))
    if "arrived" in faults and "completed" in faults:
        found["completed"] = list(faults["completed"])
    return found


def _page(
    rows: Sequence[Row], day: str, clock: str, *, summary: bool = False, told: str = "", default_fault: str = ""
) -> str:
    now = datetime.now(UTC)
    return render_template(
        "desk/complete_several.html",
        rows=[one for one in rows if not one.alone],
        alone=[one for one in rows if one.alone],
        day=day,
        clock=clock,
        summary=summary,
        told=told,
        default_fault=default_fault,
        faulty=[one for one in rows if one.faults],
        now=now,
        today=london_day(now),
        say=spoken,
    )
