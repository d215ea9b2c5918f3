"""Whom to call and where to read: each landlord's contacts and guidance, at a desk and on the phone. Rules: O3."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from fieldapp.queries.contacts import contacts_for

blueprint = Blueprint("contacts", __name__)


@blueprint.get("/contacts")
def at_desk() -> str:
    """For offices, supervisors and landlords."""
    return render_template("desk/contacts.html", landlords=contacts_for(current_user))


@blueprint.get("/field/contacts")
def on_phone() -> str:
    """For operatives; kept on the phone."""
    return render_template("field/contacts.html", landlords=contacts_for(current_user))
