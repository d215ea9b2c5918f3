"""Variations hold whatever is asked: costs are sums of lines, what is undone leaves no trace, no order matters."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fieldapp.domain.money import line_pence
from fieldapp.domain.variations import Change, Ordered, decided, size_of, total, varied

few = settings(max_examples=60, deadline=None, database=None, derandomize=True)
quantities = some.integers(0, 100_000_00).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
above = some.integers(1, 100_000_00).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
rates = some.integers(0, 1_000_000)
Case = tuple[list[Ordered], list[Change]]


@some.composite
def asked(draw: some.DrawFn) -> Case:
    """An order's lines, and a variation of some of them with some added."""
    count = draw(some.integers(1, 5))
    lines = [Ordered(str(number), f"C{number}", draw(rates), draw(above)) for number in range(1, count + 1)]
    touched = draw(some.lists(some.sampled_from(lines), unique=True))
    changes = [Change(one.key, one.code, one.rate_pence, one.quantity, draw(quantities)) for one in touched]
    for number in range(draw(some.integers(0, 3))):
        changes.append(Change(f"+{number}", f"N{number}", draw(rates), Decimal(0), draw(above)))
    return lines, changes


def undone(change: Change) -> Change:
    """What takes a change back."""
    return replace(change, before=change.after, after=change.before)


def known(lines: list[Ordered]) -> dict[str, Ordered]:
    return {one.key: one for one in lines}


@few
@given(asked())
def test_the_orders_cost_is_the_sum_of_its_lines_and_moves_by_what_is_asked(case: Case) -> None:
    """Each line rounded once. Rules: F2, V3."""
    lines, changes = case
    after = varied(lines, changes)
    assert total(after) == sum(line_pence(one.quantity, one.rate_pence) for one in after)
    assert total(after) - total(lines) == sum(one.pence for one in changes)


@few
@given(asked())
def test_authorised_and_taken_back_it_leaves_what_there_was(case: Case) -> None:
    """Rules: V3."""
    lines, changes = case
    back = varied(varied(lines, changes), [undone(one) for one in changes])
    assert known(back) == known(lines)
    assert total(back) == total(lines)


@few
@given(asked(), some.randoms(use_true_random=False))
def test_no_order_of_the_rows_changes_a_line_or_a_sum(case: Case, chance: object) -> None:
    """Rules: V3."""
    lines, changes = case
    other = changes.copy()
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert known(varied(lines, other)) == known(varied(lines, changes))
    assert size_of(other) == size_of(changes)


@few
@given(asked())
def test_refused_line_by_line_nothing_is_left_of_it(case: Case) -> None:
    """Rules: V5."""
    lines, changes = case
    refused = [decided(one, one.before) for one in changes]
    assert known(varied(lines, refused)) == known(lines)
    assert size_of(refused) == 0


@few
@given(asked())
def test_what_it_moves_is_never_less_than_what_the_cost_moves(case: Case) -> None:
    """Nothing is set off against anything. Rules: V5."""
    lines, changes = case
    assert size_of(changes) >= abs(total(varied(lines, changes)) - total(lines))


def test_a_line_that_is_not_there_is_not_varied() -> None:
    """Rules: V3."""
    with pytest.raises(KeyError):
        varied([], [Change("7", "C7", 100, Decimal(1), Decimal(2))])
