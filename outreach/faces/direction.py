"""The direction page: the first page of a file, spoilt on purpose so that no card is.

It shows which edge goes into the printer first, which side this is and whose stack, and lets one
measure size and place with a ruler before the cards follow. It is in Japanese with English beside
it, as the batch sheet is, and bears a code, never a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from outreach.faces.paircode import pair_code
from outreach.faces.turning import turned
from outreach.fonts import Stack
from outreach.frame import BLACK, Box, Colour, Direction, Frame, GlyphRun, Gray, Path
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

# In mm on a card of 100 x 148; larger paper has all of it larger, but for the 50 mm and the marks.
_WIDE, _HIGH = 84.0, 86.0  # of the block of words
_ARROW = (32.0, 38.0, 15.0, 16.0)  # length, width of the head, of the shaft, length of the head
_TIP = 7.0  # from the edge of the paper
_BELOW = 16.0  # from the arrow's tail to the block, the words beneath the arrow between them
_EDGE = 8.0  # white around the block
_TEXT = 8.5  # from the block's left to its words, right of the upright ruler
_HALF = 48.0  # from the block's left to its second half
_LARGEST = 2.0
_CORNER, _LEG = 5.0, 6.0  # mm from the edges of the paper to the corner marks, and their legs
_RULED = 50  # mm
_TICKS = {10: 3.2, 5: 2.2, 1: 1.3}  # mm: the length of a tick by what divides its number
_THIN, _STRONG = 0.15, 0.4
_GREY, _WHITE = Gray(0.35), Gray(1.0)
_HUGE, _LARGE, _BESIDE, _PLAIN, _NOTE, _TINY = 25.0, 20.0, 14.0, 10.5, 9.0, 6.5  # points

_WAY = ("この辺を先に", "this edge goes in first")
_CHECK = (
    "1枚だけ刷って、向きと位置を確かめてから",
    "残りを刷ってください。",
)
_BY_HAND = "裏を刷るときも、この{piece}を最初に入れます。"
_PAIRED = "裏にも同じしるしが出れば、表と裏は合っています。"
_MEASURE = "50 mm　角のしるしは紙の端から5 mm"


Mark = GlyphRun | Path


class Edge(Enum):
    """The edge of a page that goes into the printer first, as the page is read."""

    TOP = "top"
    RIGHT = "right"
    BOTTOM = "bottom"
    LEFT = "left"

    @classmethod
    def first(cls, width: float, height: float, *, turned: bool = False) -> Edge:
        """Return the edge of a page that leads: the upper one, of a page that lies the right one.

        Drivers turn what lies anticlockwise to stand it upright, as PostScript printers always
        did. ``turned``: the page goes into the file head down.
        """
        if width > height:
            return cls.LEFT if turned else cls.RIGHT
        return cls.BOTTOM if turned else cls.TOP


@dataclass(frozen=True, slots=True)
class DirectionSlip:
    """What a direction page says of its file.

    ``side`` is what the pages show, in Japanese and English, ``piece`` what they are printed on;
    ``count`` pieces follow, from number ``first`` to ``last``, several on a page where it is
    ``shared``. ``paired``: another side comes on the back, ``by_hand``: in a second pass.
    """

    round_id: str
    batch: int
    volume: int
    side: tuple[str, str]
    piece: str
    first: int
    last: int
    count: int
    shared: bool = False
    paired: bool = False
    by_hand: bool = False

    @property
    def code(self) -> str:
        """Return the code of the batch: the same on both sides and on every file of it."""
        return pair_code(f"{self.round_id} {self.batch}", 0)


def direction_page(
    slip: DirectionSlip,
    size: tuple[float, float],
    edge: Edge,
    stack: Stack,
    *,
    upended: bool = False,
) -> Frame:
    """Return the page of a size in mm; ``edge``, as it is read, is the one that goes in first.

    ``upended``: it stands on its head, as everything behind paper does that is turned over so.
    """
    width, height = size
    page = _Page(width, height, edge, stack)
    marks = [*page.arrow(), *page.words(slip), *page.rulers(), *page.corners()]
    turn = 180.0 if upended else 0.0
    return Frame(width, height, turned(marks, turn, (width / 2, height / 2)))


class _Page:
    """Where things stand on a page of one size: an arrow at its edge, a block of words beside."""

    def __init__(self, width: float, height: float, edge: Edge, stack: Stack) -> None:
        self.width, self.height, self.edge, self.stack = width, height, edge, stack
        strip = _TIP + _EDGE
        length, across = _ARROW[0], 2 * _EDGE
        if self._is_beside:
            scales = (width - strip) / (_WIDE + _EDGE + length), (height - across) / _HIGH
        else:
            scales = (width - across) / _WIDE, (height - strip) / (length + _BELOW + _HIGH)
        self.scale = u = min(*scales, _LARGEST)
        left, top = (width - _WIDE * u) / 2, (height - _HIGH * u) / 2
        used = (length + _BELOW) * u + _TIP
        if self._is_beside:
            left = (width - _TIP - (length + _EDGE) * u - _WIDE * u) / 2
            left = left if edge is Edge.RIGHT else width - left - _WIDE * u
        elif edge is Edge.TOP:
            top = (used + height - _EDGE - _HIGH * u) / 2
        else:
            top = (_EDGE + height - used - _HIGH * u) / 2
        self.left, self.top = left, top

    def arrow(self) -> Iterator[Mark]:
        """Yield the arrow with its tip near the edge, and the words at its tail."""
        u = self.scale
        length, head, shaft, cone = (each * u for each in _ARROW)
        half, wing = shaft / 2, head / 2
        shape = ((0.0, 0.0), (wing, cone), (half, cone), (half, length), (-half, length),
                 (-half, cone), (-wing, cone))  # fmt: skip
        middle, tip = self.width / 2, self.height - _TIP
        if self.edge is Edge.TOP:
            yield Path(tuple((middle + x, _TIP + y) for x, y in shape))
            words = middle, _TIP + length + 8.5 * u
        elif self.edge is Edge.BOTTOM:
            yield Path(tuple((middle + x, tip - y) for x, y in shape))
            words = middle, tip - length - 7.0 * u
        else:
            height, right = self.height / 2 - 6.0 * u, self.edge is Edge.RIGHT
            tip, back = (self.width - _TIP, -1) if right else (_TIP, 1)
            yield Path(tuple((tip + back * y, height + x) for x, y in shape))
            words = tip + back * length / 2, height + wing + 9.0 * u
        large, small = (_BESIDE, _TINY) if self._is_beside else (_LARGE, _NOTE)
        yield from self._centred(_WAY[0], *words, large)
        yield from self._centred(_WAY[1], words[0], words[1] + 4.6 * u, small, _GREY)

    @property
    def _is_beside(self) -> bool:
        return self.edge in (Edge.RIGHT, Edge.LEFT)

    def words(self, slip: DirectionSlip) -> Iterator[Mark]:
        """Yield the block of words."""
        yield from self._title(slip)
        batch = f"{slip.round_id}　第 {slip.batch} 刷　batch {slip.batch}"
        volume = f"　{slip.volume} 冊目" if slip.volume > 1 else ""
        yield from self._text(batch + volume, _TEXT, 32.5, _PLAIN)
        numbers = (
            f"{slip.first} 番から {slip.last} 番まで" if slip.count > 1 else f"{slip.first} 番"
        )
        count = f"カード {slip.count:,} 枚ぶん" if slip.shared else f"{slip.count:,} 枚"
        yield from self._text(f"このあと {count}　{numbers}", _TEXT, 38.7, _PLAIN)
        for at, line in enumerate(self._advice(slip)):
            yield from self._text(line, _TEXT, 46.5 + at * 5.2, _NOTE)
        yield Path(self._corners_of(Box(_TEXT, 67.0, _WIDE - _TEXT, 8.5)))
        never = f"この{slip.piece}は送りません　not to be posted"
        yield from self._text(never, _TEXT + 3.0, 72.8, _PLAIN, _WHITE, end=_WIDE - 3.0)

    @staticmethod
    def _advice(slip: DirectionSlip) -> Iterator[str]:
        yield from _CHECK
        if slip.by_hand:
            yield _BY_HAND.format(piece=slip.piece)
        if slip.paired:
            yield _PAIRED

    def _title(self, slip: DirectionSlip) -> Iterator[Mark]:
        """Yield which side this is, and the code of the batch in a box."""
        yield from self._text("刷る面　side", _TEXT, 4.0, _TINY, _GREY)
        yield from self._text(slip.side[0], _TEXT, 16.0, _HUGE)
        yield from self._text(slip.side[1], _TEXT, 22.5, _NOTE, _GREY)
        yield from self._text("束のしるし　batch code", _HALF, 4.0, _TINY, _GREY)
        yield Path(self._corners_of(Box(_HALF, 6.5, _WIDE - _HALF, 14.0)), width=_STRONG)
        x, y = self._at((_HALF + _WIDE) / 2, 16.6)
        yield from self._centred(slip.code, x, y, _HUGE)

    def rulers(self) -> Iterator[Mark]:
        """Yield 50 mm down the left of the block and along its foot, whatever its scale."""
        x, y = self._at(1.0, _HIGH - 3.8)
        for across in (True, False):
            far = (x + _RULED, y) if across else (x, y - _RULED)
            yield Path(((x, y), far), width=_THIN, closed=False)
            for number in range(_RULED + 1):
                long = next(_TICKS[step] for step in _TICKS if number % step == 0)
                start = (x + number, y) if across else (x, y - number)
                end = (x + number, y - long) if across else (x + long, y - number)
                yield Path((start, end), width=_THIN, closed=False)
        yield from self._set(_MEASURE, (x, y + 3.2), _TINY, _GREY)

    def corners(self) -> Iterator[Mark]:
        """Yield an angle near each corner of the paper: what is cut off or moved shows there."""
        for x, leg_x in ((_CORNER, _LEG), (self.width - _CORNER, -_LEG)):
            for y, leg_y in ((_CORNER, _LEG), (self.height - _CORNER, -_LEG)):
                points = ((x + leg_x, y), (x, y), (x, y + leg_y))
                yield Path(points, width=_THIN, closed=False)

    # -- in the block: mm from its upper left corner, before it is scaled -------------------------

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.left + x * self.scale, self.top + y * self.scale

    def _corners_of(self, box: Box) -> tuple[tuple[float, float], ...]:
        (left, top), (right, low) = self._at(box.x, box.y), self._at(box.right, box.bottom)
        return ((left, top), (right, top), (right, low), (left, low))

    def _text(
        self, text: str, x: float, y: float, size: float, colour: Colour = BLACK,
        end: float = _WIDE,
    ) -> Iterator[Mark]:  # fmt: skip
        """Yield a line in the block, smaller where it would not end in time."""
        room = (end - x) / max(width_of(self._cells(text)) * to_mm(1.0), 1e-6)
        yield from self._set(text, self._at(x, y), min(size, room) * self.scale, colour)

    def _centred(
        self, text: str, x: float, y: float, size: float, colour: Colour = BLACK
    ) -> Iterator[Mark]:
        half = width_of(self._cells(text)) * to_mm(size * self.scale) / 2
        yield from self._set(text, (x - half, y), size * self.scale, colour)

    def _set(
        self, text: str, place: tuple[float, float], size: float, colour: Colour
    ) -> Iterator[Mark]:
        yield from horizontal_line(self._cells(text), *place, size, colour)

    def _cells(self, text: str) -> tuple[Cell, ...]:
        return tuple(cells(self.stack, text, Direction.RIGHT)[0])
