"""The sample project: what a newcomer sees first, and what its scripts redraw."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from outreach.model.recipient import Kind, Recipient
from outreach.sources.project import load_project
from outreach.sources.recipients import read_recipients

ROOT = Path(__file__).parent.parent
DESIGNS = sorted(path.parent.name for path in (ROOT / "designs").glob("*/design.toml"))


@pytest.fixture(scope="module")
def people() -> list[Recipient]:
    project, _ = load_project(ROOT)
    assert project is not None
    found = list(read_recipients(project))
    assert all(isinstance(person, Recipient) for person in found)
    return [person for person in found if isinstance(person, Recipient)]


def test_thirty_eight_people_and_families_are_written_to(people: list[Recipient]) -> None:
    written_to = [person for person in people if person.kind is not Kind.ORGANISATION]
    assert len(written_to) == 38
    assert {person.addressee.prefecture for person in written_to} == {"北海道"}


@pytest.mark.parametrize("rare", ["髙", "\ufa11", "\U00020bb7", "邉\U000e0100"])
def test_the_sample_has_the_names_that_other_programs_lose(
    people: list[Recipient], rare: str
) -> None:
    assert any(rare in person.addressee.family_name for person in people)


def test_there_are_six_designs_or_more_in_three_layouts_or_more() -> None:
    layouts = {
        tomllib.loads((ROOT / "designs" / name / "design.toml").read_text("utf-8"))["layout"]
        for name in DESIGNS
    }
    assert len(DESIGNS) >= 6
    assert len(layouts) >= 3


@pytest.mark.parametrize("name", DESIGNS)
def test_a_sample_picture_has_bleed_and_tells_nothing_of_its_maker(name: str) -> None:
    path = ROOT / "designs" / name / "picture.jpg"
    assert path.stat().st_size <= 1_500_000
    with Image.open(path) as picture:
        assert (picture.size, picture.mode) == ((1461, 2122), "RGB")
        assert not {"exif", "icc_profile", "comment"} & picture.info.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", DESIGNS)
def test_the_script_beside_a_picture_redraws_it(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    for source in ("brushes", name):
        (tmp_path / source).mkdir(exist_ok=True)
        for script in (ROOT / "designs" / source).glob("*.py"):
            (tmp_path / source / script.name).write_bytes(script.read_bytes())
    subprocess.run([sys.executable, str(tmp_path / name / "draw.py")], check=True, timeout=300)
    committed, redrawn = (
        np.asarray(Image.open(folder / name / "picture.jpg"), dtype=float)
        for folder in (ROOT / "designs", tmp_path)
    )
    assert np.abs(committed - redrawn).mean() < 2.0
