"""Every rule's tests are listed, and no test claims more than two rules."""

from __future__ import annotations

from tests.rule_index import OFFLINE, PAGE, ROOT, failures, index, offline_page, page, rules_of


def test_the_page_of_rules_is_up_to_date() -> None:
    """Run `python -m tests.rule_index` when this fails."""
    assert PAGE.read_text() == page(index(ROOT / "tests"))


def test_the_page_of_failures_is_up_to_date() -> None:
    """Run `python -m tests.rule_index` when this fails."""
    assert OFFLINE.read_text() == offline_page(OFFLINE.read_text(), failures(ROOT / "tests"))


def test_a_test_names_two_rules_at_most() -> None:
    """Whoever breaks a rule should see one test say so, not a page of them."""
    crowded = [
        f"{path.name}::{test}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for test, rules in rules_of(path.read_text()).items()
        if len(rules) > 2
    ]
    assert crowded == []


def test_rules_are_read_from_docstrings() -> None:
    """The reader itself."""
    assert rules_of('def test_x():\n    """It holds. Rules: S3, T6."""\n') == {"test_x": ["S3", "T6"]}
