"""Invoices as a landlord without payment applications takes them: their facts are recorded here, never their file."""

from __future__ import annotations

LONGEST_NUMBER = 40


def number_key(number: str) -> str:
    """What makes two written numbers the same: neither case nor blanks do. `inv 0042` is `INV  0042`. Rules: L1."""
    return " ".join(number.split()).casefold()
