"""Completing several visits at once at the desk: one date and time for all, comments for each, a summary, then done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.arrival import NAMES
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

    `arrives` says that its page was made without an arrival: what is posted twice has to be the same twice. One that is
    not `ticked` stays on the page with what was typed, and nothing is asked or done of it.
    """

    ticket: Ticket
    number: int
    op: str
    alone: str = ""
    day: str = ""
    clock: str = ""
    comments: str = ""
    arrives: bool = False
    ticked: bool = True
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
    rows = _posted()
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
    if not any(one.ticked for one in rows):
        return _page(rows, day, clock, nothing=True), 422
    checked = [_checked(one) for one in rows]
    if do == "confirm" and not any(one.faults for one in checked):
        return _complete(checked, day, clock)
    return _check(checked, day, clock)


def _check(rows: Sequence[Row], day: str, clock: str) -> ResponseReturnValue:
    """The summary, once each visit has been tried and none is refused; else the form, with what is wrong at each.

    Trying gives back what was loaded: the rows are read anew.
    """
    to_try = [one for one in rows if one.ticked and not one.alone and not one.faults]
    answers = command_door.rehearse_each(several.COMPLETE, _sent(to_try))
    faults = {one.number: one.faults for one in rows}
    faults |= {
        one.number: _faults_of(one, answer)
        for one, answer in zip(to_try, answers, strict=True)
        if answer.outcome not in command_door.TAKEN
    }
    rows = [replace(one, faults=faults.get(one.number, {})) for one in _posted()]
    if any(one.faults for one in rows):
        return _page(rows, day, clock), 422
    return _page(rows, day, clock, summary=any(one.ticked and not one.alone for one in rows))


def _complete(rows: Sequence[Row], day: str, clock: str) -> ResponseReturnValue:
    """Do each by itself: what is refused comes back with its reason, the others are done.

    Also what cannot be completed any more, since this very form may have done it: then it is told once more.
    """
    chosen = [one for one in rows if one.ticked]
    both = list(zip(chosen, command_door.perform_each(several.COMPLETE, _sent(chosen)), strict=True))
    done = [(one, answer) for one, answer in both if answer.outcome in command_door.TAKEN]
    left = [
        replace(one, alone="", op=command_door.new_op_id(), faults=_faults_of(one, answer))
        for one, answer in both
        if answer.outcome not in command_door.TAKEN
    ]
    kept = [answer.reason for _, answer in done if answer.reason]
    said = " ".join([f"Completed {', '.join(one.ticket.reference for one, _ in done)}.", *kept]) if done else ""
    if left:
        return _page([*left, *(one for one in rows if not one.ticked)], day, clock, told=said), 409
    flash(said)
    return redirect(url_for("desk.index", list="completed"), code=303)


def _sent(rows: Sequence[Row]) -> list[tuple[str, int, int, Pairs]]:
    """As the door takes them: under which id, of which order and visit, and what was typed."""
    return [(one.op, one.ticket.order_id, one.number, one.pairs) for one in rows]


def _rows(typed: Sequence[str]) -> list[Row]:
    ids = [number for text in typed if (number := row_number(text))]
    found = several.chosen(current_user, ids, london_day(datetime.now(UTC)))
    return [_row(one) for one in found]


def _row(one: several.Chosen) -> Row:
    visit, op = one.ticket, command_door.new_op_id()
    return Row(ticket=visit, number=visit.id, alone=one.alone, op=op, arrives=visit.arrived_at is None)


def _at(row: Row, day: str, clock: str) -> Row:
    """The row at another time; one that is completed by itself has none."""
    return row if row.alone else replace(row, day=day, clock=clock)


def _typed(row: Row) -> Row:
    """With what was posted for it; the ids in the names say which row it is, so that none is taken for another."""
    number = row.number
    day, clock = (text.strip() for text in [*request.form.getlist(f"completed-{number}"), "", ""][:2])
    comments = request.form.get(f"comments-{number}", "")
    op, arrives = command_door.posted_op_id(f"op-{number}"), f"arrives-{number}" in request.form
    return replace(row, op=op, day=day, clock=clock, comments=comments, arrives=arrives)


def _posted() -> list[Row]:
    """All visits that the page showed, in its order, with what was typed for each and whether it is ticked."""
    ticked = set(request.form.getlist("ticket"))
    shown = [*request.form.getlist("row"), *request.form.getlist("ticket")]
    return [replace(_typed(one), ticked=str(one.number) in ticked) for one in _rows(shown)]


def _checked(row: Row) -> Row:
    """With what the visit's own form says of it before anything is done."""
    if row.alone or not row.ticked:
        return row
    own = COMMANDS[several.COMPLETE].form(row.pairs, loaded_circumstances(row.ticket.order))
    faults = {} if own.validate() else _together(row, own.faults())
    if row.moment is None:
        faults = {**faults, "completed": [NO_MOMENT]}
    return replace(row, faults=faults)


def _faults_of(row: Row, answer: Answer) -> Faults:
    return _together(row, answer.fields) if answer.fields else {"": [answer.reason or NOT_SAVED]}


def _together(row: Row, faults: Mapping[str, Sequence[str]]) -> Faults:
    """By the two fields of a row; the rest is of the whole.

    Where the arrival is the same time, its fault is one of what was typed, and is said of that.
    """
    found: dict[str, list[str]] = {}
    for name, said in faults.items():
        own = [one.replace(NAMES["arrived"], NAMES["completed"]) for one in said] if row.arrives else said
        place = {"arrived": "completed", "completed": "completed", "comments": "comments"}.get(name, "")
        found[place] = list(dict.fromkeys([*found.get(place, []), *own]))
    if "arrived" in faults and "completed" in faults:
        found["completed"] = list(faults["completed"])
    return found


def _page(
    rows: Sequence[Row],
    day: str,
    clock: str,
    *,
    summary: bool = False,
    told: str = "",
    default_fault: str = "",
    nothing: bool = False,
) -> str:
    now = datetime.now(UTC)
    together = [one for one in rows if not one.alone]
    return render_template(
        "desk/complete_several.html",
        rows=together,
        chosen=[one for one in together if one.ticked],
        alone=[one for one in rows if one.alone],
        day=day,
        clock=clock,
        summary=summary,
        told=told,
        default_fault=default_fault,
        nothing=NOTHING if nothing and together else "",
        faulty=[one for one in rows if one.faults],
        now=now,
        today=london_day(now),
        say=spoken,
    )
