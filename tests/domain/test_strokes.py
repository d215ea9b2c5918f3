"""A drawn signature as text: what is one, what is refused in words, and what is said of it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.api.schemas import LONGEST_VALUE
from fieldapp.domain.asking import DRAWN
from fieldapp.domain.certificate_forms import FORMS, GAS
from fieldapp.domain.certificates import drawn, read_form, spoken, written
from fieldapp.domain.strokes import HEIGHT, MOST, OUTSIDE, TOO_LONG, UNREADABLE, WIDTH, Stroke, read_strokes, strokes_of

POINTS = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT))
STROKES = st.lists(st.lists(POINTS, min_size=1, max_size=40).map(tuple), min_size=1, max_size=20).map(tuple)


def written_strokes(strokes: tuple[Stroke, ...]) -> str:
    """The text of strokes, as a phone's script writes it."""
    return ";".join(" ".join(f"{x},{y}" for x, y in stroke) for stroke in strokes)


@given(strokes=STROKES)
def test_what_is_written_is_read_back(strokes: tuple[Stroke, ...]) -> None:
    """Stroke by stroke and point by point. Rules: D2."""
    text = written_strokes(strokes)
    assert read_strokes(text) == text
    assert strokes_of(text) == strokes


@given(text=st.text(alphabet="0159,; -", max_size=40))
def test_what_is_taken_is_what_would_be_written(text: str) -> None:
    """Nothing has two ways of being written."""
    with suppress(ValueError):
        assert written_strokes(strokes_of(read_strokes(text))) == text


@pytest.mark.parametrize("text", ["0,0", "1000,400", "0,400 1000,0;5,5", "10,10 10,10"])
def test_the_field_s_edges_belong_to_it(text: str) -> None:
    """A dot is a stroke."""
    assert read_strokes(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1001,0", OUTSIDE), ("0,401", OUTSIDE), ("5,5;99999,5", OUTSIDE), ("-1,5", UNREADABLE), ("1e3,5", UNREADABLE),
        ("5,5;", UNREADABLE), (";5,5", UNREADABLE), ("5,5;;6,6", UNREADABLE), ("5,5 ;6,6", UNREADABLE),
        ("5,5  6,6", UNREADABLE), ("5", UNREADABLE), ("5,5,5", UNREADABLE), ("1.5,2", UNREADABLE), ("05,5", UNREADABLE),
        ("100000,5", UNREADABLE), ("٥,٥", UNREADABLE), ("5,5\n", UNREADABLE), ("J. Kestrel", UNREADABLE),
        ("<svg>", UNREADABLE), (" ".join(["999,399"] * 1300), TOO_LONG),
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused_in_words(text: str, said: str) -> None:
    """Out of the field, empty strokes, anything else, and too much. Rules: D2."""
    with pytest.raises(ValueError, match=said):
        read_strokes(text)


def test_no_drawing_is_longer_than_a_phone_may_send() -> None:
    """It would be stuck on the phone."""
    assert MOST <= LONGEST_VALUE
    longest = " ".join(["999,399"] * 1250)
    assert len(longest) == MOST - 1
    assert read_strokes(longest) == longest


@pytest.mark.parametrize("code", FORMS)
def test_every_form_ends_with_the_name_and_the_drawing(code: str) -> None:
    """Which nobody has to draw. Rules: D2."""
    signed, last = FORMS[code].closing[-2:]
    assert (signed.name, last.name, last.required) == ("signed", "drawn", "")
    assert "drawn" not in read_form(FORMS[code], {})[1]


def test_a_drawing_is_never_said_as_text() -> None:
    """Paper shows it, words say that there is one. Rules: D2."""
    values, faults = read_form(GAS, {"signed": ["Jo Kestrel"], "drawn": [" 5,5 6,6;7,7 "]})
    assert "drawn" not in faults
    assert values["drawn"] == "5,5 6,6;7,7"
    assert spoken(GAS, values)[-2:] == [("Signed by", "Jo Kestrel"), ("Signature", DRAWN)]
    assert written(GAS, values)[-1] == ("Signed by", "Jo Kestrel")
    assert drawn(GAS, values) == (((5, 5), (6, 6)), ((7, 7),))
    assert drawn(GAS, {"signed": "Jo Kestrel"}) == ()


def test_a_drawing_that_cannot_be_is_a_fault_of_its_field() -> None:
    """It is not kept in part."""
    values, faults = read_form(GAS, {"drawn": ["5,5;"]})
    assert faults["drawn"] == [UNREADABLE]
    assert "drawn" not in values
