"""The landlord's homes: finding one, its cautions and the forms that change them, and its orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.circumstances import Circumstances
from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Answer, Pairs
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain.certificates import OUTCOME_WORDS
from fieldapp.domain.dates import london_day
from fieldapp.domain.lifecycle import CAUTIONS
from fieldapp.models import Caution, JournalRow, Property
from fieldapp.queries import certificates, homes, raising
from fieldapp.queries.paging import Key
from fieldapp.queries.words import ORDER_WORDS, STATE_WORDS
from fieldapp.web import command_door, spoken
from fieldapp.web.done_words import DONE, done_to

blueprint = Blueprint("homes", __name__, url_prefix="/landlord/homes")

# What the page says, not a person.
NOT_ASKED = ("home", "caution", "version")
FORMS = {
    "confirm-caution": ("Confirm it", "Confirm caution"),
    "decline-caution": ("Decline it", "Decline caution"),
    "change-caution": ("Change it", "Save the caution"),
    "end-caution": ("End it", "End caution"),
}
OF_PROPOSED = ("confirm-caution", "decline-caution", "change-caution")
OF_CONFIRMED = ("change-caution", "end-caution")


@dataclass(frozen=True)
class CautionForm:
    """One form about one caution, or about a new one; its fields' ids carry both."""

    command: str
    caution: Caution | None
    form: CommandForm
    faults: Mapping[str, list[str]]
    is_open: bool

    @property
    def id(self) -> str:
        """What its ids begin with."""
        return f"{self.command}-{self.caution.id if self.caution else 'new'}"


@dataclass(frozen=True)
class Answered:
    """The form that was just posted and did not go through."""

    command: str
    caution: str
    answer: Answer


@blueprint.get("")
def find() -> str:
    """A home by its reference, address or postcode."""
    typed = request.args.get("q", "").strip()[:100]
    rows = homes.found(current_user, typed)
    return render_template("landlord/homes.html", typed=typed, rows=rows, say=spoken)


@blueprint.get("/<int:home_id>")
def home(home_id: int) -> str:
    """One home: its cautions and what may be done to them, its orders, and what happened."""
    return _page(_home(home_id))


@blueprint.post("/<int:home_id>/<command>")
def command(home_id: int, command: str) -> ResponseReturnValue:
    """A command done to one of the home's cautions. Rules: O1, S6."""
    place = _home(home_id)
    if command not in CAUTIONS:
        abort(404)
    line_1 = place.line_1
    answer = command_door.perform_posted(command, _pairs(home_id))
    if answer.outcome == "applied":
        flash(done_to(command, line_1))
        return redirect(url_for("homes.home", home_id=home_id), code=303)
    answered = Answered(command, request.form.get("caution", ""), answer)
    return _page(_home(home_id), answered), command_door.STATUS.get(answer.outcome, 409)


@blueprint.get("/<int:home_id>/<command>")
def command_page(home_id: int, command: str) -> ResponseReturnValue:
    """A command's address opened as a page, as after a refusal: that of its home."""
    place = _home(home_id)
    if command not in CAUTIONS:
        abort(404)
    return redirect(url_for("homes.home", home_id=place.id), code=303)


def _pairs(home_id: int) -> Pairs:
    return [("home", str(home_id)), *(pair for pair in command_door.typed() if pair[0] != "home")]


def _home(home_id: int) -> Property:
    return homes.home_of(current_user, home_id) or abort(404)


def _page(place: Property, answered: Answered | None = None) -> str:
    now = datetime.now(UTC)
    kinds = [(item.code, item.label) for item in raising.items(current_user, "caution")]
    around = Circumstances(list_of=lambda _name: kinds)
    shown = [(one, [_form(name, one, around, answered) for name in _offered(one)]) for one in place.cautions]
    new = _form("add-caution", None, around, answered)
    back = next((form for _one, forms in [*shown, (None, [new])] for form in forms if form.faults), None)
    lost = answered if answered and back is None else None
    if lost and lost.command == "change-caution":
        # Its caution is gone: what was to be said there can be said by a new one.
        new = CautionForm("add-caution", None, COMMANDS["add-caution"].form(command_door.typed(), around), {}, True)
    return render_template(
        "landlord/home.html",
        home=place,
        cautions=shown,
        new=new,
        back=back,
        lost=lost.answer if lost else None,
        written=request.form.get("reason", "") if lost else "",
        words=FORMS,
        kind_words=dict(kinds),
        page=homes.orders_at(current_user, place, Key.read(request.args.get("after", ""))),
        happened=[(row, _said(row, around)) for row in homes.happened(current_user, place)],
        certificates=certificates.at_home(current_user, place),
        certificate_words=certificates.labels(current_user),
        outcome_words=OUTCOME_WORDS,
        new_op=command_door.new_op_id,
        now=now,
        today=london_day(now),
        say=spoken,
        status_words=ORDER_WORDS,
        state_words=STATE_WORDS,
        done=DONE,
    )


def _offered(caution: Caution) -> Sequence[str]:
    return OF_CONFIRMED if caution.confirmed else OF_PROPOSED


def _form(command: str, caution: Caution | None, around: Circumstances, answered: Answered | None) -> CautionForm:
    about = str(caution.id) if caution else ""
    back = answered.answer if answered and (answered.command, answered.caution) == (command, about) else None
    stands = [("code", caution.code), ("action", caution.action), ("detail", caution.detail)] if caution else []
    form = COMMANDS[command].form(command_door.typed() if back else stands, around)
    faults = (back.fields or {"": [back.reason]}) if back else {}
    return CautionForm(command, caution, form, faults, bool(back))


def _said(row: JournalRow, around: Circumstances) -> list[tuple[str, str]]:
    """What was typed, under the words of its form."""
    if row.typed is None:
        return [("Content", "removed, as its time was over")]
    form = COMMANDS[row.command].form([(pair[0], pair[1]) for pair in row.typed], around)
    fields: Any = [one for one in form if one.name not in NOT_ASKED and one.data]
    return [(one.label.text.removesuffix(" (optional)").rstrip("?"), _shown(one)) for one in fields]


def _shown(field: Any) -> str:
    choices = getattr(field, "choices", [])
    return str(next((one.label for one in choices if one.value == field.data), field.data))
