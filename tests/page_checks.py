"""What must be true of every HTML page that any test fetches; a page at fault fails the test that fetched it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"
LABELLED = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
# A script of one of these types is run; any other is data, which the policy does not concern.
RUN_TYPES = {"", "module", "text/javascript", "application/javascript"}
# html5lib knows neither <template> (whose rows need no table) nor a few newer habits.
FORGIVEN = {"unexpected-start-tag-implies-table-voodoo", "unexpected-cell-in-table-body"}


def faults(html: str, policy: str = "") -> list[str]:
    """Everything wrong with the page `html` that was sent with the Content-Security-Policy `policy`."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=True)
    root = parser.parse(html)
    found = [
        f"not HTML at line {place[0]}: {code} {details or ''}".rstrip()
        for place, code, details in parser.errors
        if code not in FORGIVEN
    ]
    for check in (_heading, _ids, _labels, _images, _links, _forms):
        found += check(root)
    found += _scripts(root, policy)
    return found


def tags(root: Element, *names: str) -> Iterator[Element]:
    """The elements of these names, in the page's order."""
    wanted = {XHTML + name for name in names}
    return (element for element in root.iter() if element.tag in wanted)


def text(element: Element) -> str:
    """What a person reads in `element`, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _heading(root: Element) -> Iterator[str]:
    headings = [text(heading) for heading in tags(root, "h1")]
    titles = [text(title) for title in tags(root, "title") if title in list(next(tags(root, "head")))]
    if not root.get("lang"):
        yield "<html> has no lang"
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one: {headings}"
    elif len(titles) != 1:
        yield f"{len(titles)} titles instead of one"
    elif not headings[0] or not titles[0].removeprefix("Error: ").startswith(headings[0]):
        yield f"the title {titles[0]!r} does not begin with the h1's text {headings[0]!r}"


def _ids(root: Element) -> Iterator[str]:
    counts = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    for name, count in counts.items():
        if count > 1:
            yield f"the id {name!r} stands {count} times"
        if not name or name.split() != [name]:
            yield f"{name!r} is no id"
    for element in root.iter():
        for attribute in ("aria-labelledby", "aria-describedby", "aria-controls"):
            for name in element.get(attribute, "").split():
                if name not in counts:
                    yield f"{attribute} names {name!r}, which is not on the page"


def _labels(root: Element) -> Iterator[str]:
    labels = list(tags(root, "label"))
    named = {label.get("for") for label in labels if text(label)}
    wrapped = {field for label in labels if text(label) for field in tags(label, *LABELLED)}
    ids = {element.get("id") for element in root.iter()}
    for label in labels:
        if label.get("for") is not None and label.get("for") not in ids:
            yield f"a label is for {label.get('for')!r}, which is not on the page"
    for field in tags(root, *LABELLED):
        if field.get("type", "text") in UNLABELLED_TYPES:
            continue
        own = field.get("aria-label") or field.get("aria-labelledby")
        if not own and field not in wrapped and (field.get("id") is None or field.get("id") not in named):
            yield f"no label for the field {field.get('name')!r}"


def _images(root: Element) -> Iterator[str]:
    for image in tags(root, "img"):
        if image.get("alt") is None:
            yield f"no alt for the image {image.get('src')!r}"


def _links(root: Element) -> Iterator[str]:
    for element in tags(root, "a", "button"):
        named = text(element) or element.get("aria-label") or element.get("aria-labelledby")
        if not named and not any(image.get("alt") for image in tags(element, "img")):
            yield f"nothing to read on {element.tag.removeprefix(XHTML)} {element.get('href') or element.get('name')!r}"


def _forms(root: Element) -> Iterator[str]:
    for form in tags(root, "form"):
        posts = form.get("method", "get").lower() == "post"
        if posts and not any(field.get("name") == "csrf_token" for field in tags(form, "input")):
            yield f"the form to {form.get('action')!r} has no csrf_token"


def _scripts(root: Element, policy: str) -> Iterator[str]:
    nonces = set(re.findall(r"'nonce-([^']+)'", policy))
    for element in tags(root, "script", "style"):
        kind = element.get("type", "") if element.tag == XHTML + "script" else ""
        if kind in RUN_TYPES and (not element.get("nonce") or element.get("nonce") not in nonces):
            yield f"no nonce of the policy on {element.get('src') or 'an inline ' + element.tag.removeprefix(XHTML)}"
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                yield f"the policy forbids the attribute {name}={value!r}"
            if name in ("href", "action", "src") and value.strip().lower().startswith("javascript:"):
                yield f"the policy forbids {name}={value!r}"
