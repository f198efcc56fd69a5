"""The address book written for other programs, and read back as the same people."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import Problem, ProblemsFoundError
from outreach.model.project import Project
from outreach.model.recipient import Addressee, ConsentCell, JointName, Recipient
from outreach.sources.export import export_recipients
from outreach.sources.formulas import as_meant, harmless, harmless_text
from outreach.sources.recipients import read_recipients
from outreach.workflow.importing import plan_import

if TYPE_CHECKING:
    from tests.conftest import Office

TEXT = st.text(st.sampled_from("=+-@＝'\"あ髙𠮷,;\n\t a1"), max_size=8)
PERSON = Recipient("k1", Addressee("試験", "花子", postal_code="0600001", address="札幌市北区1-2"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "recipients").mkdir()
    return Project(tmp_path, "試験", {}, "")


@given(TEXT)
def test_a_cell_made_harmless_is_found_again_and_never_runs(cell: str) -> None:
    assert as_meant(harmless(cell)) == cell
    assert as_meant(harmless_text(cell)) == cell
    assert not harmless(cell).startswith(tuple("=+-@＝\t\r"))


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(note=TEXT, likes=TEXT, name=st.sampled_from(["髙", "𠮷󠄀", "ｶﾅ", "神"]))
def test_an_export_imported_again_changes_nothing(
    project: Project, suffix: str, note: str, likes: str, name: str
) -> None:
    kept = replace(PERSON, note=note.strip(" \t\r\n"), likes=likes.strip(" \t\r\n"),
                   addressee=replace(PERSON.addressee, family_name=name,
                                     joint_names=(JointName("次郎", "君"),)))  # fmt: skip
    export_recipients([kept], project.root / "recipients" / "book.csv")
    found = [each for each in read_recipients(project) if isinstance(each, Recipient)]
    file = project.root / f"again.{suffix}"
    export_recipients(found, file)
    plan = plan_import(project, [file], lambda size: b"\0" * size)
    assert (len(plan.unchanged), plan.has_news, plan.refused) == (1, False, [])
    assert [replace(each, where=kept.where) for each in found] == [kept]


def test_an_export_of_the_whole_sample_imports_as_unchanged(
    sample_project: Path, tmp_path: Path
) -> None:
    project = Project(sample_project, "試験", {}, "")
    found = [each for each in read_recipients(project) if isinstance(each, Recipient)]
    export_recipients(found, tmp_path / "again.xlsx")
    plan = plan_import(project, [tmp_path / "again.xlsx"], lambda size: b"\0" * size)
    assert (len(plan.unchanged), plan.has_news, plan.refused) == (len(found), False, [])
    assert plan.formats == {"again.xlsx": "outreach"}


def test_an_export_fills_an_empty_project_with_everyone_but_their_consent(
    project: Project, tmp_path: Path
) -> None:
    person = replace(PERSON, consent=ConsentCell.SELF, likes="=絵本", envelope=True)
    export_recipients([person], tmp_path / "book.csv")
    plan = plan_import(project, [tmp_path / "book.csv"], lambda size: b"\0" * size)
    (added,) = plan.added
    assert added.recipient == replace(
        person, consent=ConsentCell.BLANK, where=added.recipient.where
    )


def test_cp932_is_written_where_every_character_fits(project: Project) -> None:
    fits = replace(PERSON, addressee=replace(PERSON.addressee, family_name="髙﨑"))
    file = project.root / "recipients" / "book.csv"
    export_recipients([fits], file, "cp932")
    assert "髙﨑" in file.read_bytes().decode("cp932")
    (found,) = read_recipients(project)
    assert isinstance(found, Recipient) and found.addressee == fits.addressee


def test_cp932_names_what_does_not_fit_and_writes_nothing(project: Project) -> None:
    lost = replace(PERSON, addressee=replace(PERSON.addressee, family_name="𠮷上󠄀"), note="한")
    file = project.root / "book.csv"
    with pytest.raises(ProblemsFoundError) as refused:
        export_recipients([PERSON, lost], file, "cp932")
    said = [(each.where.key, str(each.message)) for each in refused.value.problems]
    assert len(said) == 2 and all(key == "k1" for key, _ in said)
    assert "U+20BB7" in said[0][1] and "U+E0100" in said[0][1] and "U+D55C" in said[1][1]
    assert not file.exists()


def test_the_command_writes_both_encodings(office: Office, tmp_path: Path) -> None:
    office.done("recipients", "export", str(tmp_path / "a.csv"))
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfkey,")
    refused = office.run("recipients", "export", "--encoding", "cp932", str(tmp_path / "b.csv"))
    assert refused.exit_code == 4 and "kbbbb" in refused.stderr
    office.replace("recipients/recipients.csv", "𠮷上", "吉上")
    office.done("recipients", "export", "--encoding", "cp932", str(tmp_path / "b.csv"))
    assert "吉上".encode("cp932") in (tmp_path / "b.csv").read_bytes()
    book = office.run("recipients", "export", "--encoding", "cp932", str(tmp_path / "c.xlsx"))
    assert book.exit_code == 9


def test_a_cp932_export_is_imported_without_being_asked(office: Office, tmp_path: Path) -> None:
    office.replace("recipients/recipients.csv", "𠮷上", "吉上")
    office.done("recipients", "export", "--encoding", "cp932", str(tmp_path / "b.csv"))
    said = json.loads(office.done("import", str(tmp_path / "b.csv"), "--dry-run", "--json"))
    assert [len(said[kind]) for kind in ("unchanged", "added", "refused")] == [4, 0, 0]


def test_no_problem_of_an_export_holds_a_name(project: Project) -> None:
    lost = replace(PERSON, addressee=replace(PERSON.addressee, family_name="𠮷上"))
    with pytest.raises(ProblemsFoundError) as refused:
        export_recipients([lost], project.root / "book.csv", "cp932")
    assert all(isinstance(each, Problem) and "上" not in str(each.message)
               for each in refused.value.problems)  # fmt: skip
