"""Two machines and one project: it passes as a packet, and never can both write."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
import pytest

from outreach.cli import outside
from outreach.ledger import Ledger
from outreach.workflow import baton

if TYPE_CHECKING:
    from tests.conftest import Office as Machine

from tests.conftest import OFFICE_DAY, Office


class Lock:
    """A pair of keys: what gives, and what takes."""

    def __init__(self, folder: Path) -> None:
        identity = pyrage.x25519.Identity.generate()
        self.to = ("--to", str(identity.to_public()))
        (folder / "key.txt").write_text(str(identity), encoding="ascii")
        self.identity = ("--identity", str(folder / "key.txt"))


@pytest.fixture
def lock(tmp_path: Path) -> Lock:
    return Lock(tmp_path)


@pytest.fixture
def branch(tmp_path: Path) -> Machine:
    (tmp_path / "branch").mkdir()
    return Office(tmp_path / "branch")


def entries(machine: Machine) -> list[dict[str, object]]:
    return list(json.loads(machine.done("log", "--json")))


def is_here(machine: Machine) -> bool:
    return bool(json.loads(machine.done("baton", "show", "--json"))["here"])


def give(machine: Machine, file: Path, lock: Lock) -> Path:
    machine.done("baton", "give", str(file), *lock.to)
    return file


def test_the_whole_project_goes_there_and_comes_back(
    printed_office: Machine, branch: Machine, lock: Lock, tmp_path: Path
) -> None:
    packet = give(printed_office, tmp_path / "1.age", lock)
    branch.done("baton", "take", str(packet), *lock.identity)
    branch.done("stop", "kaaaa")
    branch.write("rounds/r1/messages.csv", "key,message\nkbbbb,またね\n")
    back = give(branch, tmp_path / "2.age", lock)
    printed_office.done("baton", "take", str(back), *lock.identity)
    assert [each["data"] for each in entries(printed_office) if each["kind"] == "stop"]
    assert (printed_office.root / "rounds/r1/messages.csv").read_text("utf-8").endswith("またね\n")
    assert is_here(printed_office) and not is_here(branch)
    printed_office.done("verify")


def test_whoever_gave_it_can_only_read(printed_office: Machine, lock: Lock, tmp_path: Path) -> None:
    give(printed_office, tmp_path / "1.age", lock)
    before = entries(printed_office)
    for words in (("stop", "kaaaa"), ("recipients", "number"),
                  ("post", "r1", "--on", "today", "--count", "3"),
                  ("baton", "give", str(tmp_path / "2.age"), *lock.to)):  # fmt: skip
        result = printed_office.run(*words)
        assert result.exit_code == 10, words
        assert "handed over on 2026-12-09" in result.stderr
    assert entries(printed_office) == before
    printed_office.done("plan", "r1")
    assert not (tmp_path / "2.age").exists()


def test_the_same_packet_is_taken_once(
    printed_office: Machine, branch: Machine, lock: Lock, tmp_path: Path
) -> None:
    packet = give(printed_office, tmp_path / "1.age", lock)
    branch.done("baton", "take", str(packet), *lock.identity)
    for machine in (branch, printed_office):
        result = machine.run("baton", "take", str(packet), *lock.identity)
        assert result.exit_code == 10 and "generation 1" in result.stderr


def test_an_older_packet_is_refused_for_ever_after_a_reclaim(
    printed_office: Machine, branch: Machine, lock: Lock, tmp_path: Path
) -> None:
    packet = give(printed_office, tmp_path / "1.age", lock)
    printed_office.done("baton", "reclaim", "--because", "郵便でなくなった")
    printed_office.done("stop", "kaaaa")
    branch.done("baton", "take", str(packet), *lock.identity)
    branch.done("stop", "kbbbb")
    late = give(branch, tmp_path / "2.age", lock)
    for old in (packet, late):
        result = printed_office.run("baton", "take", str(old), *lock.identity)
        assert result.exit_code == 10
    stops = [each["key"] for each in entries(printed_office) if each["kind"] == "stop"]
    assert stops == ["kaaaa"]


def test_a_packet_has_its_last_day(
    printed_office: Machine,
    branch: Machine,
    lock: Lock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packet = tmp_path / "1.age"
    printed_office.done("baton", "give", str(packet), *lock.to, "--days", "3")
    monkeypatch.setattr(outside, "today", lambda: OFFICE_DAY + timedelta(days=4))
    result = branch.run("baton", "take", str(packet), *lock.identity)
    assert result.exit_code == 10 and "2026-12-12" in result.stderr
    assert list(branch.root.iterdir()) == []
    monkeypatch.setattr(outside, "today", lambda: OFFICE_DAY + timedelta(days=3))
    branch.done("baton", "take", str(packet), *lock.identity)


def test_nothing_is_merged(
    printed_office: Machine, branch: Machine, lock: Lock, tmp_path: Path
) -> None:
    packet = give(printed_office, tmp_path / "1.age", lock)
    branch.write("recipients/old.csv", "key,family_name\nkold1,古\n")
    branch.write("outreach.toml", "# another one\n")
    branch.done("baton", "take", str(packet), *lock.identity)
    assert [path.name for path in (branch.root / "recipients").iterdir()] == ["recipients.csv"]
    aside = branch.root / "before-restore-1"
    assert sorted(path.name for path in aside.rglob("*.*")) == ["old.csv", "outreach.toml"]


def test_another_projects_packet_is_refused(
    printed_office: Machine, branch: Machine, lock: Lock, tmp_path: Path
) -> None:
    packet = give(printed_office, tmp_path / "1.age", lock)
    branch.done("init", str(branch.root))
    branch.done("stop", "kaaaa")
    result = branch.run("baton", "take", str(packet), *lock.identity)
    assert result.exit_code == 8 and "another project" in result.stderr


def test_entries_made_on_both_sides_are_never_thrown_away(
    printed_office: Machine, branch: Machine, lock: Lock, tmp_path: Path
) -> None:
    first = give(printed_office, tmp_path / "1.age", lock)
    branch.done("baton", "take", str(first), *lock.identity)
    printed_office.done("baton", "reclaim", "--because", "まちがい")
    branch.done("stop", "kaaaa")
    second = give(printed_office, tmp_path / "2.age", lock)  # generation 3, without that stop
    result = branch.run("baton", "take", str(second), *lock.identity)
    assert result.exit_code == 8
    assert [each["key"] for each in entries(branch) if each["kind"] == "stop"] == ["kaaaa"]


@pytest.mark.parametrize("spoil", ["cut", "bit", "key"])
def test_a_broken_packet_changes_nothing(
    spoil: str, printed_office: Machine, branch: Machine, lock: Lock, tmp_path: Path
) -> None:
    packet = give(printed_office, tmp_path / "1.age", lock)
    data = bytearray(packet.read_bytes())
    if spoil == "cut":
        del data[-7:]
    elif spoil == "bit":
        data[-7] ^= 1
    packet.write_bytes(data)
    (tmp_path / "other").mkdir()
    taker = Lock(tmp_path / "other") if spoil == "key" else lock
    assert branch.run("baton", "take", str(packet), *taker.identity).exit_code == 8
    assert list(branch.root.iterdir()) == []


def test_a_packet_is_always_sealed(printed_office: Machine, tmp_path: Path) -> None:
    result = printed_office.run("baton", "give", str(tmp_path / "1.age"))
    assert result.exit_code == 3
    assert is_here(printed_office)


def test_a_packet_is_no_backup_and_a_backup_no_packet(
    printed_office: Machine, branch: Machine, lock: Lock, tmp_path: Path
) -> None:
    printed_office.done("backup", str(tmp_path / "kept.age"), *lock.to)
    packet = give(printed_office, tmp_path / "1.age", lock)
    taken = branch.run("baton", "take", str(tmp_path / "kept.age"), *lock.identity)
    assert taken.exit_code == 10 and "outreach restore kept.age" in taken.stderr
    restored = branch.run("restore", str(packet), *lock.identity)
    assert restored.exit_code == 10 and "outreach baton take 1.age" in restored.stderr


def test_killed_before_the_packet_has_its_name_the_project_can_be_reclaimed(
    printed_office: Machine, lock: Lock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = baton._Giving._enter

    def killed(*args: object) -> None:
        enter(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(baton._Giving, "_enter", killed)
    assert printed_office.run("baton", "give", str(tmp_path / "1.age"), *lock.to).exit_code != 0
    monkeypatch.undo()
    assert not (tmp_path / "1.age").exists()
    printed_office.done("baton", "reclaim", "--because", "停電")
    printed_office.done("stop", "kaaaa")


def test_an_entry_made_while_the_packet_was_packed_stops_it(
    printed_office: Machine, lock: Lock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Ledger.copy_to

    def copy_and_stop(ledger: Ledger, path: Path) -> tuple[int, str]:
        head = copy(ledger, path)
        monkeypatch.setattr(Ledger, "copy_to", copy)
        printed_office.done("stop", "kaaaa")
        return head

    monkeypatch.setattr(Ledger, "copy_to", copy_and_stop)
    result = printed_office.run("baton", "give", str(tmp_path / "1.age"), *lock.to)
    assert result.exit_code == 10 and "nothing was handed over" in result.stderr
    assert is_here(printed_office)


def test_only_what_is_away_is_reclaimed(printed_office: Machine) -> None:
    assert printed_office.run("baton", "reclaim", "--because", "x").exit_code == 10
