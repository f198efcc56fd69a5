"""print: frozen once, made whole or not at all, the same bytes again, never a second card."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pypdfium2
import pytest

from outreach.errors import (
    ConsentError,
    LedgerError,
    OutputError,
    ProblemsFoundError,
    StateError,
)
from outreach.model.event import EventKind
from outreach.model.recipient import Basis
from outreach.model.standing import Reason
from outreach.model.words import REASONS
from outreach.workflow import pressing, printing
from outreach.workflow.batch import Making
from outreach.workflow.batch_sheet import Frozen
from outreach.workflow.checking import check
from outreach.workflow.desk import Desk, open_desk
from outreach.workflow.planning import plan
from outreach.workflow.posting import post_round
from outreach.workflow.printed import Again, Printed
from outreach.workflow.printing import print_round
from outreach.workflow.returns import enter_pull
from outreach.workflow.ways import Ways

HEADER = (
    "key,family_name,given_name,postal_code,prefecture,city,street,"
    "kind,consent,consent_on,call_name"
)
ROWS = (
    "kaaaa,青木,由美,060-0001,北海道,札幌市中央区,北1条西2丁目3-4,person,self,2025-04-01,ゆみさん",
    "kbbbb,上田,健,070-0034,北海道,旭川市,４条通18丁目5,person,family,2025-04-01,けんさん",
    "kcccc,江口,葵,040-0063,北海道,函館市,若松町6-7,person,self,2025-04-01,あおいさん",
)
TOML = """
[project]
name = "試し"
[sender.a]
name = "ゆきあかり"
postal_code = "060-0042"
address = "札幌市中央区大通西17丁目9-81"
[print]
direction_page = false
"""
ROUND = """
mailing = "card"
post_on = 2026-12-08
design = "plain"
author = "みなみ"
message = "{{ call_name }}へ\\n雪がふりました。"
"""
DESIGN = 'title = "線"\nartist = "ゆき"\nlayout = "words-only"\nalt = "線"\n'


class Office:
    """A project folder and the hands that work in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.chance = count()
        self.write("outreach.toml", TOML)
        self.write("rounds/r1/round.toml", ROUND)
        self.write("designs/plain/design.toml", DESIGN)
        self.people(*ROWS)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def people(self, *rows: str) -> None:
        self.write("recipients/recipients.csv", "\n".join((HEADER, *rows, "")))

    def desk(self) -> Desk:
        return open_desk(
            self.root,
            lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
            lambda size: next(self.chance).to_bytes(4, "big").rjust(size, b"\x07"),
            date(2026, 11, 23),
        )

    def print(
        self, *, again: Again | None = None, out: Path | None = None, **ways: object
    ) -> Printed:
        return print_round(self.desk(), "r1", Ways(**ways), again, out)  # type: ignore[arg-type]

    def printed(self) -> None:
        """Answer for the batch: all of it is on paper."""
        with self.desk().write_ledger() as ledger:
            ledger.printed("r1", date(2026, 11, 23))

    def events(self) -> list[tuple[str, int | None]]:
        with self.desk().read_ledger() as ledger:
            return [(event.kind.value, event.card_no) for event in ledger.events()]

    def files(self) -> dict[str, bytes]:
        out = self.root / "out"
        return {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def page_texts(path: Path) -> Iterator[str]:
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            yield page.get_textpage().get_text_range()


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "batch.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def happens_before_the_freeze(monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Let something happen once a print has read all files and before it opens the ledger."""
    room = printing._room

    def room_and_more(*args: object) -> object:
        monkeypatch.setattr(printing, "_room", room)
        what()
        return room(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(printing, "_room", room_and_more)


def test_a_print_freezes_the_round_and_notes_what_it_made(office: Office) -> None:
    printed = office.print()
    assert (printed.cards, printed.batch, printed.postage_yen) == (3, 1, 3 * 85)
    kinds = [kind for kind, _ in office.events()]
    assert kinds.count("planned") == kinds.count("made") == kinds.count("consent") == 3


def test_the_same_print_again_gives_the_same_bytes_and_no_new_event(office: Office) -> None:
    office.print()
    files, events = office.files(), office.events()
    assert not office.print().fresh
    assert (office.files(), office.events()) == (files, events)


def test_a_lost_batch_folder_comes_back_with_the_same_bytes(office: Office) -> None:
    office.print()
    files, events = office.files(), office.events()
    for path in (office.root / "out" / "r1" / "1").iterdir():
        path.unlink()
    office.print()
    assert (office.files(), office.events()) == (files, events)


def test_cards_lie_in_postal_order_and_both_files_agree(office: Office) -> None:
    folder = office.print().folder
    rows = rows_of(folder)
    assert [row["key"] for row in rows] == ["kcccc", "kaaaa", "kbbbb"]
    addresses = list(page_texts(folder / "address.pdf"))
    pictures = list(page_texts(folder / "picture.pdf"))
    names = [("江口", "あおい"), ("青木", "ゆみ"), ("上田", "けん")]
    for row, (name, call_name) in zip(rows, names, strict=True):
        page = int(row["page"]) - 1
        assert name in addresses[page].replace(" ", "")
        assert call_name in pictures[page]


def test_batch_json_says_what_the_contract_says_and_names_nobody(office: Office) -> None:
    folder = office.print().folder
    text = (folder / "batch.json").read_text(encoding="utf-8")
    record = json.loads(text)
    assert record["schema"] == 1
    assert {"round", "batch", "tool", "inputs_sha256", "fonts", "cards", "files"} <= set(record)
    assert [file["name"] for file in record["files"]] == ["address.pdf", "picture.pdf"]
    assert not any(word in text for word in ("青木", "札幌", "kaaaa"))


def test_duplex_puts_both_faces_of_a_card_on_neighbouring_pages(office: Office) -> None:
    folder = office.print(duplex=True).folder
    pages = list(page_texts(folder / "cards.pdf"))
    assert len(pages) == 6
    assert "江口" in pages[0].replace(" ", "")
    assert "あおいさん" in pages[1]


def test_one_card_can_be_made_alone_without_mixing_states(office: Office) -> None:
    office.print()
    printed = office.print(first=2, last=2)
    assert printed.folder.name != "1"
    assert len(list(page_texts(printed.folder / "address.pdf"))) == 1
    assert ("planned", 4) not in office.events()


def test_a_changed_address_after_the_freeze_is_refused_by_card_number(office: Office) -> None:
    office.print()
    files, events = office.files(), office.events()
    office.people(ROWS[0].replace("3-4", "3-5"), *ROWS[1:])
    with pytest.raises(StateError) as refused:
        office.print()
    assert [p.where.key for p in refused.value.problems] == ["kaaaa"]
    assert (office.files(), office.events()) == (files, events)


def test_again_supersedes_only_the_named_card(office: Office) -> None:
    office.print()
    office.printed()
    office.people(ROWS[0].replace("3-4", "3-5"), *ROWS[1:])
    printed = office.print(again=Again("番地の直し", ("kaaaa",)))
    assert (printed.batch, printed.cards) == (2, 1)
    (page,) = page_texts(printed.folder / "address.pdf")
    assert "三―五" in page.replace("\r\n", "")
    assert not office.print().fresh


def test_a_newcomer_after_the_freeze_gets_the_next_number(office: Office) -> None:
    office.print()
    office.people(*ROWS, ROWS[0].replace("kaaaa,青木,由美", "kdddd,大野,稔"))
    with pytest.raises(StateError):
        office.print()
    office.printed()
    office.print(again=Again("あとから", ("kdddd",)))
    assert ("planned", 4) in office.events()


def test_a_stop_after_the_freeze_keeps_the_card_out_of_a_lost_batch(office: Office) -> None:
    office.print()
    with office.desk().write_ledger() as ledger:
        ledger.stop("kaaaa", date(2026, 11, 24))
    for path in (office.root / "out" / "r1" / "1").iterdir():
        path.unlink()
    with pytest.raises(ConsentError):
        office.print()
    office.printed()
    printed = office.print(again=Again("停止のため"))
    rows = rows_of(printed.folder)
    assert "kaaaa" not in [row["key"] for row in rows]


def test_a_stop_after_the_files_were_read_stops_the_freeze(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> None:
        with office.desk().write_ledger() as ledger:
            ledger.stop("kaaaa", date(2026, 11, 23))

    happens_before_the_freeze(monkeypatch, stop)
    with pytest.raises(ConsentError):
        office.print()
    assert office.files() == {}
    assert [kind for kind, _ in office.events()] == ["stop"]


def test_nobody_else_writes_while_a_round_is_frozen(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = Making.finish

    def finish_while_another_stops(making: Making, frozen: Frozen) -> object:
        path = office.root / "ledger.db"
        with sqlite3.connect(path, timeout=0.01) as other, pytest.raises(sqlite3.OperationalError):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        return finish(making, frozen)

    monkeypatch.setattr(Making, "finish", finish_while_another_stops)
    assert office.print().cards == 3


def test_a_posted_card_is_never_made_again(office: Office) -> None:
    office.print()
    with office.desk().write_ledger() as ledger:
        ledger.post("r1", date(2026, 12, 8), 3)
    with pytest.raises(StateError):
        office.print(again=Again("もう一度", ("kaaaa",)))
    for path in (office.root / "out" / "r1" / "1").iterdir():
        path.unlink()
    with pytest.raises(StateError):
        office.print()


def test_two_prints_at_once_freeze_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    happens_before_the_freeze(monkeypatch, office.print)
    assert not office.print().fresh
    assert [kind for kind, _ in office.events()].count("planned") == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: (rows[0].replace("self,2025-04-01", ","), *rows[1:]), Reason.NO_CONSENT),
        (lambda rows: (rows[0].replace("self,2025-04-01", "停止,"), *rows[1:]), Reason.STOPPED),
        (lambda rows: rows[1:], Reason.MISSING),
    ],
)
def test_a_no_in_the_file_after_printing_keeps_the_card_home(
    office: Office, change: Callable[[tuple[str, ...]], tuple[str, ...]], reason: Reason
) -> None:
    office.print()
    office.people(*change(ROWS))
    for counted in (2, 3):
        with pytest.raises(ConsentError) as refused:
            post_round(office.desk(), "r1", date(2026, 12, 8), counted)
        (problem,) = refused.value.problems
        assert problem.where.key == "kaaaa"
        assert str(REASONS[reason]) in str(problem.message)
    with office.desk().write_ledger() as ledger:
        enter_pull(ledger, "r1", "kaaaa", date(2026, 12, 8))
    assert post_round(office.desk(), "r1", date(2026, 12, 8), 2).posted == (1, 3)


def test_a_crash_between_freeze_and_folder_is_taken_up_by_the_next_print(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def crash(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr("outreach.workflow.printing.put_in_place", crash)
        with pytest.raises(KeyboardInterrupt):
            office.print()
    assert office.files() == {}
    printed = office.print()
    assert (printed.batch, printed.cards, printed.fresh) == (1, 3, True)
    kinds = [kind for kind, _ in office.events()]
    assert (kinds.count("planned"), kinds.count("made")) == (3, 3)


def test_a_full_disk_leaves_nothing_behind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pressing.Volume, "save", full)
    with pytest.raises(OutputError):
        office.print()
    assert not (office.root / "out").exists() or office.files() == {}
    assert office.events() == []


def test_a_lost_ledger_is_noticed_and_never_replaced(office: Office) -> None:
    office.print()
    (office.root / "ledger.db").unlink()
    with pytest.raises(LedgerError):
        office.print()
    assert not (office.root / "ledger.db").exists()


def test_one_card_that_does_not_fit_stops_all_and_is_named_with_its_line(office: Office) -> None:
    office.write("rounds/r1/messages.csv", "key,message\nkbbbb," + "雪" * 900 + "\n")
    with pytest.raises(ProblemsFoundError) as refused:
        office.print()
    (problem,) = refused.value.problems
    assert problem.code == "does-not-fit"
    assert (problem.where.file, problem.where.line) == ("rounds/r1/messages.csv", 2)
    assert office.events() == []


def test_someone_excluded_asked_for_by_name_is_a_matter_of_consent(office: Office) -> None:
    with office.desk().write_ledger() as ledger:
        ledger.stop("kaaaa", date(2026, 11, 23))
    office.write("rounds/r1/round.toml", ROUND + 'only = ["kaaaa", "kbbbb"]\n')
    with pytest.raises(ConsentError):
        office.print()


def test_plan_adds_up_to_the_register_and_writes_nothing(office: Office) -> None:
    office.people(*ROWS[:2], ROWS[2].replace(",self,2025-04-01", ",,"))
    made = plan(office.desk(), "r1")
    assert [person.key for person in made.included] == ["kaaaa", "kbbbb"]
    assert [(person.key, person.reason) for person in made.left_out] == [("kcccc", "no-consent")]
    assert not (office.root / "ledger.db").exists()


def test_an_undone_file_consent_is_not_taken_in_again(office: Office) -> None:
    office.print()
    with office.desk().write_ledger() as ledger:
        consent = next(e for e in ledger.events(key="kaaaa") if e.kind is EventKind.CONSENT)
        ledger.undo(consent.seq, date(2026, 11, 24))
    office.write("rounds/r2/round.toml", ROUND)
    made = plan(office.desk(), "r2")
    assert "kaaaa" in [person.key for person in made.left_out]


def test_only_a_later_consent_lifts_a_stop_never_the_file(office: Office) -> None:
    with office.desk().write_ledger() as ledger:
        ledger.stop("kaaaa", date(2026, 11, 20))
    assert "kaaaa" in [person.key for person in plan(office.desk(), "r1").left_out]
    with office.desk().write_ledger() as ledger:
        ledger.consent("kaaaa", date(2026, 11, 22), Basis.SELF)
    assert "kaaaa" in [person.key for person in plan(office.desk(), "r1").included]


def test_after_a_reprint_the_old_page_is_said_to_count_no_more(office: Office) -> None:
    office.print()
    office.people(ROWS[0].replace("3-4", "3-5"), *ROWS[1:])
    office.printed()
    office.print(again=Again("番地の直し", ("kaaaa",)))
    printed = office.print()
    assert (printed.folder.name, printed.superseded) == ("1", (2,))
    assert [folder.name for folder in printed.newer] == ["2"]


def test_after_a_stop_and_a_reprint_only_the_new_batch_is_offered(office: Office) -> None:
    office.print()
    with office.desk().write_ledger() as ledger:
        ledger.stop("kaaaa", date(2026, 11, 24))
    office.printed()
    office.print(again=Again("停止のため"))
    printed = office.print()
    assert (printed.folder.name, printed.cards, printed.superseded) == ("2", 2, ())


def test_after_a_stop_alone_the_batch_is_offered_without_the_page(office: Office) -> None:
    office.print()
    with office.desk().write_ledger() as ledger:
        ledger.stop("kaaaa", date(2026, 11, 24))
    assert office.print().superseded == (2,)


def test_the_same_person_under_two_keys_is_pointed_out(office: Office) -> None:
    office.people(*ROWS, ROWS[0].replace("kaaaa", "kzzzz"))
    problems = plan(office.desk(), "r1").problems
    assert [(p.code, p.where.key, p.is_error) for p in problems] == [
        ("same-person", "kzzzz", False)
    ]


def test_a_new_key_does_not_let_a_stop_slip(office: Office) -> None:
    with office.desk().write_ledger() as ledger:
        ledger.stop("kaaaa", date(2026, 11, 20))
    office.people(*ROWS, ROWS[0].replace("kaaaa", "knnnn"))
    with pytest.raises(ProblemsFoundError) as refused:
        office.print()
    assert [p.where.key for p in refused.value.problems if p.is_error] == ["knnnn"]
    with office.desk().write_ledger() as ledger:
        ledger.consent("knnnn", date(2026, 11, 22), Basis.SELF)
    assert office.print().cards == 3


def test_a_consent_dated_in_the_future_is_no_consent(office: Office) -> None:
    office.people(ROWS[0].replace("2025-04-01", "2099-04-01"), *ROWS[1:])
    with pytest.raises(ProblemsFoundError) as refused:
        office.print()
    assert refused.value.exit_code == 4


def test_nothing_is_printed_or_posted_with_a_broken_chain(office: Office) -> None:
    office.print()
    office.write("rounds/r2/round.toml", ROUND)
    with sqlite3.connect(office.root / "ledger.db") as raw:
        raw.execute("PRAGMA writable_schema = ON")
        triggers = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE event SET on_date = '2020-01-01' WHERE seq = 2")
        for _, sql in triggers:
            raw.execute(sql)
    raw.close()
    with pytest.raises(LedgerError):
        post_round(office.desk(), "r1", date(2026, 11, 23), 3)
    with pytest.raises(LedgerError):
        print_round(office.desk(), "r2", Ways())


def test_a_refused_print_leaves_no_trace(office: Office) -> None:
    before = sorted(path.name for path in office.root.iterdir())
    office.write("rounds/r1/messages.csv", "key,message\nkbbbb," + "雪" * 900 + "\n")
    with pytest.raises(ProblemsFoundError):
        office.print()
    left = {path.name for path in office.root.iterdir()} - {".outreach"}
    assert sorted(left) == before
    assert not (office.root / ".outreach" / "id").exists()


@pytest.mark.parametrize(
    "words", ["｛｛ call_name ｝｝へ", "call_name }} さん {", "{# 雪 #}", "{% raw %}雪{% endraw %}"]
)
def test_braces_that_would_be_printed_as_they_stand_are_refused(office: Office, words: str) -> None:
    office.write("rounds/r1/messages.csv", f"key,message\nkaaaa,{words}\n")
    with pytest.raises(ProblemsFoundError) as refused:
        office.print()
    assert [(p.code, p.where.line) for p in refused.value.problems] == [("message-not-plain", 2)]


def test_a_picture_not_permitted_for_cards_is_not_printed(office: Office) -> None:
    office.write("designs/plain/design.toml", DESIGN + 'permission = ["newsletter"]\n')
    with pytest.raises(ProblemsFoundError) as refused:
        office.print()
    assert refused.value.exit_code == 5


def test_check_notices_a_lost_ledger_and_a_design_nobody_uses(office: Office) -> None:
    office.write("designs/broken/design.toml", DESIGN.replace("words-only", "picture-abov"))
    assert [p.where.file for p in check(office.desk()) if p.is_error] == [
        "designs/broken/design.toml"
    ]
    office.print()
    (office.root / "ledger.db").unlink()
    with pytest.raises(LedgerError):
        check(office.desk())


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_workers_end_with_the_program_that_started_them(office: Office) -> None:
    office.people(
        *(
            ROWS[0]
            .replace("kaaaa", f"k{no:04d}")
            .replace("3-4", str(no))
            .replace("由美", f"由{no}")
            for no in range(900)
        )
    )
    command = [sys.executable, "-m", "outreach.cli.main", "print", "r1"]
    process = subprocess.Popen(command, cwd=office.root, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    workers: list[str] = []
    while process.poll() is None and not workers:
        tasks = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        workers = tasks.read_text().split() if tasks.exists() else []
        if workers and "render" in Path(f"/proc/{workers[0]}/cmdline").read_text():
            workers = []
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
