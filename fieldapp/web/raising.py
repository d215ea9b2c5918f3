"""Raising an order by form: first the home, then the order with its lines; the command decides, not this file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.certificate_row import why_settled
from fieldapp.commands.list_items import bank_holidays
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain.dates import london_day
from fieldapp.domain.deadlines import due_at
from fieldapp.domain.money import pounds
from fieldapp.domain.numbers import row_number
from fieldapp.domain.order_details import ACCESS, AT_THE_DOOR, MONEY, OF_LINE, OTHERS, PERSONAL
from fieldapp.models import Contract, ListItem, Property
from fieldapp.queries import certificates, finder, homes, raising
from fieldapp.queries.certificate_papers import remedy_described
from fieldapp.queries.words import ORDER_WORDS
from fieldapp.web import command_door, spoken
from fieldapp.web.order_draft import BLANK, Draft

blueprint = Blueprint("raising", __name__, url_prefix="/landlord/raise")

MOST_FOUND = 20
CHOOSE_PRIORITY = "Choose a priority."
CHOOSE_CONTRACT = "Choose the contract first: its schedule of rates is searched."
NO_NOTE = "A note goes with issuing. Raise and issue, or clear it and write it when you issue the order."
OTHER_WORK = "Raise this one only for other work."
PROPOSED = "{fault} {free} is free and written here. Check it and raise again."


@blueprint.get("")
def find() -> str:
    """The first step: which home. Rules: O1."""
    typed = request.args.get("q", "").strip()[:100]
    rows = homes.found(current_user, typed)
    return render_template("landlord/raise_find.html", typed=typed, rows=rows, say=spoken)


@blueprint.get("/<int:home_id>")
def form(home_id: int) -> str:
    """The second step: the order, with a reference proposed and a contract chosen where there is only one."""
    home = _home(home_id)
    contracts = raising.contracts(current_user)
    fields = {"reference": raising.next_reference(current_user)}
    if len(contracts) == 1:
        fields["contract"] = contracts[0].site_code
    remedy, settled = _proposed_remedy(home)
    return _page(
        home, contracts, Draft(fields | remedy, (BLANK, BLANK)), {"": [settled, OTHER_WORK]} if settled else {}
    )


@blueprint.post("/<int:home_id>")
def post(home_id: int) -> ResponseReturnValue:
    """One of the form's buttons: find a code, add or drop a line, raise, or raise and issue. Rules: O1, T1."""
    home = _home(home_id)
    contracts = raising.contracts(current_user)
    draft = Draft.posted(request.form)
    under = next((one for one in contracts if one.site_code == draft.fields.get("contract")), None)
    if request.form.get("do") in ("raise", "issue"):
        return _raise(home, contracts, draft)
    if "add" in request.form and under:
        rate = finder.with_codes(under, [request.form["add"]], london_day(datetime.now(UTC))).get(request.form["add"])
        draft = draft.with_line(rate.code, "" if rate.is_price else "1") if rate else draft
    faults = {"contract": [CHOOSE_CONTRACT]} if draft.words and not under else {}
    return _page(home, contracts, draft.with_blanks(), faults), 422 if faults else 200


def _raise(home: Property, contracts: Sequence[Contract], draft: Draft) -> ResponseReturnValue:
    issue = COMMANDS["issue"].form([("note", draft.note)])
    unsaid = {"note": [NO_NOTE]} if draft.note and request.form["do"] == "raise" else {}
    if unsaid or not issue.validate():
        return _page(home, contracts, draft.with_blanks(), unsaid or issue.faults()), 422
    answer = command_door.perform_posted("raise", draft.pairs(home.reference))
    if answer.outcome != "applied" or answer.order is None:
        draft, faults = _proposed(draft, answer.fields or {"": [answer.reason]})
        if "priority" in faults and not draft.fields.get("priority"):
            faults = {**faults, "priority": [CHOOSE_PRIORITY]}
        draft, faults = _of_no_certificate(draft, faults)
        page = _page(home, contracts, draft.with_blanks(), faults)
        return page, command_door.STATUS.get(answer.outcome, 409)
    reference, order = draft.reference, answer.order
    if request.form["do"] == "raise":
        flash(f"Raised {reference}. It is not issued yet.")
    else:
        issued = command_door.perform_posted("issue", [("note", draft.note)], order=order, follows=True)
        _say_issued(reference, order, issued.reason if issued.outcome != "applied" else "")
    return redirect(url_for("landlord.order", order_id=order), code=303)


def _say_issued(reference: str, order: int, fault: str) -> None:
    """What became of issuing: it is never called issued where it is not with the contractor."""
    if fault:
        flash(f"Raised {reference}, but not issued. {fault}", "warn")
    elif raising.came_back_at_once(current_user, order):
        flash(f"Raised and issued {reference}, but it came back at once: the contractor is away.", "warn")
    else:
        flash(f"Raised and issued {reference}.")


def _proposed(draft: Draft, faults: Mapping[str, list[str]]) -> tuple[Draft, Mapping[str, list[str]]]:
    """Where the reference was taken meanwhile, the next free one stands in its place."""
    if "reference" not in faults or not raising.is_taken(current_user, draft.reference):
        return draft, faults
    free = raising.next_reference(current_user)
    said = PROPOSED.format(fault=faults["reference"][0], free=free)
    return draft.with_field("reference", free), {**faults, "reference": [said]}


def _of_no_certificate(draft: Draft, faults: Mapping[str, list[str]]) -> tuple[Draft, Mapping[str, list[str]]]:
    """Where nothing is to be raised for its certificate, which has no field to correct, the order is other work."""
    if "certificate" not in faults:
        return draft, faults
    others = {name: said for name, said in faults.items() if name != "certificate"}
    return draft.with_field("certificate", ""), {"": [*faults["certificate"], OTHER_WORK], **others}


def _proposed_remedy(home: Property) -> tuple[dict[str, str], str]:
    """What a certificate of the home found, as the order that puts it right would describe it; or why none is due."""
    one = certificates.one_of_landlord(current_user, row_number(request.args.get("certificate", "")) or 0)
    if one is None or one.property_id != home.id:
        return {}, ""
    settled = why_settled(one)
    return ({}, settled) if settled else ({"certificate": str(one.id), "description": remedy_described(one)}, "")


def _home(home_id: int) -> Property:
    return homes.home_of(current_user, home_id) or abort(404)


def _page(
    home: Property,
    contracts: Sequence[Contract],
    draft: Draft,
    faults: Mapping[str, list[str]] | None = None,
) -> str:
    now = datetime.now(UTC)
    under = next((one for one in contracts if one.site_code == draft.fields.get("contract")), None)
    rates = finder.with_codes(under, draft.codes, london_day(now)) if under else {}
    lines = draft.priced(rates)
    found = finder.search(under, draft.words, london_day(now), limit=MOST_FOUND) if under and draft.words else None
    return render_template(
        "landlord/raise_order.html",
        home=home,
        orders=homes.open_orders(current_user, home),
        contracts_offered=[(one.site_code, _named(one)) for one in contracts],
        priorities=_priorities(now),
        trades=[(item.code, item.label) for item in raising.items(current_user, "trade")],
        rooms=raising.items(current_user, "location"),
        draft=draft,
        form=COMMANDS["raise"].form(draft.pairs(home.reference)),
        issue_form=COMMANDS["issue"].form([("note", draft.note)]),
        faults=faults or {},
        details=(ACCESS, AT_THE_DOOR, PERSONAL, MONEY, OTHERS),
        personal=[one.name for one in PERSONAL],
        of_line=OF_LINE,
        lines=lines,
        total=sum(cost or 0 for _line, _rate, cost in lines),
        found=found,
        books={one.site_code: url_for("rates.landlord", contract_id=one.id) for one in contracts},
        recent=finder.recent_rates(current_user, under, london_day(now)) if under and not draft.words else [],
        new_op=command_door.new_op_id,
        nobody=home.communal or home.void,
        pounds=pounds,
        say=spoken,
        london_day=london_day,
        now=now,
        status_words=ORDER_WORDS,
    )


def _named(contract: Contract) -> str:
    """A contract with its contractor; one that is away sends orders back at once (A9)."""
    away = ", away now: sends orders back" if contract.contractor.away_reason else ""
    return f"{contract.site_code}, {contract.contractor.name}{away}"


def _priorities(now: datetime) -> list[tuple[ListItem, datetime]]:
    """The priorities, each with when an order that is raised now would be due."""
    holidays = bank_holidays(current_user.landlord_id)
    listed: Any = raising.items(current_user, "priority")
    return [(item, due_at(now, item.facts, holidays)) for item in listed]
