"""References of orders and visits: how they are shown and what a person may type to find one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count


def visit_reference(order: str, visit: int) -> str:
    """Show a visit as the trade does: `C123456/1 · visit 2`."""
    return f"{order} · visit {visit}"


def readings(typed: str) -> list[tuple[str, int | None]]:
    """Every (order reference, visit) that a typed reference may mean, likeliest first.

    A number alone, `C123456`, may be any of its orders, `/1` to `/9`.
    `C123456/1 / 2` and `C123456/1 · visit 2` name a visit; `C123456/2` may be an order, or visit 2 of `C123456/1`.
    """
    text = re.sub(r"\s+", " ", typed.strip().upper())
    named = re.fullmatch(r"(.+?)\s*(?:·|/|,)?\s*VISIT\s*(\d+)", text) or re.fullmatch(r"(\S+/\d+)\s*/\s*(\d+)", text)
    if named:
        return [(named[1].strip(" ·/,"), int(named[2]))]
    found: list[tuple[str, int | None]] = [(text, None)]
    short = re.fullmatch(r"(\S+)/(\d+)", text)
    if short and int(short[2]) > 1:
        found.append((f"{short[1]}/1", int(short[2])))
    if re.fullmatch(r"[^\s/]*\d", text):
        found += [(f"{text}/{number}", None) for number in range(1, 10)]
    return found


def following(reference: str) -> Iterator[str]:
    """The references after one, without end: its number goes up, what stands around it stays.

    `C123456/1` is followed by `C123457/1`; one without a number by itself with `-2`.
    """
    found = re.fullmatch(r"(.*?)(\d+)((?:/\d+)?)", reference)
    before, number, after = found.groups() if found else (f"{reference}-", "1", "")
    for more in count(1):
        yield f"{before}{int(number) + more:0{len(number)}}{after}"
