"""Draws layouts, as a child process: ``python -P -m outreach.artwork.render``.

WeasyPrint cannot bound its own time or memory, and reads any file it is asked for; so it runs
here, alone, with limits, and sees nothing but what came in through standard input.

In, job after job: one line of JSON (``templates``, ``context``, ``assets`` as [name, length] …),
then the assets' bytes one after the other. Out, for each: one line of JSON, ``{"anchors": …}`` or
``{"fault": code, "detail": text}``, with the ``length`` of the PDF that follows.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

import jinja2
import jinja2.sandbox
import weasyprint
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from outreach.artwork.confined import limit_this_process
from outreach.units import px_to_mm

MEMORY = 1_500_000_000  # bytes of address space
SAME = 0.01  # mm: CSS px and back
SLOT = "slot-"  # how the id of a place for words begins


class NotDrawnError(Exception):
    """Why a layout was not drawn: a code the parent has words for, and a detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class AssetsOnly(URLFetcher):  # type: ignore[misc]
    """Gives out the assets of this job and nothing else: no file, no network, no data URL."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False, fail_on_errors=True)
        self.assets = assets
        self.denied: list[str] = []
        self.given: set[str] = set()

    def fetch(self, url: str, headers: object = None) -> Any:
        """Return the asset; anything else is remembered, since SVG swallows even a fatal error."""
        scheme, _, name = url.partition(":")
        if scheme == "asset" and name in self.assets:
            self.given.add(name)
            return URLFetcherResponse(url, self.assets[name], {"Content-Type": "image/jpeg"})
        self.denied.append(scheme if scheme.isalnum() else "?")
        raise FatalURLFetchingError("denied")


class Complaints(logging.Handler):
    """Keeps what WeasyPrint complains of, without the values: they quote whole files."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the sentence with its gaps left open."""
        self.heard.append(scrubbed(str(record.msg)))


def scrubbed(text: str) -> str:
    """Return the first line of a log sentence, short, with gaps for values and addresses."""
    line = text.splitlines()[0] if text else ""
    line = re.sub(r"%[-#0-9.]*[a-z]", "…", line)
    return re.sub(r"\b[a-z]+:\S+|/\S+", "…", line)[:120]


def template_environment(templates: Mapping[str, str]) -> jinja2.Environment:
    """Return the environment every layout is filled in: escaping always, no unknown name."""
    return jinja2.sandbox.ImmutableSandboxedEnvironment(
        loader=jinja2.DictLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(job: Mapping[str, Any], assets: Mapping[str, bytes]) -> tuple[dict[str, Any], bytes]:
    """Return each anchor's rectangle (x, y, width, height in mm from the trim) and the PDF."""
    html = _filled(job)
    complaints = Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    fetcher = AssetsOnly(assets)
    try:
        document = weasyprint.HTML(string=html, url_fetcher=fetcher).render()
        pdf = document.write_pdf(finisher=_refuse_transparency)
    except FatalURLFetchingError:
        raise NotDrawnError("denied", ", ".join(fetcher.denied)) from None
    finally:
        logger.removeHandler(complaints)
    if fetcher.denied:
        raise NotDrawnError("denied", ", ".join(fetcher.denied))
    if complaints.heard:
        raise NotDrawnError("complaint", complaints.heard[0])
    _check_page(document, job["context"]["page"])
    _check_contents(document.pages[0], job["context"]["pictures"], fetcher.given)
    return {"anchors": _anchors(document.pages[0])}, pdf


def _filled(job: Mapping[str, Any]) -> str:
    try:
        environment = template_environment(job["templates"])
        return environment.get_template("layout.html").render(**job["context"])
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", None)
        raise NotDrawnError(
            "template", f"{error}"[:120] + (f" (line {line})" if line else "")
        ) from None


def _check_page(document: Any, page: Mapping[str, float]) -> None:
    if len(document.pages) != 1:
        raise NotDrawnError("pages", str(len(document.pages)))
    drawn = document.pages[0]
    wanted = [page["width"], page["height"], *[page["bleed"]] * 4]
    found = [px_to_mm(length) for length in (drawn.width, drawn.height, *drawn.bleed.values())]
    if any(abs(a - b) > SAME for a, b in zip(wanted, found, strict=True)):
        raise NotDrawnError("size", " × ".join(f"{length:g}" for length in found[:2]))
    if drawn.links or document.metadata.attachments:
        raise NotDrawnError("links")


def _check_contents(page: Any, pictures: Mapping[str, Mapping[str, Any]], given: set[str]) -> None:
    lacking = [
        name for name, each in pictures.items() if each["url"].removeprefix("asset:") not in given
    ]
    if lacking:
        raise NotDrawnError("picture", ", ".join(lacking))
    turned = sorted(set(_turned_slots(page._page_box, is_turned=False)))
    if turned:
        raise NotDrawnError("transform", ", ".join(turned))


def _turned_slots(box: Any, *, is_turned: bool) -> Iterator[str]:
    """Yield the slots that a CSS transform moves: of one, only the upright box around is known."""
    is_turned = is_turned or bool(box.style["transform"])
    name = (box.element.get("id") or "") if box.element is not None else ""
    if is_turned and name.startswith(SLOT):
        yield name.removeprefix(SLOT)
    for child in getattr(box, "children", ()):
        yield from _turned_slots(child, is_turned=is_turned)


def _anchors(page: Any) -> dict[str, list[float]]:
    boxes = {}
    for name, (left, top, right, bottom) in page.anchors.items():
        box = (left, top, right - left, bottom - top)
        boxes[name] = [round(px_to_mm(length), 3) for length in box]
    return boxes


def _refuse_transparency(_document: Any, pdf: Any) -> None:
    for table in _dictionaries(pdf.objects):
        opaque = all(float(table.get(key, 1)) >= 1 for key in ("ca", "CA"))
        if not opaque or "SMask" in table or "Group" in table or "BM" in table:
            raise NotDrawnError("transparency")


def _dictionaries(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for value in values:
        value = getattr(value, "extra", value)  # a stream's dictionary
        if isinstance(value, dict):
            yield value
            yield from _dictionaries(value.values())


def main(source: IO[bytes], sink: IO[bytes]) -> None:
    """Draw the jobs read from ``source``, as long as there is one, and write their answers."""
    while line := source.readline():
        job = json.loads(line)
        answer, pdf = _answer(job, {name: source.read(length) for name, length in job["assets"]})
        sink.write(json.dumps(answer | {"length": len(pdf)}).encode() + b"\n" + pdf)
        sink.flush()


def _answer(job: Mapping[str, Any], assets: Mapping[str, bytes]) -> tuple[dict[str, Any], bytes]:
    try:
        return render(job, assets)
    except NotDrawnError as fault:
        return {"fault": fault.code, "detail": fault.detail}, b""
    except (Exception, RecursionError) as error:
        return {"fault": "broken", "detail": type(error).__name__}, b""


if __name__ == "__main__":
    limit_this_process(MEMORY)
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get among the answer
    main(sys.stdin.buffer, answers)
