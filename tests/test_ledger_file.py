"""The ledger's file: created once, never silently replaced, copied whole, shared with care."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from outreach.errors import LedgerError, OutputError
from outreach.ledger import FileConsent, Identity, Ledger, PlannedCard, schema
from outreach.ledger.connection import plain_words
from outreach.model.recipient import Basis

DAY = date(2025, 6, 1)


def clock() -> datetime:
    return datetime(2025, 6, 1, tzinfo=UTC)


def entropy(size: int, numbers: Iterator[int] = count(1)) -> bytes:  # noqa: B008 - it counts on
    return next(numbers).to_bytes(size, "big")


def open_ledger(path: Path, *, expected: bool = True, patience: float = 10.0) -> Ledger:
    return Ledger.open(path, clock=clock, entropy=entropy, expected=expected, patience=patience)


def open_for_reading(path: Path, *, expected: bool = True) -> Ledger:
    return Ledger.open_for_reading(path, clock=clock, entropy=entropy, expected=expected)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a ledger with one made card."""
    path = tmp_path / "ledger.db"
    who = Identity("k1", "name", "home")
    with open_ledger(path, expected=False) as ledger:
        card = PlannedCard(1, who, "{}", {}, "", "")
        ledger.freeze("r1", DAY, 1, [card], [], [FileConsent(who, Basis.SELF, DAY)])
        ledger.made("r1", DAY, 1, [1], {})
        ledger.stop("k9", DAY, note="by letter")
    return path


# -- opening -----------------------------------------------------------------------------------


def test_a_ledger_outlives_its_program(path: Path) -> None:
    with open_ledger(path) as ledger:
        assert ledger.standings(["k9"])["k9"].status == "stopped"
        assert ledger.verify() == []


def test_a_new_ledger_is_only_its_owners(path: Path) -> None:
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_ledger_is_set_up_to_lose_nothing(path: Path) -> None:
    wanted = {
        "journal_mode": "truncate", "synchronous": 3, "foreign_keys": 1, "recursive_triggers": 1,
        "secure_delete": 1, "busy_timeout": 10000, "cell_size_check": 1, "trusted_schema": 0,
        "application_id": schema.APPLICATION_ID, "user_version": schema.VERSION,
    }  # fmt: skip
    with open_ledger(path) as ledger:
        found = {
            name: ledger._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted
        }
    assert found == wanted


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
@pytest.mark.parametrize("opener", [open_ledger, open_for_reading])
def test_a_lost_ledger_is_never_replaced(tmp_path: Path, left: str, opener: object) -> None:
    path = tmp_path / "ledger.db"
    if left == "an empty file":
        path.touch()
    with pytest.raises(LedgerError, match="missing") as caught:
        opener(path)  # type: ignore[operator]
    assert "restore" in str(caught.value.hint)
    assert not path.exists() or path.stat().st_size == 0


def test_reading_where_no_ledger_is_writes_nothing(tmp_path: Path) -> None:
    with open_for_reading(tmp_path / "ledger.db", expected=False) as ledger:
        assert list(ledger.known_keys()) == []
    assert list(tmp_path.iterdir()) == []


def test_reading_a_ledger_writes_nothing(path: Path) -> None:
    before = path.read_bytes()
    with open_for_reading(path) as ledger:
        assert ledger.tally("r1").waiting == (1,)
        with pytest.raises(OutputError):
            ledger.stop("k1", DAY)
    assert path.read_bytes() == before


def refusal(path: Path) -> str:
    """Return the words a file is refused with, the same for reading and writing."""
    before = path.read_bytes()
    words = set()
    for opener in (open_ledger, open_for_reading):
        with pytest.raises(LedgerError) as caught:
            opener(path)
        words.add(str(caught.value.message))
    assert path.read_bytes() == before
    (found,) = words
    return found


def test_a_newer_ledger_is_not_touched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    assert "newer version" in refusal(path)


def test_another_programs_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE photographs (name TEXT)")
    assert "another program" in refusal(path)
    with pytest.raises(LedgerError, match="another program"):
        open_ledger(path, expected=False)


@pytest.mark.parametrize("size", [5, 100, 5000])
def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path, size: int) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"\x89 a picture, perhaps " * (size // 20) + b"\x00" * (size % 20))
    assert "not a ledger" in refusal(path)


def test_a_damaged_ledger_says_so(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(4096) + whole[8192:])
    assert "damaged" in refusal(path)


def test_a_ledger_cut_short_says_so(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in refusal(path)


def test_a_folder_that_does_not_exist_is_named_as_the_trouble(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be created"):
        open_ledger(tmp_path / "nowhere" / "ledger.db", expected=False)


# -- others at work ----------------------------------------------------------------------------


def test_a_ledger_in_use_says_so(path: Path) -> None:
    with open_ledger(path, patience=0.05) as ledger, open_ledger(path) as other:
        with other.transaction(), pytest.raises(LedgerError, match="in use"):
            ledger.stop("k1", DAY)
        assert ledger.stop("k1", DAY)


def test_a_full_disk_says_so_and_changes_nothing(path: Path) -> None:
    with open_ledger(path) as ledger:
        before = ledger.head()
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OutputError, match="disk is full"):
            ledger.register(Identity(f"k{no}") for no in range(5000))
        assert ledger.head() == before
        assert ledger.verify() == []


def test_an_error_of_ours_is_not_dressed_up() -> None:
    with closing(sqlite3.connect(":memory:")) as raw, pytest.raises(sqlite3.OperationalError):  # noqa: SIM117
        with plain_words():
            raw.execute("SELECT * FROM no_such_table")


PROGRAM = """
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from outreach.errors import OutreachError
from outreach.ledger import Ledger

path, what = Path(sys.argv[1]), sys.argv[2]
with Ledger.open(
    path,
    clock=lambda: datetime(2025, 6, 1, tzinfo=UTC),
    entropy=os.urandom,
    expected=what != "create",
) as ledger:
    sys.stdin.readline()
    try:
        if what == "post":
            print("posted", *ledger.post("r1", date(2025, 6, 1), 1).posted)
        elif what == "stop":
            for day in range(1, 21):
                ledger.stop("k" + sys.argv[3], date(2025, 6, day))
        elif what == "die":
            with ledger.transaction():
                ledger.stop("k1", date(2025, 6, 1))
                ledger._connection.execute("PRAGMA cache_spill = 1")
                ledger._connection.execute("PRAGMA cache_size = 1")
                for number in range(200):
                    ledger.stop(f"k{number}", date(2025, 6, 1))
                print("half done", flush=True)
                sys.stdin.readline()
    except OutreachError as error:
        print(type(error).__name__)
"""


def at_once(path: Path, what: str, programs: int = 2) -> list[str]:
    """Run programs that open the ledger, and set them off together."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(path), what, str(number)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(programs)
    ]  # fmt: skip
    return [program.communicate("go\n", timeout=60)[0].strip() for program in running]


def test_two_programs_that_post_at_once_post_once(path: Path) -> None:
    assert sorted(at_once(path, "post")) == ["StateError", "posted 1"]
    with open_ledger(path) as ledger:
        assert [event.kind for event in ledger.events(key="k1")].count("posted") == 1
        assert ledger.verify() == []


def test_two_programs_that_create_at_once_create_one_ledger(tmp_path: Path) -> None:
    assert at_once(tmp_path / "ledger.db", "create") == ["", ""]
    with open_ledger(tmp_path / "ledger.db") as ledger:
        assert ledger.verify() == []


def test_two_programs_that_write_at_once_make_one_chain(path: Path) -> None:
    with open_ledger(path) as ledger:
        before = ledger.head()[0]
    at_once(path, "stop")
    with open_ledger(path) as ledger:
        assert ledger.head()[0] == before + 40
        assert ledger.verify() == []


@pytest.mark.parametrize("opener", [open_ledger, open_for_reading])
def test_a_program_killed_while_writing_leaves_what_was_there(path: Path, opener: object) -> None:
    with open_ledger(path) as ledger:
        before = ledger.head()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), "die", "7"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as program:  # fmt: skip
        assert program.stdin
        assert program.stdout
        program.stdin.write("go\n")
        program.stdin.flush()
        assert program.stdout.readline() == "half done\n"
        program.kill()
        program.wait(timeout=60)
    assert path.with_name("ledger.db-journal").stat().st_size > 0, "there is a journal to undo"
    with opener(path) as ledger:  # type: ignore[operator]
        assert ledger.head() == before
        assert ledger.verify() == []


# -- copying -----------------------------------------------------------------------------------


def test_a_copy_holds_everything(path: Path, tmp_path: Path) -> None:
    with open_ledger(path) as ledger:
        head = ledger.copy_to(tmp_path / "copy.db")
        entries = list(ledger.events())
    with open_ledger(tmp_path / "copy.db") as copied:
        assert copied.head() == head == (entries[-1].seq, copied.head()[1])
        assert list(copied.events()) == entries
        assert [body for *_, body in copied.content("r1", 1)] == ["{}"]
        assert copied.note(head[0]) == "by letter"
        assert copied.verify(head) == []
    assert sorted(file.name for file in tmp_path.iterdir() if file.suffix != ".db-journal") == [
        "copy.db",
        "ledger.db",
    ]


def test_a_backup_is_restored_by_copying_it_back(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    with open_ledger(path) as ledger:
        head = ledger.copy_to(backup)
    path.unlink()
    with open_for_reading(backup) as kept:
        assert kept.copy_to(path) == head
    with open_ledger(path) as ledger:
        assert ledger.head() == head
        assert ledger.stop("k1", DAY) == head[0] + 1


def test_a_copy_is_only_its_owners(path: Path, tmp_path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.copy_to(tmp_path / "copy.db")
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_a_ledger_that_does_not_verify_replaces_no_good_copy(path: Path, tmp_path: Path) -> None:
    good = tmp_path / "copy.db"
    good.write_bytes(b"the last good copy")
    with open_ledger(path) as ledger:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            raw.execute("DROP TRIGGER event_never_changed")
        with pytest.raises(LedgerError, match="does not verify") as caught:
            ledger.copy_to(good)
    assert [problem.code for problem in caught.value.problems] == ["ledger-rules"]
    assert good.read_bytes() == b"the last good copy"
    assert not list(tmp_path.glob("*.part"))


def test_a_ledger_is_not_copied_over_itself(path: Path) -> None:
    with open_ledger(path) as ledger, pytest.raises(OutputError, match="itself"):
        ledger.copy_to(path)


def test_a_copy_into_no_folder_says_so(path: Path, tmp_path: Path) -> None:
    with open_ledger(path) as ledger, pytest.raises(OutputError, match="cannot be created"):
        ledger.copy_to(tmp_path / "nowhere" / "copy.db")


def test_the_same_inputs_make_the_same_chain(tmp_path: Path) -> None:
    heads = set()
    for name in ("a", "b"):
        numbers = count(1)
        with Ledger.open(
            tmp_path / name,
            clock=clock,
            entropy=lambda size, numbers=numbers: next(numbers).to_bytes(size, "big"),
            expected=False,
        ) as ledger:
            ledger.consent("k1", DAY, Basis.SELF)
            heads.add(ledger.head())
    assert len(heads) == 1
