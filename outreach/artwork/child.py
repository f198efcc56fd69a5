"""The parent's side of the drawing process: hands it a job, watches the clock, reads the answer."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Self, cast

from outreach.artwork.confined import child_environment
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
    """The child, started before its first job is ready: it loads while the pictures are baked.

    It draws job after job. One that is too slow or too large costs the child its life; the next job
    gets another.
    """

    def __init__(self) -> None:
        self._process = _started()
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def run(self, job: bytes, seconds: float) -> bytes:
        """Return what the child wrote, b"" if it died; TimeoutExpired (subprocess) when late."""
        if self._process.poll() is not None:
            self._renew()
        answers: list[bytes] = []
        # A pipe has no time limit of its own on every system; a thread can be waited for.
        talk = threading.Thread(target=lambda: answers.append(_exchange(self._process, job)))
        talk.start()
        talk.join(seconds)
        is_late = talk.is_alive()
        if is_late or not answers[0]:
            self._end()  # which ends the talk as well
            talk.join()
        if is_late:
            raise subprocess.TimeoutExpired(self._process.args, seconds)
        if not answers[0] and self._served:
            # Earlier jobs may have used up its time; with one to itself a job is judged fairly.
            self._renew()
            return self.run(job, seconds)
        self._served += 1
        return answers[0]

    def _renew(self) -> None:
        self._end()
        self._process = _started()
        self._served = 0

    def _end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                cast(IO[bytes], pipe).close()


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "outreach.artwork.render"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
    )


def _exchange(process: subprocess.Popen[bytes], job: bytes) -> bytes:
    """Return the child's answer to a job, header and PDF, or b"" where it ended without one."""
    source, sink = cast(IO[bytes], process.stdout), cast(IO[bytes], process.stdin)
    try:
        sink.write(job)
        sink.flush()
        line = source.readline()
        if not line.endswith(b"\n"):
            return b""
        length = json.loads(line)["length"]
        pdf = source.read(length)
        return line + pdf if len(pdf) == length else b""
    except (OSError, ValueError):  # it died, or was ended because it was late
        return b""


def render_page(child: DrawingProcess, job: Job, where: Where, seconds: float) -> Page | Problem:
    """Return the page the child process drew, or the Problem in words a person can use."""
    try:
        output = child.run(job.to_bytes(), seconds)
    except subprocess.TimeoutExpired:
        return _problem(
            phrase("it takes longer than {seconds} seconds to draw", seconds=round(seconds)), where
        )
    return _answer(output, where)


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
        case "picture":
            return phrase("it does not show the picture {picture} of its layout.toml: it needs "
                          "<img src> with pictures.{picture}.url", picture=detail)  # fmt: skip
        case "transform":
            return phrase("transform turns or moves the slot {slot}, and no words follow it; use "
                          "angle in layout.toml", slot=detail)  # fmt: skip
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
