"""The customer barcode: what of an address goes into it, and in which symbols."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.post.address import Reader, Reading
from outreach.post.barcode import VALUES, address_number, barcode_data, bars_of, symbols
from outreach.post.gazetteer import Gazetteer

# Japan Post's own examples: code, address up to the town, what follows it, what the barcode says,
# check digit. In Zama the town is divided and called otherwise today.
OFFICIAL = [
    ("2630023", "千葉市稲毛区緑町", "3丁目30-8　郵便ビル403号", "3-30-8-403", "5"),
    ("0140113", "秋田県大仙市堀見内　", "南田茂木　添60-1", "60-1", "CC8"),
    ("1100016", "東京都台東区台東", "5-6-3　ABCビル10F", "5-6-3-10", "9"),
    ("0600906", "北海道札幌市東区北六条東", "4丁目　郵便センター6号館", "4-6", "9"),
    ("0650006", "北海道札幌市東区北六条東", "8丁目　郵便センター10号館", "8-10", "9"),
    ("4070033", "山梨県韮崎市龍岡町下條南割　", "韮崎400", "400", "-"),
    ("2730102", "千葉県鎌ケ谷市右京塚　", "東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604", "0"),
    ("1980036", "東京都青梅市河辺町", "十一丁目六番地一号　郵便タワー601", "11-6-1-601", "CC8"),
    ("0270203", "岩手県宮古市大字津軽石", "第二十一地割大淵川480", "21-480", "CC5"),
    ("5900016", "大阪府堺市堺区中田出井町", "四丁六番十九号", "4-6-19", "CC2"),
    ("0800831", "北海道帯広市稲田町", "南七線　西28", "7-28", "CC7"),
    ("3170055", "茨城県日立市宮田町", "6丁目7-14　ABCビル2F", "6-7-14-2", "CC1"),
    ("6500046", "神戸市中央区港島中町", "9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1", "5"),
    ("6230011", "京都府綾部市青野町", "綾部6-7　LプラザB106", "6-7LB106", "4"),
    ("2280024", "神奈川県座間市入谷", "6丁目3454-5　郵便ハイツ6-1108", "6-3454-5-6-1108", "2"),
    ("0640804", "札幌市中央区南四条西", "29丁目1524-23　第2郵便ハウス501", "29-1524-23-2-501", "3"),
    ("9100067", "福井県福井市新田塚", "3丁目80-25　J1ビル2-B", "3-80-25J1-2B", "9"),
    ("1000013", "東京都千代田区霞が関", "1丁目3番2号　郵便プラザ503室", "1-3-2-503", "9"),
]
RENAMED = "2280024"
CODES = st.text("0123456789", min_size=7, max_size=7)
DATA = st.text("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=18)


def reading(rest: str, building: str = "", town: str = "緑町") -> Reading:
    return Reading("北海道", "札幌市中央区", town, rest, building)


# -- what goes in -------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "town", "after_town", "data", "check"), OFFICIAL)
def test_the_posts_own_examples_come_out_as_the_post_says(
    code: str, town: str, after_town: str, data: str, check: str
) -> None:
    assert barcode_data(code, reading(after_town, town=town)) == data
    assert symbols(code, data)[-2] == check


def test_the_posts_own_examples_come_out_of_whole_addresses(postal_data: Gazetteer) -> None:
    reader = Reader(postal_data)
    for code, town, after_town, data, _ in OFFICIAL:
        found = barcode_data(code, reader.read(town + after_town, "", code))
        assert found == (None if code == RENAMED else data)


def test_a_building_in_its_own_cell_counts_like_one_after_the_number() -> None:
    assert barcode_data("2630023", reading("3丁目30-8", "403号")) == "3-30-8-403"


@pytest.mark.parametrize(
    ("after_town", "data"),
    [
        ("２－８１", "2-81"),
        ("12ー34ｰ5", "12-34-5"),
        ("1−2–3—4‐5", "1-2-3-4-5"),
        ("１２番地の３", "12-3"),
        ("  4  5  ", "4-5"),
        ("無番地", ""),
        ("", ""),
    ],
)
def test_whatever_parts_two_numbers_is_one_hyphen_and_none_stands_at_an_end(
    after_town: str, data: str
) -> None:
    assert address_number(after_town) == data


@pytest.mark.parametrize(
    ("after_town", "data"),
    [
        ("3-1 a棟", "3-1A"),
        ("3-1 ａ棟２", "3-1A2"),
        ("A-B-3", "AB3"),
        ("3-1 コーポA B201", "3-1AB201"),
        ("3-1 ABC201", "3-1-201"),
        ("3-1 A&B201", "3-1-201"),
        ("3-1 メゾンA・B201", "3-1-201"),
        ("3-1 ラ・メゾンd'オル12", "3-1D12"),
        ("3-1 Résidence 12", "3-1-12"),
        ("3-1 Re\u0301sidence 12", "3-1-12"),
        ("3-1 Ⅱ号館 12", "3-1-12"),
    ],
)
def test_a_letter_alone_counts_and_a_word_does_not(after_town: str, data: str) -> None:
    assert address_number(after_town) == data


@pytest.mark.parametrize(
    ("after_town", "data"),
    [
        ("1-2 ビル10F", "1-2-10"),
        ("1-2 ビル１０ｆ", "1-2-10"),
        ("1-2 ビル10F3号", "1-2-10-3"),
        ("1-2 ビル10F-A", "1-2-10A"),
        ("1-2 F棟3", "1-2F3"),
        ("1-2 B1F", "1-2B1"),
        ("1-2 3FA", "1-2-3"),
        ("1-2-F", "1-2F"),
    ],
)
def test_the_f_of_a_floor_is_left_out_and_any_other_f_is_not(after_town: str, data: str) -> None:
    assert address_number(after_town) == data


@pytest.mark.parametrize(
    ("after_town", "data"),
    [
        ("二丁目", "2"),
        ("二丁", "2"),
        ("十番地", "10"),
        ("二十番", "20"),
        ("百二十三号", "123"),
        ("千四百番", "1400"),
        ("第二地割", "2"),
        ("西五線", "5"),
        ("三の4", "3-4"),
        ("三ノ4", "3-4"),
        ("三ﾉ4", "3-4"),
        ("一〇二号室", "102"),
        ("二三番", "23"),
        ("1-2二号棟", "1-2-2"),
        ("三条西4", "4"),
        ("二十四軒5", "5"),
        ("5 第三ビル", "5"),
        ("三-四", ""),
    ],
)
def test_kanji_numbers_count_before_nine_words_and_nowhere_else(after_town: str, data: str) -> None:
    assert address_number(after_town) == data


@pytest.mark.parametrize(
    ("after_town", "data"), [("1/2-3", "12-3"), ("1.5番", "15"), ("1･2", "12")]
)
def test_what_is_taken_out_lets_the_rest_close_up(after_town: str, data: str) -> None:
    assert address_number(after_town) == data


@given(st.text())
def test_whatever_is_typed_gives_a_number_without_loose_hyphens(text: str) -> None:
    data = address_number(text)
    assert not data.startswith("-") and not data.endswith("-") and "--" not in data
    assert len(symbols("0600001", data)) == 23


# -- where there is none, and where the code says it all ----------------------------------------


def test_a_code_for_all_that_is_listed_nowhere_gets_no_barcode() -> None:
    assert barcode_data("0600000", reading("1-2")) is None


def test_a_town_that_is_not_known_gets_no_barcode() -> None:
    assert barcode_data("0600001", reading("1-2", town="")) is None


@pytest.mark.parametrize("code", ["", "060001", "060-0001", "０６０００００", "06000011"])
def test_a_code_that_is_none_gets_no_barcode(code: str) -> None:
    assert barcode_data(code, reading("1-2")) is None


@pytest.mark.parametrize("code", ["1008792", "1988700"])
def test_a_business_code_stands_alone(code: str) -> None:
    data = barcode_data(code, reading("1-2"), is_office=True)
    assert data == ""
    assert symbols(code, data)[8:-2] == ("CC4",) * 13


def test_the_check_digit_of_a_business_code_may_be_0() -> None:
    assert symbols("1008792", "")[-2] == "0"


@pytest.mark.parametrize(
    "address",
    [
        "仙台中央郵便局私書箱第215号",
        "一番町1-2-3 仙台中央郵便局私書箱215号",
        "私書箱　第２１５号",
        "私書箱第二百十五号",
        "P.O. Box 215",
        "PO BOX ２１５",
    ],
)
def test_a_box_under_a_shared_code_is_said_by_its_number(address: str) -> None:
    data = barcode_data("9808691", reading(address, town=""))
    assert data == "215"
    assert symbols("9808691", data)[-2] == "1"


@pytest.mark.parametrize("code", ["0408691", "0608692", "0481791"])
def test_boxes_share_codes_of_two_forms(code: str) -> None:
    assert barcode_data(code, reading("郵便局私書箱7号", town="")) == "7"


def test_a_box_under_a_towns_code_is_part_of_the_address() -> None:
    assert barcode_data("0600001", reading("6丁目 郵便局私書箱7号")) == "6-7"


# -- symbols ------------------------------------------------------------------------------------


def test_a_letter_cut_in_two_leaves_its_first_half() -> None:
    cut = "STC 9 1 0 0 0 6 7 3 - 8 0 - 2 5 CC1 9 1 - 2 CC1 9 SPC"
    assert symbols("9100067", "3-80-25J1-2B") == tuple(cut.split())


@pytest.mark.parametrize(
    ("letter", "pair"), [("A", "CC1 0"), ("J", "CC1 9"), ("K", "CC2 0"), ("T", "CC2 9"),
                         ("U", "CC3 0"), ("Z", "CC3 5")]
)  # fmt: skip
def test_a_letter_is_a_shift_and_a_figure(letter: str, pair: str) -> None:
    assert symbols("0600001", letter)[8:10] == tuple(pair.split())


@given(CODES, DATA)
def test_the_symbols_always_add_up_to_a_multiple_of_19(code: str, data: str) -> None:
    found = symbols(code, data)
    assert (len(found), found[0], found[-1]) == (23, "STC", "SPC")
    assert sum(VALUES.index(symbol) for symbol in found[1:-1]) % 19 == 0
    assert len(bars_of(found)) == 67


def test_every_check_digit_comes_up() -> None:
    assert {symbols("0600001", str(number))[-2] for number in range(60)} == set(VALUES)


@pytest.mark.parametrize(("code", "data"), [("060-001", "1"), ("0600001", "1a"), ("0600001", "１")])
def test_what_no_barcode_can_say_is_refused(code: str, data: str) -> None:
    with pytest.raises(ValueError, match="seven figures"):
        symbols(code, data)
