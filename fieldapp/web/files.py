"""Photos and documents as people see them: the copies in a page, the original as an attachment; who may is a query."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, render_template, request, send_file
from flask_login import current_user
from markupsafe import escape
from werkzeug.wrappers import Response as Answer

from fieldapp.domain.lifecycle import OFFICE, OPERATIVE, SUPERVISOR
from fieldapp.domain.media import EXTENSIONS
from fieldapp.gateways.decoder import name_of_page
from fieldapp.gateways.originals import original_key, shown_key
from fieldapp.gateways.storage import Storage
from fieldapp.models import Blob, Evidence
from fieldapp.queries.files import bytes_of, evidence_of, neighbours, seen_file
from fieldapp.queries.kept_files import kept_file
from fieldapp.web import spoken
from fieldapp.web.files_shown import shown_file

HARMLESS = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
PLACEHOLDER = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300">\
<rect width="400" height="300" fill="#f3f2f1"/><text x="200" y="156" text-anchor="middle" fill="#484949" \
font-family="sans-serif" font-size="22">{words}</text></svg>"""

blueprint = Blueprint("files", __name__, url_prefix="/files")


@blueprint.get("/<uuid:blob_id>")
def shown(blob_id: UUID) -> Answer:
    """The copy for a page, 1600 pixels at most."""
    return _copy(_evidence(blob_id), "large")


@blueprint.get("/<uuid:blob_id>/small")
def small(blob_id: UUID) -> Answer:
    """The copy for a list, 400 pixels at most."""
    return _copy(_evidence(blob_id), "small")


@blueprint.get("/<uuid:blob_id>/pages/<int:number>")
def page(blob_id: UUID, number: int) -> Answer:
    """The copy of a PDF's page, counted from 1, 1600 pixels at most."""
    evidence = _evidence(blob_id)
    blob = bytes_of(evidence)
    if not number or (blob is not None and blob.state == "shown" and number > max(1, len(blob.copies))):
        abort(404)
    return _copy(evidence, name_of_page(number))


@blueprint.get("/<uuid:blob_id>/view")
def view(blob_id: UUID) -> str:
    """One file on a page of its own: the photo or the pages, what it is, and the way to the next. Rules: D1, D2."""
    evidence, ticket = seen_file(current_user, str(blob_id)) or abort(404)
    now = datetime.now(UTC)
    before, after = neighbours(evidence)
    back = {
        OPERATIVE: f"/field/tickets/{ticket.id}",
        **dict.fromkeys((OFFICE, SUPERVISOR), f"/desk/tickets/{ticket.id}"),
    }.get(current_user.role, f"/landlord/orders/{ticket.order_id}")
    on_phone = current_user.role == OPERATIVE
    kept = kept_file(evidence) if on_phone and evidence.by_landlord else None
    return render_template(
        "files/view.html", file=shown_file(evidence, ticket.order), ticket=ticket, before=before, after=after,
        back=back, on_phone=on_phone, left_out=kept.left_out if kept else "", say=spoken, now=now,
    )  # fmt: skip


@blueprint.get("/<uuid:blob_id>/original")
def original(blob_id: UUID) -> Answer:
    """What was sent, byte for byte: to be saved, never to be run."""
    evidence = _evidence(blob_id)
    blob = bytes_of(evidence)
    if blob is None:
        abort(404)
    answer = _send(original_key(blob.sha256), blob.media_type, _name(evidence, blob.media_type), attachment=True)
    answer.headers.update(HARMLESS)
    return answer


def _copy(evidence: Evidence, name: str) -> Answer:
    blob = bytes_of(evidence)
    if blob is None:
        return _placeholder("On its way")
    if blob.state == "refused":
        return _placeholder("Cannot be shown")
    if blob.state != "shown":
        return _placeholder("Being prepared")
    return _sent_once(blob, name, evidence)


def _sent_once(blob: Blob, name: str, evidence: Evidence) -> Answer:
    answer = _send(shown_key(blob.sha256, name), blob.shown_type, _name(evidence, blob.shown_type))
    # An id never gets other bytes: the worker, which keeps files for as long as one is signed in, need not fetch twice.
    answer.set_etag(f"{blob.sha256}-{name}")
    return answer.make_conditional(request)


def _send(key: str, media_type: str, name: str, *, attachment: bool = False) -> Response:
    storage = cast(Storage, current_app.extensions["storage"])
    answer = send_file(storage.open(key), mimetype=media_type, download_name=name, as_attachment=attachment, etag=False)
    answer.content_length = storage.size(key)
    if not attachment:
        answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


def _placeholder(words: str) -> Response:
    """A picture that says why there is none: 202, so that neither a browser nor the worker keeps it as the photo."""
    picture = PLACEHOLDER.format(words=escape(words))
    return Response(picture, status=202, mimetype="image/svg+xml")


def _evidence(blob_id: UUID) -> Evidence:
    evidence = evidence_of(current_user, str(blob_id))
    if evidence is None:
        abort(404)
    return evidence


def _name(evidence: Evidence, media_type: str) -> str:
    """`C123456-1 visit 2 after 17.jpg`: from our rows; what the sender called the file is not even known."""
    words = f"{evidence.ticket.order.reference} visit {evidence.ticket.visit} {evidence.kind} {evidence.number}"
    return f"{re.sub(r'[^A-Za-z0-9 ]+', '-', words)}.{EXTENSIONS.get(media_type, 'bin')}"
