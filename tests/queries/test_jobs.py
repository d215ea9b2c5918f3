"""Tests of queries/jobs.py."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from fieldapp.queries.jobs import jobs_of
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("money", [True, False])
def test_without_leave_no_sum_is_even_given_to_the_page(money: bool) -> None:
    """Rules: C4."""
    jobs = jobs_of(make.ticket("on-site", lines=(("310403", 2),)).order, money=money)
    assert ("£" in str([asdict(one) for one in jobs.rows])) is money
    assert (jobs.ordered_pence is not None) is (jobs.completed_pence is not None) is money
