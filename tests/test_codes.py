"""Postal codes against addresses: in both directions, and never more than a proposal."""

from __future__ import annotations

import random
import re

import pytest

from outreach.post.address import Reader
from outreach.post.codes import CodeCheck, check_code
from outreach.post.gazetteer import Gazetteer
from outreach.post.notes import applies, house_of


@pytest.fixture(scope="module")
def reader(postal_data: Gazetteer) -> Reader:
    return Reader(postal_data)


def checked(gazetteer: Gazetteer, reader: Reader, code: str, address: str) -> CodeCheck:
    return check_code(gazetteer, code, reader.read(address, "", code))


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("0600001", "札幌市中央区北1条西2丁目"),
        ("0640821", "札幌市中央区北一条西20-1-3"),
        ("0600810", "札幌市北区北10条西5丁目"),
        ("0030022", "札幌市白石区南郷通1丁目南8-1"),
        ("0030029", "札幌市白石区平和通17丁目北1-13"),
        ("0640930", "札幌市中央区南三十条西9丁目2-1"),
        ("0050030", "札幌市南区南三十条西8丁目"),
        ("0050008", "札幌市南区真駒内17番地"),
        ("0050861", "札幌市南区真駒内123"),
        ("0470261", "小樽市銭函2-1-1"),
        ("0613271", "小樽市銭函5丁目"),
        ("0610500", "月形町1219番地"),
        ("0788214", "旭川市４条通18丁目"),
        ("0802333", "帯広市美栄町西6線80番地"),
        ("0495722", "虻田郡洞爺湖町清水336番地"),
        ("0613331", "石狩市厚田聚富字中央12"),
        ("0330072", "青森県上北郡六戸町折茂今熊200"),
        ("6660134", "兵庫県川西市萩原台西3丁目300番"),
        ("7992112", "愛媛県今治市波止浜3丁目1-2"),
        ("6028315", "京都市上京区今出川通七本松東入突抜町123"),
        ("1630805", "東京都新宿区西新宿2-4-1新宿NSビル5階"),
        ("1600023", "東京都新宿区西新宿1-1-1"),
        ("0608611", "札幌市中央区北1条西2丁目"),
        ("0600000", "札幌市中央区虹ノ町1-1"),
        ("1000301", "東京都利島村248番地"),
    ],
)
def test_a_right_code_is_right(
    postal_data: Gazetteer, reader: Reader, code: str, address: str
) -> None:
    assert checked(postal_data, reader, code, address) == CodeCheck(True)


@pytest.mark.parametrize(
    ("code", "address", "proposed"),
    [
        ("0600001", "札幌市中央区北1条西20丁目", "0640821"),
        ("0640821", "札幌市中央区北1条西2丁目", "0600001"),
        ("0010010", "札幌市北区北10条西5丁目", "0600810"),
        ("0030023", "札幌市白石区南郷通1丁目南8-1", "0030022"),
        ("0640930", "札幌市南区南三十条西8丁目", "0050030"),
        ("0050861", "札幌市南区真駒内17番地", "0050008"),
        ("0613271", "小樽市銭函3丁目1-1", "0470261"),
        ("1000000", "東京都千代田区千代田1-1", "1000001"),
        ("0392372", "青森県上北郡六戸町折茂今熊200", "0330072"),
        ("1600023", "東京都新宿区西新宿2-4-1新宿NSビル5階", "1630805"),
        ("0608588", "札幌市中央区北1条西2丁目", "0600001"),
        ("9999999", "札幌市中央区北1条西2丁目", "0600001"),
        ("1000001", "月形町1219番地", "0610500"),
    ],
)
def test_a_wrong_code_is_answered_with_the_right_one(
    postal_data: Gazetteer, reader: Reader, code: str, address: str, proposed: str
) -> None:
    check = checked(postal_data, reader, code, address)
    assert check.ok is False
    assert check.suggestions[0] == proposed


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("0600001", "札幌市中央区北1条西"),  # which 丁目?
        ("0600001", "どこにもない町1-1"),
        ("0610503", "月形町1219番地"),  # the town may have been left out
        ("6028065", "京都市上京区突抜町123"),
    ],
)
def test_what_cannot_be_told_is_left_open(
    postal_data: Gazetteer, reader: Reader, code: str, address: str
) -> None:
    assert checked(postal_data, reader, code, address).ok is None


def test_without_a_code_the_right_one_is_proposed(postal_data: Gazetteer, reader: Reader) -> None:
    check = checked(postal_data, reader, "", "虻田郡ニセコ町字富士見95")
    assert check == CodeCheck(None, ("0481501",))


def test_never_more_than_three_are_proposed(postal_data: Gazetteer, reader: Reader) -> None:
    assert len(checked(postal_data, reader, "", "京都市上京区突抜町123").suggestions) == 3


def test_a_code_of_another_prefecture_is_wrong_though_the_town_is_unknown(
    postal_data: Gazetteer, reader: Reader
) -> None:
    assert checked(postal_data, reader, "1000001", "北海道どこにもない町1").ok is False


def test_every_chome_range_of_japan_holds(postal_data: Gazetteer, reader: Reader) -> None:
    """Each 丁目 a note names, written four ways, has its own code and none of the others."""
    rng = random.Random(20261123)
    wrong = []
    count = 0
    for number, prefecture, name, _ in postal_data.names:
        for areas in postal_data.city(number).towns.values():
            codes = {area.code for area in areas}
            ranges = [area for area in areas if re.fullmatch("[0-9〜、]+丁目", area.note)]
            if len(codes) < 2 or len(ranges) < len(areas):
                continue
            for area in ranges:
                chome = rng.choice(chome_of(area.note))
                for house in (
                    f"{chome}丁目3番4号",
                    f"{chome}-3-4",
                    f"{chome}丁目",
                    f"{chome}−1 101",
                ):
                    address = f"{prefecture}{name}{area.town}{house}"
                    reading = reader.read(address)
                    count += 1
                    if check_code(postal_data, area.code, reading).ok is not True or any(
                        check_code(postal_data, other, reading).ok is not False
                        for other in codes - {area.code}
                    ):
                        wrong.append(address)
    assert count > 500
    assert not wrong


def chome_of(note: str) -> list[int]:
    numbers: list[int] = []
    for part in note.removesuffix("丁目").split("、"):
        low, _, high = part.partition("〜")
        numbers += range(int(low), int(high or low) + 1)
    return numbers


@pytest.mark.parametrize(
    ("note", "rest", "verdict"),
    [
        ("1〜19丁目", "19丁目1", True),
        ("1〜19丁目", "20丁目1", False),
        ("1〜19丁目", "", None),
        ("1、2丁目", "2丁目", True),
        ("35〜38、41、42丁目", "三十六丁目", True),
        ("35〜38、41、42丁目", "40丁目", False),
        ("17番地", "17番地3", True),
        ("17番地", "170番地", False),
        ("127〜151、183〜579番地", "200-3", True),
        ("127〜151、183〜579番地", "160", False),
        ("5133番地2〜5187番地、5316番地1〜5316番地167", "5133番地1", False),
        ("427番地以降", "427番地", True),
        ("3丁目283番以上", "3丁目282番", False),
        ("第7〜11地割", "第9地割3", True),
        ("西5〜8線79〜110番地", "西6線80番地", True),
        ("西5〜8線79〜110番地", "西9線80番地", False),
        ("西5〜8線79〜110番地", "西6線111番地", False),
        ("大原、沖山", "字沖山12", True),
        ("大原、沖山", "上原12", False),
        ("大原、沖山", "", None),
        ("今熊「213〜234、240を除く」", "今熊220", False),
        ("今熊「213〜234、240を除く」", "字今熊239", True),
        ("八雲神社", "八雲神社103", True),
        ("南", "1丁目南8-1", True),
        ("南", "1丁目北8-1", False),
        ("丁目", "3丁目1", True),
        ("番地", "31番地", True),
        ("1−97〜116", "1-100", None),
        ("43〜57−5−2", "44番地", None),
    ],
)
def test_a_note_is_understood_or_left_open(note: str, rest: str, verdict: bool | None) -> None:
    assert applies(note, house_of(rest)) is verdict
