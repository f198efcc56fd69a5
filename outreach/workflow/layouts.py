"""layouts: which there are, and what each looks like with pictures and words in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.artwork import DrawnDesign
from outreach.artwork.draw import draw_designs
from outreach.artwork.layouts import (
    SETTINGS,
    Layout,
    layout_names,
    own_layouts,
    read_layout,
)
from outreach.errors import Problem, ProblemsFoundError, Where, errors_in
from outreach.faces.guides import with_guides
from outreach.faces.picture import picture_side
from outreach.frame import Frame
from outreach.model.design import Design
from outreach.model.round import Message
from outreach.model.stock import STOCKS, Stock
from outreach.phrase import phrase
from outreach.press.imposition import Page, Target, plain_page
from outreach.press.pdf import Store, Volume
from outreach.press.raster import page_pictures
from outreach.sources.designs import design_names, load_design
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.setup import sample_folder

# What stands on a preview is what would stand on a card, whatever language the command speaks.
SAMPLE_WORDS = (
    "窓のむこうで、雪が降りはじめました。\n台所では、りんごを煮ています。\n"
    "甘い匂いが、廊下のはしまで届きます。\n急ぐことのない、冬の午後です。"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A layout and whether it is one of the project's own."""

    layout: Layout
    is_own: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The files of a preview, and what is wrong with the design or a layout."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def list_layouts(root: Path) -> tuple[list[Listed], list[Problem]]:
    """Return every layout a design of the project may name, and what is wrong with the others."""
    found: list[Listed] = []
    problems: list[Problem] = []
    for name in layout_names(root):
        layout, faults = read_layout(name, [own_layouts(root)], Where())
        problems += faults
        if layout is not None:
            found.append(Listed(layout, (own_layouts(root) / name / SETTINGS).is_file()))
    return found, problems


def preview_layouts(
    desk: Desk,
    names: Sequence[str],
    *,
    design: str = "",
    out: Path | None = None,
    guides: bool = False,
) -> Preview:
    """Make a preview of the layouts named, or of all: sample words, and pictures of the sample.

    ``design`` names one of the project's designs whose pictures are shown instead; one that has
    fewer pictures than a layout shows gives them again. ``guides`` adds the margin of 5 mm, the
    slots and the place of each picture's main thing. ``out`` ends in .pdf (out/layouts.pdf is made
    without it) or in .png, which gives a file for each layout.

    Raises ProblemsFoundError where a layout or the design cannot be drawn, OutputError where the
    file cannot be written.
    """
    layouts = _named(desk, names)
    designs = [_dressed(desk, layout, design, at) for at, layout in enumerate(layouts)]
    problems: list[Problem] = []
    sheets: list[_Sheet] = []
    for stock in dict.fromkeys(layout.stock for layout in layouts):
        suited = [each for each, on in zip(designs, layouts, strict=True) if on.stock == stock]
        sheets += _sheets(desk, STOCKS[stock], suited, problems, guides=guides)
    if errors_in(problems):
        raise ProblemsFoundError(phrase("No preview can be made."), problems)
    path = out or desk.project.out_folder / "layouts.pdf"
    return Preview(_write(desk, sheets, path), tuple(dict.fromkeys(problems)))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The page of one layout as it is looked at: a landscape one lies."""

    name: str
    frame: Frame
    drawn: DrawnDesign

    @property
    def page(self) -> Page:
        return plain_page(self.frame.width, self.frame.height)


def _named(desk: Desk, names: Sequence[str]) -> list[Layout]:
    root = desk.project.root
    known = layout_names(root)
    layouts, problems = [], []
    for name in dict.fromkeys(names or known):
        layout, faults = read_layout(name, [own_layouts(root)], Where())
        problems += faults
        if layout is not None:
            layouts.append(layout)
    if errors_in(problems):
        raise ProblemsFoundError(phrase("No preview can be made."), problems)
    return layouts


def _dressed(desk: Desk, layout: Layout, name: str, at: int) -> Design:
    """Return a design that fills the layout: the one named, or pictures of the sample."""
    if name:
        return _filled(_load(desk, name), layout)
    sample = replace(desk.project, root=sample_folder())
    loaded = (load_design(sample, each)[0] for each in design_names(sample.root))
    designs = [each for each in loaded if each is not None and each.pictures]
    own = [each for each in designs if each.layout == layout.name]
    start = designs.index(own[0]) if own else at % len(designs)
    chosen = [designs[(start + more) % len(designs)] for more in range(max(len(layout.holes), 1))]
    return replace(
        chosen[0],
        name=layout.name,
        folder=sample.root / "designs",
        layout=layout.name,
        credit=True,
        pictures=tuple(f"{each.name}/{each.pictures[0]}" for each in chosen[: len(layout.holes)]),
        others=tuple(each.focus for each in chosen[1:]),
    )


def _load(desk: Desk, name: str) -> Design:
    design, problems = load_design(desk.project, name)
    if design is None:
        raise ProblemsFoundError(phrase("No preview can be made."), problems)
    return design


def _filled(design: Design, layout: Layout) -> Design:
    count, wanted = len(design.pictures), len(layout.holes)
    numbers = [number % count for number in range(wanted)] if count else []
    focuses = [design.focus_of(number) for number in numbers] or [None]
    return replace(
        design,
        layout=layout.name,
        pictures=tuple(design.pictures[number] for number in numbers),
        focus=focuses[0],
        others=tuple(focuses[1:]),
    )


def _sheets(
    desk: Desk, stock: Stock, designs: Sequence[Design], problems: list[Problem], *, guides: bool
) -> Iterator[_Sheet]:
    cache, own = desk.project.state_folder / "cache", [own_layouts(desk.project.root)]
    drawn = draw_designs(designs, stock, Target.HOME.value, cache, own)
    for design, (page, found) in zip(designs, drawn, strict=True):
        problems += found
        sheet = _sheet(desk, stock, design, page, problems) if page else None
        if sheet is None:
            continue
        yield replace(sheet, frame=with_guides(sheet.frame, sheet.drawn)) if guides else sheet


def _sheet(
    desk: Desk, stock: Stock, design: Design, drawn: DrawnDesign, problems: list[Problem]
) -> _Sheet | None:
    if drawn.turned:
        drawn = drawn.lying(stock)
        stock = replace(stock, width=stock.height, height=stock.width)
    side, found = picture_side(stock, design, drawn, desk.fonts)
    problems += found
    if side is None:
        return None
    words = SAMPLE_WORDS if drawn.slot("message") else ""
    face = side.face(Message(words, design.name, "", "set"), Where(f"layouts/{design.layout}"))
    problems += face.problems
    return _Sheet(design.layout, face.frame, drawn) if face.frame else None


def _write(desk: Desk, sheets: Sequence[_Sheet], path: Path) -> tuple[Path, ...]:
    artwork = {sheet.drawn.name: sheet.drawn.pdf for sheet in sheets}
    store = Store({font.id: font for font in desk.fonts.fonts}, artwork)
    volume = Volume(sheets[0].page, store, "layouts")
    for sheet in sheets:
        volume.turn_to(sheet.page)
        volume.add(sheet.frame)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        volume.save(temporary)
        if path.suffix.lower() == ".png":
            return tuple(_pictures(temporary, sheets, path))
        temporary.replace(path)
        return (path,)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _pictures(pdf: Path, sheets: Sequence[_Sheet], path: Path) -> Iterator[Path]:
    for sheet, data in zip(sheets, page_pictures(pdf), strict=True):
        alone = len(sheets) == 1
        file = path if alone else path.with_name(f"{path.stem}-{sheet.name}{path.suffix}")
        file.write_bytes(data)
        yield file
