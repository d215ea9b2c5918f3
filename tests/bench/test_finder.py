"""Finding a rate among 5,000 and 10,000 codes: how well, how quickly on a slow phone and on the server, how heavy."""

from __future__ import annotations

import csv
import gzip
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import insert

from fieldapp.demonstration.sources import DATA
from fieldapp.domain.finder import Entry, Finder, TradeWord
from fieldapp.extensions import db
from fieldapp.models import Contract, ListItem, Rate
from fieldapp.presets import preset
from fieldapp.queries import finder
from tests import domain
from tests import factories as make
from tests.browser.operative import Operative, until
from tests.checking_client import CheckingClient
from tests.signing_in import sign_in_instead

Measured = Callable[[str, float], None]
SIZES = ("15 mm", "22 mm", "up to 0.5 SM", "single", "double", "per floor", "600 mm", "900 mm", "1200 mm", "50 mm")
PLACES = (
    "kitchen",
    "bathroom",
    "hall",
    "stair",
    "loft",
    "outside",
    "communal",
    "ground floor",
    "upper floor",
    "cellar",
)
# All is typed so many times, and of each letter the quickest counts: a machine has its moods.
ROUNDS = 3
# In the page: each query as it is written, letter by letter; gives the milliseconds until each answer is laid out.
TYPE = """async (queries) => {
  const field = document.querySelector("[data-finder-words]");
  const taken = [];
  for (const query of queries) {
    for (let end = 1; end <= query.length; end += 1) {
      field.value = query.slice(0, end);
      const begun = performance.now();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      document.body.getBoundingClientRect();
      taken.push(performance.now() - begun);
    }
    await new Promise(requestAnimationFrame);
  }
  return taken;
}"""


def rows() -> list[dict[str, str]]:
    """The demonstration's rates."""
    with (DATA / "schedule_of_rates.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def labelled() -> dict[str, set[str]]:
    """Query → the codes that are right."""
    with (Path(domain.__file__).parent / "finder_queries.csv").open(encoding="utf-8") as file:
        return {row["query"]: set(row["codes"].split("|")) for row in csv.DictReader(file)}


def stocked(codes: int) -> Contract:
    """A contract whose schedule has so many codes, no two alike, and the trade's words that ship."""
    under, chance, known = make.contract(), random.Random(codes), rows()
    vocabulary = sorted({word for row in known for word in row["keywords"].split()})
    numbers = sorted(chance.sample(range(100_000, 999_999), codes))
    made = []
    for at, number in enumerate(numbers):
        row = known[at * len(known) // codes]
        short = f"{row['short']}, {chance.choice(SIZES)}, {chance.choice(PLACES)}"[:120]
        keywords = " ".join([row["keywords"], *chance.sample(vocabulary, 2)])
        facts = {"unit": row["unit"], "trade": row["trade"], "category": row["category"], "long": row["long"]}
        own = {"schedule_id": under.schedules[0].id, "landlord_id": under.landlord_id}
        pence = chance.randrange(500, 50_000)
        made.append({**own, **facts, "code": f"{number}", "short": short, "keywords": keywords, "rate_pence": pence})
    db.session.execute(insert(Rate), made)
    said = [
        {"landlord_id": under.landlord_id, "list_name": "trade-word", "code": one["code"], "label": one["label"],
         "position": at, "facts": {"meant": one["meant"]}}
        for at, one in enumerate(preset("rocc")["lists"]["trade-word"])
    ]  # fmt: skip
    db.session.execute(insert(ListItem), said)
    db.session.commit()
    return under


def p95(taken: list[float]) -> float:
    """What 95 of 100 do not exceed."""
    return statistics.quantiles(taken, n=20)[-1]


def test_labelled_queries_find_their_codes(measured: Measured) -> None:
    """Over the demonstration's book: in the first five, and as the very first."""
    book = [Entry(*(row[key] for key in ("code", "short", "keywords", "category", "trade"))) for row in rows()]
    words = [TradeWord(one["label"], one["meant"]) for one in preset("rocc")["lists"]["trade-word"]]
    index, wanted = Finder(book, words), labelled()
    found = {query: [book[place].code for place in index.find(query).first] for query in wanted}
    first = sum(1 for query, right in wanted.items() if found[query][:1] and found[query][0] in right)
    five = sum(1 for query, right in wanted.items() if right & set(found[query][:5]))
    print(f"\n{len(wanted)} queries: {first} find their code first, {five} in the first five")
    measured("finder: labelled queries in the first five", five * 100 / len(wanted))


def test_the_server_finds_among_many(client: CheckingClient, measured: Measured) -> None:
    """A search with all that it reads, and the page of prices with it; the slower of 5,000 and 10,000 codes is told."""
    queries = list(labelled())[::3]
    for codes in (5_000, 10_000):
        under = stocked(codes)
        operative = make.user("operative", under.contractor)
        make.within(operative)
        today, address = make.today(), f"/field/prices?contract={under.id}&q="
        taken = [_timed(partial(finder.search, under, query, today)) for query in queries]
        sign_in_instead(client, operative)
        pages = [_timed(partial(client.get, address + query, checked=False)) for query in queries[::3]]
        print(f"\n{codes:,} codes: first {taken[0]:.0f} ms, p95 {p95(taken[1:]):.0f} ms, the page {p95(pages):.0f} ms")
        measured(f"finder: server, {codes:,} codes, p95", p95(taken[1:]))


def test_the_phone_finds_while_one_types(phone_page: Page, live_server: object, measured: Measured) -> None:
    """5,000 codes on a sixth of this machine, without signal: from a letter to its rows. And the book’s weight."""
    under = stocked(5_000)
    operative = Operative(phone_page, make.user("operative", under.contractor))
    operative.visits = [make.ticket("on-site", under, operative.user)]
    operative.sign_in()
    devtools = phone_page.context.new_cdp_session(phone_page)
    with operative.without_signal():
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        begun = time.perf_counter()
        phone_page.goto(f"/field/tickets/{operative.visit.id}/complete#find")
        until(lambda: phone_page.locator("[data-finder]").get_attribute("data-finder-took"), 30)
        print(f"\nready to search after {time.perf_counter() - begun:.1f} s")
        rounds = [phone_page.evaluate(TYPE, list(labelled())[::6]) for _ in range(ROUNDS)]
        book = phone_page.evaluate(f"fetch('/field/rates/{under.id}.json').then((answer) => answer.text())")
    taken = [min(letter) for letter in zip(*rounds, strict=True)]
    print(f"{len(taken):,} letters: middle {statistics.median(taken):.1f} ms, worst {max(taken):.1f} ms")
    measured("finder: phone, 5,000 codes, CPU/6, p95", p95(taken))
    measured("finder: book of 5,000 codes, compressed", len(gzip.compress(book.encode(), 6)) / 1000)


def _timed(search: Callable[[], object]) -> float:
    begun = time.perf_counter()
    search()
    db.session.rollback()
    return (time.perf_counter() - begun) * 1000
