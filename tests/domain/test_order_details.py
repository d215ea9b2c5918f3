"""What an order may say beside its work: masks, answers and sums, as they are read, refused and said."""

from __future__ import annotations

import pytest

from fieldapp.domain.access_masks import mask_words, read_mask
from fieldapp.domain.asking import read, said, written
from fieldapp.domain.order_details import OF_LINE, OF_ORDER

FIELDS = {one.name: one for one in OF_ORDER}


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ("YNYNYN", "Mon, Wed, Fri"),
        ("NNNNNY", "Sat"),
        ("YYYYYY", "Mon, Tue, Wed, Thu, Fri, Sat"),
        ("NNNNNN", "no day"),
    ],
)
def test_a_mask_is_said_in_weekdays(mask: str, words: str) -> None:
    """Rules: T3."""
    assert mask_words(read_mask(mask.lower())) == words


@pytest.mark.parametrize(
    ("typed", "said_of_it"),
    [
        ("YNYN", "There are 4."),
        ("Y", "There is 1."),
        ("YYYYNNN", "There are 7."),
        ("YYYYN-", "- is neither."),
        ("Mon Fr", "M is neither."),
    ],
)
def test_a_mask_that_is_none_says_what_is_wrong(typed: str, said_of_it: str) -> None:
    """Rules: T3."""
    _values, faults = read([FIELDS["access_am"]], {"access_am": [typed]})
    assert said_of_it in faults["access_am"][0]


@pytest.mark.parametrize(
    ("name", "typed", "value", "words"),
    [
        ("right_to_repair", "yes", "Y", "Yes"),
        ("right_to_repair", "n", "N", "No"),
        ("access_pm", "yynnnn", "YYNNNN", "Mon, Tue"),
        ("estimated_cost", "£1,250.5", 125050, "£1,250.50"),
        ("invoiced_tax", "0", 0, "£0.00"),
        ("tenants", "Ms M. Reedling", "Ms M. Reedling", "Ms M. Reedling"),
    ],
)
def test_a_detail_reads_back_as_it_is_said(name: str, typed: str, value: object, words: str) -> None:
    """Sums are pence. Rules: T3."""
    one = FIELDS[name]
    values, faults = read([one], {name: [typed]})
    assert (values, faults, said(one, value)) == ({name: value}, {}, words)
    assert read([one], {name: written(one, value)}) == ({name: value}, {})


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("confirmation", "perhaps", "Write yes or no, not perhaps."),
        ("estimated_cost", "much", "Write pounds, for example 250 or 250.50."),
        ("estimated_tax", "-1", "Write pounds between 0 and 1,000,000."),
        ("invoiced_cost", "1.001", "Use at most two decimals, for example 250.50."),
        ("tenant_email", "nobody", "Write an email address, for example help@example.org."),
        ("recharge", "x" * 61, "Use at most 60 characters."),
    ],
)
def test_a_detail_that_cannot_be_right_says_why(name: str, typed: str, reason: str) -> None:
    """Rules: T3."""
    assert read([FIELDS[name]], {name: [typed]}) == ({}, {name: [reason]})


def test_nothing_need_be_said() -> None:
    """Rules: T3."""
    for asked in (OF_ORDER, OF_LINE):
        values, faults = read(asked, {})
        assert faults == {}
        assert set(values.values()) <= {None, ""}
        assert len(values) == len(asked)
