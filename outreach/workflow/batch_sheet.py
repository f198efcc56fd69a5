"""The batch sheet of a print: what the ledger says of the freeze, set on A4."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outreach.faces.batch_sheet import (
    MOST_LISTED,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    BatchSlip,
    SheetLine,
    batch_sheets,
)
from outreach.fonts import Stack
from outreach.ledger import Ledger
from outreach.press.imposition import plain_page
from outreach.press.pdf import Store, Volume

FILE_NAME = "batch-sheet.pdf"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a batch sheet says besides its pieces: of the project, the round, and of the freeze."""

    project: str
    on: date
    head: tuple[int, str]
    left_out: tuple[tuple[str, int], ...]
    stack: Stack
    postage: tuple[tuple[str, int], ...] = ()
    post_on: date | None = None


def frozen(
    ledger: Ledger, project: str, round_id: str, batch: int, stack: Stack,
    post_on: date | None = None,
) -> Frozen:  # fmt: skip
    """Return what the ledger says of the freeze of a batch; inside its transaction as well.

    ``post_on`` is the day the round is meant to be posted.
    """
    seq, hash_, on = ledger.freeze_head(round_id, batch)
    reasons = Counter(reason for _, reason in ledger.left_out(round_id))
    left_out = tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0])))
    postage = tuple(sorted({(stock, yen) for stock, _, yen, _ in ledger.postage(round_id)}))
    return Frozen(project, on, (seq, hash_), left_out, stack, postage, post_on)


class Listing:
    """The pieces of a batch as they pass by: the first ones for the list, and their number."""

    def __init__(self) -> None:
        self.lines: list[SheetLine] = []
        self.pieces = 0
        self.enclosed = 0

    def note(self, line: SheetLine) -> None:
        """Count a piece, and keep it while there is room on the list."""
        self.pieces += 1
        self.enclosed += line.enclosed
        if self.pieces <= MOST_LISTED:
            self.lines.append(line)

    def save(self, folder: Path, round_id: str, batch: int, frozen: Frozen) -> None:
        """Write the sheet into a batch folder. Raises OSError where the disk does not take it."""
        slip = BatchSlip(
            frozen.project, round_id, batch, frozen.on, frozen.head, frozen.left_out, self.pieces,
            tuple(self.lines), self.enclosed, frozen.postage, frozen.post_on,
        )  # fmt: skip
        page = plain_page(PAGE_WIDTH, PAGE_HEIGHT)
        fonts = {font.id: font for font in frozen.stack}
        volume = Volume(page, Store(fonts, {}), f"{round_id} {batch}")
        for sheet in batch_sheets(slip, frozen.stack):
            volume.add(sheet)
        volume.save(folder / FILE_NAME)
