"""The mark in the stamp's place: 料金別納郵便 or 料金後納郵便.

Source: Japan Post, 料金別納 表示の方法: a circle of 20-30 mm, at its top the office where the mail
is handed in (銀座郵便局 is written 銀座局), which may be left out where the sender's name and
address stand on the piece. More than one line under it would consent to later delivery.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from outreach.errors import ExitCode, LayoutError, Problem, Where
from outreach.faces.columns import in_two
from outreach.fonts import Stack, first_covering
from outreach.frame import Direction, GlyphRun, Item, Path
from outreach.model.project import Payment, PrintSettings, Sender, Writing
from outreach.model.stock import Stock
from outreach.phrase import Phrase, phrase
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

# The middle of the stamp printed on Japan Post's own cards, mm from the two edges of its corner.
FROM_SIDE, FROM_TOP = 18.5, 18.7
DIAMETER = 24.0
RING, RULE = 0.35, 0.2  # mm
CORNERS = 120  # of the polygon that stands for the circle: a chord is 5 µm off it at most
WORDS = {Payment.SEPARATE: ("料金別納", "郵便"), Payment.LATER: ("料金後納", "郵便")}
WORD_SIZE = 12.0  # points
OFFICE_SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
RULE_AT = -3.6  # mm from the middle of the circle; the words stand below it
WORDS_BELOW = 0.7  # mm from the middle of the circle to that of the words' first line
WHITE = 0.8  # mm between the circle and what stands in it
MIDDLE = 0.38  # em from the baseline to the middle of a kanji


def stamp_middle(stock: Stock, writing: Writing) -> tuple[float, float]:
    """Return where a stamp's middle comes, in mm: upper left, upper right of a piece that lies."""
    if writing is Writing.HORIZONTAL:
        return stock.height - FROM_SIDE, FROM_TOP
    return FROM_SIDE, FROM_TOP


def payment_mark(
    stack: Stack, settings: PrintSettings, stock: Stock, writing: Writing = Writing.VERTICAL
) -> tuple[Item, ...]:
    """Return the mark for how postage is paid, nothing for a stamp.

    Raises LayoutError for an office in which ``office_problems`` finds a fault.
    """
    if settings.payment is Payment.STAMP:
        return ()
    x, y = stamp_middle(stock, writing)
    office = _office(office_text(settings.post_office), stack, x, y)
    step = 1.25 * to_mm(WORD_SIZE)
    first = y + WORDS_BELOW if office else y - step / 2
    runs: list[GlyphRun] = []
    for index, word in enumerate(WORDS[settings.payment]):
        row = tuple(cells(stack, word, Direction.RIGHT)[0])
        runs += _centred(row, x, first + index * step, WORD_SIZE)
    return (_circle(x, y), *office, *runs)


def office_problems(
    settings: PrintSettings, senders: Iterable[Sender], stack: Stack
) -> list[Problem]:
    """Return what forbids the mark: an office that cannot be set, or none and no address either."""
    if settings.payment is Payment.STAMP:
        return []
    office = office_text(settings.post_office)
    if office:
        fault = _fault(office, stack)
        return [_unset(fault)] if fault else []
    return [
        Problem(
            ExitCode.PROJECT,
            "payment-office",
            phrase("A payment mark without a post office needs the address of {sender}.", sender=s),
            phrase(
                'Write post_office = "札幌中央郵便局" in [print], or give the sender an address.'
            ),
            Where("outreach.toml"),
        )
        for s in (sender.id for sender in senders if not sender.address)
    ]


def _unset(fault: Phrase) -> Problem:
    hint = phrase("Name the office another way in [print].")
    return Problem(ExitCode.LAYOUT, "payment-office", fault, hint, Where("outreach.toml"))


def office_text(name: str) -> str:
    """Return an office's name as a mark bears it: 札幌中央局 for 札幌中央郵便局."""
    short = name.strip().removesuffix("局").removesuffix("郵便")
    return f"{short}局" if short else ""


def _circle(x: float, y: float) -> Path:
    turns = (2 * math.pi * corner / CORNERS for corner in range(CORNERS))
    radius = (DIAMETER - RING) / 2  # the ring's outer edge measures the diameter
    points = tuple((x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns)
    return Path(points, width=RING)


def _half_chord(height: float) -> float:
    """Return half the width of the circle at a height from its middle, in mm."""
    return math.sqrt((DIAMETER / 2) ** 2 - height**2)


class _Office(NamedTuple):
    """The lines of an office's name, their size in points, mm from the circle's middle to each."""

    lines: list[tuple[Cell, ...]]
    size: float
    middles: list[float]


def _office(name: str, stack: Stack, x: float, y: float) -> tuple[Item, ...]:
    """Return the office's name in one line or two above a rule across the circle."""
    if not name:
        return ()
    office = _arranged(name, stack)
    if office is None:
        fault = _fault(name, stack) or phrase("post_office is too long for the payment mark.")
        raise LayoutError(fault, phrase("Name the office another way in [print]."))
    half = _half_chord(RULE_AT)
    rule = Path(((x - half, y + RULE_AT), (x + half, y + RULE_AT)), width=RULE, closed=False)
    set_lines = zip(office.lines, office.middles, strict=True)
    runs = [run for line, at in set_lines for run in _centred(line, x, y + at, office.size)]
    return (*runs, rule)


def _fault(name: str, stack: Stack) -> Phrase | None:
    """Return why an office's name cannot be set, or None where it can."""
    if first_covering(stack, name) is None:
        return phrase("The address font lacks a character of post_office.")
    if _arranged(name, stack) is None:
        return phrase("post_office is too long for the payment mark.")
    return None


def _arranged(name: str, stack: Stack) -> _Office | None:
    """Return the name in one line or two at the largest size the circle has room for, or None."""
    font = first_covering(stack, name)
    if font is None:
        return None
    row = tuple(cells((font,), name, Direction.RIGHT)[0])
    for lines in ([row], in_two(row, 0.4)):
        for size in OFFICE_SIZES:
            pitch = 1.1 * to_mm(size)
            middles = [RULE_AT - (0.7 + len(lines) - 1 - i) * pitch for i in range(len(lines))]
            if all(_fits(line, at, size) for line, at in zip(lines, middles, strict=True)):
                return _Office(lines, size, middles)
    return None


def _fits(row: tuple[Cell, ...], middle: float, size: float) -> bool:
    """Return whether a line is no longer than the circle is wide at the line's upper edge."""
    em = to_mm(size)
    edge = abs(middle) + em / 2
    if edge >= DIAMETER / 2 - WHITE:
        return False
    return width_of(row) * em <= 2 * (_half_chord(edge) - WHITE)


def _centred(row: tuple[Cell, ...], x: float, middle: float, size: float) -> tuple[GlyphRun, ...]:
    em = to_mm(size)
    return horizontal_line(row, x - width_of(row) * em / 2, middle + MIDDLE * em, size)
