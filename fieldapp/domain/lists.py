"""The lists that every landlord keeps: what each is for, and which facts its entries have; the entries are data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fieldapp.domain.asking import CHOICE, FLAG, MANY, Asked, Faults, Values
from fieldapp.domain.certificate_forms import PLAIN, TITLES
from fieldapp.domain.list_faults import contact_fault, priority_fault, slot_fault
from fieldapp.domain.registrations import SCHEMES
from fieldapp.domain.slots import EVERY_DAY, WEEKDAYS

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,58}")
LONGEST_CODE = 40
# Photos that are somebody's name under the work: their captions are the names of those who signed.
SIGNATURES = ("signature-operative", "signature-tenant")
LABEL = Asked(name="label", label="Label", hint="What people read.", required="Write the label.")
CODE_ASKED = Asked(
    name="code",
    label="Code",
    hint="Letters, digits and dashes. Leave it empty and it is made from the label. It never changes afterwards.",
    longest=LONGEST_CODE,
)


def _no_fault(_facts: Values) -> Faults:
    return {}


@dataclass(frozen=True, kw_only=True)
class ListKind:
    """One list: its words, the facts of its entries, and how a new one's code is asked.

    `kept` are codes that the program itself records and that therefore stay on; a `bare` list may offer nothing. Two
    entries that can be chosen have two labels, but where `labels_repeat`.
    """

    title: str
    about: str
    facts: tuple[Asked, ...] = ()
    code: Asked = CODE_ASKED
    check: Callable[[Values], Faults] = _no_fault
    kept: frozenset[str] = frozenset()
    bare: bool = False
    labels_repeat: bool = False


CONTACT_KINDS = (
    ("portal-help", "Help with this portal"),
    ("emergency", "Emergency"),
    ("payments", "Payments"),
    ("contract-manager", "Contract manager"),
    ("guidance", "Guidance"),
)
_MOST_HOURS, _MOST_DAYS, _MOST_MONTHS = 720, 730, 240
_ICONS = tuple(
    (one, one.capitalize())
    for one in ("warning", "alert", "people", "person", "call", "text", "door", "lock", "camera")
)
_ACTION = Asked(
    name="action",
    label="What to do",
    hint="Said on the phone, for example: Knock loudly, wait 2 minutes.",
    required="Write what to do, as one would say it.",
    longest=120,
)
# For which orders no appointment is needed for a reason (P3).
ANY, EMERGENCY, COMMUNAL = "any", "emergency", "communal"
_ONLY = Asked(
    name="only",
    label="For",
    hint="It is offered on these orders only.",
    kind=CHOICE,
    choices=((ANY, "Any order"), (EMERGENCY, "Emergencies"), (COMMUNAL, "Communal homes")),
    absent=ANY,
)
MISFITS = {
    EMERGENCY: "That is for emergencies, and this order is none. Book a slot instead.",
    COMMUNAL: "That is for communal homes, and this is a resident’s home. Book a slot instead.",
}

LISTS: Mapping[str, ListKind] = {
    "slot": ListKind(
        title="Appointment slots",
        about="Offered when a visit is booked.",
        facts=(
            Asked(name="starts", label="Starts", kind="time", required="Write when the slot starts."),
            Asked(name="ends", label="Ends", kind="time", required="Write when the slot ends."),
            Asked(
                name="days",
                label="Days",
                hint="The weekdays on which it can be booked.",
                kind=MANY,
                choices=WEEKDAYS,
                required="Tick the days on which the slot is offered.",
                absent=list(EVERY_DAY),
            ),
            Asked(
                name="holidays",
                label="Also on bank holidays",
                hint="Those of the list “Bank holidays”.",
                kind=FLAG,
                absent=True,
            ),
        ),
        check=slot_fault,
    ),
    "priority": ListKind(
        title="Priorities",
        about="Chosen when an order is raised; sets when it is due.",
        facts=(
            Asked(name="emergency", label="This is an emergency", kind=FLAG),
            Asked(name="hours", label="Hours", hint="Write one of the three.", kind="whole", least=1, most=_MOST_HOURS),
            Asked(name="working_days", label="Working days", kind="whole", least=1, most=_MOST_DAYS),
            Asked(name="calendar_days", label="Calendar days", kind="whole", least=1, most=_MOST_DAYS),
        ),
        check=priority_fault,
    ),
    "outcome": ListKind(
        title="Outcomes",
        about="How a visit ended.",
        kept=frozenset(("complete", "no-access", "follow-on-contractor", "follow-on-action", "follow-on-asbestos")),
    ),
    "rejection-reason": ListKind(
        title="Reasons for rejecting", about="Why a contractor rejects a visit.", kept=frozenset(("out-of-office",))
    ),
    "did-not-attend-reason": ListKind(title="Reasons for not attending", about="Why nobody came."),
    "not-booked-reason": ListKind(title="Reasons for no appointment", about="Why no appointment could be made."),
    "not-required-reason": ListKind(
        title="Reasons why none is needed",
        about="Why a visit needs no appointment with the resident.",
        facts=(_ONLY,),
    ),
    "no-longer-required-reason": ListKind(title="Reasons why work is not needed", about="Why an order is sent back."),
    "appointment-reason": ListKind(
        title="Reasons for an appointment",
        about="Recorded with each appointment.",
        kept=frozenset(("created", "follow-on", "completed")),
    ),
    "rebook-reason": ListKind(title="Reasons for changing an appointment", about="Asked when one is moved."),
    "break-reason": ListKind(title="Reasons for breaking an appointment", about="Asked when one was not kept."),
    "cancel-reason": ListKind(title="Reasons for cancelling an appointment", about="Asked when one is given up."),
    "landlord-cancel-reason": ListKind(title="Reasons for cancelling an order", about="Asked when you cancel one."),
    "certificate": ListKind(
        title="Certificates",
        about="What a line of the schedule of rates may demand, and what your register of certificates holds.",
        facts=(
            Asked(
                name="form",
                label="Form",
                hint="What it asks when it is filled in here.",
                kind=CHOICE,
                choices=TITLES,
                absent=PLAIN,
            ),
            Asked(
                name="months",
                label="Good for, months",
                hint="After so many months the next one is due. Empty or 0 where it does not end.",
                kind="whole",
                most=_MOST_MONTHS,
                absent=0,
            ),
            Asked(name="captured", label="It can be filled in on the phone", kind=FLAG, absent=False),
            Asked(
                name="scheme",
                label="Registration that its engineer needs",
                hint="An operative without it, in date, cannot complete a line that demands this certificate.",
                kind=CHOICE,
                choices=(("", "None"), *((code, words) for code, words in SCHEMES.items())),
                absent="",
            ),
        ),
    ),
    "document-type": ListKind(title="Document types", about="Chosen when a document is added."),
    "photo-kind": ListKind(
        title="Photos",
        about="What a photo shows.",
        kept=frozenset(("before", "after", "door-card", "other", *SIGNATURES)),
    ),
    "no-signature-reason": ListKind(
        title="Reasons for no signature", about="Given when a visit is completed without a signature that you ask for."
    ),
    "variation-reason": ListKind(
        title="Reasons for a variation",
        about="Asked when a variation is requested.",
        facts=(
            Asked(
                name="planned",
                label="It is planned work",
                hint="Its requests stand in a list of their own.",
                kind=FLAG,
                absent=False,
            ),
        ),
    ),
    "note-type": ListKind(title="Types of note", about="Chosen for your own notes."),
    "caution": ListKind(
        title="Cautions",
        about="What a visitor must know before the door opens.",
        facts=(
            _ACTION,
            Asked(name="icon", label="Icon", kind=CHOICE, choices=_ICONS, required="Choose an icon."),
            Asked(name="asbestos", label="It is about asbestos", kind=FLAG),
        ),
        bare=True,
    ),
    "trade": ListKind(title="Trades", about="Named by the schedule of rates.", bare=True),
    "trade-word": ListKind(
        title="Words of the trade",
        about="What people say where the schedule of rates has another word. Searching for it finds the code.",
        facts=(
            Asked(
                name="meant",
                label="Words of the schedule",
                hint="As they stand there, for example: float valve. Several go between commas.",
                required="Write the words of the schedule that are meant.",
                longest=200,
            ),
        ),
        bare=True,
    ),
    "location": ListKind(title="Places in the home", about="Where a line of work is done.", bare=True),
    "tax-code": ListKind(
        title="Tax codes",
        about="Chosen on a payment application.",
        facts=(
            Asked(name="percent", label="Percent", kind="whole", most=100, required="Write the percentage, 0 if none."),
        ),
        bare=True,
    ),
    "memorable-question": ListKind(title="Memorable questions", about="Asked when a contractor registers.", bare=True),
    "stock-comment": ListKind(
        title="Comments that say nothing", about="Refused as a comment on finished work.", bare=True
    ),
    "comment-starter": ListKind(
        title="Ways to begin a comment",
        about="Offered where somebody says what was done. On its own, unfinished, each is refused.",
        facts=(
            Asked(
                name="trade",
                label="Trade",
                hint="The code of a trade of yours, for example PLU. Empty for every trade.",
                longest=12,
                absent="",
            ),
        ),
        bare=True,
    ),
    "bank-holiday": ListKind(
        title="Bank holidays",
        about="Left out when a due date is counted in working days, and by slots that are not offered on them.",
        code=Asked(name="code", label="Day", kind="day", required="Write the day of the holiday."),
        bare=True,
        labels_repeat=True,
    ),
    "contact": ListKind(
        title="Contacts and guidance",
        about="Shown under Help, on phones also without signal.",
        facts=(
            Asked(name="kind", label="For", kind=CHOICE, choices=CONTACT_KINDS, required="Choose what it is for."),
            Asked(name="telephone", label="Telephone", kind="telephone", longest=30),
            Asked(name="email", label="Email", kind="email", longest=254),
            Asked(
                name="locality",
                label="Locality",
                hint="The town, where the number is for one town only. Empty for everywhere.",
                longest=60,
            ),
            Asked(name="link", label="Link", hint="Begins with https://.", kind="link", longest=500),
        ),
        check=contact_fault,
        bare=True,
    ),
}
