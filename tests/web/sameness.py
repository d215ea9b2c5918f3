"""An answer without what differs by chance, for tests that two answers are the same."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse


def without_chance(answer: TestResponse) -> str:
    """The body without nonces, form tokens and the moment of its making."""
    text = re.sub(r'(nonce|data-rendered)="[^"]*"', r'\1=""', answer.get_data(as_text=True))
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", text)


def whole(answer: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    """Status, headers and body, without nonces, request ids, tokens and their lengths."""
    chance = {"X-Request-Id", "Content-Security-Policy", "Content-Length", "Set-Cookie", "Date"}
    headers = sorted((name, value) for name, value in answer.headers if name not in chance)
    return answer.status_code, headers, without_chance(answer)
