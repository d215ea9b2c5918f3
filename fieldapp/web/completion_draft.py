"""A completion while it is filled in at a desk, step by step: what its form holds until it is sent; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from fieldapp.commands.op import Pairs
from fieldapp.domain.dates import day_and_year, london_day, read_day
from fieldapp.domain.money import read_quantity, shown_quantity

STEPS = ("visit", "work", "documents", "check")
STEP_WORDS = {
    "visit": "The visit",
    "work": "Work completed",
    "documents": "Photos and certificates",
    "check": "Check and complete",
}
# Which step holds a field of the command; by the part of its name before a dash.
STEP_OF = {
    "outcome": "visit", "arrived": "visit", "completed": "visit", "comments": "visit", "operative_details": "visit",
    "line": "work", "extra": "work", "sure": "work", "agreed_by": "work", "agreed_on": "work",
    "certificate": "documents", "photos": "documents", "registration": "documents", "no_signature": "documents",
}  # fmt: skip
COMPLETE, NOT_COMPLETED = "complete", "not"


def step_of(name: str) -> str:
    """The step in which a field, or a fault of it, stands: the last one for what has no field."""
    return STEP_OF.get(name.partition("-")[0], "check")


@dataclass(frozen=True)
class CompletionDraft:
    """The pairs of the command so far, the step that is shown, and the words that are searched for.

    `asked` is the code of extra work that is in the basket already and was added once more; `said` what adding did.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    step: str = "visit"
    words: str = ""
    outcome: str = COMPLETE
    asked: str = ""
    said: str = ""

    @classmethod
    def posted(cls, form: MultiDict[str, str]) -> CompletionDraft:
        """What was posted: the fields of the command, wherever they stood, and what belongs to the steps alone."""
        pairs = tuple((name, value) for name, value in form.items(multi=True) if name.partition("-")[0] in STEP_OF)
        step = form.get("step", "")
        return cls(
            tuple(pair for pair in pairs if pair[0] != "outcome"),
            step if step in STEPS else "visit",
            form.get("words", "").strip()[:100],
            NOT_COMPLETED if form.get("outcome") == NOT_COMPLETED else COMPLETE,
        )

    def at(self, step: str) -> CompletionDraft:
        """The same at another step."""
        return replace(self, step=step if step in STEPS else self.step, words="")

    def value(self, name: str) -> str:
        """The first text of a field, without the blanks around it."""
        return next((value.strip() for key, value in self.pairs if key == name), "")

    def moment(self, name: str, now: datetime) -> str:
        """A day, with its time where one is asked, as it will be read: `14 Jul 09:30`; empty where none is typed.

        With the year where it is another than that of `now`.
        """
        texts = [value.strip() for key, value in self.pairs if key == name and value.strip()]
        day = read_day(texts[0]) if texts else None
        return " ".join((day_and_year(day, london_day(now)), *texts[1:])) if day else " ".join(texts)

    def typed(self) -> Pairs:
        """The pairs as the command takes them."""
        return list(self.pairs)

    def carried(self) -> list[tuple[str, str]]:
        """The pairs that the step shown has no field for, so that they go along unseen."""
        return [(name, value) for name, value in self.pairs if step_of(name) != self.step]

    def with_value(self, name: str, value: str) -> CompletionDraft:
        """The same with one field set."""
        others = tuple(pair for pair in self.pairs if pair[0] != name)
        return replace(self, pairs=(*others, (name, value)))

    def without(self, *names: str) -> CompletionDraft:
        """The same without some fields."""
        return replace(self, pairs=tuple(pair for pair in self.pairs if pair[0] not in names))

    def with_ordered(self, ordered: Mapping[int, str]) -> CompletionDraft:
        """The same with the quantity ordered for each line, by its number, of which nothing is written yet."""
        draft, names = self, {name for name, _ in self.pairs}
        for line, quantity in ordered.items():
            if f"line-{line}" not in names:
                draft = draft.with_value(f"line-{line}", quantity)
        return draft

    def begun(self, words: str) -> CompletionDraft:
        """The same with a way to begin put before the comment."""
        return self.with_value("comments", f"{words} {self.value('comments')}".strip())

    @property
    def basket(self) -> list[tuple[str, str]]:
        """The codes of the extra work with the quantity typed for each."""
        return [(name.removeprefix("extra-"), value) for name, value in self.pairs if name.startswith("extra-")]

    def added(self, code: str, short: str, quantity: str) -> CompletionDraft:
        """The same with a code in the basket; one that is there already is asked about. Rules: C7."""
        if any(code == held for held, _ in self.basket):
            return replace(self, asked=code)
        draft = self.with_value(f"extra-{code}", quantity)
        return replace(draft, said=f"Added {code}, {short}. {_items(len(draft.basket))}.")

    def merged(self, code: str) -> CompletionDraft:
        """The same with one more of a code that is in the basket; what is no number stays as it is. Rules: C7."""
        number, fault = read_quantity(self.value(f"extra-{code}"))
        if fault and self.value(f"extra-{code}"):
            return replace(self, said=f"{code} stays as it is: {fault}")
        more = shown_quantity((number or Decimal(0)) + 1)
        draft = self.with_value(f"extra-{code}", more).without(f"sure-extra-{code}")
        return replace(draft, said=f"{code} is now {more}. {_items(len(draft.basket))}.")

    def removed(self, code: str) -> CompletionDraft:
        """The same without a code; who agreed extra work goes with the last one. Rules: C7."""
        draft = self.without(f"extra-{code}", f"sure-extra-{code}")
        draft = draft if draft.basket else draft.without("agreed_by", "agreed_on")
        return replace(draft, said=f"Removed {code}. {_items(len(draft.basket))}.")


def faults_at(step: str, faults: Mapping[str, list[str]], order: Iterable[str] = STEPS) -> dict[str, list[str]]:
    """Those of the faults that stand in a step, or in one before it."""
    known = list(order)
    reached = set(known[: known.index(step) + 1])
    return {name: said for name, said in faults.items() if step_of(name) in reached}


def _items(number: int) -> str:
    return "Nothing is in the basket" if not number else f"{number} item{'' if number == 1 else 's'} in the basket"
