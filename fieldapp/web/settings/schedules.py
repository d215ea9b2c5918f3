"""The landlord's schedules of rates, to read: all of them, and one with its codes on a day."""

from __future__ import annotations

from flask import abort, render_template, request
from flask_login import current_user

from fieldapp.domain.dates import read_day
from fieldapp.domain.money import PRICE
from fieldapp.domain.schedules import FIRST_DAY, LAST_DAY, LONGEST, PLACEHOLDER
from fieldapp.queries import schedules
from fieldapp.web.settings.pages import blueprint, shared, today

KIND_WORDS = {PRICE: "Price", PLACEHOLDER: "Placeholder"}
MOST_TYPED = 100


@blueprint.get("/schedules")
def schedule_list() -> str:
    """Every schedule, and how one is imported. Rules: O1."""
    return render_template(
        "landlord/settings/schedules.html", rows=schedules.listed(current_user), ever=FIRST_DAY, never=LAST_DAY,
        landlord=current_user.landlord, today=today(), **shared(),
    )  # fmt: skip


@blueprint.get("/schedules/<int:schedule_id>")
def schedule(schedule_id: int) -> str:
    """One schedule's codes as they are on a day. Rules: O1, C4."""
    row = schedules.schedule_of(current_user, schedule_id) or abort(404)
    words = request.args.get("q", "").strip()[:MOST_TYPED]
    typed = request.args.get("day", "").strip()[:MOST_TYPED]
    day = read_day(typed) if typed else today()
    after = request.args.get("after", "")[: LONGEST["code"]]
    page = schedules.codes_of(row, words.replace("\x00", ""), day or today(), after.replace("\x00", ""))
    return render_template(
        "landlord/settings/schedule.html", row=row, page=page, words=words, day=day or today(), after=after,
        fault="" if day else f"“{typed}” is no day. Write one, for example 01/04/2026. Today’s rates are shown.",
        typed=typed if not day else "", kinds=KIND_WORDS, ever=FIRST_DAY, never=LAST_DAY, today=today(), **shared(),
    )  # fmt: skip
