"""How visits of the weeks before went, beside those of a day: every end that the lifecycle knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fieldapp.demonstration import outcomes
from fieldapp.demonstration.outcomes import MINUTE, Visit, attend, book_and_give, open_order, raise_and_issue
from fieldapp.demonstration.story import OFFICE, Story
from fieldapp.demonstration.variation_outcomes import VARIED
from fieldapp.demonstration.working_days import after, at, before


def follow_on_done(story: Story, visit: Visit) -> None:
    """Two visits: the second one finished it."""
    outcomes.follow_on(story, replace(visit, arrives=""))
    attend(story, visit)


def follow_on_booked(story: Story, visit: Visit) -> None:
    """The first visit is over; the second one is booked for a day to come."""
    open_order(story, visit)
    book_and_give(story, visit)
    story.arrived(visit.arrival, visit.operative)
    story.add(visit.arrival + 5 * MINUTE, visit.operative, story.photo("defect"))
    returns = after(visit.day, 9)
    outcomes.comes_back(story, visit.operative, visit.end, returns)
    story.visit = 2
    story.accepted(at(after(visit.day), "09:12"))
    story.booked(at(after(visit.day), "09:25"), returns, "pm")


def no_access_then_done(story: Story, visit: Visit) -> None:
    """Nobody opened at first; the second visit finished it two working days later."""
    outcomes.no_access(story, replace(visit, ends="08:59"))
    _second_visit(story, visit)
    attend(story, replace(visit, day=after(visit.day, 2)))


def no_access_kept(story: Story, visit: Visit) -> None:
    """Where no access ends no visit: the same one is booked again and done."""
    outcomes.no_access(story, visit)
    again = after(visit.day, 2)
    story.booked(at(after(visit.day), "10:10"), again, visit.slot)
    attend(story, replace(visit, day=again, arrives="09:05", ends="09:50"))


def no_access_twice(story: Story, visit: Visit) -> None:
    """Nobody opened twice: the order is back with the landlord."""
    outcomes.no_access(story, visit)
    _second_visit(story, visit)
    again = replace(visit, day=after(visit.day, 2))
    story.arrived(again.arrival, visit.operative)
    story.no_access(again.end, visit.operative)


def needs_landlord(story: Story, visit: Visit) -> None:
    """The landlord must act first."""
    open_order(story, visit)
    book_and_give(story, visit)
    story.arrived(visit.arrival, visit.operative)
    story.add(visit.arrival + 6 * MINUTE, visit.operative, story.photo("defect"))
    words = "The frame is rotten at the foot and takes no new glass. A joiner has to splice it, or the door is renewed."
    story.tell(visit.end, visit.operative, "needs-landlord", ("comments", words))


def re_issued(story: Story, visit: Visit) -> None:
    """The landlord had to act, has acted, and issued the order again."""
    open_order(story, visit)
    story.needs_no_appointment(at(before(visit.day, 3), "11:30"), visit.day, "communal")
    story.given_to(at(before(visit.day, 3), "15:40"), visit.operative)
    story.arrived(visit.arrival, visit.operative)
    words = "The chamber is under a parked van and its keeper is not known. Move it, or agree another way in."
    story.tell(visit.end, visit.operative, "needs-landlord", ("comments", words))
    note = "The van has been moved. The yard is coned off from Monday."
    story.tell(at(after(visit.day, 3), "11:05"), story.officer, "re-issue", ("note", note), of_order=True)


def asbestos(story: Story, visit: Visit) -> None:
    """Stopped at once: suspected asbestos."""
    open_order(story, visit)
    book_and_give(story, visit)
    story.arrived(visit.arrival, visit.operative)
    words = (
        "Old floor tiles with black adhesive under the vinyl beside the bath, two of them broken. Nothing was lifted."
    )
    story.tell(visit.end, visit.operative, "asbestos-alert", ("comments", words))


def rejected(story: Story, visit: Visit) -> None:
    """Rejected by the office."""
    raise_and_issue(story, visit.day)
    said = ("comments", "Both roofers are on a storm job until the end of the week.")
    story.tell(at(visit.day, "13:40"), OFFICE, "reject", ("reason", "no-capacity"), said)


def did_not_attend(story: Story, visit: Visit) -> None:
    """Booked, and nobody went."""
    open_order(story, visit)
    book_and_give(story, visit)
    said = ("comments", "Van broke down on the ring road, nobody else free with this lock.")
    story.tell(at(visit.day, "12:20"), OFFICE, "did-not-attend", ("reason", "vehicle"), said)


def no_longer_required(story: Story, visit: Visit) -> None:
    """The resident does not need it any more."""
    raise_and_issue(story, visit.day)
    story.accepted(at(visit.day, "14:10"))
    said = ("comments", "Resident says the plasterer came with the last repair.")
    story.tell(at(after(visit.day), "09:40"), OFFICE, "no-longer-required", ("reason", "already-done"), said)


def invoiced(story: Story, visit: Visit) -> None:
    """Done, and invoiced the working day after."""
    outcomes.booked(story, visit)
    day = after(visit.day)
    facts = (("number", f"INV {story.serial}"), ("invoiced_on", day.isoformat()), ("amount", story.worth()))
    story.tell(at(day, "16:20"), OFFICE, "record-invoice", *facts, of_order=True)


def invoiced_and_paid(story: Story, visit: Visit) -> None:
    """The same, and paid six working days later."""
    invoiced(story, visit)
    day = after(visit.day, 7)
    story.tell(at(day, "11:10"), story.officer, "mark-paid", ("paid_on", day.isoformat()), of_order=True)


def rearranged(story: Story, visit: Visit) -> None:
    """Booked for one day, done on another."""
    open_order(story, visit)
    story.booked(at(before(visit.day, 5), "11:30"), before(visit.day, 1), visit.slot)
    changed = (*story.slot_on(visit.day, visit.slot), ("reason", "resident-asked"))
    story.tell(at(before(visit.day, 3), "16:02"), OFFICE, "rebook", *changed, ("comments", "Hospital appointment."))
    story.given_to(at(before(visit.day, 2), "15:40"), visit.operative)
    attend(story, visit)


def tenant_cancelled(story: Story, visit: Visit) -> None:
    """The resident cancelled on the day; booked anew and done."""
    open_order(story, visit)
    book_and_give(story, visit)
    said = (("reason", "tenant-cancelled"), ("comments", "Called at eight: child is ill."))
    story.tell(at(visit.day, "08:05"), OFFICE, "break-appointment", *said)
    again = after(visit.day, 3)
    story.booked(at(visit.day, "08:12"), again, visit.slot)
    attend(story, replace(visit, day=again))


def callback(story: Story, visit: Visit) -> None:
    """Accepted; the resident wants to be called on another day."""
    raise_and_issue(story, visit.day)
    story.accepted(at(visit.day, "11:50"))
    called = at(after(visit.day), "10:05")
    typed = (("outcome", "callback"), ("called", "yes"), ("reason", "wants-other-date"))
    on = ("callback_on", after(visit.day, 5).isoformat())
    story.tell(called, OFFICE, "cannot-book", *typed, on, ("comments", "Wants her daughter to be there."))


def cancelled(story: Story, visit: Visit) -> None:
    """Cancelled by the landlord, and nobody has read it yet."""
    raise_and_issue(story, visit.day)
    story.accepted(at(visit.day, "11:50"))
    said = (("reason", "planned"), ("comments", "The kitchen is renewed in the spring."))
    story.tell(at(after(visit.day), "15:15"), story.officer, "cancel", *said, of_order=True)


def cancelled_and_read(story: Story, visit: Visit) -> None:
    """Cancelled by the landlord, and acknowledged."""
    cancelled(story, visit)
    story.tell(at(after(visit.day), "16:30"), OFFICE, "acknowledge")


def cancelled_meanwhile(story: Story, visit: Visit) -> None:
    """Cancelled while the operative was in a cellar without signal: what they did there came too late."""
    open_order(story, visit)
    book_and_give(story, visit)
    said = (("reason", "planned"), ("comments", "The whole riser is renewed next month."))
    story.tell(visit.arrival - 32 * MINUTE, story.officer, "cancel", *said, of_order=True)
    late = len(story.steps)
    attend(story, visit)
    story.sent_late(late, visit.end + 95 * MINUTE)


def on_legal_hold(story: Story, visit: Visit) -> None:
    """Back with the landlord long ago, and kept for a claim: it is not archived."""
    no_longer_required(story, visit)
    words = "Disrepair claim of the resident, sent by their solicitor. Keep all of it until it is settled."
    held = at(after(visit.day, 3), "10:30")
    story.tell(held, story.officer, "legal-hold", ("comments", words), of_order=True)


def sent_while_away(story: Story, visit: Visit) -> None:
    """Issued in an evening on which the firm was out of office, and so rejected at once."""
    away = ("reason", "The depot moves tonight. Back at 7 tomorrow; emergencies by telephone.")
    story.tell(at(visit.day, "17:45"), OFFICE, "out-of-office", away, of_order=True)
    raise_and_issue(story, visit.day, "18:15")
    story.tell(at(after(visit.day), "06:50"), OFFICE, "back-in-office", of_order=True)


def new(story: Story, visit: Visit) -> None:
    """Issued; nobody has accepted it."""
    raise_and_issue(story, visit.day, "14:30")


def to_appoint(story: Story, visit: Visit) -> None:
    """Accepted; no slot yet."""
    raise_and_issue(story, visit.day)
    story.accepted(at(visit.day, "12:05"))


def overdue(story: Story, visit: Visit) -> None:
    """Accepted long ago and forgotten: its due date has gone by."""
    story.priority = "urgent"
    raise_and_issue(story, before(visit.day, 12))
    story.accepted(at(before(visit.day, 11), "09:20"))


def held(story: Story, visit: Visit) -> None:
    """Accepted, then put on hold."""
    to_appoint(story, visit)
    words = "The occupational therapist draws the layout again. Wait for it."
    story.tell(at(after(visit.day), "09:30"), story.officer, "hold", ("comments", words), of_order=True)


def raised(story: Story, visit: Visit) -> None:
    """Raised, not issued."""
    story.raised(at(visit.day, "15:20"))


def _second_visit(story: Story, visit: Visit) -> None:
    """Accepted, booked two working days after the first and given to the same person."""
    day = after(visit.day, 2)
    story.visit = 2
    story.accepted(at(visit.day, "16:05"))
    story.booked(at(after(visit.day), "09:30"), day, visit.slot)
    story.given_to(at(after(visit.day), "15:40"), visit.operative)


PAST: dict[str, Callable[[Story, Visit], None]] = {
    **outcomes.TODAY,
    **VARIED,
    "booked-with-extra": outcomes.booked_with_extra,
    "emergency-done": outcomes.emergency_done,
    "follow-on-done": follow_on_done,
    "follow-on-booked": follow_on_booked,
    "no-access-then-done": no_access_then_done,
    "no-access-kept": no_access_kept,
    "no-access-twice": no_access_twice,
    "needs-landlord": needs_landlord,
    "re-issued": re_issued,
    "asbestos": asbestos,
    "rejected": rejected,
    "did-not-attend": did_not_attend,
    "no-longer-required": no_longer_required,
    "invoiced": invoiced,
    "invoiced-and-paid": invoiced_and_paid,
    "rearranged": rearranged,
    "tenant-cancelled": tenant_cancelled,
    "callback": callback,
    "cancelled": cancelled,
    "cancelled-and-read": cancelled_and_read,
    "cancelled-meanwhile": cancelled_meanwhile,
    "on-legal-hold": on_legal_hold,
    "sent-while-away": sent_while_away,
    "new": new,
    "to-appoint": to_appoint,
    "overdue": overdue,
    "held": held,
    "raised": raised,
}
