"""outreach.toml, round.toml, messages.csv and design.toml: strict, with lines and near words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.project import PrintSettings, Project, Sender
from outreach.model.recipient import Mailing
from outreach.sources.designs import design_names, load_design
from outreach.sources.project import find_root, load_project
from outreach.sources.rounds import load_messages, load_round, round_ids

SENDER = """
[sender.yukiakari]
name = "雪明かり舎"
postal_code = "060-0001"
address = "札幌市中央区北1条西2丁目"
"""
PROJECT = f'[project]\nname = "試験"\n{SENDER}'
ROUND = 'post_on = 2026-12-01\ndesign = "first-snow"\n'
MAIL = 'mailing = "newsletter"\npost_on = 2026-12-01\n'
DESIGN = 'title = "初雪"\nartist = "図案 係"\nlayout = "picture-above"\n'


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def load(root: Path, text: str) -> tuple[Project | None, list[Problem]]:
    (root / "outreach.toml").write_text(text, encoding="utf-8")
    return load_project(root)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    found, problems = load(tmp_path, PROJECT)
    assert (found is not None, problems) == (True, [])
    assert found is not None
    return found


def put(project: Project, path: str, text: str) -> None:
    target = project.root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def test_the_root_is_the_nearest_folder_at_or_above(tmp_path: Path) -> None:
    inner = tmp_path / "project" / "rounds" / "a"
    inner.mkdir(parents=True)
    (tmp_path / "project" / "outreach.toml").touch()
    assert find_root(inner) == tmp_path / "project"
    assert find_root(tmp_path / "project") == tmp_path / "project"
    assert find_root(tmp_path) is None


def test_everything_in_outreach_toml_arrives(tmp_path: Path) -> None:
    text = f"""# 設定
[project]
name = "試験"
sample = true
sender = "yukiakari"
{SENDER}organisation = "試験の会"
building = "3階"
[print]
order = "kana"
frame = false
heading = false
numerals = "arabic"
[fonts]
address = "Noto Serif JP"
message = ["KiloJi P", "Klee"]
[ledger]
path = "keep/ledger.db"
"""
    project, problems = load(tmp_path, text)
    assert problems == []
    sender = Sender(
        "yukiakari", "雪明かり舎", "試験の会", "0600001", "札幌市中央区北1条西2丁目", "3階"
    )
    fonts = {"address": ("Noto Serif JP",), "message": ("KiloJi P", "Klee")}
    printing = PrintSettings("kana", frame=False, heading=False, numerals="arabic")
    assert project == Project(
        tmp_path, "試験", {"yukiakari": sender}, "yukiakari", sample=True, printing=printing,
        fonts=fonts, ledger=Path("keep/ledger.db"),
    )  # fmt: skip


def test_the_only_sender_is_the_default_one(project: Project) -> None:
    assert project.sender == "yukiakari"
    assert project.printing == PrintSettings()
    assert project.ledger_path == project.root / "ledger.db"


def test_a_file_with_a_bom_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    (tmp_path / "outreach.toml").write_bytes(PROJECT.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_project(tmp_path)[1] == []


@pytest.mark.parametrize(
    ("line", "word", "near"),
    [("[prnt]", "prnt", "print"), ("[print]\nodrer = 'kana'", "odrer", "order"),
     ("[print]\norder = 'kanna'", "order", "kana"),
     ("[fonts]\nadress = 'x'", "adress", "address"),
     ("[sender.b]\nname='b'\npostal_code='0600001'\naddress='x'\nbuildin='x'", "buildin",
      "building")],
)  # fmt: skip
def test_an_unknown_word_is_answered_with_the_nearest_at_its_line(
    tmp_path: Path, line: str, word: str, near: str
) -> None:
    text = PROJECT.replace("[project]", "[project]\nsender = 'yukiakari'") + line
    project, (problem,) = load(tmp_path, text)
    assert project is None
    assert problem.kind is ExitCode.PROJECT
    assert word in str(problem.message)
    assert near in str(problem.hint)
    assert problem.where == Where("outreach.toml", text.count("\n") + 1)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [('name = "試験"', "", "toml-missing"), ('name = "試験"', "name = 3", "toml-type"),
     ('name = "雪明かり舎"', "", "toml-missing"), ('postal_code = "060-0001"', "", "toml-missing"),
     ("060-0001", "06-0001x", "postal-code-form"), (SENDER, "", "sender-none"),
     ('address = "札幌市中央区北1条西2丁目"', 'address = " "', "toml-missing"),
     ("[sender.yukiakari]", "sender = 'x'\n[ledger]\npath = 'x'\n[print]\n", None),
     ("[project]", "[project]\nsender = 'yukiakri'", "sender-unknown"),
     ("[project]", "[project]\nsample = 'yes'", "toml-type"),
     ("雪明かり舎", "雪\u200b明かり舎", "character-forbidden"),
     (SENDER, f"{SENDER}\n[ledger]\npath = ''", "toml-type"),
     (SENDER, f"{SENDER}{SENDER.replace('yukiakari', 'b')}", "toml-missing"),
     (SENDER, f"{SENDER}\n[fonts]\nmessage = [3]", "toml-type"),
     (SENDER, f"{SENDER}\n[sender]\nb = 3", "toml-type")],
)  # fmt: skip
def test_what_stops_a_project_is_a_problem(
    tmp_path: Path, old: str, new: str, code: str | None
) -> None:
    project, problems = load(tmp_path, PROJECT.replace(old, new, 1))
    assert project is None
    if code:
        assert codes(problems) == [code]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [(b"[project]\nname = 'x\n", "toml-syntax", 2), (b"[project]\nname = '''x\n", "toml-syntax", 2),
     (b"[project]\n# \x93\xfa\n", "toml-encoding", 2)],
)  # fmt: skip
def test_a_file_that_is_no_toml_is_refused_at_the_parsers_line(
    tmp_path: Path, data: bytes, code: str, line: int
) -> None:
    (tmp_path / "outreach.toml").write_bytes(data)
    project, (problem,) = load_project(tmp_path)
    assert (project, problem.code) == (None, code)
    assert problem.where == Where("outreach.toml", line)


def test_a_missing_file_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    assert codes(load_project(tmp_path)[1]) == ["file-unreadable"]


def test_a_round_arrives_whole(project: Project) -> None:
    text = '''mailing = "card"
post_on = "2026-12-01"
stock = "hagaki"
design = "first-snow"
author = "書き手"
hand = "set"
message = """

　{{ call_name }}さん
design = "二行目？"
"""
qr = "home"
only = ["k1", "k2"]
branch = "札幌"
envelope = "naga3"
weight = 12
sender = "yukiakari"
writing = "horizontal"
'''
    put(project, "rounds/2026-12/round.toml", text)
    project = replace(project, pages={"home": "https://example.org/"})
    found, problems = load_round(project, "2026-12")
    assert problems == []
    assert found is not None
    assert found.post_on == date(2026, 12, 1)
    assert found.mailing is Mailing.CARD
    assert (found.envelope, found.weight) == ("naga3", 12)
    assert (found.sender, found.writing) == ("yukiakari", "horizontal")
    assert found.message == '　{{ call_name }}さん\ndesign = "二行目？"'
    assert (found.only, found.branch, found.qr) == (("k1", "k2"), "札幌", "https://example.org/")
    assert found.where == Where("rounds/2026-12/round.toml", 7)


def test_a_round_needs_only_a_day_and_a_design(project: Project) -> None:
    put(project, "rounds/2026-12/round.toml", ROUND)
    found, problems = load_round(project, "2026-12")
    assert problems == []
    assert found is not None
    assert (found.mailing, found.stock, found.hand) == (Mailing.CARD, "hagaki", "")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [('design = "a"', "toml-missing", 1), ("post_on = 2026-12-01", "toml-missing", 1),
     (f'{ROUND}stock = "hagakki"', "toml-choice", 3), (f'{ROUND}hand = "pan"', "toml-choice", 3),
     (f'{ROUND}mailing = "cards"', "toml-choice", 3), (f"{ROUND}only = []", "only-empty", 3),
     (f'{ROUND}only = ["花子"]', "key-form", 3), (f"{ROUND}massage = 'x'", "toml-unknown", 3),
     (f'{ROUND}message = "{"あ" * 2001}"', "message-too-long", 3),
     (f'{ROUND}message = "\\u0007"', "character-forbidden", 3),
     ('post_on = "soon"\ndesign = "a"', "toml-type", 1),
     ('post_on = 2026-12-01T10:00:00\ndesign = "a"', "toml-type", 1)],
)  # fmt: skip
def test_what_stops_a_round_is_a_problem_at_its_line(
    project: Project, text: str, code: str, line: int
) -> None:
    put(project, "rounds/a/round.toml", text)
    found, (problem,) = load_round(project, "a")
    assert (found, problem.code, problem.kind) == (None, code, ExitCode.PROJECT)
    assert problem.where == Where("rounds/a/round.toml", line)


@pytest.mark.parametrize(
    ("mailing", "stock"), [("newsletter", "naga3"), ("report", "kaku2"), ("会報", "naga3")]
)
def test_a_newsletter_or_report_needs_only_a_day(
    project: Project, mailing: str, stock: str
) -> None:
    put(project, "rounds/a/round.toml", f'mailing = "{mailing}"\npost_on = 2026-12-01\nweight = 40')
    found, problems = load_round(project, "a")
    assert problems == []
    assert found is not None
    assert (found.stock, found.envelope, found.design, found.message) == (stock, stock, "", "")


@pytest.mark.parametrize(
    ("typed", "name"),
    [("長形3号", "naga3"), ("長３", "naga3"), ("角形２号", "kaku2"), ("角2", "kaku2"),
     ("長形4号封筒", "naga4"), ("洋2", "you2"), ("ラベル24面", "label-24"),
     ("ラベル１２面", "label-12"), ("label-18", "label-18"), ("NAGA3", "naga3")],
)  # fmt: skip
def test_a_stock_may_be_called_what_its_packet_says(
    project: Project, typed: str, name: str
) -> None:
    put(project, "rounds/a/round.toml", f'{MAIL}weight = 40\nstock = "{typed}"')
    found, problems = load_round(project, "a")
    assert problems == []
    assert found is not None
    assert found.stock == name


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [(f'{MAIL}stock = "hagaki"', "stock-not-an-envelope", 3),
     (f'{ROUND}stock = "長形3号"', "stock-not-a-card", 3),
     (f'{ROUND}stock = "label-24"', "stock-not-a-card", 3),
     (f'{MAIL}stock = "label-25"', "toml-choice", 3), (f'{MAIL}stock = "naga5"', "toml-choice", 3),
     (f'{ROUND}envelope = "hagaki"', "toml-choice", 3), (f"{MAIL}weight = 0", "toml-type", 3),
     (f'{MAIL}weight = "40"', "toml-type", 3), (f"{MAIL}weight = true", "toml-type", 3),
     (f"{MAIL}weight = 1001", "too-heavy", 3), (f'{MAIL}sender = "x"', "sender-unknown", 3),
     (f'{MAIL}writing = "vertikal"', "toml-choice", 3)],
)  # fmt: skip
def test_what_stops_a_round_of_mail_is_a_problem_at_its_line(
    project: Project, text: str, code: str, line: int
) -> None:
    test_what_stops_a_round_is_a_problem_at_its_line(project, text, code, line)


@pytest.mark.parametrize(
    ("text", "code"),
    [(f'{MAIL}weight = 40\ndesign = "snow"', "round-key-ignored"),
     (f'{MAIL}weight = 40\nmessage = "雪"', "round-key-ignored"),
     (f'{MAIL}stock = "naga3"\nenvelope = "naga4"', "round-key-ignored"),
     (f'{MAIL}stock = "kaku2"', "weight-not-said"), (f"{MAIL}weight = 51", "heavier-than-a-letter"),
     ('mailing = "newsletter"\npost_on = 2024-09-30', "weight-not-said")],
)  # fmt: skip
def test_what_a_round_of_mail_should_know_is_only_a_warning(
    project: Project, text: str, code: str
) -> None:
    put(project, "rounds/a/round.toml", text)
    found, (problem,) = load_round(project, "a")
    assert found is not None
    assert (problem.code, problem.is_error) == (code, False)


def test_labels_of_ones_own_are_a_stock_too(project: Project) -> None:
    sheet = (
        "[office]\ncolumns = 1\nrows = 4\nlabel_width = 90\nlabel_height = 50\nleft = 20\ntop = 20"
    )
    put(project, "labels.toml", sheet)
    put(project, "rounds/a/round.toml", f'{MAIL}stock = "office"\nenvelope = "kaku2"\nweight = 90')
    found, problems = load_round(project, "a")
    assert problems == []
    assert found is not None
    assert (found.stock, found.envelope) == ("office", "kaku2")


def test_an_unknown_round_is_answered_with_the_nearest(project: Project) -> None:
    put(project, "rounds/2026-12a/round.toml", ROUND)
    put(project, "rounds/.hidden/round.toml", ROUND)
    put(project, "rounds/empty/notes.txt", "")
    assert round_ids(project.root) == ["2026-12a"]
    found, (problem,) = load_round(project, "2026-12")
    assert (found, problem.code) == (None, "round-unknown")
    assert "2026-12a" in str(problem.hint)


@pytest.mark.parametrize("outside", ["..", "../rounds/a", "a/../a", "", ".", "/"])
def test_a_round_cannot_be_named_by_a_path(project: Project, outside: str) -> None:
    put(project, "rounds/a/round.toml", ROUND)
    put(project, "round.toml", ROUND)
    assert codes(load_round(project, outside)[1]) == ["round-unknown"]
    assert load_messages(project, outside) == ({}, [])


def test_messages_arrive_by_key_with_their_lines(project: Project) -> None:
    put(project, "rounds/a/round.toml", ROUND)
    text = 'key,便り,design,author,メモ\nk1,"　こんにちは\n雪です。\n",,,x\n'
    text += " k2 ,,second-snow,書き手,\n"
    put(project, "rounds/a/messages.csv", text)
    rows, problems = load_messages(project, "a")
    assert problems == []
    assert rows["k1"].message == "　こんにちは\n雪です。"
    assert rows["k1"].where == Where("rounds/a/messages.csv", 2, "k1")
    assert (rows["k2"].message, rows["k2"].design, rows["k2"].author) == (
        "",
        "second-snow",
        "書き手",
    )
    assert rows["k2"].where.line == 5


def test_a_round_need_not_have_messages(project: Project) -> None:
    put(project, "rounds/a/round.toml", ROUND)
    assert load_messages(project, "a") == ({}, [])


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [("key,message\n,x\n", "key-blank", 2), ("key,message\n花,x\n", "key-form", 2),
     ("name,message\nk1,x\n", "column-missing", 1), ("key,mesage\nk1,x\n", "column-misspelt", 1),
     ("key,便り,message\nk1,x,y\n", "column-twice", 1),
     ("key,message\nk1,x\u200by\n", "character-forbidden", 2),
     (f"key,message\nk1,{'あ' * 2001}\n", "message-too-long", 2),
     ("key,message\nk1,x,y\n", "row-too-long", 2), ("", "table-empty", 1)],
)  # fmt: skip
def test_what_is_wrong_with_messages_is_a_problem_at_its_line(
    project: Project, text: str, code: str, line: int
) -> None:
    put(project, "rounds/a/round.toml", ROUND)
    put(project, "rounds/a/messages.csv", text)
    rows, (problem,) = load_messages(project, "a")
    assert (rows, problem.code, problem.kind) == ({}, code, ExitCode.SOURCE)
    assert (problem.severity, problem.where.line) == (Severity.ERROR, line)


def test_two_messages_for_one_key_name_both_lines(project: Project) -> None:
    put(project, "rounds/a/round.toml", ROUND)
    put(project, "rounds/a/messages.csv", "key,message\nk1,x\nK1,y\n")
    rows, (problem,) = load_messages(project, "a")
    assert list(rows) == ["k1"]
    assert (problem.code, problem.where.line) == ("key-twice", 3)
    assert "line 2" in str(problem.message)


def test_a_design_arrives_whole(project: Project) -> None:
    text = f"""{DESIGN}picture = ["a.png", "b.jpg"]
credit = false
permission = ["はがき", "web"]
alt = "雪の積もった家"
focus = [0.25, 1]
[tags]
season = ["冬"]
mood = "静か"
"""
    put(project, "designs/first-snow/design.toml", text)
    put(project, "designs/first-snow/a.png", "")
    put(project, "designs/first-snow/b.jpg", "")
    design, problems = load_design(project, "first-snow")
    assert problems == []
    assert design is not None
    assert design.folder == project.root / "designs" / "first-snow"
    assert (design.pictures, design.credit, design.focus) == (("a.png", "b.jpg"), False, (0.25, 1))
    assert (design.permission, design.season, design.mood) == (
        ("card", "web"),
        ("winter",),
        ("静か",),
    )


def test_a_design_may_be_without_a_picture(project: Project) -> None:
    put(project, "designs/words/design.toml", DESIGN)
    design, problems = load_design(project, "words")
    assert design is not None
    assert (design.pictures, design.credit, problems) == ((), True, [])


@pytest.mark.parametrize(
    ("line", "code"),
    [('picture = "b.png"', "picture-missing"), ('picture = "../a.png"', "picture-name"),
     ('picture = "x/a.png"', "picture-name"), ("picture = 'x\\a.png'", "picture-name"),
     ('picture = ".."', "picture-name"), ('picture = "/a.png"', "picture-name"),
     ("focus = [0.5]", "toml-type"), ("focus = [0.5, 1.5]", "toml-type"),
     ("focus = [true, 0]", "toml-type"), ("credit = 1", "toml-type"),
     ("photo = 'a.png'", "toml-unknown"), ("[tags]\nsaison = 'x'", "toml-unknown")],
)  # fmt: skip
def test_what_stops_a_design_is_a_problem_at_its_line(
    project: Project, line: str, code: str
) -> None:
    put(project, "designs/a/design.toml", DESIGN + line)
    put(project, "designs/a/a.png", "")
    design, (problem,) = load_design(project, "a")
    assert (design, problem.code, problem.kind) == (None, code, ExitCode.DESIGN)
    assert problem.where == Where("designs/a/design.toml", 4 + line.count("\n"))


@pytest.mark.parametrize("key", ["title", "artist", "layout"])
def test_a_design_needs_title_artist_and_layout(project: Project, key: str) -> None:
    put(project, "designs/a/design.toml", DESIGN.replace(f"{key} = ", "#"))
    assert codes(load_design(project, "a")[1]) == ["toml-missing"]


def test_an_artist_nobody_entered_yet_is_a_warning(project: Project) -> None:
    put(project, "designs/a/design.toml", DESIGN.replace("artist = ", "artist = ''#"))
    design, problems = load_design(project, "a")
    assert (design and design.artist, codes(problems)) == ("", ["artist-missing"])


def test_a_picture_that_is_a_link_out_of_the_folder_is_not_taken(project: Project) -> None:
    put(project, "designs/a/design.toml", f'{DESIGN}picture = "a.png"')
    put(project, "elsewhere.png", "")
    try:
        (project.root / "designs" / "a" / "a.png").symlink_to(project.root / "elsewhere.png")
    except OSError:
        pytest.skip("links need a privilege on this system")
    assert codes(load_design(project, "a")[1]) == ["design-link"]


def test_an_unknown_design_is_answered_with_the_nearest(project: Project) -> None:
    put(project, "designs/first-snow/design.toml", DESIGN)
    put(project, "designs/brushes/readme.txt", "")
    assert design_names(project.root) == ["first-snow"]
    design, (problem,) = load_design(project, "first_snow")
    assert (design, problem.code) == (None, "design-unknown")
    assert "first-snow" in str(problem.hint)


def test_a_design_folder_has_a_plain_small_name(project: Project) -> None:
    put(project, "designs/First Snow/design.toml", DESIGN)
    assert codes(load_design(project, "First Snow")[1]) == ["design-name"]


def test_the_print_settings_arrive_in_either_language(tmp_path: Path) -> None:
    settings = (
        '[print]\nbarcode = true\nenvelope = "長形4号"\nwriting = "横書き"\npayment = "別納"\n'
        'post_office = "札幌中央郵便局"\n'
    )
    project, problems = load(tmp_path, PROJECT + settings)
    assert problems == []
    assert project is not None
    printing = project.printing
    assert (printing.barcode, printing.envelope, printing.writing) == (True, "naga4", "horizontal")
    assert (printing.payment, printing.post_office) == ("betsunou", "札幌中央郵便局")


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ('envelope = "naga5"', "naga"),
        ('envelope = "hagaki"', "naga3"),
        ('writing = "vertikal"', "vertical"),
        ('payment = "betunou"', "betsunou"),
        ('payment = "料金別"', "料金別納"),
        ('post_ofice = "x"', "post_office"),
    ],
)
def test_a_wrong_print_setting_is_answered_with_a_right_one(
    tmp_path: Path, line: str, near: str
) -> None:
    project, (problem,) = load(tmp_path, f"{PROJECT}[print]\n{line}\n")
    assert project is None
    assert near in str(problem.hint)
