"""A design → its drawn page and slots: read the layout, bake the pictures, have it drawn once."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.artwork import DrawnDesign, Slot, store
from outreach.artwork.child import WALL_CLOCK, DrawingProcess, Job, Page, render_page
from outreach.artwork.cropping import trusted_area
from outreach.artwork.layouts import Hole, Layout, SlotStyle, read_layout
from outreach.artwork.palette import WINTER, css_palette, slot_colours
from outreach.artwork.remarks import design_problem, doubts, misfits, place, strays
from outreach.errors import Problem, Where, errors_in
from outreach.frame import Box
from outreach.model.design import Design
from outreach.model.stock import BLEED, Stock
from outreach.phrase import phrase
from outreach.sources.fault import unreadable

if TYPE_CHECKING:
    from outreach.artwork.picture import Baked

SCHEMA = 4  # raise it whenever the same inputs are to give another page
MAX_FILE = 30_000_000  # bytes of a picture file
SEASONS = ("spring", "summer", "autumn", "winter")

Drawn = tuple[DrawnDesign | None, list[Problem]]


@dataclass(frozen=True, slots=True)
class Task:
    """A design with all that its page is drawn from; ``name`` stands for the content of it all."""

    design: Design
    layout: Layout
    stock: Stock
    target: str
    files: tuple[bytes, ...]
    name: str

    @property
    def where(self) -> Where:
        """Return the layout's page, as a place."""
        return Where(f"layouts/{self.layout.name}/layout.html")


def draw_design(
    design: Design,
    stock: Stock,
    target: str,
    cache: Path,
    layouts: Sequence[Path] = (),
    seconds: float = WALL_CLOCK,
) -> Drawn:
    """Return the design drawn on ``stock`` for ``target`` ("home" or "shop"), and all Problems.

    ``cache`` is the project's cache folder, ``layouts`` the folders with layouts of its own, and
    ``seconds`` how long drawing may take. The page is the trim and 3 mm of bleed on every side.
    With a warm cache nothing is drawn and no picture is opened.
    """
    return draw_designs([design], stock, target, cache, layouts, seconds)[0]


def draw_designs(
    designs: Sequence[Design],
    stock: Stock,
    target: str,
    cache: Path,
    layouts: Sequence[Path] = (),
    seconds: float = WALL_CLOCK,
) -> list[Drawn]:
    """Return what ``draw_design`` returns for each design, in their order.

    All that is not in the cache is drawn by one child process, and while it draws a page, the
    pictures of the next are baked.
    """
    begun = [_task(design, stock, target, layouts) for design in designs]
    known = {task.name: store.load(cache / "artwork", task.name) for task, _ in begun if task}
    lacking = {task.name: task for task, _ in begun if task and known[task.name] is None}
    found = _draw_all(list(lacking.values()), seconds) if lacking else {}
    for name, (drawing, _) in found.items():
        if drawing is not None:
            known[name] = drawing
            # A full disk or a locked folder costs the next run a second, but never the card.
            with contextlib.suppress(OSError):
                store.save(cache / "artwork", name, drawing)
    return [_finished(task, problems, known, found) for task, problems in begun]


Known = Mapping[str, store.Drawing | None]
Found = dict[str, tuple[store.Drawing | None, list[Problem]]]


def _finished(task: Task | None, problems: list[Problem], known: Known, found: Found) -> Drawn:
    if task is None:
        return None, problems
    problems = [*problems, *(found[task.name][1] if task.name in found else ())]
    drawing = known[task.name]
    if drawing is None:
        return None, problems
    page = _drawn(task, drawing)
    astray = list(strays(page.slots, task.stock, task.where))
    problems += [*astray, *doubts(task.design, task.layout, drawing.sights)]
    return (None if errors_in(astray) else page), problems


def _task(
    design: Design, stock: Stock, target: str, layouts: Sequence[Path]
) -> tuple[Task | None, list[Problem]]:
    """Return what is to be drawn, or None where something is wrong before anything is opened."""
    layout, problems = read_layout(design.layout, layouts, place(design, "design.toml"))
    if layout is None:
        return None, problems
    problems = misfits(design, layout, stock)
    files, unread = _picture_files(design, layout)
    problems += unread
    if errors_in(problems):
        return None, problems
    name = _name(design, layout, stock, target, files)
    return Task(design, layout, stock, target, tuple(files), name), problems


def _picture_files(design: Design, layout: Layout) -> tuple[list[bytes], list[Problem]]:
    """Return the bytes of the pictures the layout shows, in the order of its holes."""
    files, problems = [], []
    for name in design.pictures[: len(layout.holes)]:
        path, where = design.folder / name, place(design, name)
        try:
            if path.stat().st_size > MAX_FILE:
                problems.append(_too_large(where))
                continue
            files.append(path.read_bytes())
        except OSError as error:
            fault = unreadable(error)
            hint = phrase("Put the file into the design's folder, or correct its name.")
            problems.append(design_problem("picture-unreadable", fault.message, hint, where))
    return files, problems


def _name(design: Design, layout: Layout, stock: Stock, target: str, files: Sequence[bytes]) -> str:
    """Return the hash of all that can change the page."""
    focuses = tuple(design.focus_of(number) for number in range(len(layout.holes)))
    parts = [
        str(SCHEMA),
        *(importlib.metadata.version(library) for library in ("weasyprint", "pydyf", "pillow")),
        repr((layout, stock, target, focuses, _season(design))),
        *(hashlib.sha256(data).hexdigest() for data in files),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _season(design: Design) -> str:
    """Return the season whose ornaments suit the design; blank where it belongs to none."""
    return next((season for season in design.season if season in SEASONS), "")


# -- drawing ----------------------------------------------------------------------------------


def _draw_all(tasks: Sequence[Task], seconds: float) -> Found:
    found: Found = {}
    drawing: tuple[Task, list[Baked], Future[Page | Problem]] | None = None
    with DrawingProcess() as child, ThreadPoolExecutor(1) as hand:
        for task in tasks:
            baked, problems = _bake_all(task)
            if drawing is not None:
                found[drawing[0].name] = _gathered(*drawing)
                drawing = None
            if problems:
                found[task.name] = None, problems
                continue
            page = hand.submit(render_page, child, _job(task, baked), task.where, seconds)
            drawing = task, baked, page
        if drawing is not None:
            found[drawing[0].name] = _gathered(*drawing)
    return found


def _gathered(
    task: Task, baked: Sequence[Baked], drawing: Future[Page | Problem]
) -> tuple[store.Drawing | None, list[Problem]]:
    page = drawing.result()
    if isinstance(page, Problem):
        return None, [page]
    boxes, problems = _slot_boxes(task.layout, page.anchors, task.where)
    if problems:
        return None, problems
    sights = tuple(store.Sight(each.dpi, *each.focus, each.lost, each.veiled) for each in baked)
    lights = _lights(task.layout, boxes, baked)
    tones = baked[0].tones if baked else WINTER
    return store.Drawing(page.pdf, boxes, tones, sights, lights), []


def _bake_all(task: Task) -> tuple[list[Baked], list[Problem]]:
    # Pillow is imported only when something has to be baked: most runs find all in the cache.
    from outreach.artwork.picture import bake

    design, layout = task.design, task.layout
    trusted = trusted_area(task.stock, is_landscape=layout.is_landscape)
    baked: list[Baked] = []
    problems: list[Problem] = []
    for number, (hole, data) in enumerate(zip(layout.holes, task.files, strict=True)):
        where = place(design, design.pictures[number])
        picture, found = bake(data, hole, design.focus_of(number), where, trusted)
        problems += found
        if picture:
            baked.append(picture)
    return baked, problems


def _job(task: Task, baked: Sequence[Baked]) -> Job:
    """Return what the child is to draw: the layout's templates, their values, the pictures."""
    stock, layout = task.stock, task.layout
    width, height = stock.width, stock.height
    if layout.is_landscape:
        width, height = height, width
    urls = [hashlib.sha256(picture.jpeg).hexdigest() for picture in baked]
    context = {
        "page": {"width": width, "height": height, "bleed": BLEED},
        "palette": css_palette(baked[0].tones if baked else WINTER, task.target),
        "season": _season(task.design),
        "pictures": {
            hole.name: _picture(hole, url) for hole, url in zip(layout.holes, urls, strict=True)
        },
    }
    assets = {url: picture.jpeg for url, picture in zip(urls, baked, strict=True)}
    return Job(layout.templates, context, assets)


def _picture(hole: Hole, url: str) -> dict[str, object]:
    place = hole.place
    return {"name": hole.name, "url": f"asset:{url}", "place": place._asdict()}


def _lights(layout: Layout, boxes: Mapping[str, Box], baked: Sequence[Baked]) -> dict[str, float]:
    """Return the luminance of the picture under each slot whose colour depends on it."""
    from outreach.artwork.picture import light_of

    lights = {}
    for style in layout.slots:
        box = boxes[style.name]
        for hole, picture in zip(layout.holes, baked, strict=True):
            if style.colour == "clear" and _holds(hole.place, box):
                lights[style.name] = light_of(picture, hole, box)
    return lights


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


# -- slots ------------------------------------------------------------------------------------


def _slot_boxes(
    layout: Layout, anchors: Mapping[str, Box], where: Where
) -> tuple[dict[str, Box], list[Problem]]:
    """Return each slot's box; the page and layout.toml must name the same slots."""
    drawn = {
        name.removeprefix("slot-"): box for name, box in anchors.items() if name.startswith("slot-")
    }
    stated = {style.name for style in layout.slots}
    problems = [
        design_problem(
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


def _drawn(task: Task, drawing: store.Drawing) -> DrawnDesign:
    """Return the page with its slots and focuses where they are on the card."""
    turned = task.layout.is_landscape
    focuses = [
        (sight.y, task.stock.height - sight.x) if turned else (sight.x, sight.y)
        for sight in drawing.sights
    ]
    slots = tuple(_slot(style, task, drawing) for style in task.layout.slots)
    return DrawnDesign(task.name, drawing.pdf, slots, turned, tuple(focuses))


def _slot(style: SlotStyle, task: Task, drawing: store.Drawing) -> Slot:
    colours = slot_colours(drawing.tones, task.target, drawing.lights.get(style.name, 1.0))
    box, angle = drawing.boxes[style.name], style.angle
    if task.layout.is_landscape:
        box, angle = _stood_up(box, task.stock.height), angle + 90.0
    return Slot(
        name=style.name,
        box=box,
        direction=style.direction,
        role=style.role,
        size=style.size,
        minimum=style.minimum,
        leading=style.leading,
        align=style.align,
        valign=style.valign,
        colour=colours[style.colour],
        angle=angle,
        largest=style.largest,
        pitch=style.pitch,
        indent=style.indent,
    )


def _stood_up(box: Box, height: float) -> Box:
    """Return the box about its middle on the card that stands, its own sides as they were."""
    x, y = box.y + box.height / 2, height - (box.x + box.width / 2)
    return Box(x - box.width / 2, y - box.height / 2, box.width, box.height)


def _too_large(where: Where) -> Problem:
    message = phrase("The picture's file is larger than {limit} MB.", limit=MAX_FILE // 1_000_000)
    hint = phrase("Save it as JPEG; a card needs no more than 1,500 by 2,200 pixels.")
    return design_problem("picture-too-large", message, hint, where)
