"""``python -m benchmarks``: prints one table of speed, memory and size, and asserts nothing."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import chromium, libreoffice, weasyprint_peer
from benchmarks.contest import (
    OURS,
    ROOT,
    Contestant,
    compete,
    floor_contestant,
    forget,
    our_contestant,
    outreach,
    peer_contestant,
)
from benchmarks.measure import timed
from benchmarks.peer import Peer, Task
from benchmarks.people import BITMAP, ROUND, VECTOR

WORK = Path(__file__).with_name("work")
PICTURE = ROOT / "designs" / "winter-street" / "picture.jpg"
FLOOR_TARGET = 8  # outreach is to take at most this many times as long as the floor
HELP_TARGET, PROOF_TARGET = 0.25, 1.5  # seconds
HEADS = ("", "cards", "seconds", "cards/s", "ours is", "wanted", "peak MB", "KB a card")
WIDTHS = (26, 8, 18, 9, 9, 8, 9, 10)


class Rival(NamedTuple):
    """A peer, its cards in the vector round, and how many times as fast as it we are to be."""

    peer: Peer
    cards: int
    target: int


RIVALS = (
    Rival(chromium.PEER, 1000, 10),
    Rival(libreoffice.PEER, 1000, 25),
    Rival(weasyprint_peer.PEER, 100, 150),
)


class Sizes(NamedTuple):
    """How much is measured: cards of ours and of a big round (0: none), a rival's share, runs."""

    ours: int
    big: int
    share: float
    runs: int


FULL, QUICK = Sizes(10_000, 100_000, 1.0, 3), Sizes(1000, 0, 0.1, 1)


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the cards, one run")
    parser.add_argument("--keep", action="store_true", help="leave benchmarks/work standing")
    arguments = parser.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    try:
        for line in report(QUICK if arguments.quick else FULL):
            print(line, flush=True)
    finally:
        if not arguments.keep:
            shutil.rmtree(WORK, ignore_errors=True)


def report(sizes: Sizes) -> Iterator[str]:
    """Yield the lines of the table as they become known."""
    present = [rival for rival in RIVALS if rival.peer.find()]
    for rival in RIVALS:
        if rival not in present:
            yield f"{rival.peer.name} is not installed and is left out; {rival.peer.install}"
    yield _line(HEADS)
    for design in (VECTOR, BITMAP):
        yield from _round(design, present, sizes)
    if sizes.big:
        big = our_contestant(WORK, sizes.big, VECTOR, None)
        compete([big], 0, _say)
        yield "vector art, a big round (one run, watched)"
        yield _row(big, wanted="500 MB")
    yield from _small_commands()


def _round(design: str, present: Sequence[Rival], sizes: Sizes) -> Iterator[str]:
    """Yield the lines of one round: ours, everyone else's, and the writer's floor."""
    ours = our_contestant(WORK, sizes.ours, design, PICTURE if design == BITMAP else None)
    ours.warm()
    others = [(_contestant(rival, design, sizes), f"{rival.target} x") for rival in present]
    others.append((floor_contestant(WORK, ours), f"1/{FLOOR_TARGET}"))
    compete([ours, *(other for other, _ in others)], sizes.runs, _say)
    yield (
        "vector art only (layout words-only)"
        if design == VECTOR
        else ("bitmap picture (layout picture-above)")
    )
    yield _row(ours, wanted="250 MB")
    for other, wanted in others:
        yield _row(other, _ratio(ours.speed / other.speed), wanted if design == VECTOR else "")


def _contestant(rival: Rival, design: str, sizes: Sizes) -> Contestant:
    cards = rival.cards if design == VECTOR else 100
    folder = WORK / f"{rival.peer.name.lower()}-{design}"
    task = Task(folder, max(round(cards * sizes.share), 10), design, PICTURE)
    return peer_contestant(rival.peer, str(rival.peer.find()), task)


def _small_commands() -> Iterator[str]:
    """Yield how long the two commands take that a person waits for."""
    project = our_contestant(WORK, 50, VECTOR, None).folder
    run = partial(timed, folder=project, more=OURS)
    shown = median(run(outreach("--help")).seconds for _ in range(5))
    yield f"outreach --help            {shown:.2f} s (wanted: under {HELP_TARGET} s)"
    proofs = []
    for _ in range(3):
        forget(project)
        proofs.append(run(outreach("proof", ROUND)).seconds)
    yield f"outreach proof, one card   {median(proofs):.2f} s cold (wanted: under {PROOF_TARGET} s)"


def _row(one: Contestant, ours_is: str = "", wanted: str = "") -> str:
    runs = one.runs or [one.warm_up.seconds]
    spread = f" ({min(runs):.1f}-{max(runs):.1f})" if len(runs) > 1 else ""
    peak = f"{one.warm_up.peak / 1e6:.0f}" if one.warm_up.peak else "?"
    return _line(
        (
            one.name, f"{one.count:,}", f"{one.seconds:.1f}{spread}", f"{one.speed:,.0f}", ours_is,
            wanted, peak, f"{one.bytes_a_card / 1000:.1f}",
        )
    )  # fmt: skip


def _ratio(times: float) -> str:
    return f"{times:,.0f} x" if times >= 1 else f"1/{1 / times:.1f}"


def _line(cells: Sequence[str]) -> str:
    first, *others = zip(cells, WIDTHS, strict=True)
    return first[0].ljust(first[1]) + "".join(cell.rjust(width) for cell, width in others)


def _say(what: str) -> None:
    print(f"  … {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
