"""The phone's door: who am I, what to keep, and the commands that were queued."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from marshmallow import ValidationError

from fieldapp.api import contact
from fieldapp.api.schemas import EnvelopeSchema, id_of, read_op
from fieldapp.build import BUILD, OLDEST_BUILD
from fieldapp.commands.op import Answer, Op
from fieldapp.commands.perform import perform_all
from fieldapp.queries.day import day_of

blueprint = Blueprint("sync", __name__, url_prefix="/api")


@blueprint.get("/whoami")
def whoami() -> Response:
    """Who is signed in, and a fresh CSRF token to send with."""
    return jsonify(
        user={
            "id": current_user.id,
            "name": current_user.name,
            "initials": current_user.initials,
            "role": current_user.role,
        },
        csrf=generate_csrf(),
        server_time=datetime.now(UTC).isoformat(),
        build=BUILD,
        oldest_build=OLDEST_BUILD,
    )


@blueprint.get("/day")
def day() -> Response:
    """What to keep offline: pages and visits with their etags, files, and what was decided since."""
    return jsonify(day_of(current_user, datetime.now(UTC), BUILD))


@blueprint.post("/ops")
def ops() -> Response | tuple[Response, int]:
    """Perform a batch of commands, each answered by itself; the status speaks of the envelope."""
    received_at = datetime.now(UTC)
    if _spoiled():
        return jsonify(code="body-mismatch", reason="This batch did not arrive whole. It is sent again by itself."), 400
    try:
        envelope = EnvelopeSchema().load(request.get_json(silent=True) or {})
    except ValidationError as error:
        return jsonify(code="malformed", reason="This batch cannot be read.", fields=error.normalized_messages()), 400
    actor = int(current_user.id)
    if envelope["user"] not in (None, actor):
        return jsonify(code="other-user", reason="These items belong to someone else."), 409
    if request.content_length is None:
        abort(411)
    if envelope["device"]:
        contact.keep(actor, envelope["device"], envelope, received_at)
    return jsonify(answers=_answers(envelope["ops"], actor, envelope["device"], received_at))


def _spoiled() -> bool:
    """Whether the body is not the one that the phone hashed (RFC 9530): emptied or cut on the way."""
    told = request.headers.get("Content-Digest")
    if told is None:
        return False
    return told.strip() != f"sha-256=:{base64.b64encode(hashlib.sha256(request.get_data()).digest()).decode()}:"


def _answers(raws: list[Any], actor: int, device: str | None, received_at: datetime) -> list[dict[str, Any]]:
    """Each op's answer, in the order sent; what cannot be read is answered as such and holds up nothing."""
    read = [_read(raw, actor, device, received_at) for raw in raws]
    performed = iter(perform_all([one for one in read if isinstance(one, Op)]))
    return [_shown(next(performed)) if isinstance(one, Op) else one for one in read]


def _read(raw: Any, actor: int, device: str | None, received_at: datetime) -> Op | dict[str, Any]:
    try:
        return read_op(raw, actor, device, received_at)
    except ValidationError as error:
        return {
            "id": id_of(raw),
            "outcome": "refused",
            "code": "malformed",
            "ticket_state": "",
            "reason": "This item cannot be read. Export it and call the office.",
            "fields": error.normalized_messages(),
        }


def _shown(answer: Answer) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": answer.id, "outcome": answer.outcome, "ticket_state": answer.ticket_state}
    for name in ("code", "reason", "fields"):
        if getattr(answer, name):
            shown[name] = getattr(answer, name)
    return shown
