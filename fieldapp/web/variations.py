"""Asking for a variation at a desk or on a phone, the lists of requests, and the landlord's decision."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.build import BUILD
from fieldapp.commands.op import Answer
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain.dates import london_day
from fieldapp.domain.lifecycle import DECIDERS, DECISIONS
from fieldapp.models import Ticket, WorksOrder
from fieldapp.models.variation import undecided
from fieldapp.queries import day, variations, visits
from fieldapp.queries.paging import Key, shown_count
from fieldapp.queries.tickets import ticket_of
from fieldapp.queries.visit_record import order_record
from fieldapp.queries.waiting import waiting_on_order
from fieldapp.queries.words import STATE_WORDS
from fieldapp.web import command_door, spoken, variation_sheet, variations_shown
from fieldapp.web.done_words import done_to
from fieldapp.web.landlord_lists import loaded_circumstances
from fieldapp.web.waits import said_of

blueprint = Blueprint("variations", __name__)

TAB_WORDS = {
    variations.WAITING: "Waiting",
    variations.PLANNED: "Planned work",
    variations.DECIDED: "Decided",
}
EMPTY = {
    variations.WAITING: "No variation waits for a decision.",
    variations.PLANNED: "No variation of planned work waits for a decision.",
    variations.DECIDED: "Nothing was decided yet.",
}
WITHDRAW = "withdraw-variation"


@blueprint.get("/desk/variations", endpoint="at_desk")
@blueprint.get("/landlord/variations", endpoint="of_landlord")
def index() -> str:
    """Variation requests, with status, age and who decides; planned work apart. Rules: V6."""
    tab = request.args.get("list", variations.WAITING)
    if tab not in variations.TABS:
        abort(404)
    now = datetime.now(UTC)
    page = variations.listed(current_user, tab, Key.read(request.args.get("after", "")))
    return render_template(
        "desk/variations.html",
        tab=tab,
        page=page,
        rows=[(one, variations_shown.shown(one, current_user, now)) for one in page.rows],
        counts={name: shown_count(number) for name, number in variations.counts(current_user).items()},
        tab_words=TAB_WORDS,
        empty=EMPTY[tab],
        here_at=request.path,
        now=now,
        say=spoken,
    )


@blueprint.get("/desk/tickets/<int:ticket_id>/vary")
def desk_form(ticket_id: int) -> Response:
    """The form, at the contractor's desk. Rules: V3."""
    return _desk(_ticket(ticket_id))


@blueprint.post("/desk/tickets/<int:ticket_id>/vary")
def desk_post(ticket_id: int) -> ResponseReturnValue:
    """Ask; or write the page anew with one more row, or with what it comes to."""
    ticket = _ticket(ticket_id)
    if "add" in request.form:
        return _desk(ticket, _not_sent())

    def again(answer: Answer) -> ResponseReturnValue:
        return _desk(_ticket(ticket_id), answer), command_door.STATUS.get(answer.outcome, 409)

    back = url_for("desk.visit", ticket_id=ticket_id)
    return command_door.post("vary", order=ticket.order_id, ticket=ticket_id, back=back, again=again)


@blueprint.post("/desk/tickets/<int:ticket_id>/variation/withdraw")
def desk_withdraw(ticket_id: int) -> ResponseReturnValue:
    """The firm takes back what it asked. Rules: V2."""
    ticket = _ticket(ticket_id)
    back = url_for("desk.visit", ticket_id=ticket_id)
    return _withdraw(ticket.order, ticket, back)


@blueprint.get("/landlord/orders/<int:order_id>/vary")
def landlord_form(order_id: int) -> Response:
    """The form, at the landlord's. Rules: V3."""
    return _landlord(_order(order_id))


@blueprint.post("/landlord/orders/<int:order_id>/vary")
def landlord_post(order_id: int) -> ResponseReturnValue:
    """Ask; or write the page anew with one more row, or with what it comes to."""
    if "add" in request.form:
        return _landlord(_order(order_id), _not_sent())
    _order(order_id)

    def again(answer: Answer) -> ResponseReturnValue:
        return _landlord(_order(order_id), answer), command_door.STATUS.get(answer.outcome, 409)

    back = url_for("landlord.order", order_id=order_id)
    return command_door.post("vary", order=order_id, ticket=None, back=back, again=again)


@blueprint.post("/landlord/orders/<int:order_id>/variation/withdraw")
def landlord_withdraw(order_id: int) -> ResponseReturnValue:
    """The landlord takes back what it asked. Rules: V2."""
    return _withdraw(_order(order_id), None, url_for("landlord.order", order_id=order_id))


@blueprint.get("/landlord/orders/<int:order_id>/variation")
def decision(order_id: int) -> ResponseReturnValue:
    """What waits for a decision, row by row, with the forms of it; the order where nothing waits. Rules: V5."""
    order = _order(order_id)
    if undecided(order) is None:
        return redirect(url_for("landlord.order", order_id=order_id) + "#variations", code=303)
    return _decision(order)


@blueprint.post("/landlord/orders/<int:order_id>/variation/<command>")
def decide(order_id: int, command: str) -> ResponseReturnValue:
    """Authorise, by line, or refuse. Rules: V5."""
    order = _order(order_id)
    if command not in DECISIONS:
        abort(404)

    def again(answer: Answer) -> ResponseReturnValue:
        order = _order(order_id)
        if undecided(order) is None:
            # Somebody was quicker: there is nothing to decide any more, and the order says what happened.
            flash(answer.reason, "warn")
            return redirect(back, code=303)
        return _decision(order, command, answer), command_door.STATUS.get(answer.outcome, 409)

    back = url_for("landlord.order", order_id=order_id)
    said = done_to(command, order.reference)
    return command_door.post(command, order=order_id, ticket=None, back=back, again=again, said=said)


@blueprint.get("/landlord/orders/<int:order_id>/variation/<command>")
def decision_page(order_id: int, command: str) -> ResponseReturnValue:
    """A decision's address opened as a page, as after a refusal."""
    _order(order_id)
    if command not in DECISIONS:
        abort(404)
    return redirect(url_for("variations.decision", order_id=order_id), code=303)


@blueprint.get("/field/tickets/<int:ticket_id>/vary")
def phone_form(ticket_id: int) -> str:
    """The form on the phone, kept offline like the visit. Rules: V3."""
    return _phone(_ticket(ticket_id))


@blueprint.post("/field/tickets/<int:ticket_id>/vary")
def phone_post(ticket_id: int) -> ResponseReturnValue:
    """The same where no script sends it; or written on with one more row."""
    ticket = _ticket(ticket_id)
    if "add" in request.form:
        return _phone(ticket, variation_sheet.LONGER)

    def again(answer: Answer) -> ResponseReturnValue:
        return _phone(_ticket(ticket_id), answer), command_door.STATUS.get(answer.outcome, 409)

    back = url_for("field.visit", ticket_id=ticket_id)
    return command_door.post("vary", order=ticket.order_id, ticket=ticket_id, back=back, again=again)


def _not_sent() -> variation_sheet.Posted:
    return variation_sheet.COST if request.form["add"] == "cost" else variation_sheet.LONGER


def _withdraw(order: WorksOrder, ticket: Ticket | None, back: str) -> ResponseReturnValue:
    def again(answer: Answer) -> ResponseReturnValue:
        flash(answer.reason, "warn")
        return redirect(back, code=303)

    said = done_to(WITHDRAW, order.reference)
    number = ticket.id if ticket else None
    return command_door.post(WITHDRAW, order=order.id, ticket=number, back=back, again=again, said=said)


def _desk(ticket: Ticket, posted: variation_sheet.Posted = None) -> Response:
    visit = url_for("desk.visit", ticket_id=ticket.id)
    return _form(ticket.order, posted, title=ticket.reference, back=visit, action=f"{visit}/vary")


def _landlord(order: WorksOrder, posted: variation_sheet.Posted = None) -> Response:
    page = url_for("landlord.order", order_id=order.id)
    return _form(order, posted, title=order.reference, back=page, action=f"{page}/vary")


def _form(order: WorksOrder, posted: variation_sheet.Posted, **about: str) -> Response:
    sheet = variation_sheet.sheet_of(current_user, order, posted)
    page = render_template(
        "desk/vary.html",
        order=order,
        sheet=sheet,
        waiting=_standing(order, datetime.now(UTC)),
        may=variations_shown.may(current_user, order, "vary"),
        new_op=command_door.new_op_id,
        book=f"/{'landlord' if current_user.landlord_id else 'desk'}/rates/{order.contract_id}.json",
        day=london_day(datetime.now(UTC)).isoformat(),
        **about,
    )
    return make_response(page, 422 if sheet.faults else 200)


def _standing(order: WorksOrder, now: datetime | None = None) -> variations_shown.Shown | None:
    """The variation that waits, if any: a second one has to come after it. Rules: V2."""
    found = undecided(order)
    return variations_shown.shown(found, current_user, now) if found else None


def _phone(ticket: Ticket, posted: variation_sheet.Posted = None) -> str:
    page, today = visits.visit_page(current_user, ticket), london_day(datetime.now(UTC))
    return render_template(
        "field/vary.html",
        visit=page,
        sheet=variation_sheet.sheet_of(current_user, ticket.order, posted),
        waiting=_standing(ticket.order),
        may=visits.may_be_varied(ticket) and variations_shown.may(current_user, ticket.order, "vary"),
        words=STATE_WORDS,
        book=f"/field/rates/{ticket.order.contract_id}.json",
        day=max(today, ticket.visit_on or today).isoformat(),
        op_id=command_door.new_op_id,
        version=day.etag_of(ticket, current_user, BUILD, today, page.theirs),
    )


def _decision(order: WorksOrder, command: str = "", answer: Answer | None = None) -> str:
    around = loaded_circumstances(order)
    forms = {name: COMMANDS[name].form(command_door.typed() if name == command else None, around) for name in DECISIONS}
    return render_template(
        "landlord/variation.html",
        order=order,
        shown=_standing(order, datetime.now(UTC)),
        forms=forms,
        command=command,
        faults=(answer.fields or {"": [answer.reason]}) if answer else {},
        may=current_user.role in DECIDERS,
        waits=said_of(waiting_on_order(order), order),
        new_op=command_door.new_op_id,
    )


def _ticket(ticket_id: int) -> Ticket:
    return ticket_of(current_user, ticket_id) or abort(404)


def _order(order_id: int) -> WorksOrder:
    record = order_record(current_user, order_id) or abort(404)
    return record.order
