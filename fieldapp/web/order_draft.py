"""An order while it is being written: what its form held, line by line, until it is raised; nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from fieldapp.commands.op import Pairs
from fieldapp.domain.money import line_pence, read_quantity
from fieldapp.domain.order_details import OF_LINE, OF_ORDER
from fieldapp.models import Rate

TEXTS = (
    "contract", "reference", "priority", "description", "place", "purchase_order", "trade", "contact_name",
    "contact_telephone", "home_telephone", "two_to_attend", "warning", "certificate",
)  # fmt: skip
TICKS = ("two_to_attend", "warning")
DETAILS = tuple(one.name for one in OF_ORDER)
OF_ROW = ("code", "quantity", "place", *(one.name for one in OF_LINE))
ROW = re.compile(rf"({'|'.join(OF_ROW)})-([1-9]\d{{0,3}})")


@dataclass(frozen=True)
class DraftLine:
    """A line as typed; its details by their names."""

    code: str = ""
    quantity: str = ""
    place: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def written(self) -> bool:
        """Whether anything was typed."""
        return bool(self.code or self.quantity or self.place or self.detailed)

    @property
    def detailed(self) -> bool:
        """Whether any detail was typed."""
        return any(self.details.values())

    def text(self) -> str:
        """As the command reads it; a bar parts its columns, so none may stand in the first two."""
        return "|".join((self.code.replace("|", " "), self.quantity.replace("|", " "), self.place))

    def details_text(self, number: int) -> str:
        """What is said of it as line `number`, as the command reads it."""
        return "|".join((str(number), *(self.details.get(one.name, "").replace("|", " ") for one in OF_LINE)))


BLANK = DraftLine()


@dataclass(frozen=True)
class Draft:
    """The form's fields and lines, what is searched for among the rates, and the note that goes with issuing."""

    fields: Mapping[str, str]
    lines: tuple[DraftLine, ...]
    words: str = ""
    note: str = ""

    @classmethod
    def posted(cls, form: Mapping[str, str]) -> Draft:
        """What was posted: fields, then the lines that hold anything and were not dropped, numbered anew."""
        fields = {name: form[name].strip() for name in (*TEXTS, *DETAILS) if name in form}
        fields["reference"] = fields.get("reference", "").upper()
        found = {int(named[2]) for name in form if (named := ROW.fullmatch(name)) and named[2] != form.get("drop")}
        rows = ({part: form.get(f"{part}-{row}", "").strip() for part in OF_ROW} for row in sorted(found))
        lines = (DraftLine(row.pop("code"), row.pop("quantity"), row.pop("place"), row) for row in rows)
        kept = tuple(one for one in lines if one.written)
        return cls(fields, kept, form.get("words", "").strip()[:100], form.get("note", "").strip())

    @property
    def reference(self) -> str:
        """The reference as typed, in capitals, as it is searched for."""
        return self.fields.get("reference", "")

    @property
    def codes(self) -> set[str]:
        """The codes of its lines, as typed and in capitals."""
        return {one.code for one in self.lines if one.code} | {one.code.upper() for one in self.lines if one.code}

    @property
    def detailed(self) -> bool:
        """Whether any of the order's details was typed."""
        return any(self.fields.get(name) for name in DETAILS)

    def left_out(self, names: Collection[str]) -> list[str]:
        """Those of the fields in which nothing was typed."""
        return [name for name in names if not self.fields.get(name)]

    def with_field(self, name: str, text: str) -> Draft:
        """The same with another text in a field."""
        return replace(self, fields={**self.fields, name: text})

    def with_line(self, code: str, quantity: str) -> Draft:
        """The same with one more line."""
        return replace(self, lines=(*self.lines, DraftLine(code, quantity)))

    def with_blanks(self) -> Draft:
        """The same with an empty line at the end to write in, two in an order that has none."""
        return replace(self, lines=(*self.lines, BLANK) if self.lines else (BLANK, BLANK))

    def pairs(self, home: str) -> Pairs:
        """The pairs of the command `raise` for the home with this reference."""
        pairs = [(name, text) for name, text in self.fields.items() if text or name not in (*TICKS, *DETAILS)]
        written = [one for one in self.lines if one.written]
        details = (one.details_text(number) for number, one in enumerate(written, start=1) if one.detailed)
        lines = [("line", one.text()) for one in written] + [("line_details", text) for text in details]
        return [("property", home), *pairs, *lines]

    def priced(self, rates: Mapping[str, Rate]) -> list[tuple[DraftLine, Rate | None, int | None]]:
        """Each line with its rate and what it comes to, in pence; None where code or quantity do not say yet."""
        found = [(one, rates.get(one.code) or rates.get(one.code.upper())) for one in self.lines]
        return [(one, rate, _cost(one, rate)) for one, rate in found]


def _cost(line: DraftLine, rate: Rate | None) -> int | None:
    if rate is None:
        return None
    quantity, _fault = read_quantity(line.quantity or ("" if rate.is_price else "1"))
    return None if quantity is None else line_pence(quantity, rate.rate_pence)
