"""The parent's side of the drawing process: hands it a job, watches the clock, reads the answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import outreach
from outreach.errors import ExitCode, Problem, Where
from outreach.frame import Box
from outreach.phrase import Phrase, phrase

WALL_CLOCK = 20.0  # seconds; a layout takes about one


@dataclass(frozen=True, slots=True)
class Job:
    """What the child needs: the templates, the values for them, and the pictures by name."""

    templates: Mapping[str, str]
    context: Mapping[str, object]
    assets: Mapping[str, bytes]

    def to_bytes(self) -> bytes:
        """Return the job as the child reads it."""
        header = {
            "templates": dict(self.templates),
            "context": dict(self.context),
            "assets": [[name, len(data)] for name, data in self.assets.items()],
        }
        return json.dumps(header).encode() + b"\n" + b"".join(self.assets.values())


@dataclass(frozen=True, slots=True)
class Page:
    """A drawn page: the PDF, and the boxes of its anchors in mm from the trim corner."""

    pdf: bytes
    anchors: Mapping[str, Box]


class DrawingProcess:
    """The child, started before its job is ready: it loads while the pictures are baked."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-m", "outreach.artwork.render"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def run(self, job: bytes, seconds: float) -> bytes:
        """Return what the child wrote, whole or not; subprocess.TimeoutExpired when it is late."""
        return self._process.communicate(job, timeout=seconds)[0]


def render_page(child: DrawingProcess, job: Job, where: Where, seconds: float) -> Page | Problem:
    """Return the page the child process drew, or the Problem in words a person can use."""
    try:
        output = child.run(job.to_bytes(), seconds)
    except subprocess.TimeoutExpired:
        return _problem(
            phrase("it takes longer than {seconds} seconds to draw", seconds=round(seconds)), where
        )
    return _answer(output, where)


def _environment() -> dict[str, str]:
    # The child must find this very package, installed or not, and nothing in the current folder.
    home = str(Path(outreach.__file__).resolve().parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _answer(output: bytes, where: Where) -> Page | Problem:
    line, newline, pdf = output.partition(b"\n")
    if not newline:
        return _problem(phrase("drawing it ended without a page (too much memory or time)"), where)
    answer = json.loads(line)
    if "fault" in answer:
        return _problem(_words(answer["fault"], answer["detail"]), where)
    return Page(pdf, {name: Box(*box) for name, box in answer["anchors"].items()})


def _words(fault: str, detail: str) -> Phrase:
    """Return what the child's fault means."""
    match fault:
        case "denied":
            return phrase("it asks for something outside itself ({kind})", kind=detail)
        case "complaint":
            return phrase("WeasyPrint does not understand all of it ({detail})", detail=detail)
        case "pages":
            return phrase("it fills {count} pages instead of one", count=detail)
        case "size":
            return phrase("its page is {size} mm or its bleed differs", size=detail)
        case "links":
            return phrase("it holds a link or an attachment")
        case "transparency":
            return phrase("it uses opacity, a shadow or an alpha picture")
        case "template":
            return phrase("its template has a mistake: {detail}", detail=detail)
    return phrase("drawing it failed ({detail})", detail=detail)


def _problem(reason: Phrase, where: Where) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "layout-not-drawn",
        phrase("The layout cannot be drawn: {reason}.", reason=reason),
        phrase("Choose another layout, or correct this one."),
        where,
    )
