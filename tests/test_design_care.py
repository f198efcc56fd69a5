"""Designs and the people who name them: titles, seasons, artists nobody entered, and links."""

from __future__ import annotations

import json
import os
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from outreach.choosing import Chooser, Past
from outreach.model.design import Design
from outreach.sources.slugs import is_slug

if TYPE_CHECKING:
    from tests.conftest import Office

PLAIN = "designs/plain/design.toml"
links = pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")


@pytest.fixture
def file(office: Office) -> str:
    """A picture outside the project."""
    path = office.root.parent / "P　1.png"
    Image.linear_gradient("L").resize((1300, 1900)).save(path)
    return str(path)


def toml_of(office: Office, name: str) -> dict[str, Any]:
    return tomllib.loads((office.root / f"designs/{name}/design.toml").read_text("utf-8"))


def names(office: Office) -> set[str]:
    return {each["name"] for each in json.loads(office.done("designs", "list", "--json"))}


# -- artists ------------------------------------------------------------------------------------


def test_an_artist_nobody_named_is_blank_in_the_file_and_warned_of(
    office: Office, file: str
) -> None:
    office.done("designs", "add", file, "--title", "Snow")
    assert toml_of(office, "snow")["artist"] == ""
    assert toml_of(office, "snow")["credit"] is False
    shown = office.run("designs", "check", "snow", "--json")
    assert shown.exit_code == 0
    assert "artist-missing" in {each["code"] for each in json.loads(shown.stdout)["problems"]}


def test_a_credit_is_refused_until_there_is_an_artist(office: Office, file: str) -> None:
    office.done("designs", "add", file, "--title", "Snow")
    assert office.run("designs", "edit", "snow", "--credit").exit_code == 5
    assert toml_of(office, "snow")["credit"] is False
    office.done("designs", "edit", "snow", "--credit", "--artist", "みなみ")
    assert toml_of(office, "snow")["credit"] is True
    office.done("designs", "edit", "snow", "--no-credit")
    office.done("designs", "edit", "snow", "--credit")


def test_pictures_without_an_artist_are_not_by_one_artist() -> None:
    pool = [Design(name, Path(), name, artist, "words-only")
            for name, artist in (("a", ""), ("b", ""), ("c", "みなみ"))]  # fmt: skip
    chooser = Chooser("seed", pool)
    given = [chooser.choose(f"k{number}", Past()).design for number in range(30)]
    assert {name: given.count(name) for name in "abc"} == {"a": 10, "b": 10, "c": 10}
    after_a = Chooser("seed", pool[:2]).choose("k1", Past({"a": "r1"}, ""))
    assert after_a.design == "b"


# -- seasons ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "meant"),
    [("new-year", "new-year"), ("新年", "new-year"), ("クリスマス", "christmas"),
     ("１２月", "12月"), ("fall", "autumn"), ("冬", "winter")],
)  # fmt: skip
def test_a_season_may_be_said_as_in_a_file(office: Office, word: str, meant: str) -> None:
    office.done("designs", "edit", "plain", "--season", word)
    assert toml_of(office, "plain")["tags"]["season"] == [meant]


def test_a_season_nobody_knows_is_a_slip(office: Office) -> None:
    result = office.run("designs", "edit", "plain", "--season", "wintr")
    assert (result.exit_code, "winter" in result.stderr) == (2, True)


# -- names and titles -----------------------------------------------------------------------------


def test_a_design_gets_the_name_it_is_given(office: Office, file: str) -> None:
    said = office.done("designs", "add", file, "--title", "初雪", "--name", "first-snow")
    assert "designs/first-snow: 初雪" in said
    office.done("designs", "add", file, file, "--name", "first-snow")
    assert names(office) == {"plain", "first-snow", "first-snow-2", "first-snow-3"}


@pytest.mark.parametrize("name", ["../x", "初雪", "First Snow", "con", "a" * 49, ".x", "a/b"])
def test_a_name_no_folder_can_have_is_refused(office: Office, file: str, name: str) -> None:
    assert office.run("designs", "add", file, "--name", name).exit_code == 5
    assert names(office) == {"plain"}
    assert not is_slug(name)


def test_two_titles_of_one_file_have_two_names(office: Office, file: str) -> None:
    for title in ("初雪", "白い朝"):
        office.done("designs", "add", file, "--title", title)
    first, second = names(office) - {"plain"}
    assert first[:13] != second[:13]


def test_a_design_is_found_by_its_title(office: Office) -> None:
    found = json.loads(office.done("designs", "show", "線", "--json"))
    assert found["name"] == "plain"
    office.done("designs", "edit", "線", "--title", "太い線")
    assert json.loads(office.done("designs", "check", "太い線", "--json"))["designs"]
    taken = json.loads(office.done("designs", "withdraw", "太い線", "--on", "2026-12-30", "--json"))
    assert taken["design"] == "plain"
    assert toml_of(office, "plain")["withdrawn"] == date(2026, 12, 30)


def test_a_title_of_two_designs_is_asked_back(office: Office) -> None:
    office.write("designs/other/design.toml", (office.root / PLAIN).read_text("utf-8"))
    result = office.run("designs", "edit", "線", "--artist", "みなみ")
    assert result.exit_code == 5
    assert "other, plain" in result.stderr


def test_an_unknown_name_is_answered_with_few(office: Office) -> None:
    for number in range(30):
        text = (office.root / PLAIN).read_text("utf-8")
        office.write(f"designs/one-{number}/design.toml", text)
    near = office.run("designs", "show", "one-99").stderr
    assert 1 <= near.count("one-") - 1 <= 3
    far = office.run("designs", "show", "CON").stderr
    assert "one" not in far and "designs list" in far


# -- links ----------------------------------------------------------------------------------------


@links
@pytest.mark.parametrize("part", ["designs/plain", PLAIN])
def test_a_design_that_is_a_link_is_refused_and_not_written_through(
    office: Office, part: str
) -> None:
    path, outside = office.root / part, office.root.parent / "outside"
    path.rename(outside)
    path.symlink_to(outside)
    text = outside if outside.is_file() else outside / "design.toml"
    before = text.read_bytes()
    for command in (["edit", "plain", "--title", "x"], ["withdraw", "plain"], ["show", "plain"]):
        result = office.run("designs", *command)
        assert result.exit_code == 5
        assert "link" in result.stderr
    assert office.run("check", "r1").exit_code == 5
    assert text.read_bytes() == before


@links
def test_a_picture_that_is_a_link_is_called_one(office: Office, file: str) -> None:
    (office.root / "designs/plain/p.png").symlink_to(file)
    office.replace(PLAIN, "layout =", 'picture = "p.png"\nlayout =')
    result = office.run("designs", "show", "plain")
    assert (result.exit_code, "link" in result.stderr) == (5, True)


@links
def test_a_layout_that_is_a_link_is_refused(office: Office) -> None:
    outside = office.root.parent / "mine"
    outside.mkdir()
    (outside / "layout.toml").write_text("", "utf-8")
    (office.root / "layouts").mkdir()
    (office.root / "layouts/mine").symlink_to(outside, target_is_directory=True)
    result = office.run("layouts", "preview", "mine")
    assert (result.exit_code, "link" in result.stderr) == (5, True)


# -- words ----------------------------------------------------------------------------------------


def test_what_is_added_says_what_it_may_be_used_for_and_shows_wide_blanks(
    office: Office, file: str
) -> None:
    said = office.done("designs", "add", file)
    assert "P　1.png" in said and "�" not in said
    assert "cards" in said and "--permission" in said


def test_a_title_that_is_too_long_is_not_taken_for_a_cell(office: Office) -> None:
    result = office.run("designs", "edit", "plain", "--title", "あ" * 201)
    assert result.exit_code == 5
    assert "200" in result.stderr and "note" not in result.stderr


def test_words_without_a_place_name_the_design_that_has_none(office: Office) -> None:
    text = (office.root / PLAIN).read_text("utf-8")
    picture = Image.linear_gradient("L").resize((1300, 1900))
    office.write(
        "designs/silent/design.toml",
        text.replace("words-only", "full-picture") + 'picture = "p.png"\n',
    )
    picture.save(office.root / "designs/silent/p.png")
    office.write("rounds/r1/messages.csv", "key,design\nkaaaa,silent\n")
    assert "design silent" in office.run("check", "r1").stderr


def test_no_folder_is_made_for_a_sheet(office: Office) -> None:
    result = office.run("designs", "sheet", "-o", str(office.root.parent / "none/x.pdf"))
    assert result.exit_code == 9
    assert not (office.root.parent / "none").exists()
    office.done("designs", "sheet")


def test_what_a_long_check_leaves_out_can_be_seen(office: Office) -> None:
    for number in range(51):
        office.write(f"designs/d{number}/design.toml", "title = 1\n")
    shown = office.run("designs", "check").stderr
    assert "more" in shown and "--json" in shown
