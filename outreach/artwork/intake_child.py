"""Takes in one picture, as a child process: ``python -P -m outreach.artwork.intake_child JOB``.

A decoder fed with a hostile file may want all the time and memory there is; so it runs here, alone,
with limits. The file comes in as standard input, JOB is JSON (``kind``, ``longest``, ``most``,
``turn``, ``paper``, ``corners``). Out: one line of JSON, then the master's bytes; where the picture
is refused, ``{"fault": code}`` and no more.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from PIL import Image, ImageChops

from outreach.artwork.confined import limit_this_process
from outreach.artwork.opening import Opened, code_of, open_plain
from outreach.artwork.paper import Sheet, flatten_sheet

MEMORY = 600_000_000  # bytes of address space
JPEG_QUALITY = 95
SPARE = 1.3  # of a photo of paper more is kept until the sheet is cut out of it
_TURNS = {  # degrees clockwise, as people say it; Pillow counts them the other way
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
_FLAT = 0.7  # of all neighbours alike: drawn with few colours, where JPEG shows round every line


def take_in(stream: BinaryIO, job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return what was found, and the master as JPEG or PNG without any metadata.

    Raises RefusedError, or whatever a decoder throws at a damaged file.
    """
    longest, paper = job["longest"], job["paper"]
    kept = round(longest * SPARE) if paper else longest
    opened = open_plain(stream, job["kind"], kept, job["most"])
    image, sheet = opened.image, None
    if job["turn"]:
        image = image.transpose(_TURNS[job["turn"]])
    if paper:
        corners = [(x, y) for x, y in job["corners"]] if job["corners"] else None
        image, sheet = flatten_sheet(image, longest, corners)
    is_flat = _is_flat(image)
    return _found(opened, image, sheet, is_flat=is_flat), _master(image, is_flat=is_flat)


def _found(
    opened: Opened, image: Image.Image, sheet: Sheet | None, *, is_flat: bool
) -> dict[str, Any]:
    return {
        "given": opened.given,
        "has_more": opened.has_more,
        "size": image.size,
        "suffix": "png" if is_flat else "jpg",
        "sheet": sheet and sheet._asdict(),
    }


def _is_flat(image: Image.Image) -> bool:
    """Return whether most pixels are exactly like the one beside them."""
    moved = ImageChops.offset(image, 1, 0)
    red, green, blue = ImageChops.difference(image, moved).split()
    alike = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()[0]
    return alike >= _FLAT * image.width * image.height


def _master(image: Image.Image, *, is_flat: bool) -> bytes:
    # From raw pixels: whatever was done to it, a picture carries its old file's info along.
    plain = Image.frombytes("RGB", image.size, image.tobytes())
    out = io.BytesIO()
    if is_flat:
        plain.save(out, "PNG")
    else:
        plain.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return out.getvalue()


def answer(stream: BinaryIO, job: Mapping[str, Any]) -> bytes:
    """Return the line the parent reads and the bytes that follow it; nothing is ever thrown."""
    master = b""
    try:
        found, master = take_in(stream, job)
    except Exception as error:
        found = {"fault": code_of(error)}
    return json.dumps(found).encode() + b"\n" + master


if __name__ == "__main__":
    limit_this_process(MEMORY)
    sink = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get among the answer
    sink.write(answer(sys.stdin.buffer, json.loads(sys.argv[1])))
    sink.flush()
