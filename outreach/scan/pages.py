"""Files of photos and scans as plain pictures, page by page, decoded in a child process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from outreach.artwork.confined import ask_child
from outreach.artwork.intake import HEAD, MAX_PIXELS, WALL_CLOCK, fault_of, kind_of
from outreach.scan.finding import Pixels
from outreach.sources.fault import Fault

LONGEST = 5200  # pixels: an A4 page at 450 dpi, and more than most phones give
MOST_PAGES = 200


def open_pages(file: Path, seconds: float = WALL_CLOCK) -> Iterator[Pixels | Fault]:
    """Yield the picture in a file, upright in sRGB, of a TIFF every page; or what is wrong with it.

    The file must not change meanwhile. ``seconds`` is how long a page may take.

    Raises OSError where the file cannot be read.
    """
    with file.open("rb") as stream:
        kind = kind_of(stream.read(HEAD))
    if isinstance(kind, Fault):
        yield kind
        return
    job = {"kind": kind.name, "most": MAX_PIXELS}
    most = MOST_PAGES if kind.name == "TIFF" else 1
    yield from pages_by("outreach.scan.pages_child", file, job, most=most, seconds=seconds)


def pages_by(
    module: str, file: Path, job: Mapping[str, Any], *, most: int = MOST_PAGES,
    seconds: float = WALL_CLOCK,
) -> Iterator[Pixels | Fault]:  # fmt: skip
    """Yield the pages a child module makes of a file, one child for each (``pages_child``)."""
    page, pages = 0, 1
    while page < min(pages, most):
        with file.open("rb") as stream:
            asked = {**job, "page": page, "longest": LONGEST}
            found = ask_child(module, stream, asked, seconds)
        if isinstance(found, str):
            yield fault_of(found)
        else:
            about, data = found
            across, down = about["size"]
            pages = about["pages"]
            yield np.frombuffer(data, np.uint8).reshape(down, across, 3)
        page += 1
