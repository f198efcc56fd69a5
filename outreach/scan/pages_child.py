"""Decodes a page of a picture, as a child: ``python -P -m outreach.scan.pages_child JOB``.

The file comes in as standard input, JOB is JSON (``kind``, ``longest``, ``most``, ``page``). Out:
one line of JSON (``size``, ``pages``), then the pixels as RGB; or ``{"fault": code}``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from outreach.artwork.confined import limit_this_process
from outreach.artwork.intake_child import MEMORY
from outreach.artwork.opening import code_of, open_plain


def answer(stream: BinaryIO, job: Mapping[str, Any]) -> bytes:
    """Return the line the parent reads and the pixels after it; nothing is ever thrown."""
    try:
        opened = open_plain(stream, job["kind"], job["longest"], job["most"], job["page"])
        about: dict[str, object] = {"size": opened.image.size, "pages": opened.pages}
        data = opened.image.tobytes()
    except Exception as error:
        about, data = {"fault": code_of(error)}, b""
    return json.dumps(about).encode() + b"\n" + data


if __name__ == "__main__":
    limit_this_process(MEMORY)
    sink = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get among the answer
    sink.write(answer(sys.stdin.buffer, json.loads(sys.argv[1])))
    sink.flush()
