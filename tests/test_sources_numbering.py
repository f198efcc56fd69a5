"""Keys given to rows that have none, and the address book written out again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from outreach.errors import OutputError, Problem, Where
from outreach.model.project import Project
from outreach.model.recipient import (
    Addressee,
    ConsentCell,
    JointName,
    Kind,
    Mailing,
    Recipient,
)
from outreach.sources.export import export_recipients
from outreach.sources.numbering import number_recipients
from outreach.sources.recipients import read_recipients

HEADER = "備考,管理番号,姓,郵便番号,住所\r\n"
REST = "試験,0600001,札幌市北区1-2"


def counting_entropy(seed: str = "") -> Callable[[int], bytes]:
    calls = 0

    def entropy(size: int) -> bytes:
        nonlocal calls
        calls += 1
        return hashlib.sha256(f"{seed}{calls}".encode()).digest()[:size]

    return entropy


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "recipients").mkdir()
    return Project(tmp_path, "試験", {}, "")


def book(project: Project, name: str = "a.csv") -> Path:
    return project.root / "recipients" / name


def read_all(project: Project) -> list[Recipient]:
    found = list(read_recipients(project))
    assert [item for item in found if isinstance(item, Problem)] == []
    return [item for item in found if isinstance(item, Recipient)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("ending", ["\r\n", "\n"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_only_the_blank_keys_change_in_the_file(
    project: Project, encoding: str, ending: str, delimiter: str
) -> None:
    text = (
        f'{HEADER}"二\n行, ""引用""",,"試験",0600001,札幌市1-2\r\n\r\n髙,k1,{REST}\r\n,"　",{REST}'
    )
    text = text.replace("行, ", "行、").replace(",", delimiter).replace("\r\n", ending)
    book(project).write_bytes(text.encode(encoding))
    numbered, problems = number_recipients(project, counting_entropy())
    assert problems == []
    assert [where.line for where in numbered] == [2, 6]
    first, last = (str(where.key) for where in numbered)
    expected = text.replace(f'"{delimiter}{delimiter}"', f'"{delimiter}{first}{delimiter}"')
    expected = expected.replace('"　"', last)
    assert book(project).read_bytes() == expected.encode(encoding)
    assert [recipient.key for recipient in read_all(project)] == [first, "k1", last]


def test_bytes_that_cp932_knows_twice_stay_as_they_were(project: Project) -> None:
    nec_selected = b"\xee\xe0"  # the other code of a character that is written as FBFC
    data = HEADER.encode("cp932") + nec_selected + f",,{REST}\r\n".encode("cp932")
    book(project).write_bytes(data)
    ((where,), _) = number_recipients(project, counting_entropy())
    assert book(project).read_bytes() == data.replace(b",,", f",{where.key},".encode())


def test_a_row_that_ends_before_the_key_gets_its_missing_cells(project: Project) -> None:
    book(project).write_text(
        "姓,郵便番号,住所,備考,key\n試験,0600001,札幌市1-2\n", encoding="utf-8"
    )
    number_recipients(project, counting_entropy())
    (recipient,) = read_all(project)
    assert recipient.addressee.address == "札幌市1-2"


def test_keys_are_random_unambiguous_and_never_used_before(project: Project) -> None:
    entropy = counting_entropy()
    book(project).write_text(HEADER + f",,{REST}\n" * 500, encoding="utf-8")
    numbered, _ = number_recipients(project, entropy)
    keys = [str(where.key) for where in numbered]
    assert len(set(keys)) == 500
    assert all(re.fullmatch("k[2-9a-hjkmnp-z]{4}", key) for key in keys)
    book(project).write_text(HEADER + f",,{REST}\n" * 500, encoding="utf-8")
    book(project, "b.csv").write_text(HEADER + f",{keys[0].upper()},{REST}\n", encoding="utf-8")
    again, _ = number_recipients(project, counting_entropy(), taken=keys[1:])
    assert not {where.key for where in again} & set(keys)


def test_nothing_is_written_where_no_key_is_blank(project: Project) -> None:
    book(project).write_text(f"{HEADER},k1,{REST}\n", encoding="utf-8")
    before = book(project).stat().st_mtime_ns
    assert number_recipients(project, counting_entropy()) == ([], [])
    assert book(project).stat().st_mtime_ns == before
    assert list(book(project).parent.iterdir()) == [book(project)]


def test_a_workbook_is_not_written_to_but_its_cells_are_named(project: Project) -> None:
    workbook = Workbook()
    for row in (["姓", "管理番号"], ["試験", ""], ["試験", "k1"], ["試験"]):
        workbook.active.append(row)
    workbook.save(book(project, "b.xlsx"))
    numbered, (problem,) = number_recipients(project, counting_entropy())
    assert (numbered, problem.code) == ([], "book-keys-blank")
    assert "B2, B4" in str(problem.message)
    assert problem.where == Where("recipients/b.xlsx", 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [("姓,住所,番号\n試験,札幌市,1\n", "column-missing"), ("氏名,所在\n試験,x\n", "column-missing"),
     ("", "table-empty"),
     (f"{HEADER},,{REST}\n,,\"試験\n", "csv-quotes")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_whole_is_left_alone(
    project: Project, text: str, code: str
) -> None:
    book(project).write_text(text, encoding="utf-8", newline="")
    numbered, (problem,) = number_recipients(project, counting_entropy())
    assert (numbered, problem.code) == ([], code)
    assert book(project).read_bytes() == text.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_an_address_book_without_a_key_column_gets_one_before_the_others(
    project: Project, encoding: str, delimiter: str
) -> None:
    text = (
        '姓,郵便番号,住所,備考\r\n試験,0600001,札幌市1-2,"二\n行"\r\n\r\n髙,0600001,札幌市1-3\r\n'
    )
    text = text.replace(",", delimiter)
    book(project).write_bytes(text.encode(encoding))
    numbered, problems = number_recipients(project, counting_entropy())
    assert (problems, [where.line for where in numbered]) == ([], [2, 5])
    first, last = (f"{where.key}{delimiter}" for where in numbered)
    expected = f"管理番号{delimiter}" + text.replace("試験", f"{first}試験").replace(
        "髙", f"{last}髙"
    )
    assert book(project).read_bytes() == expected.encode(encoding)
    assert [f"{recipient.key}{delimiter}" for recipient in read_all(project)] == [first, last]
    assert number_recipients(project, counting_entropy()) == ([], [])


def test_a_workbook_without_a_key_column_asks_for_an_empty_one(project: Project) -> None:
    workbook = Workbook()
    for row in (["姓", "住所"], ["試験", "札幌市1-2"]):
        workbook.active.append(row)
    workbook.save(book(project, "b.xlsx"))
    numbered, (problem,) = number_recipients(project, counting_entropy())
    assert (numbered, problem.code) == ([], "book-keys-none")
    assert "empty column key (管理番号)" in str(problem.hint)


NOTES = st.text(st.sampled_from('あ髙,"\n\t \r;𠮷'), max_size=6)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(NOTES, st.booleans()), min_size=1, max_size=6), seed=st.text())
def test_numbered_rows_are_the_same_rows_with_keys(
    project: Project, rows: list[tuple[str, bool]], seed: str
) -> None:
    lines = [
        f'"{note.replace(chr(34), chr(34) * 2)}",{f"x{number}" if has_key else ""},{REST}\n'
        for number, (note, has_key) in enumerate(rows)
    ]
    book(project).write_text(HEADER + "".join(lines), encoding="utf-8", newline="")
    number_recipients(project, counting_entropy(seed))
    recipients = read_all(project)
    assert [recipient.note for recipient in recipients] == [
        note.strip(" \t\r\n") for note, _ in rows
    ]
    for number, (recipient, (_, has_key)) in enumerate(zip(recipients, rows, strict=True)):
        assert recipient.key.startswith(f"x{number}" if has_key else "k")


def recipients() -> list[Recipient]:
    joint = (JointName("次郎", "君"), JointName("三郎", "様", "試作"))
    person = Addressee("試験", "花子", joint_names=joint, postal_code="0600001", city="札幌市北区",
                       street="北7条西1丁目", building="101")  # fmt: skip
    office = Addressee("", honorific="御中", organisation="試験の会", address="札幌市北区1-2")
    return [
        Recipient("k1", person, kana="しけん", gender="female", consent=ConsentCell.SELF,
                  consent_on=date(2026, 1, 2), envelope=True, note="一\n二, \"三\""),
        Recipient("k2", office, Kind.ORGANISATION, frozenset({Mailing.REPORT})),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_an_export_is_read_back_as_the_same_recipients(project: Project, name: str) -> None:
    export_recipients(recipients(), book(project, name))
    found = read_all(project)
    assert [replace(recipient, where=Where()) for recipient in found] == recipients()


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_the_same_recipients_make_the_same_bytes(
    project: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_recipients(recipients(), book(project, name))
    first = book(project, name).read_bytes()
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    export_recipients(recipients(), book(project, name))
    assert book(project, name).read_bytes() == first


def test_a_csv_export_is_what_excel_opens_rightly(project: Project) -> None:
    export_recipients(recipients(), book(project))
    data = book(project).read_bytes()
    assert data.startswith(b"\xef\xbb\xbfkey,family_name,")
    assert b"060-0001" in data
    assert data.count(b"\r\n") == 3


@pytest.mark.parametrize("lead", "=+-@\t\r＝＋－＠")
def test_no_exported_cell_is_run_as_a_formula(project: Project, lead: str) -> None:
    rows = [replace(recipients()[0], note=f"{lead}1+1")]
    export_recipients(rows, book(project))
    assert f"'{lead}1+1".encode() in book(project).read_bytes()
    export_recipients(rows, book(project, "b.xlsx"))
    sheet = load_workbook(book(project, "b.xlsx")).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row if cell.value} == {"@"}


def test_an_export_of_another_type_is_refused(project: Project) -> None:
    with pytest.raises(OutputError):
        export_recipients(recipients(), book(project, "a.pdf"))
    assert list(book(project).parent.iterdir()) == []


def test_an_export_that_fails_leaves_the_old_file_and_nothing_else(project: Project) -> None:
    book(project).write_text("old", encoding="utf-8")

    def failing() -> list[Recipient]:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError):
        export_recipients((row for _ in "x" for row in failing()), book(project))
    assert book(project).read_text(encoding="utf-8") == "old"
    assert list(book(project).parent.iterdir()) == [book(project)]


def test_an_export_into_a_folder_that_is_not_there_is_refused(project: Project) -> None:
    with pytest.raises(OutputError):
        export_recipients(recipients(), project.root / "nowhere" / "a.csv")
