"""The writer's floor: pikepdf writing as many pages with constant content, and nothing else.

Run as ``python -m benchmarks.floor FOLDER COUNT``: two files, an address and a picture page a card.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

# What a face of ours comes to: some columns of glyph numbers, shown at fixed places.
COLUMN = "BT /F0 13 Tf 1 0 0 1 {x} 346 Tm <{codes}> Tj ET"
CODES = "".join(f"{at * 97 % 17000:04X}" for at in range(22))
CONTENT = "\n".join(COLUMN.format(x=60 + 20 * at, codes=CODES) for at in range(5)).encode()


def write_constant_pages(path: Path, count: int) -> None:
    """Write ``count`` pages that all look alike."""
    pdf = pikepdf.new()
    box = pdf.make_indirect(Array([0, 0, 283.465, 419.528]))
    resources = pdf.make_indirect(Dictionary())
    pages = pdf.Root.Pages
    kids = []
    for number in range(count):
        content = Stream(pdf, CONTENT + b"%%%d" % number)  # no two streams alike
        page = Dictionary(
            Type=Name.Page, Parent=pages, MediaBox=box, Resources=resources, Contents=content
        )
        kids.append(pdf.make_indirect(page))
    pages.Kids = Array(kids)
    pages.Count = count
    pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def main(folder: Path, count: int) -> None:
    """Write both files in volumes of 5,000, as the program does."""
    for side in ("address", "picture"):
        for volume, first in enumerate(range(0, count, 5000), start=1):
            path = folder / f"{side}-{volume:04d}.pdf"
            write_constant_pages(path, min(5000, count - first))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
