"""The README says what the program says."""

from __future__ import annotations

from pathlib import Path

from fieldapp.cli.lifecycle import markdown

README = Path(__file__).resolve().parent.parent / "README.md"


def test_the_readme_shows_the_lifecycle_as_it_is() -> None:
    """`flask lifecycle` prints what belongs between the markers."""
    _, _, rest = README.read_text().partition("<!-- lifecycle -->\n")
    shown, _, _ = rest.partition("<!-- /lifecycle -->")
    assert shown == markdown()


def test_every_picture_of_the_readme_is_there() -> None:
    """No broken picture."""
    named = [part.split(")")[0] for part in README.read_text().split("](")[1:]]
    assert [one for one in named if not one.startswith("http") and not (README.parent / one).exists()] == []
