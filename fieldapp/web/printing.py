"""Paper: a visit's job sheet, as a page and as a PDF, and the card that is left where nobody opened."""

from __future__ import annotations

import re
from typing import cast

import segno
from flask import Blueprint, Response, abort, current_app, render_template
from flask_login import current_user
from markupsafe import Markup

from fieldapp.config import Settings
from fieldapp.domain.refusals import Refused
from fieldapp.queries.profile import profile_of
from fieldapp.queries.sheets import Sheet, sheet_of
from fieldapp.queries.tickets import ticket_of
from fieldapp.queries.words import STATE_WORDS
from fieldapp.web.job_sheet import job_sheet

blueprint = Blueprint("printing", __name__, url_prefix="/desk")

NOT_YET = Refused("not-accepted", "This visit is not accepted. Accept it first, then print it.")
# Of an A4 sheet, which is cut into four.
BLANK_CARDS = 4


@blueprint.get("/tickets/<int:ticket_id>/job-sheet")
def sheet(ticket_id: int) -> str:
    """Everything that is to be known on site, to be printed. Rules: T8."""
    found = _sheet(ticket_id)
    svg = Markup(_code(ticket_id).svg_inline(scale=4, border=2, omitsize=True))  # noqa: S704 - drawn from a number
    return render_template("print/job_sheet.html", sheet=found, svg=svg, state_words=STATE_WORDS)


@blueprint.get("/tickets/<int:ticket_id>/job-sheet.pdf")
def pdf(ticket_id: int) -> Response:
    """The same as a file. Rules: T8."""
    found = _sheet(ticket_id)
    code = [list(row) for row in _code(ticket_id).matrix]
    answer = Response(job_sheet(found, code, STATE_WORDS[found.state]), mimetype="application/pdf")
    name = re.sub(r"[^A-Za-z0-9]+", "-", found.reference)
    answer.headers.set("Content-Disposition", "inline", filename=f"job-sheet-{name}.pdf")
    return answer


@blueprint.get("/tickets/<int:ticket_id>/card")
def card(ticket_id: int) -> str:
    """The card that is left where nobody opened; nothing on it tells a neighbour what is to be done. Rules: S3, O3."""
    found = _sheet(ticket_id)
    return render_template(
        "print/card.html",
        cards=1,
        reference=found.reference,
        address=found.address,
        landlord=(found.landlord, found.landlord_telephone),
        urgent=found.emergency_telephone or found.landlord_telephone,
        firm=(found.firm, found.firm_telephone),
        back=f"/desk/tickets/{ticket_id}",
    )


@blueprint.get("/card")
def blank_card() -> str:
    """Four of them, to be filled in by hand; the landlord's name too, where the firm works for several. Rules: S3."""
    profile = profile_of(current_user) or abort(404)
    only = profile.landlords[0] if len(profile.landlords) == 1 else None
    return render_template(
        "print/card.html",
        cards=BLANK_CARDS,
        reference="",
        address=(),
        landlord=(only.name, only.telephone) if only else ("", ""),
        urgent=(only.emergency_telephone or only.telephone) if only else "",
        firm=(profile.firm.name, profile.firm.telephone),
        back="/desk/",
    )


def _sheet(ticket_id: int) -> Sheet:
    """The sheet of a visit of one's own firm, once that has accepted it. Rules: A8, T8."""
    ticket = ticket_of(current_user, ticket_id) or abort(404)
    if ticket.accepted_at is None:
        raise NOT_YET
    return sheet_of(ticket)


def _code(ticket_id: int) -> segno.QRCode:
    """The code that a phone reads to open the visit."""
    settings = cast(Settings, current_app.extensions["settings"])
    return segno.make(f"{settings.public_url}/field/tickets/{ticket_id}", error="m", micro=False)
