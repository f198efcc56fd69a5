"""The customer barcode drawn: 67 bars at the place the post reads them.

Source: Japan Post, 郵便番号・バーコードマニュアル, page 12 (measures) and page 13 (place). At 10
points a long bar may be 3.40-3.60 mm, a timing bar 1.05-1.35, the pitch 0.95-1.30, a bar 0.50-0.70
and the space between two 0.45-0.60 wide; all of it scales with the size, 8 to 11.5 points.
"""

from __future__ import annotations

from outreach.frame import Bars, Box
from outreach.model.stock import Form, Stock
from outreach.post.barcode import bars_of
from outreach.units import MM_PER_INCH

# mm at 10 points. Ink spreads, and 3.6 is already the most a long bar may have.
LONG, TIMING, PITCH, BAR = 3.5, 1.2, 1.2, 0.6
COUNT = 67
SMALLEST, LARGEST = 8.0, 11.5  # points
CLEAR = 2.0  # mm around the bars where nothing else may be

EDGE = 11.0  # mm from every edge of the piece: the post asks for 10, a printer shifts by one
# An edge that the post names in a figure should be 15 mm away where there is room. On a card the
# sender's code ends at 128.7 mm: the bars lie between it and the bottom.
FAR_EDGE, CARD_TOP = 15.0, 131.0
# What office printers print: where the pitch is an even number of dots, bars and spaces of whole
# dots come out all alike.
DOT = MM_PER_INCH / 600
SIZES = tuple(dots * DOT / PITCH * 10 for dots in (28, 26, 24))  # points, the largest first


def bars(symbols: tuple[str, ...], x: float, y: float, size: float) -> tuple[Bars, ...]:
    """Return the bars of a barcode, black, from its upper left corner in mm; ``size`` in points.

    A semi-long bar reaches from the end of a long bar to the far end of a timing bar. Raises
    ValueError for a size the post does not read.
    """
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"a barcode has {SMALLEST} to {LARGEST} points, not {size}")
    scale = size / 10
    long, timing, pitch, width = (mm * scale for mm in (LONG, TIMING, PITCH, BAR))
    upper, lower = y + (long - timing) / 2, y + (long + timing) / 2
    tops = {1: (y, long), 2: (y, lower - y), 3: (upper, y + long - upper), 4: (upper, timing)}
    boxes = []
    for index, kind in enumerate(bars_of(symbols)):
        top, height = tops[kind]
        boxes.append(Box(x + index * pitch, top, width, height))
    return (Bars(tuple(boxes)),)


def bars_box(x: float, y: float, size: float) -> Box:
    """Return the box in mm that the bars from that upper left corner fill; ``size`` in points."""
    width = (COUNT - 1) * PITCH + BAR
    return Box(x, y, width * size / 10, LONG * size / 10)


def size_within(room: float) -> float | None:
    """Return the largest size in points whose bars are at most ``room`` mm long, or None."""
    return next((size for size in SIZES if bars_box(0.0, 0.0, size).width <= room), None)


def customer_barcode(symbols: tuple[str, ...], stock: Stock) -> tuple[Bars, ...]:
    """Return the bars at their place on an upright piece: alone at the bottom, in the middle."""
    return bars(symbols, *_place(stock))


def barcode_box(stock: Stock) -> Box:
    """Return the bars' place with the 2 mm around it that stay empty, in mm of the page."""
    return bars_box(*_place(stock)).inset(-CLEAR)


def _place(stock: Stock) -> tuple[float, float, float]:
    """Return left and top in mm and the largest size in points that leaves the edges free."""
    size = size_within(stock.width - 2 * EDGE)
    assert size is not None, "every stock is wide enough for the smallest of the sizes"
    box = bars_box(0.0, 0.0, size)
    left = (stock.width - box.width) / 2
    top = CARD_TOP if stock.form is Form.CARD else stock.height - FAR_EDGE - box.height
    return round(left / DOT) * DOT, top, size
