"""A phone with WebKitGTK: finding, starting and killing what it takes, and cutting its signal."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from ctypes.util import find_library
from pathlib import Path
from typing import Any

from selenium.webdriver import Remote, WebKitGTKOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection

from tests.live_server import LiveServer, free_port
from tests.webkit.page import Page
from tests.webkit.prelude import HEARD, Prelude

BROWSER = Path(__file__).with_name("keeping_browser.py")
LIBRARY = "webkit2gtk-4.1"
# Seconds in which the driver must answer.
SILENCE = 60
# A test run that is killed leaves nothing behind.
WITH_US = ("setpriv", "--pdeathsig", "KILL")


def missing() -> list[str]:
    """What is not installed of what it takes."""
    programs = [name for name in ("WebKitWebDriver", "Xvfb", "setpriv") if not shutil.which(name)]
    return programs + ([] if find_library(LIBRARY) else [LIBRARY])


class Display:
    """A screen that nobody sees, with a number that was free."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        self._process = subprocess.Popen(
            [*WITH_US, "Xvfb", "-displayfd", str(writing), "-screen", "0", "800x900x24", "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.name = f":{int(pipe.readline())}"

    def stop(self) -> None:
        """Switch it off."""
        self._process.terminate()
        self._process.wait()


class Context:
    """What is the same for all windows of a phone that is on."""

    def __init__(self, driver: Remote, live_server: LiveServer, prelude: Prelude) -> None:
        self._driver, self._server, self._prelude = driver, live_server, prelude
        self.url = live_server.url
        self.pages: list[Page] = []
        self._before = driver.current_window_handle

    def new_page(self) -> Page:
        """An empty window; the first is there already."""
        if self.pages:
            self._driver.switch_to.new_window("window")
            self._before = self._driver.current_window_handle
        self.pages.append(Page(self, self._before))
        return self.pages[-1]

    def driver_of(self, page: Page) -> Remote:
        """The driver, with a page before it."""
        if self._before != page.handle:
            self._driver.switch_to.window(page.handle)
            self._before = page.handle
        return self._driver

    def add_init_script(self, script: str) -> None:
        """Run a script before the application's own in every page from now on."""
        self._prelude.scripts.append(script)

    def cookies(self) -> list[Any]:
        """None that a test would have to carry over a restart: this browser writes them down at once."""
        return []

    def add_cookies(self, cookies: list[Any]) -> None:
        """See above."""

    def clear_cookies(self) -> None:
        """Forget who is signed in."""
        self._driver.delete_all_cookies()

    def set_offline(self, offline: bool) -> None:
        """No browser of this engine can be told that there is no signal: nobody listens at the office meanwhile.

        A phone tells its pages when signal is back.
        """
        if offline:
            self._server.stop()
            return
        self._server.start()
        for page in self.pages:
            page.evaluate("dispatchEvent(new Event('online'))")


class Phone:
    """A phone whose browser can be killed like a battery that dies, and started again with what it had stored."""

    def __init__(self, display: Display, profile: Path, live_server: LiveServer) -> None:
        self._display, self._profile, self._server = display, profile, live_server
        self._prelude = Prelude(live_server.saboteur.application)
        self._process: subprocess.Popen[bytes] | None = None
        self.context: Context | None = None
        self.page: Page

    def switch_on(self) -> Context:
        """Start the browser on the profile."""
        port = free_port()
        environment = {
            **os.environ,
            "DISPLAY": self._display.name,
            "GDK_BACKEND": "x11",
            "TZ": "Europe/London",
            # There is no sandbox within a container, nor anybody's page but ours.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        self._process = subprocess.Popen(
            [*WITH_US, "WebKitWebDriver", "-p", str(port)],
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._connection = RemoteConnection(
            client_config=ClientConfig(remote_server_addr=f"http://127.0.0.1:{port}", timeout=SILENCE)
        )
        _wait_for(port)
        options = WebKitGTKOptions()
        options.binary_location = sys.executable
        for argument in (BROWSER, self._profile):
            options.add_argument(str(argument))
        self.context = Context(Remote(self._connection, options=options), self._server, self._prelude)
        return self.context

    def start(self) -> Page:
        """Start the browser, and give its page."""
        self.page = self.switch_on().new_page()
        return self.page

    def kill(self) -> None:
        """SIGKILL the browser and everything it started: nothing gets a last word."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            self._connection.close()

    def complaints(self) -> str:
        """Uncaught errors of its pages, and breaches of the content policy."""
        pages = self.context.pages if self.context else []
        return str(pages[0].evaluate(HEARD)) if pages else ""


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
