"""What a certificate's paper says, compared with what was recorded: only what was read can be in doubt."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fieldapp.domain.certificate_forms import FORMS
from fieldapp.domain.certificate_words import TITLES
from fieldapp.domain.read_back import ReadDoubt, Recorded, doubts_of

DAY, DUE = date(2026, 11, 20), date(2031, 11, 20)
PAPER = """ELECTRICAL INSTALLATION CONDITION REPORT     Report no. 00173
Contractor: Kestrel Electrical Ltd, 3 Forge Road, Brackwater XB1 1AA   NICEIC enrolment no: 612345
Details of the client          Installation address
Larkspur Homes                 14 Kiln Lane
1 Weir Street, XB1 2DP         XB4 7QT
Date of inspection: 20/11/2026     Next inspection due: 20 November 2031
Overall assessment of the installation in terms of its suitability for continued use: SATISFACTORY
* An unsatisfactory assessment indicates that dangerous (code C1) conditions have been identified.
Signed: J. Kestrel             Date: 20 Nov 2026
"""
GAS = """LANDLORD/HOME OWNER GAS SAFETY RECORD
Registered business          Inspection address
Heron Heating                14 Kiln Lane
Unit 2, 9 Forge Road         Brackwater
XB1 1AA                      XB4 7QT
Gas Safe Reg No: 123456      Licence No: 7654321
Appliance   Location   Make      Safe to use
Boiler      Kitchen    Vaillant  Yes
AR = At Risk   ID = Immediately Dangerous   NCS = not to current standards
Date 20/11/2026   Next safety check due 20/11/2027
"""


def recorded(**other: Any) -> Recorded:
    """What the register has, with other facts where they are given."""
    facts = {
        "postcode": "XB4 7QT", "line": "14 Kiln Lane", "form": "eicr", "done_on": DAY, "first_day": DAY,
        "last_day": DAY, "next_due": DUE, "outcome": "satisfactory", "registration": "612345",
    }  # fmt: skip
    return Recorded(**{**facts, **other})


def only(doubts: tuple[ReadDoubt, ...]) -> ReadDoubt:
    assert len(doubts) == 1, doubts
    return doubts[0]


GAS_RECORD = {"form": "gas-safety", "next_due": date(2027, 11, 20), "registration": "7654321"}


@pytest.mark.parametrize(("paper", "facts"), [(PAPER, {}), (GAS, GAS_RECORD), (GAS, {**GAS_RECORD, "outcome": ""})])
def test_what_fits_is_no_doubt(paper: str, facts: dict[str, Any]) -> None:
    """In two columns, with the firm's and the landlord's own addresses on it. Rules: D2."""
    assert doubts_of(paper, recorded(**facts)) == ()


@pytest.mark.parametrize(
    ("facts", "what", "sentence"),
    [
        (
            {"postcode": "XB5 2AN", "line": "9 Mill Row"},
            "place",
            "This certificate names XB1 1AA, XB1 2DP and XB4 7QT; this home is XB5 2AN.",
        ),
        (
            {"line": "16 Kiln Lane"},
            "place",
            "This certificate names 14 Kiln Lane; this home is 16 Kiln Lane.",
        ),
        (
            {"form": "gas-safety"},
            "form",
            f"This reads as “{FORMS['eicr'].title}”; it was added as “Gas safety record”.",
        ),
        (
            dict.fromkeys(("done_on", "first_day", "last_day"), date(2026, 11, 22)),
            "done_on",
            "It is dated 20/11/2026; it was recorded as done on 22/11/2026.",
        ),
        (
            {"next_due": date(2036, 11, 20)},
            "next_due",
            "It says that the next one is due 20/11/2031; the register has 20/11/2036.",
        ),
        (
            {"outcome": "unsatisfactory"},
            "outcome",
            "It reads “Satisfactory”; it was recorded as “Unsatisfactory”.",
        ),
        (
            {"registration": "998877"},
            "registration",
            "It bears the registration number 612345; 998877 was recorded.",
        ),
    ],
)
def test_what_does_not_fit_is_asked(facts: dict[str, Any], what: str, sentence: str) -> None:
    """Rules: D2."""
    found = only(doubts_of(PAPER, recorded(**facts)))
    assert (found.what, found.sentence) == (what, sentence)


def test_days_are_said_as_the_landlord_writes_them() -> None:
    """Rules: A6, D2."""
    later = date(2036, 11, 20)
    assert only(doubts_of(PAPER, recorded(next_due=later, style="nec"))).expected == "20-NOV-2036"


@pytest.mark.parametrize("text", ["", "   \n", "A holiday postcard from the sea", "12 34 56", "\x00\ufffd", PAPER[:20]])
def test_what_cannot_be_read_is_no_doubt(text: str) -> None:
    """Rules: D2."""
    assert doubts_of(text, recorded(form="plain")) == ()


@pytest.mark.parametrize(
    "written",
    [
        "XB4 7QT", "xb4 7qt", "XB47QT", "XB4  7QT", "XB4\n7QT", "XB4-7QT", "X84 7QT", "XB4 7OT", "Post code: XB4 7QT.",
        "14 Kiln Lane", "14, KILN LANE", "14 Kiln Ln", "I4 Kiln Lane", "14 Ki1n Lane", "12-14 Kiln Lane",
        "14\nKiln Lane",
    ],
)  # fmt: skip
def test_a_home_is_known_however_it_is_written(written: str) -> None:
    """Beside the firm's own address, and as a picture's reader spells it. Rules: D2."""
    text = f"Kestrel Electrical, 3 Forge Road, XB1 1AA\n{written}"
    assert doubts_of(text, recorded()) == ()
    assert only(doubts_of(text, recorded(postcode="XB9 9ZZ", line="7 Weir Court"))).what == "place"


@pytest.mark.parametrize(
    ("line", "written", "fits"),
    [
        ("14 Kiln Lane", "16 Kiln Lane", False),
        ("14 Kiln Lane", "114 Kiln Lane", False),
        ("14A Kiln Lane", "14B Kiln Lane", False),
        ("Flat 3, 10 High Street", "Flat 3, 10 High St", True),
        ("Flat 3, 10 High Street", "Flat 4, 10 High Street", False),
        ("Flat 3, 10 High Street", "10 High Street", True),
        ("Flat 3, 10 High Street", "12 High Street", False),
        ("3 Marlow Court", "Flat 3 Marlow Court", True),
        ("3 Marlow Court", "Flat 4 Marlow Court", False),
        ("Marlow Court", "9 Kiln Lane", True),
        ("14 Kiln Lane", "14 Kiln Lane and 16 Kiln Lane", True),
        ("14 Kiln Lane", "the boiler of Kiln Lane", True),
    ],
)
def test_the_neighbours_certificate_is_asked_about(line: str, written: str, fits: bool) -> None:
    """Their postcode is the same. Rules: D2."""
    assert (doubts_of(f"{written}, Brackwater XB4 7QT", recorded(line=line)) == ()) is fits


@pytest.mark.parametrize(
    "words", ["code C2 3rd floor", "light L1 3PH", "T8 5FT tube", "OIL 2ND", "BS7671 18TH", "HILL OAK"]
)
def test_what_only_looks_like_a_postcode_is_none(words: str) -> None:
    """Rules: D2."""
    assert doubts_of(words.upper(), recorded()) == ()


def test_a_neighbour_is_named_as_the_paper_and_the_register_do() -> None:
    """Rules: D2."""
    found = only(doubts_of("Flat 4, 10 High St", recorded(line="Flat 3, 10 High Street")))
    assert (found.read, found.expected) == ("Flat 4, 10 High Street", "Flat 3, 10 High Street")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Overall assessment: UNSATISFACTORY", "Unsatisfactory"),
        ("Overall assessment: UNSAT1SFACT0RY", "Unsatisfactory"),
        ("The installation is not satisfactory", "Unsatisfactory"),
        ("Result: FAIL", "Unsatisfactory"),
        ("Result: FA|L", "Unsatisfactory"),
        ("Overall assessment: UNSAT|SFACTORY", "Unsatisfactory"),
        ("Overall assessment: NOT|SATISFACTORY", "Unsatisfactory"),
        ("Overall assessment: [X] NOT! SATISFACTORY", "Unsatisfactory"),
        ("Overall assessment: SAT|SFACTORY", ""),
        ("Overall assessment  [X] Unsatisfactory  [ ] Satisfactory", "Unsatisfactory"),
        ("Classified as Immediately Dangerous", "Unsafe: at risk or immediately dangerous"),
        ("Appliance safe to use: NO", "Unsafe: at risk or immediately dangerous"),
        ("Overall assessment: unsatisfactory\nThe appliance is at risk", "Unsafe: at risk or immediately dangerous"),
        ("Overall assessment: SATISFACTORY / UNSATISFACTORY", ""),
        ("An unsatisfactory assessment indicates danger", ""),
        ("Safe to use: Yes / No", ""),
        ("Appliances safe to use\nNo faults were found", ""),
        ("Appliance   Safe to use   No. of visits\nBoiler   Yes   1", ""),
        ("Safe to use   No 2", ""),
        ("AR = At Risk  ID = Immediately Dangerous", ""),
        ("Overall assessment: SATISFACTORY", ""),
    ],
)
def test_an_outcome_is_one_where_it_is_announced(text: str, read: str) -> None:
    """And not where both are printed to choose from. Rules: D2."""
    found = doubts_of(text, recorded())
    assert [one.read for one in found] == ([read] if read else [])
    if "/" in text:
        assert doubts_of(text, recorded(outcome="unsatisfactory")) == ()


def test_what_was_recorded_as_graver_than_the_paper_says_is_no_doubt() -> None:
    """Rules: D2."""
    assert doubts_of("Result: FAIL", recorded(outcome="at-risk")) == ()
    assert only(doubts_of("Result: PASS", recorded(outcome="at-risk"))).what == "outcome"
    assert doubts_of("Result: FAIL", recorded(outcome="")) == ()


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Gas Safe Register No. 654321", False),
        ("Gas Safe registration number\n654321", False),
        ("Engineer ID card no: 7654321", False),
        ("Gas Safe Reg No: 654321   Licence: 6I2345", True),
        ("Company registration no. 08812345", True),
        ("VAT registration 998877665", True),
        ("Registered 2026", True),
        ("Registration number: 612 345", True),
        ("Tel 01632 960100", True),
    ],
)
def test_a_registration_number_is_one_where_it_is_called_so(text: str, fits: bool) -> None:
    """Rules: D2."""
    assert (doubts_of(text, recorded()) == ()) is fits
    assert doubts_of(text, recorded(registration="")) == ()


@pytest.mark.parametrize("code", TITLES)
def test_each_form_is_known_by_its_titles(code: str) -> None:
    """However a picture's reader spells them; a plain one is of any paper. Rules: D2."""
    other = "gas-safety" if code != "gas-safety" else "eicr"
    for title in TITLES[code]:
        noisy = title.upper().replace("O", "0").replace("I", "1")
        assert doubts_of(noisy, recorded(form=code)) == ()
        assert only(doubts_of(noisy, recorded(form=other))).read == FORMS[code].title
        assert doubts_of(noisy, recorded(form="plain")) == ()


def test_a_title_counts_at_the_head_alone() -> None:
    """What is only mentioned says nothing. Rules: D2."""
    long = "Kitchen, hall and landing were looked at.\n" * 50
    assert doubts_of(f"{long}Asbestos survey seen before work began", recorded()) == ()
    assert only(doubts_of(f"Asbestos survey\n{long}", recorded())).what == "form"


@given(text=some.text(max_size=400), noise=some.sampled_from(["", PAPER, GAS]))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_it_and_each_doubt_names_both_sides(text: str, noise: str) -> None:
    """Rules: D2."""
    for one in doubts_of(text + noise + text, recorded()):
        assert one.read
        assert one.expected
        assert one.read in one.sentence
        assert one.expected in one.sentence


@pytest.mark.parametrize(
    "part", ["DUE ON ", "DATE OF INSPECTION 1/1/26 ", "FLAT 1 ", "GAS SAFE REG ", "[ ", "9", "14-", "A"]
)
def test_a_long_text_costs_little(part: str) -> None:
    """Whoever writes it. Rules: D2."""
    begun = time.process_time()
    doubts_of(part * (1_000_000 // len(part)), recorded())
    assert time.process_time() - begun < 5
