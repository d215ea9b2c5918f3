"""The notes that wait for one side, new or needing a reply: a list for the office and one for the landlord."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from fieldapp.queries import notes
from fieldapp.queries.paging import Key, shown_count
from fieldapp.web import spoken

blueprint = Blueprint("notes", __name__)


@blueprint.get("/desk/notes")
def of_desk() -> str:
    """What the landlords wrote. Rules: T5, L1."""
    return _page("/desk/notes")


@blueprint.get("/landlord/notes")
def of_landlord() -> str:
    """What the contractors wrote. Rules: T5."""
    return _page("/landlord/notes")


def _page(address: str) -> str:
    name = request.args.get("list", "new")
    if name not in notes.LISTS:
        abort(404)
    return render_template(
        "desk/notes.html",
        name=name,
        address=address,
        page=notes.listed(current_user, name, Key.read(request.args.get("after", ""))),
        counts={one: shown_count(count) for one, count in notes.counts(current_user).items()},
        now=datetime.now(UTC),
        say=spoken,
    )
