"""Names are printed as registered: the gate asks for exactly this form, and a sheet shows it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from outreach.faces.name_proof import (
    BOTTOM,
    COLUMN,
    LEFTS,
    NAME_SIZE,
    Form,
    NameEntry,
    form_of,
    name_entry,
    name_sheets,
)
from outreach.fonts import Font, FontSet
from outreach.frame import Box, Frame, GlyphRun
from outreach.model.recipient import Addressee, JointName
from outreach.press.imposition import Page
from outreach.press.pdf import Volume
from outreach.units import to_mm

if TYPE_CHECKING:
    from tests.conftest import Office, Paper

BOOK = "recipients/recipients.csv"


@pytest.fixture(scope="module")
def serif(fonts: FontSet) -> Font:
    return fonts["address"][0]


def entry(fonts: FontSet, family: str, given: str = "", **parts: object) -> NameEntry:
    return name_entry(Addressee(family, given, **parts), "k7f3q", "people.csv:2", fonts["address"])


def sheets(fonts: FontSet, entries: Sequence[NameEntry]) -> list[Frame]:
    return list(name_sheets(entries, fonts["address"], str))


def runs(frames: Sequence[Frame]) -> list[GlyphRun]:
    return [item for frame in frames for item in frame.items if isinstance(item, GlyphRun)]


def large(frames: Sequence[Frame]) -> list[str]:
    """The lines set at the size of a name."""
    return [run.text for run in runs(frames) if run.size == NAME_SIZE]


# -- the gate -----------------------------------------------------------------------------------


def test_two_variants_of_one_character_are_two_glyphs(serif: Font) -> None:
    forms = [serif.glyph_of(form) for form in ("邉", "邉\U000e0101", "邉\U000e0102")]
    assert None not in forms and len(set(forms)) == 3


def test_the_sheet_draws_the_very_variant_that_was_typed(fonts: FontSet, serif: Font) -> None:
    for selector in "\U000e0100\U000e0101\U000e0102\U000e0103":
        (name,) = [
            run for run in runs(sheets(fonts, [entry(fonts, f"渡邉{selector}")]))
            if run.size == NAME_SIZE
        ]  # fmt: skip
        assert name.text == f"渡邉{selector}"
        assert name.glyphs[-1].id == serif.glyph_of(f"邉{selector}")


def test_a_compatibility_ideograph_is_not_exchanged_for_its_everyday_form(
    fonts: FontSet, serif: Font
) -> None:
    kept = [chr(code) for code in range(0xFA10, 0xFA6E) if serif.covers(chr(code))]
    assert len(kept) > 50
    for character in kept:
        (name,) = large(sheets(fonts, [entry(fonts, character)]))
        assert name == character


def test_a_compatibility_ideograph_the_font_lacks_is_refused_by_name(
    fonts: FontSet, serif: Font
) -> None:
    lacked = [chr(c) for c in range(0xF900, 0xFADA) if serif.glyph_of(chr(c)) is None]
    assert lacked
    for character in lacked:
        refused = entry(fonts, f"{character}田").lacking
        assert [each.text for each in refused] == [character]


def test_a_variant_the_font_lacks_is_refused_though_it_has_the_base(fonts: FontSet) -> None:
    (refused,) = entry(fonts, "渡辺\U000e01ef").lacking
    assert refused.text == "辺\U000e01ef"
    assert refused.codes == "U+8FBA U+E01EF"


def test_a_character_without_an_outline_is_refused(fonts: FontSet) -> None:
    kiloji = next((font for font in fonts.fonts if font.id == "KiloJi P"), None)
    if kiloji is None:
        pytest.skip("KiloJi P is not installed (make setup installs it)")
    blank = next(
        chr(c) for c in range(0x4E00, 0x9FA0)
        if (glyph := kiloji.glyph_of(chr(c))) is not None and not kiloji.has_ink(glyph)
    )  # fmt: skip
    hollow = name_entry(Addressee(f"山{blank}"), "k1", "", (kiloji,))
    assert [each.text for each in hollow.lacking] == [blank]


def test_all_characters_of_a_name_come_from_one_font(fonts: FontSet) -> None:
    both = (next(f for f in fonts.fonts if f.id != fonts["address"][0].id), fonts["address"][0])
    mixed = name_entry(Addressee("𠮷田", "森"), "k1", "", both)
    assert {font.id for _, font in mixed.lines if font} == {both[1].id}


# -- what is pointed out ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("character", "form"),
    [("邉\U000e0100", Form.VARIANT), ("𠮷", Form.EXTENSION), ("\ufa19", Form.COMPATIBILITY),
     ("髙", Form.RARE), ("﨑", Form.RARE), ("é", Form.RARE), ("か\u3099", Form.COMBINED),
     ("丈\ufe00", Form.VARIANT), ("\U0002f80c", Form.COMPATIBILITY)],
)  # fmt: skip
def test_a_character_beyond_the_everyday_ones_is_known_as_such(character: str, form: Form) -> None:
    assert form_of(character) is form


@pytest.mark.parametrize("character", [*"渡辺佐々木〆マリーＡa・･ーヶあ'’", " ", "\u3000"])
def test_an_everyday_character_is_not_pointed_out(character: str) -> None:
    assert form_of(character) is None


def test_joint_names_organisation_and_house_are_shown_as_well(fonts: FontSet) -> None:
    joint = (JointName("節子", "様"), JointName("綾", "様", "小野寺"))
    shown = entry(fonts, "松本", "和夫", joint_names=joint, organisation="雪の会", care_of="宮本")
    lines = [line for line, _ in shown.lines]
    assert lines == ["松本 和夫", "節子", "小野寺 綾", "雪の会", "宮本様方"]


def test_a_row_without_a_person_shows_the_organisation(fonts: FontSet) -> None:
    assert [line for line, _ in entry(fonts, "", organisation="ななかまど").lines] == ["ななかまど"]


# -- the sheets ---------------------------------------------------------------------------------


def test_every_name_is_at_least_28_points_large(fonts: FontSet) -> None:
    assert NAME_SIZE >= 28
    people = [entry(fonts, "勅使河原", "佐保子"), entry(fonts, "𠮷田", "稔")]
    assert "".join(large(sheets(fonts, people))).replace(" ", "") == "勅使河原佐保子𠮷田稔"


def test_a_long_name_goes_on_in_the_next_line_and_stays_as_large(fonts: FontSet) -> None:
    name = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末"
    frames = sheets(fonts, [entry(fonts, name)])
    assert "".join(large(frames)) == name
    em = to_mm(NAME_SIZE)
    for run in runs(frames):
        if run.size == NAME_SIZE:
            assert run.glyphs[-1].x + em <= LEFTS[0] + COLUMN + 0.01


def test_a_latin_word_longer_than_the_column_is_cut_by_letters(fonts: FontSet) -> None:
    name = "Llanfairpwllgwyngyllgogerychwyrndrobwll"
    assert "".join(large(sheets(fonts, [entry(fonts, name)]))) == name


def test_what_cannot_be_drawn_is_an_empty_box_with_its_code_points(fonts: FontSet) -> None:
    frames = sheets(fonts, [entry(fonts, "辺\U000e01ef田")])
    assert large(frames) == ["□田"]
    assert any("U+8FBA U+E01EF" in run.text for run in runs(frames))


def test_nothing_stands_below_the_foot_of_a_page_and_nobody_is_left_out(fonts: FontSet) -> None:
    people = [entry(fonts, f"{chr(0x4E00 + at)}田", "花子") for at in range(90)]
    frames = sheets(fonts, people)
    assert len(frames) > 3
    assert max(glyph.y for run in runs(frames) for glyph in run.glyphs) <= BOTTOM
    assert len(large(frames)) == 90
    assert [f"{page} / {len(frames)}" in " ".join(r.text for r in runs([frame]))
            for page, frame in enumerate(frames, 1)] == [True] * len(frames)  # fmt: skip


def test_a_name_longer_than_a_page_is_shown_whole(fonts: FontSet) -> None:
    name = "雪" * 200
    assert "".join(large(sheets(fonts, [entry(fonts, name)]))) == name


def test_the_ink_of_the_names_stays_apart(fonts: FontSet, paper: Paper, tmp_path: Path) -> None:
    frames = sheets(fonts, [entry(fonts, "永", "鷹") for _ in range(6)])
    page = Page(210, 297, Box(0, 0, 210, 297))
    volume = Volume(page, paper.store, "names")
    volume.add(frames[0])
    volume.save(tmp_path / "names.pdf")
    sight = paper.look(tmp_path / "names.pdf", dpi=100)
    tops = [run.glyphs[0].y for run in runs(frames) if run.size == NAME_SIZE]
    for y in tops:
        strip = sight.window(sight.ink, Box(LEFTS[0], y - 11.5, COLUMN - 10, 1.0))
        assert not strip.any()


# -- the command --------------------------------------------------------------------------------


def test_the_sheets_show_every_key_and_name_in_the_readers_language(office: Office) -> None:
    said = office.done("names", "--proof", lang="ja")
    assert "out/names-proof.pdf" in said
    with pypdfium2.PdfDocument(office.root / "out/names-proof.pdf") as document:
        page = document[0]
        text = page.get_textpage().get_text_range()
        assert [round(side / 72 * 25.4) for side in page.get_size()] == [210, 297]
        assert document.get_metadata_dict()["Title"] == "names"
    plain = "".join(text.split())
    for word in ("お名前の確認", "個人情報", "kaaaa", "青木", "由美", "𠮷上", "U+20BB7", "大谷"):
        assert word in plain


def test_the_same_names_make_the_same_sheets(office: Office) -> None:
    office.done("names", "--proof", "-o", str(office.root / "one.pdf"))
    office.done("names", "--proof", "-o", str(office.root / "two.pdf"))
    assert (office.root / "one.pdf").read_bytes() == (office.root / "two.pdf").read_bytes()


def test_only_the_names_asked_for_are_shown(office: Office) -> None:
    made = office.done("names", "--proof", "--only", "KBBBB", "--json")
    assert json.loads(made) == {"file": "out/names-proof.pdf", "recipients": 1}


def test_the_list_names_keys_with_special_characters_and_what_the_font_has(office: Office) -> None:
    office.replace(BOOK, "江口", "渡邉\U000e0101")
    office.replace(BOOK, "大谷", "辺\U000e01ef")
    result = office.run("names", "--json")
    assert result.exit_code == 6
    listed = {each["key"]: each for each in json.loads(result.stdout)}
    assert list(listed) == ["kbbbb", "kcccc", "kdddd"]
    (variant,) = listed["kcccc"]["characters"]
    assert variant["codes"] == ["U+9089", "U+E0101"]
    assert (variant["form"], variant["font"]) == ("variant", "Noto Serif JP")
    (lacked,) = listed["kdddd"]["characters"]
    assert (lacked["font"], listed["kdddd"]["printable"]) == (None, False)


def test_a_name_that_cannot_be_printed_is_refused_in_words(office: Office) -> None:
    office.replace(BOOK, "大谷", "辺\U000e01ef")
    result = office.run("names", "--proof")
    assert result.exit_code == 6
    assert f"{BOOK}:5 (kdddd)" in result.stderr
    assert "辺\U000e01ef (U+8FBA U+E01EF)" in result.stderr
    assert (office.root / "out/names-proof.pdf").exists()


def test_a_broken_row_does_not_hide_the_others(office: Office) -> None:
    office.replace(BOOK, "江口", "江?")
    result = office.run("names", "--proof", "--json")
    assert result.exit_code == 4
    assert json.loads(result.stdout)["recipients"] == 3


def test_an_address_book_without_anybody_has_no_sheet(office: Office) -> None:
    header = (office.root / BOOK).read_text(encoding="utf-8").splitlines()[0]
    office.write(BOOK, header + "\n")
    assert office.run("names", "--proof").exit_code == 10
    assert office.run("names").exit_code == 0


def test_an_unknown_key_is_said_and_a_file_needs_the_sheets(office: Office) -> None:
    assert office.run("names", "--only", "kzzzz").exit_code == 4
    assert office.run("names", "-o", "x.pdf").exit_code == 2


def test_code_points_are_those_of_the_text_and_not_of_a_folded_one(fonts: FontSet) -> None:
    typed = "\ufa19"
    assert unicodedata.normalize("NFKC", typed) != typed
    (character,) = entry(fonts, typed).characters
    assert character.codes == "U+FA19"


def test_care_of_is_said_as_the_address_side_says_it(fonts: FontSet) -> None:
    for typed, said in (("ホテル北の宿 気付", "ホテル北の宿 気付"), ("宮本", "宮本様方")):
        lines = [text for text, _ in entry(fonts, "原", care_of=typed).lines]
        assert lines == ["原", said]


def test_a_latin_name_goes_on_after_its_hyphen_and_not_inside_a_part(fonts: FontSet) -> None:
    found = large(sheets(fonts, [entry(fonts, "McAllister-O’Connor", "Maria José")]))
    assert found[0] == "McAllister-"
    assert found[1].startswith("O’Connor")
