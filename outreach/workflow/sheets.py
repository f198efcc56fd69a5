"""designs sheet: every design on sheets of A4, to look at, to choose from, to hang on a wall."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.artwork import DrawnDesign
from outreach.artwork.layouts import Layout, own_layouts, read_layout
from outreach.errors import OutputError, Problem, ProblemsFoundError, StateError, Where, errors_in
from outreach.fonts import Stack
from outreach.frame import Artwork, Box, Direction, Frame, GlyphRun, Gray, Item
from outreach.frame import Path as Shape
from outreach.model.design import Design
from outreach.model.stock import BLEED, STOCKS
from outreach.phrase import phrase
from outreach.press.imposition import plain_page
from outreach.press.pdf import Store, Volume
from outreach.press.raster import PROOF_DPI, page_pictures
from outreach.sources.designs import design_names, load_designs
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.judging import drawn_designs

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
COLUMNS, ROWS = 3, 3
LEFT, TOP = 14.0, 24.0  # mm: where the first picture's place begins
PITCH_X, PITCH_Y = 62.0, 88.0
PLACE = (58.0, 68.0)  # mm a picture may take
HEAD, HEAD_SIZE = 15.0, 11.0
TITLE_SIZE, SMALL_SIZE = 9.0, 7.0
LEADING = 1.45
ELLIPSIS = "…"
_RULE = 0.1  # mm

Caption = Callable[[Design, Layout], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The files of the sheets, how many designs they show, and what is wrong with the others."""

    files: tuple[Path, ...]
    designs: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A design as it stands on a sheet: its page as it is looked at, the size of it, its lines."""

    drawn: DrawnDesign
    width: float
    height: float
    lines: tuple[str, ...]


def make_sheets(
    desk: Desk, names: Sequence[str], path: Path, heading: str, caption: Caption
) -> Sheets:
    """Write the designs named, or all, on A4 sheets: a PDF, or for .png a picture a sheet.

    ``caption`` gives the lines under a picture, the title first. A design that cannot be drawn is
    left out and stands among the problems.

    Raises ProblemsFoundError where none can be drawn, StateError where there is none, OutputError
    where the file cannot be written.
    """
    if path.parent.resolve() != desk.project.out_folder.resolve() and not path.parent.is_dir():
        raise OutputError(
            phrase("There is no folder {folder}.", folder=path.parent.as_posix()),
            phrase("See that the path after -o is right, or make the folder first."),
        )
    wanted = list(dict.fromkeys(names)) or design_names(desk.project.root)
    designs, problems = load_designs(desk.project, wanted)
    shown = list(_shown(desk, designs, caption, problems))
    if not shown:
        if errors_in(problems):
            raise ProblemsFoundError(phrase("No sheet can be made."), problems)
        raise StateError(
            phrase("There is no design yet."),
            phrase("Take a picture in: outreach designs add FILE"),
        )
    stack = desk.fonts["address"]
    starts = range(0, len(shown), COLUMNS * ROWS)
    chunks = [shown[start : start + COLUMNS * ROWS] for start in starts]
    frames = [
        _sheet(chunk, stack, heading, f"{number} / {len(chunks)}")
        for number, chunk in enumerate(chunks, start=1)
    ]
    artwork = {each.drawn.name: each.drawn.pdf for each in shown}
    store = Store({font.id: font for font in desk.fonts.fonts}, artwork)
    return Sheets(_write(frames, store, path), len(shown), tuple(dict.fromkeys(problems)))


def _shown(
    desk: Desk, designs: Sequence[Design], caption: Caption, problems: list[Problem]
) -> Iterator[_Shown]:
    folders = [own_layouts(desk.project.root)]
    for design, (drawn, doubts) in zip(designs, drawn_designs(desk, designs), strict=True):
        problems += errors_in(doubts)
        layout, _ = read_layout(design.layout, folders, Where())
        if drawn is None or layout is None:
            continue
        stock = STOCKS[layout.stock]
        width, height = stock.width, stock.height
        if drawn.turned:
            drawn, width, height = drawn.lying(stock), height, width
        yield _Shown(drawn, width, height, tuple(caption(design, layout)))


def _sheet(shown: Sequence[_Shown], stack: Stack, heading: str, number: str) -> Frame:
    right = LEFT + (COLUMNS - 1) * PITCH_X + PLACE[0]
    count = _line(stack, number, PLACE[0], SMALL_SIZE)
    items: list[Item] = [
        *horizontal_line(_line(stack, heading, right - LEFT, HEAD_SIZE), LEFT, HEAD, HEAD_SIZE),
        *horizontal_line(count, right - width_of(count) * to_mm(SMALL_SIZE), HEAD, SMALL_SIZE),
    ]
    for at, each in enumerate(shown):
        row, column = divmod(at, COLUMNS)
        items += _entry(each, LEFT + column * PITCH_X, TOP + row * PITCH_Y, stack)
    return Frame(PAGE_WIDTH, PAGE_HEIGHT, tuple(items))


def _entry(each: _Shown, x: float, y: float, stack: Stack) -> Iterator[Item]:
    """Yield a card made small, standing on the line its words begin under, and those words."""
    scale = min(PLACE[0] / each.width, PLACE[1] / each.height)
    card = Box(x, y + PLACE[1] - each.height * scale, each.width * scale, each.height * scale)
    # A drawn page's origin is the lower left corner of its trim.
    yield Artwork(each.drawn.name, (scale, 0, 0, scale, card.x, card.bottom))
    yield from _trimmed(card, BLEED * scale)
    baseline = card.bottom + 5.0
    for at, text in enumerate(each.lines):
        size = SMALL_SIZE if at else TITLE_SIZE
        yield from _text(stack, text, x, baseline, size)
        baseline += LEADING * to_mm(SMALL_SIZE)


def _trimmed(card: Box, bleed: float) -> Iterator[Shape]:
    """Yield paper over what the cut would take, and a thin line where it goes."""
    out = bleed + 0.3
    wide, high = card.width + 2 * out, card.height + 2 * out
    for x, y, width, height in (
        (card.x - out, card.y - out, wide, out),
        (card.x - out, card.bottom, wide, out),
        (card.x - out, card.y - out, out, high),
        (card.right, card.y - out, out, high),
    ):
        yield Shape(_corners(Box(x, y, width, height)), Gray(1.0))
    yield Shape(_corners(card), Gray(0.6), _RULE)


def _corners(box: Box) -> tuple[tuple[float, float], ...]:
    return ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))


def _text(stack: Stack, text: str, x: float, baseline: float, size: float) -> tuple[GlyphRun, ...]:
    return horizontal_line(_line(stack, text, PLACE[0], size), x, baseline, size)


def _line(stack: Stack, text: str, room: float, size: float) -> tuple[Cell, ...]:
    """Return the cells of a line of at most ``room`` mm; a longer one ends with three dots."""
    row = cells(stack, text, Direction.RIGHT)[0]
    most = room / to_mm(size)
    if width_of(row) <= most:
        return tuple(row)
    dots = cells(stack, ELLIPSIS, Direction.RIGHT)[0]
    while row and width_of(row) + width_of(dots) > most:
        row.pop()
    return (*row, *dots)


def _write(frames: Sequence[Frame], store: Store, path: Path) -> tuple[Path, ...]:
    volume = Volume(plain_page(PAGE_WIDTH, PAGE_HEIGHT), store, "designs")
    for frame in frames:
        volume.add(frame)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        volume.save(temporary)
        if path.suffix.lower() == ".png":
            return tuple(_pictures(temporary, path, len(frames)))
        temporary.replace(path)
        return (path,)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _pictures(pdf: Path, path: Path, count: int) -> Iterator[Path]:
    for number, data in enumerate(page_pictures(pdf, PROOF_DPI), start=1):
        name = path.name if count == 1 else f"{path.stem}-{number}{path.suffix}"
        file = path.with_name(name)
        file.write_bytes(data)
        yield file
