"""Finding, starting and killing Chromium."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, ConsoleMessage, Error, Page, Playwright, sync_playwright

# No word to anyone but the server under test.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic", "--disable-dev-shm-usage",
]  # fmt: skip
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-GB",
    "timezone_id": "Europe/London",
}
DESK: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 900},
    "locale": "en-GB",
    "timezone_id": "Europe/London",
}


def executable(browser_type: BrowserType) -> str | None:
    """The Chromium on the PATH, else the one that Playwright has fetched, else nothing."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return browser_type.executable_path if Path(browser_type.executable_path).exists() else None


running: list[Playwright] = []


@contextmanager
def driver() -> Iterator[Playwright]:
    """Playwright's driver, one in a process: a second would not start. Who asks for it first ends it."""
    if running:
        yield running[0]
        return
    with sync_playwright() as started:
        running.append(started)
        yield started
        running.clear()


class Complaints:
    """What pages of a context complained about: uncaught errors and breaches of the content policy."""

    def __init__(self, context: BrowserContext) -> None:
        self.heard: list[str] = []
        context.on("weberror", lambda error: self.heard.append(f"uncaught: {error.error}"))
        context.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.heard.append(message.text)


class Phone:
    """A phone whose browser can be killed like a battery that dies, and started again with what it had stored."""

    def __init__(self, browser_type: BrowserType, executable: str, profile: Path, base_url: str) -> None:
        self._browser_type, self._executable, self._base_url = browser_type, executable, base_url
        self.profile = profile
        self.context: BrowserContext
        self.page: Page
        self.complaints: list[str] = []
        self._is_on = False

    def start(self) -> Page:
        """Start the browser on the profile, and give its page."""
        self.context = self._browser_type.launch_persistent_context(
            str(self.profile), executable_path=self._executable, args=ARGUMENTS, base_url=self._base_url, **PHONE
        )
        self.complaints = Complaints(self.context).heard
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self._is_on = True
        return self.page

    def kill(self) -> None:
        """SIGKILL the browser and everything it started: nothing gets a last word."""
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.stop()

    def stop(self) -> None:
        """Close the browser in good order, if it is still there."""
        if self._is_on:
            self._is_on = False
            with contextlib.suppress(Error):
                self.context.close()

    def processes(self) -> list[int]:
        """The processes of this profile and no other's, by their command line."""
        return [pid for pid, words in _command_lines() if f"--user-data-dir={self.profile}" in words]


def _command_lines() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
                # A process that has ended but was not waited for has no command line.
                if words != [""]:
                    yield int(folder.name), words
