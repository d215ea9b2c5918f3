"""The forms that the lifecycle table offers to a person now, with words around them; it decides, not this file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from fieldapp.commands.completion_lines import with_lines_named
from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Answer
from fieldapp.commands.registry import COMMANDS
from fieldapp.commands.words import ASKED_OF_OTHERS
from fieldapp.domain import lifecycle
from fieldapp.models import Ticket, WorksOrder
from fieldapp.models.conditions import conditions
from fieldapp.queries.visit_parts import reasons_for_no_appointment
from fieldapp.web import command_door
from fieldapp.web.landlord_lists import loaded_circumstances
from fieldapp.web.offer_words import GROUPS, NEXT, WORDS, Words


@dataclass(frozen=True)
class Offer:
    """One form on a page; its fields' ids carry the command, since many forms share a page."""

    command: str
    words: Words
    action: str
    form: CommandForm
    op: str
    about: str = ""
    seen: int = 0
    is_open: bool = False
    confirmed: bool = False
    faults: Mapping[str, list[str]] = field(default_factory=dict)
    refusal: str = ""

    def faults_of(self, name: str) -> list[str]:
        """What is wrong with one field."""
        return self.faults.get(name, [])

    def id_of(self, name: str) -> str:
        """The id of the part of the page where a fault is put right; the form itself where there is no such field."""
        row, _, number = name.partition("-")
        known = {one.name for one in self.form} | {command_door.CONFIRM, *PHOTO_WITH.get(self.command, ())}
        here = f"{self.command}-{name}" if name in known or (number and row in known) else self.command
        return "add-certificate" if name == "certificate" else here


@dataclass(frozen=True)
class Group:
    """Offers that belong together, under one heading."""

    title: str
    offers: tuple[Offer, ...]


ON_A_FILE, CONFIRM_FILE = "remove-section", "confirm-certificate"
PHOTO_WITH = {"no-access": ("photo",)}


def of_visit(
    role: str, ticket: Ticket, prefix: str, answered: Answered | None = None, *, kept: Collection[str] = ()
) -> list[Group]:
    """What `role` may do with a visit now, by the table; `prefix` is the address that forms are posted under.

    What is `kept` already until the landlord's decision, and would not count twice, is not offered again.
    """
    held = conditions(ticket.order, ticket)
    offered = _possible("ticket", ticket.state, role, held)
    if ticket.state == lifecycle.CANCELLED and ticket.acknowledged_at:
        offered.discard("acknowledge")
    offered -= set(kept)
    offered -= set() if reasons_for_no_appointment(ticket.order) else {"no-appointment-needed"}
    return _groups(offered, _Subject(ticket.order, ticket.reference), prefix, NEXT.get(ticket.state, ""), answered)


def may(role: str, ticket: Ticket, command: str) -> bool:
    """Whether the table lets `role` do a visit's command now."""
    held = conditions(ticket.order, ticket, lifecycle.conditions_of(command))
    return lifecycle.find(command, ticket.state, role, held) is not None


def of_order(role: str, order: WorksOrder, prefix: str, answered: Answered | None = None) -> list[Group]:
    """What `role` may do with an order now, by the table."""
    offered = _possible("order", order.status, role, conditions(order, None))
    following = NEXT.get(order.status, "")
    if following == "re-issue" and following not in offered:
        following = "issue"
    return _groups(offered, _Subject(order, order.reference), prefix, following, answered)


def must_confirm(command: str) -> bool:
    """Whether a desk asks for a tick beside the reference and the address before it does this."""
    return command in WORDS and bool(WORDS[command].confirm)


@dataclass(frozen=True)
class _Subject:
    """What the forms are about, and its name: `C123456/1 · visit 2 at 14 Kiln Lane`."""

    order: WorksOrder
    reference: str

    @property
    def about(self) -> str:
        return f"{self.reference} at {self.order.property.line_1}"


@dataclass(frozen=True)
class Answered:
    """A form that was just posted and did not go through: it comes back filled, with what is wrong."""

    command: str
    answer: Answer


def answered_in(groups: Iterable[Group]) -> Offer | None:
    """The offer that has come back."""
    return next((one for group in groups for one in group.offers if one.faults or one.refusal), None)


def has(groups: Iterable[Group], command: str) -> bool:
    """Whether a command is offered."""
    return any(one.command == command for group in groups for one in group.offers)


def together(*of: Iterable[Group]) -> list[Group]:
    """The groups of several subjects, those of one title as one."""
    offers = {title: tuple(one for groups in of for group in groups if group.title == title for one in group.offers)
              for title in GROUPS}  # fmt: skip
    return [Group(title, found) for title, found in offers.items() if found]


def _possible(subject: str, state: str, role: str, held: Collection[str]) -> set[str]:
    return {
        name
        for name in lifecycle.commands()
        if name in WORDS and lifecycle.subject(name) == subject and lifecycle.find(name, state, role, held)
    }


def _groups(
    offered: set[str], subject: _Subject, prefix: str, following: str, answered: Answered | None
) -> list[Group]:
    groups = []
    # What was posted is shown again even where the table offers it no more: nothing that was typed is lost.
    shown = offered | ({answered.command} if answered else set())
    for title, names in GROUPS.items():
        offers = tuple(_offer(name, subject, prefix, following, answered) for name in names if name in shown)
        if offers:
            groups.append(Group(title, offers))
    return groups


def _offer(command: str, subject: _Subject, prefix: str, following: str, answered: Answered | None) -> Offer:
    again = answered.answer if answered and answered.command == command else None
    form = COMMANDS[command].form(command_door.typed() if again else None, loaded_circumstances(subject.order))
    for one in form:
        one.id = one.label.field_id = f"{command}-{one.name}"
        one.label.text = ASKED_OF_OTHERS.get(one.label.text, one.label.text)
    return Offer(
        command=command,
        words=WORDS[command],
        action=f"{prefix}/{command}",
        form=form,
        op=command_door.new_op_id(),
        about=subject.about,
        seen=_seen(subject.order, again),
        is_open=bool(again) or (answered is None and command == following),
        confirmed=again is not None and command_door.confirmed(),
        faults=with_lines_named(subject.order, again.fields) if again else {},
        refusal=again.reason if again and not again.fields else "",
    )


def _seen(order: WorksOrder, again: Answer | None) -> int:
    """What the sender has seen: only a refusal tells what others did since, so what is to be corrected stays as old."""
    posted = command_door.seen() if again and again.outcome == "invalid" else None
    return order.version if posted is None else posted
