"""Record a certificate as data, filled in on site or at a desk; its PDF is made afterwards. Rules: D2, C8."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from fieldapp.commands import certificate_row
from fieldapp.commands.form import CommandForm, ListChoice, Written
from fieldapp.commands.gathered import Gathered
from fieldapp.commands.op import Act
from fieldapp.domain.asking import Faults, Values
from fieldapp.domain.certificate_forms import FORMS, form_of
from fieldapp.domain.certificates import read_form, spoken, spoken_rows
from fieldapp.domain.refusals import Invalid
from fieldapp.extensions import db
from fieldapp.models import Outgoing, Ticket

KIND = "certificate"
PAPERS = uuid.UUID("0c3e9a5e-8f5d-5a6c-9a1e-3d1f6b1c7e42")
OTHER_FORM = "The landlord asks this certificate differently now. Open the visit again and fill in the new form."
# What stands in columns of its own.
IN_COLUMNS = ("done_on", "next_due", "engineer", "registration", "number")


class Filled(Gathered):
    """What was filled in of the shipped form that `form` names; `data` is what was said, by field."""

    data: Values

    form_code = ""

    def words(self) -> str:
        """What was said, a line for each, and for each thing of the repeated part."""
        form = form_of(self.form_code)
        once = [f"{name}: {text}" for name, text in spoken(form, self.data)]
        rows = [", ".join(f"{name}: {text}" for name, text in row) for row in spoken_rows(form, self.data)]
        return "\n".join([*once, *(f"{number}. {row}" for number, row in enumerate(rows, start=1))])

    def gather(self, formdata: Any) -> tuple[Values, Faults]:
        code = formdata.get("form", "") if formdata else ""
        if code not in FORMS:
            return {}, {}
        self.form_code = code
        return read_form(FORMS[code], {name: formdata.getlist(name) for name in formdata})


class Form(CommandForm):
    """Which certificate, in which form, and what that asks."""

    kind = ListChoice("Certificate", "certificate", required="Choose which certificate it is.")
    form = Written("Form", longest=20, required=OTHER_FORM)
    filled = Filled("What was found")


def apply(ticket: Ticket, act: Act, *, kind: str, form: str, filled: Values) -> None:
    """Record it; the dispatcher draws it afterwards."""
    asked, _months = certificate_row.asked_of_kind(ticket, kind)
    if asked.code != form:
        raise Invalid({"form": [OTHER_FORM]})
    made = certificate_row.record(
        ticket,
        act,
        certificate_row.Told(
            kind=kind,
            blob_id=str(uuid.uuid5(PAPERS, act.op_id)),
            done_on=_day(filled, "done_on"),
            next_due=_day(filled, "next_due"),
            outcome=asked.judged(filled),
            engineer=filled.get("engineer", ""),
            registration=filled.get("registration", ""),
            number=filled.get("number", ""),
            data={name: value for name, value in filled.items() if name not in IN_COLUMNS},
        ),
    )
    db.session.add(Outgoing(kind=KIND, facts={"certificate": made.op_id}, due_at=act.received_at))


def _day(filled: Values, name: str) -> date | None:
    return date.fromisoformat(filled[name]) if filled.get(name) else None
