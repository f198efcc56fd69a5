"""Pictures become designs from the keyboard: whole or not at all, and never in the others' way."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from outreach.model.design import Design
from outreach.sources.design_file import design_text, edited
from outreach.sources.given import copy_given
from outreach.sources.slugs import free_slug, slug_of
from outreach.workflow import designs

if TYPE_CHECKING:
    from tests.conftest import Office

SLUG = re.compile(r"[a-z0-9-]{1,64}")


def picture(size: tuple[int, int] = (160, 120), seed: int = 1, kind: str = "JPEG") -> bytes:
    random = np.random.default_rng(seed)
    image = Image.fromarray(random.integers(0, 256, (size[1], size[0], 3), np.uint8))
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.fixture
def file(office: Office) -> str:
    """A photo outside the project."""
    path = office.root.parent / "IMG_0001.jpg"
    path.write_bytes(picture())
    return str(path)


def toml_of(office: Office, name: str) -> dict[str, Any]:
    return tomllib.loads((office.root / f"designs/{name}/design.toml").read_text("utf-8"))


def folders(office: Office) -> set[str]:
    return {path.name for path in (office.root / "designs").iterdir()} - {"plain"}


# -- one picture ------------------------------------------------------------------------------


def test_a_photo_becomes_a_design_that_can_be_read(office: Office, file: str) -> None:
    office.done(
        "designs", "add", file, "--title", "はつゆき", "--artist", "みなみ", "--season", "冬",
        "--mood", "calm,warm", "--permission", "card,会報", "--alt", "雪の木", "--focus", "0.3,0.6",
        "--layout", "picture-right",
    )  # fmt: skip
    assert toml_of(office, "hatsuyuki") == {
        "title": "はつゆき", "artist": "みなみ", "credit": True,
        "permission": ["card", "newsletter"], "layout": "picture-right", "picture": "picture.jpg",
        "alt": "雪の木", "focus": [0.3, 0.6], "tags": {"season": ["winter"],
        "mood": ["calm", "warm"]},
    }  # fmt: skip
    assert json.loads(office.done("designs", "list", "--json"))[0]["name"] == "hatsuyuki"


def test_a_new_design_can_be_printed_as_it_is(office: Office, file: str) -> None:
    office.done("designs", "add", file, "--title", "Snow")
    office.replace("rounds/r1/round.toml", 'design = "plain"', 'design = "snow"')
    office.done("proof", "r1")


def test_an_artist_nobody_named_is_not_printed(office: Office, file: str) -> None:
    said = office.done("designs", "add", file, "--title", "Snow")
    assert toml_of(office, "snow")["credit"] is False
    assert "outreach designs edit snow --artist" in said


def test_a_credit_without_a_name_is_refused(office: Office, file: str) -> None:
    assert office.run("designs", "add", file, "--credit").exit_code == 5
    assert folders(office) == set()


def test_the_original_is_kept_where_nothing_else_looks(office: Office, file: str) -> None:
    office.done("designs", "add", file, "--title", "Snow")
    folder = office.root / "designs/snow"
    [original] = folder.glob(".original/original-*.jpg")
    assert original.read_bytes() == Path(file).read_bytes()
    assert re.fullmatch("original-[0-9a-f]{12}", original.stem)
    assert (folder / ".original/.gitignore").read_text() == "*\n"
    office.done("backup", str(office.root.parent / "backup.zip"))
    assert b"original" not in (office.root.parent / "backup.zip").read_bytes()


def test_what_the_camera_wrote_is_not_in_the_picture(office: Office, file: str) -> None:
    office.done("designs", "add", file, "--title", "Snow")
    assert b"SECRET" in Path(file).read_bytes()
    for path in (office.root / "designs/snow").glob("*"):
        assert path.is_dir() or b"SECRET" not in path.read_bytes()


def test_the_name_of_a_file_is_its_title_where_none_is_given(office: Office, file: str) -> None:
    office.done("designs", "add", file)
    assert toml_of(office, "img-0001")["title"] == "IMG_0001"


@pytest.mark.parametrize(
    ("size", "layout"), [((160, 120), "picture-above"), ((120, 160), "full-corner"),
                         ((300, 120), "wide-panorama")],
)  # fmt: skip
def test_a_picture_gets_a_layout_of_its_shape(
    office: Office, size: tuple[int, int], layout: str
) -> None:
    path = office.root.parent / "a.jpg"
    path.write_bytes(picture(size))
    office.done("designs", "add", str(path))
    assert toml_of(office, "a")["layout"] == layout


def test_a_layout_that_is_not_there_makes_no_design(office: Office, file: str) -> None:
    result = office.run("designs", "add", file, "--layout", "picture-abov")
    assert result.exit_code == 5
    assert "picture-above" in result.stderr
    assert folders(office) == set()


def test_the_wrong_ending_is_told_and_does_no_harm(office: Office) -> None:
    path = office.root.parent / "drawing.png"
    path.write_bytes(picture())
    result = office.run("designs", "add", str(path))
    assert result.exit_code == 0
    assert "JPEG" in result.stderr


# -- many pictures ----------------------------------------------------------------------------


def test_a_refused_file_does_not_stop_the_others(office: Office, file: str) -> None:
    bad = office.root.parent / "bad.svg"
    bad.write_text("<svg/>")
    result = office.run("designs", "add", str(bad), file, "--title", "Snow", "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 5
    assert [each["name"] for each in data["added"]] == ["snow-1"]
    [refused] = data["refused"]
    assert refused["file"].endswith("bad.svg")
    assert "PNG" in refused["problems"][0]["hint"]
    assert "bad.svg" in result.stderr


def test_a_title_for_several_files_is_numbered(office: Office, file: str) -> None:
    other = office.root.parent / "other.jpg"
    other.write_bytes(picture(seed=2))
    office.done("designs", "add", file, str(other), "--title", "ゆき")
    assert [toml_of(office, name)["title"] for name in ("yuki-1", "yuki-2")] == ["ゆき 1", "ゆき 2"]


def test_files_that_belong_together_become_one_design(office: Office, file: str) -> None:
    other = office.root.parent / "other.jpg"
    other.write_bytes(picture(seed=2))
    office.done("designs", "add", file, str(other), "--title", "Two", "--together",
                "--layout", "two-pictures")  # fmt: skip
    assert toml_of(office, "two")["picture"] == ["picture.jpg", "picture-2.jpg"]


def test_a_layout_for_two_pictures_is_refused_for_one(office: Office, file: str) -> None:
    result = office.run("designs", "add", file, "--layout", "two-pictures")
    assert result.exit_code == 5
    assert "--together" in result.stderr


def test_the_same_title_twice_gives_two_designs(office: Office, file: str) -> None:
    office.done("designs", "add", file, "--title", "Snow")
    result = office.run("designs", "add", file, "--title", "Snow")
    assert folders(office) == {"snow", "snow-2"}
    assert "snow" in result.stderr  # the very same file: that is told


def test_a_small_picture_is_said_to_be_soft_at_once(office: Office, file: str) -> None:
    result = office.run("designs", "add", file, "--layout", "picture-above")
    assert result.exit_code == 0
    assert "would look soft; it is fine up to" in result.stderr


def test_a_picture_that_was_there_before_is_said_at_once(office: Office, file: str) -> None:
    office.done("designs", "add", file, "--title", "One")
    again = Path(file).with_name("smaller.png")
    with Image.open(file) as image:
        image.resize((140, 105)).save(again)
    result = office.run("designs", "add", str(again), "--title", "Two", "--json")
    codes = [warning["code"] for warning in json.loads(result.stdout)["warnings"]]
    assert "picture-alike" in codes
    assert "almost the same as that of the design one" in result.stderr


def test_the_very_same_file_is_told_of_once(office: Office, file: str) -> None:
    office.done("designs", "add", file)
    result = office.run("designs", "add", file, "--json")
    codes = [warning["code"] for warning in json.loads(result.stdout)["warnings"]]
    assert "picture-known" in codes
    assert "picture-alike" not in codes


def test_what_systems_leave_beside_pictures_is_passed_over(office: Office, file: str) -> None:
    litter = [office.root.parent / name for name in ("._IMG_0001.jpg", "Thumbs.db", ".DS_Store")]
    for path in litter:
        path.write_bytes(b"\0\5\x16\7")
    result = office.run("designs", "add", *map(str, litter), file, "--json")
    assert result.exit_code == 0
    assert len(json.loads(result.stdout)["skipped"]) == 3


# -- hostile files ----------------------------------------------------------------------------


def hostile(folder: Path, name: str) -> Path:
    path = folder / f"{name}.jpg"
    match name:
        case "link":
            (folder / "real.jpg").write_bytes(picture())
            path.symlink_to(folder / "real.jpg")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "empty":
            path.write_bytes(b"")
        case "cut off":
            path.write_bytes(picture()[:2000])
        case "device":
            return Path("/dev/zero")
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
@pytest.mark.parametrize("name", ["link", "pipe", "folder", "empty", "cut off", "device",
                                  "not there"])  # fmt: skip
def test_what_is_no_file_of_a_picture_is_refused_and_leaves_nothing(
    office: Office, name: str
) -> None:
    path = hostile(office.root.parent, name)
    result = office.run("designs", "add", str(path))
    assert result.exit_code == 5
    assert "→" in result.stderr
    assert folders(office) == set()


def test_a_file_that_is_too_large_is_not_copied_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 3000)
    found = copy_given(tmp_path / "big", tmp_path / "copy", 2000)
    assert not isinstance(found, str)
    assert found.code == "file-large"


@pytest.mark.parametrize("title", ["../../x", "..\\x", "/abs", "C:x", "CON", "aux", "NUL",
                                   "a" * 150, "雪の夜", "🐈", "x\u202egpj", "con."])  # fmt: skip
def test_no_title_leads_out_of_the_folder(office: Office, file: str, title: str) -> None:
    result = office.run("designs", "add", file, "--title", title)
    assert result.exit_code in (0, 5)
    assert all(SLUG.fullmatch(name) for name in folders(office))
    assert folders(office).isdisjoint({"con", "aux", "nul"})
    assert {path.name for path in office.root.parent.iterdir()} == {"office", "IMG_0001.jpg"}


def test_a_stop_in_the_middle_leaves_nothing_behind(
    office: Office, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(designs, "take_in", stopped)
    assert office.run("designs", "add", file).exit_code == 1
    assert folders(office) == set()


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    office: Office, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(designs, "_write", full)
    assert office.run("designs", "add", file).exit_code == 9
    assert folders(office) == set()


# -- paper ------------------------------------------------------------------------------------


def test_a_photo_of_a_drawing_is_cut_out_and_that_is_told(office: Office) -> None:
    photo = Image.new("RGB", (400, 300), (60, 50, 45))
    photo.paste((240, 238, 230), (80, 50, 320, 250))
    photo.paste((60, 60, 60), (150, 100, 250, 110))
    path = office.root.parent / "drawing.png"
    photo.save(path)
    result = office.run("designs", "add", str(path), "--paper", "--json")
    [taken] = json.loads(result.stdout)["added"][0]["taken_in"]
    assert taken["paper"]["corners"][0] == pytest.approx([0.2, 1 / 6], abs=0.01)
    assert taken["size"] == pytest.approx([240, 200], abs=6)
    codes = [warning["code"] for warning in json.loads(result.stdout)["warnings"]]
    assert codes == ["picture-coarse"]  # nothing about the paper


def test_a_photo_without_a_sheet_is_kept_whole_and_that_is_told(office: Office, file: str) -> None:
    result = office.run("designs", "add", file, "--paper")
    assert result.exit_code == 0
    assert "--corners" in result.stderr


def test_a_picture_can_be_turned_while_it_is_taken_in(office: Office, file: str) -> None:
    with Image.open(file) as image:
        width, height = image.size
    office.done("designs", "add", file, "--rotate", "90", "--title", "Turned")
    folder = office.root / "designs" / "turned"
    with Image.open(folder / toml_of(office, "turned")["picture"]) as turned:
        assert turned.size == (height, width)


def test_corners_that_make_no_sheet_write_nothing(office: Office, file: str) -> None:
    before = folders(office)
    result = office.run("designs", "add", file, "--corners", *["0.5,0.5"] * 4)
    assert result.exit_code == 5
    assert "The four corners make no sheet" in result.stderr
    assert folders(office) == before


def test_corners_can_be_given(office: Office, file: str) -> None:
    given_corners = ("0.1,0.1", "0.6,0.1", "0.6,0.6", "0.1,0.6")
    said = office.done("designs", "add", file, "--corners", *given_corners, "--json")
    [taken] = json.loads(said)["added"][0]["taken_in"]
    assert taken["paper"]["corners"] == [[0.1, 0.1], [0.6, 0.1], [0.6, 0.6], [0.1, 0.6]]


# -- looking and changing ---------------------------------------------------------------------


def test_a_design_shows_the_rounds_it_is_in(office: Office) -> None:
    data = json.loads(office.done("designs", "show", "plain", "--json"))
    assert data["rounds"] == [{"round": "r1", "cards": None}]


def test_a_design_shows_how_many_cards_were_frozen_with_it(printed_office: Office) -> None:
    data = json.loads(printed_office.done("designs", "show", "plain", "--json"))
    assert data["rounds"] == [{"round": "r1", "cards": 3}]


def test_a_design_is_shown_as_a_picture_too(office: Office) -> None:
    path = office.root / "plain.png"
    told = json.loads(office.done("designs", "show", "plain", "--png", str(path), "--json"))
    assert told["files"] == ["plain.png"]
    with Image.open(path) as image:
        assert image.width < image.height


def test_a_picture_of_a_design_is_a_png(office: Office) -> None:
    result = office.run("designs", "show", "plain", "--png", "plain.gif")
    assert result.exit_code == 2
    assert ".png" in result.stderr


def test_a_name_that_is_not_there_is_answered_with_the_nearest(office: Office) -> None:
    result = office.run("designs", "show", "plian")
    assert result.exit_code == 5
    assert "plain" in result.stderr


def test_editing_changes_what_was_named_and_nothing_else(office: Office) -> None:
    before = '# 注意書き\ntitle = "線"  # 題\nartist = "ゆき"\nlayout = "words-only"\n\n[tags]\n' \
             'season = [\n  "winter",\n] # 冬\nmood = ["静か"]\n'  # fmt: skip
    office.write("designs/plain/design.toml", before)
    office.done("designs", "edit", "plain", "--title", "太い線", "--season", "春,夏", "--no-credit")
    after = (office.root / "designs/plain/design.toml").read_text("utf-8")
    assert after == before.replace('"線"', '"太い線"').replace(
        '[\n  "winter",\n] #', '["spring", "summer"] #'
    ).replace('layout = "words-only"\n', 'layout = "words-only"\ncredit = false\n')


def test_editing_to_nothing_is_a_slip_of_the_keyboard(office: Office) -> None:
    assert office.run("designs", "edit", "plain").exit_code == 2


@pytest.mark.parametrize("option", [("--title", " "), ("--layout", "nowhere"),
                                    ("--artist", "a\u202eb")])  # fmt: skip
def test_what_cannot_stand_in_a_design_is_not_written(
    office: Office, option: tuple[str, str]
) -> None:
    before = (office.root / "designs/plain/design.toml").read_bytes()
    assert office.run("designs", "edit", "plain", *option).exit_code == 5
    assert (office.root / "designs/plain/design.toml").read_bytes() == before


def test_a_mistake_in_a_design_can_be_mended_by_editing(office: Office) -> None:
    office.replace("designs/plain/design.toml", 'layout = "words-only"\n', "")
    assert office.run("designs", "show", "plain").exit_code == 5
    office.done("designs", "edit", "plain", "--layout", "words-only")
    office.done("designs", "show", "plain")


def test_windows_line_ends_and_the_mark_of_notepad_stay() -> None:
    data = b'\xef\xbb\xbftitle = "a"\r\nartist = "b"\r\n'
    assert edited(data, {("", "title"): "c"}) == data.replace(b'"a"', b'"c"')


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_can_be_written_into_a_design_and_read_back(text: str) -> None:
    design = Design("x", Path(), text, text, "words-only", ("picture.jpg",), alt=text, mood=(text,))
    values = tomllib.loads(design_text(design))
    assert (values["title"], values["alt"], values["tags"]["mood"]) == (text, text, [text])
    changed = edited(design_text(design).encode(), {("", "artist"): "z", ("tags", "mood"): None})
    again = tomllib.loads(changed.decode())
    assert (again["title"], again["artist"]) == (text, "z")
    assert "mood" not in again["tags"]


# -- slugs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "slug"),
    [("First Snow", "first-snow"), ("はつゆき", "hatsuyuki"), ("キャンプ", "kyanpu"),
     ("マッチ", "matchi"), ("ファミリー", "famiri"), ("ｶﾞﾗｽ", "garasu"), ("Café", "cafe"),
     ("ちょっとまって", "chottomatte"), ("がっきゅう", "gakkyuu"), ("雪", ""),
     ("COM1", "design-com1")],
)  # fmt: skip
def test_a_title_becomes_a_folder_anyone_can_read(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=200))
def test_every_slug_is_a_name_every_system_takes(title: str) -> None:
    slug = slug_of(title)
    assert not slug or SLUG.fullmatch(slug)
    assert free_slug(slug or "x", {slug or "x"}) != slug
