"""The benchmark's project: the cards it measures are real ones, and no two are alike."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.people import (
    BITMAP,
    ROUND,
    VECTOR,
    Person,
    message_to,
    people,
    write_people,
    write_project,
)
from outreach.cli.main import cli

PICTURE = Path(__file__).parent.parent / "designs" / "winter-street" / "picture.jpg"
MANY = 20_000


@pytest.fixture(scope="module")
def many() -> list[Person]:
    return list(people(MANY))


@pytest.mark.parametrize(
    "what",
    [
        lambda person: person.key,
        lambda person: (person.family_name, person.given_name),
        lambda person: (person.city, person.street),
        message_to,
    ],
    ids=["key", "name", "address", "message"],
)
def test_no_two_of_the_invented_people_share_it(
    many: list[Person], what: Callable[[Person], object]
) -> None:
    assert len({what(person) for person in many}) == MANY


def test_the_same_seed_gives_the_same_people() -> None:
    assert list(people(100)) == list(people(100))
    assert list(people(100)) != list(people(100, seed=1))


def test_the_address_book_is_written_with_one_row_a_person(tmp_path: Path) -> None:
    write_people(tmp_path / "people.csv", 30)
    with (tmp_path / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [list(Person._fields), *map(list, people(30))]


@pytest.mark.parametrize(("design", "picture"), [(VECTOR, None), (BITMAP, PICTURE)])
def test_outreach_finds_nothing_wrong_with_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, design: str, picture: Path | None
) -> None:
    write_project(tmp_path / "project", 50, design, picture)
    monkeypatch.chdir(tmp_path / "project")
    for arguments in (["check"], ["check", ROUND]):
        result = CliRunner().invoke(cli, [*arguments, "--json"])
        assert (result.exit_code, json.loads(result.stdout)) == (0, {"problems": []})
