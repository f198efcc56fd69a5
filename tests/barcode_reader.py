"""A reader of customer barcodes, from pixels: it shares nothing with what draws them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.bool_]

# As printed in the post's manual, page 12; 1 long, 2 semi-long up, 3 semi-long down, 4 timing.
NAMES = (
    "144 0|114 1|132 2|312 3|123 4|141 5|321 6|213 7|231 8|411 9|414 -|324 CC1|342 CC2|234 CC3|"
    "432 CC4|243 CC5|423 CC6|441 CC7|111 CC8"
)
SYMBOLS = dict(pair.split() for pair in NAMES.split("|"))
CHECK_VALUES = list("0123456789-") + [f"CC{number}" for number in range(1, 9)]


class UnreadableError(Exception):
    """What stands there is no customer barcode."""


@dataclass(frozen=True)
class Bar:
    """One bar in pixels of the picture; ``right`` and ``low`` are the first beyond it."""

    left: int
    right: int
    top: int
    low: int


@dataclass(frozen=True)
class Found:
    """A barcode that was read: where its bars are, and what they say."""

    bars: tuple[Bar, ...]
    symbols: tuple[str, ...]

    @property
    def code(self) -> str:
        return "".join(self.symbols[1:8])

    @property
    def data(self) -> str:
        """What follows the code; a letter cut in two says nothing."""
        said, shift = "", ""
        for symbol in self.symbols[8:21]:
            if symbol in {"CC1", "CC2", "CC3"}:
                shift = symbol
            elif shift:
                said += chr(ord("A") + 10 * (int(shift[2]) - 1) + int(symbol))
                shift = ""
            elif symbol != "CC4":
                said += symbol
        return said


def read(ink: Ink) -> Found:
    """Read the one barcode in a picture, whichever way up it lies."""
    for quarter in range(4):
        try:
            return _read_upright(np.rot90(ink, quarter))
        except UnreadableError as error:
            reason = error
    raise reason


def _read_upright(ink: Ink) -> Found:
    bars = _bars(ink)
    kinds = _kinds(bars)
    if kinds[:2] != "13" or kinds[-2:] != "31":
        raise UnreadableError("start or stop is missing")
    triples = [kinds[place : place + 3] for place in range(2, 65, 3)]
    if not all(triple in SYMBOLS for triple in triples):
        raise UnreadableError("bars that are no symbol")
    inner = [SYMBOLS[triple] for triple in triples]
    if sum(CHECK_VALUES.index(symbol) for symbol in inner) % 19:
        raise UnreadableError("the check digit is wrong")
    return Found(bars, ("STC", *inner, "SPC"))


def _bars(ink: Ink) -> tuple[Bar, ...]:
    edges = np.flatnonzero(np.diff(np.pad(ink.any(axis=0), 1).astype(np.int8)))
    bars = []
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        rows = np.flatnonzero(ink[:, left:right].any(axis=1))
        if ink[rows[0] : rows[-1] + 1, left:right].mean() < 0.9:  # corners may be pale
            raise UnreadableError("a bar is not whole")
        bars.append(Bar(int(left), int(right), int(rows[0]), int(rows[-1]) + 1))
    if len(bars) != 67:
        raise UnreadableError(f"{len(bars)} bars instead of 67")
    return tuple(bars)


def _kinds(bars: tuple[Bar, ...]) -> str:
    top, low = min(bar.top for bar in bars), max(bar.low for bar in bars)
    height = low - top
    kinds = ""
    for bar in bars:
        up, down = bar.top - top < height / 6, low - bar.low < height / 6
        kinds += "1" if up and down else "2" if up else "3" if down else "4"
    return kinds
