"""Remarks of a preflight: what is wrong, on which pages, where in mm; each thing told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.frame import Box
from outreach.phrase import Phrase, phrase
from outreach.press.page_painted import box_around, common
from outreach.sources.fault import Fault

_NEAR = 2.0  # mm: the same fault this near is one fault
_MOST_APART = 1000  # boxes of one fault on a page that are compared with each other
_MOST_PLACES = 8  # of one fault: what follows is told without its places


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault of one page (from 1; 0: of the file), and where on it (mm from the trim's corner)."""

    fault: Fault
    page: int = 0
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a file, the pages it stands on, and its place.

    ``box`` is in mm from the upper left corner of the trim as the page is looked at, None where it
    is about the whole page or file.
    """

    problem: Problem
    pages: tuple[int, ...] = ()
    box: Box | None = None

    @property
    def page(self) -> int:
        """Return the first page it stands on, 0: it is about the file."""
        return self.pages[0] if self.pages else 0


def warning(code: str, message: Phrase, hint: Phrase) -> Fault:
    """Return a fault that is only remarked on."""
    return Fault(code, message, hint, Severity.WARNING)


def findings_of(remarks: Iterable[Remark], file: str) -> list[Finding]:
    """Return what is wrong, each thing once with all its pages, errors first."""
    by_fault: dict[Fault, dict[int, list[Box]]] = {}
    for remark in remarks:
        boxes = by_fault.setdefault(remark.fault, {}).setdefault(remark.page, [])
        if remark.box is not None:
            boxes.append(remark.box)
    found = [
        finding for fault, pages in by_fault.items() for finding in _places(fault, pages, file)
    ]
    return sorted(found, key=lambda each: (not each.problem.is_error, each.page))


def _places(fault: Fault, pages: Mapping[int, Sequence[Box]], file: str) -> Iterable[Finding]:
    """Yield the findings of one fault: pages that have it at the same place share one."""
    by_place: dict[Box | None, list[int]] = {}
    for page, boxes in pages.items():
        places: list[Box | None] = [_rounded(box) for box in _joined(boxes)]
        for place in places or [None]:
            by_place.setdefault(place, []).append(page)
    shown = dict(list(by_place.items())[:_MOST_PLACES])
    rest = {page for numbers in list(by_place.values())[_MOST_PLACES:] for page in numbers}
    for box, numbers in shown.items():
        yield _finding(fault, tuple(number for number in numbers if number), box, file)
    if rest:
        yield _finding(fault, tuple(sorted(rest)), None, file)


def _finding(fault: Fault, pages: tuple[int, ...], box: Box | None, file: str) -> Finding:
    message = phrase("The whole file: {what}", what=fault.message)
    if pages:
        listed = listed_pages(pages)
        message = phrase("Page {pages}: {what}", pages=listed, what=fault.message)
        if box is not None:
            message = phrase(
                "Page {pages}, {x} mm from the left and {y} mm from the top: {what}",
                pages=listed, x=f"{box.x:.1f}", y=f"{box.y:.1f}", what=fault.message,
            )  # fmt: skip
    problem = Problem(ExitCode.SOURCE, fault.code, message, fault.hint, Where(file), fault.severity)
    return Finding(problem, pages, box)


def _rounded(box: Box) -> Box:
    return Box(*(round(edge, 2) + 0.0 for edge in box))


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes with those that lie near each other made one; of very many, all of them."""
    apart = list(dict.fromkeys(boxes))
    if len(apart) > _MOST_APART:
        return [_around(apart)]
    left: list[Box] = []
    for box in apart:
        joined = box
        while near := [other for other in left if common(joined.inset(-_NEAR), other)]:
            left = [other for other in left if other not in near]
            joined = _around([joined, *near])
        left.append(joined)
    return left


def _around(boxes: Sequence[Box]) -> Box:
    corners = [(box.x, box.y) for box in boxes] + [(box.right, box.bottom) for box in boxes]
    return box_around(corners)


def listed_pages(pages: Sequence[int]) -> str:
    """Return page numbers in short: 1–3, 7."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in runs)
