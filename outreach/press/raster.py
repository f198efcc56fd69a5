"""Pages as pictures for the screen, and their text; the only place that knows pypdfium2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2

PROOF_DPI = 150.0


def page_picture(pdf: bytes, dpi: float = PROOF_DPI) -> bytes:
    """Return the first page of a PDF in memory as a PNG file, bleed and all."""
    with pypdfium2.PdfDocument(pdf) as document:
        return _png(document[0], dpi)


def page_text(pdf: bytes) -> str:
    """Return the text of the first page of a PDF in memory, a line of it on each line."""
    with pypdfium2.PdfDocument(pdf) as document:
        text: str = document[0].get_textpage().get_text_range()
    return text


def page_pictures(pdf: Path, dpi: float = PROOF_DPI) -> Iterator[bytes]:
    """Yield every page of a PDF as a PNG file. Raises OSError where it cannot be read."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield _png(page, dpi)


def _png(page: pypdfium2.PdfPage, dpi: float) -> bytes:
    import io

    data = io.BytesIO()
    page.render(scale=dpi / 72).to_pil().save(data, "PNG", dpi=(dpi, dpi))
    return data.getvalue()


def page_pixels(pdf: bytes, page: int, longest: int) -> tuple[int, tuple[int, int], bytes]:
    """Return how many pages a PDF in memory has, and one of them as RGB: width, height, pixels.

    ``page`` is counted from 0; the longer side has ``longest`` pixels.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[page]
        picture = shown.render(scale=longest / max(shown.get_size())).to_pil().convert("RGB")
        return len(document), picture.size, picture.tobytes()
