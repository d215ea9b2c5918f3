"""What a command is: its name, its form, and the function that applies it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from fieldapp.commands.form import CommandForm


@dataclass(frozen=True)
class Command:
    """A verb of the trade, read from its module: `Form` is what is asked, `apply` what is done."""

    name: str
    form: type[CommandForm]
    apply: Callable[..., Any]
    rule: str

    @classmethod
    def of(cls, module: ModuleType) -> Command:
        """The command that a module holds; its name is the module's, with hyphens."""
        name = module.__name__.rpartition(".")[2].removesuffix("_").replace("_", "-")
        return cls(name, module.Form, module.apply, module.__doc__ or "")
