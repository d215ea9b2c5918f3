"""The landlord's list of archived visits, which their contractors no longer find."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template, request
from flask_login import current_user

from fieldapp.queries import archive, landlord
from fieldapp.queries.paging import Key, shown_count
from fieldapp.queries.words import STATE_WORDS
from fieldapp.web import spoken
from fieldapp.web.landlord import TAB_WORDS

blueprint = Blueprint("archive", __name__, url_prefix="/landlord/archived")


@blueprint.get("")
def index() -> str:
    """A page of archived visits; each leads to its order, which gives it back. Rules: L3."""
    return render_template(
        "landlord/archived.html",
        page=archive.listed(current_user, Key.read(request.args.get("after", ""))),
        count=shown_count(archive.count(current_user)),
        counts={name: shown_count(number) for name, number in landlord.counts(current_user).items()},
        tab_words=TAB_WORDS,
        state_words=STATE_WORDS,
        now=datetime.now(UTC),
        say=spoken,
    )
