"""Draws a report, as a child process: ``python -P -m outreach.report.drawing``.

matplotlib and WeasyPrint take seconds to load, and neither can bound its own time or memory. So
they are loaded here, while the parent still counts, and may die alone.

In: JSON (``kind``, "html" or "pdf"; ``font``; ``context``, what the page says). Out: one line of
JSON, ``{}`` or ``{"fault": …}``, then the file.
"""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from outreach.artwork.confined import limit_this_process
from outreach.report.chart import draw_bars

MEMORY = 2_000_000_000  # bytes of address space
_PARTS = ("page.html", "page.css")


def draw(job: Mapping[str, Any]) -> bytes:
    """Return the page as HTML with everything in it, or as a PDF."""
    font = Path(job["font"])
    context = dict(job["context"])
    charts = [draw_bars(each, font) for each in context["charts"]]
    is_pdf = job["kind"] == "pdf"
    sources = [
        f"asset:{at}" if is_pdf else f"data:image/svg+xml;base64,{b64encode(chart).decode()}"
        for at, chart in enumerate(charts)
    ]
    html = _filled(context | {"sources": sources, "is_pdf": is_pdf})
    if not is_pdf:
        return html.encode()
    assets = {str(at): chart for at, chart in enumerate(charts)} | {"font": font.read_bytes()}
    from outreach.report.paper import as_pdf  # a second, which a page for the screen does not pay

    return as_pdf(html, assets)


def _filled(context: Mapping[str, object]) -> str:
    here = Path(__file__).parent
    templates = {name: (here / name).read_text(encoding="utf-8") for name in _PARTS}
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(templates), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template(_PARTS[0]).render(**context)


def answer(job: Mapping[str, Any]) -> bytes:
    """Return the line the parent reads and the file after it; nothing is ever thrown."""
    try:
        made, about = draw(job), {}
    except Exception as error:  # its words may hold a path or a name; its kind does not
        made, about = b"", {"fault": type(error).__name__}
    return json.dumps(about).encode() + b"\n" + made


if __name__ == "__main__":
    limit_this_process(MEMORY)
    sink = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get among the answer
    sink.write(answer(json.load(sys.stdin.buffer)))
    sink.flush()
