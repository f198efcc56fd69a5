"""The report of a whole year, as it is read: on paper, on the screen, in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2
import pytest

from outreach.cli import outside
from outreach.errors import ExitCode
from tests import ledger_of_2024

if TYPE_CHECKING:
    from tests.conftest import Office

ROOT = Path(__file__).parent.parent
REPORT = ("report", "--fiscal-year", "2024")
LATER = date(2025, 4, 20)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger_of_2024.make(tmp_path_factory.mktemp("ledger") / "ledger.db")


@pytest.fixture
def year(office: Office, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The small project with the ledger of 2024, in April 2025."""
    shutil.copyfile(ledger, office.root / "ledger.db")
    settings = '\n[report]\nstaff = 4\nactivity = "絵葉書によるピア・アウトリーチ"\n'
    office.replace("outreach.toml", "\n[sender.a]", f"{settings}[sender.a]")
    monkeypatch.setattr(outside, "today", lambda: LATER)
    return office


def written(office: Office, suffix: str, *options: str, lang: str = "en") -> Path:
    path = office.root / f"report{len(list(office.root.glob('report*')))}{suffix}"
    office.done(*REPORT, "-o", str(path), *options, lang=lang)
    return path


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))


def tables_of(data: dict[str, list[dict[str, list[dict[str, object]]]]]) -> dict[str, object]:
    return {
        str(table["name"]): {row["code"]: row for row in table["rows"]}
        for section in data["sections"] for table in section["tables"]
    }  # fmt: skip


# -- the figures of the sample year --------------------------------------------------------------


def test_the_sample_year_gives_the_row_of_the_form(year: Office) -> None:
    head, row, *_ = rows_of(written(year, ".csv"))
    form = ["事業名", "事業内容と報告", "実施月日", "実施場所", "従事者の人数",
            "受益対象者の範囲及び人数", "支出額（千円）"]  # fmt: skip
    assert [heading.startswith(name) for heading, name in zip(head, form, strict=True)] == [
        True
    ] * 7
    assert row[0] == "絵葉書によるピア・アウトリーチ"
    assert row[2].startswith("通年・概ね毎月2回程度")
    assert (row[3][:3], row[4], row[5][-3:], row[6]) == ("事務局", "4人", "38名", "167")
    assert row[5].startswith("当事者（家族）")


def test_the_sample_year_gives_its_figures(year: Office) -> None:
    data = json.loads(year.done(*REPORT, "--json"))
    cards, letters = data["activities"]
    assert (cards["people"], cards["rounds"], cards["pieces"]) == (38, 24, 912)
    assert (data["staff"], cards["thousand_yen"]) == (4, 167)
    assert letters["people"] == 9
    tables = tables_of(data)
    assert {code: row["people"] for code, row in tables["gender"].items()} == {
        "male": 13, "female": 25, "total": 38,
    }  # fmt: skip
    assert {code: row["people"] for code, row in tables["branch"].items()} == {
        "札幌": 17, "旭川": 8, "函館": 7, "other": 6, "total": 38,
    }  # fmt: skip
    assert [(code, row["pieces"], row["yen"]) for code, row in tables["postage"].items()] == [
        ("63", 456, 28_728), ("85", 456, 38_760), ("total", 912, 67_488),
    ]  # fmt: skip
    assert len(tables["months"]) == 13
    assert tables["money"]["total"]["yen"] == 167_208


def test_a_card_undone_counts_nowhere(year: Office) -> None:
    posted = [each for each in json.loads(year.done("log", "--json")) if each["kind"] == "posted"]
    year.done("undo", str(posted[-1]["seq"]), "--because", "まだここにあった")
    (cards, _) = json.loads(year.done(*REPORT, "--json"))["activities"]
    assert (cards["people"], cards["pieces"]) == (38, 911)


def test_nothing_small_leaves_the_office_in_any_form(year: Office) -> None:
    """北見 has four people and two came without a branch; one letter writer goes on."""
    csv_text = written(year, ".csv").read_text("utf-8")
    html = written(year, ".html").read_text("utf-8")
    book = openpyxl.load_workbook(written(year, ".xlsx"))
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    shown = year.run(*REPORT).output
    for text in (csv_text, html, "\n".join(cells), shown, year.done(*REPORT, "--json")):
        assert "北見" not in text
        assert "fewer than 5" in text
    exact = written(year, ".csv", "--internal").read_text("utf-8")
    assert "北見,4,96" in exact and "Exact figures" in exact


def test_nobody_is_named_in_any_form(year: Office) -> None:
    keys = re.compile(r"\bk[0-3]\d\b")
    for suffix in (".csv", ".html"):
        text = written(year, suffix, "--internal").read_text("utf-8")
        assert not keys.search(text)
        assert "for the office only" in text


def test_counting_loads_nothing_that_draws() -> None:
    program = (
        "import sys; import outreach.workflow.reporting\n"
        "slow = 'matplotlib weasyprint jinja2 openpyxl'.split()\n"
        "sys.exit([name for name in slow if name in sys.modules] or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr


def test_no_form_speaks_of_rates_of_reply_or_of_effect(year: Office) -> None:
    for lang in ("en", "ja"):
        text = written(year, ".csv", lang=lang).read_text("utf-8")
        assert not re.search(r"%|％|返信率|回答率|反応率|効果があ|改善|response|reply rate", text)


# -- files -----------------------------------------------------------------------------------


def test_a_workbook_has_numbers_as_numbers_and_headings_that_stay(year: Office) -> None:
    book = openpyxl.load_workbook(written(year, ".xlsx"))
    assert book["activities"]["G5"].value == 167
    months = book["by month"]
    assert [cell.value for cell in months[17]] == ["total", 24, 912, 38]
    assert months["C5"].number_format == "#,##0"
    assert {sheet.freeze_panes for sheet in book.worksheets[:-1]} == {"A5"}
    assert all(sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9
               for sheet in book.worksheets[:-1])  # fmt: skip


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".html"])
def test_the_same_year_gives_the_same_bytes(year: Office, suffix: str) -> None:
    assert written(year, suffix).read_bytes() == written(year, suffix).read_bytes()


def test_the_page_stands_alone_and_its_charts_can_be_heard(year: Office) -> None:
    html = written(year, ".html", lang="ja").read_text("utf-8")
    assert not re.search(r"https?://(?!www\.w3\.org)|<script|<link", html)
    assert html.count('<img src="data:image/svg+xml;base64,') == 3
    assert all(len(alt) > 20 for alt in re.findall(r'alt="([^"]*)"', html))
    assert '<html lang="ja">' in html


def test_the_paper_is_a4_and_says_it_all_in_order(year: Office) -> None:
    path = written(year, ".pdf", lang="ja")
    with pypdfium2.PdfDocument(path) as document:
        sizes = {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document}
        text = "".join(page.get_textpage().get_text_range() for page in document)
        assert not document.get_metadata_dict()["CreationDate"]
    assert sizes == {(210, 297)}
    flat = re.sub(r"\s", "", text)
    for words in ("絵葉書によるピア・アウトリーチ", "通年・概ね毎月2回程度", "38名", "67,488"):
        assert words in flat
    assert flat.index("167") < flat.index("67,488")


def test_what_a_name_holds_is_text_on_the_page_and_no_markup(year: Office) -> None:
    year.replace("outreach.toml", 'name = "試し"', 'name = "<b>{x} & 試し</b>"')
    html = written(year, ".html").read_text("utf-8")
    assert "&lt;b&gt;{x} &amp; 試し&lt;/b&gt;" in html


# -- what is asked for wrongly -------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["2025", "2025年度", "令和7年度", "R7", "２０２５"])
def test_a_year_may_be_written_as_people_write_it(year: Office, asked: str) -> None:
    data = json.loads(year.done("report", "--fiscal-year", asked, "--json"))
    assert data["fiscal_year"] == 2025
    assert any("not over" in words for words in data["notes"])


@pytest.mark.parametrize("asked", ["2026", "9999", "0000", "24", "next", "2024-04", ""])
def test_a_year_to_come_or_no_year_is_refused(year: Office, asked: str) -> None:
    assert year.run("report", "--fiscal-year", asked).exit_code == ExitCode.USAGE


def test_a_year_of_which_nothing_is_known_is_said_to_be_so(year: Office) -> None:
    result = year.run("report", "--fiscal-year", "2019")
    assert result.exit_code == ExitCode.DONE
    assert "Nothing of this fiscal year stands in the ledger." in result.output


def test_a_project_that_never_posted_has_a_report_too(office: Office) -> None:
    data = json.loads(office.done("report", "--fiscal-year", "2026", "--json"))
    assert [row["pieces"] for row in data["activities"]] == [0]
    assert not (office.root / "ledger.db").exists()


def test_a_report_is_not_made_without_the_ledger_there_was(printed_office: Office) -> None:
    (printed_office.root / "ledger.db").unlink()
    assert printed_office.run("report", "--fiscal-year", "2026").exit_code == ExitCode.LEDGER


def test_a_file_of_another_kind_is_refused(year: Office) -> None:
    assert year.run(*REPORT, "-o", str(year.root / "report.docx")).exit_code == ExitCode.USAGE


def test_a_file_that_is_there_is_kept(year: Office) -> None:
    there = written(year, ".csv")
    before = there.read_bytes()
    assert year.run(*REPORT, "-o", str(there)).exit_code == ExitCode.OUTPUT
    assert there.read_bytes() == before


@pytest.mark.parametrize("line", ["staff = -1", 'staff = "four"', "stuff = 4", "place = 3"])
def test_a_setting_that_makes_no_sense_is_named(office: Office, line: str) -> None:
    office.replace("outreach.toml", "\n[sender.a]", f"\n[report]\n{line}\n[sender.a]")
    result = office.run("report", "--fiscal-year", "2026")
    assert result.exit_code == ExitCode.PROJECT
    assert "outreach.toml:4" in result.stderr


@pytest.mark.parametrize(
    ("asked", "words"),
    [("2050", "has not begun: it begins on 2050-04-01"), ("9999", "has not begun"),
     ("1980", "is long past: the earliest is 1989"), ("0000", "is long past")],
)  # fmt: skip
def test_a_year_that_cannot_be_reported_is_told_why(year: Office, asked: str, words: str) -> None:
    refused = year.run("report", "--fiscal-year", asked)
    assert refused.exit_code == ExitCode.USAGE
    assert words in " ".join(refused.stderr.split())


@pytest.mark.parametrize("name", ["report.pdf", "report.csv"])
def test_a_report_into_a_folder_that_is_none_says_so(year: Office, name: str) -> None:
    refused = year.run(*REPORT, "-o", str(year.root / "nowhere" / name))
    assert refused.exit_code == ExitCode.OUTPUT
    assert "the folder does not exist" in refused.stderr
    assert "Make the folder first" in refused.stderr
