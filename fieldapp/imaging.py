"""The decoder: a program of its own that turns a picture into copies to be shown, under limits; it knows nothing else.

It is started by its path, not as a module of the package: importing the package would bring the whole application, and
its secrets, into the one process that reads what strangers wrote. Picture on standard input, one line of JSON on
standard output: `{"fault": ""}` when the copies are in the folder, else the sentence for the person who took it.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from pathlib import Path

MEGABYTE = 1024 * 1024
LIMITS = {
    resource.RLIMIT_AS: 512 * MEGABYTE,
    resource.RLIMIT_CPU: 5,
    resource.RLIMIT_FSIZE: 8 * MEGABYTE,
    resource.RLIMIT_NOFILE: 32,
    resource.RLIMIT_CORE: 0,
}
DAMAGED = "This picture is damaged and cannot be opened. Take it again."
TOO_MUCH = "This picture needs too much room to be opened. Send a smaller one."


def limit() -> None:
    """From here on this process can neither grow nor run long."""
    for what, most in LIMITS.items():
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit()

# Only below the limits: even loading a codec is work on a stranger's behalf.
from PIL import Image, ImageOps  # noqa: E402


def opened(most_pixels: int, side: int) -> Image.Image:
    """The picture on standard input, fitted into `side` pixels; raises whatever a broken file makes Pillow raise."""
    with Image.open(sys.stdin.buffer, formats=("JPEG", "PNG", "WEBP")) as picture:
        if picture.width * picture.height > most_pixels:
            raise ValueError("too many pixels")
        shrink(picture, side)
        return flattened(ImageOps.exif_transpose(picture))


def shrink(picture: Image.Image, side: int) -> None:
    """Make it fit, in place; never larger than it was."""
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)


def flattened(picture: Image.Image) -> Image.Image:
    """The pixels alone, on white: a new picture has no EXIF, place, XMP, comment or profile to carry over."""
    clean = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(picture.convert("RGB"))
    return clean


def main(folder: str, most_pixels: str, sides: dict[str, int]) -> str:
    """Write a JPEG per name of `sides` whose longer side is at most so many pixels; gives the picture's fault, if any.

    What goes wrong in writing is not the picture's fault: it ends this process, and is tried again.
    """
    warnings.simplefilter("ignore")
    try:
        copy = opened(int(most_pixels), max(sides.values()))
    except MemoryError:
        return TOO_MUCH
    except Exception:  # noqa: BLE001 - there is no list of what Pillow's plugins raise
        return DAMAGED
    for name, side in sorted(sides.items(), key=lambda pair: -pair[1]):
        shrink(copy, side)
        copy.save(Path(folder) / name, "JPEG", quality=80, optimize=True, progressive=True)
    return ""


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"fault": main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))}))
