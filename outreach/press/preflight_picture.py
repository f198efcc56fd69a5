"""A page with what is wrong marked on it: numbered frames, and the words to each number below."""

from __future__ import annotations

import io
import re
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from pathlib import Path as FilePath
from typing import NamedTuple

import pikepdf

from outreach.fonts import Stack
from outreach.frame import RGB, Artwork, Box, Colour, Direction, Frame, Gray, Item, Path
from outreach.press.imposition import plain_page
from outreach.press.page_painted import common
from outreach.press.pdf import Store, Volume
from outreach.press.raster import page_picture
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm, to_points

DPI = 150.0
_MARGIN, _LARGEST = 8.0, 210.0  # mm
_NARROWEST = 110.0
_SIZE, _LEADING = 8.5, 1.5  # points, ems
_HEAD = 11.0
_BADGE = 2.3  # mm, of the disc a number stands on
_GROUND, _LINE = Gray(0.93), 0.5
_ERROR, _REMARK, _TRIM = RGB(0.82, 0.07, 0.1), RGB(0.85, 0.5, 0.0), RGB(0.1, 0.45, 0.85)
_PIECE = re.compile(r"\s+|[!-~\u00a1-\u024f]+|.", re.DOTALL)
_SIDES = 24
_HANGING = frozenset("、。，．：；！？）」』・ー")  # never at the beginning of a line


class Spot(NamedTuple):
    """One entry of the list: its words, its place on the page (mm from the trim), its weight."""

    words: str
    box: Box | None
    is_error: bool


class Shown(NamedTuple):
    """A page as a viewer shows it: its pixels (RGB), what they show and the trim in mm."""

    size: tuple[int, int]
    pixels: bytes
    area: Box
    trim: Box


def marked_page(shown: Shown, heading: str, spots: Sequence[Spot], stack: Stack) -> bytes:
    """Return a PNG of the page with a numbered frame at each spot, and their words below it."""
    scale = min(1.0, _LARGEST / max(shown.area.width, shown.area.height))
    across = max(shown.area.width * scale, _NARROWEST)
    width = across + 2 * _MARGIN
    left = _MARGIN + (across - shown.area.width * scale) / 2
    page = Box(left, _MARGIN + _HEAD, shown.area.width * scale, shown.area.height * scale)
    items = [*_ground(page, shown, scale), *_frames(page, shown, scale, spots, stack)]
    title = tuple(cells(stack, heading, Direction.RIGHT)[0])
    items += horizontal_line(title, _MARGIN, _MARGIN + 4.0, _SIZE + 2)
    listed, bottom = _list(spots, page.bottom + 8.0, across, stack)
    height = bottom + _MARGIN
    paper = _rectangle(Box(0.0, 0.0, width, height), _GROUND)
    frame = Frame(width, height, (paper, *items, *listed))
    fonts = {font.id: font for font in stack}
    volume = Volume(plain_page(width, height), Store(fonts, {"page": _as_pdf(shown)}), "preflight")
    volume.add(frame)
    with tempfile.TemporaryDirectory() as folder:
        file = FilePath(folder, "page.pdf")
        volume.save(file)
        return page_picture(file.read_bytes(), DPI)


def _ground(page: Box, shown: Shown, scale: float) -> Iterator[Item]:
    """Yield the page's picture, and a thin line where it is cut."""
    yield _rectangle(page, Gray(1.0))
    yield Artwork("page", (scale, 0, 0, scale, page.x, page.bottom))
    trim = _there(shown.trim, page, shown, scale)
    if trim != page:
        yield _rectangle(trim, _TRIM, 0.2)


def _there(box: Box, page: Box, shown: Shown, scale: float) -> Box:
    """Return a box of the page on the picture."""
    x, y = page.x + (box.x - shown.area.x) * scale, page.y + (box.y - shown.area.y) * scale
    return Box(x, y, box.width * scale, box.height * scale)


def _frames(
    page: Box, shown: Shown, scale: float, spots: Sequence[Spot], stack: Stack
) -> Iterator[Item]:
    """Yield the frames, pale beside so that they show on any ground, and the numbers over them."""
    taken: list[tuple[float, float]] = []
    badges: list[Item] = []
    for number, spot in enumerate(spots, start=1):
        if spot.box is None:
            continue
        colour = _ERROR if spot.is_error else _REMARK
        seen = common(spot.box, shown.area) or spot.box
        there = _there(seen, page, shown, scale).inset(-0.4)
        yield _rectangle(there, Gray(1.0), 2 * _LINE)
        yield _rectangle(there, colour, _LINE)
        x, y = _free(max(there.x, page.x), max(there.y, page.y), taken)
        badges += _badge(number, x, y, colour, stack)
    yield from badges


def _free(x: float, y: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the place of a number, moved on where another one stands already."""
    while any(abs(x - left) < 2 * _BADGE and abs(y - top) < 2 * _BADGE for left, top in taken):
        x += 2 * _BADGE + 0.3
    taken.append((x, y))
    return x, y


def _badge(number: int, x: float, y: float, colour: Colour, stack: Stack) -> Iterator[Item]:
    turns = [2 * pi * step / _SIDES for step in range(_SIDES)]
    yield Path(tuple((x + _BADGE * cos(turn), y + _BADGE * sin(turn)) for turn in turns), colour)
    digits = tuple(cells(stack, str(number), Direction.RIGHT)[0])
    em = to_mm(_SIZE)
    left, baseline = x - width_of(digits) * em / 2, y + 0.36 * em
    yield from horizontal_line(digits, left, baseline, _SIZE, Gray(1.0))


def _list(spots: Sequence[Spot], top: float, room: float, stack: Stack) -> tuple[list[Item], float]:
    items: list[Item] = []
    indent, step = 7.0, to_mm(_SIZE) * _LEADING
    for number, spot in enumerate(spots, start=1):
        colour = _ERROR if spot.is_error else _REMARK
        items += _badge(number, _MARGIN + _BADGE, top - 1.1, colour, stack)
        for line in wrapped(spot.words, room - indent, _SIZE, stack):
            items += horizontal_line(line, _MARGIN + indent, top, _SIZE)
            top += step
        top += step * 0.45
    return items, top


def wrapped(text: str, room: float, size: float, stack: Stack) -> Iterator[tuple[Cell, ...]]:
    """Yield lines at most ``room`` mm wide; they break at blanks, and between Japanese letters."""
    most = room / to_mm(size)
    line: list[Cell] = []
    for piece in _PIECE.findall(text):
        added = cells(stack, piece, Direction.RIGHT)[0]
        if line and width_of(line) + width_of(added) > most and piece not in _HANGING:
            yield tuple(line)
            line = []
        if line or piece.strip():
            line += added
    if line:
        yield tuple(line)


def _rectangle(box: Box, colour: Colour, width: float = 0.0) -> Path:
    corners = (
        (box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)
    )  # fmt: skip
    return Path(corners, colour, width)


def _as_pdf(shown: Shown) -> bytes:
    """Return the page's picture as a PDF of its size, to be placed like a drawn design."""
    wide, high = to_points(shown.area.width), to_points(shown.area.height)
    with pikepdf.new() as pdf:
        image = pikepdf.Stream(
            pdf, zlib.compress(shown.pixels, 1), Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image, Width=shown.size[0], Height=shown.size[1],
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
            Filter=pikepdf.Name.FlateDecode,
        )  # fmt: skip
        page = pdf.add_blank_page(page_size=(wide, high))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
        page.Contents = pikepdf.Stream(pdf, f"q {wide} 0 0 {high} 0 0 cm /Page Do Q".encode())
        data = io.BytesIO()
        pdf.save(data)
    return data.getvalue()
