"""The two presets: one shape, every policy and list, each documented."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from fieldapp.commands.form import ListChoice, ListRadio
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain.asking import written
from fieldapp.domain.list_entries import asked_of, facts_of, read_code, read_entry
from fieldapp.domain.lists import LISTS
from fieldapp.domain.policies import Policy
from fieldapp.presets import LABELLED, NAMES, preset

POLICIES_PAGE = Path(__file__).resolve().parents[2] / "docs" / "policies.md"
UNTIL = ("hours", "calendar_days", "working_days")


def lists(name: str) -> dict[str, list[dict[str, Any]]]:
    """The lists of a preset."""
    found: dict[str, list[dict[str, Any]]] = preset(name)["lists"]
    return found


def test_both_presets_have_the_same_keys() -> None:
    assert list(preset("rocc")["policy"]) == list(preset("nec")["policy"])
    assert list(lists("rocc")) == list(lists("nec"))


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_decides_every_policy(name: str) -> None:
    policy = preset(name)["policy"]
    assert set(policy) == {field.name for field in fields(Policy)}
    assert Policy.from_mapping(policy).to_mapping() == policy
    assert policy["date_style"] == name


def test_the_presets_differ_where_the_guides_do() -> None:
    """Rules: T10, S3."""
    rocc, nec = (Policy.from_mapping(preset(name)["policy"]) for name in NAMES)
    assert (rocc.acceptance_asked, nec.acceptance_asked) == (True, False)
    assert (rocc.no_access_ends_visit, rocc.no_access_limit) == (True, 2)
    assert (nec.no_access_ends_visit, nec.no_access_limit) == (False, 0)
    assert (rocc.rates_shown, nec.rates_shown) == (False, True)
    assert (rocc.payment_applications, nec.payment_applications) == (False, True)
    assert (rocc.completion_quantities_asked, nec.completion_quantities_asked) == (True, False)


@pytest.mark.parametrize("name", NAMES)
def test_every_list_that_a_form_offers_is_filled(name: str) -> None:
    offered = set()
    for command in COMMANDS.values():
        offered |= {one.list_name for one in command.form() if isinstance(one, ListChoice | ListRadio)}
    assert offered
    for list_name in offered:
        assert lists(name).get(list_name), list_name


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_stable_words_and_each_is_there_once(name: str) -> None:
    for list_name, entries in lists(name).items():
        codes = [one["code"] for one in entries]
        assert len(set(codes)) == len(codes), list_name
        assert all(one["label"] for one in entries), list_name


@pytest.mark.parametrize("name", NAMES)
def test_slots_and_priorities_have_their_times(name: str) -> None:
    """Rules: P1, T1."""
    for slot in lists(name)["slot"]:
        assert "00:00" <= slot["starts"] < slot["ends"] <= "23:59"
        assert slot["days"]
        assert isinstance(slot["holidays"], bool)
    for priority in lists(name)["priority"]:
        assert len([word for word in UNTIL if word in priority]) == 1, priority
    assert any(priority["emergency"] for priority in lists(name)["priority"])


@pytest.mark.parametrize("name", NAMES)
def test_a_caution_says_what_to_do(name: str) -> None:
    """Rules: T2."""
    for caution in lists(name)["caution"]:
        assert caution["action"] != caution["label"]
        assert caution["action"][0].isupper()
        assert isinstance(caution["asbestos"], bool)
    assert any(caution["asbestos"] for caution in lists(name)["caution"])


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_is_one_that_the_settings_would_take(name: str) -> None:
    """Written into its form and read again it is the same. Rules: P1, T1."""
    assert set(lists(name)) <= set(LISTS)
    for list_name, entries in lists(name).items():
        for entry in entries:
            typed = {one.name: written(one, entry.get(one.name)) for one in asked_of(list_name)}
            values, faults = read_entry(list_name, typed)
            facts = {key: value for key, value in entry.items() if key not in LABELLED}
            assert (faults, values["label"]) == ({}, entry["label"]), (list_name, entry)
            assert {**facts_of(list_name, values), **facts} == facts, (list_name, entry)
            taken = read_code(list_name, {"code": [entry["code"]]}, entry["label"], ())
            assert taken == (entry["code"], {}), (list_name, entry)
        assert LISTS[list_name].kept <= {entry["code"] for entry in entries}, list_name


def test_every_policy_and_list_is_documented() -> None:
    named = re.findall(r"`([\w-]+)`", POLICIES_PAGE.read_text(encoding="utf-8"))
    assert {field.name for field in fields(Policy)} <= set(named)
    assert set(LISTS) <= set(named)
