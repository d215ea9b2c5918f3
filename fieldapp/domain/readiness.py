"""What has to be there before a visit can be finished: known from acceptance on, and refused with at completion.

The one place of these conditions: a page shows them as rows, `complete` refuses with those that are not met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fieldapp.domain.dates import day_and_year
from fieldapp.domain.lists import SIGNATURES
from fieldapp.domain.policies import BOTH, OPERATIVES, TENANTS, Policy
from fieldapp.domain.registrations import scheme_words

CERTIFICATE, PHOTOS, SIGNATURE = "certificate", "photos", "signature"
SECOND_PERSON, REGISTRATION = "second-person", "registration"
RECORDED = "Recorded."
# Kinds of photo that the program itself knows.
BEFORE, FINISHED = "before", "after"
OPERATIVE_SIGNATURE, TENANT_SIGNATURE = SIGNATURES
SIGNATURE_WORDS: Mapping[str, str] = {
    OPERATIVE_SIGNATURE: "The operative’s signature",
    TENANT_SIGNATURE: "The resident’s signature",
}
# The part of the completion's form at which a refusal is shown.
FIELDS = {
    CERTIFICATE: "certificate",
    PHOTOS: "photos",
    SIGNATURE: "no_signature",
    REGISTRATION: "registration",
}


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A line that demands a certificate of a kind; `scheme` is what its engineer must be registered with, if any."""

    line: str
    kind: str
    label: str
    scheme: str = ""


@dataclass(frozen=True, kw_only=True)
class Attending:
    """Somebody who does the visit, `given` to them or not; `until` is the last day of each of their registrations."""

    name: str
    given: bool = True
    until: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a visit asks for, and what it has.

    `certificates` are the kinds recorded, `photos` how many there are of each kind: a manifest is enough for both,
    bytes may follow. `day` is when it is done, or is to be.
    """

    policy: Policy
    day: date
    demands: Sequence[Demand] = ()
    certificates: frozenset[str] = frozenset()
    photos: Mapping[str, int] = field(default_factory=dict)
    two_to_attend: bool = False
    people: Sequence[Attending] = ()
    no_signature: str = ""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One of the things that are asked of a visit; of some there have to be `asked`, and there are `have`.

    `lines` are the codes of those that demand it: where nothing of them is done, nor is it.
    `detail` says what is the case and, where it is not met, what to do. `refusal` is what `complete` says then; empty
    where it is only warned of, since nobody could put it right any more.
    """

    name: str
    what: str
    met: bool
    kind: str = ""
    detail: str = ""
    refusal: str = ""
    asked: int = 1
    have: int = 0
    lines: tuple[str, ...] = ()


def photos_asked(policy: Policy) -> dict[str, int]:
    """How many photos of each kind completion needs; a kind of which none is asked is not there. Rules: D1."""
    asked = {BEFORE: policy.before_photos_asked, FINISHED: policy.completion_photos_asked}
    return {kind: number for kind, number in asked.items() if number}


def signatures_asked(policy: Policy) -> tuple[str, ...]:
    """Whose signatures completion needs."""
    found = {OPERATIVES: (OPERATIVE_SIGNATURE,), TENANTS: (TENANT_SIGNATURE,), BOTH: SIGNATURES}
    return found.get(policy.signature_asked, ())


def conditions(of: Standing) -> tuple[Condition, ...]:
    """Everything that is asked of a visit, met or not, in the order of the page. Rules: C8, D1."""
    return (*_certificates(of), *_registrations(of), *_photos(of), *_signatures(of), *_second_person(of))


def blocks(one: Condition, *, by_operative: bool) -> bool:
    """Whether completion waits for a condition.

    For want of a registration only an operative is refused, who would do the work without it: an office writes down
    what was done, and it keeps the registrations. Rules: C8.
    """
    return bool(one.refusal) and (by_operative or one.name != REGISTRATION)


def refusals(found: Sequence[Condition], *, by_operative: bool) -> dict[str, list[str]]:
    """The sentences with which completion is refused, by the part of its form; empty where it is not. Rules: C8."""
    faults: dict[str, list[str]] = {}
    for one in found:
        if not one.met and blocks(one, by_operative=by_operative):
            faults.setdefault(FIELDS[one.name], []).append(one.refusal)
    return faults


def _certificates(of: Standing) -> Iterator[Condition]:
    """Each line that demands one is named; of a kind one is enough."""
    by_kind: dict[str, list[Demand]] = {}
    for demand in of.demands:
        by_kind.setdefault(demand.kind, []).append(demand)
    for kind, demands in by_kind.items():
        lines = ", ".join(dict.fromkeys(one.line for one in demands))
        many = "," in lines
        named, met = f"Line{'s' if many else ''} {lines}", kind in of.certificates
        yield Condition(
            name=CERTIFICATE,
            kind=kind,
            what=demands[0].label,
            met=met,
            detail=RECORDED if met else f"{named} need{'' if many else 's'} it.",
            refusal=f"Missing: {demands[0].label}. {named} cannot be completed without it. Add it first.",
            have=int(met),
            lines=tuple(one.line for one in demands),
        )


def _registrations(of: Standing) -> Iterator[Condition]:
    """One of those who attend has each registration that is asked, good on the day."""
    asked = {demand.scheme: demand.label for demand in reversed(of.demands) if demand.scheme}
    for scheme, label in asked.items():
        words = scheme_words(scheme)
        registered = [one for one in of.people if scheme in one.until]
        best = max(registered, key=lambda one: one.until[scheme], default=None)
        met = best is not None and best.until[scheme] >= of.day
        yield Condition(
            name=REGISTRATION,
            kind=scheme,
            what=words,
            met=met,
            detail=_registered(best, scheme, words, of.day) if best else _unregistered(of.people, words),
            refusal=(
                f"{label} needs {words}, and nobody on this visit has one in date. Call the office: it adds the "
                "renewed registration, or records the work itself."
            ),
            have=int(met),
            lines=tuple(one.line for one in of.demands if one.scheme == scheme),
        )


def _registered(best: Attending, scheme: str, words: str, day: date) -> str:
    """`J. Kestrel, until 3 Mar.`, or `Gas Safe registration of J. Kestrel ended 3 Mar: renew it, …`."""
    until = best.until[scheme]
    spoken = day_and_year(until, day)
    if until >= day:
        return f"{best.name}, until {spoken}."
    return f"{words} of {best.name} ended {spoken}: to be renewed, or someone else sent."


def _unregistered(people: Sequence[Attending], words: str) -> str:
    if not people:
        return f"Nobody has this visit yet: send somebody with {words}."
    names, have = " and ".join(one.name for one in people), "has" if len(people) == 1 else "have"
    return f"{names} {have} no {words} on record: to be added, or someone else sent."


def _photos(of: Standing) -> Iterator[Condition]:
    words = {BEFORE: "what was found", FINISHED: "the finished work"}
    for kind, asked in photos_asked(of.policy).items():
        have = of.photos.get(kind, 0)
        yield Condition(
            name=PHOTOS,
            kind=kind,
            what=f"Photos of {words[kind]}",
            met=have >= asked,
            detail=f"{have} taken, the landlord asks for {asked}.",
            refusal=f"The landlord asks for {asked} of {words[kind]}, {have} taken. Take the rest, then finish.",
            asked=asked,
            have=have,
        )


def _signatures(of: Standing) -> Iterator[Condition]:
    """One that is not there has its reason said instead."""
    for kind in signatures_asked(of.policy):
        have, words = of.photos.get(kind, 0), SIGNATURE_WORDS[kind]
        yield Condition(
            name=SIGNATURE,
            kind=kind,
            what=words,
            met=bool(have or of.no_signature),
            detail=RECORDED if have else "Or say, when the job is finished, why there is none.",
            refusal=f"{words} is missing. Add it, or say why there is none.",
            have=have,
        )


def _second_person(of: Standing) -> Iterator[Condition]:
    """Warned of only: once somebody is on site nobody can be given the visit any more, and the work is done."""
    if not of.two_to_attend:
        return
    alone = "Only one person has this visit: a second is needed before anybody goes in."
    nobody = "Nobody has this visit yet: two people are needed."
    given = [one.name for one in of.people if one.given]
    names, met = " and ".join(given), len(given) > 1
    yield Condition(
        name=SECOND_PERSON, what="Two to attend", met=met, detail=f"{names}." if met else alone if names else nobody
    )
