"""Real commands, killed: python -m tests.battery.killed_commands KILLS SEED.

Each command is a fork of this program, killed at a random moment of the time it takes. It prints
what went wrong, a line each, and last how many were killed and how many cards went out.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from outreach.cli.main import cli
from outreach.ledger import Ledger
from outreach.model.event import EventKind
from outreach.workflow import printing  # noqa: F401  (what a command loads, loaded once)
from tests.battery.settings import fast_folder
from tests.battery.without import remove_guard
from tests.battery.work import AT, wrongs
from tests.conftest import OFFICE_FILES

COMMANDS = {
    "print": ["print", "r1"],
    "again": ["print", "r1", "--again", "--because", "x"],
    "printed": ["printed", "r1"],
    "none": ["printed", "r1", "--none"],
    "pulled": ["pulled", "r1", "kbbbb"],
    "post": ["post", "r1", "--on", "today", "--count", "{due}"],
    "consent": ["consent", "kdddd", "--basis", "self", "--on", "today"],
    "stop": ["stop", "kbbbb"],
    "undo": ["undo", "{head}", "--because", "x"],
    "backup": ["backup", "{place}/{name}.zip"],
}
LIVES = 25


@dataclass
class Shop:
    """A project in which commands are killed."""

    root: Path
    rng: random.Random
    takes: dict[str, float] = field(default_factory=dict)
    done: list[tuple[int, str]] = field(default_factory=list)
    killed: int = 0

    def ledger(self) -> Ledger:
        return Ledger.open_for_reading(
            self.root / "ledger.db", clock=lambda: AT, entropy=self.rng.randbytes,
            expected=(self.root / ".outreach/id").exists(),
        )  # fmt: skip

    def fork(self, arguments: list[str]) -> int:
        if pid := os.fork():
            return pid
        devnull = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(devnull, stream)
        code = 70
        try:
            cli.main(["--project", str(self.root), *arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 70
        finally:
            os._exit(code)

    def run(self, arguments: list[str], patience: float | None = None) -> int | None:
        """Run a command; returns its exit code, None where it was killed first."""
        pid = self.fork(arguments)
        end = time.monotonic() + (120 if patience is None else patience)
        while time.monotonic() < end:
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.0005)
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        return None if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)

    def filled(self, command: str) -> list[str]:
        due, head = 0, 0
        if (self.root / "ledger.db").exists():
            with self.ledger() as ledger:
                due, head = len(ledger.tally("r1").waiting), ledger.head()[0]
        name = f"backup-{self.rng.randrange(10**9)}"
        return [
            each.format(due=due, head=head, name=name, place=self.root.parent)
            for each in COMMANDS[command]
        ]

    def kill_one(self, command: str) -> None:
        """Run a command that is killed, or is quicker; its exit code must be one of the known."""
        arguments = self.filled(command)
        began = time.monotonic()
        takes = self.takes.get(command)
        code = self.run(arguments, None if takes is None else self.rng.random() * takes)
        self.killed += code is None
        if takes is None:
            self.takes[command] = time.monotonic() - began
        if code in (1, 2, 70) and arguments[-1] != "0":  # nothing to be posted is no count
            print(f"{command} ended with {code}", flush=True)

    def wrongs(self) -> list[str]:
        if not (self.root / "ledger.db").exists():
            return ["a ledger that was there is gone"] if self.done else []
        if not (self.root / ".outreach/id").exists() and not self.done:
            return []  # made a moment ago; the next command names it
        with self.ledger() as ledger:
            found = wrongs(ledger, self.done)
            self.done = [ledger.head()]
        return found

    def finish(self) -> list[str]:
        """Carry the round through to the post: whatever happened before, it must be possible."""
        found = []
        with self.ledger() as ledger:
            frozen, posted = ledger.is_frozen("r1"), ledger.posted_cards("r1")
        self.run(["printed", "r1"])  # else no second batch is made
        code = self.run(["print", "r1", *(["--again", "--because", "x"] if frozen else [])])
        if code not in (0, 10 if posted else 0, 7):
            found.append(f"the last print ended with {code}")
        with self.ledger() as ledger:
            forbidden = [card.key for card in ledger.tally("r1").pull]
        if forbidden:
            self.run(["pulled", "r1", *forbidden])
        self.run(self.filled("post"))
        with self.ledger() as ledger:
            found += wrongs(ledger, self.done)
            stopped = {e.key for e in ledger.events() if e.kind is EventKind.STOP}
            tally = ledger.tally("r1")
            if tally.waiting or not (tally.posted or stopped):
                found.append(f"cards that lie here still: {tally.waiting}")
        left = [path.name for path in self.root.rglob(".outreach-*")]
        return found + (
            ["the folder holds what a killed command left"] if len(left) > LIVES else []
        )


def kill(kills: int, seed: int) -> tuple[int, int]:
    """Kill commands until enough are dead; returns how many, and how many projects they were of."""
    rng, killed, projects = random.Random(seed), 0, 0
    takes: dict[str, float] = {}
    with fast_folder() as name:
        while killed < kills:
            projects += 1
            shop = Shop(Path(name) / str(projects) / "office", rng, takes)
            for file, text in OFFICE_FILES.items():
                path = shop.root / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            commands = ["print"] * 5 + ["post"] * 4 + ["printed"] * 2 + [*COMMANDS]
            for _ in range(min(LIVES, kills)):
                command = "print" if not shop.done else rng.choice(commands)
                shop.kill_one(command)
                if found := shop.wrongs():
                    print(f"{command} killed in project {projects}: {found}", flush=True)
                    return killed + shop.killed, projects
            for wrong in shop.finish():
                print(f"project {projects}: {wrong}", flush=True)
            killed += shop.killed
            shutil.rmtree(shop.root.parent)
    return killed, projects


if __name__ == "__main__":
    remove_guard()
    dead, finished = kill(int(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps({"kills": dead, "projects": finished}))
