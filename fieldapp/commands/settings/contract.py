"""A contract: site code, contact, variation limit, schedules of rates; and where its contractor hears of new work."""

from __future__ import annotations

from sqlalchemy import exists, select

from fieldapp.commands.settings.keeping import Changed, Keeping, version_of
from fieldapp.domain.asking import CHOICE, FLAG, MANY, Asked, Values, differences, read
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Contract, Contractor, Schedule, WorksOrder

SITE_CODE = Asked(name="site_code", label="Site code", required="Write the site code.", longest=40)
# Rules: L1, T3.
ASKED = (
    Asked(name="site_name", label="Site name", longest=120),
    Asked(name="site_address", label="Site’s address", longest=200),
    Asked(name="site_contact", label="Site contact", longest=120),
    Asked(
        name="variation_limit_pence",
        label="Variation limit",
        hint="Up to this sum in all, an order’s variations pass by themselves. 0 means that you decide each one.",
        kind="pounds",
        most=1_000_000,
        required="Write the limit, 0 if you decide every one yourselves.",
    ),
)
# Rules: P6.
APPOINTMENTS = Asked(
    name="appointments",
    label="Appointments",
    hint="Compulsory: arrival is refused until an appointment is settled.",
    kind=CHOICE,
    choices=(("policy", "As your policy says"), ("compulsory", "Compulsory"), ("optional", "Optional")),
    required="Choose whether appointments are compulsory.",
)
# Rules: A9.
ALERTS = (
    Asked(
        name="email", label="Email about new work", kind="email", longest=254, hint="Where the contractor hears of it."
    ),
    Asked(name="alerts", label="Send these emails", kind=FLAG),
)
# Where the firm hears of new work: no page of an order shows it.
OF_THE_FIRM = ("email", "alerts")


def asked_of(contract: Contract, schedules: list[Schedule], *, used: bool) -> tuple[Asked, ...]:
    """What can be changed: no site code that orders name, and alerts only where they are the landlord's to decide."""
    linked = Asked(
        name="schedules",
        label="Schedules of rates",
        kind=MANY,
        choices=tuple((str(one.id), f"{one.name} ({one.code})") for one in schedules),
    )
    alerts = () if contract.landlord.policy.alerts_contractor_may_switch_off else ALERTS
    return (*(() if used else (SITE_CODE,)), *ASKED, APPOINTMENTS, linked, *alerts)


def values_of(contract: Contract) -> Values:
    """What its form may ask, as it stands."""
    return {
        "site_code": contract.site_code,
        "site_name": contract.site_name,
        "site_address": contract.site_address,
        "site_contact": contract.site_contact,
        "variation_limit_pence": contract.variation_limit_pence,
        "appointments": contract.appointments,
        "schedules": sorted((str(one.id) for one in contract.schedules), key=int),
        "email": contract.contractor.email,
        "alerts": contract.contractor.alerts,
    }


def version(contract: Contract) -> str:
    """The version that the form carries."""
    return version_of([contract.version, values_of(contract)])


def change(keeping: Keeping) -> Changed:
    """Change what differs. Rules: O1, A9."""
    contract = keeping.row(Contract, "contract")
    schedules = _schedules(keeping)
    used = bool(keeping.session.scalar(select(exists().where(WorksOrder.contract_id == contract.id))))
    _lock(keeping, contract.contractor_id)
    keeping.expect(f"contract-{contract.id}", version(contract))
    asked = asked_of(contract, schedules, used=used)
    values, faults = read(asked, keeping.typed)
    faults = faults or _faults(keeping, contract, values)
    if faults:
        raise Invalid(faults)
    before = values_of(contract)
    _put(contract, {**before, **values}, schedules)
    now = values_of(contract)
    return Changed(
        thing=f"contract-{contract.id}", name=f"Contract {contract.site_code} with {contract.contractor.name}",
        fields=differences(asked, before, now), contract=contract,
        kept=any(before[one] != now[one] for one in now if one not in OF_THE_FIRM),
    )  # fmt: skip


def _faults(keeping: Keeping, contract: Contract, values: Values) -> dict[str, list[str]]:
    code = values.get("site_code", contract.site_code)
    same = select(Contract.id).where(
        Contract.landlord_id == contract.landlord_id, Contract.site_code == code, Contract.id != contract.id
    )
    if keeping.session.scalar(same):
        return {"site_code": [f"Another contract has the site code {code}."]}
    firm = contract.contractor
    if firm.alerts and not values.get("alerts", True) and _works_elsewhere(keeping, contract):
        return {"alerts": ["Other landlords of this firm rely on these emails too, so they stay on."]}
    if values.get("alerts") and not values.get("email") and (firm.email or not firm.alerts):
        return {"email": ["Write where the emails go, or untick sending them."]}
    return {}


def _works_elsewhere(keeping: Keeping, contract: Contract) -> bool:
    # The table, not the class: other landlords' contracts are fenced off, and only whether there is one is asked.
    table = Contract.__table__
    others = (table.c.contractor_id == contract.contractor_id) & (table.c.landlord_id != contract.landlord_id)
    return keeping.session.execute(select(table.c.id).where(others).limit(1)).first() is not None


def _put(contract: Contract, values: Values, schedules: list[Schedule]) -> None:
    contract.site_code, contract.site_contact = values["site_code"], values["site_contact"]
    contract.site_name, contract.site_address = values["site_name"], values["site_address"]
    contract.variation_limit_pence, contract.appointments = values["variation_limit_pence"], values["appointments"]
    contract.schedules = [one for one in schedules if str(one.id) in values["schedules"]]
    contract.contractor.email, contract.contractor.alerts = values["email"], values["alerts"]


def _schedules(keeping: Keeping) -> list[Schedule]:
    query = select(Schedule).where(Schedule.landlord_id == keeping.landlord.id)
    return list(keeping.session.scalars(query.order_by(Schedule.name, Schedule.id)))


def _lock(keeping: Keeping, contractor_id: int) -> None:
    """Several landlords may change one contractor's address at once."""
    query = select(Contractor).where(Contractor.id == contractor_id).with_for_update(key_share=True)
    keeping.session.scalar(query.execution_options(populate_existing=True))
