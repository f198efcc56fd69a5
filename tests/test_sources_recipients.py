"""Rows of the address book: what is taken, what is refused, and where the refusal points."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.project import Project, Sender
from outreach.model.recipient import Basis, ConsentCell, JointName, Kind, Mailing, Recipient
from outreach.sources.characters import BLANKS
from outreach.sources.columns import RECIPIENT_COLUMNS
from outreach.sources.recipients import read_recipients, recipient_files

BASE = {
    "key": "k1",
    "family_name": "試験",
    "given_name": "花子",
    "postal_code": "060-0001",
    "city": "札幌市中央区",
    "street": "北1条西2丁目3-4",
}
Read = Callable[..., tuple[list[Recipient], list[Problem]]]


def quoted(cells: list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "recipients").mkdir()
    senders = {"yukiakari": Sender("yukiakari", "雪明かり舎")}
    return Project(tmp_path, "試験", senders, "yukiakari")


def read_all(project: Project) -> tuple[list[Recipient], list[Problem]]:
    found = list(read_recipients(project))
    return (
        [item for item in found if isinstance(item, Recipient)],
        [item for item in found if isinstance(item, Problem)],
    )


def write_rows(project: Project, *rows: dict[str, str], name: str = "book.csv") -> None:
    headers = list(dict.fromkeys(column for row in rows for column in row))
    lines = [quoted(headers), *(quoted([row.get(name, "") for name in headers]) for row in rows)]
    path = project.root / "recipients" / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("utf-8-sig"))


@pytest.fixture
def read(project: Project) -> Read:
    def read_row(**cells: str) -> tuple[list[Recipient], list[Problem]]:
        write_rows(project, BASE | cells)
        return read_all(project)

    return read_row


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_plain_row_comes_back_as_typed_with_the_usual_defaults(read: Read) -> None:
    (recipient,), problems = read()
    assert problems == []
    assert recipient.where == Where("recipients/book.csv", 2, "k1")
    assert recipient.addressee.family_name == "試験"
    assert recipient.addressee.honorific == "様"
    assert recipient.addressee.postal_code == "0600001"
    assert recipient.kind is Kind.PERSON
    assert recipient.mailings == {Mailing.CARD}
    assert recipient.consent is ConsentCell.BLANK
    assert recipient.envelope is False


def test_japanese_headers_and_words_mean_the_same_as_the_english_ones(project: Project) -> None:
    row = BASE | {"kind": "家族", "mailings": "はがき；会報", "gender": "女性", "consent": "家族"}
    row |= {"consent_on": "2025年4月1日", "envelope": "はい", "sender_line": "yukiakari"}
    english = row | {"kind": "family", "mailings": "card, newsletter", "gender": "FEMALE"}
    english |= {"consent": "Ｆａｍｉｌｙ", "consent_on": "2025-04-01", "envelope": "YES"}
    write_rows(project, english)
    (expected,), _ = read_all(project)
    write_rows(project, {RECIPIENT_COLUMNS[name]: cell for name, cell in row.items()})
    (found,), problems = read_all(project)
    assert problems == []
    assert found == expected
    assert (found.gender, found.envelope, found.consent) == ("female", True, Basis.FAMILY)


def test_headers_may_be_padded_in_full_width_and_any_case(project: Project) -> None:
    folded = {"ＫＥＹ　": "key", "　Family_Name": "family_name", " 郵便番号 ": "postal_code"}
    row = {header: BASE[name] for header, name in folded.items()} | {"住所": "札幌市北区1-2"}
    write_rows(project, row)
    recipients, problems = read_all(project)
    assert (len(recipients), problems) == (1, [])


def test_other_columns_are_ignored(read: Read) -> None:
    assert read(電話番号="000", 趣味="?=+")[1] == []


def test_a_column_that_is_nearly_known_is_warned_about(read: Read) -> None:
    recipients, problems = read(brnch="札幌", 呼名="はなさん", 好きな物="雪")
    assert [problem.severity for problem in problems] == [Severity.WARNING] * 3
    hints = ["branch", "呼び名", "好きなこと"]
    assert [str(problem.hint) for problem in problems] == [f"Did you mean {it}?" for it in hints]
    assert len(recipients) == 1


@pytest.mark.parametrize(
    ("header", "meant"),
    [("envelop", "envelope"), ("封筒", "封書"), ("封書希望", "封書"), ("同意書", "同意"),
     ("差出人標記", "差出人表記"), ("差出人", "差出人表記")],
)  # fmt: skip
def test_a_slip_in_a_column_that_keeps_people_safe_stops_the_file(
    read: Read, header: str, meant: str
) -> None:
    recipients, (problem,) = read(**{header: "はい"})
    assert (recipients, problem.code) == ([], "column-misspelt")
    assert problem.severity is Severity.ERROR
    assert str(problem.hint) == f"Did you mean {meant}?"


@pytest.mark.parametrize(
    "header", ["電話番号", "メール", "メールアドレス", "会社", "連絡先", "生年月日", "続柄", "FAX"]
)
def test_a_column_of_another_kind_is_no_slip(read: Read, header: str) -> None:
    recipients, problems = read(**{header: "x"})
    assert (len(recipients), problems) == (1, [])


@pytest.mark.parametrize(
    "cells",
    [{"family_name": "試験様"}, {"given_name": "花子　様"}, {"given_name": "花子 さん"},
     {"given_name": "様"}, {"family_name": "試験 先生"}, {"organisation": "こだま会 御中"},
     {"organisation": "こだま会御中"}],
)  # fmt: skip
def test_a_name_that_already_holds_an_honorific_is_refused(
    read: Read, cells: dict[str, str]
) -> None:
    recipients, (problem,) = read(**cells)
    assert (recipients, problem.code, problem.kind) == ([], "honorific-in-name", ExitCode.SOURCE)
    assert "敬称" in str(problem.hint)
    assert "試験" not in str(problem.message)


@pytest.mark.parametrize("name", ["殿", "鵜殿", "竹中", "中", "麻生", "おさん", "羽生", "こま"])
def test_a_name_that_only_looks_like_an_honorific_is_a_name(read: Read, name: str) -> None:
    assert read(family_name=name, given_name=name)[1] == []


@pytest.mark.parametrize(
    ("text", "day"),
    [("令和8年4月1日", date(2026, 4, 1)), ("R8.4.1", date(2026, 4, 1)),
     ("ｒ８／４／１", date(2026, 4, 1)), ("令和元年5月1日", date(2019, 5, 1)),
     ("平成31年4月30日", date(2019, 4, 30)), ("H31/4/30", date(2019, 4, 30)),
     ("昭和64年1月7日", date(1989, 1, 7)), ("㍻30年1月2日", date(2018, 1, 2))],
)  # fmt: skip
def test_a_day_may_be_written_in_the_years_of_japan(read: Read, text: str, day: date) -> None:
    (recipient,), problems = read(consent="本人", consent_on=text)
    assert (recipient.consent_on, problems) == (day, [])


@pytest.mark.parametrize("text", ["平成31年5月1日", "R0.4.1", "令和8年2月31日", "X8.4.1", "R8.4/1"])
def test_a_day_that_was_in_no_such_year_is_not_guessed_at(read: Read, text: str) -> None:
    assert codes(read(consent="本人", consent_on=text)[1]) == ["consent-day-form"]


def test_a_missing_column_is_named_with_the_nearest_header(project: Project) -> None:
    write_rows(project, {"番号": "k1", "姓": "試験", "〒": "0600001", "住所": "札幌市北区1-2"})
    recipients, problems = read_all(project)
    assert recipients == []
    assert codes(problems) == ["column-missing", "column-missing"]
    assert problems[0].where == Where("recipients/book.csv", 1)
    assert "key (管理番号)" in str(problems[0].message)
    assert "番号" in str(problems[0].hint)


@pytest.mark.parametrize("absent", ["key", "family_name", "postal_code", "street"])
def test_a_file_without_a_required_column_yields_no_recipient(
    project: Project, absent: str
) -> None:
    write_rows(project, {name: cell for name, cell in BASE.items() if name != absent})
    recipients, problems = read_all(project)
    assert (recipients, codes(problems)) == ([], ["column-missing"])


def test_a_column_in_both_languages_is_refused(read: Read) -> None:
    assert codes(read(管理番号="k2")[1]) == ["column-twice"]


def test_without_any_file_the_address_book_is_missing(project: Project) -> None:
    assert codes(read_all(project)[1]) == ["recipients-none"]


def test_lock_files_dot_files_backups_and_other_types_are_skipped(project: Project) -> None:
    folder = project.root / "recipients"
    for name in ["b.csv", "a.CSV", "c.tsv", "d.xlsx", "~$d.xlsx", ".x.csv", "a.csv.bak", "e.xls"]:
        (folder / name).touch()
    read, skipped = recipient_files(project.root)
    assert [path.name for path in read] == ["a.CSV", "b.csv", "c.tsv", "d.xlsx"]
    assert {path.name for path in skipped} == {"~$d.xlsx", ".x.csv", "a.csv.bak", "e.xls"}


@pytest.mark.parametrize("key", ["001", "1-2", "k_1", "ｋ1", "k" * 33, "Jan-02", "花子", "k 1"])
def test_a_key_of_another_form_is_refused_and_not_repeated(read: Read, key: str) -> None:
    recipients, (problem,) = read(key=key)
    assert recipients == []
    assert problem.code == "key-form"
    assert problem.where == Where("recipients/book.csv", 2)
    assert key not in str(problem.message)


def test_a_blank_key_points_to_the_command_that_assigns_one(read: Read) -> None:
    recipients, (problem,) = read(key=" ")
    assert (recipients, problem.code) == ([], "key-blank")
    assert "recipients number" in str(problem.hint)


def test_the_same_key_in_two_files_names_both_places(project: Project) -> None:
    write_rows(project, BASE, name="a.csv")
    write_rows(project, BASE | {"key": "k2"}, BASE | {"key": "K1"}, name="b.csv")
    recipients, (problem,) = read_all(project)
    assert [recipient.key for recipient in recipients] == ["k1", "k2"]
    assert problem.code == "key-twice"
    assert problem.where == Where("recipients/b.csv", 3, "K1")
    assert "recipients/a.csv:2" in str(problem.message)


def test_all_problems_of_a_row_come_at_once(read: Read) -> None:
    recipients, problems = read(key="", family_name="", street="", postal_code="1", consent="多分")
    assert recipients == []
    assert set(codes(problems)) == {
        "key-blank", "name-missing", "address-missing", "postal-code-form", "consent-unknown",
    }  # fmt: skip
    assert {problem.kind for problem in problems} == {ExitCode.SOURCE}


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\u202e", "U+202E (an invisible character that turns"),
        ("\u2066", "U+2066"),
        ("\u200b", "U+200B (an invisible character)"),
        ("\ufeff", "U+FEFF"),
        ("\u00ad", "U+00AD (an invisible character)"),
        ("\U000e0041", "U+E0041"),
        ("\ue000", "U+E000"),
        ("\u0378", "U+0378"),
        ("\x07", "U+0007"),
        ("\t", "U+0009"),
        ("\r", "U+000D"),
        ("\n", "U+000A"),
        ("\u2028", "U+2028"),
        ("\u0301", "U+0301"),
        ("\u3164", "U+3164"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_code_point_and_position(
    read: Read, character: str, code: str
) -> None:
    recipients, (problem,) = read(given_name=f"花{character}子")
    assert recipients == []
    assert problem.code == "character-forbidden"
    assert code in str(problem.message)
    assert "position 2" in str(problem.message)
    assert "花" not in str(problem.message)


@pytest.mark.parametrize(
    "name",
    [
        "葛\U000e0100城",
        "辻\ufe00",
        "髙﨑",
        "𠮷野",
        "神\ufa19",
        "か\u3099",
        "\u31f7\u309a",
        "パ",
        "Ａ　Ｂ",
        "\U00031350",
    ],
)
def test_rare_characters_and_variation_sequences_come_back_exactly(read: Read, name: str) -> None:
    (recipient,), problems = read(family_name=name)
    assert (recipient.addressee.family_name, problems) == (name, [])


@pytest.mark.parametrize(
    "name",
    ["\ufe00辻", "\U000e0100", "山\u3099", "か\u3099\u3099", "A　\ufe00", "\u31f7\u3099"],
)
def test_a_selector_or_voicing_mark_without_its_base_is_refused(read: Read, name: str) -> None:
    assert codes(read(family_name=name)[1]) == ["character-forbidden"]


@pytest.mark.parametrize("character", "?？〓\ufffd")
@pytest.mark.parametrize("column", ["family_name", "street", "organisation", "joint_names"])
def test_a_lost_character_in_a_name_or_address_is_refused(
    read: Read, column: str, character: str
) -> None:
    recipients, problems = read(**{column: f"森{character}"})
    assert (recipients, codes(problems)) == ([], ["character-lost"])
    assert "UTF-8" in str(problems[0].hint)


def test_a_question_mark_in_a_note_is_no_lost_character(read: Read) -> None:
    (recipient,), problems = read(note="次は夏？\n写真?", likes="ねこ？")
    assert (recipient.note, problems) == ("次は夏？\n写真?", [])


@pytest.mark.parametrize("cell", ["=A1", "+81", "-", "@x", "＝A1", "#REF!", "#VALUE!", "####"])
def test_a_formula_or_an_error_of_excel_is_refused(read: Read, cell: str) -> None:
    assert codes(read(building=cell)[1]) == ["cell-formula"]


def test_a_cell_of_more_than_200_characters_is_refused(read: Read) -> None:
    assert codes(read(building="あ" * 201)[1]) == ["cell-too-long"]
    assert codes(read(building="あ" * 200)[1]) == []


@pytest.mark.parametrize(
    "text",
    ["060-0001", "0600001", "０６０－０００１", "〒060ー0001", "060‐0001", "060−0001", "060–0001",
     " 060 0001 ", "０６０ｰ０００１"],
)  # fmt: skip
def test_a_postal_code_is_read_however_it_is_written(read: Read, text: str) -> None:
    (recipient,), problems = read(postal_code=text)
    assert (recipient.addressee.postal_code, problems) == ("0600001", [])


@pytest.mark.parametrize("text", ["600001", "600001.0", "60-0001"])
def test_six_digits_get_their_zero_back_with_a_warning(read: Read, text: str) -> None:
    (recipient,), (problem,) = read(postal_code=text)
    assert recipient.addressee.postal_code == "0600001"
    assert (problem.code, problem.severity) == ("postal-code-zero", Severity.WARNING)


@pytest.mark.parametrize("text", ["10024", "10024.0", "１００２４"])
def test_two_lost_zeros_of_a_code_are_said_and_not_put_back(read: Read, text: str) -> None:
    recipients, problems = read(postal_code=text)
    assert (recipients, codes(problems)) == ([], ["postal-code-zeros"])
    assert "001-0024" in str(problems[0].hint)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"honorific": "様様"}, "honorific-twice"),
        ({"honorific": "御中様"}, "honorific-twice"),
        ({"care_of": "様方"}, "care-of-nobody"),
        ({"care_of": "方"}, "care-of-nobody"),
        ({"joint_names": "花子、一郎"}, "joint-names-unparted"),
        ({"joint_names": "花子・一郎"}, "joint-names-unparted"),
        ({"joint_names": "花子/一郎:様"}, "joint-names-unparted"),
        ({"joint_names": "花子 一郎 次郎"}, "joint-names-unparted"),
        ({"joint_names": "一;二;三;四;五;六"}, "joint-names-many"),
        ({"street": "北1条西2丁目２-１Ｏ"}, "letter-o"),
        ({"street": "北1条西2丁目2-O1"}, "letter-o"),
        ({"street": "46024"}, "cell-date"),
        ({"street": "北1条西2月3日"}, "cell-date-at-end"),
    ],
)
def test_a_cell_that_cannot_be_meant_so_is_pointed_out(
    read: Read, cells: dict[str, str], code: str
) -> None:
    assert codes(read(**cells)[1]) == [code]


@pytest.mark.parametrize(
    "cells",
    [
        {"joint_names": "ジャン・ピエール:様;Mary Ann Smith:様"},
        {"joint_names": "一;二;三;四;五"},
        {"care_of": "土方"},
        {"building": "O棟101"},
        {"building": "101 OKビル"},
        {"street": "字上川20151"},
    ],
)
def test_a_cell_that_only_looks_unusual_is_taken(read: Read, cells: dict[str, str]) -> None:
    assert codes(read(**cells)[1]) == []


@pytest.mark.parametrize("text", ["6001", "06000011", "060-00O1", "東京", "٠٦٠٠٠٠١"])
def test_any_other_postal_code_is_refused(read: Read, text: str) -> None:
    assert codes(read(postal_code=text)[1]) == ["postal-code-form"]


def test_only_a_card_needs_a_postal_code(read: Read) -> None:
    assert codes(read(postal_code="")[1]) == ["postal-code-missing"]
    assert codes(read(postal_code="", mailings="newsletter")[1]) == []


@pytest.mark.parametrize(
    "cell",
    ["1月2日", "１月２日", "Jan-02", "2-Jan", "2026/1/2", "2026-01-02 00:00:00", "2026年1月2日",
     "1.2E+05", "1E5", "12:30", "1/2/2026"],
)  # fmt: skip
@pytest.mark.parametrize("column", ["street", "building"])
def test_a_house_number_that_excel_made_a_date_is_refused(
    read: Read, column: str, cell: str
) -> None:
    assert codes(read(**{column: cell})[1]) == ["cell-date"]


@pytest.mark.parametrize("cell", ["1-2", "2026-1-2", "1丁目2番3号", "月2日町1-2", "3-1-E5"])
def test_a_true_house_number_is_no_date(read: Read, cell: str) -> None:
    assert read(street=cell)[1] == []


def test_an_address_is_whole_or_in_parts_but_not_both(read: Read) -> None:
    whole = {"city": "", "street": "", "address": "札幌市北区北7条西1丁目2-3"}
    assert read(**whole)[1] == []
    assert codes(read(address=whole["address"])[1]) == ["address-twice"]
    assert codes(read(city="", street="")[1]) == ["address-missing"]
    assert codes(read(street="")[1]) == ["address-missing"]


def test_an_organisation_is_greeted_and_served_as_one(read: Read) -> None:
    (recipient,), _ = read(family_name="", given_name="", organisation="試験の会")
    assert recipient.kind is Kind.ORGANISATION
    assert recipient.addressee.honorific == "御中"
    assert recipient.mailings == {Mailing.NEWSLETTER, Mailing.REPORT}


def test_a_person_at_an_organisation_is_still_a_person(read: Read) -> None:
    (recipient,), _ = read(organisation="試験の会")
    assert (recipient.kind, recipient.addressee.honorific) == (Kind.PERSON, "様")


def test_a_row_without_any_name_is_refused(read: Read) -> None:
    assert codes(read(family_name="")[1]) == ["name-missing"]


@pytest.mark.parametrize("text", ["2026-01-02", "2026/1/2", "2026年1月2日", "２０２６／１／２"])
def test_a_consent_day_may_be_written_in_three_ways(read: Read, text: str) -> None:
    (recipient,), problems = read(consent="本人", consent_on=text)
    assert (recipient.consent_on, problems) == (date(2026, 1, 2), [])


@pytest.mark.parametrize("text", ["2026-02-31", "1/2", "昨年", "2026/1-2"])
def test_what_is_no_day_is_refused(read: Read, text: str) -> None:
    assert codes(read(consent="self", consent_on=text)[1]) == ["consent-day-form"]


def test_a_consent_needs_its_day_but_a_stop_needs_none(read: Read) -> None:
    assert codes(read(consent="self")[1]) == ["consent-undated"]
    (recipient,), problems = read(consent="停止")
    assert (recipient.consent, problems) == (ConsentCell.STOP, [])


@pytest.mark.parametrize("text", ["yes", "ok", "同意", "self?", "停"])
def test_a_consent_that_is_not_known_is_never_guessed(read: Read, text: str) -> None:
    assert codes(read(consent=text, consent_on="2026-01-02")[1]) == ["consent-unknown"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("yes", True), ("はい", True), ("TRUE", True), ("１", True), ("○", True), ("no", False),
     ("いいえ", False), ("", False)],
)  # fmt: skip
def test_envelope_is_yes_or_no_in_either_language(read: Read, text: str, wanted: bool) -> None:
    assert read(envelope=text)[0][0].envelope is wanted


@pytest.mark.parametrize("column", ["envelope", "kind", "mailings"])
def test_a_word_that_is_not_known_is_refused(read: Read, column: str) -> None:
    assert codes(read(**{column: "たぶん"})[1]) == [f"{column}-unknown"]


@pytest.mark.parametrize("text", ["card;report", "はがき；報告書", "Card、報告書", "はがき,report"])
def test_mailings_are_separated_by_any_common_mark(read: Read, text: str) -> None:
    assert read(mailings=text)[0][0].mailings == {Mailing.CARD, Mailing.REPORT}


def test_joint_names_may_have_their_own_surname_and_honorific(read: Read) -> None:
    (recipient,), _ = read(joint_names="次郎：君；試作 三郎:先生; 四郎;試作　五郎")
    assert recipient.addressee.joint_names == (
        JointName("次郎", "君"),
        JointName("三郎", "先生", "試作"),
        JointName("四郎", "様"),
        JointName("五郎", "様", "試作"),
    )


@pytest.mark.parametrize("text", [":様", "次郎:様:君", "次郎;:様"])
def test_joint_names_that_cannot_be_read_are_refused(read: Read, text: str) -> None:
    assert codes(read(joint_names=text)[1]) == ["joint-names-form"]


def test_a_sender_line_must_be_one_of_the_project(read: Read) -> None:
    assert read(sender_line="yukiakari")[1] == []
    _, (problem,) = read(sender_line="yukiakri")
    assert problem.code == "sender-unknown"
    assert "yukiakari" in str(problem.hint)


def test_gender_is_kept_as_text_where_it_is_another(read: Read) -> None:
    assert read(gender="男")[0][0].gender == "male"
    assert read(gender="答えない")[0][0].gender == "答えない"


def test_blanks_around_cells_are_trimmed_also_ideographic_ones(read: Read) -> None:
    (recipient,), problems = read(family_name="　試験 ", given_name="\u00a0花子\n")
    assert (recipient.addressee.family_name, problems) == ("試験", [])
    assert recipient.addressee.given_name == "花子"


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_any_name_comes_back_exactly_or_is_refused(project: Project, text: str) -> None:
    write_rows(project, BASE | {"family_name": text, "organisation": "試験の会"})
    recipients, problems = read_all(project)
    if problems:
        assert recipients == []
        assert {problem.where.line for problem in problems} == {2}
    else:
        assert [recipient.addressee.family_name for recipient in recipients] == [text.strip(BLANKS)]
        assert not any(
            unicodedata.category(letter) in ("Cc", "Cf", "Co") for letter in text.strip(BLANKS)
        )
