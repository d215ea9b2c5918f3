"""The words by which a certificate's paper is read: what its forms are called, and what stands before its facts."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.domain.certificates import AT_RISK, SATISFACTORY, UNSATISFACTORY

# What stands at the head of the paper, by the shipped form that it is of. The plain form is of any paper.
TITLES: Mapping[str, tuple[str, ...]] = {
    "gas-safety": (
        "gas safety record", "gas safety certificate", "gas safety check", "gas safety inspection",
        "landlord gas safety", "homeowner gas safety", "LGSR", "CP12",
    ),
    "eicr": (
        "electrical installation condition report", "electrical condition report", "domestic condition report",
        "periodic inspection report", "EICR",
    ),
    "eic": ("electrical installation certificate",),
    "minor-works": (
        "minor electrical installation works certificate", "minor electrical works", "minor works certificate", "MEIWC",
    ),
    "legionella": ("legionella risk assessment", "legionella assessment", "water hygiene risk assessment"),
    "asbestos": (
        "asbestos survey", "asbestos management survey", "asbestos report", "asbestos register",
        "asbestos re inspection", "asbestos refurbishment survey", "refurbishment and demolition survey",
    ),
    "fire-door": (
        "fire door inspection", "fire door record", "fire door survey", "fire door check", "fire door report",
        "fire door assessment",
    ),
}  # fmt: skip

NEXT, DONE, OTHER = "next", "done", "other"
# What stands before a date; where words overlap, the class named first has them.
DATES: Mapping[str, tuple[str, ...]] = {
    OTHER: (
        "last inspection", "last inspected", "previous inspection", "last check", "previous check", "last test",
        "previous test", "last service", "calibration", "calibrated", "installed", "manufacture", "manufactured",
        "date of birth", "printed", "valid from", "last report", "previous report",
    ),
    NEXT: (
        "next inspection", "next check", "next safety check", "next gas safety check", "next test", "next assessment",
        "next survey", "next due", "next one due", "next periodic inspection", "due by", "due on", "due before",
        "due date", "expiry", "expires", "expires on", "expiry date", "valid until", "valid to", "re inspection",
        "reinspection", "renewal", "review date", "recommended date", "retest",
    ),
    DONE: (
        "date of inspection", "date of the inspection", "inspection date", "date of check", "date of the check",
        "check date", "date of safety check", "date of test", "test date", "date of testing", "date inspected",
        "inspected on", "date of visit", "carried out on", "carried out", "completed on", "date completed",
        "date of completion", "date of works", "date of work", "date of issue", "issue date", "date issued",
        "issued on", "date of assessment", "assessment date", "date of survey", "survey date", "date of record",
        "date of report", "report date", "done on",
    ),
}  # fmt: skip

# Before an outcome: what announces one, however long the rest of its sentence is; and what does only right before it.
OUTCOME_AFTER = (
    "overall assessment", "assessment of the installation", "condition of the installation", "installation is",
    "installation was found to be", "report is", "assessed as", "classified as", "classification", "safety status",
    "appliance is", "overall result", "overall outcome", "overall condition",
)  # fmt: skip
OUTCOME_RIGHT_AFTER = ("result", "outcome", "verdict")
# The gravest first: it counts where several things were judged.
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    AT_RISK: ("immediately dangerous", "at risk", "unsafe"),
    UNSATISFACTORY: ("unsatisfactory", "not satisfactory", "fail", "failed"),
    SATISFACTORY: ("satisfactory", "pass", "passed"),
}

# Before the number of whoever did it, or of their firm; and the words that may come between.
REGISTERED = (
    "gas safe", "registration", "reg", "licence", "license", "id card", "engineer id", "enrolment", "membership",
    "NICEIC", "NAPIT", "ELECSA", "STROMA", "scheme",
)  # fmt: skip
BETWEEN = (
    "registered", "registration", "register", "reg", "engineer", "engineers", "business", "licence", "license",
    "membership", "enrolment", "id", "card", "serial", "number", "no", "num", "scheme",
)  # fmt: skip
# Numbers of something else.
NOT_REGISTERED = ("company", "vat", "vehicle", "charity", "land")

FLATS = ("flat", "apartment", "apt", "unit", "room")
STREETS: Mapping[str, str] = {
    "RD": "ROAD", "ST": "STREET", "AVE": "AVENUE", "AV": "AVENUE", "LN": "LANE", "CL": "CLOSE", "CT": "COURT",
    "DR": "DRIVE", "GDNS": "GARDENS", "GDN": "GARDEN", "CRES": "CRESCENT", "SQ": "SQUARE", "TERR": "TERRACE",
    "TCE": "TERRACE", "PL": "PLACE", "GR": "GROVE", "HSE": "HOUSE", "BLDGS": "BUILDINGS",
}  # fmt: skip
# What looks like the second half of a postcode and is an ordinal or a unit: `C2 3rd floor`, `L1 3PH`.
NO_INWARD = ("ST", "ND", "RD", "TH", "FT", "PH", "AH", "HZ")
