"""How a visit may go, as steps of a story: one function for each word in the column `story` of the plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fieldapp.demonstration.story import Story
from fieldapp.demonstration.working_days import after, at, before

# How many working days before its visit an order was raised: its due date lies after the visit.
LEAD = {"cal90": 20, "routine": 9, "programmed": 15, "urgent": 4}
MINUTE = timedelta(minutes=1)
# How long ago, when a day is loaded, its emergency came in.
SINCE_EMERGENCY = 70 * MINUTE


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The visit that a plan names: its day, who goes, in which slot, from when to when; `now` is when it is told."""

    day: date
    operative: str
    second: str
    slot: str
    arrives: str
    ends: str
    now: datetime

    @property
    def arrival(self) -> datetime:
        """The moment of arriving."""
        return at(self.day, self.arrives)

    @property
    def end(self) -> datetime:
        """The moment of finishing."""
        return at(self.day, self.ends)


def raise_and_issue(story: Story, day: date, clock: str = "10:20") -> None:
    """The order is raised and issued, with the report where there is asbestos."""
    moment = at(day, clock)
    story.raised(moment, warning=bool(story.home.note) and not story.home.cautions)
    story.issued(moment + 25 * MINUTE)
    if "asbestos" in story.home.cautions:
        report = story.document("asbestos-report", "Asbestos report", story.home.line_1, "", story.home.note)
        story.add(moment + 31 * MINUTE, story.officer, report)


def open_order(story: Story, visit: Visit) -> None:
    """Raised, issued and accepted in good time before the visit."""
    lead = LEAD[story.priority]
    raise_and_issue(story, before(visit.day, lead))
    story.accepted(at(before(visit.day, lead - 1), "09:10"))


def book_and_give(story: Story, visit: Visit) -> None:
    """Booked and given out, some working days before the visit."""
    days = 3 if story.priority == "urgent" else 4
    story.booked(at(before(visit.day, days), "11:30"), visit.day, visit.slot)
    if visit.operative:
        story.given_to(at(before(visit.day, days), "15:40"), visit.operative, visit.second)


def attend(story: Story, visit: Visit, *extra: tuple[str, str]) -> None:
    """Arrive, photograph what is larger, and finish, as far as the plan says."""
    if not visit.arrives:
        return
    story.arrived(visit.arrival, visit.operative)
    if story.job.two_to_attend or story.job.first:
        story.add(visit.arrival + 4 * MINUTE, visit.operative, story.photo("before"))
    if visit.ends:
        story.completed(visit.end, visit.operative, *extra)


def booked(story: Story, visit: Visit) -> None:
    """Booked, and attended if the plan has times."""
    open_order(story, visit)
    book_and_give(story, visit)
    attend(story, visit)


def booked_with_extra(story: Story, visit: Visit) -> None:
    """Finished with extra work that was agreed from site."""
    open_order(story, visit)
    book_and_give(story, visit)
    attend(story, visit, ("310911", "1"), ("511020", "2.5"))


def not_needed(story: Story, visit: Visit) -> None:
    """Communal work: no resident, no slot."""
    open_order(story, visit)
    day = before(visit.day, 3)
    story.needs_no_appointment(at(day, "11:30"), visit.day, "communal")
    story.given_to(at(day, "15:40"), visit.operative, visit.second)
    attend(story, visit)


def not_given_out(story: Story, visit: Visit) -> None:
    """Booked, and nobody goes yet."""
    booked(story, replace(visit, operative="", arrives=""))


def issued(story: Story, visit: Visit) -> None:
    """Issued the working day before and meant for somebody, who has not accepted it."""
    day = before(visit.day, 1)
    raise_and_issue(story, day, "15:05")
    story.given_to(at(day, "16:10"), visit.operative)


def accepted(story: Story, visit: Visit) -> None:
    """Accepted, and to be booked by its operative."""
    day = before(visit.day, 2)
    raise_and_issue(story, day, "14:05")
    story.accepted(at(day, "15:30"))
    story.given_to(at(day, "16:20"), visit.operative)


def emergency(story: Story, visit: Visit) -> None:
    """An emergency of the last hour, given out and not yet accepted."""
    moment = _minute(visit.now) - SINCE_EMERGENCY
    story.raised(moment)
    story.issued(moment + 4 * MINUTE)
    story.given_to(moment + 9 * MINUTE, visit.operative)


def emergency_not_given_out(story: Story, visit: Visit) -> None:
    """An emergency accepted by the office, for which nobody was found yet."""
    moment = _minute(visit.now) - 45 * MINUTE
    story.raised(moment)
    story.issued(moment + 3 * MINUTE)
    story.accepted(moment + 8 * MINUTE)
    story.needs_no_appointment(moment + 11 * MINUTE, visit.day, "emergency-24h")


def emergency_done(story: Story, visit: Visit) -> None:
    """Raised in the morning, made safe the same day."""
    story.raised(visit.arrival - 65 * MINUTE)
    story.issued(visit.arrival - 62 * MINUTE)
    story.accepted(visit.arrival - 55 * MINUTE)
    story.needs_no_appointment(visit.arrival - 52 * MINUTE, visit.day, "emergency-24h")
    story.given_to(visit.arrival - 48 * MINUTE, visit.operative, visit.second)
    attend(story, visit)


def follow_on(story: Story, visit: Visit) -> None:
    """The first visit found more than was ordered; this is the second one, booked, with the landlord's papers."""
    first = replace(visit, day=before(visit.day, 6), slot="am", arrives="09:40", ends="", second="")
    # What the home's note says became known after the first visit.
    story.issued_with_note = False
    booked(story, first)
    went_back = first.arrival + 55 * MINUTE
    comes_back(story, visit.operative, went_back, visit.day)
    day = after(first.day)
    story.visit = 2
    story.accepted(at(day, "09:15"))
    story.booked(at(day, "09:22"), visit.day, visit.slot)
    note = story.home.note or "Parts are in. The resident expects two people."
    story.tell(at(day, "10:15"), story.officer, "add-note", ("text", note))
    for code, pounds in story.job.lines:
        if code == "SQW":
            quote = story.document(
                "quote", "Quote Q-2207, worktop", f"Agreed sum £{pounds} before tax", story.job.place
            )
            story.add(at(day, "10:20"), story.officer, quote)
    story.given_to(at(before(visit.day, 3), "15:40"), visit.operative, visit.second)


def no_access(story: Story, visit: Visit) -> None:
    """Nobody opened, once."""
    open_order(story, visit)
    book_and_give(story, visit)
    story.arrived(visit.arrival, visit.operative)
    story.no_access(visit.end, visit.operative)


def comes_back(story: Story, operative: str, moment: datetime, day: date) -> None:
    """Not finished: the contractor returns on a day."""
    story.tell(
        moment,
        operative,
        "follow-on",
        ("why", story.job.first or "The part does not fit this pattern."),
        ("needed", "The right parts from the merchant, about two hours."),
        ("booked", "yes"),
        ("return_date", day.isoformat()),
    )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


TODAY: dict[str, Callable[[Story, Visit], None]] = {
    "booked": booked,
    "not-needed": not_needed,
    "not-given-out": not_given_out,
    "issued": issued,
    "accepted": accepted,
    "emergency": emergency,
    "emergency-not-given-out": emergency_not_given_out,
    "follow-on": follow_on,
    "no-access": no_access,
}
