"""Extra work added by buttons of a page, where each press asks the server: at a desk, and on a phone without script."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from werkzeug.datastructures import MultiDict

from fieldapp.commands.rates import UNKNOWN
from fieldapp.domain.dates import london_day, read_day
from fieldapp.models import WorksOrder
from fieldapp.queries import finder
from fieldapp.web.completion_draft import CompletionDraft

MOST_FOUND = 20


def pressed(
    order: WorksOrder, draft: CompletionDraft, form: MultiDict[str, str]
) -> tuple[CompletionDraft, Mapping[str, list[str]]]:
    """What one of the buttons `add`, `merge` and `remove` makes of a draft, and what is wrong with it. Rules: C7."""
    if "merge" in form:
        return draft.merged(form["merge"]), {}
    if "remove" in form:
        return draft.removed(form["remove"]), {}
    if "add" in form:
        code = form["add"].strip()
        rate = finder.with_codes(order.contract, [code], day_of(draft)).get(code)
        if rate is None:
            return draft, {"words": [UNKNOWN.format(code)]}
        return draft.added(code, rate.short, "" if rate.is_price else "1"), {}
    return draft, {}


def found_for(order: WorksOrder, draft: CompletionDraft) -> finder.Result | None:
    """What the words of a draft find; None where there are none."""
    return finder.search(order.contract, draft.words, day_of(draft), limit=MOST_FOUND) if draft.words else None


def day_of(draft: CompletionDraft) -> date:
    """The day the work was finished, as far as it is written; its rates are that day's."""
    return read_day(draft.value("completed")) or london_day(datetime.now(UTC))
