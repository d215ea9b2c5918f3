"""A page in WebKitGTK with the few words of a Playwright page that the tests use, so that they serve both browsers."""

from __future__ import annotations

import time
from collections.abc import Callable
from fnmatch import fnmatch
from functools import partial
from typing import Any

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    JavascriptException,
    StaleElementReferenceException,
)
from selenium.webdriver import Remote
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

PATIENCE = 15


class OtherwiseWrittenError(Exception):
    """Something else was written in the field meanwhile: a draft came back."""


# The page changed under the tap, or is not there yet.
NOT_YET = (
    OtherwiseWrittenError,
    ElementClickInterceptedException,
    ElementNotInteractableException,
    JavascriptException,
    StaleElementReferenceException,
)
EVALUATE = """const [argument, done] = arguments;
const work = async () => { const given = (%s); return typeof given === "function" ? given(argument) : given; };
work().then((value) => done({value}), (error) => done({error: String(error)}));"""
# Steps are pairs of a selector and which of its matches is meant: 0 the first, -1 the last, null all.
FIND = """let found = [document];
for (const [selector, which] of arguments[0]) {
  found = found.flatMap((place) => [...place.querySelectorAll(selector)]);
  if (which !== null) found = found.slice(which).slice(0, 1);
}
return found[0] ?? null;"""
SET = """const [field, value] = arguments; field.value = value;
for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, {bubbles: true}));"""


class Page:
    """A window of the browser."""

    def __init__(self, context: Any, handle: str) -> None:
        self.context, self.handle = context, handle
        self.clock = Clock(self)

    @property
    def driver(self) -> Remote:
        """The driver, with this window before it."""
        return self.context.driver_of(self)

    def goto(self, path: str) -> None:
        """Open a page by its path."""
        self.driver.get(self.context.url + path)

    def evaluate(self, source: str, argument: Any = None) -> Any:
        """What an expression gives, or a function of `argument`; promises are waited for."""
        answer = self.driver.execute_async_script(EVALUATE % source, argument)
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def locator(self, selector: str) -> Locator:
        """The elements that match, looked for anew each time they are used."""
        return Locator(self, [(selector, None)])

    def content(self) -> str:
        """The page as it is now."""
        return self.driver.page_source

    def wait_for_url(self, wanted: str | Callable[[str], bool]) -> None:
        """Until the address is as wanted: a pattern, or a function of it."""
        fits = partial(fnmatch, pat=wanted) if isinstance(wanted, str) else wanted
        _until(lambda: fits(self.driver.current_url), lambda: self.driver.current_url, PATIENCE)

    def add_init_script(self, script: str) -> None:
        """Run a script before the application's own in every page from now on."""
        self.context.add_init_script(script)


class Locator:
    """Elements of a page; a tap waits until it can be made."""

    def __init__(self, page: Page, steps: list[tuple[str, int | None]]) -> None:
        self.page, self.steps = page, steps

    @property
    def first(self) -> Locator:
        """The first of them."""
        return self._which(0)

    @property
    def last(self) -> Locator:
        """The last of them."""
        return self._which(-1)

    def _which(self, number: int) -> Locator:
        return Locator(self.page, [*self.steps[:-1], (self.steps[-1][0], number)])

    def locator(self, selector: str) -> Locator:
        """Elements within them."""
        return Locator(self.page, [*self.steps, (selector, None)])

    def element(self) -> WebElement | None:
        """The element as it is now, if there is one."""
        return self.page.driver.execute_script(FIND, self.steps)

    def _act(self, do: Callable[[WebElement], Any]) -> Any:
        answer: list[Any] = []
        why = ["there is none"]

        def done() -> bool:
            try:
                if element := self.element():
                    answer.append(do(element))
            except NOT_YET as error:
                why[0] = repr(error)
            return bool(answer)

        _until(done, lambda: f"{self.steps}: {why[0]}", PATIENCE)
        return answer[0]

    def click(self) -> None:
        """Tap it."""
        self._act(WebElement.click)

    def check(self, *, force: bool = False) -> None:
        """Tick it."""
        self._act(lambda box: box.is_selected() or box.click())

    def fill(self, text: str) -> None:
        """Write it in the place of what is there; the parts of a date are set as its picker does."""

        def write(field: WebElement) -> None:
            if field.get_attribute("type") in ("date", "time"):
                self.page.driver.execute_script(SET, field, text)
            else:
                field.clear()
                field.send_keys(text)
            if field.get_property("value") != text:
                raise OtherwiseWrittenError

        self._act(write)

    def press(self, key: str) -> None:
        """Press a key in it."""
        self._act(lambda field: field.send_keys(getattr(Keys, key.upper())))

    def inner_text(self) -> str:
        """Its words."""
        return str(self.evaluate("(element) => element.innerText"))

    def evaluate(self, source: str) -> Any:
        """What a function of the element gives."""
        return self._act(lambda element: self.page.evaluate(source, element))

    def expectation(self) -> Expectation:
        """What `expect` gives for it."""
        return Expectation(self)


class Expectation:
    """What a person will see within a while, or the test fails."""

    def __init__(self, locator: Locator) -> None:
        self.locator = locator

    def _see(self, source: str, fits: Callable[[Any], bool], wanted: str, timeout: float) -> None:
        seen: list[Any] = [None]

        def so() -> bool:
            try:
                element = self.locator.element()
                seen[0] = self.locator.page.evaluate(source, element) if element else None
            except NOT_YET:
                return False
            return element is not None and fits(seen[0])

        _until(so, lambda: f"{self.locator.steps} {wanted}, but: {seen[0]!r}", timeout / 1000)

    def to_contain_text(self, text: str, *, timeout: float = 5_000) -> None:
        """Its words contain these."""
        self._see(WORDS, lambda words: text in words, f"contains {text!r}", timeout)

    def not_to_contain_text(self, text: str, *, timeout: float = 5_000) -> None:
        """Its words do not contain these."""
        self._see(WORDS, lambda words: text not in words, f"is without {text!r}", timeout)

    def to_have_attribute(self, name: str, value: str, *, timeout: float = 5_000) -> None:
        """An attribute is so."""
        source = f"(element) => element.getAttribute({name!r})"
        self._see(source, lambda found: found == value, f"has {name}={value!r}", timeout)

    def to_have_value(self, value: str, *, timeout: float = 5_000) -> None:
        """This is written in it."""
        self._see("(field) => field.value", lambda found: found == value, f"holds {value!r}", timeout)

    def to_be_visible(self, *, timeout: float = 5_000) -> None:
        """It can be seen."""
        self._see("(element) => element.checkVisibility()", bool, "is visible", timeout)


WORDS = '(element) => element.textContent.replace(/\\s+/g, " ").trim()'


class Clock:
    """The page's own clocks: what it does again and again can be done at once."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def install(self) -> None:
        """Remember, from the next page on, what is done again and again."""
        self.page.add_init_script("""const every = setInterval;
window.setInterval = (run, wait) => { (window.again ??= []).push({run, wait}); return every(run, wait); };""")

    def run_for(self, milliseconds: int) -> None:
        """Do what would be done within the time."""
        self.page.evaluate(f"again.filter(({{wait}}) => wait <= {milliseconds}).forEach(({{run}}) => run())")


def _until(so: Callable[[], bool], what: Callable[[], str], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what()}")
        time.sleep(0.05)
