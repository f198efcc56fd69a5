"""Reads a page's content stream and says what it paints, and where on the paper.

It follows the operators of ISO 32000-1 annex A with forms inside forms, and stops at bounds that no
honest page reaches. What it reads may come from anywhere: nothing in a file stops the program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from outreach.frame import Matrix
from outreach.press.matrices import combined
from outreach.press.page_colours import (
    DEVICE_CMYK,
    DEVICE_GRAY,
    DEVICE_RGB,
    Family,
    Ink,
    Space,
    shading_ink,
    space_of,
)
from outreach.press.page_fonts import PageFont, font_of
from outreach.press.page_painted import Clip, Reading, box_around, corners_of
from outreach.press.page_painting import PAINTS, TEXT, TEXT_STATE, Painter, bitmap_of, clipped
from outreach.press.page_state import State, with_settings

MOST_OPERATORS = 300_000  # on one page, forms and all
_DEEPEST = 16  # forms inside forms
_HIGHEST = 32  # nodes above a page
_KNOWN_FORMS = 64  # kept read, because many pages show them at the same place


class BudgetError(Exception):
    """A page has more to it than is looked at."""


@dataclass
class Shelf:
    """What the pages of one file have in common: fonts, spaces and forms already read."""

    fonts: dict[object, PageFont] = field(default_factory=dict)
    spaces: dict[object, Space] = field(default_factory=dict)
    forms: dict[object, Reading] = field(default_factory=dict)


def read_page(page: Any, base: Matrix, shelf: Shelf) -> Reading:
    """Return what a page's dictionary paints; ``base`` takes its points to mm of the paper."""
    budget = [MOST_OPERATORS]
    found = inherited(page, "/Resources")
    resources = pikepdf.Dictionary() if found is None else found
    reader = _Reader(shelf, budget, State(base), resources, 0)
    if (group := page.get("/Group")) is not None:
        reader.note_group(group)
    return reader.read(page)


def inherited(page: Any, key: str) -> Any:
    """Return an entry of a page, or of the next node above that has it (§7.7.3.4), else None."""
    node = page
    for _ in range(_HIGHEST):
        if not isinstance(node, pikepdf.Dictionary) or key in node:
            break
        node = node.get("/Parent")
    return node.get(key) if isinstance(node, pikepdf.Dictionary) else None


class _Reader:
    """Reads one content stream; forms in it are read by another."""

    def __init__(
        self, shelf: Shelf, budget: list[int], state: State, resources: Any, depth: int
    ) -> None:
        self._shelf = shelf
        self._budget = budget
        self._resources = resources
        self._depth = depth
        self.state = state
        self._saved: list[State] = []
        self._painter = Painter()
        self._groups: list[Family | None] = []
        self._features: set[str] = set()
        self._unknown: set[str] = set()
        self._whole = True

    def read(self, stream: Any) -> Reading:
        """Return what the stream paints; what goes wrong in it ends it there, and is said."""
        broken = False
        try:
            for instruction in pikepdf.parse_content_stream(stream):
                self._one(instruction)
        except BudgetError:
            self._whole = False
        except (pikepdf.PdfError, RecursionError):
            broken = True
        return Reading(
            tuple(self._painter.painted), tuple(self._groups), frozenset(self._features),
            frozenset(self._unknown), broken, self._whole,
        )  # fmt: skip

    def _one(self, instruction: Any) -> None:
        self._spend(1)
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            self._bitmap(instruction.iimage.obj, instruction.iimage)
            return
        act = _OPERATORS.get(str(instruction.operator))
        if act is None:
            return
        try:
            act(self, instruction.operands)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError):
            self._features.add("content-senseless")  # operands that do not fit their operator

    def _spend(self, operators: int) -> None:
        self._budget[0] -= operators
        if self._budget[0] < 0:
            raise BudgetError

    # -- state --------------------------------------------------------------------------------

    def save(self, _: Sequence[Any]) -> None:
        """Do ``q``."""
        if len(self._saved) < 10_000:
            self._saved.append(self.state)

    def restore(self, _: Sequence[Any]) -> None:
        """Do ``Q``; one too many does nothing."""
        if self._saved:
            self.state = self._saved.pop()

    def concat(self, operands: Sequence[Any]) -> None:
        """Do ``cm``."""
        self.state = self.state._replace(ctm=combined(_matrix(operands), self.state.ctm))

    def set_width(self, operands: Sequence[Any]) -> None:
        """Do ``w``."""
        self.state = self.state._replace(width=float(operands[0]))

    def settings(self, operands: Sequence[Any]) -> None:
        """Do ``gs``."""
        found = self._resource("/ExtGState", operands[0])
        if found is None:
            return
        self.state = with_settings(self.state, found)
        if any(str(found.get(key, "/Identity")) not in ("/Identity", "/Default")
               for key in ("/TR", "/TR2")):  # fmt: skip
            self._features.add("transfer-curve")
        if isinstance(found.get("/Font"), pikepdf.Array):
            font, size = found.Font
            self.state = self.state._replace(font=self._font_of(font), size=float(size))

    # -- colour -------------------------------------------------------------------------------

    def set_ink(self, space: Space, values: Sequence[Any], *, pen: bool) -> None:
        """Make a colour the current one."""
        self._ink(space, space.ink([float(value) for value in values]), pen=pen)

    def _ink(self, space: Space, ink: Ink, *, pen: bool) -> None:
        if pen:
            self.state = self.state._replace(pen_space=space, pen=ink)
        else:
            self.state = self.state._replace(fill_space=space, fill=ink)

    def space(self, operands: Sequence[Any], *, pen: bool) -> None:
        """Do ``cs`` or ``CS``."""
        space = self._space_of(operands[0])
        self._ink(space, space.first(), pen=pen)

    def colour(self, operands: Sequence[Any], *, pen: bool) -> None:
        """Do ``sc``, ``scn``, ``SC`` or ``SCN``."""
        space = self.state.pen_space if pen else self.state.fill_space
        if operands and isinstance(operands[-1], pikepdf.Name):
            self._pattern(space, operands, pen=pen)
        else:
            self.set_ink(space, operands, pen=pen)

    def device(self, space: Space, operands: Sequence[Any], *, pen: bool) -> None:
        """Do ``g``, ``rg``, ``k`` or one of their capitals; a default space takes their place."""
        if len(operands) != space.count:
            raise ValueError("operands")
        spaces = self._resources.get("/ColorSpace")
        if spaces is not None:
            space = space_of(pikepdf.Name(f"/{space.family.value}"), spaces)
        self.set_ink(space, operands, pen=pen)

    def _pattern(self, space: Space, operands: Sequence[Any], *, pen: bool) -> None:
        found = self._resource("/Pattern", operands[-1])
        if found is None:
            return
        if int(found.get("/PatternType", 1)) == 2:
            ink = shading_ink(found.Shading, self._resources.get("/ColorSpace"))
        elif space.base is not None:  # an uncoloured tile, painted with the colour given
            ink = space.base.ink([float(value) for value in operands[:-1]])
        else:
            ink = self._tile(found)
        self._ink(space, ink, pen=pen)

    def _tile(self, pattern: Any) -> Ink:
        """Return the heaviest colour in a tile; what is painted with it counts as full of it."""
        reading = self._read_form(pattern, self.state)
        inks = [ink for each in reading.painted for ink in (each.ink, each.pen) if ink is not None]
        lights = [ink for ink in inks if ink.family.is_light]
        return max(lights or inks, key=lambda ink: ink.total, default=DEVICE_GRAY.ink((1.0,)))

    def _space_of(self, named: Any) -> Space:
        spaces = self._resources.get("/ColorSpace")
        found = None if spaces is None else spaces.get(str(named))
        known = found.objgen if isinstance(found, pikepdf.Object) else (0, 0)
        if known == (0, 0):
            return space_of(named, spaces)
        if known not in self._shelf.spaces:
            self._shelf.spaces[known] = space_of(named, spaces)
        return self._shelf.spaces[known]

    # -- what is painted ----------------------------------------------------------------------

    def path(self, name: str, operands: Sequence[Any]) -> None:
        """Do an operator that makes a path, or paints it."""
        self.state = self._painter.path(name, [float(each) for each in operands], self.state)

    def text(self, name: str, operands: Sequence[Any]) -> None:
        """Do an operator of a text object."""
        self.state = self._painter.text(name, operands, self.state)

    def font(self, operands: Sequence[Any]) -> None:
        """Do ``Tf``."""
        found = self._resource("/Font", operands[0])
        font = None if found is None else self._font_of(found)
        self.state = self.state._replace(font=font, size=float(operands[1]))

    def _font_of(self, found: Any) -> PageFont:
        key: object = found.objgen if found.objgen != (0, 0) else str(found)
        if key not in self._shelf.fonts:
            self._shelf.fonts[key] = font_of(found)
        return self._shelf.fonts[key]

    def shading(self, operands: Sequence[Any]) -> None:
        """Do ``sh``."""
        found = self._resource("/Shading", operands[0])
        if found is not None:
            ink = shading_ink(found, self._resources.get("/ColorSpace"))
            self._painter.shading(ink, self.state)

    def show(self, operands: Sequence[Any]) -> None:
        """Do ``Do``."""
        found = self._resource("/XObject", operands[0])
        if not isinstance(found, pikepdf.Stream):
            return
        if "/OPI" in found:
            self._features.add("replaced-later")
        match str(found.get("/Subtype")):
            case "/Image":
                self._bitmap(found, found)
            case "/Form" if str(found.get("/Subtype2", "")) != "/PS":
                self._form(found)
            case _:
                self._features.add("postscript")

    def _bitmap(self, entries: Any, source: Any) -> None:
        if "/Alternates" in entries:
            self._features.add("replaced-later")
        spaces = self._resources.get("/ColorSpace")
        self._painter.picture(bitmap_of(entries, source, spaces), self.state)

    def _form(self, form: Any) -> None:
        if "/Ref" in form:
            self._features.add("replaced-later")
        reading = self._read_form(form, self.state)
        self._painter.painted += reading.painted
        self._groups += reading.groups
        self._features |= reading.features
        self._unknown |= reading.unknown
        self._whole = self._whole and reading.whole
        if reading.broken:
            self._features.add("content-senseless")

    def _read_form(self, form: Any, state: State) -> Reading:
        if self._depth >= _DEEPEST:
            raise BudgetError
        own = form.get("/Resources")
        key = (form.objgen, state) if own is not None and form.objgen != (0, 0) else None
        if key is not None and (known := self._shelf.forms.get(key)) is not None:
            # As if it were read again: forms that show forms would else grow without bounds.
            self._spend(len(known.painted) + len(known.groups))
            return known
        ctm = combined(_matrix(form.get("/Matrix", [1, 0, 0, 1, 0, 0])), state.ctm)
        state = state._replace(ctm=ctm)
        if "/BBox" in form:
            left, low, right, high = map(float, form.BBox)
            ring = corners_of(ctm, (left, low, right, high))
            state = clipped(state, Clip((ring,), even_odd=False, box=box_around(ring)))
        resources = self._resources if own is None else own
        inner = _Reader(self._shelf, self._budget, state, resources, self._depth + 1)
        if (group := form.get("/Group")) is not None:
            inner.note_group(group)
        reading = inner.read(form)
        if key is not None and len(self._shelf.forms) < _KNOWN_FORMS and reading.whole:
            self._shelf.forms[key] = reading
        return reading

    def note_group(self, group: Any) -> None:
        """Note a transparency group and the space it blends in (§11.6.6)."""
        if str(group.get("/S")) == "/Transparency":
            space = group.get("/CS")
            family = None if space is None else space_of(space, self._resources.get("/ColorSpace"))
            self._groups.append(None if family is None else family.family)

    def _resource(self, kind: str, name: Any) -> Any:
        found = self._resources.get(kind)
        thing = None if found is None else found.get(str(name))
        if thing is None:
            self._unknown.add(f"{kind}{name}")
        return thing


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(each) for each in operands)
    return a, b, c, d, e, f


Act = Callable[[_Reader, Sequence[Any]], None]


def _device(space: Space, *, pen: bool) -> Act:
    return lambda reader, operands: reader.device(space, operands, pen=pen)


def _path(name: str) -> Act:
    return lambda reader, operands: reader.path(name, operands)


def _text(name: str) -> Act:
    return lambda reader, operands: reader.text(name, operands)


_OPERATORS: dict[str, Act] = {
    "q": _Reader.save, "Q": _Reader.restore, "cm": _Reader.concat, "w": _Reader.set_width,
    "gs": _Reader.settings, "Do": _Reader.show, "sh": _Reader.shading, "Tf": _Reader.font,
    "cs": lambda reader, operands: reader.space(operands, pen=False),
    "CS": lambda reader, operands: reader.space(operands, pen=True),
    **dict.fromkeys(("sc", "scn"), lambda reader, operands: reader.colour(operands, pen=False)),
    **dict.fromkeys(("SC", "SCN"), lambda reader, operands: reader.colour(operands, pen=True)),
    "g": _device(DEVICE_GRAY, pen=False), "G": _device(DEVICE_GRAY, pen=True),
    "rg": _device(DEVICE_RGB, pen=False), "RG": _device(DEVICE_RGB, pen=True),
    "k": _device(DEVICE_CMYK, pen=False), "K": _device(DEVICE_CMYK, pen=True),
    **{name: _path(name) for name in ("m", "l", "c", "v", "y", "h", "re", "W", "W*", *PAINTS)},
    **{name: _text(name) for name in (*TEXT_STATE, *TEXT)},
}  # fmt: skip
