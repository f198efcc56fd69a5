"""What an artist permits and takes back: no later card, and what lies here is named."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from outreach.sources.designs import load_design, withdrawal
from outreach.sources.project import load_project
from outreach.workflow.twins import withdrawals

if TYPE_CHECKING:
    from click.testing import Result

    from tests.conftest import Office

FILE = "designs/plain/design.toml"


def codes(result: Result) -> list[str]:
    return [problem["code"] for problem in json.loads(result.stdout)["problems"]]


def withdraw(office: Office, on: str = "2026-12-09", name: str = "plain") -> dict[str, object]:
    found: dict[str, object] = json.loads(
        office.done("designs", "withdraw", name, "--on", on, "--json")
    )
    return found


def other_design(office: Office) -> None:
    text = (office.root / FILE).read_text(encoding="utf-8")
    office.write("designs/other/design.toml", text)


@pytest.mark.parametrize("command", ["check", "plan", "proof", "print"])
def test_a_withdrawn_picture_stops_every_later_step(office: Office, command: str) -> None:
    withdraw(office)
    result = office.run(command, "r1")
    assert result.exit_code == 5
    assert "withdrawn" in result.stderr
    assert not (office.root / "out").exists()


def test_until_the_day_comes_a_picture_may_still_be_posted(office: Office) -> None:
    withdraw(office, "2026-12-31")
    office.replace("rounds/r1/round.toml", "2026-12-08", "2026-12-30")
    office.done("check", "r1")
    office.replace("rounds/r1/round.toml", "2026-12-30", "2026-12-31")
    assert office.run("check", "r1").exit_code == 5


def test_withdrawing_lists_what_is_not_posted_by_round_number_and_key(
    printed_office: Office,
) -> None:
    assert withdraw(printed_office) == {
        "design": "plain",
        "withdrawn": "2026-12-09",
        "also": [],
        "unposted": [
            {"round": "r1", "card_no": no, "key": key, "made": True}
            for no, key in ((1, "kcccc"), (2, "kaaaa"), (3, "kbbbb"))
        ],
    }
    shown = printed_office.run("designs", "withdraw", "plain", "--on", "2026-12-09", lang="ja")
    assert shown.exit_code == 0
    assert all(text in shown.stdout for text in ("kaaaa", "r1", "plain"))


def test_what_was_posted_is_not_listed_and_its_round_stays_in_order(
    printed_office: Office,
) -> None:
    printed_office.done("post", "r1", "--on", "2026-12-08", "--count", "3")
    assert withdraw(printed_office)["unposted"] == []
    printed_office.done("check", "r1")
    assert codes(printed_office.run("check", "--json")) == []
    printed_office.done("plan", "r1")


def test_frozen_cards_of_a_withdrawn_picture_are_named_and_not_posted(
    printed_office: Office,
) -> None:
    withdraw(printed_office)
    checked = printed_office.run("check", "r1", "--json")
    assert checked.exit_code == 5
    assert codes(checked) == ["withdrawn-card"] * 3 + ["design-withdrawn"]
    refused = printed_office.run("post", "r1", "--on", "2026-12-09", "--count", "3")
    assert refused.exit_code == 7
    assert "Take out of the stack: 1, 2, 3." in refused.stderr.replace("1-3", "1, 2, 3")
    assert "the artist has withdrawn the picture" in refused.stderr


def test_the_check_of_everything_names_cards_that_lie_here_and_rounds_to_come(
    printed_office: Office,
) -> None:
    withdraw(printed_office)
    checked = printed_office.run("check", "--json")
    assert (checked.exit_code, codes(checked)) == (0, ["withdrawn-card"] * 3)
    text = (printed_office.root / "rounds/r1/round.toml").read_text(encoding="utf-8")
    printed_office.write("rounds/r2/round.toml", text)
    checked = printed_office.run("check", "--json")
    assert (checked.exit_code, codes(checked)) == (5, ["withdrawn-card"] * 3 + ["design-withdrawn"])


def test_only_the_cards_with_the_withdrawn_picture_are_pulled(office: Office) -> None:
    other_design(office)
    office.write("rounds/r1/messages.csv", "key,design\nkaaaa,other\n")
    office.done("print", "r1")
    assert [each["key"] for each in withdraw(office, name="other")["unposted"]] == ["kaaaa"]  # type: ignore[attr-defined]
    refused = office.run("post", "r1", "--on", "2026-12-09", "--count", "2")
    assert refused.exit_code == 7
    assert "must not be posted: the artist has withdrawn the picture" in refused.stderr
    office.done("pulled", "r1", "kaaaa")
    office.done("post", "r1", "--on", "2026-12-09", "--count", "2")


def test_a_posting_before_the_day_can_still_be_entered(printed_office: Office) -> None:
    withdraw(printed_office)
    printed_office.done("post", "r1", "--on", "2026-12-08", "--count", "3")


def test_the_cards_can_be_printed_again_with_another_picture(printed_office: Office) -> None:
    other_design(printed_office)
    withdraw(printed_office)
    printed_office.replace("rounds/r1/round.toml", '"plain"', '"other"')
    assert printed_office.run("print", "r1").exit_code == 5
    printed_office.done("printed", "r1")
    printed_office.done("print", "r1", "--again", "--because", "図案の差しかえ")
    assert withdraw(printed_office)["unposted"] == []
    printed_office.done("post", "r1", "--on", "2026-12-09", "--count", "3")


def test_a_chosen_picture_that_is_withdrawn_is_replaced_for_its_people_alone(
    office: Office,
) -> None:
    for name in ("b", "c"):
        office.write(
            f"designs/{name}/design.toml",
            f'title = "線"\nartist = "{name}"\nlayout = "words-only"\nalt = "線"\n',
        )
    office.replace("rounds/r1/round.toml", '"plain"', '"auto"')
    office.done("print", "r1")
    before = {each["key"]: each["design"]
              for each in json.loads(office.done("plan", "r1", "--json"))["included"]}  # fmt: skip
    (key,) = (key for key, design in before.items() if design == "b")
    withdraw(office, name="b")
    checked = office.run("check", "r1", "--json")
    assert (checked.exit_code, codes(checked)) == (5, ["withdrawn-card"])
    office.done("printed", "r1")
    office.done("print", "r1", "--again", "--only", key, "--because", "図案の差しかえ")
    after = {each["key"]: each["design"]
             for each in json.loads(office.done("plan", "r1", "--json"))["included"]}  # fmt: skip
    assert after[key] in ("plain", "c")
    assert {**after, key: "b"} == before
    office.done("post", "r1", "--on", "2026-12-09", "--count", "3")


def test_a_chosen_picture_withdrawn_after_the_posting_stays_that_of_its_card(
    office: Office,
) -> None:
    for name in ("b", "c"):
        office.write(
            f"designs/{name}/design.toml",
            f'title = "線"\nartist = "{name}"\nlayout = "words-only"\nalt = "線"\n',
        )
    office.replace("rounds/r1/round.toml", '"plain"', '"auto"')
    office.done("print", "r1")
    office.done("post", "r1", "--on", "2026-12-08", "--count", "3")
    plan = json.loads(office.done("plan", "r1", "--json"))
    (key,) = (each["key"] for each in plan["included"] if each["design"] == "b")
    withdraw(office, name="b")
    office.done("check", "r1")
    assert "there already" in office.done("print", "r1")
    why = json.loads(office.done("plan", "r1", "--why", key, "--json"))
    assert (why["how"], why["design"]) == ("frozen", "b")
    assert [each["design"] for each in why["candidates"] if each["chosen"]] == ["b"]


def test_what_stands_in_the_file_stays_but_for_the_one_line(office: Office) -> None:
    office.write(FILE, "# 図案\n" + (office.root / FILE).read_text(encoding="utf-8") + "# 終わり\n")
    before = (office.root / FILE).read_text(encoding="utf-8").splitlines()
    withdraw(office, "2026-12-01")
    withdraw(office, "2026-12-09")
    after = (office.root / FILE).read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == ["withdrawn = 2026-12-09"]
    assert [line for line in after if line in before] == before


def test_a_withdrawal_to_come_changes_nothing_of_the_frozen_cards(printed_office: Office) -> None:
    withdraw(printed_office, "2027-03-01")
    assert "already" in printed_office.done("print", "r1")


def test_an_unknown_design_cannot_be_withdrawn(office: Office) -> None:
    result = office.run("designs", "withdraw", "plane", "--on", "today")
    assert result.exit_code == 5
    assert "plain" in result.stderr


def test_nothing_is_posted_while_a_design_cannot_be_read(printed_office: Office) -> None:
    printed_office.write(FILE, "title = \n")
    result = printed_office.run("post", "r1", "--on", "today", "--count", "3")
    assert result.exit_code == 5
    assert FILE in result.stderr


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [('["card"]', 0), ('"はがき"', 0), ('["cards", "web"]', 0), ('["web"]', 5),
     ('["newsletter"]', 5), ("[]", 5), ('["kard"]', 5)],
)  # fmt: skip
def test_a_picture_is_used_for_what_is_permitted(
    office: Office, words: str, exit_code: int
) -> None:
    office.replace(FILE, "layout =", f"permission = {words}\nlayout =")
    assert office.run("print", "r1").exit_code == exit_code


def test_words_nobody_knows_are_warned_of_with_the_nearest(office: Office) -> None:
    tags = '[tags]\nseason = ["wintr"]\n'
    text = (office.root / FILE).read_text(encoding="utf-8")
    office.write(FILE, f'{text}permission = ["card", "newsleter"]\nwithdrawn = 2030-01-01\n{tags}')
    project, _ = load_project(office.root)
    assert project is not None
    design, problems = load_design(project, "plain")
    assert design is not None
    assert (design.permits("card"), design.permits("newsletter")) == (True, False)
    assert design.withdrawn == date(2030, 1, 1)
    hints = {problem.code: str(problem.hint) for problem in problems}
    assert hints.keys() == {"permission-unknown", "season-unknown"}
    assert "newsletter" in hints["permission-unknown"] and "winter" in hints["season-unknown"]


# -- one picture under two names ----------------------------------------------------------------


def pictured(office: Office, *names: str, pictures: str = "") -> None:
    """Designs with the picture of the first letter of each name, or with ``pictures``."""
    for name in names:
        files = pictures or name[0]
        text = (office.root / FILE).read_text(encoding="utf-8")
        listed = ", ".join(f'"{each}.png"' for each in files)
        office.write(f"designs/{name}/design.toml", f"{text}picture = [{listed}]\n")
        for each in files:
            image = Image.new("RGB", (1200, 1800), (90 + ord(each), 120, 160))
            image.save(office.root / f"designs/{name}/{each}.png")


def test_a_withdrawal_takes_every_design_of_the_picture_with_it(printed_office: Office) -> None:
    pictured(printed_office, "snow", "snow-again", "tree")
    pictured(printed_office, "both", pictures="st")
    found = withdraw(printed_office, name="snow")
    assert found["also"] == ["both", "snow-again"]
    project, _ = load_project(printed_office.root)
    assert project is not None
    days = {each: withdrawal(project, each) for each in ("both", "snow", "snow-again", "tree")}
    assert days == {**dict.fromkeys(days, date(2026, 12, 9)), "tree": None}


def test_the_withdrawal_of_two_pictures_together_leaves_each_alone(office: Office) -> None:
    pictured(office, "both", pictures="st")
    pictured(office, "snow", "tree")
    assert withdraw(office, name="both")["also"] == []


def test_the_cards_of_all_designs_of_the_picture_are_listed(office: Office) -> None:
    pictured(office, "snow", "snow-again")
    office.write("rounds/r1/messages.csv", "key,design\nkaaaa,snow\nkbbbb,snow-again\n")
    office.replace(FILE, "layout =", "picture = []\nlayout =")
    office.done("print", "r1")
    unposted: Any = withdraw(office, name="snow")["unposted"]
    assert {each["key"] for each in unposted} == {"kaaaa", "kbbbb"}


@pytest.mark.parametrize("command", ["check", "plan", "proof", "print"])
def test_a_picture_withdrawn_under_another_name_stops_every_step(
    office: Office, command: str
) -> None:
    pictured(office, "snow", "snow-again")
    text = "withdrawn = 2026-12-01\nlayout ="
    office.replace("designs/snow/design.toml", "layout =", text)
    office.replace("rounds/r1/round.toml", '"plain"', '"snow-again"')
    result = office.run(command, "r1")
    assert result.exit_code == 5
    assert "designs/snow-again" in result.stderr and "as snow," in result.stderr


def test_a_picture_withdrawn_under_another_name_is_never_chosen(office: Office) -> None:
    pictured(office, "snow", "snow-again", "tree")
    office.replace("designs/snow/design.toml", "layout =", "withdrawn = 2026-12-01\nlayout =")
    office.replace("rounds/r1/round.toml", '"plain"', '["snow", "snow-again", "tree"]')
    cards = json.loads(office.done("plan", "r1", "--json"))["included"]
    assert {each["design"] for each in cards} == {"tree"}


def test_no_card_is_posted_whose_picture_is_withdrawn_under_another_name(office: Office) -> None:
    pictured(office, "snow", "snow-again")
    office.replace("rounds/r1/round.toml", '"plain"', '"snow-again"')
    office.done("print", "r1")
    office.replace("designs/snow/design.toml", "layout =", "withdrawn = 2026-12-01\nlayout =")
    refused = office.run("post", "r1", "--on", "2026-12-09", "--count", "3")
    assert refused.exit_code == 7
    assert "the artist has withdrawn the picture" in refused.stderr


def test_a_file_taken_in_twice_is_withdrawn_twice(office: Office) -> None:
    pictured(office, "snow")
    given = Path(shutil.copy(office.root / "designs/snow/s.png", office.root.parent / "s.png"))
    office.done("designs", "add", str(given), "--title", "One")
    office.done("designs", "add", str(given), "--title", "Two", "--paper")
    assert withdraw(office, name="one")["also"] == ["snow", "two"]


def test_the_check_of_everything_tells_of_the_other_names_of_a_withdrawn_picture(
    office: Office,
) -> None:
    pictured(office, "snow", "snow-again")
    office.replace("designs/snow/design.toml", "layout =", "withdrawn = 2026-12-01\nlayout =")
    checked = office.run("check", "--json")
    assert (checked.exit_code, "design-withdrawn" in codes(checked)) == (0, True)


def test_a_withdrawn_picture_that_is_taken_in_again_is_said_to_be_withdrawn(
    office: Office,
) -> None:
    pictured(office, "snow")
    withdraw(office, name="snow")
    given = Path(shutil.copy(office.root / "designs/snow/s.png", office.root.parent / "s.png"))
    result = office.run("designs", "add", str(given), "--title", "One", "--json")
    assert "design-withdrawn" in {each["code"] for each in json.loads(result.stdout)["warnings"]}


def test_a_design_in_error_is_withdrawn_with_its_twins_all_the_same(office: Office) -> None:
    pictured(office, "snow", "snow-again")
    office.replace("designs/snow/design.toml", "title =", "titel =")
    done = office.run("designs", "withdraw", "snow", "--on", "2026-12-09")
    assert done.exit_code == 5
    assert "snow-again" in done.stdout
    project, _ = load_project(office.root)
    assert project is not None
    assert withdrawal(project, "snow") == withdrawal(project, "snow-again") == date(2026, 12, 9)


def test_a_picture_that_cannot_be_read_does_not_stop_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictured(office, "snow", "snow-again", "tree")
    office.replace("designs/snow/design.toml", "layout =", "withdrawn = 2026-12-01\nlayout =")
    read = Path.read_bytes

    def denied(path: Path) -> bytes:
        if path.parent.name == "tree" and path.suffix == ".png":
            raise PermissionError
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", denied)
    project, _ = load_project(office.root)
    assert project is not None
    assert set(withdrawals(project)) == {"snow", "snow-again"}
