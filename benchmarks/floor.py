"""The writer's floor: as many pages of constant content as pikepdf puts into two files.

``python -m benchmarks.floor COUNT FOLDER``: FOLDER holds one content stream a side, as outreach
wrote it for some card. Nothing is set, nothing differs from page to page, no font is embedded.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

SIDES = ("address", "picture")
# The level outreach.press.pdf sets: a floor that compresses harder would be none.
COMPRESSION: Literal[1] = 1


def write_pages(path: Path, content: bytes, count: int) -> None:
    """Write ``count`` pages of the same content, put into Kids directly."""
    pikepdf.settings.set_flate_compression_level(COMPRESSION)
    pdf = pikepdf.new()
    media = pdf.make_indirect(Array([0, 0, 283.465, 419.528]))
    every = {"/Type": Name.Page, "/Parent": pdf.Root.Pages, "/MediaBox": media}
    pages = [
        pdf.make_indirect(Dictionary({**every, "/Contents": Stream(pdf, content)}))
        for _ in range(count)
    ]
    pdf.Root.Pages.Kids = Array(pages)
    pdf.Root.Pages.Count = count
    pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def take_contents(batch: Path, folder: Path) -> None:
    """Keep the content stream of a batch's first card, one a side, for ``write_pages``."""
    for side in SIDES:
        with pikepdf.open(sorted(batch.glob(f"{side}*.pdf"))[0]) as pdf:
            (folder / f"{side}.content").write_bytes(pdf.pages[0].Contents.read_bytes())


def main(count: int, folder: Path) -> None:
    """Write both files into the folder ``made`` of ``folder``."""
    for side in SIDES:
        content = (folder / f"{side}.content").read_bytes()
        write_pages(folder / "made" / f"{side}.pdf", content, count)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
