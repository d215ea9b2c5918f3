"""Rules of the lists and of reading what settings ask."""

from __future__ import annotations

import pytest

from fieldapp.domain.asking import Asked, differences, read, said, written
from fieldapp.domain.list_entries import all_facts, proposed_code
from fieldapp.domain.lists import LISTS


@pytest.mark.parametrize(
    ("label", "taken", "code"),
    [
        ("No access, card left", (), "no-access-card-left"),
        ("Evening", ("evening",), "evening-2"),
        ("Evening", ("Evening", "evening-2"), "evening-3"),
        ("Café – 5pm", (), "cafe-5pm"),
        ("!?", (), "item"),
        ("x" * 80, (), "x" * 36),
    ],
)
def test_a_code_is_made_from_the_label(label: str, taken: tuple[str, ...], code: str) -> None:
    assert proposed_code(label, taken) == code


@pytest.mark.parametrize(
    ("kind", "typed", "value", "again", "shown"),
    [
        ("pounds", "£1,250.5", 125050, "1250.50", "£1,250.50"),
        ("whole", "7", 7, "7", "7"),
        ("whole", "0", 0, "0", "0"),
        ("time", "830", "08:30", "08:30", "08:30"),
        ("day", "25-DEC-2026", "2026-12-25", "2026-12-25", "25/12/2026"),
        ("day", "", "", "", "nothing"),
        ("whole", "", None, "", "nothing"),
        ("telephone", "+44 1632 960 145", "+44 1632 960 145", "+44 1632 960 145", "+44 1632 960 145"),
        ("link", "https://example.org/a?b=c", "https://example.org/a?b=c", "https://example.org/a?b=c", None),
        ("text", "", "", "", "nothing"),
    ],
)
def test_what_is_read_is_written_so_that_it_reads_the_same(
    kind: str, typed: str, value: object, again: str, shown: str | None
) -> None:
    """Rules: A6."""
    one = Asked(name="it", label="It", kind=kind)
    assert read([one], {"it": [typed]}) == ({"it": value}, {})
    assert written(one, value) == [again]
    assert read([one], {"it": [again]}) == ({"it": value}, {})
    assert said(one, value) == (shown or again)


@pytest.mark.parametrize("kind", ["telephone", "email", "link"])
@pytest.mark.parametrize("typed", ["javascript:alert(1)", "<b>", "ftp://x", '"'])
def test_what_would_not_do_as_an_address_is_refused(kind: str, typed: str) -> None:
    values, faults = read([Asked(name="it", label="It", kind=kind)], {"it": [typed]})
    assert (values, list(faults)) == ({}, ["it"])


def test_only_what_differs_is_said() -> None:
    asked = (Asked(name="on", label="On", kind="flag"), Asked(name="many", label="Many", kind="many"))
    assert differences(asked, {"on": True, "many": ["a"]}, {"on": False, "many": ["a"]}) == {"On": ["yes", "no"]}
    number = Asked(name="number", label="Number", kind="whole")
    assert differences((number,), {"number": 0}, {}) == {"Number": ["0", "nothing"]}
    assert differences((*asked, number), {"on": False, "many": []}, {}) == {}


def test_names_of_fields_do_not_collide_with_those_of_the_form() -> None:
    for name, kind in LISTS.items():
        names = [one.name for one in (*kind.facts, kind.code)]
        assert len(set(names)) == len(names), name
        assert not set(names) & {"label", "version", "list", "item", "op"}, name


def test_a_fact_that_is_not_stored_is_what_its_absence_says() -> None:
    """Also of an entry that there is not."""
    assert all_facts("certificate", {}) == {"form": "plain", "months": 0, "captured": False, "scheme": ""}
    assert all_facts("certificate", {"months": 12})["months"] == 12
