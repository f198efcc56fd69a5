"""Layouts: which there are, and what a ``layout.toml`` says.

A layout is a folder with ``layout.html``, ``layout.css`` and ``layout.toml``. Some are shipped; a
project's own lie in its ``layouts/`` folder and come before a shipped one of the same name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from outreach.errors import ExitCode, Problem, Where
from outreach.frame import Box, Direction
from outreach.model.stock import HAGAKI, STOCKS
from outreach.phrase import phrase
from outreach.sources.fault import Fault, did_you_mean, unreadable
from outreach.sources.given import LINK, leads_away
from outreach.sources.toml import Document, Table, read_document, wrong_type

SHIPPED = Path(__file__).with_name("layouts")
PAGE = "page.html"  # what every layout extends: the sheet, its bleed and the palette
TEMPLATES = ("layout.html", "layout.css")
SETTINGS = "layout.toml"
LANGUAGES = ("ja", "en")
PLACES = ("start", "centre", "end")
ALIGNMENTS = (*PLACES, "block")
GROWTH = 1.5  # of the size: how far a short message grows where the layout does not say
COLOURS = ("ink", "quiet", "accent", "clear")
ORIENTATIONS = ("portrait", "landscape")
SHAPES = ("oval", "rounded", "torn", "wash", "photo")
EDGES = ("left", "top", "right", "bottom")
TEAR = 9.0  # mm of a picture that a torn edge may take
SHADOW = 4.0  # mm around a photo for the shadow it casts
_KIND = ExitCode.DESIGN


@dataclass(frozen=True, slots=True)
class Veil:
    """A pale mist baked into a picture so that words on it can be read.

    ``box`` (mm from the trim corner) is where the words stand; ``strength`` 0 to 1 is how far the
    picture goes towards paper there, and ``feather`` in mm how softly that ends.
    """

    box: Box
    strength: float
    feather: float


@dataclass(frozen=True, slots=True)
class Shape:
    """What a picture looks like on the paper where it is no plain rectangle; baked, all in mm.

    ``kind``: "oval" and "rounded" (corners of ``radius``) are cut out, "wash" runs out like
    watercolour, each softly over ``feather``; "torn" is torn along ``edges``; "photo" is a print
    with a white ``frame`` (left, top, right, bottom), turned by ``tilt`` degrees anticlockwise,
    with its shadow, held by a strip of ``tape`` or not.
    """

    kind: str
    feather: float = 0.0
    radius: float = 0.0
    edges: tuple[str, ...] = ()
    frame: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    tilt: float = 0.0
    tape: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """A place for a picture of the design: its box in mm from the trim corner, bleed and all."""

    name: str
    box: Box
    veil: Veil | None = None
    shape: Shape | None = None

    @property
    def opening(self) -> Box:
        """Return what the picture itself fills: the box without the white frame of a photo."""
        left, top, right, low = self.shape.frame if self.shape else (0.0, 0.0, 0.0, 0.0)
        x, y, width, height = self.box
        return Box(x + left, y + top, width - left - right, height - top - low)

    @property
    def place(self) -> Box:
        """Return what the baked picture covers: of a photo the turned print and its shadow."""
        if self.shape is None or self.shape.kind != "photo":
            return self.box
        turn = math.radians(self.shape.tilt)
        cos, sin = math.cos(turn), abs(math.sin(turn))
        x, y, width, height = self.box
        wide = width * cos + height * sin + 2 * SHADOW
        high = width * sin + height * cos + 2 * SHADOW
        return Box(x - (wide - width) / 2, y - (high - height) / 2, wide, high)

    @property
    def kept(self) -> Box:
        """Return the part of the opening nothing is taken from: no tear, no curve, no veil."""
        x, y, right, low = self.opening.x, self.opening.y, self.opening.right, self.opening.bottom
        if self.shape is not None and self.shape.kind == "oval":
            # The largest rectangle in an ellipse leaves (1 - 1/sqrt 2) / 2 of it on every side.
            aside = 0.146
            x, right = x + aside * self.box.width, right - aside * self.box.width
            y, low = y + aside * self.box.height, low - aside * self.box.height
        torn = self.shape.edges if self.shape is not None else ()
        x, y = x + TEAR * ("left" in torn), y + TEAR * ("top" in torn)
        right, low = right - TEAR * ("right" in torn), low - TEAR * ("bottom" in torn)
        veil = self.veil.box if self.veil is not None else None
        if veil is not None and veil.x <= x and veil.right >= right and veil.y > y:
            low = min(low, veil.y)  # a veil from side to side; one over all of it takes nothing
        return Box(x, y, right - x, low - y)


@dataclass(frozen=True, slots=True)
class SlotStyle:
    """What ``layout.toml`` says of a slot; where it lies is measured on the drawn page."""

    name: str
    direction: Direction = Direction.RIGHT
    role: str = ""
    size: float = 0.0
    minimum: float = 0.0
    leading: float = 1.0
    align: str = "start"
    valign: str = "start"
    colour: str = "ink"
    angle: float = 0.0
    largest: float = 0.0
    pitch: float = 0.0
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout as read. ``title`` and ``good_for`` are by language, ``templates`` by file name."""

    name: str
    title: Mapping[str, str]
    good_for: Mapping[str, str]
    stock: str
    orientation: str
    holes: tuple[Hole, ...] = ()
    slots: tuple[SlotStyle, ...] = ()
    templates: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_landscape(self) -> bool:
        """Return whether the page lies on its side while it is drawn."""
        return self.orientation == "landscape"

    def has_slot(self, name: str) -> bool:
        """Return whether a card has a place for what this slot is filled with."""
        return any(slot.name == name for slot in self.slots)


def layout_names(project_root: Path) -> list[str]:
    """Return the names a design may give as its layout: the shipped ones and the project's own."""
    return names_in([own_layouts(project_root)])


def own_layouts(project_root: Path) -> Path:
    """Return the folder of the project's own layouts, which need not exist."""
    return project_root / "layouts"


def names_in(folders: Sequence[Path]) -> list[str]:
    """Return the names of the layouts in these folders and of the shipped ones, sorted."""
    found: set[str] = set()
    for folder in (*folders, SHIPPED):
        if folder.is_dir():
            found.update(file.parent.name for file in folder.glob(f"[!.]*/{SETTINGS}"))
    return sorted(found)


def read_layout(
    name: str, folders: Sequence[Path], where: Where
) -> tuple[Layout | None, list[Problem]]:
    """Return the layout of this name from the project's folders or the shipped ones.

    ``where`` is the place that asks for it. Everything wrong with it comes back at once.
    """
    names = names_in(folders)
    if name not in names:
        message = phrase("There is no layout {layout}.", layout=name)
        return None, [Fault("layout-unknown", message, did_you_mean(name, names)).at(where, _KIND)]
    places = [folder / name for folder in (*folders, SHIPPED)]
    folder = next(place for place in places if (place / SETTINGS).is_file())
    # The shipped ones may be links: some installers keep packages so.
    own = ("", SETTINGS, *TEMPLATES) if folder.parent != SHIPPED else ()
    if linked := [file for file in own if leads_away(folder / file)]:
        shown = "/".join(filter(None, ("layouts", name, linked[0])))
        return None, [LINK.at(Where(shown), _KIND)]
    templates, problems = _templates(folder)
    document = read_document(folder / SETTINGS, f"layouts/{name}/{SETTINGS}", _KIND)
    if isinstance(document, Problem):
        return None, [*problems, document]
    layout = _layout(name, document, templates)
    problems += document.problems
    return (None if problems else layout), problems


def _templates(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    texts = {PAGE: (SHIPPED / PAGE).read_text(encoding="utf-8")}
    problems: list[Problem] = []
    for file in TEMPLATES:
        where = Where(f"layouts/{folder.name}/{file}")
        try:
            texts[file] = (folder / file).read_text(encoding="utf-8")
        except OSError as error:
            problems.append(unreadable(error).at(where, _KIND))
        except UnicodeDecodeError:
            problems.append(_NOT_UTF8.at(where, _KIND))
    return texts, problems


def _layout(name: str, document: Document, templates: Mapping[str, str]) -> Layout:
    top = document.table("", ("stock", "orientation", "title", "good_for", "picture", "slot"))
    return Layout(
        name=name,
        title=_both_languages(document, "title"),
        good_for=_both_languages(document, "good_for"),
        stock=top.choice("stock", HAGAKI.name, tuple(STOCKS)),
        orientation=top.choice("orientation", "portrait", ORIENTATIONS),
        holes=tuple(_hole(document, part) for part in _parts(document, "picture")),
        slots=tuple(_slot(document, part) for part in _parts(document, "slot")),
        templates=templates,
    )


def _both_languages(document: Document, name: str) -> dict[str, str]:
    table = document.table(name, LANGUAGES)
    return {language: table.text(language, required=True) for language in LANGUAGES}


def _parts(document: Document, name: str) -> list[str]:
    parts = document.values.get(name)
    return list(document.table(name, parts if isinstance(parts, Mapping) else ()).values)


def _hole(document: Document, name: str) -> Hole:
    table = document.table(f"picture.{name}", ("box", "veil", "shape"))
    hole = Hole(
        name,
        _box(table),
        _veil(document, name) if table.values.get("veil") else None,
        _shape(document, name) if table.values.get("shape") else None,
    )
    if min(hole.kept.width, hole.kept.height) <= 0:
        table.blame("shape", _NOTHING_LEFT)
    return hole


def _veil(document: Document, hole: str) -> Veil | None:
    table = document.table(f"picture.{hole}.veil", ("box", "strength", "feather"))
    if not table.values:  # not a table at all, which the document has noted
        return None
    return Veil(_box(table), _number(table, "strength", 0.8, 1.0), _number(table, "feather", 8.0))


def _shape(document: Document, hole: str) -> Shape | None:
    known = ("kind", "feather", "radius", "edges", "frame", "tilt", "tape")
    table = document.table(f"picture.{hole}.shape", known)
    if not table.values:  # not a table at all, which the document has noted
        return None
    edges = table.texts("edges")
    if not set(edges) <= set(EDGES):
        table.blame("edges", wrong_type("edges", phrase("some of: left, top, right, bottom")))
    return Shape(
        kind=table.choice("kind", "", SHAPES),
        feather=_number(table, "feather", 0.0, 30.0),
        radius=_number(table, "radius", 0.0, 50.0),
        edges=edges,
        frame=_frame(table),
        tilt=_angle(table, "tilt"),
        tape=table.flag("tape", False),
    )


def _slot(document: Document, name: str) -> SlotStyle:
    known = tuple(each.name for each in fields(SlotStyle) if each.name != "name")
    table = document.table(f"slot.{name}", known)
    size = _number(table, "size", 0.0)
    return SlotStyle(
        name=name,
        direction=Direction(table.choice("direction", "ltr", ("ltr", "ttb"))),
        role=table.text("role"),
        size=size,
        minimum=_number(table, "minimum", 0.0, size),
        leading=_number(table, "leading", 1.0),
        align=table.choice("align", "start", ALIGNMENTS),
        valign=table.choice("valign", "start", PLACES),
        colour=table.choice("colour", "ink", COLOURS),
        angle=_angle(table, "angle"),
        largest=_number(table, "largest", GROWTH * size if name == "message" else size),
        pitch=_number(table, "pitch", 0.0),
        indent=_number(table, "indent", 0.0, 4.0),
    )


def _number(table: Table, key: str, default: float, most: float = 1000.0) -> float:
    value = table.values.get(key, default)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
        return float(value)
    table.blame(key, wrong_type(key, phrase("a number from 0 to {most}", most=f"{most:g}")))
    return default


def _angle(table: Table, key: str) -> float:
    value = table.values.get(key, 0.0)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 90:
        return float(value)
    table.blame(key, wrong_type(key, phrase("degrees from -90 to 90, positive anticlockwise")))
    return 0.0


def _frame(table: Table) -> tuple[float, float, float, float]:
    value = table.values.get("frame", [0.0] * 4)
    if isinstance(value, list) and len(value) == 4 and all(_is_length(w) and w >= 0 for w in value):
        left, top, right, low = map(float, value)
        return left, top, right, low
    table.blame("frame", wrong_type("frame", phrase("[left, top, right, bottom] in millimetres")))
    return 0.0, 0.0, 0.0, 0.0


def _box(table: Table) -> Box:
    value = table.values.get("box")
    if isinstance(value, list) and len(value) == 4 and all(map(_is_length, value)):
        box = Box(*(float(part) for part in value))
        if box.width > 0 and box.height > 0:
            return box
    table.blame("box", wrong_type("box", phrase("[x, y, width, height] in millimetres")))
    return Box(0.0, 0.0, 1.0, 1.0)


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1000


_NOTHING_LEFT = Fault(
    "layout-shape",
    phrase("The shape leaves nothing of the picture."),
    phrase("Make the box larger, or the frame and the torn edges fewer."),
)
_NOT_UTF8 = Fault(
    "layout-encoding",
    phrase("The file is not UTF-8."),
    phrase("Save it again and choose UTF-8 as the encoding."),
)
