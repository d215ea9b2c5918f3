"""Scripts before the application's own: WebDriver cannot put them there, so the application's file brings them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.wrappers import Response

# Where every page of a phone begins.
ENTRY = "/js/page/field.js"
# WebDriver hears no errors either.
COMPLAIN = """for (const type of ["error", "unhandledrejection", "securitypolicyviolation"]) {
  addEventListener(type, (event) => {
    const heard = localStorage.getItem("complaints") ?? "";
    localStorage.setItem("complaints", `${heard}${type}: ${event.message ?? event.reason ?? event.blockedURI}\\n`);
  });
}"""
HEARD = "location.protocol === 'about:' ? '' : localStorage.getItem('complaints') ?? ''"


class Prelude:
    """WSGI middleware around the application, within the saboteur."""

    def __init__(self, application: Flask) -> None:
        self.scripts = [COMPLAIN]
        self._next: Callable[..., Iterable[bytes]] = application.wsgi_app
        application.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Put the scripts before the entry's own text; everything else passes."""
        if not environ["PATH_INFO"].endswith(ENTRY):
            return self._next(environ, start_response)
        answer = Response.from_app(self._next, {**environ, "HTTP_ACCEPT_ENCODING": "identity"}, buffered=True)
        answer.set_data("\n".join([*self.scripts, answer.get_data(as_text=True)]))
        return answer(environ, start_response)
