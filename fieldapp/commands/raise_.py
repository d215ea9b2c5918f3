"""Raise a works order: property, priority, what is wrong, and its lines from the schedule. Rules: O1, T1, T3, V4."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from fieldapp.commands import certificate_row, order_lines
from fieldapp.commands.form import (
    CommandForm,
    InstantField,
    Telephone,
    Texts,
    Ticked,
    WholeNumber,
    Written,
    WrittenAtLength,
)
from fieldapp.commands.list_items import bank_holidays
from fieldapp.commands.op import Act
from fieldapp.commands.order_details import LineDetails, OrderDetails, put_on
from fieldapp.domain.asking import Values
from fieldapp.domain.dates import london_day
from fieldapp.domain.deadlines import due_at
from fieldapp.domain.order_details import PERSONAL
from fieldapp.domain.refusals import Invalid
from fieldapp.extensions import db
from fieldapp.models import Contract, Landlord, ListItem, Property, WorksOrder

NOBODY_THERE = "{} has nobody to ask for, so the contact stays empty. Clear this."


class Form(CommandForm):
    """An order as a form, a file's row or a message describes it; a line is `code|quantity|place`."""

    contract = Written("Contract (site code)", required="Write the contract's site code.")
    reference = Written("Works order reference", longest=40, required="Write the reference.")
    property = Written("Property reference", longest=40, required="Write the property's reference.")
    priority = Written("Priority", longest=60, required="Write the priority's code.")
    description = WrittenAtLength("What is wrong?", required="Write what is wrong.")
    place = Written("Place in the home", longest=120)
    purchase_order = Written("Purchase order number", longest=60)
    trade = Written("Trade", longest=12)
    contact_name = Written("Contact", longest=120)
    contact_telephone = Telephone("Contact's telephone", longest=30)
    home_telephone = Telephone("Home telephone", longest=30)
    two_to_attend = Ticked("Two to attend")
    warning = Ticked("Warning")
    raised = InstantField("Raised at")
    line = Texts("Lines")
    details = OrderDetails("Details")
    line_details = LineDetails("Details of lines")
    certificate = WholeNumber("Certificate that found it")


def apply(
    _nothing: None,
    act: Act,
    *,
    contract: str,
    reference: str,
    property: str,  # noqa: A002 - the trade's word, and the form's
    priority: str,
    description: str,
    place: str,
    purchase_order: str,
    trade: str,
    contact_name: str,
    contact_telephone: str,
    home_telephone: str,
    two_to_attend: bool,
    warning: bool,
    raised: datetime | None,
    line: list[str],
    details: Values,
    line_details: dict[int, Values],
    certificate: int | None,
) -> WorksOrder:
    """Create the order as raised; gives it back, with its lines. A reference that exists is refused. Rules: T1."""
    landlord_id = act.actor.landlord_id
    # One at a time for each landlord: two that take the same reference at once meet here, not in the database.
    db.session.get_one(Landlord, landlord_id, with_for_update={"key_share": True})
    agreed = _one(
        select(Contract).where(Contract.landlord_id == landlord_id, Contract.site_code == contract),
        "contract",
        f"There is no contract with site code {contract}.",
    )
    home = _one(
        select(Property).where(Property.landlord_id == landlord_id, Property.reference == property),
        "property",
        f"There is no property {property}.",
    )
    item = _one(
        select(ListItem).where(
            ListItem.landlord_id == landlord_id,
            ListItem.list_name == "priority",
            ListItem.code == priority,
            ListItem.active,
        ),
        "priority",
        f"There is no priority {priority}.",
    )
    if db.session.scalar(
        select(WorksOrder.id).where(WorksOrder.landlord_id == landlord_id, WorksOrder.reference == reference)
    ):
        raise Invalid({"reference": [f"There is already an order {reference}."]})
    _check_contact(
        home,
        contact_name=contact_name,
        contact_telephone=contact_telephone,
        home_telephone=home_telephone,
        **{one.name: details.get(one.name, "") for one in PERSONAL},
    )
    raised_at = raised or act.done_at
    if raised_at > act.received_at:
        raise Invalid({"raised": ["The order cannot be raised in the future."]})
    order = WorksOrder(
        landlord_id=landlord_id,
        contract=agreed,
        property=home,
        reference=reference,
        status="RAI",
        status_at=raised_at,
        priority=priority,
        emergency=bool(item.facts.get("emergency")),
        description=description,
        raised_at=raised_at,
        due_at=due_at(raised_at, item.facts, bank_holidays(agreed.landlord_id)),
        place=place,
        purchase_order=purchase_order,
        trade=trade,
        contact_name=contact_name,
        contact_telephone=contact_telephone,
        home_telephone=home_telephone,
        two_to_attend=two_to_attend,
        warning=warning,
        details=details,
    )
    db.session.add(order)
    order.lines = order_lines.read(agreed, line, london_day(raised_at))
    put_on(order.lines, line_details)
    if certificate:
        certificate_row.put_right(certificate, home, order)
    return order


def _check_contact(home: Property, **typed: str) -> None:
    """T1: a communal place and an empty home have no contact."""
    place = "A communal place" if home.communal else "An empty home" if home.void else ""
    faults = {name: [NOBODY_THERE.format(place)] for name, text in typed.items() if place and text}
    if faults:
        raise Invalid(faults)


def _one(query: Any, field: str, fault: str) -> Any:
    found = db.session.scalar(query)
    if found is None:
        raise Invalid({field: [fault]})
    return found
