"""The batch sheet: the paper that goes with a stack of cards, and can be held beside the ledger.

It bears what was fixed and what people count and tick by hand, and the ledger's head of that
moment: whoever cuts the end off the ledger later cannot cut it off this paper. With it the work can
go on where the computer cannot. It is in Japanese, with English beside it, whatever the command
speaks: the same batch makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from outreach.faces.batch_words import IF_POWER_FAILS, LEFT_OUT
from outreach.fonts import Stack
from outreach.frame import BLACK, Colour, Direction, Frame, Gray, Item, Path
from outreach.model.stock import STOCKS
from outreach.stamping import Purchase
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

# A4 upright, ISO 216; what follows is in mm, sizes in points.
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
_LEFT, _RIGHT = 15.0, 195.0
_COLUMNS = (15.0, 108.0)
_COLUMN = 87.0
_PITCH = 5.6
_FIRST_BOTTOM = 227.5
_NEXT_TOP, _BOTTOM = 38.0, 290.0
_TICK = 3.4
_BOXES = 5.2  # from one box to tick to the next
_POSTING = 150.0  # left edge beside the ledger's head
_BLOCK, _LINE, _MOST = 73.5, 4.4, 4  # first line of stamps and files, from line to line, files
_POWER, _POWER_LINE = 223.5, 4.4
_TITLE, _LARGE, _PLAIN, _SMALL, _TINY = 16.0, 12.0, 9.5, 8.0, 6.5
_HAIRLINE = 0.15
_GREY = Gray(0.35)

_ENCLOSED = "封"  # what post offices and people call a letter in an envelope (封書)
MOST_LISTED = 2_000  # pieces; nobody ticks more by hand, and batch.csv has them all

_COUNTS = (
    ("予定", "planned"), ("刷れた", "printed"), ("刷り損じ", "spoilt"),
    ("抜いた", "pulled"), ("投函", "posted"),
)  # fmt: skip
_BY_HAND = (("投函した日", "posted on"), ("数えた人", "counted by"))
_STEPS = (
    ("刷", "刷れた printed"), ("組", "表裏の合わせ番号 pair"), ("切", "切手 stamp"),
    ("函", "投函 posted"),
)  # fmt: skip
_LONGEST = 20  # letters of a key, which run into the place for a note
_AT_NO, _AT_PAGE, _AT_CODE, _AT_KEY, _AT_NOTE = 21.5, 31.0, 41.5, 55.0, 72.0


class SheetLine(NamedTuple):
    """A piece on the list: number, key, and the page it stands on (label: of a sheet of labels).

    ``enclosed``: the card goes into an envelope. ``code`` is its pair code; ``place`` its place on
    a sheet of several cards, which is the pile it is cut into; ``volume`` the file of its page.
    """

    no: int
    key: str
    page: int
    label: int = 0
    enclosed: bool = False
    code: str = ""
    place: int = 0
    volume: int = 1


class SheetFile(NamedTuple):
    """A file that is printed: its name and pages, of which ``direction`` come before the cards."""

    name: str
    pages: int
    direction: int = 0


class StampWay(NamedTuple):
    """Stamps from the drawer that make up the postage of a piece (yen), and of how many."""

    values: tuple[int, ...]
    pieces: int


@dataclass(frozen=True, slots=True)
class BatchSlip:
    """What a batch sheet says. ``head`` is the entry of the freeze: number and SHA-256.

    ``left_out`` counts by reason; ``lines`` are the first pieces in printing order, at most
    ``MOST_LISTED``, of ``pieces`` in all, of which ``enclosed`` go into an envelope. ``postage`` is
    what a piece costs, in yen, by its stock, and how many there are; ``drawer`` and ``purchases``
    are the stamps for it, none where it is paid by a mark. ``post_on`` is the day the round is
    meant to be posted.
    """

    project: str
    round_id: str
    batch: int
    frozen_on: date
    head: tuple[int, str]
    left_out: tuple[tuple[str, int], ...]
    pieces: int
    lines: tuple[SheetLine, ...]
    enclosed: int = 0
    postage: tuple[tuple[str, int, int], ...] = ()
    post_on: date | None = None
    files: tuple[SheetFile, ...] = ()
    drawer: tuple[StampWay, ...] = ()
    purchases: tuple[Purchase, ...] = ()


def grouped(hash_: str) -> str:
    """Return the first 16 digits of a hash in fours, as people read them to each other."""
    return " ".join(hash_[at : at + 4] for at in range(0, 16, 4))


def batch_sheets(slip: BatchSlip, stack: Stack) -> Iterator[Frame]:
    """Yield the A4 pages of a batch sheet; the list goes on from page to page."""
    blocks, below = _blocks(slip, stack)
    top = below + _PITCH + 1.2  # the marks are explained above the list
    whole = len(slip.lines) == slip.pieces
    pages = _paged(slip.lines if whole else (), top)
    for number, page in enumerate(pages, start=1):
        items = [*_head(slip, stack, number, len(pages))]
        if number == 1:
            items += [*_counts(slip, stack), *_ledger(slip, stack), *_posting(slip, stack)]
            items += [*blocks, *_power(slip, stack)]
        if whole:
            items += _list(slip, page, stack, top if number == 1 else _NEXT_TOP)
        else:
            text = f"一覧は batch.csv にあります（{slip.pieces:,} 通）　The list is in batch.csv."
            items += _text(stack, text, _LEFT, top, _PLAIN)
        yield Frame(PAGE_WIDTH, PAGE_HEIGHT, tuple(items))


def _paged(lines: Sequence[SheetLine], first_top: float) -> list[list[Sequence[SheetLine]]]:
    """Return the lines by page and column; the first page has less room."""
    pages: list[list[Sequence[SheetLine]]] = []
    at = 0
    while at < len(lines) or not pages:
        top, bottom = (_NEXT_TOP, _BOTTOM) if pages else (first_top, _FIRST_BOTTOM)
        room = int((bottom - top) / _PITCH) - 1
        pages.append([lines[at + room * n : at + room * (n + 1)] for n in range(len(_COLUMNS))])
        at += room * len(_COLUMNS)
    return pages


# -- what is fixed, and what is counted -----------------------------------------------------------


def _head(slip: BatchSlip, stack: Stack, number: int, pages: int) -> Iterator[Item]:
    yield from _text(stack, "刷りの控え　Batch sheet", _LEFT, 18.0, _TITLE)
    words = f"{slip.round_id}　第 {slip.batch} 刷　batch {slip.batch}　　{number} / {pages}"
    yield from _right(stack, words, 18.0, _PLAIN)
    yield from _text(stack, slip.project, _LEFT, 24.5, _PLAIN)
    frozen = f"確定 {slip.frozen_on.isoformat()}　frozen"
    yield from _right(stack, frozen, 24.5, _PLAIN)
    yield Path(((_LEFT, 27.0), (_RIGHT, 27.0)), width=2 * _HAIRLINE, closed=False)


def _counts(slip: BatchSlip, stack: Stack) -> Iterator[Item]:
    """Yield the boxes of counts, of which only the first is filled in."""
    width = 22.0
    for at, (japanese, english) in enumerate(_COUNTS):
        x = _LEFT + at * (width + 2.0)
        yield _box(x, 37.0, width, 11.0)
        yield from _text(stack, f"{japanese} {english}", x, 35.5, _SMALL)
        if at == 0:
            yield from _text(stack, f"{slip.pieces:,}", x + 2.0, 45.0, _LARGE)
    for at, (japanese, english) in enumerate(_BY_HAND):
        x = _LEFT + len(_COUNTS) * (width + 2.0) + at * 31.0
        yield _box(x, 37.0, 29.0, 11.0)
        yield from _text(stack, f"{japanese} {english}", x, 35.5, _SMALL)


def _ledger(slip: BatchSlip, stack: Stack) -> Iterator[Item]:
    no, hash_ = slip.head
    yield from _text(stack, "発送台帳の番号とハッシュ　Ledger: entry and hash", _LEFT, 55.0, _SMALL)
    yield from _text(stack, f"{no}　　{grouped(hash_)}", _LEFT, 61.0, _LARGE)
    yield from _text(stack, f"{no}:{hash_}", _LEFT, 65.5, _TINY, _GREY)


def _posting(slip: BatchSlip, stack: Stack) -> Iterator[Item]:
    if slip.post_on is not None:
        yield from _text(stack, "投函の予定日　to be posted", _POSTING, 55.0, _SMALL)
        yield from _text(stack, slip.post_on.isoformat(), _POSTING, 61.0, _LARGE)


def _blocks(slip: BatchSlip, stack: Stack) -> tuple[list[Item], float]:
    """Return stamps and files beside each other, who is left out below, and where that ends."""
    stamps, files = _stamps(slip, stack), _files(slip)
    items = [*_lines(stack, stamps, _LEFT, _BLOCK), *_lines(stack, files, _COLUMNS[1], _BLOCK)]
    below = _BLOCK + max(len(stamps), len(files)) * _LINE + 3.6
    others = _others(slip, stack)
    items += _lines(stack, others, _LEFT, below)
    return items, below + len(others) * _LINE


def _stamps(slip: BatchSlip, stack: Stack) -> list[str]:
    """Return what the pieces cost, and which stamps make it up."""
    if not slip.postage:
        return []
    total = sum(yen * count for _, yen, count in slip.postage)
    has_stamps = bool(slip.drawer or slip.purchases)
    title = "切手　Stamps needed" if has_stamps else "料金　Postage"
    costs = [f"{_stock(stock)} {yen:,}円 × {count:,}通" for stock, yen, count in slip.postage]
    ways = [f"{'+'.join(map(str, way.values))}円 × {way.pieces:,}通" for way in slip.drawer]
    bought = [_purchase(each) for each in slip.purchases]
    lines = [f"{title}　　計 {total:,}円", *_wrapped(stack, "", costs, _COLUMN)]
    lines += _wrapped(stack, "引き出しから drawer: ", ways, _COLUMN) if ways else []
    lines += _wrapped(stack, "買う to buy: ", bought, _COLUMN) if bought else []
    return lines


def _stock(name: str) -> str:
    known = STOCKS.get(name)
    return known.japanese if known else "ラベル" if name else ""


def _purchase(bought: Purchase) -> str:
    beside = f"（{bought.beside}円のとなりに）" if bought.beside else ""
    return f"{bought.yen:,}円 × {bought.count:,}枚{beside}"


def _files(slip: BatchSlip) -> list[str]:
    """Return the files with their pages, and that what comes first is no card."""
    if not slip.files:
        return []
    most = _MOST if len(slip.files) <= _MOST else _MOST - 1
    lines = ["ファイルとページ数　Files and pages"]
    lines += [f"{file.name}　{file.pages:,}" for file in slip.files[:most]]
    if rest := len(slip.files[most:]):
        lines.append(f"ほか {rest} 個　and {rest} more: batch.json")
    if any(file.direction for file in slip.files):
        lines.append("はじめの1枚は向きの紙：数えず、送らず　first page: no card")
    return lines


def _others(slip: BatchSlip, stack: Stack) -> list[str]:
    """Return who gets nothing, by reason."""
    total = sum(count for _, count in slip.left_out)
    reasons = [f"{LEFT_OUT.get(why, why)} {count}" for why, count in slip.left_out]
    return _wrapped(stack, f"送らない方 {total} 名　Left out　", reasons, _RIGHT - _LEFT)


def _wrapped(stack: Stack, start: str, words: Iterable[str], width: float) -> list[str]:
    """Return words as lines no wider than ``width`` (mm), broken only between them."""
    lines, line = [], start
    for word in words:
        longer = f"{line}{word}、"
        if line != start and _width(stack, longer, _SMALL) > width:
            lines.append(line)
            longer = f"　{word}、"
        line = longer
    return [each.removesuffix("、") for each in (*lines, line)]


def _lines(stack: Stack, lines: Iterable[str], left: float, top: float) -> Iterator[Item]:
    for at, line in enumerate(lines):
        yield from _text(stack, line, left, top + at * _LINE, _SMALL)


def _power(slip: BatchSlip, stack: Stack) -> Iterator[Item]:
    """Yield how the work goes on without the computer, and what is entered afterwards."""
    yield Path(((_LEFT, _POWER), (_RIGHT, _POWER)), width=_HAIRLINE, closed=False)
    gaps = {"round": slip.round_id, "no": slip.head[0], "hash": slip.head[1][:16]}
    y = _POWER + 1.0
    for heading, lines in IF_POWER_FAILS:
        y += _POWER_LINE + 0.6
        yield from _text(stack, heading, _LEFT, y, _PLAIN)
        for line in lines:
            y += _POWER_LINE
            yield from _text(stack, line.format(**gaps), _LEFT, y, _SMALL)


# -- the list -------------------------------------------------------------------------------------


def _list(
    slip: BatchSlip, columns: Sequence[Sequence[SheetLine]], stack: Stack, top: float
) -> Iterator[Item]:
    yield from _legend(slip, stack, top - _PITCH)
    files, piles = {line.volume for line in slip.lines}, {line.place for line in slip.lines}
    page = "冊-頁 file" if len(files) > 1 else "頁 page"
    page = "頁-山" if piles != {0} else page
    heads = [(step, _BOXES * at) for at, (step, _) in enumerate(_STEPS)]
    heads += [("番号 no.", _AT_NO), (page, _AT_PAGE), ("key", _AT_KEY), ("控え note", _AT_NOTE)]
    heads += [("合わせ pair", _AT_CODE)] if any(line.code for line in slip.lines) else []
    for left, lines in zip(_COLUMNS, columns, strict=True):
        for text, x in heads if lines else ():
            yield from _text(stack, text, left + x, top, _TINY, _GREY)
        for at, line in enumerate(lines, start=1):
            place = _place(line, len(files) > 1)
            yield from _line(line, place, stack, left, top + at * _PITCH)


def _legend(slip: BatchSlip, stack: Stack, y: float) -> Iterator[Item]:
    """Yield what is ticked when, what the list says, and how many cards go into an envelope."""
    words = [f"{step}＝{meaning}" for step, meaning in _STEPS]
    words += ["山＝pile"] if any(line.place for line in slip.lines) else []
    if slip.enclosed:
        words.append(f"{_ENCLOSED}：封筒に入れるはがき {slip.enclosed:,} 通 envelope")
    yield from _text(stack, "　".join(words), _LEFT, y, _SMALL)


def _place(line: SheetLine, in_volumes: bool) -> str:
    """Return where a piece is found: file, page, and label or pile, as far as there are several."""
    parts = [line.volume] if in_volumes and not (line.label or line.place) else []
    parts += [line.page, *(each for each in (line.label or line.place,) if each)]
    return "-".join(map(str, parts))


def _line(line: SheetLine, place: str, stack: Stack, left: float, y: float) -> Iterator[Item]:
    for at in range(len(_STEPS)):
        yield _box(left + _BOXES * at, y - _TICK + 0.5, _TICK, _TICK)
    for text, x in ((f"{line.no}", _AT_NO), (place, _AT_PAGE), (line.code, _AT_CODE)):
        yield from _text(stack, text, left + x, y, _PLAIN)
    size = _PLAIN if len(line.key) <= 8 else _TINY
    key = line.key if len(line.key) <= _LONGEST else f"{line.key[:_LONGEST]}…"
    yield from _text(stack, key, left + _AT_KEY, y, size)
    if len(line.key) <= 13:
        ends = ((left + _AT_NOTE, y + 0.8), (left + _COLUMN, y + 0.8))
        yield Path(ends, width=_HAIRLINE, closed=False)
    if line.enclosed:
        yield from _text(stack, _ENCLOSED, left + _COLUMN - 3.6, y, _PLAIN)


# -- strokes and words ----------------------------------------------------------------------------


def _box(x: float, y: float, width: float, height: float) -> Path:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Path(corners, width=_HAIRLINE)


def _width(stack: Stack, text: str, size: float) -> float:
    return width_of(_cells(stack, text)) * to_mm(size)


def _text(
    stack: Stack, text: str, x: float, y: float, size: float, colour: Colour = BLACK
) -> Iterator[Item]:
    yield from horizontal_line(_cells(stack, text), x, y, size, colour)


def _right(stack: Stack, text: str, y: float, size: float) -> Iterator[Item]:
    row = _cells(stack, text)
    yield from horizontal_line(row, _RIGHT - width_of(row) * to_mm(size), y, size)


def _cells(stack: Stack, text: str) -> tuple[Cell, ...]:
    """Return what the fonts have of a text; what they lack of a project's name is left out."""
    return tuple(cells(stack, text, Direction.RIGHT)[0])
