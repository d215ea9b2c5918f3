"""What a person reads on a page, element after element."""

from __future__ import annotations

import html5lib
from werkzeug.test import TestResponse

from tests.page_checks import tags


def reads(page: TestResponse) -> str:
    """The words of the body, with single spaces, also between elements that stand side by side."""
    body = next(tags(html5lib.parse(page.text), "body"))
    return " ".join(" ".join(body.itertext()).split())
