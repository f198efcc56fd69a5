"""The name in the middle of the address side, with honorific, joint names and what stands by it.

Fit by rule, in phototypesetters' order: space between the characters, then 平体 down to 80 %,
then a smaller size, then two columns at a ・ or where family and given name meet, then the
smallest size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from outreach.faces.addressee import NameText, is_person, name_texts, title_above
from outreach.faces.columns import FLATTEST, in_two
from outreach.faces.places import BETWEEN, SMALLEST_NAME, SMALLEST_SIDE, STEP, Places
from outreach.faces.trouble import Trouble
from outreach.fonts import Font, Stack, first_covering
from outreach.frame import Direction, GlyphRun
from outreach.model.recipient import Addressee
from outreach.phrase import phrase
from outreach.typeset.lines import condensed_line
from outreach.typeset.shape import Cell, cells, column_cells, lying, width_of
from outreach.units import to_mm

NAME_PITCH = 1.35  # em between joint names
TRACKING = 0.22  # em between the characters of a name
TIGHT = 0.05  # the same in an organisation's name, and in a name that would come out small
SMALL = 18.0  # points on a card: a person's name below this is set tighter, then condensed
HALVED = 14.0  # points on a card: a name below this stands in two columns, a house is condensed
FAMILY_GAP = 0.45  # em more between family and given name
SHORT_GAPS = {2: 1.1, 3: 0.75}  # the same where both together have so few characters (字割り)
HONORIFIC_GAP = 0.4
TITLE = 0.5  # of the name's size, what stands small above it
TITLE_GAP = 0.45  # em of the title
MIDDLE_DOTS = frozenset("・･")


class _Line(NamedTuple):
    family: tuple[Cell, ...]
    given: tuple[Cell, ...]
    honorific: tuple[Cell, ...]


class _Offsets(NamedTuple):
    """Where given names and honorifics begin, and the whole length, in em."""

    given: float
    honorific: float
    length: float


@dataclass(frozen=True, slots=True)
class NameLines:
    """Names side by side: ``tracking`` em between characters, ``size`` in points, mm below.

    ``squeeze`` is what condensing leaves of the length; they begin at ``top`` under the title.
    """

    lines: tuple[_Line, ...]
    offsets: _Offsets
    tracking: float
    squeeze: float
    size: float
    top: float
    title: tuple[Cell, ...] = ()
    title_size: float = 0.0


def name_lines(
    addressee: Addressee, stack: Stack, places: Places, trouble: Trouble
) -> NameLines | None:
    """Return the names as large as they go, or None with the trouble noted."""
    texts, title = name_texts(addressee), title_above(addressee)
    whole = "".join(part for text in texts for part in text) + title
    font = first_covering(stack, whole)
    if font is None:
        lacking = min((candidate.missing(whole) for candidate in stack), key=len)
        trouble.missing(lacking, phrase("in the name"))
        return None
    lines = tuple(_line(font, text) for text in texts)
    names = _largest(lines, name_row(font, title), places, is_person(addressee))
    if names.size < SMALLEST_NAME:
        room = (places.name_bottom - names.top) / to_mm(SMALLEST_NAME)
        trouble.overflow(phrase("The name"), _length(names) - room)
        return None
    return names


def _line(font: Font, text: NameText) -> _Line:
    rows = [name_row(font, part) for part in text]
    if text.given and any(
        [cell.turned for row in rows for cell in row]
    ):  # an initial lies as its words do
        rows = [tuple(map(lying, cells((font,), part, Direction.DOWN)[0])) for part in text]
    return _Line(*rows)


@lru_cache(maxsize=4096)  # families share a name, and everybody an honorific
def name_row(font: Font, text: str) -> tuple[Cell, ...]:
    """Return the cells of a part of a name, all from one font."""
    return tuple(column_cells((font,), text)[0])


def _largest(
    lines: tuple[_Line, ...], title: tuple[Cell, ...], places: Places, person: bool
) -> NameLines:
    """Return the names at the largest size, tightened and condensed only where they come small.

    A house stands in two columns before it is condensed: its legal form has one to itself.
    """
    names = _spaced(lines, title, places, person) if person else _sized(lines, title, places, TIGHT)
    halved = HALVED * places.scale
    if names.size >= halved or len(lines) > 1:
        return names
    if person:
        ways = [_spaced(way, title, places, person) for way in _halves(lines[0])]
        return max(names, *ways, key=lambda way: (way.size, way.squeeze)) if ways else names
    for way in list(_halves_of_house(lines[0])) or [lines]:
        other = _spaced(way, title, places, person)
        names = other if names.size < halved and other.size > names.size else names
    return names


def _spaced(
    lines: tuple[_Line, ...], title: tuple[Cell, ...], places: Places, person: bool
) -> NameLines:
    enough = (SMALL if person else HALVED) * places.scale
    wanted = min(enough, places.largest_name(len(lines)))
    if person:
        names = _sized(lines, title, places, TRACKING)
        if names.size >= wanted:
            return names
    names = _sized(lines, title, places, TIGHT)
    if names.size >= wanted:
        return names
    return _condensed(_sized(lines, title, places, TIGHT, FLATTEST), wanted, places)


def _condensed(names: NameLines, wanted: float, places: Places) -> NameLines:
    """Return the names condensed only as far as the size that is wanted asks for."""
    size = min(names.size, max(wanted, SMALLEST_NAME))
    room = places.name_bottom - names.top
    squeeze = int(room / (_length(names) / FLATTEST * to_mm(size)) * 100) / 100
    return replace(names, squeeze=max(FLATTEST, min(1.0, squeeze)), size=size)


def _sized(
    lines: tuple[_Line, ...],
    title: tuple[Cell, ...],
    places: Places,
    tracking: float,
    squeeze: float = 1.0,
) -> NameLines:
    """Return the names at the largest size this way of setting them allows."""
    largest = places.largest_name(len(lines))
    title_size = max(_down(TITLE * largest), SMALLEST_SIDE)
    offsets = _offsets(lines, tracking)
    top = places.name_top
    if title:  # it begins higher than a name does, and pushes the name down a little
        span = (width_of(title) + TITLE_GAP) * to_mm(title_size)
        top = max(top, places.name_top - 5.0 * places.scale + span)
    fitting = (places.name_bottom - top) / (offsets.length * squeeze) / to_mm(1.0)
    size = min(largest, _down(fitting))
    return NameLines(lines, offsets, tracking, squeeze, size, top, title, title_size)


def _down(size: float) -> float:
    return int(size / STEP) * STEP


def _length(names: NameLines) -> float:
    """Return the whole length of the names in em, condensed as they are."""
    return names.offsets.length * names.squeeze


# -- one name in two columns --------------------------------------------------------------------


def _halves(line: _Line) -> Iterator[tuple[_Line, ...]]:
    """Yield a long name in two columns: at ・ or a blank, and between family and given name."""
    family, given, honorific = line
    if family and given:
        yield (_Line(family, (), ()), _Line(given, (), honorific))
    for before, after in _parted(family):
        yield (_Line(before, (), ()), _Line(after, given, honorific))
    for before, after in _parted(given):
        yield (_Line(family, before, ()), _Line(after, (), honorific))


def _parted(row: tuple[Cell, ...]) -> Iterator[tuple[tuple[Cell, ...], tuple[Cell, ...]]]:
    """Yield a row parted after each ・, which stays, or at a blank, which goes."""
    for index, cell in enumerate(row[1:-1], start=1):
        if cell.text in MIDDLE_DOTS:
            yield row[: index + 1], row[index + 1 :]
        elif cell.is_blank:
            yield row[:index], row[index + 1 :]


def _halves_of_house(line: _Line) -> Iterator[tuple[_Line, ...]]:
    """Yield an organisation in two: its legal form by itself, or about the half."""
    for least in (0.4, 0.6):
        parts = in_two(line.family, least)
        if len(parts) == 2:
            yield (_Line(parts[0], (), ()), _Line(parts[1], (), line.honorific))


# -- where the parts of a line stand ------------------------------------------------------------


def _span(row: Sequence[Cell], tracking: float) -> float:
    """Return the length of a part of a name in em, its tracking included between characters."""
    return width_of(row) + tracking * max(len(row) - 1, 0)


def _offsets(lines: Sequence[_Line], tracking: float) -> _Offsets:
    """Return where given names and honorifics begin, and the whole length, in em.

    Given names stand at one height, honorifics too, whatever the lengths of the names.
    """
    family = max([_span(line.family, tracking) for line in lines])
    given_at = 0.0
    if family and any([line.given for line in lines]):
        given_at = family + tracking + _family_gap(lines)
    ends = [
        given_at + _span(line.given, tracking) if line.given else _span(line.family, tracking)
        for line in lines
    ]
    addressed = [end for end, line in zip(ends, lines, strict=True) if line.honorific]
    if not addressed:
        return _Offsets(given_at, 0.0, max(ends))
    honorific_at = max(addressed) + tracking + HONORIFIC_GAP
    longest = max([_span(line.honorific, tracking) for line in lines])
    return _Offsets(given_at, honorific_at, max(*ends, honorific_at + longest))


def _family_gap(lines: Sequence[_Line]) -> float:
    """Return the space between family and given name: short names stand wider apart."""
    characters = max([len(line.family) + len(line.given) for line in lines])
    return SHORT_GAPS.get(characters, FAMILY_GAP)


def set_names(names: NameLines, places: Places) -> tuple[list[GlyphRun], float]:
    """Return the runs of title and names, and how far right they reach (mm)."""
    size, tracking, top = names.size, names.tracking, names.top
    em = to_mm(size)
    pitch, count = NAME_PITCH * em, len(names.lines)
    given_at, honorific_at, _ = names.offsets
    clear = max(places.postmark.right, places.sender.right) + BETWEEN + em / 2
    first = max(places.centre - (count - 1) / 2 * pitch, clear) + (count - 1) * pitch
    runs = [*condensed_line(names.title, first, *_title_place(names), 1.0)] if names.title else []
    step = em * names.squeeze
    for index, line in enumerate(names.lines):
        x = first - index * pitch
        parts = ((line.family, 0.0), (line.given, given_at), (line.honorific, honorific_at))
        for row, at in parts:
            if row:
                spaced = condensed_line(
                    row, x, top + at * step, size, names.squeeze, tracking=tracking
                )
                runs += [run._replace(actual_text=_unspaced(run.text)) for run in spaced]
    return runs, first + em / 2


def _title_place(names: NameLines) -> tuple[float, float]:
    """Return where the title begins (mm) and its size: just above the name."""
    span = (width_of(names.title) + TITLE_GAP) * to_mm(names.title_size)
    return names.top - span, names.title_size


def _unspaced(text: str) -> str | None:
    """Return what search shall find of a spaced name: itself.

    PDFium drops 𠮷 and variation selectors from an ActualText, so there the glyphs' own text stays.
    """
    return text if max(text, default="") <= "\uffff" else None
