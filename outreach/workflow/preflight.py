"""preflight: print files looked at before paper is spent, our own or anybody's.

Each file is opened in a child process with limits, so that nothing in it stops the program.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.artwork.confined import ask_child
from outreach.errors import ExitCode, OutputError, Problem, Where
from outreach.model.shop import USUAL_SHOP, Shop, Standard
from outreach.phrase import phrase
from outreach.press.preflight import Preflight
from outreach.press.preflight_remarks import Finding
from outreach.sources.fault import Fault, unreadable
from outreach.sources.shops import shops
from outreach.workflow.desk import Progress, cannot_write, silent
from outreach.workflow.preflight_child import shop_data, unpacked

if TYPE_CHECKING:
    from outreach.fonts import Stack
    from outreach.model.project import Project
    from outreach.press.preflight_picture import Shown, Spot

MAX_FILE = 2_000_000_000  # bytes
MOST_PICTURES = 20  # of one file
SECONDS = 300.0
_LONGEST = 1400  # pixels of a marked page
_PICTURE_SECONDS = 60.0
_CHILD = "outreach.workflow.preflight_child"
_PAGE_CHILD = "outreach.workflow.pdf_child"
_PAIRED = re.compile(r"(?:address|picture|pass-[12])(?:-(\d{4}))?")
_BESIDE = ("envelope", "label", "letter", "batch-sheet")  # not a page for each card

_FAULTS = {
    "slow": Fault(
        "too-much",
        phrase("It takes more time or memory than a print file may."),
        phrase("Make pictures of its finest drawings, or print it in parts."),
    ),
    "damaged": Fault(
        "broken", phrase("It is no PDF, or so damaged that it cannot be read."),
        phrase("Export the file anew, or ask for it again."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was looked at, how it is shown, and what names of its pictures begin with."""

    path: Path
    name: str
    found: Preflight
    stem: str


def judge(project: Project | None, preset: Shop | None) -> Mapping[Standard, Shop | None]:
    """Return by what a file is judged, by the standard it claims to keep.

    Without a ``preset`` that is the shipped one of its standard, and for a file that claims none a
    printer of one's own.
    """
    if preset is not None:
        return dict.fromkeys(Standard, preset)
    known = shops(project)
    by_standard: dict[Standard, Shop | None] = {Standard.PLAIN: None}
    usual = (USUAL_SHOP, *known)
    for standard in (Standard.X4, Standard.X1A):
        fitting = (known[name] for name in usual if known[name].standard is standard)
        by_standard[standard] = next(fitting, Shop(standard.value, standard))
    return by_standard


def check_files(
    files: Sequence[tuple[Path, str]],
    judged_by: Mapping[Standard, Shop | None],
    progress: Progress = silent,
) -> list[Checked]:
    """Look at files, each a path and how it is shown; a file that cannot be read is a finding."""
    checked: list[Checked] = []
    for number, (path, name) in enumerate(files, start=1):
        stem = path.stem
        if any(each.stem == stem for each in checked):  # of another folder
            stem = f"{number}-{stem}"
        checked.append(Checked(path, name, _looked_at(path, name, judged_by), stem))
        progress(number, len(files))
    return checked


def _looked_at(path: Path, name: str, judged_by: Mapping[Standard, Shop | None]) -> Preflight:
    fault = _nature(path)
    if fault is not None:
        return _refused(fault, name)
    shops_by = {standard.value: shop_data(shop) for standard, shop in judged_by.items()}
    job = {"name": path.name, "quick": False, "shops": shops_by}
    try:
        with path.open("rb") as stream:
            answer = ask_child(_CHILD, stream, job, SECONDS)
    except OSError as error:
        return _refused(unreadable(error), name)
    if isinstance(answer, str):
        return _refused(_FAULTS["damaged" if answer == "damaged" else "slow"], name)
    return _named(unpacked(answer[0]), name)


def _named(found: Preflight, name: str) -> Preflight:
    """Return what was found with the file called as it is shown."""
    findings = tuple(
        replace(each, problem=replace(each.problem, where=Where(name))) for each in found.findings
    )
    return replace(found, findings=findings)


def _refused(fault: Fault, name: str) -> Preflight:
    return Preflight((Finding(fault.at(Where(name))),))


def _nature(path: Path) -> Fault | None:
    """Return why a path is not opened: no file is there, or it is none."""
    try:
        status = path.stat()
    except OSError as error:
        return unreadable(error)
    except ValueError:  # a name with a NUL in it
        return unreadable(OSError())
    if stat.S_ISDIR(status.st_mode):
        hint = phrase("Name the files in it; several may be named at once.")
        return Fault("file-folder", phrase("It is a folder."), hint)
    if not stat.S_ISREG(status.st_mode):
        return Fault(
            "file-special", phrase("It is no file, but a device or a pipe."), phrase("Name a file.")
        )  # fmt: skip
    if status.st_size > MAX_FILE:
        return Fault(
            "file-large",
            phrase("The file has more than {megabytes} MB.", megabytes=MAX_FILE // 1_000_000),
            phrase("Print it in parts."),
        )  # fmt: skip
    return None


def count_problems(checked: Sequence[Checked]) -> list[Problem]:
    """Return where files that belong together differ in their number of pages.

    Two files do, and of more those whose names say so: page k of one backs page k of the other.
    """
    pairs: dict[tuple[Path, str], list[Checked]] = {}
    for each in checked:
        stem = each.path.stem
        named = _PAIRED.fullmatch(stem)
        if each.found.pages and (named or (len(checked) == 2 and not stem.startswith(_BESIDE))):
            place = (
                (each.path.parent, named[1] or "") if named and len(checked) > 2 else (Path(), "")
            )
            pairs.setdefault(place, []).append(each)
    return [problem for files in pairs.values() for problem in _differing(files)]


def _differing(files: Sequence[Checked]) -> Iterator[Problem]:
    first = files[0]
    for other in files[1:]:
        if other.found.pages != first.found.pages:
            yield Problem(
                ExitCode.SOURCE,
                "counts-differ",
                phrase("{first} has {count} pages, {other} has {others}: backs and fronts would "
                       "not meet.", first=first.name, count=first.found.pages, other=other.name,
                       others=other.found.pages),
                phrase("Take both files from one and the same batch."),
                Where(other.name),
            )  # fmt: skip


# -- marked pictures ------------------------------------------------------------------------------


def mark_pages(
    checked: Checked,
    folder: Path,
    words: Callable[[Finding], str],
    heading: Callable[[int], str],
    stack: Stack,
) -> list[Path]:
    """Write a PNG of each page with findings, numbered frames on it and their words below.

    Pages that have the same findings have one picture, that of the first. ``words`` and ``heading``
    (of a page) speak the reader's language. Raises OutputError where a picture cannot be written.
    """
    found = checked.found
    whole = [each for each in found.findings if not each.page]
    pages = sorted({each.page for each in found.findings if each.page} or ({1} if whole else set()))
    written = []
    for number in pages[:MOST_PICTURES]:
        listed = [each for each in found.findings if each.page == number]
        listed += whole if number == pages[0] else []
        shown = _shown(checked, number)
        if shown is not None:
            file = folder / f"{checked.stem}-{number}.png"
            _write(file, shown, heading(number), [_spot(each, words) for each in listed], stack)
            written.append(file)
    return written


def _spot(finding: Finding, words: Callable[[Finding], str]) -> Spot:
    from outreach.press.preflight_picture import Spot

    return Spot(words(finding), finding.box, finding.problem.is_error)


def _shown(checked: Checked, number: int) -> Shown | None:
    """Return a page as a viewer shows it, drawn in a child process; None: it cannot be drawn."""
    from outreach.press.preflight_picture import Shown

    view = checked.found.views.get(number)
    if view is None:
        return None
    with checked.path.open("rb") as stream:
        job = {"page": number - 1, "longest": _LONGEST}
        answer = ask_child(_PAGE_CHILD, stream, job, _PICTURE_SECONDS)
    if isinstance(answer, str):
        return None
    width, height = answer[0]["size"]
    return Shown((width, height), answer[1], view.shown, view.trim)


def _write(file: Path, shown: Shown, heading: str, spots: Sequence[Spot], stack: Stack) -> None:
    from outreach.press.preflight_picture import marked_page

    data = marked_page(shown, heading, spots, stack)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise cannot_write(file, error) from None


def refuse_file(folder: Path) -> None:
    """Raise OutputError where pictures are to be written into what is no folder."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(
            phrase("{file} cannot be written: {reason}.", file=folder.name,
                   reason=phrase("it is a file, not a folder")),
            phrase("Name a folder; it is made if it is not there."),
        )  # fmt: skip
