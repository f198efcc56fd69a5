"""WeasyPrint, one document; a column is a box one character wide, the only way to go down there.

``font-feature-settings: "vert"`` gives such a column the right brackets and long-vowel marks.
"""

from __future__ import annotations

import importlib.util
import sys

from benchmarks.peer import Peer, Task
from benchmarks.webpage import Ways, write_pages

WAYS = Ways(
    face="break-after: page",
    column='width: 1em; line-height: 1; word-break: break-all; font-feature-settings: "vert"',
    spaced="line-height: 1.22",
)


def _find() -> str | None:
    return sys.executable if importlib.util.find_spec("weasyprint") else None


def _prepare(program: str, task: Task) -> list[str]:
    page = write_pages(task, WAYS)
    out = task.folder / "made" / "cards.pdf"
    out.parent.mkdir()
    return [program, "-m", "weasyprint", "--quiet", str(page), str(out)]


PEER = Peer("WeasyPrint", "pip install weasyprint", _find, _prepare)
