"""Presets of print shops: the shipped ones, a project's own, and what is refused in them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from outreach.errors import ProblemsFoundError, ProjectError
from outreach.model.project import Project
from outreach.model.shop import USUAL_SHOP, Standard
from outreach.sources.project import load_project
from outreach.sources.shops import shop_named, shops
from tests.conftest import Office

OWN = """
[shop.town]
based = "x1a"
profile = "profiles/Town.icc"
condition = "JC200103"
registry = "http://www.color.org"
ink = 350
outlined = true
japanese = "町の印刷所"
"""


@pytest.fixture
def project(office: Office) -> Project:
    found, problems = load_project(office.root)
    assert found is not None, problems
    return found


def problems_of(office: Office, project: Project, text: str) -> list[tuple[str, int | None, str]]:
    office.write("shops.toml", text)
    with pytest.raises(ProblemsFoundError) as caught:
        shops(project)
    assert caught.value.exit_code == 3
    return [(each.code, each.where.line, str(each.hint)) for each in caught.value.problems]


def test_the_usual_preset_is_pdf_x4_with_marks_and_300_percent_of_ink() -> None:
    shop = shop_named(None, "")
    assert (shop.name, shop.standard) == (USUAL_SHOP, Standard.X4)
    assert (shop.ink_limit, shop.dpi, shop.marks, shop.outlined) == (300, 350, True, False)


def test_presets_for_every_limit_of_ink_that_shops_name_come_along() -> None:
    assert {shop.ink_limit for shop in shops(None).values()} == {250, 300, 320, 350}


@pytest.mark.parametrize(
    ("written", "name"),
    [("PDF/X-1a", "x1a"), ("X-1a:2003", "x1a"), ("Ｘ４", "x4"), ("pdf/x-4", "x4"),
     ("250", "low-ink"), ("320", "ink-320"), ("Ink 350", "ink-350"), ("no_marks", "no-marks")],
)  # fmt: skip
def test_a_preset_is_known_however_it_is_written(written: str, name: str) -> None:
    assert shop_named(None, written).name == name


@pytest.mark.parametrize("name", ["no\\u0000.icc", "/dev/null", "designs", "no.icc"])
def test_a_profile_that_is_no_file_is_an_error(office: Office, project: Project, name: str) -> None:
    found = problems_of(office, project, f'[shop.ours]\nprofile = "{name}"\n')
    assert "file-unreadable" in [code for code, _, _ in found]


def test_an_unknown_preset_is_answered_with_the_nearest() -> None:
    with pytest.raises(ProjectError) as caught:
        shop_named(None, "outlines")
    assert "outlined" in str(caught.value.hint)


def test_a_project_adds_a_preset_based_on_another(office: Office, project: Project) -> None:
    office.write("profiles/Town.icc", "?")
    office.write("shops.toml", OWN)
    shop = shop_named(project, "town")
    assert shop == replace(
        shop_named(None, "x1a"), name="town", profile=project.root / "profiles/Town.icc",
        condition="JC200103", registry="http://www.color.org", ink_limit=350, outlined=True,
        japanese="町の印刷所", english="",
    )  # fmt: skip


def test_a_preset_may_be_based_on_one_that_stands_above_it(
    office: Office, project: Project
) -> None:
    office.write("shops.toml", '[shop.a]\nink = 280\n[shop.b]\nbased = "a"\nmarks = false\n')
    assert (shop_named(project, "b").ink_limit, shop_named(project, "b").marks) == (280, False)


def test_a_project_can_change_a_preset_that_comes_along(office: Office, project: Project) -> None:
    office.write("shops.toml", "[shop.x1a]\nink = 240\n")
    assert shop_named(project, "x1a") == replace(
        shop_named(None, "x1a"), ink_limit=240, japanese="", english=""
    )


def test_another_profile_is_another_condition(office: Office, project: Project) -> None:
    office.write("profiles/Town.icc", "?")
    office.write("other.icc", "?")
    office.write("shops.toml", OWN + '[shop.other]\nbased = "town"\nprofile = "other.icc"\n')
    other = shop_named(project, "other")
    assert (other.condition, other.registry) == ("", "")


@pytest.mark.parametrize(
    ("text", "code", "line", "hint"),
    [
        ("[shop.a]\ninks = 300\n", "toml-unknown", 2, "ink"),
        ("[shop.a]\nink = 500\n", "toml-type", 2, ""),
        ('[shop.a]\nbased = "x1"\n', "toml-choice", 2, "x1a"),
        ('[shop.a]\nbased = "b"\n[shop.b]\n', "toml-choice", 2, ""),
        ('[shop.a]\nstandard = "PDF/X-3"\n', "shop-standard", 2, "PDF/X-4"),
        ("[shop.a]\nsafe = -1\n", "toml-type", 2, ""),
        ('[shop.a]\nprofile = "none.icc"\n', "file-unreadable", 2, ""),
        ('[shop.a]\ncondition = "JC200103"\n', "shop-condition", 2, "profile"),
        ('[shop.a]\nregistry = "http://www.color.org"\n', "toml-missing", 2, ""),
        ('[shop."町"]\n', "shop-name", 1, "japanese"),
        ('[shop]\nx4 = "PDF/X-4"\n', "toml-type", 2, ""),
        ("shop = 1\n", "toml-type", 1, ""),
        ("[x4]\n", "toml-unknown", 1, "shop"),
        ("[shop.a\n", "toml-syntax", 1, ""),
    ],
)
def test_what_is_wrong_in_a_preset_is_said_with_its_line(
    office: Office, project: Project, text: str, code: str, line: int, hint: str
) -> None:
    (found,) = problems_of(office, project, text)
    assert found[:2] == (code, line)
    assert hint in found[2]


def test_all_that_is_wrong_is_said_at_once(office: Office, project: Project) -> None:
    text = "[shop.a]\nink = 99\nmarks = 1\n[shop.b]\nsafe = true\n"
    assert [line for _, line, _ in problems_of(office, project, text)] == [2, 3, 5]


def test_the_command_lists_own_presets_after_the_shipped_ones(office: Office) -> None:
    office.write("shops.toml", "[shop.town]\nink = 280\nmarks = false\n")
    listed = json.loads(office.done("shops", "--json"))
    assert listed[0]["name"] == "x4"
    assert (listed[-1]["name"], listed[-1]["ink_limit"], listed[-1]["marks"]) == (
        "town",
        280,
        False,
    )
    assert "town" in office.done("shops")


def test_the_command_leads_to_exit_code_3_where_the_file_has_errors(office: Office) -> None:
    office.write("shops.toml", "[shop.town]\nink = 80\n")
    assert office.run("shops").exit_code == 3


def test_outside_a_project_the_shipped_presets_are_listed(office: Office, tmp_path: Path) -> None:
    away = Office(tmp_path)
    assert [each["name"] for each in json.loads(away.done("shops", "--json"))] == list(shops(None))
