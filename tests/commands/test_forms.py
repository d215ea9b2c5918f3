"""What every command has in common: a form that is exactly what `apply` takes, and a rule in words."""

from __future__ import annotations

import inspect

import pytest

from fieldapp.commands.circumstances import Circumstances
from fieldapp.commands.form import MomentField
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain import lifecycle


@pytest.mark.parametrize("name", COMMANDS)
def test_a_form_asks_exactly_what_apply_takes(name: str) -> None:
    """No field is dropped, none is invented."""
    command = COMMANDS[name]
    taken = [one.name for one in inspect.signature(command.apply).parameters.values() if one.kind is one.KEYWORD_ONLY]
    assert sorted(command.form(None, Circumstances())._fields) == sorted(taken)
    assert command.rule.strip()


def test_every_row_of_the_table_has_its_verb_and_every_verb_a_row() -> None:
    assert set(lifecycle.commands()) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_no_kept_form_holds_a_time_that_was_true_when_rendered(name: str) -> None:
    """Empty means: when it was done."""
    for field in COMMANDS[name].form(None, Circumstances()):
        if isinstance(field, MomentField):
            assert field.data is None
