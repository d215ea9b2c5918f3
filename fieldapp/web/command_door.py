"""The door for people's commands: a posted form becomes the same op as a phone's."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import current_app, flash, redirect, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Answer, Op
from fieldapp.commands.perform import circumstances_of, perform
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain.refusals import Refused
from fieldapp.models import WorksOrder
from fieldapp.web.keep_file import keep_file

NOT_TYPED = {"csrf_token", "op"}


def filled(command: str, order: WorksOrder) -> CommandForm:
    """A command's form as it was just posted, with its faults, to be shown again."""
    form = COMMANDS[command].form(typed(), circumstances_of(order))
    form.validate()
    return form


def blank(command: str, order: WorksOrder) -> CommandForm:
    """A command's empty form."""
    return COMMANDS[command].form(None, circumstances_of(order))


def new_op_id() -> str:
    """A fresh id for a form being rendered: posting it twice does the thing once."""
    return str(uuid.uuid4())


def typed() -> list[tuple[str, str]]:
    """The posted name/value pairs in order, without those that belong to this door alone."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_TYPED]


def post(
    command: str, *, order: int | None, ticket: int | None, back: str, again: Callable[[Answer], Any]
) -> Response | Any:
    """Perform what was posted: go `back` where it was applied, else show the form `again` with the answer."""
    for kind, file in files():
        kept = add_photo(kind, file, order=order, ticket=ticket)
        if kept.outcome not in ("applied", "waiting"):
            return again(kept)
    answer = perform(_op(command, typed(), request.form.get("op"), order, ticket, current_user.id))
    if answer.outcome == "applied":
        flash("Received by the office")
        return redirect(back, code=303)
    if answer.outcome == "waiting":
        flash(answer.reason)
        return redirect(back, code=303)
    return again(answer)


def files() -> list[tuple[str, FileStorage]]:
    """The posted files that are not empty, by kind of photo (`photo-after` → `after`)."""
    return [
        (name.removeprefix("photo-").removeprefix("photo") or request.form.get("kind", "other"), file)
        for name, file in request.files.items(multi=True)
        if file and file.filename
    ]


def add_photo(kind: str, file: FileStorage, *, order: int | None, ticket: int | None) -> Answer:
    """Store a posted file and record it on the visit; once, however often the form is posted."""
    actor, form_id = current_user.id, _canonical(request.form.get("op")) or new_op_id()
    try:
        blob_id, sha256, size = keep_file(current_app.extensions["storage"], file.stream, current_user, form_id)
    except Refused as no:
        return Answer(id=form_id, outcome="invalid", code=no.code, reason=no.sentence, fields={"photo": [no.sentence]})
    pairs = [
        ("blob", blob_id),
        ("sha256", sha256),
        ("size", str(size)),
        ("kind", kind),
        ("caption", request.form.get("caption", "")),
    ]
    return perform(_op("add-photo", pairs, blob_id, order, ticket, actor))


def _op(
    command: str, pairs: list[tuple[str, str]], op_id: str | None, order: int | None, ticket: int | None, actor: int
) -> Op:
    moment = datetime.now(UTC)
    return Op(
        id=_canonical(op_id) or new_op_id(),
        actor=actor,
        command=command,
        typed=pairs,
        done_at=moment,
        sent_at=moment,
        received_at=moment,
        order=order,
        ticket=ticket,
        door="web",
    )


def _canonical(op_id: str | None) -> str | None:
    try:
        return str(uuid.UUID(op_id)) if op_id else None
    except ValueError:
        return None
