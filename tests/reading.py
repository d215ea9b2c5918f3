"""What a person reads on a page, element after element."""

from __future__ import annotations

import re

import html5lib
from werkzeug.test import TestResponse

from tests.page_checks import tags


def reads(page: TestResponse) -> str:
    """The words of the body, with single spaces, also between elements that stand side by side."""
    body = next(tags(html5lib.parse(page.text), "body"))
    return " ".join(" ".join(body.itertext()).split())


def words_of(html: str) -> str:
    """The words of a piece of a page, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def trail_of(page: str) -> str:
    """The part of a page that tells what happened, as read."""
    found = re.search(r"<([ou])l[^>]*data-journal.*?</\1l>", page, re.S)
    assert found
    return words_of(found[0])
