"""Finding a rate by its code, by words or by the trade's words, the best first; no database.

`static/js/shared/finder.js` ranks alike for phones without signal: whole numbers only, and a test compares the two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple

from fieldapp.domain.finder_words import SILENT, near, squashed, stem, tokens

AT_ONCE = 8
# How much a word counts by where it stands, and by how it was met.
SHORT, KEYWORDS, CATEGORY = 6, 5, 3
SAME, MEANT, BEGUN, MISTYPED = 8, 6, 4, 4
# Of the best one's count a rate needs this part, or it is not shown.
PART = 3
BY_CODE, BY_CODES_BEGINNING = 2_000_000, 1_000_000
LONG_ENOUGH, SHORTEST_PART, SHORTEST_BEGINNING = 5, 3, 2
LONGEST_PHRASE = 3
DIGIT = re.compile("[0-9]")


class Entry(NamedTuple):
    """A code as it is found: `first` and `last` are its days as `2026-04-01`, empty where none is near."""

    code: str
    short: str
    keywords: str
    category: str
    trade: str
    first: str = ""
    last: str = ""


class TradeWord(NamedTuple):
    """What people in the trade say, and the words of the schedule that are meant, several between commas."""

    said: str
    meant: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many were found, and the first of them by their place among the entries, the best first."""

    total: int
    first: Sequence[int]


# A way to meet part of what was asked: stems that must all be there, and how much it counts.
Way = tuple[tuple[str, ...], int]
# Rate → how much of it was met.
Met = dict[int, int]


class Finder:
    """The index of one price book. Rules: C7."""

    def __init__(self, entries: Sequence[Entry], trade_words: Iterable[TradeWord] = ()) -> None:
        """Index the entries, each code once a day, and what the trade says."""
        self.entries = entries
        self.codes = [squashed(one.code) for one in entries]
        self._lengths = [len(tokens(one.short)) for one in entries]
        self._words: dict[str, Met] = {}
        for place, one in enumerate(entries):
            for text, weight in ((one.short, SHORT), (one.keywords, KEYWORDS), (one.category, CATEGORY)):
                for word in tokens(text):
                    met = self._words.setdefault(word, {})
                    met[place] = max(met.get(place, 0), weight)
        self._sorted = sorted(self._words)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for word in self._sorted:
            self._stems[stem(word)].append(word)
        self._said: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for said, meant in trade_words:
            phrase = _stems(said)[:LONGEST_PHRASE]
            ways = [way for part in meant.split(",") if (way := _stems(part))]
            if phrase:
                self._said[phrase] += ways
            if len(phrase) > 1:
                self._said[stem(squashed(said)),] += ways

    def find(self, query: str, *, day: str = "", trade: str = "", category: str = "", limit: int = AT_ONCE) -> Found:
        """The rates of a day, and of a trade and category where given, that a query finds; all of them for none.

        First those with the code or whose code begins so, then by how many words stand where, then by code.
        """
        shown = [place for place, one in enumerate(self.entries) if _is_shown(one, day, trade, category)]
        asked = [word for word in tokens(query) if word not in SILENT] or tokens(query)
        if not asked:
            return Found(len(shown), sorted(shown, key=lambda place: (self.entries[place].code, place))[:limit])
        counts: Met = defaultdict(int)
        for met in self._units(asked):
            for place, count in met.items():
                counts[place] += count
        self._by_code(query, counts)
        rows = [(counts[place], place) for place in shown if counts.get(place)]
        least = max((count for count, _ in rows if count < BY_CODES_BEGINNING), default=0)
        kept = [(count, place) for count, place in rows if count >= BY_CODES_BEGINNING or count * PART >= least]
        best = nsmallest(
            limit, kept, key=lambda row: (-row[0], self._lengths[row[1]], self.entries[row[1]].code, row[1])
        )
        return Found(len(kept), [place for _, place in best])

    def _by_code(self, query: str, counts: Met) -> None:
        """Codes that were written, whole or as far as their beginning; letters alone may as well be a word."""
        whole = squashed(query)
        parts = {squashed(part) for part in query.split()} - {""}
        for place, code in enumerate(self.codes):
            if code == whole or code in parts:
                counts[place] += BY_CODE
            elif code.startswith(whole):
                counts[place] += BY_CODES_BEGINNING if DIGIT.search(whole) else SHORT * BEGUN
            elif any(len(part) >= LONG_ENOUGH and DIGIT.search(part) and code.startswith(part) for part in parts):
                counts[place] += BY_CODES_BEGINNING

    def _units(self, asked: list[str]) -> Iterator[Met]:
        """What each word of a query has met, words that belong together as one, the rarer the more."""
        at = 0
        while at < len(asked):
            length, met = self._together(asked, at)
            if not met:
                length, met = 1, self._one(asked[at])
            at += length
            if met:
                rare = (len(self.entries) // len(met)).bit_length() * length
                yield {place: count * rare for place, count in met.items()}

    def _together(self, asked: list[str], at: int) -> tuple[int, Met]:
        """The longest of two or three words from a place on that the trade says, or that the book writes as one."""
        for length in range(min(LONGEST_PHRASE, len(asked) - at), 1, -1):
            words = asked[at : at + length]
            phrase = tuple(stem(word) for word in words)
            joined = stem("".join(words))
            ways: list[Way] = [(way, MEANT) for way in self._said.get(phrase, ())]
            ways += [((joined,), SAME)] if joined in self._stems else []
            ways += [(way, MEANT) for way in self._said.get((joined,), ())]
            met = self._all_of([(phrase, SAME), *ways]) if ways else {}
            if met:
                return length, met
        return 1, {}

    def _one(self, word: str) -> Met:
        """What a single word has met: itself and what it means; else what begins so; else what it was mistyped from."""
        own = stem(word)
        met = self._all_of([((own,), SAME), *((way, MEANT) for way in self._said.get((own,), ()))])
        if len(word) >= SHORTEST_BEGINNING and word.isalpha():
            begun = self._beginning(word)
            met = _most(met, *(self._of_word(one, BEGUN) for one in begun))
            if not met:
                said = [key[0] for key in self._said if len(key) == 1 and key[0].startswith(word)]
                met = self._all_of([(way, BEGUN) for one in said for way in self._said[one,]])
        if met or not word.isalpha():
            return met
        halves = [(word[:cut], word[cut:]) for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]
        met = self._all_of([((stem(one), stem(other)), SAME) for one, other in halves])
        return met if met or len(word) < LONG_ENOUGH else self._mistyped(own)

    def _mistyped(self, own: str) -> Met:
        """What differs by one letter from a stem, among the book's words and the trade's."""
        ways: list[Way] = [((one,), MISTYPED) for one in self._stems if len(one) >= LONG_ENOUGH - 1 and near(one, own)]
        for key, meant in self._said.items():
            if len(key) == 1 and len(key[0]) >= LONG_ENOUGH - 1 and near(key[0], own):
                ways += [(way, MISTYPED) for way in meant]
        return self._all_of(ways)

    def _beginning(self, word: str) -> Sequence[str]:
        """The book's words that begin with a word."""
        end = begin = bisect_left(self._sorted, word)
        while end < len(self._sorted) and self._sorted[end].startswith(word):
            end += 1
        return self._sorted[begin:end]

    def _of_word(self, word: str, how: int) -> Met:
        return {place: weight * how for place, weight in self._words[word].items()}

    def _of_stem(self, one: str, how: int) -> Met:
        return _most(*(self._of_word(word, how) for word in self._stems.get(one, ())))

    def _all_of(self, ways: Iterable[Way]) -> Met:
        """The best of several ways, each of which needs all of its stems and counts as its weakest."""
        met: Met = {}
        for way, how in ways:
            parts = [self._of_stem(one, how) for one in way]
            common = set.intersection(*(set(part) for part in parts))
            met = _most(met, {place: min(part[place] for part in parts) for place in common})
        return met


@lru_cache(maxsize=8)
def finder_of(entries: tuple[Entry, ...], trade_words: tuple[TradeWord, ...] = ()) -> Finder:
    """The index of a book, made once while the book says the same."""
    return Finder(entries, trade_words)


def _is_shown(one: Entry, day: str, trade: str, category: str) -> bool:
    if (trade and one.trade != trade) or (category and one.category != category):
        return False
    return not day or ((not one.first or one.first <= day) and (not one.last or day <= one.last))


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in tokens(text) if word not in SILENT)


def _most(*several: Met) -> Met:
    """Of several the higher count of each rate."""
    met: Met = {}
    for one in several:
        for place, count in one.items():
            if count > met.get(place, 0):
                met[place] = count
    return met
