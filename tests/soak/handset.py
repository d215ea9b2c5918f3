"""A phone in somebody's hand: started, killed, handed on, and watched while it puts things away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.chromium import Phone
from tests.browser.operative import Operative
from tests.browser.test_failure_people import READ_CACHES, sign_out
from tests.soak.ledger import HELD, WITNESS, Job, Ledger

PATIENCE = 20


class Handset:
    """A phone with its owner of the moment. Two people may share it; `visits` are everybody's."""

    def __init__(self, phone: Phone, name: str, ledger: Ledger, visits: dict[int, list[Job]]) -> None:
        self.phone, self.name, self.ledger, self.visits = phone, name, ledger, visits
        self.silent = False
        self.step = "the beginning"
        self.heard = 0
        self.complaints: list[str] = []
        self.operative: Operative
        self.users: dict[int, Any] = {}

    @property
    def page(self) -> Page:
        """Its only page."""
        return self.phone.page

    @property
    def jobs(self) -> list[Job]:
        """The visits of the person who has it."""
        return self.visits[self.operative.user.id]

    def turn_on(self) -> None:
        """Start the browser on what it had stored."""
        self.phone.start()
        self.phone.context.set_default_timeout(PATIENCE * 500)
        self.phone.context.expose_binding("witness", self._witness)
        self.phone.context.add_init_script(WITNESS)
        self.phone.context.set_offline(self.silent)

    def give_to(self, user: Any) -> None:
        """Somebody signs in, and everything of theirs is kept."""
        self.users[user.id] = user
        self.operative = Operative(self.page, user)
        self.operative.sign_in()

    def die(self, meanwhile: Callable[[], Any] = lambda: None) -> None:
        """The battery is empty; it is charged and the app opened again. What it holds then is certain."""
        cookies = self.operative.cookies
        self.phone.kill()
        self.complaints += self.phone.complaints
        meanwhile()
        self.turn_on()
        # Chromium writes cookies down every half minute; that is not what is tried here.
        self.phone.context.add_cookies(cookies)
        self.operative = Operative(self.page, self.operative.user)
        self.operative.cookies = cookies
        self.page.goto("/field/")
        self.ledger.enter_held(self.name, self.held(), f"found after {self.step}")

    def hand_over(self, user: Any, how: str) -> None:
        """Somebody else signs in on it; nothing of the one before may be left to read."""
        before = self.operative.user
        if how == "session ends":
            self.phone.context.clear_cookies()
        else:
            self.phone.context.set_offline(how.endswith("without signal"))
            sign_out(self.page)
            self.phone.context.set_offline(self.silent)
        self.give_to(user)
        self._look_for(before)

    def saved(self, command: str, job: Job, act: Callable[[], Any]) -> None:
        """Do something, and wait until the phone has it on its disk, for the right person and visit."""
        heard = self.heard
        act()
        self.wait(lambda: self.heard > heard, PATIENCE, f"{self.step}: was not saved")
        claim = list(self.ledger.ops.values())[-1]
        if (claim.command, claim.ticket, claim.user) != (command, job.id, self.operative.user.id):
            self.ledger.astray.append(f"{claim}: should be {command} of visit {job.id}, user {self.operative.user.id}")

    def wait(self, condition: Callable[[], Any], seconds: float, words: str = "") -> bool:
        """Wait until something is so, while the page goes on; gives False, or fails with `words`, if it never is."""
        for _ in range(int(seconds * 50)):
            if condition():
                return True
            self.page.wait_for_timeout(20)
        if words:
            raise AssertionError(words)
        return False

    def held(self) -> dict[str, Any]:
        """Everything that it holds, of everybody."""
        return dict(self.page.evaluate(HELD))

    def waiting(self, user: int) -> int:
        """How many ops and files of a person have not gone yet."""
        held = self.held()
        return sum(1 for one in [*held["ops"], *held["uploads"]] if one["user"] == user)

    def _witness(self, _source: Any, news: dict[str, Any]) -> None:
        self.ledger.enter_blobs(news["blobs"])
        for op in news["ops"]:
            self.ledger.enter(self.name, op, self.step)
            self.heard += 1

    def _look_for(self, before: Any) -> None:
        """What is left of somebody on the page of what waits, and in every cache."""
        self.page.goto("/field/outbox")
        readable = self.page.content() + self.page.evaluate(READ_CACHES)
        own = {job.secret for job in self.jobs}
        for job in self.visits[before.id]:
            if job.secret in readable and job.secret not in own:
                self.ledger.leaks.append(f"{self.step}: {job.secret} of {before.name} can be read")
