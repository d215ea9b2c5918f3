"""The phone's finder against the server's: the same codes in the same order, for labelled and for random queries."""

from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from fieldapp.build import PACKAGE
from fieldapp.demonstration.sources import DATA
from fieldapp.domain.finder import Entry, Finder, TradeWord
from fieldapp.domain.finder_words import near, squashed, stem, tokens
from fieldapp.presets import preset

FINDER = PACKAGE / "static" / "js" / "shared" / "finder.js"
LABELLED = Path(__file__).with_name("finder_queries.csv")
RANDOM = 700
RUN = """
import { readFileSync } from "node:fs";
import { Finder, near, squashed, stem, tokens } from "./finder.mjs";
const { book, asked, words } = JSON.parse(readFileSync(0, "utf-8"));
const finder = new Finder(book);
const found = asked.map(([query, more]) => finder.find(query, more)).map(({ total, first }) => [total, first]);
const first = (word) => stem(tokens(word)[0] ?? "");
const read = words.map((word, at) => [tokens(word), squashed(word), first(word), near(word, words[at - 1] ?? "")]);
process.stdout.write(JSON.stringify({ found, read }));
"""


def demonstration() -> list[Entry]:
    """The demonstration's rates, some of them in two versions or written with signs and accents."""
    with (DATA / "schedule_of_rates.csv").open(encoding="utf-8") as file:
        rows = [
            [row[key] for key in ("code", "short", "keywords", "category", "trade")] for row in csv.DictReader(file)
        ]
    entries = [Entry(*row) for row in rows]
    ended = [one._replace(last="2026-03-31") for one in entries[::40]]
    begun = [one._replace(short=f"Rénew: {one.short}", first="2026-04-01") for one in entries[::40]]
    placeholders = [
        Entry(f"PRO-{one.trade}", f"{one.category}, to be costed", "", "Placeholders", one.trade) for one in ended
    ]
    return [one for one in entries if one not in entries[::40]] + ended + begun + placeholders


def packed(entries: Sequence[Entry], words: Sequence[TradeWord]) -> dict[str, Any]:
    """The book as the server packs it."""
    categories = list(dict.fromkeys(one.category for one in entries))
    trades = list(dict.fromkeys(one.trade for one in entries))
    return {
        "code": "\n".join(one.code for one in entries),
        "short": "\n".join(one.short for one in entries),
        "keywords": "\n".join(one.keywords for one in entries),
        "category": [categories.index(one.category) for one in entries],
        "categories": categories,
        "trade": [trades.index(one.trade) for one in entries],
        "trades": trades,
        "spells": [[place, one.first, one.last] for place, one in enumerate(entries) if one.first or one.last],
        "words": words,
    }


def queries(entries: Sequence[Entry], words: Sequence[TradeWord]) -> list[tuple[str, dict[str, Any]]]:
    """Labelled ones, and what a hurried hand makes of the book's words, codes and the trade's words."""
    chance = random.Random(20261122)
    with LABELLED.open(encoding="utf-8") as file:
        made = [row["query"] for row in csv.DictReader(file)]
    texts = [*(f"{one.short} {one.keywords}" for one in entries), *(word.said for word in words)]
    for _ in range(RANDOM):
        written = [*chance.choice(texts).split(), chance.choice(entries).code, "15mm", "é", "-", "x"]
        some = [spoiled(word, chance) for word in chance.choices(written, k=chance.randint(1, 5))]
        made.append(chance.choice([" ", "  ", "-", ""]).join(some))
    more = [
        {}, {}, {"limit": 5}, {"day": "2026-03-31"}, {"day": "2026-04-01", "limit": 40}, {"trade": "PLU"},
        {"category": "Doors", "day": "2026-04-01"},
    ]  # fmt: skip
    return [(query, chance.choice(more)) for query in ["", " ", "the", *made]]


def spoiled(word: str, chance: random.Random) -> str:
    """A word as it is, begun, in capitals, or with a letter too many, too few or another one."""
    at = chance.randrange(len(word))
    letter = chance.choice("aeiosx1")
    return chance.choice(
        [word, word, word.upper(), word[: at + 1], word[:at] + word[at + 1 :], word[:at] + letter + word[at:],
         word[:at] + letter + word[at + 1 :], f"{word}s", f"{word}ing"]
    )  # fmt: skip


def run(folder: Path, sent: dict[str, Any]) -> Any:
    """What the phone's file answers, run by the node that comes with the browsers."""
    shutil.copy(FINDER, folder / "finder.mjs")
    (folder / "run.mjs").write_text(RUN, encoding="utf-8")
    node = compute_driver_executable()[0]
    done = subprocess.run(
        [node, str(folder / "run.mjs")], input=json.dumps(sent), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ["rocc", ""])
def test_phone_and_server_find_the_same_in_the_same_order(tmp_path: Path, name: str) -> None:
    """With the trade's words that ship, and for a landlord without any. Rules: C7."""
    entries = demonstration()
    listed = preset(name)["lists"]["trade-word"] if name else []
    words = [TradeWord(one["label"], one["meant"]) for one in listed]
    asked = queries(entries, words)
    answer = run(tmp_path, {"book": packed(entries, words), "asked": asked, "words": []})
    finder = Finder(entries, words)
    for (query, more), theirs in zip(asked, answer["found"], strict=True):
        found = finder.find(query, **more)
        assert [found.total, list(found.first)] == theirs, (query, more)


def test_phone_and_server_read_words_alike(tmp_path: Path) -> None:
    """Endings, signs, accents and slips."""
    entries = demonstration()
    chance = random.Random(7)
    spoilt = {spoiled(word, chance) for one in entries for word in one.short.lower().split()}
    words = [*sorted(spoilt), "Ünïted½", "ﬁx", ""]
    answer = run(tmp_path, {"book": packed([], []), "asked": [], "words": words})
    ours = [
        [tokens(word), squashed(word), stem((tokens(word) or [""])[0]), near(word, before)]
        for word, before in zip(words, ["", *words], strict=False)
    ]
    assert answer["read"] == ours
