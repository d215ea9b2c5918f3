"""The office's invoices: what was recorded, order by order, and whether it is paid."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from fieldapp.domain.dates import london_day
from fieldapp.domain.money import pounds
from fieldapp.queries import invoices
from fieldapp.queries.paging import Key, shown_count
from fieldapp.queries.words import ORDER_WORDS
from fieldapp.web import spoken

blueprint = Blueprint("invoices", __name__, url_prefix="/desk/invoices")


@blueprint.get("")
def index() -> str:
    """The firm's invoices; not found where each of its landlords is claimed from otherwise. Rules: L1, F4."""
    of = invoices.landlords(current_user)
    if not of:
        abort(404)
    now = datetime.now(UTC)
    return render_template(
        "desk/invoices.html",
        page=invoices.listed(current_user, of, Key.read(request.args.get("after", ""))),
        count=shown_count(invoices.count(current_user, of)),
        status_words=ORDER_WORDS,
        pounds=pounds,
        today=london_day(now),
        now=now,
        say=spoken,
    )
