"""A contract's price book as a file, for phones and desks that search it by themselves. Rules: C4, C7."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, jsonify, request
from flask_login import current_user

from fieldapp.build import BUILD
from fieldapp.domain.dates import london_day
from fieldapp.queries import rate_book

blueprint = Blueprint("rates", __name__)


@blueprint.get("/field/rates/<int:contract_id>.json", endpoint="field")
@blueprint.get("/desk/rates/<int:contract_id>.json", endpoint="desk")
@blueprint.get("/landlord/rates/<int:contract_id>.json", endpoint="landlord")
def book(contract_id: int) -> Response:
    """The book of one of the asking organisation's contracts; asked with the version that is there, nothing anew."""
    under = rate_book.contract_of(current_user, contract_id) or abort(404)
    today = london_day(datetime.now(UTC))
    etag = f"{BUILD}-{rate_book.version(current_user, under, today)}"
    known = etag in request.if_none_match
    answer = Response(status=304) if known else jsonify(rate_book.book(current_user, under, today))
    answer.set_etag(etag)
    return answer
