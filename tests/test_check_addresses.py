"""A postal code beside its address: pointed out, proposed, and decided by a person."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from outreach.errors import Problem, Where
from outreach.model.recipient import Addressee, Kind, Recipient
from outreach.post.gazetteer import Gazetteer
from outreach.sources.project import load_project
from outreach.sources.recipients import read_recipients
from outreach.workflow.postal import Postmaster, barcode_problem, postal_problem

if TYPE_CHECKING:
    from tests.conftest import Office

ROOT = Path(__file__).parent.parent
BOOK = "recipients/recipients.csv"
CELL = "江口,葵,えぐち あおい"
COLUMNS = ("key", "family_name", "postal_code", "prefecture", "city", "street", "consent",
           "consent_on", "call_name")  # fmt: skip


def person(code: str, city: str, street: str, prefecture: str = "北海道") -> Recipient:
    to = Addressee(
        "青木", "由美", postal_code=code, prefecture=prefecture, city=city, street=street
    )
    return Recipient("kaaaa", to, where=Where(BOOK, 2, "kaaaa"))


def postal_problems(postal_data: Gazetteer, people: Iterable[Recipient]) -> list[Problem]:
    postmaster = Postmaster(postal_data)
    found = (postal_problem(postmaster.look(each)) for each in people)
    return [problem for problem in found if problem is not None]


@pytest.fixture
def said(postal_data: Gazetteer) -> Callable[..., list[str]]:
    """What is said of one recipient: the problem's code and message."""

    def look(*parts: str) -> list[str]:
        problems = postal_problems(postal_data, [person(*parts)])
        assert all(not problem.is_error for problem in problems)
        return [f"{problem.code}: {problem.message}" for problem in problems]

    return look


Said = Callable[..., list[str]]


# -- what is pointed out ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "city", "street"),
    [("0600001", "札幌市中央区", "北1条西19丁目1"),
     ("0640821", "札幌市中央区", "北一条西二十丁目1"),
     ("0788214", "旭川市", "4条通18丁目左96"), ("0030022", "札幌市白石区", "南郷通1丁目南8-1"),
     ("0610500", "樺戸郡月形町", "1219番地"), ("0400063", "函館市", "若松町6-7")],
)  # fmt: skip
def test_a_code_that_goes_with_its_address_is_not_pointed_out(
    said: Said, code: str, city: str, street: str
) -> None:
    assert not said(code, city, street)


@pytest.mark.parametrize(
    ("code", "city", "street", "right"),
    [("0600001", "札幌市中央区", "北1条西20丁目1", "064-0821"),
     ("0640821", "札幌市中央区", "北1条西19丁目1", "060-0001"),
     ("0700034", "旭川市", "４条通18丁目5", "078-8214"),
     ("0610000", "函館市", "若松町6-7", "040-0063")],
)  # fmt: skip
def test_a_code_of_another_place_is_pointed_out_with_the_one_that_would_go(
    said: Said, code: str, city: str, street: str, right: str
) -> None:
    wrong = f"{code[:3]}-{code[3:]}"
    assert said(code, city, street) == [
        f"postal-mismatch: {wrong} does not go with this address; {right} would."
    ]


def test_a_town_nobody_knows_is_said_and_never_guessed(said: Said) -> None:
    (words,) = said("0600001", "札幌市中央区", "ありもしない町3丁目")
    assert words.startswith("postal-unknown-town: ")


def test_a_missing_code_is_proposed(postal_data: Gazetteer) -> None:
    to = Addressee(
        "", organisation="図書室", prefecture="北海道", city="函館市", street="若松町6-7"
    )
    office = Recipient("ka", to, kind=Kind.ORGANISATION, where=Where(BOOK, 2, "ka"))
    (problem,) = postal_problems(postal_data, [office])
    assert (problem.code, problem.is_error) == ("postal-missing", False)
    assert "040-0063" in str(problem.message)
    assert "outreach recipients postal ka --accept 040-0063" in str(problem.hint)


def test_both_ways_out_are_named(postal_data: Gazetteer) -> None:
    (problem,) = postal_problems(postal_data, [person("0600001", "函館市", "若松町6-7")])
    hint = str(problem.hint)
    assert "outreach recipients postal kaaaa --accept 040-0063" in hint
    assert "outreach recipients postal kaaaa --keep" in hint


def test_no_message_holds_an_address(postal_data: Gazetteer) -> None:
    people = [
        person("0600001", "函館市", "若松町6-7"),
        person("0600001", "札幌市中央区", "なし町1"),
    ]
    for problem in postal_problems(postal_data, people):
        words = f"{problem.message} {problem.hint}"
        assert not any(part in words for part in ("函館", "若松町", "札幌", "なし町", "青木"))


@pytest.mark.parametrize(
    ("code", "street", "has"),
    [("0400063", "若松町6-7", True), ("0400063", "ありもしない町6-7", False),
     ("", "若松町6-7", False)],
)  # fmt: skip
def test_who_gets_no_customer_barcode_is_known_before_printing(
    postal_data: Gazetteer, code: str, street: str, has: bool
) -> None:
    postmaster = Postmaster(postal_data)
    problem = barcode_problem(postmaster, postmaster.look(person(code, "函館市", street)))
    assert (problem is None) == has


def test_a_code_ending_in_00_has_no_barcode_and_needs_no_warning(postal_data: Gazetteer) -> None:
    postmaster = Postmaster(postal_data)
    finding = postmaster.look(person("0610500", "樺戸郡月形町", "1219番地"))
    assert barcode_problem(postmaster, finding) is None


# -- check --------------------------------------------------------------------------------------


def problems(office: Office) -> list[dict[str, Any]]:
    return list(json.loads(office.run("check", "--json").stdout)["problems"])


def postal_of(office: Office) -> list[tuple[str, str]]:
    return [(each["code"], each["key"]) for each in problems(office) if "postal" in each["code"]]


@pytest.fixture
def office(office: Office) -> Office:
    """An office with nothing but its address book: no design is drawn for each check."""
    for folder in ("designs", "rounds"):
        shutil.rmtree(office.root / folder)
    return office


@pytest.fixture
def moved(office: Office) -> Office:
    """An office in whose book one code does not go with its address."""
    office.replace(
        BOOK, "kcccc,江口,葵,えぐち あおい,040-0063", "kcccc,江口,葵,えぐち あおい,060-0001"
    )
    return office


def test_check_points_out_a_code_that_does_not_fit_and_passes(moved: Office) -> None:
    result = moved.run("check")
    assert result.exit_code == 0
    assert f"{BOOK}:4 (kcccc): 060-0001 does not go with this address; 040-0063" in result.stderr


def test_a_code_that_was_kept_is_not_pointed_out_again(moved: Office) -> None:
    moved.done("recipients", "postal", "KCCCC", "--keep")
    assert not postal_of(moved)
    shown = json.loads(moved.done("recipients", "postal", "kcccc", "--json"))
    assert (shown["postal_ok"], shown["kept"]) == (False, True)


def test_the_ledger_keeps_no_address_of_what_was_kept(moved: Office) -> None:
    moved.done("recipients", "postal", "kcccc", "--keep")
    (entry,) = json.loads(moved.done("log", "--json"))
    assert entry["kind"] == "confirm"
    kept = (moved.root / "ledger.db").read_bytes()
    assert "若松".encode() not in kept and b"0600001" not in kept and b"060-0001" not in kept
    assert moved.run("verify").exit_code == 0


@pytest.mark.parametrize(("old", "new"), [("若松町6-7", "若松町60-7"), ("060-0001,", "060-0002,")])
def test_a_changed_address_or_code_is_looked_at_anew(moved: Office, old: str, new: str) -> None:
    moved.done("recipients", "postal", "kcccc", "--keep")
    row = next(line for line in (moved.root / BOOK).read_text("utf-8").splitlines()
               if line.startswith("kcccc"))  # fmt: skip
    moved.replace(BOOK, row, row.replace(old, new))
    assert postal_of(moved) == [("postal-mismatch", "kcccc")]


def test_the_same_address_in_other_words_stays_kept(moved: Office) -> None:
    moved.done("recipients", "postal", "kcccc", "--keep")
    moved.replace(BOOK, "若松町6-7", "若松町６番７号")
    assert not postal_of(moved)


def test_a_senders_code_of_another_place_is_pointed_out(office: Office) -> None:
    clean = json.loads(office.done("check", "--json"))
    assert "sender-postal-mismatch" not in [each["code"] for each in clean["problems"]]
    office.replace("outreach.toml", "060-0042", "060-0001")
    said = json.loads(office.done("check", "--json"))
    (problem,) = [each for each in said["problems"] if each["code"] == "sender-postal-mismatch"]
    assert (problem["file"], problem["severity"]) == ("outreach.toml", "warning")
    assert "[sender.a]" in problem["message"] and "060-0042" in problem["hint"]
    assert "大通" not in problem["message"] + problem["hint"]


def test_with_the_barcode_switched_on_it_is_said_who_gets_none(office: Office) -> None:
    office.replace(BOOK, "若松町8-9", "ありもしない町8-9")
    assert "barcode-none" not in [each["code"] for each in problems(office)]
    office.write("outreach.toml", (office.root / "outreach.toml").read_text("utf-8")
                 + "[print]\nbarcode = true\n")  # fmt: skip
    found = [each["key"] for each in problems(office) if each["code"] == "barcode-none"]
    assert found == ["kdddd"]


def test_a_joint_name_that_ends_in_an_honorific_is_an_error(office: Office) -> None:
    office.replace(BOOK, "call_name\n", "call_name,joint_names\n")
    office.replace(BOOK, "けんさん", "けんさん,花子様:様")
    (problem,) = problems(office)
    assert (problem["code"], problem["key"]) == ("honorific-in-name", "kbbbb")
    assert problem["severity"] == "error"


@pytest.mark.parametrize(
    "joint", ["花子:様;太郎:くん", "小野寺 綾", "花子", "様子:様", "さん:ちゃん"]
)
def test_a_joint_name_with_its_honorific_after_the_colon_is_well(
    office: Office, joint: str
) -> None:
    office.replace(BOOK, "call_name\n", "call_name,joint_names\n")
    office.replace(BOOK, "けんさん", f"けんさん,{joint}")
    assert not problems(office)


def test_the_sample_project_has_no_postal_warning(postal_data: Gazetteer) -> None:
    project, _ = load_project(ROOT)
    assert project is not None
    people = [each for each in read_recipients(project) if isinstance(each, Recipient)]
    assert len(people) > 30
    assert not list(postal_problems(postal_data, people))


def test_check_names_a_household_once(office: Office) -> None:
    office.replace(BOOK, "若松町8-9", "若松町6番7号")
    found = [(each["code"], each["key"]) for each in problems(office)]
    assert found == [("same-household", "kcccc")]


def test_check_points_out_the_same_person_under_another_shape_of_the_name(office: Office) -> None:
    office.replace(BOOK, "江口,葵", "髙橋,修")
    office.replace(BOOK, "大谷,修", "高橋,修")
    office.replace(BOOK, "若松町8-9", "若松町6番7号")
    assert [(each["code"], each["key"]) for each in problems(office)] == [
        ("same-person-perhaps", "kdddd")
    ]


# -- accepting ----------------------------------------------------------------------------------


def test_an_accepted_code_is_written_into_its_cell_and_nothing_else_changes(moved: Office) -> None:
    before = (moved.root / BOOK).read_bytes()
    moved.done("recipients", "postal", "kcccc", "--accept")
    after = (moved.root / BOOK).read_bytes()
    assert after == before.replace(
        "えぐち あおい,060-0001".encode(), "えぐち あおい,040-0063".encode()
    )
    assert not postal_of(moved)
    assert not (moved.root / "ledger.db").exists()


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "utf-8-sig"])
def test_a_file_of_any_encoding_takes_an_accepted_code(moved: Office, encoding: str) -> None:
    path = moved.root / BOOK
    text = path.read_text("utf-8").replace("𠮷上", "吉上").replace("\n", "\r\n")
    path.write_bytes(text.encode(encoding))
    moved.done("recipients", "postal", "kcccc", "--accept")
    wanted = text.replace(f"{CELL},060-0001", f"{CELL},040-0063")
    assert path.read_bytes() == wanted.encode(encoding)


@pytest.mark.parametrize("typed", ["0400036", "040-0036", "〒０４０－００３６"])
def test_a_code_that_is_named_is_taken_against_the_data_and_not_asked_about_again(
    moved: Office, typed: str
) -> None:
    assert "It is kept" in moved.done("recipients", "postal", "kcccc", "--accept", typed)
    assert "040-0036" in (moved.root / BOOK).read_text("utf-8")
    assert not postal_of(moved)


def test_a_row_in_a_workbook_is_refused_with_sheet_and_cell(moved: Office) -> None:
    book = Workbook()
    book.active.title = "名簿"
    book.active.append(COLUMNS)
    book.active.append(("kxxxx", "山田", "060-0001", "北海道", "函館市", "若松町9-1", "", "", ""))
    book.save(moved.root / "recipients/more.xlsx")
    before = (moved.root / "recipients/more.xlsx").read_bytes()
    result = moved.run("recipients", "postal", "kxxxx", "--accept")
    assert result.exit_code == 4
    assert "040-0063 into the cell C2 of the sheet 名簿" in result.stderr
    assert (moved.root / "recipients/more.xlsx").read_bytes() == before


def test_what_goes_together_needs_no_decision(office: Office) -> None:
    before = (office.root / BOOK).read_bytes()
    assert "goes with the address" in office.done("recipients", "postal", "kaaaa")
    office.done("recipients", "postal", "kaaaa", "--accept")
    assert (office.root / BOOK).read_bytes() == before


def test_where_nothing_can_be_proposed_the_code_must_be_named(office: Office) -> None:
    office.replace(BOOK, "若松町8-9", "ありもしない町8-9")
    result = office.run("recipients", "postal", "kdddd", "--accept")
    assert result.exit_code == 10
    assert "--accept 060-0001" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("kaaaa", "--accept", "--keep"), 2), (("kaaaa", "--accept", "12"), 2), (("kzzzz",), 4)],
)
def test_half_a_decision_is_refused(office: Office, arguments: tuple[str, ...], code: int) -> None:
    assert office.run("recipients", "postal", *arguments).exit_code == code
