"""designs check: how the pictures will come out in print, said before paper is spent.

What was found of a page is kept in the cache under the hash of its content; it holds nothing of a
person, and a second look at the same designs costs nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from outreach.artwork import DrawnDesign
from outreach.artwork.cropping import resolution, window
from outreach.artwork.draw import MAX_FILE, Drawn, draw_designs
from outreach.artwork.judging import LOOK_DPI, Condition, Finding
from outreach.artwork.judging_remarks import alike, remark
from outreach.artwork.layouts import own_layouts, read_layout
from outreach.artwork.remarks import coarse, place
from outreach.errors import (
    ExitCode,
    OutputError,
    Problem,
    ProblemsFoundError,
    Severity,
    Where,
    errors_in,
)
from outreach.model.design import Design
from outreach.model.stock import BLEED, STOCKS
from outreach.phrase import phrase
from outreach.press.imposition import Target
from outreach.press.raster import page_picture
from outreach.sources.atomic import replacing
from outreach.sources.designs import design_names, load_designs
from outreach.sources.project import FILE_NAME
from outreach.workflow.designs import Adding, shown_name
from outreach.workflow.desk import Desk, cannot_write

SCHEMA = 3  # raise it whenever the same is to be judged otherwise
_MIDDLE = (0.5, 0.5)
MANY = 12  # designs; more are shown smaller, so that the picture stays one that can be opened
APPROXIMATED = Condition()
# Coated paper, as most print shops in Japan have it; then what is freely to be had.
PROFILES = (
    "JapanColor2011Coated.icc",
    "JapanColor2001Coated.icc",
    "ISOcoated_v2_300_bas.ICC",
    "ISOcoated_v2_300_eci.icc",
    "PSOcoated_v3.icc",
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The designs that were looked at, all that was found, and the condition it holds for."""

    designs: tuple[Design, ...]
    problems: tuple[Problem, ...]
    condition: Condition


def check_designs(desk: Desk, names: Sequence[str]) -> Judgement:
    """Return all that can be said of the designs named, or of all, before they are printed.

    Errors in a design's file or layout stand among the problems; the others are judged all the
    same.
    """
    wanted = list(dict.fromkeys(names)) or design_names(desk.project.root)
    designs, problems = load_designs(desk.project, wanted)
    condition, found = condition_of(desk)
    problems += found
    drawn = drawn_designs(desk, designs)
    problems += [problem for _, doubts in drawn for problem in doubts]
    problems += _judged(desk, designs, drawn, condition)
    return Judgement(tuple(designs), tuple(dict.fromkeys(problems)), condition)


def judge_designs(desk: Desk, designs: Sequence[Design]) -> list[Problem]:
    """Return the warnings for designs that are used: how they come out, and which are alike.

    What drawing them already brought to light is not said again.
    """
    condition, problems = condition_of(desk)
    return [*problems, *_judged(desk, designs, drawn_designs(desk, designs), condition)]


def first_look(desk: Desk, done: Adding) -> Adding:
    """Return what came of new pictures with what can be said at once, before anything is drawn.

    That is: too few pixels, and whether the picture was there before. Where the very same file was
    there that was said already.
    """
    problems = list(done.problems)
    known = {problem.where.file for problem in problems if problem.code == "picture-known"}
    folders = [own_layouts(desk.project.root)]
    for each in done.added:
        layout, _ = read_layout(each.design.layout, folders, Where())
        holes = layout.holes if layout else ()
        for name, intake, hole in zip(each.design.pictures, each.intakes, holes, strict=False):
            part = window(intake.size, hole, each.design.focus or _MIDDLE)
            problems += coarse(resolution(part, hole), hole, place(each.design, name))
    fresh = [each for each in done.added if not known & {shown_name(file) for file in each.files}]
    problems += _likenesses(desk, [each.design for each in fresh])
    return replace(done, problems=tuple(problems))


def compare(desk: Desk, names: Sequence[str], path: Path) -> tuple[Path, tuple[Problem, ...]]:
    """Write one picture with each design as on the screen and, to its right, as printed.

    Raises ProblemsFoundError where a design cannot be drawn, OutputError where the file cannot be
    written.
    """
    from outreach.artwork.showing import as_printed_too

    condition, problems = condition_of(desk)
    wanted = list(dict.fromkeys(names)) or design_names(desk.project.root)
    return _portraits(
        desk, wanted, path, problems, lambda card: [card, as_printed_too(card, condition)]
    )


def portray(desk: Desk, name: str, path: Path) -> tuple[Path, tuple[Problem, ...]]:
    """Write one picture with a design as its card will be, before any words; raises as compare."""
    return _portraits(desk, [name], path, [], lambda card: [card])


def _portraits(
    desk: Desk, names: Sequence[str], path: Path, problems: list[Problem],
    row: Callable[[bytes], Sequence[bytes]],
) -> tuple[Path, tuple[Problem, ...]]:  # fmt: skip
    from outreach.artwork.showing import on_ground, trimmed

    designs, found = load_designs(desk.project, names)
    drawn = drawn_designs(desk, designs)
    problems += [*found, *(problem for _, doubts in drawn for problem in errors_in(doubts))]
    if errors_in(problems) or not designs:
        raise ProblemsFoundError(phrase("No picture can be made."), problems)
    dpi = LOOK_DPI if len(designs) <= MANY else LOOK_DPI / 2
    pages = [page_picture(page.pdf, dpi) for page, _ in drawn if page is not None]
    rows = [row(trimmed(page, BLEED, dpi)) for page in pages]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(on_ground(rows, dpi))
    except OSError as error:
        raise cannot_write(path, error) from None
    return path, tuple(problems)


def drawn_designs(desk: Desk, designs: Sequence[Design]) -> list[Drawn]:
    """Return each design drawn on the stock its layout is made for."""
    folders = [own_layouts(desk.project.root)]
    cache = desk.project.state_folder / "cache"
    layouts = [read_layout(design.layout, folders, Where())[0] for design in designs]
    stocks = ["hagaki" if layout is None else layout.stock for layout in layouts]
    found: dict[int, Drawn] = {}
    for stock in dict.fromkeys(stocks):
        places = [at for at, each in enumerate(stocks) if each == stock]
        pages = draw_designs(
            [designs[at] for at in places], STOCKS[stock], Target.HOME.value, cache, folders
        )
        found |= dict(zip(places, pages, strict=True))
    return [found[at] for at in range(len(designs))]


# -- the printing condition -------------------------------------------------------------------


def condition_of(desk: Desk) -> tuple[Condition, list[Problem]]:
    """Return the printing condition of the project, and what is wrong with its profile.

    It is the profile that ``[print] profile`` names, else one of a known condition that is
    installed on this computer, else the approximation.
    """
    named = desk.project.printing.profile
    if named:
        condition = _condition(desk.project.root / named)
        return (condition, []) if condition else (APPROXIMATED, [_NO_PROFILE])
    found = (_condition(folder / name) for name in PROFILES for folder in profile_folders())
    return next((each for each in found if each), APPROXIMATED), []


def _condition(path: Path) -> Condition | None:
    try:
        profile = path.read_bytes()
    except OSError:
        return None
    from outreach.artwork.judging_colour import condition_from

    return condition_from(path.stem, profile)


_NO_PROFILE = Problem(
    ExitCode.DESIGN,
    "profile-unreadable",
    phrase("The file named by profile is no ICC profile for printing (CMYK)."),
    phrase("Name the .icc file you got from the print shop, or leave profile empty."),
    Where(FILE_NAME),
    Severity.WARNING,
)


def profile_folders() -> list[Path]:
    """Return the folders where this system keeps ICC profiles."""
    home = Path.home()
    if sys.platform == "win32":
        return [Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32/spool/drivers/color")]
    if sys.platform == "darwin":
        adobe = "Application Support/Adobe/Color/Profiles/Recommended"
        library = Path("/Library")
        folders = (library, home / "Library")
        return [folder / part for folder in folders for part in ("ColorSync/Profiles", adobe)]
    return [
        home / ".local/share/icc",
        Path("/usr/share/color/icc"),
        Path("/usr/share/color/icc/colord"),
        Path("/usr/share/scribus/profiles"),
    ]


# -- judging ----------------------------------------------------------------------------------


def _judged(
    desk: Desk, designs: Sequence[Design], drawn: Sequence[Drawn], condition: Condition
) -> list[Problem]:
    problems: list[Problem] = []
    for done, (design, (page, _)) in enumerate(zip(designs, drawn, strict=True), start=1):
        if page is not None:
            findings = _findings(desk, design, page, condition)
            problems += [remark(design, finding) for finding in findings]
        desk.progress(done, len(designs))
    return [*problems, *_likenesses(desk, designs)]


def _findings(
    desk: Desk, design: Design, drawn: DrawnDesign, condition: Condition
) -> list[Finding]:
    """Return what there is to say of a drawn design, from the cache where it was said before."""
    colours = repr([(slot.name, slot.colour) for slot in drawn.slots])
    profile = hashlib.sha256(condition.profile or b"").hexdigest()
    note = _note(desk, drawn.name, colours, profile)
    kept = _read(note)
    if kept is not None:
        with contextlib.suppress(TypeError):
            return [Finding(**finding) for finding in kept]
    # Pillow is loaded only now: most runs find all in the cache.
    from outreach.artwork.judging_design import judge_design

    layout, _ = read_layout(design.layout, [own_layouts(desk.project.root)], Where())
    assert layout is not None  # it was drawn
    findings = judge_design(design, layout, drawn, page_picture(drawn.pdf, LOOK_DPI), condition)
    _keep(note, [asdict(finding) for finding in findings])
    return findings


def _likenesses(desk: Desk, designs: Sequence[Design]) -> Iterator[Problem]:
    """Yield a warning for each picture that another design of the project shows as well.

    Two designs that are both looked at are named once, at the later of the two.
    """
    asked = [design.name for design in designs]
    others = [name for name in design_names(desk.project.root) if name not in asked]
    before = [
        (design, _fingerprints(desk, design)) for design in load_designs(desk.project, others)[0]
    ]
    for design in sorted(designs, key=lambda each: each.name):
        prints = _fingerprints(desk, design)
        for picture, own in prints.items():
            twin = next((each for each, known in before if _holds_like(known, own)), None)
            if twin is not None:
                yield alike(design, twin.name, picture)
        before.append((design, prints))


def _holds_like(prints: Mapping[str, str], own: str) -> bool:
    from outreach.artwork.judging_likeness import are_alike

    return any(are_alike(each, own) for each in prints.values())


def _fingerprints(desk: Desk, design: Design) -> dict[str, str]:
    """Return the fingerprint of each picture file of a design that can be read."""
    found = {}
    for picture in design.pictures:
        path = design.folder / picture
        with contextlib.suppress(OSError):
            if path.stat().st_size <= MAX_FILE:
                found[picture] = _fingerprint(desk, path.read_bytes())
    return found


def _fingerprint(desk: Desk, data: bytes) -> str:
    note = _note(desk, hashlib.sha256(data).hexdigest())
    kept = _read(note)
    if kept is not None and len(kept) == 1 and isinstance(kept[0], str):
        return kept[0]
    from outreach.artwork.judging_design import fingerprint_of

    found = fingerprint_of(data)
    _keep(note, [found])
    return found


# -- the cache --------------------------------------------------------------------------------


def _note(desk: Desk, *parts: str) -> Path:
    """Return where is kept what depends on these parts alone."""
    name = hashlib.sha256(json.dumps([SCHEMA, *parts]).encode()).hexdigest()
    return desk.project.state_folder / "cache" / "judged" / f"{name}.json"


def _read(note: Path) -> list[Any] | None:
    """Return what a note holds, None where there is none or it is damaged."""
    try:
        kept = json.loads(note.read_bytes())
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, list) else None


def _keep(note: Path, value: Sequence[object]) -> None:
    # A full disk or a locked folder costs the next run a second, but never the check.
    with contextlib.suppress(OSError, OutputError):
        note.parent.mkdir(parents=True, exist_ok=True)
        with replacing(note) as file:
            file.write(json.dumps(value).encode())
