"""The words for each policy, and what it may be: the one place from which settings are asked and shown."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.domain.asking import CHOICE, FLAG, Asked
from fieldapp.domain.policies import BOTH, NONE, OPERATIVES, TENANTS

_DAYS = {"kind": "whole", "least": 1, "most": 3650, "required": "Write a number of days."}


def _flag(name: str, label: str, hint: str) -> Asked:
    return Asked(name=name, label=label, hint=hint, kind=FLAG)


# By heading, in the order of the page.
POLICY_WORDS: Mapping[str, tuple[Asked, ...]] = {
    "Acceptance": (
        _flag(
            "acceptance_asked",
            "Contractors accept visits",
            "A visit waits to be accepted. Otherwise it is accepted as soon as it is issued.",
        ),
        _flag("operative_accepts", "Operatives may accept", "Otherwise only the contractor’s office accepts."),
        Asked(
            name="operative_sees",
            label="An operative sees",
            kind=CHOICE,
            choices=(("own", "the visits given to them"), ("firm", "all visits of their firm")),
            required="Choose what an operative sees.",
        ),
        _flag(
            "documents_before_acceptance",
            "Your files can be read before acceptance",
            "Reports and photos that you add are open to the contractor at once.",
        ),
    ),
    "Appointments": (
        _flag(
            "appointments_compulsory",
            "An appointment must be settled before arrival",
            "An arrival is refused until the visit is booked, or needs no appointment.",
        ),
        _flag("slot_start_time_asked", "Booking asks for a start time", "A time within the slot."),
    ),
    "No access": (
        _flag(
            "no_access_ends_visit",
            "No access ends the visit",
            "The next visit is issued. Otherwise the same visit is booked again.",
        ),
        Asked(
            name="no_access_limit",
            label="No-accesses in a row until the order comes back to you",
            hint="0 means that there is no limit.",
            kind="whole",
            most=20,
            required="Write a number, 0 for no limit.",
        ),
        _flag("no_access_photo_asked", "No access needs a photo", "Of the door and the card."),
        _flag("no_access_charge_offered", "A no-access charge is offered", "A charge that the contract agrees."),
    ),
    "Completion": (
        _flag(
            "completion_quantities_asked",
            "Completion asks a quantity for each line",
            "Otherwise lines change by variation.",
        ),
        Asked(
            name="completion_photos_asked",
            label="Photos of the finished work that completion needs",
            hint="0 means that none is needed.",
            kind="whole",
            most=20,
            required="Write a number, 0 for none.",
        ),
        Asked(
            name="before_photos_asked",
            label="Photos of what was found that completion needs",
            hint="0 means that none is needed.",
            kind="whole",
            most=20,
            required="Write a number, 0 for none.",
        ),
        Asked(
            name="signature_asked",
            label="Signatures that completion needs",
            hint="Where there is none, a reason of your list is given instead.",
            kind=CHOICE,
            choices=(
                (NONE, "none"),
                (OPERATIVES, "the operative’s"),
                (TENANTS, "the resident’s"),
                (BOTH, "the operative’s and the resident’s"),
            ),
            required="Choose whose signatures completion needs.",
        ),
        _flag(
            "evidence_after_completion",
            "Files are taken after completion",
            "Photos and documents can still be added to a visit that has ended.",
        ),
    ),
    "Money": (
        _flag("rates_shown", "Contractors see rates and sums", "Otherwise they see codes and quantities only."),
        Asked(
            name="variation_limit_pence",
            label="Variation limit of a new contract",
            hint="Up to this sum in all an order’s variations pass by themselves. Each contract has its own limit.",
            kind="pounds",
            most=1_000_000,
            required="Write the limit, 0 if you decide every one yourselves.",
        ),
        _flag(
            "payment_applications",
            "Completed orders are claimed by payment applications",
            "Otherwise they record their invoices, and you mark orders as invoiced and paid.",
        ),
        _flag(
            "invoices_uploaded",
            "Invoices may be added as documents",
            "Otherwise pages say how to invoice instead.",
        ),
    ),
    "Signing in": (
        _flag("registration", "Contractors register themselves", "With the site code and contact that you gave them."),
        _flag("memorable_data", "Every sign-in asks a memorable answer and date", "Beside the password."),
    ),
    "Lists and dates": (
        Asked(
            name="completed_days",
            label="Days in Completed",
            hint="For so long a completed visit stays in that list; after that it is in Closed.",
            **_DAYS,  # type: ignore[arg-type]
        ),
        Asked(
            name="archive_days",
            label="Days in Closed",
            hint="After these a visit goes to the archive, which only you open.",
            **_DAYS,  # type: ignore[arg-type]
        ),
        Asked(
            name="date_style",
            label="Dates are written",
            kind=CHOICE,
            choices=(("rocc", "14/07/2026"), ("nec", "14-JUL-2026")),
            required="Choose how dates are written.",
        ),
        _flag(
            "status_codes_shown",
            "An order’s status is shown with its code",
            "ISS issued. Otherwise only its words are shown: Issued.",
        ),
    ),
    "Emails": (
        _flag(
            "alerts_contractor_may_switch_off",
            "Contractors may turn off emails about new work",
            "Otherwise only you do, on the page of the contract.",
        ),
    ),
}
ASKED: tuple[Asked, ...] = tuple(one for part in POLICY_WORDS.values() for one in part)
