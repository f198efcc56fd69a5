"""The paper that bears a secret key: as text to be typed and as a QR code to be read.

It is in Japanese with English beside it, as the batch sheet is: whoever needs it may be anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from outreach.faces.qr import qr_paths
from outreach.fonts import Stack
from outreach.frame import Box, Direction, Frame, Item, Path
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import cells

# A4 upright, ISO 216; what follows is in mm, sizes in points.
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
_LEFT, _RIGHT = 20.0, 190.0
_QR = Box(20.0, 150.0, 60.0, 60.0)
_TITLE, _PLAIN, _KEY, _SMALL = 18.0, 10.5, 15.0, 9.0
_GROUP = 5  # characters the eye keeps while the hand types

_WORDS = (
    "この紙は、封をした控え（バックアップ）を開けるただ一つの鍵です。",
    "This paper is the key that opens sealed backups; there is no other way.",
    "鍵のかかる所に、パソコンとは別にしまってください。写真にとらないでください。",
    "Keep it locked up and away from the computer. Take no photograph of it.",
    "使うとき：下の文字を一行にして（空白なしで）ファイルに書き、",
    "outreach restore 控えのファイル --identity そのファイル",
    "To use it: type the letters below as one line, without blanks, into a file.",
)


def key_sheet(project: str, public: str, secret: str, stack: Stack) -> Frame:
    """Return the sheet of a pair of keys on A4; the QR code holds the secret one."""
    items: list[Item] = [*_text(stack, "控えの鍵　Key to the backups", 28.0, _TITLE)]
    items += _text(stack, project, 36.0, _PLAIN)
    items.append(Path(((_LEFT, 40.0), (_RIGHT, 40.0)), width=0.3, closed=False))
    for at, line in enumerate(_WORDS):
        items += _text(stack, line, 50.0 + at * 6.5, _PLAIN)
    items += _text(stack, "秘密の鍵　Secret key", 107.0, _SMALL)
    for at, line in enumerate(_grouped(secret)):
        items += _text(stack, line, 116.0 + at * 10.0, _KEY)
    items += qr_paths(secret, _QR) or ()
    items += _text(stack, "公開の鍵（outreach.toml の [backup] recipients に書くもの）"
                   "　Public key", 222.0, _SMALL)  # fmt: skip
    items += _text(stack, public, 229.0, _SMALL)
    return Frame(PAGE_WIDTH, PAGE_HEIGHT, tuple(items))


def _grouped(secret: str) -> Iterator[str]:
    """Yield the key in groups, five to a line."""
    groups = [secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)]
    for at in range(0, len(groups), _GROUP):
        yield "   ".join(groups[at : at + _GROUP])


def _text(stack: Stack, text: str, y: float, size: float) -> Iterator[Item]:
    row = tuple(cells(stack, text, Direction.RIGHT)[0])
    yield from horizontal_line(row, _LEFT, y, size)
