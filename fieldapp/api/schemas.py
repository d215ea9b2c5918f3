"""The shapes of what phones send: the envelope of ops, checked by marshmallow; each op is checked by itself."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

from fieldapp.commands.op import Op

MOST_OPS = 100
MOST_PAIRS = 500
LONGEST_VALUE = 10_000


def _storable(text: str) -> None:
    """PostgreSQL stores no zero byte in a text, and nobody types one."""
    if "\x00" in text:
        raise ValidationError("a text may not hold a zero byte")


def _text(longest: int, **more: Any) -> fields.String:
    return fields.String(validate=[validate.Length(max=longest), _storable], **more)


class CanonicalUuid(fields.UUID):
    """A UUID, given on as its canonical text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:  # type: ignore[override]
        return str(super()._deserialize(value, attr, data, **more))


class PhoneSchema(Schema):
    """What a phone says of itself with every contact."""

    class Meta:
        unknown = EXCLUDE

    unsent = fields.Integer(load_default=0, validate=validate.Range(min=0, max=1_000_000))
    oldest = fields.AwareDateTime(load_default=None, allow_none=True)
    persisted = fields.Boolean(load_default=None, allow_none=True)
    room = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=2**62))


class EnvelopeSchema(Schema):
    """A batch of ops; what is inside each is nobody's business here."""

    class Meta:
        unknown = EXCLUDE

    user = fields.Integer(load_default=None, allow_none=True)
    device = CanonicalUuid(load_default=None, allow_none=True)
    build = _text(40, load_default="")
    phone = fields.Nested(PhoneSchema, load_default=None, allow_none=True)
    ops = fields.List(fields.Raw(allow_none=True), required=True, validate=validate.Length(max=MOST_OPS))


class OpSchema(Schema):
    """One op; unknown keys are let through, so that a newer phone may say more."""

    class Meta:
        unknown = EXCLUDE

    id = CanonicalUuid(required=True)
    order = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=1, max=2**31 - 1)
    )
    ticket = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=1, max=2**31 - 1)
    )
    command = _text(40, required=True)
    typed = fields.List(
        fields.Tuple((_text(200), _text(LONGEST_VALUE))),
        required=True,
        validate=validate.Length(max=MOST_PAIRS),
    )
    done_at = fields.AwareDateTime(required=True)
    sent_at = fields.AwareDateTime(required=True)
    tz = _text(60, load_default="Europe/London")
    build = _text(40, load_default="")
    replaces = CanonicalUuid(load_default=None, allow_none=True)

    @post_load
    def _pairs(self, loaded: dict[str, Any], **_more: Any) -> dict[str, Any]:
        for name in ("done_at", "sent_at"):
            if not 2000 <= loaded[name].year <= 2200:
                raise ValidationError("a clock this wrong cannot be corrected", name)
        return loaded


def read_op(raw: Any, actor: int, device: str | None, received_at: datetime) -> Op:
    """An Op from what a phone sent; raises ValidationError where it is malformed."""
    if not isinstance(raw, dict):
        raise ValidationError("an op is an object")
    return Op(**OpSchema().load(raw), actor=actor, device=device, received_at=received_at, door="phone")


def id_of(raw: Any) -> str | None:
    """The id of a malformed op, as it was sent, so that the phone knows which one is meant."""
    given = raw.get("id") if isinstance(raw, dict) else None
    try:
        return given if isinstance(given, str) and uuid.UUID(given) else None
    except ValueError:
        return None
