"""The firm's profile, for its office: mail about new work, and being out of office. No order is touched here."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer, Pairs
from fieldapp.commands.profile import CHANGES, change
from fieldapp.queries.profile import profile_of
from fieldapp.web import command_door

blueprint = Blueprint("profile", __name__, url_prefix="/desk/profile")

SAID = {
    "set-alerts": "Saved.",
    "out-of-office": "You are out of office. Every visit sent to you is rejected until you turn this off.",
    "back-in-office": "You are back in office. Visits sent to you are no longer rejected.",
}


@blueprint.get("")
def show() -> str:
    """The profile, and its forms. Rules: A9."""
    return _page()


@blueprint.post("/set-alerts")
def set_alerts() -> ResponseReturnValue:
    """Who is emailed about new work, and whether. Rules: A9."""
    return _post("set-alerts", command_door.typed())


@blueprint.post("/out-of-office")
def out_of_office() -> ResponseReturnValue:
    """Reject every visit from now on; asked about once more before it is done. Rules: A9."""
    pairs = [pair for pair in command_door.typed() if pair[0] != "sure"]
    form = CHANGES["out-of-office"].form(pairs)
    if "sure" in request.form or not form.validate():
        return _post("out-of-office", pairs)
    profile = profile_of(current_user) or abort(404)
    reason = form.data["reason"]
    return render_template("desk/out_of_office.html", profile=profile, reason=reason, new_op=command_door.new_op_id)


@blueprint.post("/back-in-office")
def back_in_office() -> ResponseReturnValue:
    """Take visits again. Rules: A9."""
    return _post("back-in-office", [])


def _post(command: str, pairs: Pairs) -> ResponseReturnValue:
    answer = command_door.perform_posted(command, pairs, do=change)
    if answer.outcome != "applied":
        return _page(command, answer), command_door.STATUS[answer.outcome]
    flash(SAID[command])
    return redirect("/desk/profile", code=303)


def _page(command: str = "", answer: Answer | None = None) -> str:
    """The profile; what was posted as `command` and not taken comes back as it was typed."""
    profile = profile_of(current_user) or abort(404)
    firm = profile.firm
    stored = {
        "set-alerts": [("email", firm.email), *([("alerts", "y")] if firm.alerts else [])],
        "out-of-office": [("reason", firm.away_reason)],
    }
    forms = {
        name: CHANGES[name].form(command_door.typed() if name == command else pairs) for name, pairs in stored.items()
    }
    return render_template(
        "desk/profile.html",
        profile=profile,
        forms=forms,
        faults={command: answer.fields or {"": [answer.reason]}} if answer else {},
        new_op=command_door.new_op_id,
    )
