"""How variations may go, as steps of a story: those that wait, and what was decided of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from fieldapp.demonstration.outcomes import Visit, attend, book_and_give, booked, open_order
from fieldapp.demonstration.sources import people
from fieldapp.demonstration.story import OFFICE, Pairs, Story
from fieldapp.demonstration.working_days import after, at

MINUTE = timedelta(minutes=1)


def waits(story: Story, visit: Visit) -> None:
    """More was found than was ordered: the order waits for the landlord."""
    open_order(story, visit)
    book_and_give(story, visit)
    story.arrived(visit.arrival, visit.operative)
    said = "Two more joints are weeping behind the panel. Priced on the telephone."
    ask(story, visit.arrival + 25 * MINUTE, visit.operative, "add-damage", said, ("SQW", "385"))


def planned(story: Story, visit: Visit) -> None:
    """Better done with the rest of the block: it waits among planned work."""
    open_order(story, visit)
    said = "The whole run is at the end of its life. Renew it with the programme."
    ask(story, at(visit.day, "11:40"), OFFICE, "planned", said, ("SQW", "2640"))


def waits_when_completed(story: Story, visit: Visit) -> None:
    """Done, and costed afterwards: the placeholder is replaced."""
    booked(story, visit)
    said = "Costed as done."
    ask(story, at(after(visit.day), "09:35"), OFFICE, "coding", said, ("TAPREP", "1"), lines=(("PROPLUMB", "0"),))


def costed(story: Story, visit: Visit) -> None:
    """The same, and authorised the day after."""
    waits_when_completed(story, visit)
    decide(story, at(after(visit.day, 2), "10:05"), "authorise-variation", ("comments", ""))


def authorised(story: Story, visit: Visit) -> None:
    """Asked from site, authorised within the hour, and then finished."""
    open_order(story, visit)
    book_and_give(story, visit)
    story.arrived(visit.arrival, visit.operative)
    said = "The stop valve sheared. The boxing has to be opened to reach it."
    ask(story, visit.arrival + 10 * MINUTE, visit.operative, "addition", said, ("SQW", "310"), ("310911", "1"))
    decide(story, visit.arrival + 22 * MINUTE, "authorise-variation", ("comments", "Go ahead."))
    story.completed(visit.end, visit.operative)


def within_limit(story: Story, visit: Visit) -> None:
    """So little that the contract lets it pass by itself."""
    open_order(story, visit)
    book_and_give(story, visit)
    story.arrived(visit.arrival, visit.operative)
    ask(story, visit.arrival + 10 * MINUTE, visit.operative, "addition", "Valves seized.", ("310911", "2"))
    story.completed(visit.end, visit.operative)


def refused(story: Story, visit: Visit) -> None:
    """Refused with why; the work goes on as ordered."""
    open_order(story, visit)
    book_and_give(story, visit)
    said = "The resident asks for the whole suite."
    ask(story, visit.arrival - 60 * MINUTE, OFFICE, "addition", said, ("SQW", "1450"))
    decide(story, visit.arrival - 20 * MINUTE, "refuse-variation", ("reason", "Only the repair that was ordered."))
    attend(story, visit)


def withdrawn(story: Story, visit: Visit) -> None:
    """Asked and taken back: the part was on the van after all."""
    open_order(story, visit)
    book_and_give(story, visit)
    ask(story, visit.arrival - 90 * MINUTE, OFFICE, "addition", "Special order from the maker.", ("SQW", "520"))
    typed = (("variation", "1"), ("reason", "The part was on the van after all."))
    story.tell(visit.arrival - 45 * MINUTE, OFFICE, "withdraw-variation", *typed)
    attend(story, visit)


def ask(
    story: Story, moment: datetime, who: str, reason: str, said: str, *added: tuple[str, str], lines: Pairs = ()
) -> None:
    """Somebody asks; `added` are codes with quantities, `lines` ordered codes with other ones."""
    codes = [(f"code-{place}", code) for place, (code, _quantity) in enumerate(added, 1)]
    quantities = [(f"quantity-{place}", quantity) for place, (_code, quantity) in enumerate(added, 1)]
    typed = (("reason", reason), ("comments", said), *codes, *quantities)
    step = story.tell(moment, who, "vary", *typed)
    story.steps[-1] = replace(step, lines=lines)


def decide(story: Story, moment: datetime, command: str, *typed: tuple[str, str]) -> None:
    """The landlord's contract manager decides."""
    users = (one for one in people()["users"] if one["role"] == "contract-manager")
    manager = str(next(one["account"] for one in users if one["landlord"] == story.landlord))
    story.tell(moment, manager, command, ("variation", "1"), *typed, of_order=True)


VARIED: dict[str, Callable[[Story, Visit], None]] = {
    "variation-waits": waits,
    "variation-planned": planned,
    "variation-when-completed": waits_when_completed,
    "variation-costed": costed,
    "variation-authorised": authorised,
    "variation-within-limit": within_limit,
    "variation-refused": refused,
    "variation-withdrawn": withdrawn,
}
