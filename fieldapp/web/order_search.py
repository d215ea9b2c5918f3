"""Searching for works orders by two fields and more, at the desk and for the landlord: one page, by GET alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from fieldapp.domain.dates import london_day
from fieldapp.domain.money import pounds
from fieldapp.domain.order_search import FIELDS, MOST_ASKED, Pair, read, read_statuses
from fieldapp.queries import order_search
from fieldapp.queries.paging import Key, shown_count
from fieldapp.queries.visit_parts import label
from fieldapp.queries.words import ORDER_WORDS, STATE_WORDS
from fieldapp.web import spoken

blueprint = Blueprint("order_search", __name__)

# As many pairs stand on the page before anything is asked.
TWO = 2


@blueprint.get("/desk/search")
def at_desk() -> str:
    """The orders that were issued to the asking firm. Rules: L5, V1."""
    return _page(of_landlord=False)


@blueprint.get("/landlord/search")
def of_landlord() -> str:
    """The landlord's own orders. Rules: L5, V1."""
    return _page(of_landlord=True)


def address_of_status(typed: str) -> str | None:
    """Where the orders of a typed status code stand, so that the search on top of each page takes one. Rules: V1."""
    if typed.upper() not in ORDER_WORDS:
        return None
    endpoint = "order_search.of_landlord" if current_user.landlord_id is not None else "order_search.at_desk"
    return url_for(endpoint, field="status", value=read_statuses(typed, ORDER_WORDS)[0])


def _page(*, of_landlord: bool) -> str:
    fields, values = request.args.getlist("field"), request.args.getlist("value")
    asked, pairs = read(list(zip(fields, values, strict=False)), ORDER_WORDS)
    do, now = request.args.get("do", ""), datetime.now(UTC)
    faults = [one for one in pairs if one.fault]
    found: dict[str, Any] = {"page": None, "number": None}
    if asked and not faults and do == "count":
        found["number"] = shown_count(order_search.count(current_user, asked))
    elif asked and not faults and do != "more":
        found["page"] = order_search.search(current_user, asked, Key.read(request.args.get("after", "")))
    return render_template(
        "desk/search.html",
        fields=[one for one in FIELDS if not (of_landlord and one.of_firm)],
        pairs=_shown(pairs, more=do == "more"),
        most=MOST_ASKED,
        faults=faults,
        asked=asked,
        of_landlord=of_landlord,
        here_address=request.path,
        this_search=url_for(request.endpoint or "", field=fields, value=values),
        label=label,
        pounds=pounds,
        status_words=ORDER_WORDS,
        state_words=STATE_WORDS,
        now=now,
        today=london_day(now),
        say=spoken,
        **found,
    )


def _shown(pairs: list[Pair], *, more: bool) -> list[Pair]:
    """The pairs with something in them, and empty ones up to two, or one more than there are."""
    kept = [one for one in pairs if one.field or one.value]
    wanted = max(TWO, len(kept) + more)
    return [*kept, *(Pair() for _ in range(min(wanted, MOST_ASKED) - len(kept)))]
