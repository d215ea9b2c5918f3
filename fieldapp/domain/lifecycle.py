"""What may happen when: the one table for tickets and works orders, and how it is read; no data, no words of a page."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from fieldapp.domain.invoiceable import APPLIED_FOR, BARS_INVOICE, BARS_PAYMENT

ISSUED, ACCEPTED, BOOKED, ON_SITE = "issued", "accepted", "booked", "on-site"
COMPLETED, NO_ACCESS, INCOMPLETE = "completed", "no-access", "incomplete"
RETURNED, REJECTED, CANCELLED = "returned", "rejected", "cancelled"
OPEN = (ISSUED, ACCEPTED, BOOKED, ON_SITE)
ENDED = (COMPLETED, NO_ACCESS, INCOMPLETE, RETURNED, REJECTED, CANCELLED)
TICKET_STATES = OPEN + ENDED
AT_WORK = (ACCEPTED, BOOKED, ON_SITE)
VISITED_ENDS = (COMPLETED, NO_ACCESS, INCOMPLETE, RETURNED)

# Why a visit was rejected by nobody: its firm was away (A9).
AWAY = "out-of-office"

ORDER_STATUSES = ("RAI", "ISS", "HLD", "IVR", "CVR", "COM", "CLO", "CAN")
FROZEN = ("HLD", "IVR", "CVR")
VARIED = ("IVR", "CVR")
UNPAID = tuple(one for one in ORDER_STATUSES if one != "CLO")

OPERATIVE, SUPERVISOR, OFFICE = "operative", "supervisor", "office"
LANDLORD, CONTRACT_MANAGER, ADMINISTRATOR = "landlord", "contract-manager", "administrator"
CONTRACTOR_ROLES = (OPERATIVE, SUPERVISOR, OFFICE)
LANDLORD_ROLES = (LANDLORD, CONTRACT_MANAGER, ADMINISTRATOR)
ROLES = CONTRACTOR_ROLES + LANDLORD_ROLES

BACK_OFFICE = (OFFICE, SUPERVISOR)
ON_THE_JOB = (OPERATIVE, OFFICE, SUPERVISOR)
EVERYONE = ROLES
DECIDERS = (CONTRACT_MANAGER, ADMINISTRATOR)
# How a landlord decides about a variation: its firm is told.
DECISIONS = ("authorise-variation", "amend-variation", "refuse-variation")
# Known only from what was done: whether a variation is within its limit (V5).
KNOWN_AFTERWARDS = frozenset({"within-limit"})


@dataclass(frozen=True)
class Row:
    """One line of the table.

    `subject` is what the command is done to (a home has no state); `when` the states (tickets) or statuses (orders) in
    which it may be; `becomes` the state afterwards, None for unchanged; `order_becomes` likewise for a ticket
    command's order; `needs` and `unless` name conditions (see `conditions` in
    models/conditions.py) that must, or must not, hold. Where it `waits`, a contractor's is kept while the order is in
    `waits_while` (V2).
    """

    command: str
    subject: str
    when: tuple[str, ...]
    becomes: str | None
    by: tuple[str, ...]
    order_becomes: str | None = None
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    next_visit: bool = False
    ends_ticket: str | None = None
    waits: bool = True
    waits_while: tuple[str, ...] = FROZEN


def _ticket(command: str, when: tuple[str, ...], becomes: str | None, by: tuple[str, ...], **more: object) -> Row:
    return Row(command, "ticket", when, becomes, by, **more)  # type: ignore[arg-type]


def _order(command: str, when: tuple[str, ...], becomes: str | None, by: tuple[str, ...], **more: object) -> Row:
    return Row(command, "order", when, becomes, by, waits=False, **more)  # type: ignore[arg-type]


def _visit(command: str, becomes: str, **more: object) -> tuple[Row, ...]:
    """Ends of a visit ask for the arrival, so where appointments are compulsory (P6) they too need one settled."""
    return (
        _ticket(command, (BOOKED, ON_SITE), becomes, ON_THE_JOB, **more),
        _ticket(
            command, (ACCEPTED,), becomes, ON_THE_JOB, **{**more, "unless": (*_of(more, "unless"), "appointment-owed")}
        ),
    )


def _vary(when: tuple[str, ...], becomes: str | None, **more: object) -> Row:
    """What is invoiced is not varied (F2). On hold a contractor's waits; where one is asked already it is told so."""
    bars = (*_of(more, "unless"), "invoiced")
    by = (*ON_THE_JOB, *LANDLORD_ROLES)
    return Row("vary", "order", when, becomes, by, **{**more, "unless": bars}, waits_while=("HLD",))  # type: ignore[arg-type]


def _decision(command: str, by: tuple[str, ...]) -> tuple[Row, Row]:
    """What ends the waiting for a decision: the order is where it was (V2)."""
    return _order(command, ("IVR",), "ISS", by), _order(command, ("CVR",), "COM", by)


def _of(more: dict[str, object], key: str) -> tuple[str, ...]:
    return more.get(key, ())  # type: ignore[return-value]


def _evidence(command: str) -> tuple[Row, Row]:
    """What a contractor adds while the visit goes on, and afterwards while it is owed (D2)."""
    return (
        _ticket(command, AT_WORK, None, ON_THE_JOB, waits=False),
        _ticket(command, ENDED, None, ON_THE_JOB, waits=False, needs=("evidence-owed",)),
    )


HOMES = ("add-home", "change-home")
CAUTIONS = ("add-caution", "change-caution", "end-caution", "confirm-caution", "decline-caution")

TABLE: tuple[Row, ...] = (
    _order("raise", ("",), "RAI", LANDLORD_ROLES),
    _order("issue", ("RAI",), "ISS", LANDLORD_ROLES, next_visit=True, unless=("issued-before",)),
    _order("re-issue", ("RAI",), "ISS", LANDLORD_ROLES, next_visit=True, needs=("issued-before",)),
    _order("hold", ("ISS",), "HLD", LANDLORD_ROLES),
    _order("release", ("HLD",), "ISS", LANDLORD_ROLES),
    _order("cancel", ("RAI", "ISS", "IVR", "HLD"), "CAN", LANDLORD_ROLES, ends_ticket=CANCELLED),
    _order("cancel-visit", ("ISS", "HLD"), "RAI", LANDLORD_ROLES, ends_ticket=CANCELLED),
    _vary(("ISS",), "IVR", unless=("within-limit",)),
    _vary(("COM",), "CVR", unless=("within-limit",)),
    _vary(("ISS", "COM"), None, needs=("within-limit",)),
    *_decision("authorise-variation", DECIDERS),
    *_decision("amend-variation", DECIDERS),
    *_decision("refuse-variation", DECIDERS),
    *_decision("withdraw-variation", (*BACK_OFFICE, *LANDLORD_ROLES)),
    _order("review-additional-work", ("COM",), None, LANDLORD_ROLES, needs=("additional-work",)),
    _order("correct-completion", ("COM",), None, LANDLORD_ROLES, unless=("invoiced",)),
    _order("reopen", ("COM", "CAN"), "RAI", LANDLORD_ROLES),
    _order("honour", ORDER_STATUSES, None, LANDLORD_ROLES),
    _order("decline", ORDER_STATUSES, None, LANDLORD_ROLES),
    _order("record-invoice", ("COM",), None, BACK_OFFICE, unless=BARS_INVOICE),
    _order("record-invoice", ("CLO",), None, BACK_OFFICE, unless=(APPLIED_FOR,)),
    _order("withdraw-invoice", UNPAID, None, BACK_OFFICE, needs=("invoiced",)),
    _order("mark-paid", ("COM",), "CLO", LANDLORD_ROLES, unless=BARS_PAYMENT),
    _order("legal-hold", ORDER_STATUSES, None, LANDLORD_ROLES, unless=("on-legal-hold",)),
    _order("end-legal-hold", ORDER_STATUSES, None, LANDLORD_ROLES, needs=("on-legal-hold",)),
    _ticket("accept", (ISSUED,), ACCEPTED, BACK_OFFICE),
    _ticket("accept", (ISSUED,), ACCEPTED, (OPERATIVE,), needs=("operative-accepts",)),
    _ticket("reject", (ISSUED,), REJECTED, BACK_OFFICE, order_becomes="RAI"),
    _ticket("book", (ACCEPTED,), BOOKED, ON_THE_JOB),
    _ticket("cannot-book", (ACCEPTED,), ACCEPTED, ON_THE_JOB),
    _ticket("no-appointment-needed", (ACCEPTED,), BOOKED, ON_THE_JOB),
    _ticket("no-longer-required", (ACCEPTED, BOOKED), RETURNED, BACK_OFFICE, order_becomes="RAI"),
    _ticket("rebook", (BOOKED,), BOOKED, ON_THE_JOB),
    _ticket("break-appointment", (BOOKED,), ACCEPTED, ON_THE_JOB),
    _ticket("cancel-appointment", (BOOKED,), ACCEPTED, ON_THE_JOB),
    _ticket("allocate", (ISSUED, ACCEPTED, BOOKED), None, BACK_OFFICE),
    _ticket("did-not-attend", (ACCEPTED, BOOKED), REJECTED, ON_THE_JOB, order_becomes="RAI"),
    _ticket("on-my-way", (ACCEPTED, BOOKED), None, (OPERATIVE,)),
    _ticket("arrive", (BOOKED,), ON_SITE, ON_THE_JOB),
    _ticket("arrive", (ACCEPTED,), ON_SITE, ON_THE_JOB, unless=("appointment-owed",)),
    _ticket("correct-arrival", (ON_SITE, *VISITED_ENDS), None, ON_THE_JOB, needs=("arrived",)),
    *_visit("no-access", ACCEPTED, needs=("no-access-keeps-visit",)),
    *_visit(
        "no-access",
        NO_ACCESS,
        order_becomes="RAI",
        unless=("no-access-keeps-visit",),
        needs=("no-access-limit-reached",),
    ),
    *_visit("no-access", NO_ACCESS, next_visit=True, unless=("no-access-keeps-visit", "no-access-limit-reached")),
    *_visit("follow-on", INCOMPLETE, next_visit=True),
    *_visit("needs-landlord", RETURNED, order_becomes="RAI"),
    *_visit("asbestos-alert", RETURNED, order_becomes="RAI"),
    *_visit("complete", COMPLETED, order_becomes="COM"),
    _ticket("acknowledge", (CANCELLED,), None, BACK_OFFICE, waits=False),
    _ticket("take-back", (ISSUED, ACCEPTED, BOOKED), RETURNED, LANDLORD_ROLES, order_becomes="RAI", waits=False),
    _ticket("give-back", ENDED, None, LANDLORD_ROLES, needs=("archived",), waits=False),
    _ticket("add-note", TICKET_STATES, None, EVERYONE, waits=False),
    _ticket("read-notes", TICKET_STATES, None, EVERYONE, waits=False),
    *(
        row
        for command in ("add-photo", "add-document", "add-certificate")
        for row in (
            _ticket(command, TICKET_STATES, None, LANDLORD_ROLES, waits=False),
            *_evidence(command),
        )
    ),
    *_evidence("record-certificate"),
    *_evidence("caption-photo"),
    _ticket("remove-section", AT_WORK, None, ON_THE_JOB, waits=False),
    _ticket("confirm-certificate", TICKET_STATES, None, LANDLORD_ROLES, waits=False),
    *_evidence("confirm-certificate"),
    *(Row(command, "home", ("",), None, LANDLORD_ROLES, waits=False) for command in (*HOMES, *CAUTIONS)),
)


def rows(command: str) -> Iterator[Row]:
    """Every row of a command, in the order in which they are tried."""
    return (row for row in TABLE if row.command == command)


def commands() -> tuple[str, ...]:
    """The names of all commands, each once, in the table's order."""
    return tuple(dict.fromkeys(row.command for row in TABLE))


def subject(command: str) -> str | None:
    """What a command is done to: `ticket`, `order`, `home`, or None for a command that the table does not know."""
    return next((row.subject for row in rows(command)), None)


def conditions_of(command: str) -> frozenset[str]:
    """The conditions that any row of a command names."""
    return frozenset(name for row in rows(command) for name in (*row.needs, *row.unless))


def find(command: str, state: str, role: str, conditions: Collection[str]) -> Row | None:
    """The row that lets `role` do `command` in `state`, or None where the table refuses."""
    for row in rows(command):
        if state in row.when and role in row.by and holds(row, conditions):
            return row
    return None


def holds(row: Row, conditions: Collection[str]) -> bool:
    """Whether a row's conditions are met."""
    return all(need in conditions for need in row.needs) and not any(bar in conditions for bar in row.unless)


def picture(role: str, conditions: Collection[str]) -> dict[str, dict[str, str | None]]:
    """The table as a phone needs it for one ticket: command → state → state afterwards (None for unchanged)."""
    drawn: dict[str, dict[str, str | None]] = {}
    for command in commands():
        if subject(command) != "ticket":
            continue
        cells = {state: found.becomes for state in TICKET_STATES if (found := find(command, state, role, conditions))}
        if cells:
            drawn[command] = cells
    return drawn
