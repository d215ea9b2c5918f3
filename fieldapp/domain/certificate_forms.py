"""The forms that ship, by their codes: what each asks. Which of them a landlord's certificate uses is its own list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fieldapp.domain.asking import Values
from fieldapp.domain.certificate_fields import (
    CHECKED,
    DONE_ON,
    ENGINEER,
    FAILED,
    NEXT,
    NUMBER,
    OBSERVED,
    SIGNED,
    TESTED,
    explained,
    long,
    one_of,
    registration,
    text,
)
from fieldapp.domain.certificates import (
    AT_RISK,
    OUTCOME_WORDS,
    ROWS,
    SATISFACTORY,
    UNSATISFACTORY,
    CertificateForm,
    Doubt,
    Repeated,
)

PLAIN = "plain"
NOT_C3 = ("C1", "C2", "FI")


def _any(values: Values, name: str, *answers: str) -> bool:
    """Whether a field has one of the answers, here or in any row."""
    return any(one.get(name) in answers for one in (values, *values.get(ROWS, ())))


def _failed(*names: str) -> Callable[[Values], str]:
    def judged(values: Values) -> str:
        return UNSATISFACTORY if any(_any(values, name, FAILED) for name in names) else SATISFACTORY

    return judged


def _gas(values: Values) -> str:
    if _any(values, "verdict", "danger", "at-risk"):
        return AT_RISK
    checks = ("flue", "air", "heat", "works", "pipework", "alarm")
    return UNSATISFACTORY if any(_any(values, name, FAILED) for name in checks) else SATISFACTORY


def _electrical(values: Values) -> str:
    """Danger, possible danger or what must be looked into makes the installation unsatisfactory."""
    return UNSATISFACTORY if _any(values, "code", *NOT_C3) else SATISFACTORY


def _water(values: Values) -> str:
    return UNSATISFACTORY if _any(values, "risk", "high") else SATISFACTORY


def _asbestos(values: Values) -> str:
    return UNSATISFACTORY if _any(values, "condition", "damaged") else SATISFACTORY


def _as_said(values: Values) -> str:
    return str(values.get("outcome", ""))


GAS = CertificateForm(
    code="gas-safety",
    title="Gas safety record",
    # What regulation 36(3)(c) wants on it: the four checks of regulation 26(9) among them.
    about="Landlord's record of a gas safety check, Gas Safety (Installation and Use) Regulations 1998, regulation 36.",
    anniversary=True,
    asked=(DONE_ON, ENGINEER, registration("Gas Safe", needed=True), NUMBER),
    rows=Repeated(
        title="Appliances and flues",
        one="appliance or flue",
        add="Add another appliance or flue",
        required="Write each appliance and flue that was checked.",
        asked=(
            text("item", "Appliance or flue", "Write what it is.", "Type, make and model"),
            text("location", "Where it is", "Write where it is, for example Kitchen."),
            one_of("flue", "The flue is effective", CHECKED),
            one_of("air", "Enough air for combustion", CHECKED),
            one_of("heat", "Operating pressure or heat input is right", CHECKED),
            text("reading", "Reading", hint="mbar, kW, or the combustion ratio where neither can be measured"),
            one_of("works", "It works safely", CHECKED),
            one_of(
                "verdict",
                "It is",
                (("safe", "Safe to use"), ("at-risk", "At risk"), ("danger", "Immediately dangerous")),
            ),
            text("defect", "Defect"),
            text("action", "What was done about it"),
        ),
        doubts=(
            explained("verdict", ("at-risk", "danger"), "defect", "action"),
            *(explained(check, (FAILED,), "defect", "action") for check in ("flue", "air", "heat", "works")),
        ),
    ),
    closing=(
        one_of("pipework", "Visible pipework is sound", CHECKED),
        one_of("alarm", "Carbon monoxide alarm works", CHECKED),
        long("remarks", "Remarks"),
        *SIGNED,
    ),
    judged=_gas,
)
EICR = CertificateForm(
    code="eicr",
    title="Electrical installation condition report",
    about="Condition of a fixed electrical installation, BS 7671. Any C1, C2 or FI makes it unsatisfactory.",
    remedy_days=28,
    asked=(
        DONE_ON,
        ENGINEER,
        registration("Scheme", needed=True),
        NUMBER,
        long("extent", "What was inspected and tested", "Write what was inspected, for example the whole home."),
        long("limits", "Agreed limitations"),
    ),
    rows=Repeated(
        title="Observations",
        one="observation",
        add="Add an observation",
        asked=(
            text("item", "What was observed", "Write what was observed."),
            text("location", "Where", "Write where, for example Consumer unit."),
            one_of("code", "Code", OBSERVED, "Choose the code."),
        ),
    ),
    closing=(NEXT, *SIGNED),
    judged=_electrical,
)
EIC = CertificateForm(
    code="eic",
    title="Electrical installation certificate",
    about="New installation, addition or alteration, BS 7671.",
    asked=(
        DONE_ON,
        ENGINEER,
        registration("Scheme", needed=True),
        NUMBER,
        long("work", "What was installed or altered", "Write what was installed or altered."),
        long("departures", "Departures from BS 7671"),
        one_of("tested", "Inspected and tested to BS 7671", TESTED),
    ),
    closing=(NEXT, *SIGNED),
    judged=_failed("tested"),
)
MINOR_WORKS = CertificateForm(
    code="minor-works",
    title="Minor electrical works certificate",
    about="Work on one circuit that adds none, BS 7671.",
    asked=(
        DONE_ON,
        ENGINEER,
        registration("Scheme", needed=True),
        NUMBER,
        long("work", "What was done", "Write what was done."),
        text("circuit", "Circuit and its protective device", "Write which circuit it is."),
        one_of("continuity", "Protective conductor continuity", TESTED),
        one_of("insulation", "Insulation resistance", TESTED),
        one_of("polarity", "Polarity", TESTED),
        text("loop", "Earth fault loop impedance, Zs (Ω)", "Write the reading."),
        text("rcd", "RCD operating time (ms)"),
    ),
    closing=SIGNED,
    judged=_failed("continuity", "insulation", "polarity"),
)
LEGIONELLA = CertificateForm(
    code="legionella",
    title="Legionella risk assessment",
    about="Risk from hot and cold water, HSE's Approved Code of Practice L8.",
    asked=(DONE_ON, ENGINEER, NUMBER),
    rows=Repeated(
        title="Outlets and tanks",
        one="outlet or tank",
        add="Add another outlet or tank",
        required="Write each outlet or tank that was looked at.",
        asked=(
            text("item", "Outlet or tank", "Write what it is."),
            text("location", "Where it is", "Write where it is."),
            text("hot", "Hot after 1 minute (°C)"),
            text("cold", "Cold after 2 minutes (°C)"),
            text("action", "What is to be done"),
        ),
    ),
    closing=(
        one_of("risk", "Risk", (("low", "Low"), ("medium", "Medium"), ("high", "High"))),
        long("remarks", "Advice to the landlord"),
        NEXT,
        *SIGNED,
    ),
    judged=_water,
)
ASBESTOS = CertificateForm(
    code="asbestos",
    title="Asbestos survey or re-inspection",
    about="What was found and in what condition, Control of Asbestos Regulations 2012, regulation 4.",
    asked=(
        DONE_ON,
        ENGINEER,
        NUMBER,
        long("extent", "What was inspected", "Write what was inspected, and what could not be."),
    ),
    rows=Repeated(
        title="Materials",
        one="material",
        add="Add a material",
        asked=(
            text("item", "Material", "Write what it is, for example Textured coating."),
            text("location", "Where", "Write where it is."),
            one_of(
                "found",
                "Asbestos",
                (("sampled", "Found in a sample"), ("presumed", "Presumed"), ("none", "None found")),
            ),
            one_of("condition", "Condition", (("good", "Good"), ("fair", "Fair"), ("damaged", "Damaged"))),
            text("action", "What is to be done"),
        ),
        doubts=(
            Doubt(of="condition", values=("damaged",), then=("action",), sentence="Write what is to be done about it."),
        ),
    ),
    closing=(NEXT, *SIGNED),
    judged=_asbestos,
)
FIRE_DOOR = CertificateForm(
    code="fire-door",
    title="Fire door record",
    about="Checks of fire doors, Fire Safety (England) Regulations 2022, regulation 10.",
    asked=(DONE_ON, ENGINEER, NUMBER),
    rows=Repeated(
        title="Doors",
        one="door",
        add="Add another door",
        required="Write each door that was checked.",
        asked=(
            text("item", "Door", "Write which door, for example Flat entrance door."),
            text("location", "Where", "Write where it is."),
            one_of("closes", "It closes by itself, fully", TESTED),
            one_of("gaps", "Gaps are right", TESTED),
            one_of("seals", "Seals are whole", TESTED),
            one_of("glazing", "Glass, hinges and lock are sound", TESTED),
            text("defect", "Defect"),
            text("action", "What was done about it"),
        ),
        doubts=tuple(
            explained(check, (FAILED,), "defect", "action") for check in ("closes", "gaps", "seals", "glazing")
        ),
    ),
    closing=(NEXT, *SIGNED),
    judged=_failed("closes", "gaps", "seals", "glazing"),
)
ANY = CertificateForm(
    code=PLAIN,
    title="Plain record",
    about="For any other certificate.",
    asked=(
        DONE_ON,
        ENGINEER,
        registration("Scheme", needed=False),
        NUMBER,
        long("found", "What was done and found", "Write what was done and found."),
        one_of(
            "outcome",
            "Outcome",
            tuple((one, OUTCOME_WORDS[one]) for one in (SATISFACTORY, UNSATISFACTORY, AT_RISK)),
            "Choose the outcome.",
        ),
    ),
    closing=(NEXT, *SIGNED),
    judged=_as_said,
)
FORMS: Mapping[str, CertificateForm] = {
    one.code: one for one in (GAS, EICR, EIC, MINOR_WORKS, LEGIONELLA, ASBESTOS, FIRE_DOOR, ANY)
}
TITLES = tuple((one.code, one.title) for one in FORMS.values())


def form_of(code: str) -> CertificateForm:
    """A shipped form by its code; the plain one for a code that there is not."""
    return FORMS.get(code, ANY)
