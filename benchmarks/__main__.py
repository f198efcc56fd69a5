"""``make bench``: outreach beside what a person would use instead, in one run.

Each does both sides of the same cards, from start to exit. What is printed are rates and ratios;
nothing is asserted, and other work on the machine shows in the figures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
from pathlib import Path

from benchmarks import chromium, libreoffice, weasyprint_peer
from benchmarks.measure import Reading, run
from benchmarks.peer import Peer, Task
from benchmarks.people import BITMAP, ROUND, VECTOR, write_project

WORK = Path(__file__).with_name("work")
ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "designs" / "lavender" / "picture.jpg"
# (peer, cards, what issue and design ask for as a ratio)
PEERS: tuple[tuple[Peer, int, int], ...] = (
    (chromium.PEER, 1000, 10),
    (libreoffice.PEER, 1000, 25),
    (weasyprint_peer.PEER, 100, 150),
)
BITMAP_CARDS = 100
CARDS = 10_000
MANY = 100_000


def main() -> None:
    """Measure and print, line by line."""
    options = _options()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    count = 1000 if options.quick else CARDS
    try:
        _compare(count, options)
        if not options.quick:
            _print_memory(MANY)
        _small_things()
    finally:
        if not options.keep:
            shutil.rmtree(WORK, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer cards, no 100,000")
    parser.add_argument("--keep", action="store_true", help="keep benchmarks/work")
    parser.add_argument("--without", action="append", default=[], help="leave a peer out")
    parser.add_argument("--rounds", type=int, default=3, help="times everything is measured")
    return parser.parse_args()


def _compare(count: int, options: argparse.Namespace) -> None:
    ours: dict[str, list[Reading]] = {VECTOR: [], BITMAP: []}
    floors: list[Reading] = []
    theirs: dict[tuple[str, str], list[Reading]] = {}
    present = [row for row in PEERS if _is_present(row[0], options.without)]
    for turn in range(options.rounds):
        for design in (VECTOR, BITMAP):
            ours[design].append(_outreach(count, design))
            for peer, cards, _ in present:
                # LibreOffice takes minutes: once is enough to tell.
                if turn and peer is libreoffice.PEER:
                    continue
                number = BITMAP_CARDS if design == BITMAP else cards
                theirs.setdefault((peer.name, design), []).append(_peer(peer, number, design))
        floors.append(_floor(count))
    _print_table(count, ours, floors, theirs)


def _is_present(peer: Peer, without: list[str]) -> bool:
    if peer.name in without:
        return False
    if peer.find() is None:
        print(f"{peer.name} is not installed and left out: {peer.install}")
        return False
    return True


def _print_table(
    count: int,
    ours: dict[str, list[Reading]],
    floors: list[Reading],
    theirs: dict[tuple[str, str], list[Reading]],
) -> None:
    rate = {design: count / _median(readings) for design, readings in ours.items()}
    print(f"\n{'both sides of the same cards':36}{'cards':>8}{'cards/s':>10}{'ratio':>9}  to reach")
    for design in (VECTOR, BITMAP):
        art = "vector art" if design == VECTOR else "with a picture"
        print(f"{'outreach, ' + art:36}{count:8}{rate[design]:10.0f}")
        for peer, cards, goal in PEERS:
            readings = theirs.get((peer.name, design))
            if readings:
                number = BITMAP_CARDS if design == BITMAP else cards
                slow = number / _median(readings)
                goals = f"{goal} x" if design == VECTOR else ""
                ratio = rate[design] / slow
                print(f"{'  ' + peer.name:36}{number:8}{slow:10.1f}{ratio:8.1f}x  {goals}")
    floor = count / _median(floors)
    share = floor / rate[VECTOR]
    print(
        f"{'pikepdf alone, constant pages':36}{count:8}{floor:10.0f}{'1/' + f'{share:.1f}':>9}  1/8"
    )
    memory = max(reading.memory for reading in ours[VECTOR])
    print(f"\npeak memory (sum of PSS) at {count}: {memory:.0f} MB (250 MB)")
    folder = WORK / VECTOR / "out" / ROUND / "1"
    size = sum(path.stat().st_size for path in folder.glob("*.pdf")) / count
    print(f"all PDFs together: {size:.0f} bytes a card (3,000)")


def _median(readings: list[Reading]) -> float:
    return statistics.median(reading.seconds for reading in readings)


def _environment() -> dict[str, str]:
    return {**os.environ, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}


def _outreach(count: int, design: str) -> Reading:
    """Print a fresh project, its artwork drawn anew, ledger and all."""
    folder = WORK / design
    shutil.rmtree(folder, ignore_errors=True)
    write_project(folder, count, design, PICTURE if design == BITMAP else None)
    command = [sys.executable, "-m", "outreach.cli.main", "print", ROUND]
    return run(command, folder, _environment())


def _peer(peer: Peer, count: int, design: str) -> Reading:
    program = peer.find()
    assert program is not None
    folder = WORK / peer.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = peer.prepare(program, Task(folder, count, design, PICTURE))
    return run(command, folder, _environment())


def _floor(count: int) -> Reading:
    folder = WORK / "floor"
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "benchmarks.floor", str(folder), str(count)]
    return run(command, ROOT, _environment())


def _print_memory(count: int) -> None:
    reading = _outreach(count, VECTOR)
    rate = count / reading.seconds
    print(
        f"peak memory (sum of PSS) at {count}: {reading.memory:.0f} MB (500 MB), {rate:.0f} cards/s"
    )


def _small_things() -> None:
    start = [sys.executable, "-m", "outreach.cli.main"]
    helps = [run([*start, "--help"], ROOT, _environment()) for _ in range(5)]
    print(f"outreach --help: {_median(helps):.2f} s (0.25 s)")
    proofs = []
    for _ in range(3):
        folder = WORK / "proof"
        shutil.rmtree(folder, ignore_errors=True)
        write_project(folder, 38, BITMAP, PICTURE)
        proofs.append(run([*start, "proof", ROUND], folder, _environment()))
    print(f"proof of one card, nothing drawn before: {_median(proofs):.2f} s (1.5 s)")


if __name__ == "__main__":
    main()
