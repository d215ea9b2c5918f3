"""Telling what happened to an order, step by step; nothing is done here, and no clock is read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zlib import crc32

from fieldapp.demonstration.sources import Home, Job, details, landlord, people, schedule
from fieldapp.domain import slots
from fieldapp.domain.certificates import add_months
from fieldapp.domain.dates import show_day
from fieldapp.presets import preset

OFFICE, SUPERVISOR = "office", "supervisor"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to be drawn or written for a step: `sort` is the command's (`photo`, `document`, `certificate`)."""

    sort: str
    kind: str
    words: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command: to which order (`visit` 0) or visit of it, by whose account, when, and what was typed.

    `key` is unique within the order, so that a step has the same id each time it is told. With `claims` every ordered
    line is completed as ordered; `lines` are codes of ordered lines with a
    variation's quantities. A name in `people` is an account whose user id is typed. `at` is when it reached the
    office; `done` when it was done, where a phone had no signal and sent it after the visit had ended: it is refused,
    and kept as late work. What belongs to no order has none: a firm's profile, a landlord's settings.
    """

    order: str
    key: str
    at: datetime
    who: str
    command: str
    visit: int = 0
    typed: Pairs = ()
    people: Pairs = ()
    claims: bool = False
    lines: Pairs = ()
    file: File | None = None
    done: datetime | None = None


@dataclass
class Story:
    """An order's steps in their order. `visit` is the visit that is told about."""

    reference: str
    job: Job
    home: Home
    priority: str
    steps: list[Step] = field(default_factory=list)
    visit: int = 1
    issued_with_note: bool = True

    @property
    def landlord(self) -> str:
        """Whose order it is, by its code."""
        return self.job.landlord

    @property
    def officer(self) -> str:
        """The account that acts for the landlord."""
        officers = (one for one in people()["users"] if one["role"] == "landlord")
        return str(next(one["account"] for one in officers if one["landlord"] == self.landlord))

    @property
    def serial(self) -> int:
        """A number of four digits that follows from the reference."""
        return 4_000 + crc32(self.reference.encode()) % 1_000

    def worth(self) -> str:
        """What the ordered lines come to, in pounds."""
        book = schedule(self.landlord)
        return str(sum(Decimal(quantity) * Decimal(book[code]["rate"]) for code, quantity in self.job.lines))

    def asks(self, policy: str) -> bool:
        """Whether the landlord's preset has a policy switched on."""
        return bool(preset(landlord(self.landlord)["preset"])["policy"][policy])

    def tell(self, at: datetime, who: str, command: str, *typed: tuple[str, str], of_order: bool = False) -> Step:
        """Add a step to the visit, or with `of_order` to the order itself."""
        visit = 0 if of_order else self.visit
        key = f"{visit}:{command}:{sum(1 for one in self.steps if (one.visit, one.command) == (visit, command))}"
        step = Step(order=self.reference, key=key, at=at, who=who, command=command, visit=visit, typed=typed)
        self.steps.append(step)
        return step

    def add(self, at: datetime, who: str, file: File, *told: tuple[str, str]) -> None:
        """Add a file to the visit; `told` is what is typed beside its kind and note."""
        step = self.tell(at, who, f"add-{file.sort}", ("kind", file.kind), ("caption", file.words), *told)
        self.steps[-1] = replace(step, file=file)

    def raised(self, at: datetime, *, warning: bool = False) -> None:
        """The landlord raises the order."""
        job, home = self.job, self.home
        typed = {
            "contract": landlord(self.landlord)["contract"]["site_code"],
            "reference": self.reference,
            "property": home.reference,
            "priority": self.priority,
            "description": job.description,
            "place": job.place,
            "purchase_order": f"55{crc32(self.reference.encode()) % 100_000:05d}",
            "trade": job.trade,
            "contact_name": home.contact,
            "contact_telephone": home.telephone,
            "home_telephone": home.home_telephone,
            **({"two_to_attend": "y"} if job.two_to_attend else {}),
            **({"warning": "y"} if warning else {}),
        }
        lines = [("line", f"{code}|{quantity}|{job.place}") for code, quantity in job.lines]
        said = details().get(job.key, ())
        tenants = [("tenants", home.contact)] if said and home.contact else []
        self.tell(at, self.officer, "raise", *typed.items(), *lines, *said, *tenants, of_order=True)

    def issued(self, at: datetime) -> None:
        """The first visit goes to the contractor, with the home's note if it has one."""
        note = self.home.note if self.issued_with_note else ""
        self.tell(at, self.officer, "issue", ("note", note), of_order=True)

    def accepted(self, at: datetime, who: str = OFFICE) -> None:
        """The visit is accepted, where the landlord asks for it."""
        if self.asks("acceptance_asked"):
            own = f"BM-{80_000 + crc32(self.reference.encode()) % 10_000}"
            self.tell(at, who, "accept", ("own_reference", own if self.visit == 1 else ""))

    def booked(self, at: datetime, day: date, slot: str, who: str = OFFICE) -> None:
        """A slot is booked; `am 09:30` names the start where the landlord asks for one."""
        self.tell(at, who, "book", *self.slot_on(day, slot))

    def slot_on(self, day: date, slot: str) -> Pairs:
        """What is typed to book a slot; on a day on which it is not offered, the first one that is."""
        code, _, starts = slot.partition(" ")
        lists = preset(landlord(self.landlord)["preset"])["lists"]
        holidays = {date.fromisoformat(one["code"]) for one in lists["bank-holiday"]}
        offered = [one["code"] for one in lists["slot"] if slots.offered(one, day, holidays)]
        chosen = code if code in offered else offered[0]
        asked = (("starts", starts or "10:00"),) if self.asks("slot_start_time_asked") else ()
        return (("date", day.isoformat()), ("slot", chosen), *asked)

    def needs_no_appointment(self, at: datetime, day: date, why: str, who: str = OFFICE) -> None:
        """The resident is not needed."""
        stays = [("asked_to_stay", "y")] if why == "emergency-24h" else []
        self.tell(at, who, "no-appointment-needed", ("why", why), *stays, ("date", day.isoformat()))

    def given_to(self, at: datetime, operative: str, second: str = "") -> None:
        """The supervisor gives the visit out."""
        step = self.tell(at, SUPERVISOR, "allocate")
        names = (("operative", operative), ("second_operative", second))
        self.steps[-1] = replace(step, people=tuple(pair for pair in names if pair[1]))

    def arrived(self, at: datetime, who: str) -> None:
        """Somebody is on site."""
        self.tell(at, who, "arrive")

    def completed(self, at: datetime, who: str, *extra: tuple[str, str], photos: int = 1) -> None:
        """Photos, the certificates that lines demand, and the completion; `extra` are codes with quantities."""
        for number in range(photos):
            self.add(at - timedelta(minutes=8 - number), who, self.photo("after"))
        for kind in self.certificates():
            said = (("outcome", "satisfactory"), ("engineer", named(who)), ("number", f"{self.serial}"))
            self.add(at - timedelta(minutes=4), who, self.certificate(kind), *said)
        agreed: Pairs = ()
        if extra:
            codes = [(f"extra-{code}", quantity) for code, quantity in extra]
            agreed = (*codes, ("agreed_by", "D. Linnet"), ("agreed_on", show_day(at.date())))
        step = self.tell(at, who, "complete", ("comments", self.job.did), *agreed)
        self.steps[-1] = replace(step, claims=self.asks("completion_quantities_asked"))
        if self.home.kind == "home" and self.serial % 3 == 0:
            self.had_before(at + timedelta(minutes=20))

    def had_before(self, at: datetime) -> None:
        """The landlord puts the home's last gas or electrical certificate on file; some are overdue by now."""
        kind, every = ("gas-compliance", 12) if self.serial % 2 else ("electrical-inspection", 60)
        done = add_months(at.date(), 3 - self.serial % 6 - every)
        fault = kind == "electrical-inspection" and self.serial % 4 == 0
        said = {
            "done_on": show_day(done),
            "next_due": show_day(add_months(done, every)),
            "outcome": "unsatisfactory" if fault else "satisfactory",
            "engineer": "P. Dunnock",
            "registration": f"5{self.serial}1",
            "number": f"{self.serial}/{done.year}",
        }
        self.add(at, self.officer, self.certificate(kind), *said.items())

    def no_access(self, at: datetime, who: str) -> None:
        """Nobody opens: a photo of door and card, and what was tried."""
        self.add(at - timedelta(minutes=2), who, self.photo("door-card"))
        said = "Knocked twice, waited and called once. Card left in the letterbox."
        self.tell(at, who, "no-access", ("called", "yes"), ("comments", said))

    def sent_late(self, first: int, at: datetime) -> None:
        """The steps from number `first` on were done as told, and reached the office only at `at`, too late."""
        self.steps[first:] = [replace(step, at=at, done=step.at) for step in self.steps[first:]]

    def photo(self, kind: str) -> File:
        """A photo of the visit."""
        return File(sort="photo", kind=kind, words=f"{self.reference} visit {self.visit}, {kind}")

    def certificate(self, kind: str) -> File:
        """A certificate for the home."""
        home = self.home
        address = f"{home.line_1}, {home.town} {home.postcode}"
        lines = (f"Order {self.reference}, {self.job.place}", address, "", self.job.did)
        return File(sort="certificate", kind=kind, words=f"{kind.replace('-', ' ').capitalize()} record", lines=lines)

    def document(self, kind: str, title: str, *lines: str) -> File:
        """A document of the landlord or the contractor."""
        return File(sort="document", kind=kind, words=title, lines=lines)

    def certificates(self) -> list[str]:
        """The types that the job's lines demand."""
        book = schedule(self.landlord)
        return [kind for kind in dict.fromkeys(book[code]["certificate"] for code, _ in self.job.lines) if kind]


def named(account: str) -> str:
    """The name of whoever an account belongs to."""
    return str(next(one["name"] for one in people()["users"] if one["account"] == account))
