"""The kinds of field that commands ask for, and the form that both doors fill from the same pairs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from fieldapp.commands.circumstances import Circumstances
from fieldapp.commands.gathered import Gathered
from fieldapp.domain import asking, comments, money
from fieldapp.domain.dates import read_day, read_moment
from fieldapp.domain.homes import read_postcode
from fieldapp.domain.numbers import row_number

LONGEST = 4000


class CommandForm(Form):
    """A command's form: plain WTForms, filled from pairs; lists and clock come from the circumstances."""

    def __init__(
        self, pairs: Iterable[tuple[str, str]] | None = None, circumstances: Circumstances | None = None
    ) -> None:
        self.circumstances = circumstances or Circumstances()
        super().__init__(None if pairs is None else MultiDict(list(pairs)), meta={"circumstances": self.circumstances})
        for one in self:
            if isinstance(one, (ListChoice, ListRadio)):
                one.choices = [SelectChoice(*item) for item in self.circumstances.list_of(one.list_name)]
            if isinstance(one, ListRadio):
                one.hints = self.circumstances.hints_of(one.list_name)

    def faults(self) -> dict[str, list[str]]:
        """What is wrong, by field, in sentences."""
        found = {name: [str(one) for one in errors] for name, errors in self.errors.items() if name}
        for one in self:
            if isinstance(one, Gathered) and one.name in found:
                del found[one.name]
                found |= one.pair_faults
        return found


class Written(StringField):
    """A line of text, without the blanks around it."""

    def __init__(self, label: str, longest: int = 200, required: str = "", **more: Any) -> None:
        rules: list[Any] = [Length(max=longest, message=f"Use at most {longest:,} characters.")]
        rules.insert(0, DataRequired(message=required) if required else Optional())
        super().__init__(label, rules, filters=[_stripped], default="", **more)


class Telephone(Written):
    """A telephone number."""

    def pre_validate(self, form: Any) -> None:
        if self.data and not asking.TELEPHONE.fullmatch(self.data):
            raise ValidationError(asking.TELEPHONE_WORDS)


class Postcode(Written):
    """A postcode, kept as `XB4 7QT` however it is typed."""

    data: str | None

    def __init__(self, label: str, required: str, **more: Any) -> None:
        super().__init__(label, 12, required, **more)

    def pre_validate(self, form: Any) -> None:
        read = read_postcode(self.data or "")
        if self.data and read is None:
            raise ValidationError("Write a whole postcode, for example XB4 7QT.")
        self.data = read or ""


class WrittenAtLength(TextAreaField):
    """A text of several lines."""

    def __init__(self, label: str, required: str = "", **more: Any) -> None:
        # No Optional() here: on an empty text it would forget what `Comments` found.
        rules: list[Any] = [DataRequired(message=required)] if required else []
        rules.append(Length(max=LONGEST, message=f"Use at most {LONGEST:,} characters."))
        super().__init__(label, rules, filters=[_stripped], default="", **more)


class Comments(WrittenAtLength):
    """A comment that must say what was done (C2); stock phrases are the landlord's list `stock-comment`."""

    def pre_validate(self, form: Any) -> None:
        around: Circumstances = form.circumstances
        fault = comments.fault(self.data or "", around.description, stock_of(around))
        if fault:
            raise ValidationError(fault)


class Explained(WrittenAtLength):
    """What whoever acts next has to know: empty and stock phrases are refused, as of a comment (C9, S6).

    The order's description may be part of it; `required` says what to write.
    """

    def __init__(self, label: str, required: str, **more: Any) -> None:
        self.required = required
        super().__init__(label, **more)

    def pre_validate(self, form: Any) -> None:
        if comments.says_nothing(self.data or "", stock_of(form.circumstances)):
            raise ValidationError(self.required)


class ListChoice(SelectField):
    """One entry of a landlord's list, by its code; without `required` also none of them."""

    def __init__(self, label: str, list_name: str, required: str = "Choose one.", **more: Any) -> None:
        self.list_name, self.required = list_name, required
        super().__init__(label, choices=[], default="", validate_choice=False, **more)

    def pre_validate(self, form: Any) -> None:
        if self.data or self.required:
            _check_choice(self.data, self.choices or [], self.required or "Choose one of these.")


class ListRadio(RadioField):
    """One entry of a landlord's list, shown whole, with what is said beside each."""

    hints: dict[str, str]

    def __init__(self, label: str, list_name: str, required: str = "Choose one.", **more: Any) -> None:
        self.list_name, self.required = list_name, required
        super().__init__(label, choices=[], default="", validate_choice=False, **more)

    def pre_validate(self, form: Any) -> None:
        _check_choice(self.data, self.choices or [], self.required)


class FixedRadio(RadioField):
    """One of a few fixed answers; without `required` also none of them."""

    def __init__(self, label: str, choices: list[tuple[str, str]], required: str = "Choose one.", **more: Any) -> None:
        self.required = required
        super().__init__(
            label, choices=[SelectChoice(*choice) for choice in choices], default="", validate_choice=False, **more
        )

    def pre_validate(self, form: Any) -> None:
        if self.data or self.required:
            _check_choice(self.data, self.choices or [], self.required or "Choose one of these.")


class OperativeDetails(Written):
    """Who did the work, where the landlord should see it: optional, and empty unless somebody writes it. Rules: S7."""

    def __init__(self, **more: Any) -> None:
        super().__init__("Names of the operatives who attended, if the landlord should see them", **more)


class Ticked(BooleanField):
    """A box that is ticked or not."""


class MomentField(Field):
    """A day and a time, typed in the sender's zone by its clock; `data` is the corrected moment, aware, or None.

    Two inputs share the name. Both empty means "when it was done". A `calendar` one is in London's time, uncorrected.
    """

    raw_data: list[str]

    def __init__(self, label: str, *, calendar: bool = False, **more: Any) -> None:
        self.calendar = calendar
        super().__init__(label, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        texts = [text.strip() for text in valuelist if text and text.strip()]
        self.data = None
        if not texts:
            return
        typed = read_moment(texts)
        if typed is None:
            raise ValueError("Write a day and a time, for example 14/07/2026 09:30.")
        around: Circumstances = Circumstances() if self.calendar else self.meta.circumstances
        self.data = (typed.replace(tzinfo=around.zone) + around.skew).astimezone(UTC)


class InstantField(Field):
    """A moment written by a program, ISO 8601 with its offset, by the sender's clock; `data` is corrected, or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0]:
            return
        read = datetime.fromisoformat(valuelist[0].replace("Z", "+00:00"))
        if read.tzinfo is None:
            raise ValueError("A moment needs its offset.")
        around: Circumstances = self.meta.circumstances
        self.data = (read + around.skew).astimezone(UTC)


class DayField(Field):
    """A day in any of the forms people write (A6); `data` is a date or None."""

    data: date | None

    def __init__(self, label: str, required: str = "", **more: Any) -> None:
        super().__init__(label, [DataRequired(message=required)] if required else [Optional()], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = read_day(text) if text else None
        if text and self.data is None:
            raise ValueError("Write a day, for example 14/07/2026.")


class Pounds(Field):
    """A sum of money as people write it; `data` is pence, or None."""

    data: int | None

    def __init__(self, label: str, required: str, **more: Any) -> None:
        self.required = required
        super().__init__(label, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            raise ValueError(self.required)
        self.data = money.read_pounds(text, int(money.MOST))


class WholeNumber(Field):
    """A whole number that a program or a list wrote; `data` is an int, or None unless it is `required`."""

    def __init__(self, label: str, required: str = "", **more: Any) -> None:
        super().__init__(label, [DataRequired(message=required)] if required else [], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = row_number(text)
        if text and self.data is None:
            raise ValueError("Write a whole number.")


class BlobId(Field):
    """The id that a phone gave a file: a UUID."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = str(uuid.UUID(valuelist[0])) if valuelist else None
        except ValueError as error:
            raise ValueError("A file's id is a UUID.") from error


class Quantities(Gathered):
    """Quantities by row: pairs `<name>-<id>`. A row carries its id, since an index is not an identity.

    `data` maps ids to Decimal; `typed` keeps what was written, so that a refused form comes back filled.
    """

    typed: dict[str, str]

    def gather(self, formdata: Any) -> tuple[dict[str, Decimal], asking.Faults]:
        prefix = f"{self.name}-"
        self.typed = {key[len(prefix) :]: formdata[key].strip() for key in (formdata or {}) if key.startswith(prefix)}
        data, faults = {}, {}
        for row, text in self.typed.items():
            number, fault = money.read_quantity(text)
            if number is None:
                faults[f"{prefix}{row}"] = [fault or money.QUANTITY_WORDS["number"]]
            else:
                data[row] = number
        return data, faults


class Texts(Field):
    """Every value given under one name, in order."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [text.strip() for text in valuelist if text.strip()]


def stock_of(around: Circumstances) -> list[str]:
    """The landlord's phrases that say nothing, and its ways to begin a comment, unfinished. Rules: C2."""
    return [label for name in ("stock-comment", "comment-starter") for _, label in around.list_of(name)]


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def _check_choice(data: str | None, choices: Iterable[Any], required: str) -> None:
    if not data or data not in {str(choice.value) for choice in choices}:
        raise ValidationError(required)
