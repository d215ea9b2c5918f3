"""Draws the app’s icons from the strokes of its mark; run by hand after the mark changes: python docs/make_icons.py."""  # noqa: INP001

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent.parent / "fieldapp" / "static" / "icons"
SPARK, INK = "#ffd23f", "#083a41"
ROOF = [(4.7, 10.8), (12, 5), (19.3, 10.8)]
TICK = [(7.7, 14.5), (10.7, 17.6), (17.2, 10.6)]
STROKE = 2.6
FINER = 4


def draw(size: int, *, corner: float, zoom: float = 1.0) -> Image.Image:
    """The mark on its ground, `corner` of 24 rounded; `zoom` under 1 leaves the margin that a mask cuts into."""
    whole = size * FINER
    image = Image.new("RGBA", (whole, whole), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, whole - 1, whole - 1), radius=corner / 24 * whole, fill=SPARK)
    for line in (ROOF, TICK):
        _stroke(pen, [_placed(point, whole, zoom) for point in line], STROKE / 24 * whole * zoom)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _placed(point: tuple[float, float], whole: int, zoom: float) -> tuple[float, float]:
    # The mark's middle lies a little above the ground's: 11.3 of 24.
    return ((point[0] - 12) * zoom + 12) / 24 * whole, ((point[1] - 11.3) * zoom + 11.8) / 24 * whole


def _stroke(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: float) -> None:
    pen.line(points, fill=INK, width=round(width), joint="curve")
    for x, y in points:
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=INK)


def main() -> None:
    """Write every size."""
    for size in (192, 512):
        draw(size, corner=5.5).save(HERE / f"icon-{size}.png", optimize=True)
        draw(size, corner=0, zoom=0.72).convert("RGB").save(HERE / f"icon-maskable-{size}.png", optimize=True)
    draw(180, corner=0, zoom=0.86).convert("RGB").save(HERE / "apple-touch-icon.png", optimize=True)
    draw(64, corner=6).save(HERE / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])


if __name__ == "__main__":
    main()
