"""What is drawn with a finger, kept as text: the strokes of a signature on a field of fixed size. Rules: D2."""

from __future__ import annotations

import re

# The field that all drawings are measured on, whatever they were drawn on.
WIDTH, HEIGHT = 1000, 400
# No value that a phone sends is longer.
MOST = 10_000
TOO_LONG = "This signature has more strokes than can be kept. Clear it and sign again with fewer."
OUTSIDE = "This signature goes beyond its field. Clear it and sign again."
UNREADABLE = "This signature cannot be read. Clear it and sign again."
POINT = r"(?:0|[1-9][0-9]{0,4}),(?:0|[1-9][0-9]{0,4})"
DRAWING = re.compile(rf"{POINT}(?: {POINT})*(?:;{POINT}(?: {POINT})*)*")
Point = tuple[int, int]
Stroke = tuple[Point, ...]


def read_strokes(text: str) -> str:
    """The text of a drawing as it is kept, `x,y x,y …;x,y …`; ValueError says in words why it is none.

    No stroke is empty, and each point is in whole numbers on the field.
    """
    if len(text) > MOST:
        raise ValueError(TOO_LONG)
    if not DRAWING.fullmatch(text):
        raise ValueError(UNREADABLE)
    if any(x > WIDTH or y > HEIGHT for stroke in strokes_of(text) for x, y in stroke):
        raise ValueError(OUTSIDE)
    return text


def strokes_of(text: str) -> tuple[Stroke, ...]:
    """The strokes of a drawing that was read, each of one point (a dot) or more; none of an empty text."""
    return tuple(tuple(_point(pair) for pair in stroke.split(" ")) for stroke in text.split(";") if stroke)


def _point(pair: str) -> Point:
    x, y = pair.split(",")
    return int(x), int(y)
