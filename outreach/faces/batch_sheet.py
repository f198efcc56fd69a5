"""The batch sheet: the paper that goes with a stack of cards, and can be held beside the ledger.

It bears what was fixed and what people count and tick by hand, and the ledger's head of that
moment: whoever cuts the end off the ledger later cannot cut it off this paper. It is in Japanese,
with English beside it, whatever the command speaks: the same batch makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from outreach.fonts import Stack
from outreach.frame import BLACK, Colour, Direction, Frame, Gray, Item, Path
from outreach.model.standing import Reason
from outreach.model.stock import STOCKS
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

# A4 upright, ISO 216; what follows is in mm, sizes in points.
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
_LEFT, _RIGHT = 15.0, 195.0
_COLUMNS = (15.0, 108.0)
_COLUMN = 87.0
_PITCH = 5.8
_FIRST_TOP, _FIRST_BOTTOM = 106.0, 251.0
_NEXT_TOP, _BOTTOM = 32.0, 287.0
_TICK = 3.4
_POSTING, _STAMPS = 112.0, 153.0  # left edges beside the ledger's head
_STAMP = 30.0  # where the writing line for the stamp ends, from the right edge of the column
_TITLE, _LARGE, _PLAIN, _SMALL, _TINY = 16.0, 12.0, 9.5, 8.0, 6.5
_HAIRLINE = 0.15
_GREY = Gray(0.35)

_ENCLOSED = "封"  # what post offices and people call a letter in an envelope (封書)
MOST_LISTED = 2_000  # pieces; nobody ticks more by hand, and batch.csv has them all

_LEFT_OUT = {
    Reason.NO_CONSENT: "同意なし",
    Reason.STOPPED: "停止",
    Reason.PAUSED: "休止",
    Reason.ADDRESS_HELD: "住所の確認待ち",
    Reason.ENVELOPE: "封書の希望",
    Reason.OTHER_MAILING: "ほかの送付物の方",
    Reason.NOT_IN_ROUND: "この回の対象外",
    Reason.MISSING: "名簿にない",
    Reason.WITHDRAWN: "絵の取り下げ",
    Reason.SCOPE: "同意の範囲外",
    Reason.TOO_SOON: "間隔が短い",
    Reason.CAP: "月の上限",
    Reason.MOURNING: "喪中",
    Reason.HOUSEHOLD: "同じ家に同じ日",
}

_COUNTS = (
    ("予定", "planned"), ("刷れた", "printed"), ("刷り損じ", "spoilt"),
    ("抜いた", "pulled"), ("投函", "posted"),
)  # fmt: skip
_BY_HAND = (("投函した日", "posted on"), ("数えた人", "counted by"))

_IF_POWER_FAILS = (
    "電気が切れた・紙がつまったとき　If the power fails or paper jams",
    "1. すぐに刷り直さず、出てきた紙の番号に印をつけます。　"
    "Tick what came out before printing more.",
    "2. 足りない番号だけを刷ります：outreach print {round} --from N --to M　同じ中身が出て、"
    "送った数は増えません。",
    "　 Print only the missing numbers; they come out the same, and nobody is counted twice.",
    "3. パソコンが開いたら：outreach verify --head {no}:{hash}　"
    "「発送台帳は無事です」と出れば大丈夫です。",
    "　 If it names an entry instead, restore the last backup: outreach restore FILE.",
)


class SheetLine(NamedTuple):
    """A piece on the list: number, key, and the page it stands on (label: of a sheet of labels).

    ``enclosed``: the card goes into an envelope.
    """

    no: int
    key: str
    page: int
    label: int = 0
    enclosed: bool = False


@dataclass(frozen=True, slots=True)
class BatchSlip:
    """What a batch sheet says. ``head`` is the entry of the freeze: number and SHA-256.

    ``left_out`` counts by reason; ``lines`` are the first pieces in printing order, at most
    ``MOST_LISTED``, of ``pieces`` in all, of which ``enclosed`` go into an envelope. ``postage`` is
    what a piece costs, in yen, by its stock; ``post_on`` the day the round is meant to be posted.
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
    postage: tuple[tuple[str, int], ...] = ()
    post_on: date | None = None


def grouped(hash_: str) -> str:
    """Return the first 16 digits of a hash in fours, as people read them to each other."""
    return " ".join(hash_[at : at + 4] for at in range(0, 16, 4))


def batch_sheets(slip: BatchSlip, stack: Stack) -> Iterator[Frame]:
    """Yield the A4 pages of a batch sheet; the list goes on from page to page."""
    whole = len(slip.lines) == slip.pieces
    pages = _paged(slip.lines if whole else ())
    for number, page in enumerate(pages, start=1):
        items = [*_head(slip, stack, number, len(pages))]
        if number == 1:
            items += [*_counts(slip, stack), *_ledger(slip, stack), *_others(slip, stack)]
            items += [*_posting(slip, stack), *_enclosed(slip, stack), *_power(slip, stack)]
        if whole:
            items += _list(page, stack, _FIRST_TOP if number == 1 else _NEXT_TOP)
        else:
            text = f"一覧は batch.csv にあります（{slip.pieces:,} 通）　The list is in batch.csv."
            items += _text(stack, text, _LEFT, _FIRST_TOP, _PLAIN)
        yield Frame(PAGE_WIDTH, PAGE_HEIGHT, tuple(items))


def _paged(lines: Sequence[SheetLine]) -> list[list[Sequence[SheetLine]]]:
    """Return the lines by page and column; the first page has less room."""
    pages: list[list[Sequence[SheetLine]]] = []
    at = 0
    while at < len(lines) or not pages:
        top, bottom = (_NEXT_TOP, _BOTTOM) if pages else (_FIRST_TOP, _FIRST_BOTTOM)
        room = int((bottom - top) / _PITCH) - 1
        pages.append([lines[at + room * n : at + room * (n + 1)] for n in range(len(_COLUMNS))])
        at += room * len(_COLUMNS)
    return pages


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
    yield from _text(stack, "発送台帳の番号とハッシュ　Ledger: entry and hash", _LEFT, 56.0, _SMALL)
    yield from _text(stack, f"{no}　　{grouped(hash_)}", _LEFT, 62.5, _LARGE)
    yield from _text(stack, f"{no}:{hash_}", _LEFT, 67.0, _TINY, _GREY)


def _posting(slip: BatchSlip, stack: Stack) -> Iterator[Item]:
    """Yield when the round is meant to go out, and what each piece of it needs in stamps."""
    if slip.post_on is not None:
        yield from _text(stack, "投函の予定日　to be posted", _POSTING, 56.0, _SMALL)
        yield from _text(stack, slip.post_on.isoformat(), _POSTING, 62.5, _LARGE)
    if slip.postage:
        yield from _text(stack, "一通の切手・料金　each", _STAMPS, 56.0, _SMALL)
    for at, (stock, yen) in enumerate(slip.postage):
        known = STOCKS.get(stock)
        name = known.japanese if known else "ラベル" if stock else ""
        yield from _text(stack, f"{name} {yen:,}円", _STAMPS, 61.0 + at * 4.6, _PLAIN)


def _enclosed(slip: BatchSlip, stack: Stack) -> Iterator[Item]:
    if slip.enclosed:
        text = (f"{_ENCLOSED}：封筒に入れるはがき {slip.enclosed:,} 通　"
                "goes into an envelope")  # fmt: skip
        yield from _text(stack, text, _LEFT, 101.0, _SMALL)


def _others(slip: BatchSlip, stack: Stack) -> Iterator[Item]:
    total = sum(count for _, count in slip.left_out)
    yield from _text(stack, f"送らない方 {total} 名　Left out", _LEFT, 75.0, _SMALL)
    known = {reason.value: words for reason, words in _LEFT_OUT.items()}
    for at, (reason, count) in enumerate(slip.left_out):
        down, across = divmod(at, 4)
        text = f"{known.get(reason, reason)} {count}"
        yield from _text(stack, text, _LEFT + across * 45.0, 80.5 + down * 5.0, _PLAIN)


def _power(slip: BatchSlip, stack: Stack) -> Iterator[Item]:
    yield Path(((_LEFT, 253.5), (_RIGHT, 253.5)), width=_HAIRLINE, closed=False)
    gaps = {"round": slip.round_id, "no": slip.head[0], "hash": slip.head[1][:16]}
    for at, line in enumerate(_IF_POWER_FAILS):
        size = _PLAIN if at == 0 else _SMALL
        yield from _text(stack, line.format(**gaps), _LEFT, 259.0 + at * 5.2, size)


def _list(columns: Sequence[Sequence[SheetLine]], stack: Stack, top: float) -> Iterator[Item]:
    for left, lines in zip(_COLUMNS, columns, strict=True):
        if not lines:
            continue
        heads = (("刷", 0.0), ("函", 6.0), ("番号 no.", 12.0), ("頁 page", 27.0), ("key", 40.0))
        for text, x in (*heads, ("切手 stamp", _COLUMN - _STAMP)):
            yield from _text(stack, text, left + x, top, _TINY, _GREY)
        for at, line in enumerate(lines, start=1):
            yield from _line(line, stack, left, top + at * _PITCH)


def _line(line: SheetLine, stack: Stack, left: float, y: float) -> Iterator[Item]:
    yield _box(left, y - _TICK + 0.5, _TICK, _TICK)
    yield _box(left + 6.0, y - _TICK + 0.5, _TICK, _TICK)
    yield from _text(stack, f"{line.no}", left + 12.0, y, _PLAIN)
    page = f"{line.page}-{line.label}" if line.label else f"{line.page}"
    yield from _text(stack, page, left + 27.0, y, _PLAIN)
    size = _PLAIN if len(line.key) <= 8 else _TINY
    yield from _text(stack, line.key[:24], left + 40.0, y, size)
    ends = ((left + _COLUMN - _STAMP, y + 0.8), (left + _COLUMN, y + 0.8))
    if len(line.key) <= 14:  # a long key runs into the place of the stamp
        yield Path(ends, width=_HAIRLINE, closed=False)
    if line.enclosed:
        yield from _text(stack, _ENCLOSED, left + _COLUMN - 3.6, y, _PLAIN)


def _box(x: float, y: float, width: float, height: float) -> Path:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Path(corners, width=_HAIRLINE)


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
