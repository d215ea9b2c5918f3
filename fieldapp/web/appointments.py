"""The office's appointments by day: yesterday, today, tomorrow and on, in slot order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from fieldapp.commands.appointment import FURTHEST
from fieldapp.domain.dates import london_day
from fieldapp.queries import appointments, visit_parts
from fieldapp.queries.visit_parts import label
from fieldapp.queries.words import STATE_WORDS
from fieldapp.web import spoken

blueprint = Blueprint("appointments", __name__, url_prefix="/desk/appointments")

A_DAY = timedelta(days=1)
SHOWN_DAYS = 8
NEAR = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}


@blueprint.get("")
def by_day() -> str:
    """The visits booked for one day; without one, for today. Rules: P7."""
    now = datetime.now(UTC)
    today = london_day(now)
    day = _read(request.args.get("day", ""), today)
    # A week from yesterday on, or from the day before the one that is looked at.
    first = (today if today - A_DAY <= day < today + A_DAY * (SHOWN_DAYS - 1) else day) - A_DAY
    days = [one for one in (first + A_DAY * at for at in range(SHOWN_DAYS)) if _opens(one, today)]
    counts = appointments.counts(current_user, days[0], days[-1])
    return render_template(
        "desk/appointments.html",
        page=appointments.of_day(current_user, day, request.args.get("after", "")),
        day=day,
        heading=f"{NEAR[(day - today).days].lower()}, {spoken.whole_day(day)}" if abs(day - today) <= A_DAY else None,
        days=[(one, NEAR.get((one - today).days), counts.get(one, 0)) for one in days],
        before=day - A_DAY if _opens(day - A_DAY, today) else None,
        after=day + A_DAY if _opens(day + A_DAY, today) else None,
        today=today,
        now=now,
        say=spoken,
        state_words=STATE_WORDS,
        slot_label=visit_parts.slot_label,
        label=label,
    )


def _read(text: str, today: date) -> date:
    """The day in an address, `2026-06-09`; what is none, or further than a year away, is not found."""
    try:
        found = date.fromisoformat(text) if text else today
    except ValueError:
        abort(404)
    if not _opens(found, today):
        abort(404)
    return found


def _opens(day: date, today: date) -> bool:
    """Whether a day has a list: every day that can be booked has one. Rules: P7."""
    return abs(day - today) <= FURTHEST
