"""The fields that certificates' forms are made of; no form."""

from __future__ import annotations

from fieldapp.domain.asking import CHOICE, STROKES, Asked
from fieldapp.domain.certificates import Doubt

PASSED, FAILED = "pass", "fail"
CHECKED = ((PASSED, "Yes"), (FAILED, "No"), ("na", "Does not apply"))
TESTED = ((PASSED, "Pass"), (FAILED, "Fail"), ("na", "Does not apply"))
OBSERVED = (
    ("C1", "C1 – danger present"),
    ("C2", "C2 – potentially dangerous"),
    ("FI", "FI – investigate further"),
    ("C3", "C3 – improvement recommended"),
)
SAY_WHAT = "Write what is wrong, and what was done about it."
DONE_ON = Asked(name="done_on", label="Date of the check", hint="Empty means today.", kind="day")
NUMBER = Asked(name="number", label="Certificate number", hint="If it has one.", longest=60)
ENGINEER = Asked(
    name="engineer",
    label="Done by",
    hint="The engineer’s name.",
    required="Write the name of whoever did this.",
    longest=120,
)
NEXT = Asked(
    name="next_due", label="Next one due", hint="Empty means as late as the landlord's list allows.", kind="day"
)
# The name signs; whoever can draws as well.
SIGNED = (
    Asked(
        name="signed",
        label="Signed by",
        hint="Write your full name. By this you say that what stands here is right.",
        required="Sign it: write your full name.",
        longest=120,
    ),
    Asked(
        name="drawn",
        label="Signature",
        hint="With a finger, a pen or a mouse. Who cannot draw leaves it empty: your name above is enough.",
        kind=STROKES,
    ),
)


def registration(scheme: str, *, needed: bool) -> Asked:
    return Asked(
        name="registration",
        label=f"{scheme} registration number",
        required="Write the registration number." if needed else "",
        longest=60,
    )


def text(name: str, label: str, required: str = "", hint: str = "") -> Asked:
    return Asked(name=name, label=label, hint=hint, required=required, longest=200)


def long(name: str, label: str, required: str = "", hint: str = "") -> Asked:
    return Asked(name=name, label=label, hint=hint, kind="long", required=required, longest=2000)


def one_of(name: str, label: str, choices: tuple[tuple[str, str], ...], required: str = "Choose one.") -> Asked:
    return Asked(name=name, label=label, kind=CHOICE, choices=choices, required=required)


def explained(of: str, values: tuple[str, ...], *then: str) -> Doubt:
    return Doubt(of=of, values=values, then=then, sentence=SAY_WHAT)
