"""An operative with a phone: what they do on it, and what phone and office then hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page
from sqlalchemy import select

from fieldapp.extensions import db
from fieldapp.models import JournalRow, Ticket, User
from tests import factories
from tests.browser.chromium import Phone
from tests.browser.expecting import expect
from tests.signing_in import PASSWORD

OPS = "/api/ops"
# The browser does not wake the worker: only pages send.
NO_SYNC = "delete ServiceWorkerRegistration.prototype.sync;"
# What a store of the phone's database holds; ArrayBuffers are given as their length.
READ_STORE = """(name) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("fieldapp");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction(name).objectStore(name).getAll();
    all.onerror = () => reject(all.error);
    all.onsuccess = () => {
      opening.result.close();
      const plain = (_, value) => (value instanceof ArrayBuffer ? {bytes: value.byteLength} : value);
      resolve(JSON.parse(JSON.stringify(all.result, plain)));
    };
  };
})"""


class Operative:
    """A person on a page of their phone."""

    def __init__(self, page: Page, user: User, visits: list[Ticket] | None = None) -> None:
        self.page, self.context, self.user, self.visits = page, page.context, user, visits or []

    @classmethod
    def at_work(
        cls,
        page: Page,
        *,
        state: str = "booked",
        visits: int = 1,
        lines: tuple[tuple[str, Any], ...] = (("310403", 1),),
        **facts: Any,
    ) -> Operative:
        """A new operative with visits of orders of their own, signed in, everything kept."""
        user = factories.user("operative", **facts)
        contract = factories.contract(to=user.contractor)
        given = [factories.ticket(state, under=contract, operative=user, lines=lines) for _ in range(visits)]
        operative = cls(page, user, given)
        operative.sign_in()
        return operative

    @property
    def visit(self) -> Ticket:
        """Their first visit."""
        return self.visits[0]

    def sign_in(self, *, ready: bool = True) -> None:
        """Sign in, and wait until the visits can be opened without signal."""
        self.page.goto("/sign-in")
        # The phone is theirs: without that the browser forgets the session when it is closed.
        self.page.locator("[name=trust]").check(force=True)
        self.page.locator("[name=username]").fill(self.user.username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("form:has([name=password]) button:not([type=button])").first.click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        self.cookies = self.context.cookies()
        if ready:
            expect(self.page.locator("[data-ready]")).to_contain_text("Ready without signal", timeout=15_000)
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Until as many visits are kept as there are."""

        def ready() -> bool:
            words = self.page.locator("[data-ready]").inner_text().split(":")[-1].split()
            return bool(words) and words[0] == words[2]

        until(ready, 15)

    def restart(self, phone: Phone, meanwhile: Callable[[], Any] = lambda: None) -> Operative:
        """Their phone's browser is killed, and started again after `meanwhile`."""
        phone.kill()
        meanwhile()
        page = phone.start()
        # Chromium writes cookies down every half minute; a battery that dies within it is not what is tried here.
        phone.context.add_cookies(self.cookies)
        return Operative(page, self.user, self.visits)

    def open(self, visit: Ticket, screen: str = "") -> None:
        """Open a visit, or one of its forms."""
        self.page.goto(f"/field/tickets/{visit.id}{screen and '#' + screen}")

    def form(self, command: str) -> Locator:
        """A command's form on this page."""
        return self.page.locator(f'form[data-command="{command}"]').first

    def note(self, visit: Ticket, text: str) -> None:
        """Write a note on a visit and save it; returns once the phone, or already the office, has it."""
        before = self.kept()
        self.open(visit, "add-note")
        self.form("add-note").locator("[name=text]").fill(text)
        self.save("add-note")
        until(lambda: self.kept() > before or self.journal_has(text), 5)

    def save(self, command: str) -> None:
        """Tap the button of a command's form."""
        self.form(command).locator("button:not([type=button])").last.click()

    def arrive(self, visit: Ticket) -> None:
        """Tap "I've arrived"."""
        self.open(visit)
        self.save("arrive")

    def kept(self) -> int:
        """How many ops this phone has saved since it was new, sent or not: the phone forgets, the office does not."""
        here = [one["id"] for one in (*self.stored("ops"), *self.stored("outcomes"))]
        return len({*here, *(row.op_id for row in journal())})

    def journal_has(self, text: str) -> bool:
        """Whether a note has reached the office."""
        return any(text in str(row.typed) for row in journal())

    def stored(self, name: str) -> list[dict[str, Any]]:
        """What the phone's database holds in a store."""
        return list(self.page.evaluate(READ_STORE, name))

    @property
    def strip(self) -> Locator:
        """The strip under the top bar."""
        return self.page.locator("[data-strip]")

    def expect_waiting(self, count: int) -> None:
        """So many items wait, and the page says so."""
        expect(self.strip).to_have_attribute("data-outbox-count", str(count), timeout=10_000)

    def expect_all_sent(self, seconds: float = 15) -> None:
        """Nothing waits any more, and the page says so."""
        expect(self.strip).to_contain_text("All sent", timeout=seconds * 1000)
        assert self.stored("ops") == []

    @contextmanager
    def without_signal(self) -> Iterator[None]:
        """Page and worker reach nobody meanwhile."""
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """Wait until something is so, and give it."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s")
        time.sleep(0.05)
    return found


def look_away() -> None:
    """End the test's own reading: SQLite lets nobody write on top of what they saw before others wrote."""
    db.session.rollback()


def journal(command: str = "", *, door: str = "phone") -> list[JournalRow]:
    """What the office has received through a door, in the order in which it did."""
    db.session.rollback()
    query = select(JournalRow).where(JournalRow.door == door).order_by(JournalRow.number)
    return [row for row in db.session.scalars(query) if command in ("", row.command)]


def texts(rows: list[JournalRow]) -> list[str]:
    """The texts of notes."""
    return [value for row in rows for name, value in row.typed or [] if name == "text"]


def received(count: int, command: str = "", seconds: float = 15) -> list[JournalRow]:
    """Wait until the office has received so many commands from phones; no more may have come."""
    until(lambda: len(journal(command)) >= count, seconds)
    rows = journal(command)
    assert len(rows) == count, [(row.command, row.typed) for row in rows]
    return rows


def caches_of(context: BrowserContext) -> list[str]:
    """The names of all caches, read on a page of the context."""
    return list(context.pages[0].evaluate("caches.keys()"))
