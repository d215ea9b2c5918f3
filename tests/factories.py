"""Functions that make rows with sensible defaults and commit them; commands go through perform()."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from argon2 import PasswordHasher

from fieldapp.commands.op import Answer, Op
from fieldapp.commands.perform import perform
from fieldapp.domain.dates import london_day
from fieldapp.domain.policies import Policy
from fieldapp.extensions import db
from fieldapp.models import (
    Contract,
    Contractor,
    Fence,
    Landlord,
    Line,
    ListItem,
    Property,
    Rate,
    Schedule,
    Ticket,
    User,
    WorksOrder,
)
from fieldapp.models.connection import begin_writing
from fieldapp.models.fence import KEY

PASSWORD = "correct-horse-9"
_numbers = itertools.count(1)

LISTS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "slot": [
        ("am", "8am–1pm", {"starts": "08:00", "ends": "13:00"}),
        ("pm", "12:30–4:30pm", {"starts": "12:30", "ends": "16:30"}),
    ],
    "priority": [
        ("emergency", "Emergency, 24 hours", {"hours": 24, "emergency": True}),
        ("cal90", "90 calendar days", {"calendar_days": 90}),
    ],
    "rejection-reason": [("wrong-trade", "Not our trade", {})],
    "did-not-attend-reason": [("staff", "No staff available", {})],
    "not-booked-reason": [("no-answer", "No answer", {})],
    "not-required-reason": [("emergency-24h", "24 hour emergency", {}), ("communal", "Communal repair", {})],
    "no-longer-required-reason": [("fixed", "Already fixed", {})],
    "rebook-reason": [("tenant", "The tenant asked", {})],
    "break-reason": [("tenant-cancelled", "Tenant cancelled", {})],
    "cancel-reason": [("tenant-rearranged", "Rearranged by the tenant", {})],
    "landlord-cancel-reason": [("duplicate", "Raised twice", {})],
    "photo-kind": [
        ("before", "Before", {}),
        ("after", "After", {}),
        ("door-card", "Door and card", {}),
        ("defect", "Defect", {}),
        ("signature-operative", "Signature of the operative", {}),
        ("signature-tenant", "Signature of the resident", {}),
        ("other", "Other", {}),
    ],
    "no-signature-reason": [("nobody-in", "Nobody was in to sign", {})],
    "variation-reason": [("addition", "Additional works", {}), ("kitchens", "New kitchens", {"planned": True})],
    "document-type": [("quote", "Quote", {})],
    "certificate": [
        ("electrical-inspection", "Electrical certificate", {}),
        ("gas-compliance", "Gas safety record", {"form": "gas-safety", "months": 12, "captured": True}),
        ("condition-report", "Electrical condition report", {"form": "eicr", "months": 60, "captured": True}),
        ("other", "Another certificate", {"captured": True}),
    ],
    "location": [("KITCHEN", "Kitchen", {})],
    "trade": [("PLU", "Plumbing", {})],
    "caution": [
        ("pairs", "Two to attend", {"action": "Attend in pairs", "asbestos": False}),
        ("asbestos", "Asbestos in the home", {"action": "Read the asbestos report", "asbestos": True}),
    ],
    "comment-starter": [("any-1", "Found …; renewed …", {}), ("plu-1", "Ran … to waste", {"trade": "PLU"})],
    "stock-comment": [("job-complete", "job complete", {}), ("done", "done", {})],
}


@cache
def password_hash() -> str:
    """One hash for all: hashing is slow on purpose."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def now() -> datetime:
    """The present, to the second, as a phone would give it."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """The day it is in London."""
    return london_day(now())


def unfenced() -> None:
    """Let the test itself see every tenant's rows."""
    db.session.info[KEY] = Fence.system()


def within(person: User) -> None:
    """Let the test see what this person may read, and nothing else."""
    db.session.rollback()
    db.session.info[KEY] = Fence(landlord_id=person.landlord_id, contractor_id=person.contractor_id)


def saved(row: Any) -> Any:
    """Commit a row and give it back; a live server may be writing meanwhile."""
    begin_writing(db.session)
    db.session.add(row)
    db.session.commit()
    return row


def landlord(**policy: Any) -> Landlord:
    """A landlord with short lists and the default policy but for what is given."""
    number = next(_numbers)
    made = Landlord(
        code=f"landlord-{number}",
        name=f"Landlord {number}",
        telephone="01632 960 145",
        stored_policy=Policy(**policy).to_mapping(),
    )
    for list_name, items in LISTS.items():
        for position, (code, label, facts) in enumerate(items):
            made.list_items.append(
                ListItem(list_name=list_name, code=code, label=label, position=position, facts=facts)
            )
    return saved(made)


def contractor(**facts: Any) -> Contractor:
    """A contractor's firm."""
    return saved(Contractor(**{"name": f"Contractor {next(_numbers)}", "telephone": "01632 960 100", **facts}))


def contract(of: Landlord | None = None, to: Contractor | None = None) -> Contract:
    """A contract with a small schedule of rates."""
    unfenced()
    of, to = of or landlord(), to or contractor()
    book = Schedule(landlord_id=of.id, code=f"book-{next(_numbers)}", name="Schedule of rates")
    for code, short, unit, pence, certificate in (
        ("310403", "Renew kitchen mixer tap", "IT", 5250, ""),
        ("310911", "Renew isolation valve, 15 mm", "IT", 1800, ""),
        ("480115", "Reconnect under-sink water heater", "IT", 4100, "electrical-inspection"),
        ("SQW", "Specialist quoted works", "PRICE", 100, ""),
    ):
        facts = {"code": code, "short": short, "unit": unit, "rate_pence": pence, "certificate": certificate}
        book.rates.append(Rate(landlord_id=of.id, trade="PLU", **facts))
    made = Contract(landlord=of, contractor=to, site_code=f"SITE{next(_numbers)}", schedules=[book])
    return saved(made)


def user(role: str = "operative", of: Landlord | Contractor | None = None, **facts: Any) -> User:
    """A person of a landlord or a contractor, who signs in with PASSWORD."""
    unfenced()
    of = of or (contractor() if role in ("operative", "supervisor", "office") else landlord())
    name = f"{role}-{next(_numbers)}"
    made = User(
        **{
            "username": name,
            "email": f"{name}@example.test",
            "name": f"Jo {name.title()}",
            "role": role,
            "created_at": now(),
            "password_hash": password_hash(),
            "landlord_id": of.id if isinstance(of, Landlord) else None,
            "contractor_id": of.id if isinstance(of, Contractor) else None,
            **facts,
        }
    )
    return saved(made)


def home(of: Landlord, **facts: Any) -> Property:
    """A home of a landlord."""
    number = next(_numbers)
    return saved(
        Property(
            **{
                "landlord_id": of.id,
                "reference": f"P{number}",
                "line_1": f"{number} Marlow Court",
                "line_2": "Kiln Lane",
                "town": "Brackwater",
                "postcode": "XB4 7QT",
                **facts,
            }
        )
    )


def order(
    under: Contract | None = None, lines: tuple[tuple[str, int], ...] = (("310403", 1),), **facts: Any
) -> WorksOrder:
    """A raised order, not issued."""
    unfenced()
    under = under or contract()
    raised_at = facts.pop("raised_at", now() - timedelta(days=2))
    made = WorksOrder(
        **{
            "landlord_id": under.landlord_id,
            "contract": under,
            "property": home(under.landlord),
            "reference": f"C{next(_numbers):06d}/1",
            "status": "RAI",
            "status_at": raised_at,
            "priority": "cal90",
            "description": "Kitchen mixer tap leaking at the base",
            "raised_at": raised_at,
            "due_at": raised_at + timedelta(days=90),
            "contact_name": "Mrs P. Larkspur",
            "contact_telephone": "07700 900 482",
            **facts,
        }
    )
    rates = {rate.code: rate for schedule in under.schedules for rate in schedule.rates}
    for sequence, (code, quantity) in enumerate(lines, start=1):
        rate = rates[code]
        made.lines.append(
            Line(
                landlord_id=under.landlord_id,
                sequence=sequence,
                code=code,
                short=rate.short,
                unit=rate.unit,
                rate_pence=rate.rate_pence,
                ordered=Decimal(quantity),
                certificate=rate.certificate,
            )
        )
    return saved(made)


def op(actor: User, command: str, target: Ticket | WorksOrder, *typed: tuple[str, str], **facts: Any) -> Op:
    """A command as a door would hand it to perform()."""
    moment = facts.pop("done_at", now())
    ticket, order = (target.id, target.order_id) if isinstance(target, Ticket) else (None, target.id)
    return Op(
        **{
            "id": str(uuid.uuid4()),
            "actor": actor.id,
            "command": command,
            "typed": list(typed),
            "done_at": moment,
            "sent_at": moment,
            "received_at": moment,
            "ticket": ticket,
            "order": order,
            **facts,
        }
    )


def do(actor: User, command: str, target: Ticket | WorksOrder, *typed: tuple[str, str], **facts: Any) -> Answer:
    """Perform a command within its actor's own fence, and expect it to be applied."""
    answer = perform_as(actor, op(actor, command, target, *typed, **facts))
    assert answer.outcome == "applied", answer
    return answer


def perform_as(actor: User, one: Op) -> Answer:
    """Perform an op within its actor's fence, as a door does."""
    db.session.info[KEY] = Fence(landlord_id=actor.landlord_id, contractor_id=actor.contractor_id)
    try:
        return perform(one)
    finally:
        db.session.rollback()
        unfenced()


def ticket(
    state: str = "issued",
    under: Contract | None = None,
    operative: User | None = None,
    day: date | None = None,
    **facts: Any,
) -> Ticket:
    """A first visit in `issued`, `accepted`, `booked` or `on-site`, brought there by commands."""
    under = under or contract()
    made = order(under, **facts)
    officer, office = user("landlord", under.landlord), user("office", under.contractor)
    do(officer, "issue", made)
    visit: Ticket = made.tickets[0]
    if operative:
        do(office, "allocate", visit, ("operative", str(operative.id)))
    steps = ("issued", "accepted", "booked", "on-site").index(state)
    if steps >= 1 and visit.state == "issued":
        do(office, "accept", visit)
    if steps >= 2:
        do(office, "book", visit, ("date", (day or today()).isoformat()), ("slot", "am"))
    if steps >= 3:
        do(operative or office, "arrive", visit)
    return visit
