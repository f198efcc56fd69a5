"""Looks at one print file, as a child process: ``python -P -m … JOB``.

A file from anywhere may want all the time and memory there is; so it is opened here, alone. It
comes in as standard input, JOB is JSON (``name``, ``quick``, ``shops``: by the standard a file
claims, the preset it is judged by or null). Out: one line of JSON with what was found, or
``{"fault": code}``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from outreach.artwork.confined import limit_this_process
from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.frame import Box
from outreach.model.shop import Shop, Standard
from outreach.phrase import Phrase
from outreach.press.preflight import Preflight, View, preflight_stream
from outreach.press.preflight_remarks import Finding

MEMORY = 3_000_000_000  # bytes of address space: a picture of A3 at 600 dpi, opened
CPU_SECONDS = 240


def answer(stream: BinaryIO, job: Mapping[str, Any]) -> bytes:
    """Return the line the parent reads; nothing is ever thrown."""
    shops = {Standard(key): shop_from(value) for key, value in job["shops"].items()}
    try:
        found = preflight_stream(stream, job["name"], lambda each: shops[each], quick=job["quick"])
        return json.dumps(packed(found)).encode() + b"\n"
    except Exception as error:
        fault = "memory" if isinstance(error, MemoryError) else "damaged"
        return json.dumps({"fault": fault}).encode() + b"\n"


def shop_data(shop: Shop | None) -> dict[str, object] | None:
    """Return a preset as a job names it; its profile is of no use in a preflight."""
    return None if shop is None else {**asdict(shop), "profile": None}


def shop_from(data: Mapping[str, Any] | None) -> Shop | None:
    """Return the preset a job names."""
    return None if data is None else Shop(**{**data, "standard": Standard(data["standard"])})


def packed(found: Preflight) -> dict[str, object]:
    """Return what was found as JSON takes it."""
    return {
        "pages": found.pages,
        "shop": shop_data(found.shop),
        "sizes": found.page_sizes,
        "two_sided": found.two_sided,
        "views": [[page, view.shown, view.trim] for page, view in found.views.items()],
        "findings": [
            {
                "kind": int(finding.problem.kind),
                "code": finding.problem.code,
                "severity": finding.problem.severity.value,
                "message": _words(finding.problem.message),
                "hint": _words(finding.problem.hint),
                "file": finding.problem.where.file,
                "pages": finding.pages,
                "box": finding.box,
            }
            for finding in found.findings
        ],
    }


def unpacked(data: Mapping[str, Any]) -> Preflight:
    """Return what was found from its JSON."""
    return Preflight(
        tuple(_finding(each) for each in data["findings"]),
        data["pages"],
        shop_from(data["shop"]),
        tuple((width, height) for width, height in data["sizes"]),
        data["two_sided"],
        {page: View(Box(*shown), Box(*trim)) for page, shown, trim in data["views"]},
    )


def _finding(data: Mapping[str, Any]) -> Finding:
    problem = Problem(
        ExitCode(data["kind"]),
        data["code"],
        _phrase(data["message"]),
        _phrase(data["hint"]),
        Where(data["file"]),
        Severity(data["severity"]),
    )
    box = data["box"]
    return Finding(problem, tuple(data["pages"]), None if box is None else Box(*box))


def _words(words: Phrase) -> list[object]:
    values = [
        [name, _words(value) if isinstance(value, Phrase) else value]
        for name, value in words.values
    ]
    return [words.text, values]


def _phrase(data: list[Any]) -> Phrase:
    text, values = data
    filled = (
        (name, _phrase(value) if isinstance(value, list) else value) for name, value in values
    )
    return Phrase(text, tuple(filled))


if __name__ == "__main__":
    limit_this_process(MEMORY, CPU_SECONDS)
    sink = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get among the answer
    sink.write(answer(sys.stdin.buffer, json.loads(sys.argv[1])))
    sink.flush()
