"""Where an address or a house's name may go on in the next line, and where never."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.faces.columns import FLATTEST, IN_ADDRESSES, IN_HOUSES, after_legal_form, split_row
from outreach.faces.rows import line_cells
from outreach.fonts import FontSet, Stack
from outreach.typeset.shape import width_of

TOWER = "ザ・ライオンズグランドパークタワーレジデンス北二十四条駅前プレミアムステージ壱番館"
STATION = "ステーションスクエア・ウエストタワー管理組合事務所棟 一二階一二〇五号室"
CLINIC = "医療法人社団翠風会北の森こころと暮らしのクリニック"
ROOMS = [9.0, 11.5, 14.0, 17.5, 20.0, 23.0, 27.0]


@pytest.fixture(scope="module")
def stack(fonts: FontSet) -> Stack:
    return fonts["address"]


def pieces(stack: Stack, text: str, room: float, ends: tuple[str, ...] = IN_ADDRESSES) -> list[str]:
    row, _ = line_cells(stack, text)
    parts = split_row(row, room, ends)
    assert all(width_of(part) * FLATTEST <= room + 1e-6 for part in parts)
    return ["".join(cell.text for cell in part) for part in parts]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("text", [TOWER, STATION])
def test_a_compass_letter_stays_with_its_number(stack: Stack, text: str, room: float) -> None:
    for before, after in pairwise(pieces(stack, text, room)):
        assert not (before[-1] in "東西南北" and after[0] in "一二三四五六七八九十")


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("ends", [IN_ADDRESSES, IN_HOUSES])
def test_no_line_begins_with_the_end_of_a_word(
    stack: Stack, room: float, ends: tuple[str, ...]
) -> None:
    for text in (TOWER, STATION):
        assert not [line for line in pieces(stack, text, room, ends) if line[0] in "棟館号階室"]


@given(
    st.lists(
        st.sampled_from(["レジデンス", "タワー", "札幌", "北二十四条", "駅前", "ひばり"]),
        min_size=2, max_size=10,
    ),
    st.floats(12.0, 40.0),
)  # fmt: skip
def test_a_word_in_katakana_that_fits_a_line_is_never_broken(
    fonts: FontSet, words: list[str], room: float
) -> None:
    text = "".join(words).strip() or "北"
    longest = max(map(len, re.findall("[ァ-ー]+", text)), default=0)
    for before, after in pairwise(pieces(fonts["address"], text, room)):
        inside = re.match("[ァ-ー]", before[-1]) and re.match("[ァ-ー]", after[0])
        assert not inside or longest * FLATTEST > room


def test_a_word_longer_than_every_line_is_broken_all_the_same(stack: Stack) -> None:
    assert len(pieces(stack, "インターナショナルコミュニケーション", 8.0)) > 1


def test_a_blank_just_beyond_the_line_is_reached_by_condensing(stack: Stack) -> None:
    assert pieces(stack, "ウエストタワー管理組合事務所棟 一二階一二〇五号室", 14.0) == [
        "ウエストタワー管理組合事務所棟",
        "一二階一二〇五号室",
    ]


def test_kana_between_two_kanji_join_them(stack: Stack) -> None:
    for room in ROOMS:
        assert not [line for line in pieces(stack, CLINIC, room, IN_HOUSES) if line[-2:] == "北の"]


def test_a_corporation_of_a_kind_is_one_legal_form(stack: Stack) -> None:
    row, _ = line_cells(stack, CLINIC)
    assert "".join(cell.text for cell in row[: after_legal_form(row)]) == "医療法人社団"


def test_a_place_may_begin_with_the_letter_that_ends_other_words(stack: Stack) -> None:
    assert pieces(stack, "千葉県館山市北条町一丁目", 4.0)[:2] == ["千葉県", "館山市"]
