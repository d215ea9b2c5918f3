"""What a visit's page offers beside its one next step, in which state and in what order (look: the bottom bar)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldapp.domain.lifecycle import ACCEPTED, BOOKED, COMPLETED, ENDED, ISSUED, ON_SITE, TICKET_STATES

Picture = Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True)
class Offer:
    """A row of the More sheet: the command that it opens, its icon and words, and the states in which it is shown."""

    command: str
    symbol: str
    words: str
    detail: str
    states: tuple[str, ...]


# An order's command, so the table of visits says nothing of it; it has a page of its own.
VARIED_AT = (ACCEPTED, BOOKED, ON_SITE, COMPLETED)
VARY = Offer("vary", "document", "Ask for a variation", "Other codes or quantities than are ordered", VARIED_AT)
# Secondary outcomes first, then photo and note; calling comes last and is no command.
OFFERS = (
    Offer("reject", "cross", "Reject", "Goes back to the landlord with your reason", (ISSUED,)),
    Offer("cannot-book", "clock", "Could not book", "Say what happened, try again later", (ACCEPTED,)),
    Offer("no-appointment-needed", "person", "Resident not needed", "Communal work, or an emergency", (ACCEPTED,)),
    Offer("no-longer-required", "cross", "Work no longer required", "Goes back to the landlord", (ACCEPTED,)),
    Offer("no-access", "door", "No answer – leave a card", "", (BOOKED,)),
    Offer("did-not-attend", "cross", "I can’t attend", "Goes back to the landlord with your reason", (BOOKED,)),
    Offer("rebook", "calendar", "Change the appointment", "", (BOOKED,)),
    Offer("follow-on", "return", "I need to come back", "More time, parts or another trade", (ON_SITE,)),
    Offer("needs-landlord", "pause", "The landlord must act first", "Goes back to the landlord", (ON_SITE,)),
    Offer("asbestos-alert", "alert", "Stop: asbestos", "Alerts the landlord", (ON_SITE,)),
    VARY,
    Offer("add-photo", "camera", "Add a photo", "", (BOOKED, ON_SITE, *ENDED)),
    Offer("add-note", "note", "Add a note", "", TICKET_STATES),
)
# While the landlord decides (V2), only these are taken; the bar itself offers the photo.
WHILE_FROZEN = {"add-note"}


def offers(picture: Picture, *, frozen: bool, varied: bool = False) -> tuple[Offer, ...]:
    """The rows for one person and visit: what the table allows them, and where; with `varied` a variation too."""
    shown = (
        VARY if one is VARY else Offer(one.command, one.symbol, one.words, one.detail, _states(one, picture))
        for one in OFFERS
        if (not frozen or one.command in WHILE_FROZEN) and (varied or one is not VARY)
    )
    return tuple(one for one in shown if one.states)


def _states(offer: Offer, picture: Picture) -> tuple[str, ...]:
    return tuple(state for state in offer.states if state in picture.get(offer.command, {}))


def drawn(picture: Picture) -> dict[str, dict[str, object]]:
    """The table as the phone's script reads it: command → the states while it may be done, and the state afterwards."""
    return {
        command: {"while": list(cells), "becomes": next(iter(cells.values()))}
        for command, cells in picture.items()
        if cells
    }
