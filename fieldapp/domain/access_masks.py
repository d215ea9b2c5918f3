"""Access masks: on which weekdays somebody lets a contractor in, as six letters from Monday to Saturday."""

from __future__ import annotations

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
YES, NO = "Y", "N"
EXAMPLE = "for example YYYYNN"


def read_mask(text: str) -> str:
    """The mask in capitals; ValueError says what is wrong with it. Rules: T3."""
    mask = text.upper()
    wrong = next((letter for letter in mask if letter not in (YES, NO)), "")
    if wrong:
        raise ValueError(f"Use only the letters Y and N, {EXAMPLE}. {wrong} is neither.")
    if len(mask) != len(DAYS):
        count = f"There {'is' if len(mask) == 1 else 'are'} {len(mask)}."
        raise ValueError(f"Write six letters, one for each day from Monday to Saturday, {EXAMPLE}. {count}")
    return mask


def mask_words(mask: str) -> str:
    """The days as a person reads them: `YNYNYN` → `Mon, Wed, Fri`; `no day` for none."""
    return ", ".join(day for day, letter in zip(DAYS, mask, strict=True) if letter == YES) or "no day"
