"""The finder of rates: what it finds first, among codes, words, the trade's words and what was mistyped."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fieldapp.demonstration.sources import DATA
from fieldapp.domain.finder import Entry, Finder, TradeWord, finder_of
from fieldapp.domain.finder_words import near, squashed, stem, tokens
from fieldapp.presets import NAMES, preset

LABELLED = Path(__file__).with_name("finder_queries.csv")
ENTRIES = (
    Entry("043-001", "Empty tank", "septic sludge", "Sewage", "GRO"),
    Entry("PRO-ROOF", "Roofing, to be costed", "tile gutter", "Placeholders", "ROO"),
    Entry("310911", "Renew isolation valve, 15 mm", "isolator", "Valves", "PLU"),
    Entry("310424", "Renew float valve in WC cistern", "overflow", "WCs", "PLU", last="2026-03-31"),
    Entry("310424", "Renew float valve, dearer", "overflow", "WCs", "PLU", first="2026-04-01"),
    Entry("310401", "Renew washer in tap", "drip", "Taps", "PLU"),
    Entry("201044", "Renew downpipe", "rainwater", "Gutters", "ROO"),
    Entry("360304", "Renew radiator valve", "weeping", "Radiators", "GAS"),
)
WORDS = (TradeWord("Ballcock", "float valve"), TradeWord("U bend", "trap, washer"), TradeWord("Iso", "isolation valve"))


def codes(query: str, **more: str) -> list[str]:
    """The codes that a query finds, in their order."""
    found = Finder(ENTRIES, WORDS).find(query, **more)
    return [ENTRIES[place].code for place in found.first]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("310911", "310911"),
        ("043 001", "043-001"),
        ("pro-roof", "PRO-ROOF"),
        ("PROROOF", "PRO-ROOF"),
        ("3109", "310911"),
        ("043001 tap", "043-001"),
        ("ISOLATION VALVES", "310911"),
        ("ballcock", "310424"),
        ("ball cock", "310424"),
        ("ballc", "310424"),
        ("balcock", "310424"),
        ("ubend", "310401"),
        ("u bend", "310401"),
        ("dripping", "310401"),
        ("down pipe", "201044"),
        ("radaitor", "360304"),
        ("raditor", "360304"),
        ("radiattor", "360304"),
        ("rad", "360304"),
        ("iso valve 15mm", "310911"),
        ("isolationvalve", "310911"),
        ("überlauf overflow", "310424"),
    ],
)
def test_what_is_meant_comes_first(query: str, first: str) -> None:
    """Codes as they are written or not, plurals, halves of words, slang and slips of the finger. Rules: C7."""
    assert codes(query)[0] == first


@pytest.mark.parametrize("query", ["tpa", "9", "chandelier", "tapx", "12345", "xx float"])
def test_what_is_too_far_off_finds_nothing_that_misleads(query: str) -> None:
    """A short word is taken as it is: one letter makes another word of it. Rules: C7."""
    assert "310401" not in codes(query)


def test_the_days_trade_and_category_are_kept_to() -> None:
    """Rules: C7."""
    assert codes("float", day="2026-03-31") == codes("float", day="2026-04-01") == ["310424"]
    found = [Finder(ENTRIES).find("float", day=day).first for day in ("2026-03-31", "2026-04-01")]
    assert found == [[3], [4]]
    assert codes("valve", trade="GAS") == codes("valve", category="Radiators") == ["360304"]
    assert codes("") == sorted(entry.code for entry in ENTRIES)
    assert codes("", trade="ROO") == ["201044", "PRO-ROOF"]


def test_what_barely_fits_is_left_out_and_the_rest_is_counted() -> None:
    """Rules: C7."""
    found = Finder(ENTRIES).find("renew", limit=2)
    assert (found.total, len(found.first)) == (6, 2)
    assert codes("renew float valve cistern") == ["310424", "310424"]


def test_an_index_is_made_once_for_a_book() -> None:
    assert finder_of(ENTRIES, WORDS) is finder_of((*ENTRIES[:-1], ENTRIES[-1]), WORDS)


@pytest.mark.parametrize("name", NAMES)
def test_nine_of_ten_labelled_queries_find_their_code_in_the_first_five(name: str) -> None:
    """As tradespeople would write them, over the demonstration's book, with the words that ship. Rules: C7."""
    with (DATA / "schedule_of_rates.csv").open(encoding="utf-8") as file:
        book = [
            Entry(*(row[key] for key in ("code", "short", "keywords", "category", "trade")))
            for row in csv.DictReader(file)
        ]
    words = [TradeWord(one["label"], one["meant"]) for one in preset(name)["lists"]["trade-word"]]
    finder = Finder(book, words)
    with LABELLED.open(encoding="utf-8") as file:
        wanted = {row["query"]: set(row["codes"].split("|")) for row in csv.DictReader(file)}
    assert len(wanted) >= 150
    assert set().union(*wanted.values()) <= {one.code for one in book}
    missed = [
        query
        for query, right in wanted.items()
        if not right & {book[place].code for place in finder.find(query).first[:5]}
    ]
    assert len(missed) <= len(wanted) / 10, missed


@pytest.mark.parametrize(
    ("word", "its"),
    [
        ("taps", "tap"), ("bodies", "body"), ("switches", "switch"), ("valves", "valv"), ("valve", "valv"),
        ("blocked", "block"), ("dripping", "drip"), ("drilling", "drill"), ("string", "string"), ("glass", "glass"),
        ("gas", "gas"), ("wiring", "wir"), ("wired", "wir"), ("shed", "shed"), ("15", "15"),
    ],
)  # fmt: skip
def test_endings_fall(word: str, its: str) -> None:
    assert stem(word) == its


def test_texts_are_compared_without_case_accents_and_signs() -> None:
    assert tokens("Façade, 1.5 mm/15mm") == ["facade", "1", "5", "mm", "15", "mm"]
    assert squashed("PRO–Roof 1") == "proroof1"


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("boiler", "boler", True), ("boiler", "boilers", True), ("boiler", "bioler", True), ("boiler", "coiler", True),
        ("boiler", "boiler", True), ("boiler", "bolier", True), ("boiler", "boil", False), ("boiler", "biolre", False),
        ("boiler", "relbio", False), ("ab", "ba", True),
    ],
)  # fmt: skip
def test_words_are_a_letter_apart(one: str, other: str, is_near: bool) -> None:
    assert near(one, other) is near(other, one) is is_near
