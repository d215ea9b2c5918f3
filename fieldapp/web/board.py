"""The supervisor's board: a day by operative, what has happened, what the phones hold, and what needs a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.build import BUILD
from fieldapp.domain import lifecycle
from fieldapp.domain.dates import london_day
from fieldapp.models import Ticket, User
from fieldapp.queries import board
from fieldapp.web import board_needs, spoken
from fieldapp.web.board_blocks import FIRST_HOUR, LAST_HOUR, Block, blocks, now_column

blueprint = Blueprint("board", __name__, url_prefix="/board")

FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class PersonRow:
    """A line of the board: a person, what their phone said, and their visits."""

    person: User
    said: board_needs.Said
    blocks: tuple[Block, ...]


@blueprint.get("/", defaults={"text": None})
@blueprint.get("/<text>")
def day(text: str | None) -> ResponseReturnValue:
    """One day. Asked again with its ETag it is 304 until something has changed, or a minute has passed."""
    now = datetime.now(UTC)
    today = london_day(now)
    shown = today if text is None else _read(text, today)
    answer = Response()
    answer.set_etag(f"{BUILD}-{board.version(current_user, shown, now)}")
    if answer.make_conditional(request).status_code == 304:
        return answer
    etag = answer.get_etag()[0]
    answer = make_response(_page(board.board_facts(current_user, shown, now), today, now, text))
    answer.set_etag(str(etag))
    return answer


def _page(facts: board.BoardFacts, today: date, now: datetime, text: str | None) -> str:
    given_to_nobody = [one for one in facts.visits if one.operative_id is None and one.state not in lifecycle.ENDED]
    emergencies = facts.emergencies if facts.is_today else []
    without_anybody = [one for one in emergencies if one.operative_id is None]
    shown = list({one.id: one for one in (*facts.visits, *emergencies)}.values())
    open_ones = list({one.id: one for one in (*given_to_nobody, *without_anybody)}.values())
    return render_template(
        "board/day.html",
        facts=facts,
        today=today,
        now=now,
        say=spoken,
        rows=[_row(person, shown, facts, now) for person in facts.operatives],
        not_given_out=blocks(open_ones, facts.day, now),
        needs=board_needs.needs(facts, now) if facts.is_today else [],
        phones=board_needs.phones(facts, now),
        summary=list(board_needs.summary(facts.visits)),
        hours=range(FIRST_HOUR, LAST_HOUR),
        now_column=now_column(facts.day, now),
        before=facts.day - timedelta(days=1),
        after=facts.day + timedelta(days=1),
        poll=request.path,
    )


def _row(person: User, visits: Sequence[Ticket], facts: board.BoardFacts, now: datetime) -> PersonRow:
    mine = [one for one in visits if one.allocated_to(person.id)]
    heard = board_needs.heard(person.id, facts.devices)
    shown = blocks(mine, facts.day, now, second=person.id, heard=heard)
    return PersonRow(person, board_needs.said(person, facts, now), shown)


def _read(text: str, today: date) -> date:
    """The day in an address, `2026-06-09`; anything else is not found."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        abort(404)
    if abs(found - today) > FURTHEST:
        abort(404)
    return found
