"""Money holds whatever is typed: what is shown reads back, each line is rounded once, and order changes no sum."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fieldapp.domain.money import (
    HUNDREDTH,
    MOST,
    is_price,
    line_pence,
    pounds,
    read_pounds,
    read_quantity,
    shown_quantity,
    sum_of,
)
from fieldapp.domain.schedules import MOST_POUNDS

few = settings(max_examples=40, deadline=None, database=None, derandomize=True)
sums = some.integers(0, MOST_POUNDS * 100)
quantities = some.integers(0, int(MOST) * 100).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
lines = some.lists(some.tuples(quantities, sums), max_size=5)


@few
@given(sums)
def test_what_is_shown_in_pounds_reads_back(pence: int) -> None:
    """With the sign and the commas between thousands, without, and with blanks around. Rules: C5."""
    shown = pounds(pence)
    for typed in (shown, shown.removeprefix("£"), shown.replace(",", ""), f"  {shown} "):
        assert read_pounds(typed, MOST_POUNDS) == pence


@few
@given(some.integers(-(10**12), 10**12))
def test_no_sum_is_shown_as_another(pence: int) -> None:
    """Pounds and two digits of pence, whatever the sign."""
    sign, digits = ("-", -pence) if pence < 0 else ("", pence)
    assert pounds(pence).replace(",", "") == f"{sign}£{digits // 100}.{digits % 100:02d}"


@few
@given(some.text("0123456789.,£-+ eEx٣½", max_size=9))
def test_whatever_is_typed_is_pounds_or_refused_with_a_sentence(typed: str) -> None:
    """It is never guessed, and nothing else happens. Rules: C5."""
    pence, said = 0, "."
    try:
        pence = read_pounds(typed, MOST_POUNDS)
    except ValueError as fault:
        said = str(fault)
    assert 0 <= pence <= MOST_POUNDS * 100
    assert said.endswith(".")


@few
@given(some.integers(-(10**9), 2 * 10**9), some.sampled_from([2, 3]))
def test_pounds_are_read_to_the_penny_or_refused(digits: int, places: int) -> None:
    """Never rounded: what is between two pennies, less than nothing or too much is no sum."""
    number = Decimal(digits).scaleb(-places)
    good = 0 <= number <= MOST_POUNDS and number == number.quantize(HUNDREDTH)
    if good:
        assert Fraction(read_pounds(f"{number:f}", MOST_POUNDS), 100) == Fraction(number)
    else:
        with pytest.raises(ValueError, match=r"\.$"):
            read_pounds(f"{number:f}", MOST_POUNDS)


@few
@given(quantities, sums)
def test_a_line_is_rounded_half_up_to_the_penny(quantity: Decimal, rate: int) -> None:
    """As exact fractions say it. Rules: C4."""
    exact = Fraction(quantity) * rate
    assert line_pence(quantity, rate) == (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@few
@given(quantities)
def test_a_price_lines_quantity_is_its_sum(quantity: Decimal) -> None:
    """And reads back as it is shown. Rules: C5."""
    assert sum_of(quantity) == pounds(int(quantity * 100))
    assert read_quantity(sum_of(quantity)) == (quantity, None)
    assert read_quantity(shown_quantity(quantity)) == (quantity, None)


@few
@given(lines, some.randoms(use_true_random=False))
def test_no_order_of_lines_changes_their_sum(written: list[tuple[Decimal, int]], chance: some.DataObject) -> None:
    """Each is rounded by itself, so that the sum of what is shown is the sum that is shown. Rules: C4."""
    whole = sum(line_pence(*one) for one in written)
    mixed = list(written)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert sum(line_pence(*one) for one in mixed) == whole
    assert sum(read_pounds(pounds(line_pence(*one)), 10**15) for one in mixed) == whole


@few
@given(lines, some.lists(some.tuples(some.integers(0, 4), quantities), max_size=5))
def test_no_order_of_edits_changes_a_total(
    written: list[tuple[Decimal, int]], edits: list[tuple[int, Decimal]]
) -> None:
    """Where each line is edited once, the total is that of the lines as they are left. Rules: C4."""
    last = {place: quantity for place, quantity in edits if place < len(written)}
    forwards, backwards = list(written), list(written)
    for edited, order in ((forwards, list(last)), (backwards, list(reversed(last)))):
        for place in order:
            edited[place] = (last[place], edited[place][1])
    left = [line_pence(last.get(place, quantity), rate) for place, (quantity, rate) in enumerate(written)]
    assert sum(line_pence(*one) for one in forwards) == sum(line_pence(*one) for one in backwards) == sum(left)


@few
@given(some.sampled_from(["IT", "NO", "PRICE"]), sums, some.sampled_from(["", "price", "placeholder"]))
def test_a_quantity_is_pounds_by_kind_by_unit_or_by_a_rate_of_one_pound(unit: str, rate: int, kind: str) -> None:
    """Rules: C5, V4."""
    assert is_price(unit, rate, kind) == (kind == "price" or unit == "PRICE" or rate == 100)
    assert is_price("IT", 100)
