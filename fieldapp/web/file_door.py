"""A photo, document or certificate chosen at a desk: its bytes are kept first, then its command names them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer, Op, Pairs
from fieldapp.commands.perform import perform
from fieldapp.domain.refusals import Refused
from fieldapp.web import command_door
from fieldapp.web.keep_file import keep_file

WITH_FILE = ("add-photo", "add-document", "add-certificate")
NO_FILE = "Choose a file."


def post(
    command: str, *, order: int, ticket: int, back: str, again: Callable[[Answer], ResponseReturnValue]
) -> ResponseReturnValue:
    """Keep the posted file and record it: go `back` where it was taken, else show the form `again` with the answer."""
    op_id = str(uuid.uuid4())
    file = request.files.get("file")
    if not file or not file.filename:
        return again(Answer(id=op_id, outcome="invalid", fields={"blob": [NO_FILE]}))
    actor = current_user.id
    try:
        blob, sha256, size = keep_file(current_app.extensions["storage"], file.stream, current_user)
    except Refused as no:
        return again(Answer(id=op_id, outcome="invalid", fields={"blob": [no.sentence]}))
    pairs = [*command_door.typed(), ("blob", blob), ("sha256", sha256), ("size", str(size))]
    answer = perform(_op(op_id, actor, command, pairs, order, ticket))
    if answer.outcome != "applied":
        return again(answer)
    flash("Added")
    return redirect(back, code=303)


def _op(op_id: str, actor: int, command: str, pairs: Pairs, order: int, ticket: int) -> Op:
    moment = datetime.now(UTC)
    return Op(
        id=op_id,
        actor=actor,
        command=command,
        typed=pairs,
        done_at=moment,
        sent_at=moment,
        received_at=moment,
        order=order,
        ticket=ticket,
    )
