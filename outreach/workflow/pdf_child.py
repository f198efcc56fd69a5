"""Draws one page of a PDF, as a child process: ``python -P -m outreach.workflow.pdf_child JOB``.

The file comes in as standard input, JOB is JSON (``page``, ``longest``). Out: one line of JSON
(``size``, ``pages``), then the pixels as RGB; or ``{"fault": code}``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from outreach.artwork.confined import limit_this_process
from outreach.artwork.intake_child import MEMORY
from outreach.press.raster import page_pixels


def answer(stream: BinaryIO, job: Mapping[str, Any]) -> bytes:
    """Return the line the parent reads and the pixels after it; nothing is ever thrown."""
    try:
        pages, size, data = page_pixels(stream.read(), job["page"], job["longest"])
        about: dict[str, object] = {"size": size, "pages": pages}
    except Exception as error:
        about, data = {"fault": "memory" if isinstance(error, MemoryError) else "damaged"}, b""
    return json.dumps(about).encode() + b"\n" + data


if __name__ == "__main__":
    limit_this_process(MEMORY)
    sink = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get among the answer
    sink.write(answer(sys.stdin.buffer, json.loads(sys.argv[1])))
    sink.flush()
