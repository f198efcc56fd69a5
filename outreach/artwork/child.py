"""The parent's side of the drawing process: hands it a job, watches the clock, reads the answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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


def render_page(job: Job, where: Where, seconds: float = WALL_CLOCK) -> Page | Problem:
    """Return the page the child process drew, or the Problem in words a person can use."""
    try:
        output = run_child(job.to_bytes(), seconds)
    except subprocess.TimeoutExpired:
        return _problem(
            phrase("it takes longer than {seconds} seconds to draw", seconds=round(seconds)), where
        )
    return _answer(output, where)


def run_child(job: bytes, seconds: float) -> bytes:
    """Return what the child wrote, whole or not; subprocess.TimeoutExpired once it was killed."""
    command = [sys.executable, "-P", "-m", "outreach.artwork.render"]
    done = subprocess.run(
        command, input=job, capture_output=True, env=_environment(), timeout=seconds, check=False
    )
    return done.stdout


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
