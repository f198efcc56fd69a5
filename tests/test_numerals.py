"""Numbers of an address in a vertical line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.post.numerals import vertical_address

KANJI = [
    ("北24条西5丁目1-23", "北二十四条西五丁目一―二三"),
    ("北1条西15丁目9-82", "北一条西十五丁目九―八二"),
    ("４条通18丁目左96", "四条通十八丁目左九六"),
    ("西5線南12番地", "西五線南一二番地"),
    ("南30条西10丁目", "南三十条西十丁目"),
    ("二十四軒1条4丁目16-87", "二十四軒一条四丁目一六―八七"),
    ("24軒ハイツ", "二十四軒ハイツ"),
    ("コーポー24", "コーポー二四"),
    ("サーバー館", "サーバー館"),
    ("カーサ２０３", "カーサ二〇三"),
    ("１０丁目２０−３", "十丁目二〇―三"),
    ("3ー5ー20", "三―五―二〇"),
    ("3‐5–20", "三―五―二〇"),
    ("3—5―20", "三―五―二〇"),
    ("3－5ｰ20", "三―五―二〇"),
    ("1丁目2番地の3", "一丁目二番地の三"),
    ("2ノ3", "二ノ三"),
    ("10番地", "一〇番地"),
    ("101号室", "一〇一号室"),
    ("1524", "一五二四"),
    ("100条", "一〇〇条"),
    ("第2郵便ハウス501", "第二郵便ハウス五〇一"),
    ("A-102", "A―一〇二"),
    ("N24-B", "N二四―B"),
    ("2号棟-305", "二号棟―三〇五"),
    ("字ラルマナイ－5", "字ラルマナイ―五"),
    ("二丁目-三", "二丁目―三"),
    ("メゾン・ド・St-Louis", "メゾン・ド・St-Louis"),
    ("第1(南)ビル", "第一（南）ビル"),
    ("西4線北12号", "西四線北十二号"),
    ("東9号北", "東九号北"),
    ("18号南3番地", "十八号南三番地"),
    ("東11号棟", "東一一号棟"),
    ("第15地割23-4", "第十五地割二三―四"),
    ("一番町10番丁", "一番町十番丁"),
    ("北10条西10丁目10番10号", "北十条西十丁目一〇番一〇号"),
    ("第47線北13番地", "第四十七線北一三番地"),
    ("札幌中央郵便局 私書箱第12号", "札幌中央郵便局 私書箱第一二号"),
    ("一○一号室", "一〇一号室"),
    ("ﾊｲﾂ北ｶﾞｰﾃﾞﾝ201", "ハイツ北ガーデン二〇一"),
    ("No.5", "No.五"),
    ("10F", "一〇F"),
    ("St.-Louis", "St.-Louis"),
]
ARABIC = [
    ("北24条西5丁目1-23", "北24条西5丁目1―23"),
    ("１０丁目２０−３", "10丁目20―3"),
    ("101号室", "１０１号室"),
    ("コーポー24", "コーポー24"),
    ("二十四軒1条", "二十四軒1条"),
    ("10F", "10Ｆ"),
    ("A102", "Ａ１０２"),
    ("ABC102", "ABC１０２"),
]


@pytest.mark.parametrize(("typed", "printed"), KANJI)
def test_numbers_come_out_as_kanji(typed: str, printed: str) -> None:
    assert vertical_address(typed) == printed


@pytest.mark.parametrize(("typed", "printed"), ARABIC)
def test_figures_stay_figures_where_the_project_wants_them(typed: str, printed: str) -> None:
    assert vertical_address(typed, "arabic") == printed


@given(st.text(alphabet="北条西丁目番地号の一二三十軒サーバコポA-‐−ー0123456789２３ "))
def test_no_figure_is_left_and_no_legal_or_hundred_numeral_appears(typed: str) -> None:
    printed = vertical_address(typed)
    assert not any(character.isdecimal() for character in printed)
    assert not set("百千壱弐参") & set(printed)


@given(st.text(alphabet="アイウーサバコポ館丁目山"))
def test_text_without_a_number_is_left_as_typed(typed: str) -> None:
    assert vertical_address(typed.replace("目ー", "目")) == typed.replace("目ー", "目")


@given(st.text(alphabet="北条西丁目番1234567890-", max_size=20))
def test_setting_an_address_twice_changes_nothing_more(typed: str) -> None:
    once = vertical_address(typed)
    assert vertical_address(once) == once
