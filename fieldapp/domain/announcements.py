"""Announcements: what is asked, when one is shown, and what its days may be; the day is given."""

from __future__ import annotations

from datetime import date

from fieldapp.domain.asking import Asked, Faults, Values

CURRENT, COMING, PAST = "current", "coming", "past"
ASKED = (
    Asked(name="title", label="Title", required="Write a title.", longest=120),
    Asked(name="text", label="Text", kind="long", required="Write what contractors should know.", longest=4000),
    Asked(name="starts", label="From", kind="day", required="Write the day from which it is shown."),
    Asked(name="ends", label="Until", kind="day", hint="The last day on which it is shown. Empty for no end."),
)


def state_on(starts: date, ends: date | None, today: date) -> str:
    """Whether it is shown on that day, later, or no more. Rules: L1."""
    if starts > today:
        return COMING
    return CURRENT if ends is None or ends >= today else PAST


def asked_in(state: str) -> tuple[Asked, ...]:
    """What can still be changed: not the first day of one that has begun."""
    return ASKED if state == COMING else tuple(one for one in ASKED if one.name != "starts")


def fault(values: Values, today: date) -> Faults:
    """What is wrong with its days, by field."""
    starts, ends = values.get("starts"), values.get("ends")
    if starts and date.fromisoformat(starts) < today:
        return {"starts": ["That day has passed. Write today or a later day."]}
    if starts and ends and ends < starts:
        return {"ends": ["It must not end before it begins."]}
    if ends and date.fromisoformat(ends) < today:
        return {"ends": ["That day has passed. To take it down now use End it now."]}
    return {}
