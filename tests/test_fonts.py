"""What a font can really draw, asked before anything is shaped."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest
import uharfbuzz as hb

from outreach.fonts import Font, FontSet, clusters, find_font, first_covering, load_fonts


@pytest.fixture(scope="module")
def serif(fonts: FontSet) -> Font:
    return fonts["address"][0]


@pytest.fixture(scope="module")
def kiloji(fonts: FontSet) -> Font:
    font = next((font for font in fonts.fonts if font.id == "KiloJi P"), None)
    if font is None:
        pytest.skip("KiloJi P is not installed (make setup installs it)")
    return font


def test_a_character_and_its_selector_are_one_cluster() -> None:
    assert clusters("渡邉\U000e0100様") == ["渡", "邉\U000e0100", "様"]


def test_kana_with_a_combining_mark_is_one_cluster() -> None:
    assert clusters("か\u3099き") == ["か\u3099", "き"]


@pytest.mark.parametrize("name", ["髙橋", "山﨑", "𠮷田", "渡邉\U000e0100", "槗本", "圡屋"])
def test_the_address_font_draws_the_rare_forms_people_are_called_by(serif: Font, name: str) -> None:
    assert serif.missing(name) == []


def test_a_variant_is_another_glyph_than_its_base(serif: Font) -> None:
    assert serif.glyph_of("邉\U000e0102") not in {None, serif.glyph_of("邉")}


def test_a_selector_the_font_does_not_know_counts_as_missing(serif: Font) -> None:
    assert serif.missing("辺\U000e01ef") == ["辺\U000e01ef"]


def test_two_selectors_after_one_base_count_as_missing(serif: Font) -> None:
    assert serif.missing("邉\U000e0100\U000e0101") == ["邉\U000e0100\U000e0101"]


def test_kana_with_a_combining_mark_is_drawn_as_the_composed_letter(serif: Font) -> None:
    assert serif.glyph_of("か\u3099") == serif.glyph_of("が")


@pytest.mark.parametrize("role", ["address", "message"])
def test_a_missing_compatibility_ideograph_is_missing_though_harfbuzz_would_swap_it(
    fonts: FontSet, role: str
) -> None:
    font = fonts[role][0]
    swapped = [chr(c) for c in range(0xF900, 0xFADA) if _is_swapped_by_harfbuzz(font, chr(c))]
    assert swapped, "the trap is gone: HarfBuzz swaps nothing in this font"
    assert font.missing("".join(swapped)) == swapped


def _is_swapped_by_harfbuzz(font: Font, character: str) -> bool:
    if font.hb.get_nominal_glyph(ord(character)):
        return False
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    hb.shape(font.hb, buffer, {})
    return bool(buffer.glyph_infos[0].codepoint != 0)


def test_a_character_with_an_empty_outline_is_missing_though_the_cmap_has_it(kiloji: Font) -> None:
    blank = [chr(c) for c in range(0x4E00, 0x9FA0) if _is_mapped_but_blank(kiloji, chr(c))]
    assert blank, "the trap is gone: this build of KiloJi has no empty outlines"
    assert kiloji.missing("".join(blank)) == blank


def _is_mapped_but_blank(font: Font, character: str) -> bool:
    glyph = font.glyph_of(character)
    return glyph is not None and not font.has_ink(glyph)


def test_blanks_need_no_ink(serif: Font) -> None:
    assert serif.missing("あ い\u3000う") == []


def test_invisible_characters_are_missing(serif: Font) -> None:
    assert serif.missing("山\u200b田") == ["\u200b"]


def test_each_missing_character_is_named_once_in_order(serif: Font) -> None:
    assert serif.missing("\U0001f600あ\U0001f431\U0001f600") == ["\U0001f600", "\U0001f431"]


def test_the_first_font_that_draws_all_of_a_name_is_taken(kiloji: Font, serif: Font) -> None:
    assert first_covering((kiloji, serif), "森") is kiloji
    assert first_covering((kiloji, serif), "𠮷森") is serif
    assert first_covering((kiloji, serif), "森\U0001f600") is None


def test_a_font_opens_again_in_another_process(serif: Font) -> None:
    copy = pickle.loads(pickle.dumps(serif))
    assert (copy.id, copy.glyph_of("様")) == (serif.id, serif.glyph_of("様"))


def test_a_font_in_the_projects_folder_comes_before_the_systems(
    tmp_path: Path, serif: Font
) -> None:
    (tmp_path / "fonts").mkdir()
    own = tmp_path / "fonts" / ("NotoSerifJP-Regular" + serif.path.suffix)
    shutil.copy(serif.path, own)
    assert load_fonts(tmp_path, {})["address"][0].path == own


def test_a_font_named_by_its_file_is_taken(tmp_path: Path, serif: Font) -> None:
    shutil.copy(serif.path, tmp_path / f"mine{serif.path.suffix}")
    font = find_font(f"mine{serif.path.suffix}", {}, tmp_path)
    assert font is not None
    assert font.id == "mine"


def test_a_font_that_is_not_there_is_noted_and_the_next_stands_in(tmp_path: Path) -> None:
    found = load_fonts(tmp_path, {"address": ("No Such Mincho",)})
    assert found.is_substituted("address")
    assert ("address", "No Such Mincho") in found.absent
    assert found["address"]


def test_a_font_that_is_there_is_not_called_substituted(fonts: FontSet) -> None:
    assert not fonts.is_substituted("address")
