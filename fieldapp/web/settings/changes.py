"""The settings' first page, and what was changed in them."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from fieldapp.queries import settings
from fieldapp.queries.paging import Key
from fieldapp.web.settings.pages import blueprint, shared

DONE = {
    "write-announcement": "Announced",
    "edit-announcement": "Announcement changed",
    "end-announcement": "Announcement ended",
    "delete-announcement": "Announcement deleted",
    "add-item": "Added to a list",
    "edit-item": "Entry of a list changed",
    "move-item": "Entry of a list moved",
    "switch-item": "Entry of a list switched",
    "change-policy": "Policies changed",
    "change-contract": "Contract changed",
    "change-telephones": "Address or telephones changed",
    "import-schedule": "Rates imported from a file",
}


@blueprint.get("/")
def overview() -> str:
    """What can be set, and where."""
    return render_template("landlord/settings/overview.html", **shared())


@blueprint.get("/changes")
def changes() -> str:
    """What was changed, by whom and when, before and after; the newest first. Rules: O1."""
    page = settings.changes(current_user, Key.read(request.args.get("after", "")))
    return render_template("landlord/settings/changes.html", page=page, done=DONE, **shared())
