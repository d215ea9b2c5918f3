"""What happens in a soak, drawn from a seed: the same seed gives the same steps, whatever comes of them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# How often each kind of step comes, beside the others that are possible at the time.
MIX: Mapping[str, int] = {
    "note": 14,
    "photo": 16,
    "arrive": 9,
    "arrive-last-year": 2,
    "no-access": 3,
    "complete": 6,
    "late-no-access": 2,
    "cancelled-meanwhile": 1,
    "another-visit": 2,
    "no-signal": 5,
    "signal": 20,
    "server-stops": 2,
    "server-starts": 20,
    "fault": 18,
    "repeat": 5,
    "send-now": 4,
    "pause": 3,
    "killed": 3,
    "killed-while-saving": 6,
    "killed-while-sending": 4,
    "next-person": 4,
}
ANSWERS = ("nothing", "500", "401", "redirect", "portal", "busy", "404", "empty")
FAULTS = (
    *(f"before {answer}" for answer in ANSWERS),
    # What matters most comes most: the work is done, and the phone does not hear of it.
    *(f"after {answer}" for answer in ("nothing", "nothing", "nothing", "500", "portal", "busy", "401")),
    *("cut", "cut", "cut", "emptied", "twice", "twice", "twice at once", "twice at once"),
)
CHOICES: Mapping[str, tuple[str, ...]] = {
    "fault": FAULTS,
    "killed-while-saving": ("note", "note", "photo"),
    "killed-while-sending": ("ops before", "ops after", "bytes before", "bytes after"),
    "next-person": ("signs out", "signs out without signal", "session ends"),
    # Names repeat, and say nothing.
    "photo": ("image.jpg", "image.jpg", "IMG_0001.jpg", "photo.jpg"),
}
NEEDS_CONTACT = {"another-visit", "killed-while-sending", "next-person", "send-now"}


@dataclass(frozen=True)
class Step:
    """One thing that happens. `visit` and `lot` are drawn numbers from 0 to 1, for whatever has to be chosen."""

    number: int
    kind: str
    phone: int
    choice: str
    visit: float
    lot: float

    def __str__(self) -> str:
        return f"step {self.number}, phone {self.phone + 1}: {self.kind} {self.choice}".rstrip()


@dataclass
class Contact:
    """Who can reach whom at a point of the plan."""

    silent: set[int] = field(default_factory=set)
    server: bool = True

    def allows(self, kind: str, phone: int) -> bool:
        """Whether a kind of step makes sense now."""
        switches = {
            "no-signal": phone not in self.silent,
            "signal": phone in self.silent,
            "server-stops": self.server,
            "server-starts": not self.server,
        }
        return switches.get(kind, kind not in NEEDS_CONTACT or (self.server and phone not in self.silent))

    def follow(self, kind: str, phone: int) -> None:
        """What a step changes."""
        if kind == "no-signal":
            self.silent.add(phone)
        elif kind == "signal":
            self.silent.discard(phone)
        elif kind.startswith("server-"):
            self.server = kind == "server-starts"


def plan(seed: int, mix: Mapping[str, int] = MIX, phones: int = 2) -> Iterator[Step]:
    """Steps without end. The first phone is the one that two people share, and has most of them."""
    chance = random.Random(seed)
    contact = Contact()
    for number in itertools.count(1):
        phone = chance.choices(range(phones), [2, 1][:phones])[0]
        kinds = [kind for kind in mix if contact.allows(kind, phone) and (kind != "next-person" or phone == 0)]
        kind = chance.choices(kinds, [mix[kind] for kind in kinds])[0]
        contact.follow(kind, phone)
        choice = chance.choice(CHOICES.get(kind, ("",)))
        yield Step(number, kind, phone, choice, chance.random(), chance.random())
