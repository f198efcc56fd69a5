"""A design → its drawn page and slots: read the layout, bake the pictures, have it drawn once."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.artwork import DrawnDesign, Slot, store
from outreach.artwork.child import WALL_CLOCK, DrawingProcess, Job, render_page
from outreach.artwork.layouts import Layout, read_layout
from outreach.artwork.palette import WINTER, Tones, css_palette, slot_colours
from outreach.errors import ExitCode, Problem, Severity, Where, errors_in
from outreach.frame import Box
from outreach.model.design import Design
from outreach.model.stock import BLEED, Stock
from outreach.phrase import Phrase, phrase

if TYPE_CHECKING:
    from outreach.artwork.picture import Baked

SCHEMA = 1  # raise it whenever the same inputs are to give another page
MAX_FILE = 30_000_000  # bytes of a picture file
FINE_DPI = 200  # below it, a picture looks soft in the hand


def draw_design(
    design: Design,
    stock: Stock,
    target: str,
    cache: Path,
    layouts: Sequence[Path] = (),
    seconds: float = WALL_CLOCK,
) -> tuple[DrawnDesign | None, list[Problem]]:
    """Return the design drawn on ``stock`` for ``target`` ("home" or "shop"), and all Problems.

    ``cache`` is the project's cache folder, ``layouts`` the folders with layouts of its own, and
    ``seconds`` how long drawing may take. The page is the trim and 3 mm of bleed on every side.
    With a warm cache nothing is drawn and no picture is opened.
    """
    place = _place(design, "design.toml")
    layout, problems = read_layout(design.layout, layouts, place)
    if layout is None:
        return None, problems
    problems = _misfits(design, layout, stock)
    files, unread = _picture_files(design, layout)
    problems += unread
    if errors_in(problems):
        return None, problems
    name = _name(design, layout, stock, target, files)
    drawing = store.load(cache / "artwork", name)
    if drawing is None:
        drawing, found = _draw(design, layout, stock, target, files, seconds)
        problems += found
        if drawing is None:
            return None, problems
        # A full disk or a locked folder costs the next run a second; it must not cost the card.
        with contextlib.suppress(OSError):
            store.save(cache / "artwork", name, drawing)
    problems += _coarse_pictures(design, layout, drawing)
    return DrawnDesign(name, drawing.pdf, _slots(layout, drawing, target)), problems


def _place(design: Design, file: str) -> Where:
    return Where("/".join((*design.folder.parts[-2:], file)))


def _misfits(design: Design, layout: Layout, stock: Stock) -> list[Problem]:
    """Return what is wrong between design, layout and stock before anything is opened."""
    problems = []
    where = _place(design, "design.toml")
    wanted, given = len(layout.holes), len(design.pictures)
    gaps = {"layout": layout.name, "wanted": wanted, "given": given}
    if layout.stock != stock.name:
        message = phrase("The layout {layout} is not made for {stock}.", stock=stock.name, **gaps)
        hint = phrase("Choose a layout for this stock.")
        problems.append(_problem("layout-stock", message, hint, where))
    if given < wanted:
        message = phrase("The layout {layout} needs {wanted} pictures, there are {given}.", **gaps)
        hint = phrase("Name the picture in design.toml, or choose another layout.")
        problems.append(_problem("picture-missing", message, hint, where))
    elif given > wanted:
        message = phrase("The layout {layout} shows {wanted} pictures, there are {given}.", **gaps)
        hint = phrase("The others are not printed; choose another layout if they should be.")
        problems.append(_problem("picture-unused", message, hint, where, Severity.WARNING))
    return problems


def _picture_files(design: Design, layout: Layout) -> tuple[list[bytes], list[Problem]]:
    """Return the bytes of the pictures the layout shows, in the order of its holes."""
    files, problems = [], []
    for name in design.pictures[: len(layout.holes)]:
        path, where = design.folder / name, _place(design, name)
        try:
            if path.stat().st_size > MAX_FILE:
                problems.append(_too_large(where))
                continue
            files.append(path.read_bytes())
        except OSError as error:
            message = phrase("The picture cannot be opened: {reason}.", reason=type(error).__name__)
            hint = phrase("Put the file into the design's folder, or correct its name.")
            problems.append(_problem("picture-unreadable", message, hint, where))
    return files, problems


def _name(design: Design, layout: Layout, stock: Stock, target: str, files: Sequence[bytes]) -> str:
    """Return the hash of all that can change the page."""
    parts = [
        str(SCHEMA),
        *(importlib.metadata.version(library) for library in ("weasyprint", "pydyf", "pillow")),
        repr((layout, stock, target, design.focus)),
        *(hashlib.sha256(data).hexdigest() for data in files),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _draw(
    design: Design,
    layout: Layout,
    stock: Stock,
    target: str,
    files: Sequence[bytes],
    seconds: float,
) -> tuple[store.Drawing | None, list[Problem]]:
    with DrawingProcess() as child:
        baked, problems = _bake_all(design, layout, files)
        if problems:
            return None, problems
        tones = baked[0].tones if baked else WINTER
        where = Where(f"layouts/{layout.name}/layout.html")
        page = render_page(child, _job(layout, stock, target, baked, tones), where, seconds)
    if isinstance(page, Problem):
        return None, [page]
    boxes, problems = _slot_boxes(layout, page.anchors, where)
    dpi = tuple(picture.dpi for picture in baked)
    return (None if problems else store.Drawing(page.pdf, boxes, tones, dpi)), problems


def _job(layout: Layout, stock: Stock, target: str, baked: Sequence[Baked], tones: Tones) -> Job:
    """Return what the child is to draw: the layout's templates, their values, the pictures."""
    urls = [hashlib.sha256(picture.jpeg).hexdigest() for picture in baked]
    context = {
        "page": {"width": stock.width, "height": stock.height, "bleed": BLEED},
        "palette": css_palette(tones, target),
        "pictures": {
            hole.name: {"name": hole.name, "url": f"asset:{url}", "box": hole.box._asdict()}
            for hole, url in zip(layout.holes, urls, strict=True)
        },
    }
    assets = {url: picture.jpeg for url, picture in zip(urls, baked, strict=True)}
    return Job(layout.templates, context, assets)


def _bake_all(
    design: Design, layout: Layout, files: Sequence[bytes]
) -> tuple[list[Baked], list[Problem]]:
    # Pillow is imported only when something has to be baked: most runs find all in the cache.
    from outreach.artwork.picture import bake

    baked, problems = [], []
    for hole, name, data in zip(layout.holes, design.pictures, files, strict=False):
        picture, found = bake(data, hole, design.focus, _place(design, name))
        problems += found
        if picture:
            baked.append(picture)
    return baked, problems


def _slot_boxes(
    layout: Layout, anchors: Mapping[str, Box], where: Where
) -> tuple[dict[str, Box], list[Problem]]:
    """Return each slot's box; the page and layout.toml must name the same slots."""
    drawn = {
        name.removeprefix("slot-"): box for name, box in anchors.items() if name.startswith("slot-")
    }
    stated = {style.name for style in layout.slots}
    problems = [
        _problem(
            "slot-mismatch",
            phrase("The slot {slot} stands only in one of layout.html and layout.toml.", slot=slot),
            phrase(
                'It needs id="slot-{slot}" in the one and [slot.{slot}] in the other.', slot=slot
            ),
            where,
        )
        for slot in sorted(stated ^ drawn.keys())
    ]
    return drawn, problems


def _slots(layout: Layout, drawing: store.Drawing, target: str) -> tuple[Slot, ...]:
    colours = slot_colours(drawing.tones, target)
    return tuple(
        Slot(
            name=style.name,
            box=drawing.boxes[style.name],
            direction=style.direction,
            role=style.role,
            size=style.size,
            minimum=style.minimum,
            leading=style.leading,
            align=style.align,
            valign=style.valign,
            colour=colours[style.colour],
        )
        for style in layout.slots
    )


def _coarse_pictures(design: Design, layout: Layout, drawing: store.Drawing) -> list[Problem]:
    """Return a warning for each picture that has too few pixels for its place."""
    return [
        _coarse(dpi, hole.box.width, _place(design, name))
        for hole, name, dpi in zip(layout.holes, design.pictures, drawing.dpi, strict=False)
        if dpi < FINE_DPI
    ]


def _coarse(dpi: float, width: float, where: Where) -> Problem:
    message = phrase(
        "The picture has only {dpi} dpi at a width of {width} mm; it is fine up to {fine} mm.",
        dpi=int(dpi),
        width=round(width),
        fine=int(width * dpi / FINE_DPI),
    )
    hint = phrase("Use the original from the camera, or scan it at a higher resolution.")
    return _problem("picture-coarse", message, hint, where, Severity.WARNING)


def _too_large(where: Where) -> Problem:
    message = phrase("The picture's file is larger than {limit} MB.", limit=MAX_FILE // 1_000_000)
    hint = phrase("Save it as JPEG; a card needs no more than 1,500 by 2,200 pixels.")
    return _problem("picture-too-large", message, hint, where)


def _problem(
    code: str, message: Phrase, hint: Phrase, where: Where, severity: Severity = Severity.ERROR
) -> Problem:
    return Problem(ExitCode.DESIGN, code, message, hint, where, severity)
