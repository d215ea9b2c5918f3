"""What a works order and its lines may say beside the work itself, as fields that are asked; all of it is optional.

Only what has no column of its own is here: the target is the order's due date, the location its place, and an
appointment belongs to the visit.
"""

from __future__ import annotations

from fieldapp.domain.asking import ANSWER, MASK, Asked

MOST_POUNDS = 1_000_000
MASK_HINT = "Six letters, Y or N, Monday to Saturday: YYYYNN"


def _text(name: str, label: str, longest: int = 60) -> Asked:
    return Asked(name=name, label=label, longest=longest)


def _pounds(name: str, label: str) -> Asked:
    return Asked(name=name, label=label, kind="pounds", longest=20, most=MOST_POUNDS)


def _answer(name: str, label: str) -> Asked:
    return Asked(name=name, label=label, kind=ANSWER)


ACCESS = (
    Asked(name="access_am", label="Mornings", hint=MASK_HINT, kind=MASK),
    Asked(name="access_pm", label="Afternoons", hint=MASK_HINT, kind=MASK),
)
# What whoever does the work should know at the door; a job sheet says it as well.
AT_THE_DOOR = (_answer("right_to_repair", "Right to repair"), _text("caused_by", "Caused by"))
# Whom it is about: blank for communal areas and empty homes, like the contact (T1).
PERSONAL = (
    _text("tenants", "Tenants", 200),
    Asked(name="tenant_email", label="Tenants’ email", kind="email", longest=254),
)
OTHERS = (
    _text("insurance_reference", "Insurance reference"),
    _text("void_reference", "Void reference"),
    _text("work_programme", "Work programme"),
    _text("recharge", "Recharge"),
    _answer("confirmation", "Confirmation"),
    _answer("order_printed", "Works order printed"),
    _answer("tenant_ticket_printed", "Tenant ticket printed"),
    _answer("update_child_elements", "Update child elements"),
)
# Shown to a contractor only where the landlord's policy shows money (C4).
MONEY = (
    _pounds("estimated_cost", "Estimated cost"),
    _pounds("estimated_tax", "Estimated tax"),
    _pounds("invoiced_cost", "Invoiced cost"),
    _pounds("invoiced_tax", "Invoiced tax"),
)
OF_ORDER = (*ACCESS, *AT_THE_DOOR, *PERSONAL, *OTHERS, *MONEY)
OF_LINE = (
    _text("trade", "Trade", 12),
    _text("liability", "Liability", 12),
    _text("budget", "Budget", 20),
    _text("budget_year", "Budget year", 9),
    _text("status", "Status", 12),
    _answer("invoiced", "Invoiced"),
)
