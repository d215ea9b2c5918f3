"""What a password must be (A4); hashing it and the list of common ones are outside."""

from __future__ import annotations

from collections.abc import Collection

SHORTEST = 8
LONGEST = 200
# What people put around a common word to make it pass.
DIGITS, AROUND = "0123456789", "!?.,-_*#@$%&+= "
TOO_SHORT = f"Use at least {SHORTEST} characters. 12 or more are better."
TOO_LONG = f"Use at most {LONGEST} characters."
NO_NUMBER = "Put at least one number in it."
COMMON = "Many people use this password, so it is guessed first. Choose another."
OWN_NAME = "This is your own name or email. Choose another."
SAME = "This is the password you have now. Choose another."


def fault(password: str, own_words: Collection[str], common: Collection[str]) -> str | None:
    """Say in a sentence why a password is refused, or None where it will do. Rules: A4.

    `own_words` are the person's username, email and names; `common` the shipped list, in lower case.
    """
    plain = password.casefold()
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    if not any(character.isdecimal() for character in password):
        return NO_NUMBER
    if any(plain.strip(around) in common for around in ("", AROUND, AROUND + DIGITS)):
        return COMMON
    if _bare(plain) in {_bare(word) for word in own_words} - {""}:
        return OWN_NAME
    return None


def _bare(text: str) -> str:
    """Letters only: `jkestrel1` is still the name."""
    return "".join(character for character in text.casefold() if character.isalpha())
