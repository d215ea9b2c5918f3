"""The landlord's contracts: all of them, and one with where its contractor hears of new work."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer
from fieldapp.commands.settings.contract import ALERTS, asked_of, values_of, version
from fieldapp.models import Contract
from fieldapp.queries import settings
from fieldapp.web.settings.pages import FormPage, blueprint, form, post, shared

ALERTS_HEADING = "Emails about new work"
SITE_CODE_STAYS = "Site code {}. It stays: orders name it."
ONE_ADDRESS = (
    "The contractor has one address and one switch for all landlords that it works for. Any of them may switch the"
    " emails on; they are switched off only where no other landlord needs them."
)
THEIR_OWN = "The contractor decides about emails on new work itself: your policy lets it. They go to {}."
SWITCHED_OFF = "The contractor has turned off emails about new work: your policy lets it."

NO_SCHEDULE = "No schedule of rates: orders cannot have lines from one."


@blueprint.get("/contracts")
def contracts() -> str:
    """Every contract."""
    return render_template("landlord/settings/contracts.html", rows=settings.contracts_of(current_user), **shared())


@blueprint.route("/contracts/<int:contract_id>", methods=["GET", "POST"])
def contract(contract_id: int) -> ResponseReturnValue:
    """One contract, and changing it. Rules: O1, A9."""

    def page(answer: Answer | None = None) -> str:
        return form(_page(_found(contract_id)), answer)

    _found(contract_id)
    if request.method == "GET":
        return page()
    return post(
        "change-contract", [("contract", str(contract_id))], back=url_for("settings.contracts"),
        said_so="The contract is changed.", again=page, but=lambda: NO_SCHEDULE if _without_prices(contract_id) else "",
    )  # fmt: skip


def _without_prices(number: int) -> bool:
    return not _found(number).schedules


def _page(row: Contract) -> FormPage:
    used = settings.has_orders(row)
    asked = asked_of(row, settings.schedules_of(current_user), used=used)
    parts = {"": [one for one in asked if one not in ALERTS], ALERTS_HEADING: [one for one in asked if one in ALERTS]}
    return FormPage(
        heading=f"Contract {row.site_code}", here="contracts", back=("Contracts", url_for("settings.contracts")),
        action=url_for("settings.contract", contract_id=row.id), command="change-contract",
        asked={words: part for words, part in parts.items() if part}, stored=values_of(row), version=version(row),
        lead=f"With {row.contractor.name}.", notes=_notes(row, used=used),
    )  # fmt: skip


def _notes(row: Contract, *, used: bool) -> list[str]:
    notes = [SITE_CODE_STAYS.format(row.site_code)] if used else []
    if not row.landlord.policy.alerts_contractor_may_switch_off:
        return [*notes, ONE_ADDRESS]
    address = row.contractor.email or "nobody: no address is known"
    return [*notes, THEIR_OWN.format(address) if row.contractor.alerts else SWITCHED_OFF]


def _found(number: int) -> Contract:
    return settings.contract_of(current_user, number) or abort(404)
