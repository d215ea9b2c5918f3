"""What the facts of a list's entry must be together: a slot's times, a priority's one kind of time, a way to call."""

from __future__ import annotations

from fieldapp.domain.asking import Faults, Values

UNTIL = ("hours", "working_days", "calendar_days")


def slot_fault(facts: Values) -> Faults:
    """A slot ends after it starts. Rules: P1."""
    starts, ends = facts.get("starts"), facts.get("ends")
    return {"ends": ["The slot must end after it starts."]} if starts and ends and ends <= starts else {}


def priority_fault(facts: Values) -> Faults:
    """A due date comes from one kind of time. Rules: T1."""
    given = [name for name in UNTIL if facts.get(name)]
    if not given:
        return {"hours": ["Write hours, working days or calendar days: one of the three."]}
    return {name: ["Write only one of hours, working days and calendar days."] for name in given[1:]}


def contact_fault(facts: Values) -> Faults:
    """A contact says how. Rules: O3."""
    if facts.get("kind") == "emergency" and not facts.get("telephone"):
        return {"telephone": ["Write the number to call in an emergency."]}
    if facts.get("kind") == "guidance":
        return {} if facts.get("link") else {"link": ["Write the link to the guidance."]}
    if not any(facts.get(name) for name in ("telephone", "email", "link")):
        return {"telephone": ["Write a telephone number, an email address or a link."]}
    return {}
