"""Words as the finder of rates compares them: folded, without their endings, one letter apart; no ranking.

`static/js/shared/finder.js` says the same for phones without signal, and a test compares the two.
"""

from __future__ import annotations

import re
import unicodedata

# Letters and digits are parted, so that "15mm" is found by "15 mm".
TOKEN = re.compile(r"[a-z]+|[0-9]+")
MARKS = re.compile("[\u0300-\u036f]")
VOWEL = re.compile("[aeiouy]")
# Words that say nothing about the work.
SILENT = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "my",
        "of",
        "on",
        "or",
        "our",
        "the",
        "this",
        "to",
        "with",
    ]
)
SIBILANT = ("sses", "shes", "ches", "xes", "zes")
NO_PLURAL = ("ss", "us", "is")
# Doubled letters that belong to the word: drill, seal off, press, fuzz.
KEPT_DOUBLE = "lsz"


def tokens(text: str) -> list[str]:
    """The words and numbers of a text in small letters without accents, in their order."""
    return TOKEN.findall(_folded(text))


def squashed(text: str) -> str:
    """A code as it is compared: `PRO-ROOF` and `pro roof` are both `proroof`."""
    return "".join(TOKEN.findall(_folded(text)))


def stem(word: str) -> str:
    """A token without its ending: taps → tap, blocked → block, dripping → drip, valve and valves → valv."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(SIBILANT):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(NO_PLURAL):
        word = word[:-1]
    if word.endswith("ing") and len(word) > 5:
        word = _without(word, 3)
    elif word.endswith("ed") and len(word) > 4:
        word = _without(word, 2)
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def near(one: str, other: str) -> bool:
    """Whether one letter too many, too few, wrong or exchanged with its neighbour makes one word of the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = 0
    while at < len(one) and one[at] == other[at]:
        at += 1
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    rest = one[at + 1 :]
    return rest == other[at + 1 :] or (
        one[at + 2 :] == other[at + 2 :] and one[at : at + 2] == other[at : at + 2][::-1]
    )


def _folded(text: str) -> str:
    return MARKS.sub("", unicodedata.normalize("NFKD", text.lower()))


def _without(word: str, ending: int) -> str:
    """The word without its last letters, where a word is left: `string` keeps them."""
    left = word[:-ending]
    if not VOWEL.search(left):
        return word
    if left[-1] == left[-2] and left[-1] not in KEPT_DOUBLE:
        return left[:-1]
    return left
