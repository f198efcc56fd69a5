"""The name in the middle of the address side, with honorific, joint names and what stands by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from outreach.faces.columns import Column, column_row, in_two, set_columns
from outreach.fonts import Stack, first_covering
from outreach.frame import Direction, GlyphRun
from outreach.model.recipient import Addressee
from outreach.phrase import Phrase, phrase
from outreach.post.frames import POSTMARK_ZONE
from outreach.typeset.lines import vertical_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

CENTRE = 50.0
NAME_TOP = 33.0
NAME_BOTTOM = 124.0
# The largest size by number of names side by side; each must stay clear of the postmark zone.
LARGEST = {1: 28.0, 2: 23.0, 3: 19.0, 4: 16.0}
MANY = 14.0
SMALLEST = 11.0  # points
NAME_PITCH = 1.35  # em between joint names
TRACKING = 0.22  # em between the characters of a name
TIGHT = 0.05  # the same in an organisation's name, and in a name that would come out small
SMALL = 18.0  # points
HALVED = 14.0  # points: an organisation that would come out smaller stands in two columns
FAMILY_GAP = 0.45  # em more between family and given name
HONORIFIC_GAP = 0.4
SIDE_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
SIDE_BOTTOM = 132.0
SIDE_GAP = 1.6  # mm between the name and what stands to its right


class Trouble(Protocol):
    """Where problems of the face are noted."""

    def missing(self, characters: Sequence[str], what: Phrase) -> None:
        """Note characters the font lacks."""

    def overflow(self, what: Phrase) -> None:
        """Note what is too long."""


class NameBlock(NamedTuple):
    """The runs of the name and its neighbours, how far right they reach (mm), the name's size."""

    runs: tuple[GlyphRun, ...]
    right: float
    size: float


class _Line(NamedTuple):
    family: tuple[Cell, ...]
    given: tuple[Cell, ...]
    honorific: tuple[Cell, ...]


class _Names(NamedTuple):
    """Lines side by side at the largest size they allow, ``tracking`` em between characters."""

    lines: list[_Line]
    tracking: float
    size: float


def name_block(addressee: Addressee, stack: Stack, trouble: Trouble) -> NameBlock | None:
    """Return the name lines and the side columns (organisation, title, 様方), or None."""
    texts = name_texts(addressee)
    lines = _lines(texts, stack, trouble)
    sides = _side_rows(addressee, stack, trouble)
    if lines is None or sides is None:
        return None
    names = _person(lines) if _is_person(addressee) else _organisation(lines)
    if names.size < SMALLEST:
        trouble.overflow(phrase("The name"))
        return None
    runs, right = _set_names(names)
    beside = _set_sides(sides, right, names.size)
    if beside is None:
        trouble.overflow(phrase("The organisation or title"))
        return None
    return NameBlock((*beside.runs, *runs), beside.right, names.size)


def _is_person(addressee: Addressee) -> bool:
    return bool(addressee.family_name or addressee.given_name)


def _person(lines: list[_Line]) -> _Names:
    names = _sized(lines, TRACKING)
    is_short_of_room = names.size < min(SMALL, LARGEST.get(len(lines), MANY))
    return _sized(lines, TIGHT) if is_short_of_room else names


def _organisation(lines: list[_Line]) -> _Names:
    """Return an organisation in one line, or in two where it would come out small."""
    names = _sized(lines, TIGHT)
    (line,) = lines
    for least in (0.4, 0.6):  # the legal form by itself if that gains enough, else about the half
        parts = in_two(line.family, least)
        if names.size < HALVED and len(parts) == 2:
            halves = [_Line(parts[0], (), ()), _Line(parts[1], (), line.honorific)]
            names = max(names, _sized(halves, TIGHT), key=lambda set_so: set_so.size)
    return names


def name_texts(addressee: Addressee) -> list[tuple[str, str, str]]:
    """Return (family, given, honorific) for every name side by side, the first one rightmost.

    An organisation without a person stands where the name would, with its department if any.
    """
    if not _is_person(addressee):
        name = addressee.department or addressee.organisation
        return [(name, "", addressee.honorific)]
    first = (addressee.family_name, addressee.given_name, addressee.honorific)
    joint = [(name.family_name, name.given_name, name.honorific) for name in addressee.joint_names]
    return [first, *joint]


def _lines(
    texts: Sequence[tuple[str, str, str]], stack: Stack, trouble: Trouble
) -> list[_Line] | None:
    whole = "".join(part for text in texts for part in text)
    font = first_covering(stack, whole)
    if font is None:
        lacking = min((candidate.missing(whole) for candidate in stack), key=len)
        trouble.missing(lacking, phrase("in the name"))
        return None
    only = (font,)
    return [
        _Line(*(tuple(cells(only, part, Direction.DOWN)[0]) for part in text)) for text in texts
    ]


def _span(row: Sequence[Cell], tracking: float) -> float:
    """Return the length of a part of a name in em, its tracking included between characters."""
    return width_of(row) + tracking * max(len(row) - 1, 0)


def _offsets(lines: Sequence[_Line], tracking: float) -> tuple[float, float, float]:
    """Return where given names and honorifics begin, and the whole length, in em.

    Given names stand at one height, honorifics too, whatever the lengths of the names.
    """
    family = max(_span(line.family, tracking) for line in lines)
    given_at = family + tracking + FAMILY_GAP if any(line.given for line in lines) else 0.0
    ends = [
        given_at + _span(line.given, tracking) if line.given else _span(line.family, tracking)
        for line in lines
    ]
    addressed = (end for end, line in zip(ends, lines, strict=True) if line.honorific)
    honorific_at = max(addressed, default=0.0) + tracking + HONORIFIC_GAP
    longest = max(_span(line.honorific, tracking) for line in lines)
    return given_at, honorific_at, max(*ends, honorific_at + longest)


def _sized(lines: list[_Line], tracking: float) -> _Names:
    largest = LARGEST.get(len(lines), MANY)
    fitting = (NAME_BOTTOM - NAME_TOP) / _offsets(lines, tracking)[2] / to_mm(1.0)
    return _Names(lines, tracking, min(largest, int(fitting * 2) / 2))


def _set_names(names: _Names) -> tuple[list[GlyphRun], float]:
    lines, tracking, size = names
    em = to_mm(size)
    pitch = NAME_PITCH * em
    given_at, honorific_at, _ = _offsets(lines, tracking)
    leftmost = max(CENTRE - (len(lines) - 1) / 2 * pitch, POSTMARK_ZONE.right + 1.0 + em / 2)
    first = leftmost + (len(lines) - 1) * pitch
    runs: list[GlyphRun] = []
    for index, line in enumerate(lines):
        x = first - index * pitch
        parts = ((line.family, 0.0), (line.given, given_at), (line.honorific, honorific_at))
        for row, at in parts:
            spaced = vertical_line(row, x, NAME_TOP + at * em, size, tracking=tracking)
            runs += [run._replace(actual_text=_unspaced(run.text)) for run in spaced]
    return runs, first + em / 2


def _unspaced(text: str) -> str | None:
    """Return what search shall find of a spaced name: itself.

    PDFium drops 𠮷 and variation selectors from an ActualText, so there the glyphs' own text stays.
    """
    return text if max(text, default="") <= "\uffff" else None


def _side_rows(
    addressee: Addressee, stack: Stack, trouble: Trouble
) -> list[tuple[tuple[Cell, ...], float]] | None:
    """Return what stands right of the name: organisation, department and title, 様方."""
    person = _is_person(addressee)
    texts: list[tuple[str, float]] = []
    if person and addressee.organisation:
        texts.append((addressee.organisation, 0.0))
    if not person and addressee.department:
        texts.append((addressee.organisation, 0.0))
    post = "\u3000".join(filter(None, (addressee.department if person else "", addressee.title)))
    if post:
        texts.append((post, 1.0))
    if addressee.care_of:
        care = addressee.care_of
        texts.append((care if care.endswith("方") else care + "様方", 0.0))
    rows = []
    for text, indent in texts:
        row, lacking = column_row(stack, text)
        if lacking:
            trouble.missing(lacking, phrase("in the organisation, title or c/o name"))
            return None
        rows.append((row, indent))
    return rows


def _set_sides(
    rows: Sequence[tuple[tuple[Cell, ...], float]], right: float, name_size: float
) -> NameBlock | None:
    """Return the side columns right of the name, smaller and starting a little higher than it."""
    if not rows:
        return NameBlock((), right, name_size)
    top = NAME_TOP - 3.0
    for size in SIDE_SIZES:
        em = to_mm(size)
        columns = [Column(row, size, indent * em) for row, indent in rows]
        if size <= 0.9 * name_size and all(top + c.length <= SIDE_BOTTOM for c in columns):
            pitch = 1.4 * em
            first = right + SIDE_GAP + em / 2 + (len(columns) - 1) * pitch
            runs = tuple(set_columns(columns, first, top, pitch))
            return NameBlock(runs, first + em / 2, name_size)
    return None
