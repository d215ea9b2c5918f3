"""The landlord's side: lists of orders, what came back, one order with everything about it, and its commands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer
from fieldapp.domain.dates import london_day
from fieldapp.domain.invoiceable import verdict
from fieldapp.domain.lifecycle import subject
from fieldapp.domain.money import pounds
from fieldapp.domain.numbers import row_number
from fieldapp.models import Ticket
from fieldapp.models.standing import claim_of
from fieldapp.queries import landlord, late, order_details, variations, visit_parts
from fieldapp.queries.jobs import jobs_of
from fieldapp.queries.paging import Key, shown_count
from fieldapp.queries.visit_parts import label
from fieldapp.queries.visit_record import OrderRecord, order_record, visit_record
from fieldapp.queries.words import ORDER_WORDS, STATE_WORDS
from fieldapp.web import came_back, command_door, offers, spoken, variations_shown
from fieldapp.web import late as late_words
from fieldapp.web.certificates_shown import shown_certificates
from fieldapp.web.done_words import DONE, done_to
from fieldapp.web.files_shown import most_tiles, received, shown_files
from fieldapp.web.history import history
from fieldapp.web.notes_shown import shown_notes
from fieldapp.web.order_search import address_of_status

blueprint = Blueprint("landlord", __name__, url_prefix="/landlord")

TAB_WORDS = {
    "came-back": "What came back",
    "rai": "Raised",
    "iss": "Issued",
    "hld": "On hold",
    "ivr": "Variations, issued",
    "cvr": "Variations, completed",
    "com": "Completed",
    "clo": "Closed",
    "can": "Cancelled",
    "all": "All",
}
EMPTY = {
    "came-back": "Nothing came back. Orders that a contractor cannot go on with appear here, with the reason.",
    "additional": "No additional work waits for your review.",
    "all": "There are no orders yet. Import them from a file to begin.",
}
NOTHING = "No order stands here now."
FIRST = "iss"
ON_LATE_WORK = ("honour", "decline")
PART_OF_ORDER = (
    "issue", "re-issue", "hold", "release", "cancel", "cancel-visit", "reopen", "mark-paid", "legal-hold",
    "end-legal-hold", "review-additional-work", "correct-completion",
    *ON_LATE_WORK,
)  # fmt: skip
PART_OF_VISIT = (
    "take-back", "give-back", "add-note", "read-notes", "add-photo", "add-document", "add-certificate",
    "confirm-certificate",
)  # fmt: skip


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """One list of orders, or what a reference finds. Rules: V1, L5."""
    typed = request.args.get("q", "").strip()[:100]
    if typed:
        return _found(typed)
    tab = request.args.get("list", FIRST)
    kind = request.args.get("kind", "")
    if tab not in landlord.TABS or (kind and (tab != landlord.CAME_BACK or kind not in landlord.KINDS)):
        abort(404)
    page = landlord.listed(current_user, tab, Key.read(request.args.get("after", "")), kind)
    counts = {name: shown_count(number) for name, number in landlord.counts(current_user).items()}
    words = {"tab": tab, "page": page, "counts": counts, "empty": EMPTY.get(tab, NOTHING), **_words(_now())}
    if tab != landlord.CAME_BACK:
        return render_template(
            "landlord/list.html", late_count=late.waiting(current_user), asked=variations.counts(current_user), **words
        )
    kinds = {name: shown_count(number) for name, number in landlord.counts_of_kinds(current_user).items()}
    return render_template(
        "landlord/came_back.html", kind=kind, kinds=kinds, kind_words=came_back.WORDS, why=came_back.why, **words
    )


@blueprint.get("/late")
def late_work() -> str:
    """What came too late and waits for a decision, by visit, the oldest first. Rules: O2."""
    now = _now()
    page = late.listed(current_user, Key.read(request.args.get("after", "")))
    visits = late_words.shown(page.rows, now)
    return render_template("landlord/late.html", page=page, visits=visits, **_late_parts(), **_words(now))


@blueprint.get("/orders/<int:order_id>")
def order(order_id: int) -> str:
    """Everything about one order, and the forms that the table offers now."""
    return _order(_record(order_id))


@blueprint.post("/orders/<int:order_id>/<command>")
def order_command(order_id: int, command: str) -> ResponseReturnValue:
    """A command done to an order. Rules: O1."""
    record = _record(order_id)
    if command not in PART_OF_ORDER:
        abort(404)
    return _post(command, order_id, None, record.order.reference)


@blueprint.post("/tickets/<int:ticket_id>/<command>")
def ticket_command(ticket_id: int, command: str) -> ResponseReturnValue:
    """A command done to one of the order's visits. Rules: O1, T5."""
    record = visit_record(current_user, ticket_id) or abort(404)
    if command not in PART_OF_VISIT or subject(command) != "ticket":
        abort(404)
    return _post(command, record.order.id, ticket_id, record.ticket.reference)


@blueprint.get("/orders/<int:order_id>/<command>")
def order_command_page(order_id: int, command: str) -> ResponseReturnValue:
    """A command's address opened as a page, as after a refusal: that of its order."""
    record = _record(order_id)
    if command not in PART_OF_ORDER:
        abort(404)
    return redirect(url_for("landlord.order", order_id=record.order.id), code=303)


@blueprint.get("/tickets/<int:ticket_id>/<command>")
def ticket_command_page(ticket_id: int, command: str) -> ResponseReturnValue:
    """The same of a visit's command: its order's page."""
    record = visit_record(current_user, ticket_id) or abort(404)
    if command not in PART_OF_VISIT:
        abort(404)
    return redirect(url_for("landlord.order", order_id=record.order.id), code=303)


def _post(command: str, order_id: int, ticket_id: int | None, reference: str) -> ResponseReturnValue:
    def again(answer: Answer) -> ResponseReturnValue:
        return _order(_record(order_id), offers.Answered(command, answer)), command_door.STATUS.get(answer.outcome, 409)

    decided_in_list = command in ON_LATE_WORK and request.args.get("from") == "late"
    shown_on = row_number(request.args.get("certificate", "")) if command == offers.CONFIRM_FILE else None
    back = url_for("landlord.late_work") if decided_in_list else url_for("landlord.order", order_id=order_id)
    if shown_on:
        back = url_for("certificates.show", certificate_id=shown_on)
    said = done_to(command, reference)
    return command_door.post(
        command, order=order_id, ticket=ticket_id, back=back, again=again, said=said,
        confirm=offers.must_confirm(command),
    )  # fmt: skip


def _found(typed: str) -> ResponseReturnValue:
    if of_status := address_of_status(typed):
        return redirect(of_status, code=303)
    rows = landlord.found(current_user, typed)
    if len(rows) == 1:
        return redirect(url_for("landlord.order", order_id=rows[0].id), code=303)
    return render_template("landlord/found.html", rows=rows, typed=typed, **_words(_now()))


def _record(order_id: int) -> OrderRecord:
    return order_record(current_user, order_id) or abort(404)


def _order(record: OrderRecord, answered: offers.Answered | None = None) -> str:
    order = record.order
    groups = _offered(record, answered)
    files = {one.id: shown_files(one) for one in record.visits}
    return render_template(
        "landlord/order.html",
        record=record,
        order=order,
        last=record.visits[-1] if record.visits else None,
        why=came_back.why(order) if came_back.is_back(order) else None,
        groups=groups,
        may_review=offers.has(groups, "review-additional-work"),
        answered=answered,
        back_offer=offers.answered_in(groups),
        history=history(record),
        **variations_shown.parts_of(current_user, order, _now()),
        notes=shown_notes(order.notes, current_user, everything=request.args.get("notes") == "all"),
        to_give_back={one.id for one in record.visits if offers.may(current_user.role, one, "give-back")},
        files=files,
        certificates={one.id: shown_certificates(current_user, one, order) for one in record.visits},
        received={visit: received(shown) for visit, shown in files.items()},
        most_tiles=most_tiles(),
        verdict=verdict(claim_of(order)),
        cautions=order.property.cautions,
        priority=label(order, "priority", order.priority),
        no_signature={one.id: label(order, "no-signature-reason", one.no_signature) for one in record.visits},
        details=order_details.details_of(order, money=True),
        jobs_table=jobs_of(order, money=True),
        late_visits=late_words.shown(late.of_order(record.late), _now()),
        **_late_parts(answered),
        **_words(_now()),
    )


def _late_parts(answered: offers.Answered | None = None) -> dict[str, Any]:
    """What the forms about late work need: a fresh id each, and what was posted and came back."""
    refused = answered if answered and answered.command in ON_LATE_WORK else None
    return {
        "new_op": command_door.new_op_id,
        "refused": refused,
        "beside": request.form.get(command_door.BESIDE, "") if refused else "",
        "chosen": request.form.getlist("late") if refused else [],
        "written": request.form.get("reason", "") if refused else "",
    }


def _offered(record: OrderRecord, answered: offers.Answered | None) -> list[offers.Group]:
    """The order's forms, and those of its last visit."""
    role, order = current_user.role, record.order
    on_visit = answered if answered and subject(answered.command) == "ticket" else None
    on_order = answered if answered and not on_visit else None
    groups = offers.of_order(role, order, url_for("landlord.order", order_id=order.id), on_order)
    if not record.visits:
        return groups
    last: Ticket = record.visits[-1]
    prefix = url_for("landlord.index") + f"tickets/{last.id}"
    return offers.together(groups, offers.of_visit(role, last, prefix, on_visit))


def _words(now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "today": london_day(now),
        "say": spoken,
        "tab_words": TAB_WORDS,
        "status_words": ORDER_WORDS,
        "state_words": STATE_WORDS,
        "slot_label": visit_parts.slot_label,
        "agreed_words": visit_parts.agreed_words,
        "done": DONE,
        "pounds": pounds,
    }


def _now() -> datetime:
    return datetime.now(UTC)
