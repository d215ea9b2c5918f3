"""Adding a home to the landlord's own, and correcting its address: a page each, with one form."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.change_home import CHANGED
from fieldapp.commands.op import Answer, Pairs
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain.homes import sort_of
from fieldapp.models import Property
from fieldapp.queries import homes
from fieldapp.web import command_door
from fieldapp.web.done_words import done_to

blueprint = Blueprint("home_forms", __name__, url_prefix="/landlord/homes")

ADD, CHANGE = "add-home", "change-home"


@blueprint.get("/add-home")
def add() -> str:
    """The form of a new home."""
    return _page(ADD, None, [])


@blueprint.post("/add-home")
def added() -> ResponseReturnValue:
    """Keep the new home, and open its page. Rules: O1."""
    typed = command_door.typed()
    return _answered(ADD, None, typed, command_door.perform_posted(ADD, typed))


@blueprint.get("/<int:home_id>/change-home")
def change(home_id: int) -> str:
    """The form of a home's address, filled in."""
    place = _home(home_id)
    stands = {
        "line_1": place.line_1, "line_2": place.line_2, "town": place.town, "postcode": place.postcode,
        "sort": sort_of(place.communal, place.void), "reference": place.reference, "version": str(place.version),
    }  # fmt: skip
    return _page(CHANGE, place, list(stands.items()))


@blueprint.post("/<int:home_id>/change-home")
def changed(home_id: int) -> ResponseReturnValue:
    """Keep the corrected address, and open the home's page. Rules: O1."""
    place = _home(home_id)
    typed = [("home", str(place.id)), *(pair for pair in command_door.typed() if pair[0] != "home")]
    return _answered(CHANGE, place, typed, command_door.perform_posted(CHANGE, typed))


def _answered(command: str, place: Property | None, typed: Pairs, answer: Answer) -> ResponseReturnValue:
    if answer.outcome != "applied":
        again = _home(place.id) if place else None
        return _page(command, again, typed, answer), command_door.STATUS.get(answer.outcome, 409)
    kept = homes.by_reference(current_user, dict(typed).get("reference", "").strip()) or place
    if kept is None:
        # It was added by the same form before, and has another reference since.
        return redirect(url_for("homes.find"), code=303)
    flash(done_to(command, kept.line_1))
    return redirect(url_for("homes.home", home_id=kept.id), code=303)


def _home(home_id: int) -> Property:
    return homes.home_of(current_user, home_id) or abort(404)


def _page(command: str, place: Property | None, pairs: Pairs, answer: Answer | None = None) -> str:
    faults = (answer.fields or {"": [answer.reason]}) if answer else {}
    form = COMMANDS[command].form(pairs or None)
    return render_template(
        "landlord/home_form.html",
        command=command,
        home=place,
        form=form,
        faults=faults,
        overtaken=answer is not None and answer.code == CHANGED.code,
        new_op=command_door.new_op_id,
    )
