"""Photos that nobody took: small drawings as JPEG, each with its words; never a real place."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 960, 720
STRIP = 64
Canvas = ImageDraw.ImageDraw
Colour = tuple[int, int, int]


def photo(kind: str, words: str) -> bytes:
    """A drawing of a kind (`door-card`, `before`, `after` …) with `words` under it; the same words, the same bytes."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (150, 142, 132))
    canvas = ImageDraw.Draw(image)
    chance = random.Random(f"{kind}:{words}")  # noqa: S311 - a drawing, not a secret
    MOTIFS.get(kind, _wall)(canvas, chance)
    canvas.rectangle((0, HEIGHT - STRIP, WIDTH, HEIGHT), fill=(15, 28, 30))
    canvas.text((20, HEIGHT - STRIP + 18), f"Demonstration · {words}", fill=(240, 245, 245), font=_font())
    file = BytesIO()
    image.save(file, "JPEG", quality=78)
    return file.getvalue()


def _wall(canvas: Canvas, chance: random.Random) -> None:
    """Courses of brick, in shades."""
    for row, y in enumerate(range(0, HEIGHT - STRIP, 48)):
        for x in range(-60 * (row % 2), WIDTH, 120):
            shade = chance.randint(-14, 14)
            canvas.rectangle((x, y, x + 116, y + 44), fill=(162 + shade, 118 + shade, 96 + shade))


def _door_card(canvas: Canvas, chance: random.Random) -> None:
    _wall(canvas, chance)
    colour = chance.choice([(31, 92, 112), (120, 36, 40), (46, 84, 52)])
    canvas.rectangle((310, 70, 650, HEIGHT - STRIP), fill=(232, 232, 228))
    canvas.rectangle((335, 95, 625, HEIGHT - STRIP), fill=colour)
    for left in (365, 495):
        for top in (130, 330):
            canvas.rectangle((left, top, left + 100, top + 160), fill=_darker(colour))
    canvas.rectangle((430, 520, 530, 540), fill=(214, 200, 150))
    canvas.polygon(((470, 505), (600, 530), (580, 620), (450, 595)), fill=(250, 246, 226))
    for line in range(3):
        canvas.line((485, 535 + 22 * line, 570, 550 + 22 * line), fill=(60, 60, 60), width=5)


def _before(canvas: Canvas, chance: random.Random) -> None:
    """Under a sink: a trap, a pipe, and water where none should be."""
    canvas.rectangle((0, 0, WIDTH, HEIGHT), fill=(96, 84, 74))
    canvas.rectangle((0, 470, WIDTH, HEIGHT), fill=(70, 60, 54))
    _pipes(canvas, (232, 232, 230))
    for _ in range(6):
        x, y = chance.randint(320, 520), chance.randint(330, 480)
        canvas.ellipse((x, y, x + 14, y + 22), fill=(150, 196, 214))
    canvas.ellipse((250, 520, 690, 610), fill=(124, 172, 192))


def _after(canvas: Canvas, chance: random.Random) -> None:
    """The same place, dry, with a bright new fitting."""
    canvas.rectangle((0, 0, WIDTH, HEIGHT), fill=(222, 226, 222))
    canvas.rectangle((0, 470, WIDTH, HEIGHT), fill=(186, 174, 156))
    for x in range(0, WIDTH, 120):
        canvas.line((x, 0, x, 470), fill=(204, 208, 204), width=3)
    _pipes(canvas, (150, 158, 160))
    canvas.ellipse((380, 250, 470, 340), fill=chance.choice([(196, 164, 72), (176, 182, 186)]))


def _defect(canvas: Canvas, chance: random.Random) -> None:
    """A stain on a ceiling, with a crack."""
    canvas.rectangle((0, 0, WIDTH, HEIGHT), fill=(214, 210, 198))
    for size in range(5, 0, -1):
        x, y, deeper = 480 + chance.randint(-30, 30), 330 + chance.randint(-20, 20), 18 * (5 - size)
        stain = (206 - deeper, 188 - deeper, 150 - deeper)
        canvas.ellipse((x - 60 * size, y - 38 * size, x + 60 * size, y + 38 * size), fill=stain)
    points = [(120 + 90 * step, 300 + chance.randint(-60, 60)) for step in range(9)]
    canvas.line(points, fill=(92, 80, 70), width=5)


def _meter(canvas: Canvas, chance: random.Random) -> None:
    """A box with a row of figures."""
    canvas.rectangle((0, 0, WIDTH, HEIGHT), fill=(122, 128, 130))
    canvas.rounded_rectangle((230, 130, 730, 560), 24, fill=(238, 240, 238))
    canvas.rectangle((290, 220, 670, 320), fill=(24, 28, 30))
    canvas.text((315, 245), f"{chance.randint(10000, 99999)}", fill=(235, 240, 235), font=_font(56))


def _pipes(canvas: Canvas, colour: Colour) -> None:
    canvas.rectangle((410, 60, 440, 345), fill=colour)
    canvas.arc((410, 270, 560, 420), 0, 180, fill=colour, width=30)
    canvas.rectangle((530, 200, 560, 345), fill=colour)
    canvas.rectangle((560, 200, WIDTH, 228), fill=colour)
    canvas.rectangle((180, 40, 200, 470), fill=(186, 104, 60))


def _darker(colour: Colour) -> Colour:
    return (colour[0] * 3 // 4, colour[1] * 3 // 4, colour[2] * 3 // 4)


@cache
def _font(size: int = 26) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


MOTIFS: dict[str, Callable[[Canvas, random.Random], None]] = {
    "door-card": _door_card,
    "before": _before,
    "after": _after,
    "defect": _defect,
    "meter": _meter,
}
