"""Labels as printed: sheets, what stands on them, and what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import ProblemsFoundError, Severity, Where
from outreach.faces.label import LabelSide, label_side, safe_box
from outreach.faces.rows import horizontal_address
from outreach.frame import Box, Direction, Frame, GlyphRun
from outreach.model.project import PrintSettings
from outreach.model.recipient import Addressee, JointName
from outreach.post.barcode import symbols
from outreach.post.labels import load_labels
from outreach.press.imposition import label_places, sheet_of
from tests.barcode_reader import read

if TYPE_CHECKING:
    from tests.conftest import Paper

SHEETS = load_labels()
WHERE = Where("recipients/people.csv", 7, "k7f3q")
SYMBOLS = symbols("0640809", "7-91-8")
HOME = Addressee(
    "原", "実", postal_code="0640809", prefecture="北海道", city="札幌市中央区",
    street="南9条西7丁目91-8",
)  # fmt: skip
HOUSE = "社会福祉法人北の便り就労支援協議会"
PEOPLE = (
    HOME,
    replace(HOME, family_name="勅使河原", given_name="龍之介", building="星見ハイツ参番館1208号室"),
    replace(HOME, joint_names=(JointName("美咲", "様"), JointName("凛", "ちゃん"))),
    replace(HOME, organisation=HOUSE, department="地域連携推進室", title="室長"),
    replace(HOME, family_name="", given_name="", organisation=HOUSE, honorific="御中"),
    replace(HOME, family_name="𠮷上", care_of="宮本", postal_code=""),
    replace(HOME, family_name="マリア・フェルナンダ", given_name="ゴンサレス"),
    replace(HOME, family_name="ひばり学園保護者", given_name="", honorific="各位"),
    Addressee(
        "青木", "由美", address="虻田郡ニセコ町字ニセコ４８３番地の１５ ニセコビレッジＡ棟２Ｆ",
        postal_code="0481511",
    ),
)  # fmt: skip


def side(paper: Paper, name: str, *, sample: bool = False, barcode: bool = False) -> LabelSide:
    printing = PrintSettings(barcode=barcode)
    return label_side(SHEETS[name], paper.fonts["address"], printing, sample=sample)


def face(paper: Paper, name: str, addressee: Addressee, *bars: str) -> Frame:
    made = side(paper, name).face(addressee, WHERE, bars)
    assert made.frame is not None, [str(problem.message) for problem in made.problems]
    return made.frame


def texts(frame: Frame) -> list[str]:
    """The text of the runs in painting order."""
    return [item.text for item in frame.items if isinstance(item, GlyphRun)]


def baselines(frame: Frame) -> dict[str, float]:
    return {run.text: run.glyphs[0].y for run in frame.items if isinstance(run, GlyphRun)}


def largest(frame: Frame) -> float:
    return max(run.size for run in frame.items if isinstance(run, GlyphRun))


# -- the sheets ----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [10, 12, 18, 21, 24])
def test_a_sheet_of_each_usual_kind_is_known(count: int) -> None:
    sheet = SHEETS[f"label-{count}"]
    assert sheet.count == count
    assert sheet.japanese == f"ラベル{count}面"
    assert (sheet.width, sheet.height) == (210.0, 297.0)


@pytest.mark.parametrize("name", SHEETS)
def test_labels_are_inside_the_sheet_and_apart(name: str) -> None:
    sheet = SHEETS[name]
    assert min(sheet.left, sheet.top, sheet.right, sheet.bottom) >= 0
    assert sheet.pitch_x >= sheet.label_width
    assert sheet.pitch_y >= sheet.label_height


OWN = """
[label-12]  # another maker's
japanese = "ヒサゴ OP861"
columns = 2
rows = 6
label_width = 83.8
label_height = 42.3
left = 20.3
top = 20.3
pitch_x = 87.6

[tags]
columns = 4
rows = 11
label_width = 48.3
label_height = 25.4
left = 8.4
top = 8.8
"""


def own_file(folder: Path, text: str) -> Path:
    path = folder / "labels.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_projects_own_sheets_are_added_and_replace_shipped_ones(tmp_path: Path) -> None:
    found = load_labels(own_file(tmp_path, OWN))
    assert found["tags"].count == 44
    assert (found["label-12"].label_width, found["label-12"].pitch_x) == (83.8, 87.6)
    assert found["label-12"].pitch_y == 42.3
    assert found["label-24"] == SHEETS["label-24"]


@pytest.mark.parametrize(
    "text",
    [
        OWN.replace("20.3", "2" + "0" * 400, 1),
        OWN.replace("columns = 4", "columns = 4" + "0" * 400),
        OWN.replace("columns = 4", "columns = 4" + "0" * 5000),
        "tags = " + "[" * 5000,
    ],
    ids=["length", "count", "digits", "brackets"],
)
def test_a_figure_beyond_all_measure_is_a_problem(tmp_path: Path, text: str) -> None:
    with pytest.raises(ProblemsFoundError):
        load_labels(own_file(tmp_path, text))


def test_a_project_without_its_own_sheets_has_the_shipped_ones(tmp_path: Path) -> None:
    assert load_labels(tmp_path / "labels.toml") == SHEETS


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("rows = 6\n", "", 2, "rows is missing"),
        ("rows = 6", "rows = 6.5", 2, "rows must be a whole number"),
        ("left = 20.3", 'left = "20"', 2, "left must be a number of millimetres"),
        ("left = 20.3", "left = nan", 2, "left must be a number of millimetres"),
        ("left = 8.4", "lefts = 8.4", 12, "lefts is not known"),
        ("pitch_x = 87.6", "pitch_x = 80", 2, "label-12 lie over each other"),
        ("left = 8.4", "left = 18.4", 12, "tags reach beyond the sheet"),
        ("rows = 11", "rows = 0", 12, "tags make no labels"),
        ("label_width = 48.3", "label_width = 0.001", 12, "tags make no labels"),
        ("\n[label-12]", "size = 3\n[label-12]", 1, "size is not known"),
        ("[tags]", "[tags", 1, "not TOML"),
    ],
)
def test_a_sheet_that_cannot_be_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in OWN
    with pytest.raises(ProblemsFoundError) as caught:
        load_labels(own_file(tmp_path, OWN.replace(old, new)))
    assert caught.value.exit_code == 3
    found = [problem for problem in caught.value.problems if words in str(problem.message)]
    assert found, [str(problem.message) for problem in caught.value.problems]
    assert (found[0].where.file, found[0].where.line) == ("labels.toml", line)
    assert str(found[0].hint)


def test_everything_wrong_with_a_file_is_said_at_once(tmp_path: Path) -> None:
    text = OWN.replace("rows = 6", "rows = true").replace("left = 8.4", "left = -9")
    with pytest.raises(ProblemsFoundError) as caught:
        load_labels(own_file(tmp_path, text))
    assert len(caught.value.problems) == 2


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.toml"
    path.write_bytes(b"\x93\xfa\x96{\x00\xff")
    with pytest.raises(ProblemsFoundError):
        load_labels(path)


# -- what stands on a label ----------------------------------------------------------------------


@pytest.mark.parametrize("name", SHEETS)
def test_no_ink_leaves_the_safe_part_of_its_label(paper: Paper, name: str) -> None:
    sheet = SHEETS[name]
    made = side(paper, name)
    faces = [made.face(person, WHERE).frame for person in PEOPLE]
    places = label_places(sheet)
    placed = [(frame, *next(places)[1:]) for frame in faces if frame is not None]
    assert len(placed) == len(PEOPLE)
    frame = sheet_of(placed, sheet.width, sheet.height)
    sight = paper.look(paper.sheet(frame), dpi=200)
    outside = sight.ink.copy()
    safe = safe_box(sheet).inset(-0.15)  # a pixel of antialiasing
    for _, x, y in placed:
        window = sight.window(outside, Box(x + safe.x, y + safe.y, safe.width, safe.height))
        assert window.any()
        window[:] = False
    assert not outside.any()


@pytest.mark.parametrize("name", SHEETS)
def test_ink_keeps_three_millimetres_from_the_label_and_five_from_the_sheet(name: str) -> None:
    sheet, safe = SHEETS[name], safe_box(SHEETS[name])
    assert min(safe.x, safe.y) >= 3.0
    assert sheet.label_width - safe.right >= 3.0 and sheet.label_height - safe.bottom >= 3.0
    assert min(sheet.left, sheet.right) + safe.x >= 5.0 - 1e-6
    assert min(sheet.top, sheet.bottom) + safe.y >= 5.0 - 1e-6


def test_a_label_reads_code_address_building_house_name(paper: Paper) -> None:
    person = replace(
        HOME, organisation="便りの会", department="庶務係", title="係長", building="星見ビル305"
    )
    path = paper.sheet(face(paper, "label-12", person))
    lines = ["064-0809", "北海道札幌市中央区南9条西7丁目91-8", "星見ビル305", "便りの会", "庶務係"]
    assert paper.text_of(path) == "".join(lines) + "係長原実様"
    read_lines = paper.lines_by_poppler(path)
    assert read_lines[: len(lines)] == lines
    assert "".join("".join(read_lines[len(lines) :]).split()) == "係長原実様"


def test_the_code_stands_alone_at_least_two_millimetres_above_the_address(paper: Paper) -> None:
    sight = paper.look(paper.sheet(face(paper, "label-24", HOME)), dpi=600)
    rows = sight.ink.any(axis=1)
    edges = np.flatnonzero(rows[1:] != rows[:-1]) / 600 * 25.4
    digits, gap = edges[1] - edges[0], edges[2] - edges[1]
    assert 2.4 <= digits <= 6.0
    assert gap >= 2.0


def test_the_figures_of_a_code_are_evenly_apart(paper: Paper) -> None:
    person = replace(HOME, postal_code="0688888")
    sight = paper.look(paper.sheet(face(paper, "label-24", person)), dpi=600)
    first = np.flatnonzero(sight.ink.any(axis=1))[0]
    columns = sight.ink[first : first + 60].any(axis=0)
    edges = np.flatnonzero(columns[1:] != columns[:-1]) / 600 * 25.4
    gaps = [after - before for before, after in pairwise(edges)][1::2]
    assert min(gaps) >= 0.7  # Japan Post's reading rules for figures 3 mm high
    assert len(gaps) == 7


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("person", PEOPLE, ids=range(len(PEOPLE)))
def test_the_name_is_largest(paper: Paper, name: str, person: Addressee) -> None:
    frame = face(paper, name, person)
    runs = [item for item in frame.items if isinstance(item, GlyphRun)]
    code = "064-0809"
    others = [run.size for run in runs if run.actual_text != code]
    named = person.family_name or "会"
    name_size = max(run.size for run in runs if named[-1] in run.text)
    assert name_size == max(others)


def test_an_organisation_is_addressed_as_one(paper: Paper) -> None:
    house = replace(HOME, family_name="", given_name="", organisation="便りの会")
    assert texts(face(paper, "label-24", house))[-2:] == ["便りの会", "御中"]
    person = replace(HOME, organisation="便りの会")
    assert texts(face(paper, "label-24", person))[-4:] == ["便りの会", "原", "実", "様"]


def test_joint_names_stand_below_each_other_with_their_own_honorifics(paper: Paper) -> None:
    couple = replace(HOME, given_name="健太郎", joint_names=(JointName("葵", "さん"),))
    runs = [item for item in face(paper, "label-24", couple).items if isinstance(item, GlyphRun)]
    given, first, joint, second = runs[-4], runs[-3], runs[-2], runs[-1]
    assert [run.text for run in (given, first, joint, second)] == ["健太郎", "様", "葵", "さん"]
    assert joint.glyphs[0].x == pytest.approx(given.glyphs[0].x, abs=0.05)
    assert second.glyphs[0].x == pytest.approx(first.glyphs[0].x, abs=0.05)
    assert joint.glyphs[0].y > given.glyphs[0].y + 3.0


def test_five_names_fit_the_smallest_label(paper: Paper) -> None:
    names = tuple(JointName(name, "様") for name in ("陽", "葵", "湊", "結衣"))
    family = replace(HOME, building="星見ハイツ295", joint_names=names)
    assert "結衣" in texts(face(paper, "label-24", family))


def test_the_legal_form_of_a_long_house_stands_by_itself(paper: Paper) -> None:
    person = replace(HOME, organisation="特定非営利活動法人ななかまど市民活動推進の会")
    found = texts(face(paper, "label-24", person))
    assert "特定非営利活動法人" in found


def test_a_long_house_is_broken_at_its_dot(paper: Paper) -> None:
    house = "レター・ポスト・フレンド相談ネットワーク"
    person = replace(HOME, family_name="", given_name="", organisation=house, honorific="御中")
    found = texts(face(paper, "label-24", person))
    assert found[-3:] == ["レター・ポスト・", "フレンド相談ネットワーク", "御中"]


def test_a_long_house_that_ends_with_its_honorific_is_broken_too(paper: Paper) -> None:
    house = "ななかまど市民活動推進・ひばり学園保護者各位"
    person = replace(HOME, family_name="", given_name="", organisation=house)
    found = texts(face(paper, "label-24", person))
    assert found[-2:] == ["ななかまど市民活動推進・", "ひばり学園保護者各位"]


def test_a_building_has_a_row_of_its_own_further_in(paper: Paper) -> None:
    frame = face(paper, "label-10", replace(HOME, building="第二青空ビル305"))
    runs = {run.text: run for run in frame.items if isinstance(run, GlyphRun)}
    address = runs["北海道札幌市中央区南9条西7丁目91-8"].glyphs[0]
    building = runs["第二青空ビル305"].glyphs[0]
    assert building.y > address.y
    assert building.x > address.x + 3.0


NUMBERS = st.integers(1, 99999).map(str)
PARTS = st.lists(
    st.sampled_from(["札幌市", "字美園", "西", "通", "メゾン", "サンライズ", "町"]) | NUMBERS,
    min_size=2,
    max_size=9,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PARTS, st.sampled_from(sorted(SHEETS)))
def test_a_number_is_never_broken(paper: Paper, parts: Sequence[str], name: str) -> None:
    street = "".join(
        part + ("番" if part.isdigit() and after.isdigit() else "")
        for part, after in zip(parts, [*parts[1:], ""], strict=True)
    )
    made = side(paper, name).face(replace(HOME, street=street), WHERE)
    if made.frame is None:
        assert {problem.code for problem in made.problems} == {"does-not-fit"}
        return
    whole = "".join(texts(made.frame))
    assert horizontal_address(street) in whole
    for before, after in pairwise(texts(made.frame)[1:]):
        assert not (before[-1].isdigit() and after[0].isdigit())


@pytest.mark.parametrize(
    ("typed", "set_so"),
    [
        ("大通西３０丁目９−８１", "大通西30丁目9-81"),
        ("北一条西二丁目三ー四", "北一条西二丁目三-四"),
        ("ハイツＡ－１０２", "ハイツA-102"),
        ("流通センター1ー2", "流通センター1-2"),
        ("サーバービル", "サーバービル"),
        ("二十四軒3条", "二十四軒3条"),
    ],
)
def test_figures_and_hyphens_are_set_narrow_and_words_stay(typed: str, set_so: str) -> None:
    assert horizontal_address(typed) == set_so


@pytest.mark.parametrize("name", ["髙﨑", "渡邉󠄀", "𠮷上", "神"])
def test_names_are_printed_as_typed(paper: Paper, name: str) -> None:
    frame = face(paper, "label-24", replace(HOME, family_name=name))
    assert name in texts(frame)


def test_sideways_or_vertical_runs_do_not_occur(paper: Paper) -> None:
    for person in PEOPLE:
        for item in face(paper, "label-21", person).items:
            assert isinstance(item, GlyphRun) and item.direction is Direction.RIGHT


@pytest.mark.parametrize("name", SHEETS)
def test_codes_stand_at_one_height_on_all_labels_of_a_sheet(paper: Paper, name: str) -> None:
    few = HOME
    more = replace(HOME, joint_names=(JointName("美咲", "様"),))
    with_care = replace(HOME, care_of="宮本")
    heights = {baselines(face(paper, name, each))["064-0809"] for each in (few, more, with_care)}
    assert len(heights) == 1


def test_names_begin_at_one_place_on_all_labels_of_a_sheet(paper: Paper) -> None:
    people = (HOME, replace(HOME, given_name="一郎"), replace(HOME, building="星見ハイツ305"))
    frames = [face(paper, "label-12", person) for person in people]
    lefts = {
        round(run.glyphs[0].x, 3)
        for frame in frames
        for run in frame.items
        if isinstance(run, GlyphRun) and run.text == "原"
    }
    assert len(lefts) == 1


def test_a_family_of_five_stands_in_two_columns_read_downwards(paper: Paper) -> None:
    names = ("美咲", "一郎", "湊", "結衣")
    family = replace(HOME, joint_names=tuple(JointName(name, "様") for name in names))
    runs = {
        run.text: run.glyphs[0]
        for run in face(paper, "label-12", family, *SYMBOLS).items
        if isinstance(run, GlyphRun)
    }
    assert runs["実"].y < runs["美咲"].y < runs["一郎"].y
    assert runs["湊"].y == runs["実"].y and runs["結衣"].y == runs["美咲"].y
    assert runs["湊"].x > runs["実"].x


def test_what_is_too_long_for_a_label_is_said_of_the_label(paper: Paper) -> None:
    person = replace(HOME, family_name="寿限無" * 20)
    (problem,) = side(paper, "label-24").face(person, WHERE).problems
    assert "label" in str(problem.message) and "address side" not in str(problem.message)
    assert "larger label" in str(problem.hint)


# -- what does not fit ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "text", "words"),
    [
        ("street", "字" + "ニセコ" * 60, "The address"),
        ("building", "サンシャイン" * 40, "The address"),
        ("family_name", "寿限無" * 20, "The name"),
        ("organisation", "ネットワーク" * 40, "The organisation"),
    ],
)
def test_what_is_too_long_is_said_and_never_clipped(
    paper: Paper, part: str, text: str, words: str
) -> None:
    made = side(paper, "label-24").face(replace(HOME, **{part: text}), WHERE)
    assert made.frame is None
    (problem,) = made.problems
    assert problem.code == "does-not-fit"
    assert str(problem.message).startswith(words)
    assert problem.where == WHERE
    assert text not in str(problem.message) + str(problem.hint)


def test_what_fits_part_by_part_but_not_together_is_said(paper: Paper) -> None:
    person = replace(
        HOME,
        building="プレミアムステーションフロント新さっぽろ公園イースト参番館1208号室",
        organisation=HOUSE,
        department="地域連携推進室" * 2,
        care_of="宮本",
        joint_names=tuple(JointName(name, "様") for name in ("陽", "葵", "湊", "結衣")),
    )
    (problem,) = side(paper, "label-24").face(person, WHERE).problems
    assert problem.code == "does-not-fit"
    assert str(problem.message).startswith("All of the address")


def test_a_character_no_font_has_is_named(paper: Paper) -> None:
    made = side(paper, "label-24").face(replace(HOME, family_name="原\U000313f0"), WHERE)
    assert made.frame is None
    assert [problem.code for problem in made.problems] == ["glyph-missing"]
    assert "U+313F0" in str(made.problems[0].message)


# -- barcode and sample --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["label-10", "label-12"])
def test_the_barcode_is_read_back_from_under_the_name(paper: Paper, name: str) -> None:
    frame = face(paper, name, HOME, *SYMBOLS)
    sight = paper.look(paper.sheet(frame), dpi=600)
    rows = sight.ink.any(axis=1)
    edges = np.flatnonzero(rows[1:] != rows[:-1])
    found = read(sight.ink[edges[-2] - 5 : edges[-1] + 5])
    assert found.symbols == SYMBOLS
    clear = (edges[-2] - edges[-3]) / 600 * 25.4
    assert clear >= 2.0


@pytest.mark.parametrize("name", ["label-18", "label-21", "label-24"])
def test_labels_too_narrow_for_the_barcode_say_so_once(paper: Paper, name: str) -> None:
    made = side(paper, name, barcode=True)
    (problem,) = made.problems
    assert (problem.code, problem.severity) == ("barcode-left-out", Severity.WARNING)
    plain, barred = made.face(HOME, WHERE), made.face(HOME, WHERE, SYMBOLS)
    assert plain == barred


def test_labels_with_room_for_the_barcode_warn_of_nothing(paper: Paper) -> None:
    assert not side(paper, "label-10", barcode=True).problems
    assert not side(paper, "label-24").problems


def test_a_full_label_leaves_the_barcode_out_and_says_so(paper: Paper) -> None:
    full = replace(
        HOME,
        building="星見ハイツ参番館1208号室",
        organisation=HOUSE,
        department="地域連携推進室",
        joint_names=(JointName("美咲", "様"), JointName("凛", "様"), JointName("陽", "様")),
        care_of="宮本",
    )
    made = side(paper, "label-12", barcode=True).face(full, WHERE, SYMBOLS)
    assert made.frame is not None
    (problem,) = made.problems
    assert (problem.code, problem.severity) == ("barcode-left-out", Severity.WARNING)
    assert all(isinstance(item, GlyphRun) for item in made.frame.items)


def test_a_sample_is_marked_on_every_label(paper: Paper) -> None:
    made = side(paper, "label-24", sample=True).face(HOME, WHERE)
    assert made.frame is not None
    path = paper.sheet(made.frame)
    assert paper.text_of(path).startswith("見本")
    sight = paper.look(path, dpi=200)
    ink = sight.bounds(sight.ink)
    safe = safe_box(SHEETS["label-24"]).inset(-0.2)
    assert ink is not None
    assert ink.x >= safe.x and ink.right <= safe.right
    assert ink.y >= safe.y and ink.bottom <= safe.bottom


def test_the_same_label_is_set_the_same_way_twice(paper: Paper) -> None:
    set_label = partial(face, paper, "label-18")
    assert [set_label(person) for person in PEOPLE] == [set_label(person) for person in PEOPLE]
