"""The words of a drawn page as shapes: what a layout itself says, in fonts that came with it.

What WeasyPrint draws shows its words through composite fonts, codes of two bytes that are glyph
numbers (ISO 32000-1 §9.7), each with its TrueType or OpenType file. Their letters become forms at
the same places. A form with words in any other kind of font stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt
from typing import NamedTuple

import pikepdf
from pikepdf import (
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Pdf,
    Stream,
)

from outreach.fonts import Contour
from outreach.frame import Matrix
from outreach.press.matrices import STILL, combined
from outreach.press.outline import TYPE_EM, outlines_in, shape
from outreach.press.page_fonts import advances

_PAINTS = ("f", "S", "B", "")  # by text rendering mode; the next four clip besides
# The state text depends on (ISO 32000-1 §9.3): operators with one number, and what it is at first.
_NUMBERS = {"Tc": 0.0, "Tz": 100.0, "TL": 0.0, "Ts": 0.0, "Tr": 0.0, "w": 1.0}
_LINES = frozenset({"BT", "Tm", "Td", "TD", "T*", "'", '"'})  # what begins a line
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_OF_TEXT = frozenset({"ET", "Tf", "Tw", *_LINES, *_SHOWS, *_NUMBERS}) - {"w"}


class Face(NamedTuple):
    """A font that came with a page: its outlines, and the widths of its glyphs in em."""

    name: str
    outline: Callable[[int], list[Contour]]
    widths: Mapping[int, float]
    usual: float

    def width(self, glyph: int) -> float:
        """Return how far a glyph moves on, in em."""
        return self.widths.get(glyph, self.usual)


class _State(NamedTuple):
    """What q keeps and Q brings back."""

    face: Face | None
    size: float
    numbers: Mapping[str, float]


def retrace(pdf: Pdf, form: Object) -> None:
    """Have a form, and the forms it shows, paint their words as shapes, and drop their fonts."""
    done: list[Object] = []
    for each in _forms(form):
        resources = each.get(Name.Resources, Dictionary())
        fonts = resources.get(Name.Font, Dictionary())
        faces = {str(name): _face(str(name), font) for name, font in fonts.items()}
        known = {name: face for name, face in faces.items() if face}
        if known and len(known) == len(faces):
            _Retracer(pdf, each, known).run()
            done.append(resources)
    for resources in done:  # forms may share one
        if Name.Font in resources:
            del resources[Name.Font]


def _forms(form: Object) -> Iterator[Object]:
    """Yield a form and all it shows, each once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Object] = [form]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Stream) and each.objgen not in seen:
            seen.add(each.objgen)
            yield each
            shown = each.get(Name.Resources, Dictionary()).get(Name.XObject, Dictionary())
            waiting += [it for it in shown.values() if it.get(Name.Subtype) == Name.Form]


def _face(name: str, font: Object) -> Face | None:
    """Return a composite font whose codes are the glyphs of a file that is there, else None."""
    if font.get(Name.Encoding) != Name("/Identity-H") or Name.DescendantFonts not in font:
        return None
    (descendant,) = font.DescendantFonts
    descriptor = descendant.FontDescriptor
    program = descriptor.get(Name.FontFile2) or descriptor.get(Name.FontFile3)
    named = descendant.get(Name.CIDToGIDMap, Name.Identity) == Name.Identity
    if program is None or not named or program.get(Name.Subtype, Name.OpenType) != Name.OpenType:
        return None
    widths, usual = advances(descendant.get(Name.W, [])), float(descendant.get(Name.DW, 1000))
    return Face(name, outlines_in(program.read_bytes()), widths, usual / 1000)


@dataclass(slots=True)
class _Retracer:
    """Rewrites one form; ``names`` are the shapes it shows, by font, glyph and how painted."""

    pdf: Pdf
    form: Object
    faces: dict[str, Face]
    names: dict[tuple[str, int, str], str] = field(default_factory=dict)
    state: _State = field(default_factory=lambda: _State(None, 0.0, _NUMBERS))
    saved: list[_State] = field(default_factory=list)
    place: Matrix = STILL
    line: Matrix = STILL

    def run(self) -> None:
        """Write the form anew, without text objects."""
        written: list[ContentStreamInstruction | ContentStreamInlineImage] = []
        for given in pikepdf.parse_content_stream(self.form):
            operator, operands = str(given.operator), list(given.operands)
            self._note(operator, operands)
            if operator in _LINES:
                self._begin(operator, [float(each) for each in operands if operator[0] == "T"])
            if operator in _SHOWS:
                written += self._shown(operands[-1])
            elif operator not in _OF_TEXT:
                written.append(given)
        self.form.write(pikepdf.unparse_content_stream(written))

    def _note(self, operator: str, operands: Sequence[Object]) -> None:
        """Keep account of the state."""
        state = self.state
        if operator == "q":
            self.saved.append(state)
        elif operator == "Q" and self.saved:
            self.state = self.saved.pop()
        elif operator == "Tf":
            self.state = _State(self.faces.get(str(operands[0])), float(operands[1]), state.numbers)
        elif operator in _NUMBERS:
            self._set(operator, float(operands[0]))
        elif operator == "TD":
            self._set("TL", -float(operands[1]))
        elif operator == '"':
            self._set("Tc", float(operands[1]))

    def _set(self, operator: str, number: float) -> None:
        self.state = self.state._replace(numbers={**self.state.numbers, operator: number})

    def _begin(self, operator: str, numbers: Sequence[float]) -> None:
        """Go where an operator begins a line (ISO 32000-1 §9.4.2)."""
        if operator == "BT":
            self.line = STILL
        elif operator == "Tm":
            a, b, c, d, e, f = numbers
            self.line = a, b, c, d, e, f
        else:
            x, y = numbers if operator in ("Td", "TD") else (0.0, -self.state.numbers["TL"])
            self.line = combined((1.0, 0.0, 0.0, 1.0, x, y), self.line)
        self.place = self.line

    def _shown(self, operand: Object) -> Iterator[ContentStreamInstruction]:
        """Yield what paints the letters of a show operator, and go on behind them."""
        face, size, numbers = self.state
        stretch = numbers["Tz"] / 100
        for item in operand if isinstance(operand, pikepdf.Array) else [operand]:
            if not isinstance(item, pikepdf.String):
                self._go_on(-float(item) / 1000 * size * stretch)
                continue
            codes = bytes(item)
            for at in range(0, len(codes) - 1, 2):
                glyph = int.from_bytes(codes[at : at + 2], "big")
                assert face is not None  # no text is shown before a font is chosen
                yield from self._letter(face, glyph)
                self._go_on((face.width(glyph) * size + numbers["Tc"]) * stretch)

    def _go_on(self, by: float) -> None:
        self.place = combined((1.0, 0.0, 0.0, 1.0, by, 0.0), self.place)

    def _letter(self, face: Face, glyph: int) -> Iterator[ContentStreamInstruction]:
        _, size, numbers = self.state
        name = self._name(face, glyph, _PAINTS[int(numbers["Tr"]) % 4])
        if not name:
            return
        turn = (size * numbers["Tz"] / 100, 0.0, 0.0, size, 0.0, numbers["Ts"])
        matrix = combined(turn, self.place)
        scale = sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) or 1.0
        yield _instruction("q")
        yield _instruction("w", numbers["w"] / scale * TYPE_EM)  # a line is wide as on the page
        yield _instruction("cm", *matrix)
        yield ContentStreamInstruction([Name(f"/{name}")], Operator("Do"))
        yield _instruction("Q")

    def _name(self, face: Face, glyph: int, paint: str) -> str:
        """Return the resource name of a shape, blank for one that leaves no ink."""
        key = face.name, glyph, paint
        name = self.names.get(key)
        if name is None:
            contours = face.outline(glyph) if paint else []
            name = self._keep(shape(self.pdf, contours, TYPE_EM, paint)) if contours else ""
            self.names[key] = name
        return name

    def _keep(self, letter: Object) -> str:
        resources = self.form.Resources
        if Name.XObject not in resources:
            resources.XObject = Dictionary()
        name = f"Letter{len(resources.XObject)}"  # a new one each time, for nothing is taken away
        resources.XObject[f"/{name}"] = letter
        return name


def _instruction(operator: str, *numbers: float) -> ContentStreamInstruction:
    operands = [Decimal(f"{number:.5f}") for number in numbers]
    return ContentStreamInstruction(operands, Operator(operator))
