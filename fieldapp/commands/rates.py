"""Looking codes up in a contract's schedules of rates as they are on a day; nothing is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.domain.schedules import not_valid
from fieldapp.models import Contract, Rate

UNKNOWN = "{} is not in this contract's schedule of rates. Search for it again."


@dataclass(frozen=True)
class Found:
    """By code: the rates that are good on the day, and why another code, which is there, is not."""

    rates: dict[str, Rate]
    not_valid: dict[str, str]

    def rate(self, code: str) -> Rate | None:
        """The rate of a code as typed, else in capitals."""
        return next((self.rates[one] for one in _spellings(code) if one in self.rates), None)

    def why_not(self, code: str, unknown: str = UNKNOWN) -> str:
        """Why a code as typed has no rate: when it was good, or that it is `unknown`."""
        expired = (self.not_valid[one] for one in _spellings(code) if one in self.not_valid)
        return next(expired, "") or unknown.format(code)


def look_up(session: Session, contract: Contract, codes: Iterable[str], day: date) -> Found:
    """The rates of a contract's schedules with these codes, as typed or in capitals.

    Of several schedules the oldest one counts.
    """
    books = [schedule.id for schedule in contract.schedules]
    wanted = {one for code in codes for one in _spellings(code)}
    query = select(Rate).where(Rate.schedule_id.in_(books), Rate.code.in_(wanted)).order_by(Rate.schedule_id)
    rates: dict[str, Rate] = {}
    others: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for rate in session.scalars(query) if books else ():
        if rate.valid_from <= day <= rate.valid_to:
            rates.setdefault(rate.code, rate)
        else:
            others[rate.code].append((rate.valid_from, rate.valid_to))
    return Found(rates, {code: not_valid(code, spells, day) for code, spells in others.items() if code not in rates})


def _spellings(code: str) -> tuple[str, str]:
    return code, code.upper()
