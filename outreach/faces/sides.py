"""The middle of the address side: the name and the columns right of it, as one block."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from outreach.faces.addressee import is_person, side_texts
from outreach.faces.columns import FLATTEST, Column, column_row, fitted_house, set_columns
from outreach.faces.names import NameLines, name_lines, set_names
from outreach.faces.places import SMALLEST_ADDRESS, Places
from outreach.faces.trouble import Trouble
from outreach.fonts import Stack
from outreach.frame import GlyphRun
from outreach.model.recipient import Addressee
from outreach.phrase import phrase
from outreach.typeset.shape import Cell, width_of
from outreach.units import to_mm

AGAINST_NAME = 0.9  # of the name's size, at most
SECTION = 0.78  # of the largest size: a section is not twice as large as its house beside it
RISE = 3.0  # mm on a card that a side column starts higher than the name
FURTHER_DOWN = 8.0  # mm on a card that it may end lower than a name
SIDE_GAP = 2.2  # mm on a card between the name and what stands to its right
SIDE_PITCH = 1.4  # em
PARTED = 11.0  # points on a card: what would come out smaller stands in two columns


class NameBlock(NamedTuple):
    """The runs of the name and its neighbours, how far right they reach (mm), the name's size."""

    runs: tuple[GlyphRun, ...]
    right: float
    size: float


def name_block(
    addressee: Addressee, stack: Stack, places: Places, trouble: Trouble
) -> NameBlock | None:
    """Return the name lines and the side columns, or None with the trouble noted."""
    rows = _side_rows(addressee, stack, trouble)
    share = SECTION if rows and not is_person(addressee) else 1.0
    smaller = replace(places, middle=places.middle * share)
    names = name_lines(addressee, stack, smaller, trouble)
    if names is None or rows is None:
        return None
    runs, right = set_names(names, places)
    if not rows:
        return NameBlock(tuple(runs), right, names.size)
    beside = _beside(rows, right, names, places)
    if beside is None:
        em = to_mm(places.side_sizes[-1])
        columns = int((_limit(places) - right) / (SIDE_PITCH * em))
        room = columns * (_bottom(places) - _top(places)) / (em * FLATTEST)
        beyond = sum(width_of(row) for row, _ in rows) - room
        trouble.overflow(phrase("The organisation or title"), beyond)
        return None
    return beside._replace(runs=(*beside.runs, *runs))


def _side_rows(
    addressee: Addressee, stack: Stack, trouble: Trouble
) -> list[tuple[tuple[Cell, ...], bool]] | None:
    rows = []
    for text, is_lower in side_texts(addressee):
        row, lacking = column_row(stack, text)
        if lacking:
            trouble.missing(lacking, phrase("in the organisation, title or c/o name"))
            return None
        rows.append((row, is_lower))
    return rows


def _top(places: Places) -> float:
    return places.name_top - RISE * places.scale


def _bottom(places: Places) -> float:
    return min(places.name_bottom + FURTHER_DOWN * places.scale, places.address_bottom)


def _limit(places: Places) -> float:
    """Return how far right side columns may reach: one column of the address must have room."""
    return places.address_right - to_mm(SMALLEST_ADDRESS) / 2 - SIDE_GAP * places.scale


def _beside(
    rows: list[tuple[tuple[Cell, ...], bool]], right: float, names: NameLines, places: Places
) -> NameBlock | None:
    """Return the side columns right of the name, smaller and starting a little higher than it."""
    room = _bottom(places) - _top(places)
    for size in places.side_sizes:
        if size > AGAINST_NAME * names.size:
            continue
        may_part = size <= PARTED * places.scale
        columns = _columns(rows, size, room, may_part=may_part)
        if columns is not None:
            em = to_mm(size)
            pitch = SIDE_PITCH * em
            first = right + SIDE_GAP * places.scale + em / 2 + (len(columns) - 1) * pitch
            if first + em / 2 > _limit(places):
                continue
            runs = tuple(set_columns(columns, first, _top(places), pitch))
            return NameBlock(runs, first + em / 2, names.size)
    return None


def _columns(
    rows: list[tuple[tuple[Cell, ...], bool]], size: float, room: float, *, may_part: bool
) -> list[Column] | None:
    columns: list[Column] = []
    for row, is_lower in rows:
        found = fitted_house(row, size, room, to_mm(size) if is_lower else 0.0)
        if found is None or (len(found) > 1 and not may_part):
            return None
        columns += found
    return columns
