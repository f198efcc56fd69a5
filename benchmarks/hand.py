"""``python -m benchmarks.hand``: what the imitated hand costs, and asserts nothing.

The job of the office: 38 cards of 95 characters. Once all with the same words, as a round has them,
and once with words of their own each, which needs shapes for far more characters.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pikepdf

from benchmarks.contest import ROOT
from outreach.fonts import LETTERINGS, FontSet, load_fonts
from outreach.frame import Box, Direction, Frame
from outreach.press.imposition import plain_page
from outreach.press.pdf import Store, Volume
from outreach.typeset.bank import shape_of
from outreach.typeset.chance import seed_of
from outreach.typeset.fit import Block, Setting, fit_text
from outreach.typeset.hand import Hand, hand_for, written

CARDS, CHARACTERS = 38, 95
SETTING = Setting(Direction.DOWN, 13.0, 9.0, 1.7)
BOX = Box(12.0, 12.0, 76.0, 124.0)
WORDS = ROOT / "docs" / "peers.md"  # any Japanese text that is long enough
HEADS = ("hand", "words", "set ms", "write ms", "paint ms", "bank ms", "shapes", "KB a card", "KB")
WIDTHS = (10, 6, 7, 9, 9, 8, 7, 10, 6)


class Cost(NamedTuple):
    """What a job took: milliseconds a card and of the bank; its shapes; bytes a card and in all."""

    setting: float
    writing: float
    painting: float
    bank: float
    shapes: int
    card: float
    file: int


def main() -> None:
    """Print one row for each hand and kind of job."""
    fonts = load_fonts(ROOT, {})
    print(row(HEADS))
    for name in (name for name, each in LETTERINGS.items() if each.manner.unrest):
        for kind, texts in (("same", texts_of(1)), ("own", texts_of(CARDS))):
            cost = job(fonts, hand_for(name, fonts), texts)
            cells = [f"{each:.2f}" for each in cost[:3]]
            cells += [f"{cost.bank:.0f}", str(cost.shapes), f"{cost.card / 1000:.2f}"]
            print(row([name, kind, *cells, f"{cost.file / 1000:.0f}"]), flush=True)


def row(cells: Sequence[str]) -> str:
    """Return a line of the table."""
    return " ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))


def texts_of(different: int) -> list[str]:
    """Return the words of each card, so many of them different."""
    letters = "".join(c for c in WORDS.read_text("utf-8") if "ぁ" <= c <= "龠" or c in "、。ー")
    return [letters[CHARACTERS * (n % different) :][:CHARACTERS] for n in range(CARDS)]


def job(fonts: FontSet, hand: Hand, texts: Sequence[str]) -> Cost:
    """Set, write and paint every card, then make the file with its bank of shapes."""
    shape_of.cache_clear()
    volume = Volume(plain_page(100, 148), Store({f.id: f for f in fonts.fonts}, {}), "bench")
    spent = [0.0, 0.0, 0.0]
    for number, text in enumerate(texts):
        times = [time.process_time()]
        block = fit_text(text, hand.stack, BOX, hand.enlarged(SETTING))
        assert isinstance(block, Block)
        times.append(time.process_time())
        items = written(block, hand, seed_of("bench", str(number), text), BOX.inset(-2))
        times.append(time.process_time())
        volume.add(Frame(100, 148, items))
        times.append(time.process_time())
        spent = [s + 1000 * (b - a) for s, a, b in zip(spent, times, times[1:], strict=False)]
    shapes = sum(len(use.codes) for use in volume.fonts.hands.values())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards.pdf"
        start = time.process_time()
        volume.save(path)
        bank = 1000 * (time.process_time() - start)
        with pikepdf.open(path) as pdf:
            card = sum(len(p.Contents.read_raw_bytes()) for p in pdf.pages) / len(pdf.pages)
        size = path.stat().st_size
    return Cost(*[each / len(texts) for each in spent], bank, shapes, card, size)


if __name__ == "__main__":
    main()
