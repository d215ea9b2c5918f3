"""How the journal is chained: what a row's code covers; keys and rows are given."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any


def digest(value: Any) -> str:
    """SHA-256, in hex, of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def body_hash(
    order: int | None,
    ticket: int | None,
    command: str,
    typed: Sequence[Sequence[str]],
    done_at: str,
    replaces: str | None,
) -> str:
    """What tells one body under an id from another; times of sending and the like are left out on purpose."""
    return digest([order, ticket, command, [list(pair) for pair in typed], done_at, replaces])


def chain_of_home(home_id: int) -> str:
    """The chain of what is done to a home itself, its cautions say."""
    return f"home:{home_id}"


def link(key: bytes, previous: str, facts: Mapping[str, Any]) -> str:
    """The code of a row: HMAC-SHA256 over the row before and this row's facts (its payload by hash only)."""
    return hmac.new(key, f"{previous}\n{canonical(facts)}".encode(), hashlib.sha256).hexdigest()
