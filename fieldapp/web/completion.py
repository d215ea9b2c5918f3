"""Completing an order at the contractor's desk, in steps: the visit, the work, photos and certificates, a last look.

Each step is asked of the command itself, in a rehearsal, before the next is shown; the last one is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.completion_lines import claimed, with_lines_named
from fieldapp.commands.op import Answer
from fieldapp.commands.registry import COMMANDS
from fieldapp.commands.words import ASKED_OF_OTHERS, kept_already
from fieldapp.domain.claimed import MIXED_WORDS, NOTHING_TICK, is_mixed
from fieldapp.domain.dates import london_day
from fieldapp.domain.lifecycle import FROZEN
from fieldapp.domain.money import shown_quantity
from fieldapp.domain.numbers import row_number
from fieldapp.models import Ticket
from fieldapp.queries import finder, visits
from fieldapp.queries.readiness import readiness_of
from fieldapp.queries.starters import starters
from fieldapp.queries.tickets import ticket_of
from fieldapp.queries.visit_parts import LineRow
from fieldapp.queries.waiting import waiting_on
from fieldapp.web import command_door, completion_basket, offers, spoken, waits
from fieldapp.web.completion_draft import (
    NOT_COMPLETED,
    STEP_WORDS,
    STEPS,
    CompletionDraft,
    faults_at,
    step_of,
)
from fieldapp.web.completion_work import work_of
from fieldapp.web.done_words import done_to
from fieldapp.web.landlord_lists import loaded_circumstances
from fieldapp.web.offer_words import WORDS

blueprint = Blueprint("completion", __name__, url_prefix="/desk/tickets/<int:ticket_id>/complete")

COMMAND = "complete"
NOT_OFFERED = "This visit cannot be completed now."
INSTEAD = ("follow-on", "needs-landlord", "asbestos-alert")


@dataclass(frozen=True)
class _Told:
    """What is wrong with what was posted, by field, or of the whole."""

    faults: Mapping[str, list[str]]
    kept: bool = False


NOTHING = _Told({})


@blueprint.get("")
def form(ticket_id: int) -> ResponseReturnValue:
    """The first step; the visit, where the table does not offer it or it is kept already. Rules: C1, V2."""
    ticket = _ticket(ticket_id)
    if not offers.may(current_user.role, ticket, COMMAND):
        flash(NOT_OFFERED, "warn")
        return redirect(url_for("desk.visit", ticket_id=ticket_id), code=303)
    if COMMAND in waits.kept_once(waiting_on(ticket)):
        flash(kept_already(ticket).sentence, "warn")
        return redirect(url_for("desk.visit", ticket_id=ticket_id), code=303)
    return _page(ticket, CompletionDraft())


@blueprint.post("/steps")
def steps(ticket_id: int) -> ResponseReturnValue:
    """One of the buttons of a step: the next one, one before, or something within it. Rules: C1, C7."""
    ticket = _ticket(ticket_id)
    draft = CompletionDraft.posted(request.form)
    if "to" in request.form:
        return _page(ticket, draft.at(request.form["to"]))
    received = command_door.take_files(order=ticket.order_id, ticket=ticket_id)
    wrong = next((one for one in received if one.outcome not in command_door.TAKEN), None)
    if wrong:
        return _page(_ticket(ticket_id), draft, _Told(wrong.fields or {"": [wrong.reason]})), 422
    if request.form.get("do") == "next":
        return _next(_ticket(ticket_id), draft)
    draft, faults = _within(ticket, draft)
    return _page(_ticket(ticket_id), draft, _Told(faults)), 422 if faults else 200


@blueprint.get("/steps")
def steps_page(ticket_id: int) -> ResponseReturnValue:
    """The steps' address opened as a page: the first of them."""
    return redirect(url_for("completion.form", ticket_id=_ticket(ticket_id).id), code=303)


@blueprint.post("")
def finish(ticket_id: int) -> ResponseReturnValue:
    """Send it, once the reference is confirmed; a refusal comes back at the step where it is put right. Rules: C1."""
    ticket = _ticket(ticket_id)
    draft = CompletionDraft.posted(request.form)

    def again(answer: Answer) -> ResponseReturnValue:
        faults = answer.fields or {"": [answer.reason]}
        step = next((one for one in STEPS if any(step_of(name) == one for name in faults)), "check")
        page = _page(_ticket(ticket_id), draft.at(step), _Told(faults, kept=answer.outcome == "kept"))
        return page, command_door.STATUS.get(answer.outcome, 409)

    def taken() -> None:
        done = ticket_of(current_user, ticket_id)
        if done and is_mixed(claimed(done.order)):
            flash(MIXED_WORDS, "warn")

    return command_door.post(
        COMMAND, order=ticket.order_id, ticket=ticket_id, back=url_for("desk.visit", ticket_id=ticket_id),
        again=again, said=done_to(COMMAND, ticket.reference), taken=taken, confirm=True,
    )  # fmt: skip


def _next(ticket: Ticket, draft: CompletionDraft) -> ResponseReturnValue:
    """The next step, where nothing is wrong with this one and those before."""
    shown = _steps(ticket)
    draft = draft if draft.step in shown else draft.at(shown[0])
    if draft.outcome == NOT_COMPLETED:
        return _page(ticket, draft)
    answer = command_door.rehearsed(COMMAND, draft.typed(), order=ticket.order_id, ticket=ticket.id)
    ticket = _ticket(ticket.id)
    if answer.outcome == "refused":
        return _page(ticket, draft, _Told({"": [answer.reason]})), 409
    faults = faults_at(draft.step, answer.fields, shown)
    if faults:
        return _page(ticket, draft.at(step_of(next(iter(faults)))), _Told(faults)), 422
    following = shown[min(shown.index(draft.step) + 1, len(shown) - 1)]
    return _page(ticket, draft.at(following))


def _within(ticket: Ticket, draft: CompletionDraft) -> tuple[CompletionDraft, Mapping[str, list[str]]]:
    """What a button changes within a step, and what is wrong with that."""
    form = request.form
    if "begin" in form:
        words = starters(ticket.order)
        number = row_number(form["begin"])
        return (draft.begun(words[number - 1]) if number and number <= len(words) else draft), {}
    return completion_basket.pressed(ticket.order, draft, form)


def _steps(ticket: Ticket) -> tuple[str, ...]:
    """The steps of a visit: quantities are asked where the landlord's policy says so. Rules: C10."""
    asked = ticket.order.landlord.policy.completion_quantities_asked
    return tuple(one for one in STEPS if asked or one != "work")


def _ticket(ticket_id: int) -> Ticket:
    return ticket_of(current_user, ticket_id) or abort(404)


def _page(ticket: Ticket, draft: CompletionDraft, told: _Told = NOTHING) -> str:
    order, now = ticket.order, datetime.now(UTC)
    shown, names = visits.visit_page(current_user, ticket), _steps(ticket)
    draft = replace(draft, step=draft.step if draft.step in names else names[0])
    if "work" in names:
        draft = draft.with_ordered({one.id: _ordered(one) for one in shown.lines if not one.extra})
    command = COMMANDS[COMMAND].form(draft.typed() if draft.pairs else None, loaded_circumstances(order))
    for one in command:
        one.label.text = ASKED_OF_OTHERS.get(one.label.text, one.label.text)
    day = completion_basket.day_of(draft)
    rates = finder.with_codes(order.contract, [code for code, _ in draft.basket], day)
    work = work_of(shown.lines, rates, draft, told.faults, money=shown.policy.rates_shown)
    working = draft.step == "work"
    found = completion_basket.found_for(order, draft) if working else None
    return render_template(
        "desk/complete.html",
        ticket=ticket,
        order=order,
        visit=shown,
        draft=draft,
        form=command,
        faults=with_lines_named(order, told.faults),
        kept=told.kept,
        steps=[(name, STEP_WORDS[name]) for name in names],
        number=names.index(draft.step) + 1,
        back=names[names.index(draft.step) - 1] if draft.step != names[0] else None,
        work=work,
        mixed=MIXED_WORDS if is_mixed(work.claimed) else "",
        nothing_tick=NOTHING_TICK,
        found=found,
        book=f"/desk/rates/{order.contract_id}.json",
        day=day.isoformat(),
        used=[one.code for one in work.lines],
        recent=finder.recent_rates(current_user, order.contract, day) if working and found is None else [],
        starters=starters(order),
        frozen=order.status in FROZEN,
        instead=[(name, WORDS[name].title) for name in INSTEAD if offers.may(current_user.role, ticket, name)],
        not_completed=draft.outcome == NOT_COMPLETED,
        ready=readiness_of(current_user, ticket, london_day(now), shown.theirs),
        captured=visits.captured(order),
        confirmed=command_door.confirmed(),
        words=WORDS[COMMAND],
        new_op=command_door.new_op_id,
        seen=command_door.seen() or order.version,
        now=now,
        say=spoken,
    )


def _ordered(line: LineRow) -> str:
    """The quantity ordered, as one types it: pounds with their pence. Rules: C5."""
    return f"{line.ordered:.2f}" if line.is_price else shown_quantity(line.ordered)
