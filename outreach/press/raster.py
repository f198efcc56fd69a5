"""Pages as pictures for the screen; the only place that knows pypdfium2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2

PROOF_DPI = 150.0


def page_pictures(pdf: Path, dpi: float = PROOF_DPI) -> Iterator[bytes]:
    """Yield every page of a PDF as a PNG file. Raises OSError where it cannot be read."""
    import io

    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            bitmap = page.render(scale=dpi / 72)
            image = bitmap.to_pil()
            data = io.BytesIO()
            image.save(data, "PNG", dpi=(dpi, dpi))
            yield data.getvalue()
