"""The batch sheet of a print: what the ledger says of the freeze, set on A4."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outreach.faces.batch_sheet import (
    MOST_LISTED,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    BatchSlip,
    SheetFile,
    SheetLine,
    StampWay,
    batch_sheets,
)
from outreach.fonts import Stack
from outreach.ledger import Ledger
from outreach.post.rates import former_prices
from outreach.press.imposition import plain_page
from outreach.press.pdf import Store, Volume
from outreach.stamping import Purchase, shares, to_buy, values_of
from outreach.workflow.desk import Desk
from outreach.workflow.stamps import free_stamps, takes_stamps

FILE_NAME = "batch-sheet.pdf"
Kinds = tuple[tuple[str, int, int], ...]  # stock, yen each, pieces


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a batch sheet says besides its pieces: of the project, the round, and of the freeze.

    ``postage`` tells what pieces cost, by their numbers. ``drawer`` has the stamps that are free
    for them, by value; None where it is not known or postage is paid by a mark.
    """

    project: str
    on: date
    head: tuple[int, str]
    left_out: tuple[tuple[str, int], ...]
    stack: Stack
    postage: Callable[[Iterable[int]], Kinds]
    post_on: date | None = None
    drawer: Counter[int] | None = None


def frozen(
    ledger: Ledger, project: str, round_id: str, batch: int, stack: Stack,
    post_on: date | None = None, drawer: Counter[int] | None = None,
) -> Frozen:  # fmt: skip
    """Return what the ledger says of the freeze of a batch; inside its transaction as well.

    ``post_on`` is the day the round is meant to be posted, ``drawer`` what ``drawer_for`` found.
    """
    seq, hash_, on = ledger.freeze_head(round_id, batch)
    reasons = Counter(reason for _, reason in ledger.left_out(round_id))
    left_out = tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0])))

    def postage(numbers: Iterable[int]) -> Kinds:
        kinds = Counter[tuple[str, int]]()
        for stock, _, yen, pieces in ledger.postage(round_id, numbers):
            kinds[stock, yen] += pieces
        return tuple(sorted((*kind, pieces) for kind, pieces in kinds.items()))

    return Frozen(project, on, (seq, hash_), left_out, stack, postage, post_on, drawer)


def drawer_for(desk: Desk, ledger: Ledger, round_id: str) -> Counter[int] | None:
    """Return how many stamps of each value (yen) are free for a round; None: it takes none."""
    return values_of(free_stamps(desk, ledger, round_id)) if takes_stamps(desk) else None


def stamps_for(
    kinds: Kinds, drawer: Counter[int]
) -> tuple[tuple[StampWay, ...], tuple[Purchase, ...]]:
    """Return which stamps of the drawer make up the postage, and which are to be bought."""
    due, left = Counter[int](), Counter(drawer)
    for _, yen, pieces in kinds:
        due[yen] += pieces
    ways = tuple(StampWay(values, pieces) for values, pieces in shares(due, left))
    for way in ways:
        due[sum(way.values)] -= way.pieces
    return ways, to_buy(+due, left, former_prices)


class Listing:
    """The pieces of a batch as they pass by: the first ones for the list, and their number."""

    def __init__(self) -> None:
        self.lines: list[SheetLine] = []
        self.numbers = array("L")
        self.enclosed = 0

    @property
    def pieces(self) -> int:
        """Return how many pieces passed by."""
        return len(self.numbers)

    def note(self, line: SheetLine) -> None:
        """Count a piece, and keep it while there is room on the list."""
        self.numbers.append(line.no)
        self.enclosed += line.enclosed
        if self.pieces <= MOST_LISTED:
            self.lines.append(line)

    def save(
        self, folder: Path, round_id: str, batch: int, frozen: Frozen,
        files: Sequence[SheetFile] = (),
    ) -> None:  # fmt: skip
        """Write the sheet into a batch folder; ``files`` are those to be printed.

        Raises OSError where the disk does not take it.
        """
        kinds = frozen.postage(self.numbers)
        stamps = ((), ()) if frozen.drawer is None else stamps_for(kinds, frozen.drawer)
        slip = BatchSlip(
            frozen.project, round_id, batch, frozen.on, frozen.head, frozen.left_out, self.pieces,
            tuple(self.lines), self.enclosed, kinds, frozen.post_on, tuple(files), *stamps,
        )  # fmt: skip
        page = plain_page(PAGE_WIDTH, PAGE_HEIGHT)
        fonts = {font.id: font for font in frozen.stack}
        volume = Volume(page, Store(fonts, {}), f"{round_id} {batch}")
        for sheet in batch_sheets(slip, frozen.stack):
            volume.add(sheet)
        volume.save(folder / FILE_NAME)
