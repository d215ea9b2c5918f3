"""Which orders there are: those of a day, and those of the weeks before the demonstration began.

A day's orders follow from the day alone, so that the ones shown a day ahead are the same ones on the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from fieldapp.demonstration.outcomes import TODAY, Visit
from fieldapp.demonstration.past_outcomes import PAST
from fieldapp.demonstration.sources import Home, Job, Planned, homes, jobs, planned
from fieldapp.demonstration.story import Step, Story
from fieldapp.demonstration.working_days import at, before

# References grow with the days, as a landlord's do.
FIRST_DAY = date(2024, 1, 1)
PER_DAY = 60
STRIDE = 7
LONG = 60
ANNOUNCER = "administrator"


def steps_of_day(day: date, since: date, now: datetime, *, ahead: bool = False) -> list[Step]:
    """The steps of a day's orders, or only of those known a day ahead; `since` is the demonstration's first day."""
    found: list[Step] = []
    for plan, job, home in _picked(day, since):
        if plan.ahead or not ahead:
            story = Story(_reference(plan.landlord, day, plan.number), job, home, job.priority)
            TODAY[plan.story](story, _visit(plan, day, now))
            found += story.steps
    return found


def steps_of_weeks(since: date) -> list[Step]:
    """The steps of the weeks before the demonstration's first day: three, and what is left of those before them."""
    found: list[Step] = []
    for plan in planned("weeks.csv"):
        job, day = jobs()[plan.job], before(since, plan.back)
        story = Story(_reference(job.landlord, day, plan.number), job, homes()[plan.home], job.priority)
        PAST[plan.story](story, _visit(plan, day, at(day, "12:00")))
        found += story.steps
    return [*found, *_announced(since)]


def _announced(since: date) -> list[Step]:
    """An announcement of those weeks that has ended."""
    day, until = before(since, 6), before(since, 3)
    typed = (
        ("title", "No deliveries at the Tannery Row stores"),
        ("text", "The yard is resurfaced. Collect materials from the Weir Street stores until it is done."),
        ("starts", day.isoformat()),
        ("ends", until.isoformat()),
    )
    moment = at(day, "08:30")
    return [Step(order="", key="announcement", at=moment, who=ANNOUNCER, command="write-announcement", typed=typed)]


def emergency_of(day: date) -> str:
    """The reference of a day's emergency for the first operative."""
    plan = next(one for one in planned("day.csv") if one.story == "emergency")
    return _reference(plan.landlord, day, plan.number)


def _visit(plan: Planned, day: date, now: datetime) -> Visit:
    return Visit(
        day=day,
        operative=plan.operative,
        second=plan.second,
        slot=plan.slot,
        arrives=plan.arrives,
        ends=plan.ends,
        now=now,
    )


def _picked(day: date, since: date) -> list[tuple[Planned, Job, Home]]:
    """A job and a home for each row of the day's plan, other ones each day, none twice on one day."""
    turn = (day - since).days * STRIDE
    used: set[str] = set()
    found = []
    for plan in planned("day.csv"):
        job = _next([key for key, one in jobs().items() if _suits_job(plan, one)], turn, used)
        home = _next([key for key, one in homes().items() if _suits_home(plan, one)], turn, used)
        found.append((plan, jobs()[job], homes()[home]))
    return found


def _suits_job(plan: Planned, job: Job) -> bool:
    return (job.landlord, job.kind) == (plan.landlord, plan.job) and job.trade in plan.trades


def _suits_home(plan: Planned, home: Home) -> bool:
    """`home` is one without anything special; the other words say what is special about it."""
    special = {
        "cautioned": bool({"pairs", "vip", "customer"} & set(home.cautions)),
        "asbestos": "asbestos" in home.cautions,
        "long": len(home.line_1) > LONG,
    }
    if home.landlord != plan.landlord:
        return False
    return special[plan.home] if plan.home in special else home.kind == plan.home and not any(special.values())


def _next(names: Sequence[str], turn: int, used: set[str]) -> str:
    """The first of the names from a place on that is not used yet; where all are, that place's own."""
    begin = turn % len(names)
    ordered = [*names[begin:], *names[:begin]]
    name = next((one for one in ordered if one not in used), ordered[0])
    used.add(name)
    return name


def _reference(landlord: str, day: date, number: int) -> str:
    serial = (day - FIRST_DAY).days * PER_DAY + number
    return f"C{200_000 + serial:06d}/1" if landlord == "northmere" else f"{3_300_000 + serial}/1"
