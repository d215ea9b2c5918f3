"""The office's home page: figures that lead to the rows they count, and what the landlords announce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template
from flask_login import current_user

from fieldapp.domain.dates import london_day
from fieldapp.queries import appointments, desk, home, invoices, notes, variations
from fieldapp.queries.announcements import announcements_for
from fieldapp.queries.paging import shown_count
from fieldapp.web import spoken

# Under each heading, the lists of the desk and their words here.
LISTS = {
    "Visits by status": {
        "new": "New", "follow-on": "Follow-on", "accepted": "Accepted", "cancelled": "Cancelled",
        "completed": "Completed", "closed": "Closed", "all": "All",
    },
    "In progress": {
        "accepted": "Total in progress", "to-appoint": "To appoint", "appointed": "Appointed", "on-site": "On site",
        "overdue": "Overdue",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A number on the page, what it counts, and the address of exactly those rows (L1)."""

    words: str
    count: str
    href: str
    late: bool = False


def page(now: datetime) -> str:
    """Home. Rules: L1."""
    today = london_day(now)
    return render_template(
        "desk/home.html",
        now=now,
        say=spoken,
        today=today,
        groups=_groups(now),
        announcements=announcements_for(current_user, today),
        contracts=home.contracts(current_user),
    )


def _groups(now: datetime) -> dict[str, list[Figure]]:
    found = desk.counts(current_user, now)
    waiting = notes.counts(current_user)
    asked = variations.counts(current_user)
    today = london_day(now)
    booked = appointments.counts(current_user, today, today + timedelta(days=1))
    lists = {title: [_of_list(name, words, found[name]) for name, words in of.items()] for title, of in LISTS.items()}
    return {
        "Needs you": [
            Figure("New notes", shown_count(waiting["new"]), "/desk/notes"),
            Figure("Needs a reply", shown_count(waiting["reply"]), "/desk/notes?list=reply"),
            Figure("Variations waiting", shown_count(asked["waiting"]), "/desk/variations"),
            Figure("Planned variations", shown_count(asked["planned"]), "/desk/variations?list=planned"),
            _of_list("two-to-attend", "Two to attend", found["two-to-attend"]),
        ],
        "Appointments": [
            Figure(words, shown_count(booked.get(day, 0)), f"/desk/appointments?day={day.isoformat()}")
            for words, day in (("Today", today), ("Tomorrow", today + timedelta(days=1)))
        ],
        **lists,
        **_invoices(),
    }


def _invoices() -> dict[str, list[Figure]]:
    """What was invoiced, for a firm one of whose landlords takes invoices (F4)."""
    of = invoices.landlords(current_user)
    counted = Figure("Invoices submitted", shown_count(invoices.count(current_user, of)), "/desk/invoices")
    return {"Invoices": [counted]} if of else {}


def _of_list(name: str, words: str, count: int) -> Figure:
    return Figure(words, shown_count(count), f"/desk/?list={name}", late=name == "overdue" and count > 0)
