"""Fields that read several pairs at once; what is wrong stands under the name of each pair."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from fieldapp.domain.asking import Faults


class Gathered(Field, ABC):
    """A field of several pairs: `data` is what they say together, `pair_faults` what is wrong, by the pairs' names."""

    data: Any
    pair_faults: Faults

    @abstractmethod
    def gather(self, formdata: Any) -> tuple[Any, Faults]:
        """What the pairs of a form (None before there are any) say, and what is wrong with which."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """See Field: the pairs are read as they are, there is no data of before."""
        self.errors: list[str] = []
        self.process_errors: list[str] = []
        self.data, self.pair_faults = self.gather(formdata)

    def pre_validate(self, form: Any) -> None:
        """See Field."""
        if self.pair_faults:
            raise ValidationError(" ".join(dict.fromkeys(one for said in self.pair_faults.values() for one in said)))


class WrittenAsPounds(Gathered):
    """Which pairs of other fields, by their names, were written with a £ sign: `data` is a frozenset. Rules: C5."""

    def __init__(self, label: str, of: tuple[str, ...], **more: Any) -> None:
        self.prefixes = tuple(f"{one}-" for one in of)
        super().__init__(label, **more)

    def gather(self, formdata: Any) -> tuple[frozenset[str], Faults]:
        """See Gathered; nothing is wrong with a £ sign by itself."""
        names = [key for key in (formdata or {}) if key.startswith(self.prefixes)]
        return frozenset(name for name in names if "£" in formdata[name]), {}
