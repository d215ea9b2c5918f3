"""What all pages of the settings share: the blueprint, the form page drawn from fields as data, and the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer, Op, Pairs
from fieldapp.commands.settings.change import UNCHANGED, change
from fieldapp.commands.settings.keeping import STALE
from fieldapp.domain.asking import Asked, Faults, Values, differences, read, said, written
from fieldapp.domain.dates import london_day
from fieldapp.web import command_door, spoken

blueprint = Blueprint("settings", __name__, url_prefix="/landlord/settings")

NOTHING_CHANGED = "Nothing was changed: it says that already."


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """A page with one form: `asked` by heading, what stands in it, and the version that it was made from."""

    heading: str
    here: str
    back: tuple[str, str]
    action: str
    command: str
    asked: Mapping[str, Sequence[Asked]]
    stored: Values = field(default_factory=dict)
    version: str = ""
    button: str = "Save"
    lead: str = ""
    notes: Sequence[str] = ()

    @property
    def fields(self) -> list[Asked]:
        """All fields, in the order of the page."""
        return [one for part in self.asked.values() for one in part]


def form(page: FormPage, answer: Answer | None = None) -> str:
    """The page; after an answer with what was typed, what is wrong, and what another person has saved meanwhile."""
    texts = {one.name: written(one, page.stored.get(one.name, one.absent)) for one in page.fields}
    typed = _typed() if answer else {}
    if answer:
        texts = {one.name: typed.get(one.name, []) for one in page.fields}
    return render_template(
        "landlord/settings/form.html",
        page=page,
        texts=texts,
        faults=answer.fields if answer else {},
        refused=answer.reason if answer and answer.outcome == "refused" else "",
        others=_others(page, typed) if answer and answer.code == STALE else {},
        **shared(),
    )


def post(
    command: str,
    things: Pairs,
    *,
    back: str,
    said_so: str,
    again: Callable[[Answer], str],
    but: Callable[[], str] = str,
) -> ResponseReturnValue:
    """Change what was posted: say so and go `back`, else show the form `again` with what was typed.

    `but` gives what is warned of once it is changed, or nothing.
    """
    answer = _change(command, things)
    if answer.outcome != "applied":
        return again(answer), command_door.STATUS[answer.outcome]
    flash(NOTHING_CHANGED if answer.code == UNCHANGED else said_so)
    if warning := but():
        flash(warning, "warn")
    return redirect(back, code=303)


def press(command: str, things: Pairs, *, back: str, said_so: str) -> ResponseReturnValue:
    """A button without fields: what came of it is said on the page that it leads back to."""
    answer = _change(command, things)
    if answer.outcome == "applied":
        flash(NOTHING_CHANGED if answer.code == UNCHANGED else said_so)
    else:
        flash(answer.reason, "warn")
    return redirect(back, code=303)


def shared() -> dict[str, Any]:
    """What every template of the settings may use."""
    return {"say": spoken, "said": said, "now": datetime.now(UTC), "new_op": command_door.new_op_id}


def today() -> date:
    """The day it is in London."""
    return london_day(datetime.now(UTC))


def _change(command: str, things: Pairs) -> Answer:
    moment = datetime.now(UTC)
    typed = [*things, *((name, text) for name, texts in _typed().items() for text in texts)]
    return change(
        Op(
            id=command_door.posted_op_id(), actor=current_user.id, command=command, typed=typed,
            done_at=moment, sent_at=moment, received_at=moment,
        )
    )  # fmt: skip


def _others(page: FormPage, typed: Mapping[str, Sequence[str]]) -> Faults:
    """Where what was typed differs from what is stored now: both, by the field's words."""
    values, _ = read(page.fields, typed)
    return differences([one for one in page.fields if one.name in values], page.stored, values)


def _typed() -> dict[str, list[str]]:
    """What was posted, by name; a database cannot keep a zero byte, nor a page show one."""
    found: dict[str, list[str]] = {}
    for name, text in command_door.typed():
        found.setdefault(name, []).append(text.replace("\x00", ""))
    return found
