"""Reading addresses as Japan writes them, and the command that does it for a table."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from outreach.cli import addresses as command
from outreach.cli.main import cli
from outreach.errors import Severity
from outreach.model.recipient import Addressee
from outreach.post.address import Reader, Reading, address_of, take_code
from outreach.post.barcode import barcode_data
from outreach.post.codes import check_code
from outreach.post.gazetteer import Gazetteer
from outreach.post.houses import split_building
from outreach.workflow.reading import read_addresses

if TYPE_CHECKING:
    from tests.conftest import Office

PUBLIC = Path(__file__).parent / "public_addresses.csv"
KEYS = [
    "line", "postal_code", "prefecture", "city", "town", "rest", "building", "postal_ok",
    "postal_suggestions", "barcode", "barcode_symbols", "problems",
]  # fmt: skip


@pytest.fixture(scope="module")
def reader(postal_data: Gazetteer) -> Reader:
    return Reader(postal_data)


def place(reading: Reading) -> tuple[str, str]:
    return reading.city, reading.town


# -- reading ------------------------------------------------------------------------------------


def test_public_bodies_are_read_and_get_their_code(postal_data: Gazetteer, reader: Reader) -> None:
    with PUBLIC.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) > 100
    for row in rows:
        reading = reader.read(row["address"])
        parts = ("prefecture", "city", "town", "rest", "building")
        assert [getattr(reading, part) for part in parts] == [row[part] for part in parts]
        code = row["code"].replace("-", "")
        assert check_code(postal_data, code, reading).ok is True, row["address"]


@pytest.mark.parametrize(
    ("address", "city", "town"),
    [
        ("札幌市中央区北1条西2丁目", "札幌市中央区", "北一条西"),
        ("札幌市北1条西2丁目", "札幌市中央区", "北一条西"),
        ("北海道中央区北1条西2丁目", "札幌市中央区", "北一条西"),
        ("北海道北海道札幌市中央区北1条西2丁目", "札幌市中央区", "北一条西"),
        ("ニセコ町字富士見95", "虻田郡ニセコ町", "富士見"),
        ("ﾆｾｺ町富士見95", "虻田郡ニセコ町", "富士見"),
        ("北海道　虻田郡　倶知安町　北一条　東　二丁目", "虻田郡倶知安町", "北一条東"),
        ("旭川市七条通9丁目48番地", "旭川市", "７条通"),
        ("夕張郡長沼町西4線北12号", "夕張郡長沼町", "西４線北"),
        ("富良野市字山部東21線12", "富良野市", "山部東２１線"),
        ("北見市留辺蕊町上町61", "北見市", "留辺蘂町上町"),
        ("久遠郡せたな町北檜山区徳島63", "久遠郡せたな町", "北檜山区徳島"),
        ("北見市端野町二区471番地1", "北見市", "端野町二区"),
        ("札幌市西区24軒4条５丁目", "札幌市西区", "二十四軒四条"),
        ("札幌市白石区流通ｾﾝﾀｰ4-5-1", "札幌市白石区", "流通センター"),
        ("札幌市厚別区厚別中央1-5-1", "札幌市厚別区", "厚別中央一条"),
        ("稚内市大字声問村字声問1-2", "稚内市", "声問村"),
        ("韮崎市竜岡町下條南割韮崎400", "韮崎市", "龍岡町下條南割"),
        ("秋田県能代市二ツ井町字上台1-1", "能代市", "二ツ井町上台"),
        ("花巻市十二丁目1192", "花巻市", "十二丁目"),
        ("二戸市金田一27番地", "二戸市", "金田一"),
        ("長久手市助六11丁目2番", "長久手市", "助六"),
        ("清須市助七二丁目16", "清須市", "助七"),
        ("浜松市中区佐鳴台1-2-3", "浜松市中央区", "佐鳴台"),
        ("千葉県千葉市中央区富士見1丁目15-9", "千葉市中央区", "富士見"),
        ("東京中央区銀座1-2-3", "中央区", "銀座"),
        ("京都市中京区寺町通御池上る上本能寺前町488番地", "京都市中京区", "上本能寺前町"),
        ("京都市中京区錦小路通大宮東入ル七軒町466", "京都市中京区", "七軒町"),
        ("〒060-0001　札幌市中央区北1条西2丁目", "札幌市中央区", "北一条西"),
    ],
)
def test_an_address_is_read_however_it_is_written(
    reader: Reader, address: str, city: str, town: str
) -> None:
    assert place(reader.read(address)) == (city, town)


@pytest.mark.parametrize(
    ("address", "city"),
    [
        ("月形町1219番地", "樺戸郡月形町"),  # a village without towns there
        ("樺戸郡浦臼町字ウラウスナイ183の15", "樺戸郡浦臼町"),
        ("西宮市一四━Ａ二二", "西宮市"),
        ("長野市稲里町834番地", "長野市"),  # only parts of it are listed
        ("京都市中京区河原町通四条上ル", "京都市中京区"),
        ("札幌市中央区", "札幌市中央区"),
        ("札幌市どこにもない町1", "札幌市"),
        ("どこにもない町1-2-3", ""),
        ("中央区本町1-1", ""),  # several cities have such a ward and such a town
        ("北1条西2丁目", ""),
        ("", ""),
    ],
)
def test_what_is_unknown_is_said_and_not_guessed(reader: Reader, address: str, city: str) -> None:
    assert place(reader.read(address)) == (city, "")


def test_a_shorter_town_is_not_taken_for_an_unlisted_longer_one(reader: Reader) -> None:
    listed = reader.read("北海道北見市大通西3丁目")
    assert listed.town == "大通西"
    assert reader.read("札幌市中央区大通20丁目3-24").town == ""


@pytest.mark.parametrize(
    ("code", "prefecture"), [("1830055", "東京都"), ("7260005", "広島県"), ("", "")]
)
def test_the_code_decides_between_two_of_one_name(
    reader: Reader, code: str, prefecture: str
) -> None:
    assert reader.read("府中市府中町1-2", "", code).prefecture == prefecture


def test_the_code_names_the_municipality_that_was_left_out(reader: Reader) -> None:
    assert place(reader.read("北1条西2丁目", "", "0600001")) == ("札幌市中央区", "北一条西")
    assert place(reader.read("北1条西2丁目", "", "0640808")) == ("", "")


def test_the_streets_of_kyoto_are_kept_beside_the_town(reader: Reader) -> None:
    reading = reader.read("京都市下京区烏丸通七条下る東塩小路町721-1")
    assert (reading.streets, reading.rest) == ("烏丸通七条下る", "721-1")


@pytest.mark.parametrize(
    ("typed", "rest", "building"),
    [
        ("3丁目30-8　郵便ビル403号", "3丁目30-8", "郵便ビル403号"),
        ("南田茂木　添60-1", "南田茂木　添60-1", ""),
        ("5-6-3　ABCビル10F", "5-6-3", "ABCビル10F"),
        ("4丁目　郵便センター6号館", "4丁目", "郵便センター6号館"),
        ("3番地第2郵便ビル", "3番地", "第2郵便ビル"),
        ("1-2-3コーポA101", "1-2-3", "コーポA101"),
        ("1-2-3 コーポA 101", "1-2-3", "コーポA 101"),
        ("１－２ー３−４０５", "１－２ー３−４０５", ""),
        ("1-2-3-405号室", "1-2-3-405号室", ""),
        ("3番地101号室", "3番地", "101号室"),
        ("1丁目 2番 3号 光ハイツ", "1丁目 2番 3号", "光ハイツ"),
        ("第47線北13番地", "第47線北13番地", ""),
        ("南七線　西28", "南七線　西28", ""),
        ("西4線北12号", "西4線北12号", ""),
        ("第二十一地割大淵川480", "第二十一地割大淵川480", ""),
        ("1丁目南8-1 ビル", "1丁目南8-1", "ビル"),
        ("118号字向北谷100番地", "118号字向北谷100番地", ""),
        ("183の15(浦臼郵便局私書箱第1号)", "183の15", "(浦臼郵便局私書箱第1号)"),
        ("国有無番地", "国有無番地", ""),
        ("十一丁目六番地一号郵便タワー601", "十一丁目六番地一号", "郵便タワー601"),
        ("1番地大同生命札幌ビル", "1番地", "大同生命札幌ビル"),
        ("2丁目三井ビル", "2丁目", "三井ビル"),
        ("字富士見 青空荘", "字富士見", "青空荘"),
        ("甲531-1", "甲531-1", ""),
        ("20-5F", "20-5F", ""),
        ("字三軒屋262", "字三軒屋262", ""),
        ("", "", ""),
    ],
)
def test_a_house_number_ends_where_the_building_begins(
    typed: str, rest: str, building: str
) -> None:
    assert split_building(typed) == (rest, building)


@given(st.text(alphabet="1２三-－ー丁目番地号の北西線条字ビルA 　ハイツ第(101)", max_size=20))
def test_splitting_loses_nothing_but_blanks(typed: str) -> None:
    rest, building = split_building(typed)
    kept = re.sub(r"[\s、，,]", "", rest + building)
    assert kept == re.sub(r"[\s、，,]", "", typed)


def test_a_building_cell_stays_the_building(reader: Reader) -> None:
    reading = reader.read("札幌市中央区北1条西2丁目3-4", " コーポ青空 101 ")
    assert (reading.rest, reading.building) == ("2丁目3-4", "コーポ青空 101")


def test_parts_and_a_whole_address_are_read_alike() -> None:
    parts = Addressee("原", prefecture="北海道", city="旭川市", street="6条通9丁目", building="青")
    assert address_of(parts) == ("北海道旭川市6条通9丁目", "青")
    whole = Addressee("原", address="旭川市6条通9丁目")
    assert address_of(whole) == ("旭川市6条通9丁目", "")


@pytest.mark.parametrize(
    ("address", "code", "rest"),
    [
        ("〒060-0001 札幌市", "0600001", "札幌市"),
        ("〒０６０ー０００１札幌市", "0600001", "札幌市"),
        ("060-0001札幌市", "0600001", "札幌市"),
        ("0600001 札幌市", "0600001", "札幌市"),
        ("札幌市北1条(〒060-0001)", "0600001", "札幌市北1条"),
        ("札幌市北1条1-2", "", "札幌市北1条1-2"),
        ("1-2-3", "", "1-2-3"),
        ("110-0001-5", "", "110-0001-5"),
    ],
)
def test_a_postal_code_inside_an_address_is_found(address: str, code: str, rest: str) -> None:
    assert take_code(address) == (code, rest)


def random_spelling(rng: random.Random, town: str) -> str:
    """Return a town as a person may write it: other numerals, ケ and ヶ, 大字 before it."""
    if rng.random() < 0.5:
        town = re.sub("[０-９]", lambda figure: str(int(figure[0])), town)
    if rng.random() < 0.3:
        town = town.translate(str.maketrans("ケヶノ", "ヶケの"))
    if rng.random() < 0.3:
        tens = {"十": "10", **{f"十{one}": f"1{at}" for at, one in enumerate("一二三四五", 1)}}
        town = re.sub("十[一二三四五]?(?=条)", lambda found: tens[found[0]], town)
    return rng.choice(["", "", "大字", "字", " "]) + town


def test_nearly_every_town_of_japan_is_found_again(postal_data: Gazetteer, reader: Reader) -> None:
    rng = random.Random(11)
    wrong_city, wrong_town, count = [], [], 0
    for number, prefecture, name, _ in postal_data.names:
        towns = [areas[0].town for key, areas in postal_data.city(number).towns.items() if key]
        for town in rng.sample(towns, min(len(towns), 4)):
            house = rng.choice(["3丁目4番5号", "12番地", "4-5 コーポ青空101", "七番地の二"])
            city = re.sub(".+?郡(?=.+[町村]$)", "", name) if rng.random() < 0.3 else name
            address = f"{prefecture}{city}{random_spelling(rng, town)}{house}"
            reading = reader.read(address)
            count += 1
            wrong_city += [address] * ((reading.prefecture, reading.city) != (prefecture, name))
            wrong_town += [address] * (reading.town != town)
    assert count > 5000
    assert len(wrong_city) < count * 0.001
    assert len(wrong_town) < count * 0.005


# -- the command --------------------------------------------------------------------------------


@pytest.fixture
def at_home(office: Office, postal_data: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A project in which the postal data has been unpacked before."""
    monkeypatch.setattr(command, "open_gazetteer", lambda cache: postal_data)
    return office


def answers(
    office: Office, content: bytes | str, name: str = "list.csv"
) -> list[dict[str, object]]:
    path = office.root / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found: list[dict[str, object]] = json.loads(office.run("addresses", str(path), "--json").stdout)
    return found


def test_an_answer_has_the_parts_the_code_and_the_barcode(at_home: Office) -> None:
    text = "postal_code,address\n100-0013,東京都千代田区霞が関1丁目3番2号　郵便プラザ503室\n"
    (answer,) = answers(at_home, text)
    assert list(answer) == KEYS
    assert answer == {
        "line": 2,
        "postal_code": "100-0013",
        "prefecture": "東京都",
        "city": "千代田区",
        "town": "霞が関",
        "rest": "1丁目3番2号",
        "building": "郵便プラザ503室",
        "postal_ok": True,
        "postal_suggestions": [],
        "barcode": "1-3-2-503",
        "barcode_symbols": ["STC", *"1000013", *"1-3-2-503", *["CC4"] * 4, "9", "SPC"],
        "problems": [],
    }


ROWS = (
    "600001,札幌市中央区北1条西20丁目\n"  # Excel's lost zero, and the code of other 丁目
    ",\n"
    "abc,旭川市七条通9丁目48番地\n"
    '060-0001,"札幌市"中央区\n'
    "060-0001,札幌市中央区北1条西2丁目,多い\n"
    ",虻田郡ニセコ町字富士見95\n"
)


def test_every_row_is_answered_whatever_is_wrong_with_it(at_home: Office) -> None:
    found = answers(at_home, f"postal_code,address\n{ROWS}")
    assert [each["line"] for each in found] == [2, 3, 4, 5, 6, 7]
    assert [[problem["code"] for problem in each["problems"]] for each in found] == [
        ["postal-code-zero", "postal-mismatch"],
        ["address-missing"],
        ["postal-code-form"],
        ["csv-quotes"],
        ["row-too-long"],
        [],
    ]
    assert [each["postal_code"] for each in found] == ["060-0001", "", "", "", "", ""]
    assert [each["postal_ok"] for each in found] == [False, None, None, None, None, None]
    assert found[0]["postal_suggestions"] == ["064-0821"]
    assert found[5]["postal_suggestions"] == ["048-1501"]
    for each in found[1:]:
        assert (each["barcode"], each["barcode_symbols"]) == (None, [])


def test_rows_that_cannot_be_told_apart_lead_to_exit_code_4(at_home: Office) -> None:
    at_home.write("list.csv", f"postal_code,address\n{ROWS}")
    assert at_home.run("addresses", str(at_home.root / "list.csv")).exit_code == 4
    at_home.write("list.csv", "postal_code,address\nabc,どこか\n,\n")
    assert at_home.run("addresses", str(at_home.root / "list.csv")).exit_code == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_the_encoding_and_the_delimiter_are_found(
    at_home: Office, encoding: str, delimiter: str
) -> None:
    text = "郵便番号,住所,建物名\r\n060-0001,札幌市中央区北１条西２丁目,青空ビル\r\n"
    (answer,) = answers(at_home, text.replace(",", delimiter).encode(encoding))
    assert (answer["town"], answer["building"], answer["postal_ok"]) == (
        "北一条西",
        "青空ビル",
        True,
    )


def test_the_columns_of_the_address_book_are_joined(at_home: Office) -> None:
    headers = "key,姓,郵便番号,都道府県,市区町村,町名番地,建物名"
    text = f"{headers}\nk1,原,0700036,北海道,旭川市,6条通9丁目46,青\n"
    (answer,) = answers(at_home, text)
    assert (answer["city"], answer["town"], answer["rest"]) == ("旭川市", "６条通", "9丁目46")
    assert answer["building"] == "青"


def test_a_workbook_is_read_as_well(at_home: Office) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["postal_code", "address"])
    sheet.append([600001, "札幌市中央区北1条西2丁目"])
    content = io.BytesIO()
    book.save(content)
    (answer,) = answers(at_home, content.getvalue(), "list.xlsx")
    assert (answer["line"], answer["postal_code"], answer["postal_ok"]) == (2, "060-0001", True)
    result = CliRunner().invoke(cli, ["addresses", "-", "--json"], input=content.getvalue())
    assert json.loads(result.stdout) == [
        answer | {"problems": json.loads(result.stdout)[0]["problems"]}
    ]


def from_stdin(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--lang", "en", "addresses", "-", *arguments], input=text)


@pytest.mark.usefixtures("at_home")
def test_what_comes_in_is_read_outside_of_any_project() -> None:
    result = from_stdin("postal_code,address\n060-0001,札幌市中央区北1条西2丁目\n", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["town"] == "北一条西"


@pytest.mark.usefixtures("at_home")
def test_no_rows_are_an_empty_list() -> None:
    assert json.loads(from_stdin("postal_code,address\n", "--json").stdout) == []


def test_the_table_shows_the_proposal_and_a_summary(at_home: Office) -> None:
    at_home.write("list.csv", "postal_code,address\n060-0001,札幌市中央区北1条西20丁目\n")
    shown = at_home.done("addresses", str(at_home.root / "list.csv"))
    assert "does not" in shown
    assert "064-0821" in shown
    assert "1 rows: 0 codes go with their address, 1 do not, of 0 it cannot be told." in shown


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table-empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "file-not-text"),
        ("名前,電話\n原,1\n".encode(), "column-missing"),
        ("address,住所\n札幌市,札幌市\n".encode(), "column-twice"),
        (b",".join(b"c%d" % each for each in range(10_000)) + b"\n", "columns-too-many"),
    ],
)
def test_a_file_without_addresses_is_refused_in_words(
    at_home: Office, content: bytes, code: str
) -> None:
    path = at_home.root / "list.csv"
    path.write_bytes(content)
    result = at_home.run("addresses", str(path), "--json")
    assert result.exit_code == 4
    assert [each["code"] for each in json.loads(result.stdout)["problems"]] == [code]


def test_no_message_holds_an_address(at_home: Office, postal_data: Gazetteer) -> None:
    path = at_home.root / "list.csv"
    path.write_text(f"postal_code,address\n{ROWS}060-0001,札幌市中央区無い町7\n", encoding="utf-8")
    for answer in read_addresses(path, "list.csv", postal_data):
        for problem in answer.problems:
            said = f"{problem.message} {problem.hint}"
            assert not re.search("札幌|旭川|北1条|無い町|ニセコ", said)
            assert problem.severity in (Severity.ERROR, Severity.WARNING)


def test_the_code_inside_the_address_serves_where_the_cell_is_blank(at_home: Office) -> None:
    inside, other = answers(
        at_home,
        "postal_code,address\n,〒060-0001 札幌市中央区北1条西2丁目\n"
        "060-0002,〒060-0001 札幌市中央区北2条西2丁目\n",
    )
    assert (inside["postal_code"], inside["postal_ok"]) == ("060-0001", True)
    assert (other["postal_code"], other["postal_ok"]) == ("060-0002", True)
    assert [problem["code"] for problem in other["problems"]] == ["postal-code-twice"]


def test_the_code_of_an_office_next_door_is_told(at_home: Office) -> None:
    office, neighbour = answers(
        at_home,
        "postal_code,address\n060-8611,札幌市中央区北1条西2丁目\n"
        "060-8611,札幌市中央区北1条西5丁目\n",
    )
    assert (office["barcode"], office["problems"]) == ("", [])
    assert [problem["code"] for problem in neighbour["problems"]] == ["postal-code-of-office"]


@pytest.mark.parametrize(
    ("address", "town", "rest"),
    [("石狩市厚田区厚田45-5", "厚田", "45-5"), ("石狩市厚田区望来100", "厚田望来", "100"),
     ("石狩市厚田村大字望来100", "厚田望来", "100"), ("石狩市浜益区川下", "浜益川下", ""),
     ("大崎市古川町稲葉2丁目3", "古川稲葉", "2丁目3"), ("石狩市花川区花川北1条2丁目3", "花川北一条",
      "2丁目3"), ("上越市柿崎区柿崎6405", "柿崎区柿崎", "6405"),
     ("石狩市厚田区", "厚田", "区"), ("浜松市浜北区貴布祢3000", "貴布祢", "3000")],
)  # fmt: skip
def test_a_town_is_found_behind_a_former_ward_town_or_village(
    reader: Reader, address: str, town: str, rest: str
) -> None:
    for code in ("", "0613601"):
        reading = reader.read(address, "", code)
        assert (reading.town, reading.rest) == (town, rest)


def test_a_town_behind_an_unknown_one_is_not_guessed(reader: Reader) -> None:
    assert reader.read("札幌市中央区まぼろし9丁目").town == ""
    assert reader.read("京都市左京区まぼろし町岡崎").streets == ""
    assert reader.read("呉市まぼろし町中央北村1").town == ""


@pytest.mark.parametrize(
    ("code", "address", "barcode"),
    [("1000301", "東京都利島村248番地", "248"), ("9580061", "新潟県岩船郡粟島浦村字日ノ見山1513-11",
      "1513-11"), ("7660002", "香川県仲多度郡琴平町１８６", "186"), ("0610500", "月形町1219", None),
     ("7660002", "香川県仲多度郡琴平町まぼろし18", None)],
)  # fmt: skip
def test_a_municipality_with_a_code_of_its_own_is_a_town_for_the_barcode(
    at_home: Office, code: str, address: str, barcode: str | None
) -> None:
    (answer,) = answers(at_home, f"postal_code,address\n{code},{address}\n")
    assert answer["barcode"] == barcode
    unknown = [problem["code"] for problem in answer["problems"]]
    assert ("address-town-unknown" in unknown) == ("まぼろし" in address)


def test_many_broken_rows_take_no_longer_than_they_are(
    postal_data: Gazetteer, tmp_path: Path
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("postal_code,address\n" + '"a"b,c\n' * 60_000, encoding="utf-8")
    before = time.process_time()
    assert sum(each.is_broken for each in read_addresses(path, path.name, postal_data)) == 60_000
    assert time.process_time() - before < 4


def test_a_village_that_is_one_town_has_a_barcode(at_home: Office) -> None:
    (answer,) = answers(at_home, "postal_code,address\n100-0301,東京都利島村248番地\n")
    assert (answer["postal_ok"], answer["barcode"]) == (True, "248")


@pytest.mark.parametrize(
    ("address", "town", "rest"),
    [
        ("旭川市1条8丁目339", "１条通", "8丁目339"),
        ("札幌市中央区南1西23-1-1", "南一条西", "23-1-1"),
        ("札幌市中央区北10西4-1", "北十条西", "4-1"),
        ("帯広市西5南10-2", "西五条南", "10-2"),
        ("札幌市北区北廿四条西5丁目1", "北二十四条西", "5丁目1"),
        ("札幌市北区北二十四条西五丁目八の二の十", "北二十四条西", "五丁目八の二の十"),
        ("札幌市白石区本通3-南1-2", "本通", "3-南1-2"),
    ],
)
def test_everyday_short_forms_of_hokkaido_are_read(
    reader: Reader, address: str, town: str, rest: str
) -> None:
    reading = reader.read(address)
    assert (reading.town, reading.rest, reading.building) == (town, rest, "")


@pytest.mark.parametrize(
    "address",
    ["札幌市1-2-3", "札幌市中央区1-2-3", "旭川市99条8丁目1", "札幌市中央区存在しない町1-2"],
)
def test_a_town_that_is_not_known_carries_a_problem_and_no_proposal(
    at_home: Office, address: str
) -> None:
    (answer,) = answers(at_home, f"postal_code,address\n,{address}\n")
    assert answer["town"] == ""
    assert [each["code"] for each in answer["problems"]] != []
    assert answer["postal_suggestions"] == []


def test_two_lost_zeros_are_put_back_where_the_address_confirms_them(at_home: Office) -> None:
    right, wrong = answers(at_home, "postal_code,address\n10024,札幌市北区北24条西5丁目1\n"
                                    "10024,札幌市中央区大通西5丁目1\n")  # fmt: skip
    assert (right["postal_code"], right["postal_ok"]) == ("001-0024", True)
    assert [each["code"] for each in right["problems"]] == ["postal-code-zero"]
    assert (wrong["postal_code"], wrong["problems"][0]["code"]) == ("", "postal-code-zeros")


@pytest.mark.parametrize(
    ("address", "code", "data"),
    [
        ("札幌市東区北6条東8丁目1・2", "0650006", "8-12"),
        ("札幌市東区北6条東8丁目1/2", "0650006", "8-12"),
        ("札幌市中央区大通西1丁目3番2・3号", "0600042", "1-3-23"),
        ("旭川市4条通18丁目左96", "0788214", "18-96"),
    ],
)
def test_numbers_side_by_side_belong_to_the_house(
    reader: Reader, address: str, code: str, data: str
) -> None:
    reading = reader.read(address)
    assert reading.building == ""
    assert barcode_data(code, reading) == data


def test_a_floor_behind_a_stroke_is_no_house_number() -> None:
    assert split_building("8丁目1/2F") == ("8丁目1", "/2F")
