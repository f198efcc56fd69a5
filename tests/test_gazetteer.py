"""The postal data: small, quick, rebuilt when damaged, and whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from outreach.post import gazetteer as module
from outreach.post.folding import fold, fold_key, numeral
from outreach.post.gazetteer import Gazetteer, data_month, months_old, open_gazetteer


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp() / "postal"
    open_gazetteer(folder)
    return folder


@pytest.fixture(scope="module")
def gazetteer(cache: Path) -> Gazetteer:
    return open_gazetteer(cache)


@pytest.fixture
def no_rebuilding(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse() -> bytes:
        raise AssertionError("the postal data was taken apart again")

    monkeypatch.setattr(module, "_packed", refuse)
    yield


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


@pytest.mark.usefixtures("no_rebuilding")
def test_a_second_start_reads_what_the_first_has_kept(cache: Path) -> None:
    assert len(open_gazetteer(cache).prefectures) == 47


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "text"])
def test_a_damaged_cache_is_rebuilt_without_a_word(
    cache: Path, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = only_file(cache).read_bytes()
    monkeypatch.setattr(module, "_packed", lambda: whole[32:])
    file = tmp_path / only_file(cache).name
    broken = {
        "cut": whole[:-1],
        "flipped": whole[:500] + bytes([whole[500] ^ 1]) + whole[501:],
        "empty": b"",
        "text": b"not at all",
    }
    file.write_bytes(broken[damage])
    assert len(open_gazetteer(tmp_path).prefectures) == 47
    assert file.read_bytes() == whole


def test_the_cache_of_an_older_month_goes(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = only_file(cache).read_bytes()
    monkeypatch.setattr(module, "_packed", lambda: whole[32:])
    (tmp_path / "gazetteer-2020.1.0-1-00000000.bin").write_bytes(b"old")
    open_gazetteer(tmp_path)
    assert only_file(tmp_path).name == only_file(cache).name


def test_a_folder_that_cannot_be_written_is_no_hindrance(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = only_file(cache).read_bytes()
    monkeypatch.setattr(module, "_packed", lambda: whole[32:])
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file" / "cache", None):
        assert len(open_gazetteer(folder).prefectures) == 47


def test_every_municipality_of_japan_is_there(gazetteer: Gazetteer) -> None:
    names = {(prefecture, name) for _, prefecture, name, _ in gazetteer.names}
    assert len(names) == 1892
    assert ("北海道", "虻田郡ニセコ町") in names
    assert ("北海道", "札幌市中央区") in names
    assert ("東京都", "千代田区") in names


def test_a_code_leads_to_its_town(gazetteer: Gazetteer) -> None:
    places = [(city.name, area.town, area.note) for city, area in gazetteer.places("0600001")]
    assert places == [("札幌市中央区", "北一条西", "1〜19丁目")]


def test_a_code_may_span_prefectures(gazetteer: Gazetteer) -> None:
    assert {city.prefecture for city, _ in gazetteer.places("4980000")} == {"愛知県", "三重県"}


def test_an_office_is_told_from_a_town(gazetteer: Gazetteer) -> None:
    assert gazetteer.is_office("0608611")
    assert not gazetteer.is_office("0600001")
    assert not gazetteer.is_office("9999999")
    assert [(city.name, office.town) for city, office in gazetteer.offices("0608588")] == [
        ("札幌市中央区", "北三条西")
    ]


def test_a_town_cut_in_two_is_joined_again(gazetteer: Gazetteer) -> None:
    city = gazetteer.city_named("岩手県", "和賀郡西和賀町")
    assert city is not None
    assert [(area.town, area.note) for area in city.towns["中村"]] == [("中村", "58地割、59地割")]


def test_a_tower_with_codes_of_its_own_stands_in_its_town(gazetteer: Gazetteer) -> None:
    city = gazetteer.city_named("東京都", "新宿区")
    assert city is not None
    floors = [area for area in city.towns["西新宿"] if area.building == "新宿ＮＳビル"]
    assert ("1630805", "5階") in [(area.code, area.note) for area in floors]


def test_the_age_of_the_data_is_counted_in_months() -> None:
    month = data_month()
    assert month.day == 1
    assert months_old(month) == 0
    assert months_old(date(month.year + 1, month.month, 28)) == 12
    assert months_old(date(month.year - 1, month.month, 1)) == 0


# -- folding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北1条西", "北一条西"),
        ("北２４条西", "北二十四条西"),
        ("24軒", "二十四軒"),
        ("２４軒", "二四軒"),
        ("６条通り", "六条通"),
        ("月ケ岡", "月ヶ岡"),
        ("霞が関", "霞ヶ関"),
        ("一之宮", "一ノ宮"),
        ("四ッ谷", "四ツ谷"),
        ("留辺蘂町", "留邊蕊町"),
        ("塩竈市", "塩釜市"),
        ("葛󠄀飾区", "葛飾区"),
        ("ふ頭", "埠頭"),
        ("ﾆｾｺ町", "ニセコ町"),
        ("ｶﾞﾗｽ", "ガラス"),
        ("流通センター", "流通ｾﾝﾀｰ"),
        ("流通センター", "流通センタ－"),
        ("大通　西", "大通西"),
        ("1-2", "１ー２"),
        ("1-2", "1−2"),
        ("1-2", "一━二"),
        ("A22", "Ａ二二"),
        ("百十二", "112"),
    ],
)
def test_one_place_written_two_ways_folds_alike(one: str, other: str) -> None:
    assert fold_key(one) == fold_key(other)


@pytest.mark.parametrize(("one", "other"), [("本町", "元町"), ("北一条", "北七条"), ("沢", "浜")])
def test_two_places_stay_two(one: str, other: str) -> None:
    assert fold_key(one) != fold_key(other)


def test_a_long_mark_inside_a_word_is_kept() -> None:
    assert fold_key("流通センター4ー5") == "流通センター4-5"


@pytest.mark.parametrize("typed", ["北二十四条西 3", "ｶﾞ葛󠄀－１", "平和通り2", "八一番地", ""])
def test_every_folded_letter_knows_where_it_began(typed: str) -> None:
    folded = fold(typed)
    assert len(folded.starts) == len(folded.text) + 1
    assert folded.starts == sorted(folded.starts)
    assert folded.starts[-1] == len(typed)


@pytest.mark.parametrize(
    ("run", "figures"),
    [("十", "10"), ("二十", "20"), ("二十四", "24"), ("百一", "101"), ("一〇一", "101"),
     ("千五百二十四", "1524"), ("三三", "33")],
)  # fmt: skip
def test_a_kanji_numeral_has_one_value(run: str, figures: str) -> None:
    assert numeral(run) == figures


def test_no_two_towns_of_a_municipality_are_mixed_up(gazetteer: Gazetteer) -> None:
    mixed = {
        (city.name, key)
        for number, *_ in gazetteer.names
        for city in [gazetteer.city(number)]
        for key, areas in city.towns.items()
        if len({area.town for area in areas}) > 1
    }
    assert mixed == {("耶麻郡猪苗代町", "横マクリ"), ("清須市", "西枇杷島町日ノ出")}
