"""Photos on the phone: how long one of 12 megapixels takes to be saved, what is sent of it, and what it holds up."""

from __future__ import annotations

import io
import statistics
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import FilePayload, Page

from tests.bench.saving import until_saved
from tests.browser.operative import Operative, until
from tests.browser.test_failure_slow import seconds_until_received, seconds_until_usable
from tests.live_server import LiveServer

Measured = Callable[[str, float], None]
TIMES = 5


def twelve_megapixels(seed: int) -> FilePayload:
    """As a phone's camera makes it: soft shapes, sharp edges, and the grain of a sensor; some megabytes."""
    size = (4000, 3000)
    shapes = Image.effect_noise((40, 30), 120).resize(size, Image.Resampling.BICUBIC)
    colours = Image.merge("RGB", (shapes, shapes.rotate(180), shapes.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    draw = ImageDraw.Draw(colours)
    for place in range(0, 4000, 250):
        draw.line((place, seed * 40, 4000 - place, 3000), fill=(place % 255, 40, 90), width=9)
        draw.text((place, place * 3 // 4), f"Serial 310-443-8{place}", fill=(10, 10, 10), font_size=90)
    grain = Image.effect_noise(size, 60).filter(ImageFilter.GaussianBlur(0.7)).convert("RGB")
    file = io.BytesIO()
    Image.blend(colours, grain, 0.12).save(file, "JPEG", quality=93)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_a_photo_of_twelve_megapixels(phone_page: Page, measured: Measured) -> None:
    """From the camera's answer to the completed transaction, on a quarter of this machine."""
    phone_page.add_init_script(until_saved("change"))
    operative = Operative.at_work(phone_page, state="on-site")
    devtools = phone_page.context.new_cdp_session(phone_page)
    taken = []
    with operative.without_signal():
        operative.open(operative.visit, "add-photo")
        until(lambda: phone_page.evaluate("performance.getEntriesByName('usable').length"))
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        for number in range(TIMES):
            photo = twelve_megapixels(number)
            phone_page.evaluate("window.saved = null")
            phone_page.locator("#add-photo [data-photo-kind=after]").set_input_files(photo)
            until(lambda: phone_page.evaluate("window.saved"), 60)
            taken.append(float(phone_page.evaluate("window.saved - window.begun")) / 1000)
            until(lambda number=number: phone_page.locator("figure[data-blob]").count() == number + 1, 60)
            print(f"{len(photo['buffer']) / 1e6:.1f} MB, saved after {taken[-1]:.2f} s")
        sizes = [one["size"] for one in operative.stored("uploads")]
        states = phone_page.locator("[data-photo-state]").all_inner_texts()
    print(sizes, states)
    assert set(states) == {"Saved on this phone"}
    measured("a photo of 12 megapixels: sent", max(sizes) / 1000)
    measured("a photo of 12 megapixels: saved, CPU/4", statistics.median(taken))


def test_a_slow_line(phone_page: Page, live_server: LiveServer, measured: Measured) -> None:
    """400 kbit/s and a round trip of 400 ms: what is written does not queue behind pictures."""
    operative = Operative.at_work(phone_page, visits=2)
    measured("400 kbit/s: an arrival, 20 photos queued", seconds_until_received(operative, live_server))


def test_the_first_load_on_a_slow_line(
    phone_page: Page, new_context: Any, live_server: LiveServer, measured: Measured
) -> None:
    """Today's list with an empty cache, until it is usable."""
    measured("400 kbit/s: first load of today", seconds_until_usable(phone_page, new_context, live_server))
