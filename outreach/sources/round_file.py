"""A round.toml still to be filled in, with Japanese comments for whoever opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outreach.errors import ExitCode, Problem, Where
from outreach.model.season import GREETINGS, NEW_YEAR
from outreach.sources.design_file import toml_value
from outreach.sources.rounds import FOLDER, ROUND_FILE
from outreach.sources.toml import line_of, read_document

_WEEKDAYS = "月火水木金土日"

_ROUND = """\
# {month}の{kind}。年間予定から作った下書きです。
# 「#」から後ろはメモで、はがきには印刷されません。

# まだ便りのない下書きのしるし。便りを書きおえたら、この行を消します
draft = true
{reserve}
# 何を送る回か。絵はがきは "card"
mailing = "card"

# ポストに出す日（{weekday}曜日）。土日と祝日は配達がないので、月曜から水曜に出します
post_on = {post_on}
{greeting}
# 使う紙。"hagaki" は、ふつうのはがき（100×148 ミリ）
stock = "hagaki"

# 絵を描く人。予定のためのメモで、印刷されません。絵は {pictures} までに
artist = {artist}

# 図案の名前。designs フォルダの中の、使いたいフォルダの名前を書きます。
# "auto" のままなら、一人ひとりに、季節に合った、まだ送っていない絵を選びます
design = "auto"

# 便りを書く人の筆名。便りは {words} までに
author = {author}

# 便り。三つ並んだ「"」の間に書くと、改行もそのまま印刷されます。
# {{{{ call_name }}}} と書いたところには、一人ひとりの「呼び名」が入ります
message = \"\"\"
\"\"\"
"""

_RESERVE = """
# 予備の回です。だれかが体調をくずして間に合わない2週間に、その回のかわりに送ります。
# {ready} までに、季節にも日付にもふれない絵と便りをそろえておきます。
# 使うとき：下の post_on をその回の日に直し、この行を消します。
reserve = true
"""

_GREETING = """
# 季節のあいさつ。{about}
greeting = "{word}"
"""
_ABOUT = {
    NEW_YEAR: "切手の下に「年賀」と赤で刷り、1月1日に届きます（投函は12月25日まで）。\n"
    "# 喪中の方には送りません。その方には、1月の寒中見舞いが届きます。\n"
    "# 「年賀」がもう刷ってある年賀はがきを使うなら、mark = false と書きたします",
    "kanchu": "立春の前の日までに届くはがきです。喪中の方には、年賀のかわりになります",
    "yokan": "立春から2月の末までに届くはがきです",
    "shochu": "立秋の前の日までに届くはがきです",
    "zansho": "立秋から8月の末までに届くはがきです",
}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A round that is only planned: its day, who it is for to make, and until when.

    ``ready`` is the day a reserve must be ready, None for an ordinary round.
    """

    id: str
    post_on: date
    artist: str
    author: str
    greeting: str
    pictures: date
    words: date
    ready: date | None = None


def skeleton_text(plan: Skeleton) -> str:
    """Return the round.toml of a planned round."""
    reserve = greeting = ""
    if plan.ready is not None:
        reserve = _RESERVE.format(ready=_day(plan.ready))
    if plan.greeting:
        word, about = GREETINGS[plan.greeting], _ABOUT[plan.greeting]
        greeting = _GREETING.format(word=word, about=about)
    return _ROUND.format(
        month=f"{plan.post_on.year}年{plan.post_on.month}月",
        kind="絵はがき" if plan.ready is None else "投函まで使える、予備の絵はがき",
        weekday=_WEEKDAYS[plan.post_on.weekday()],
        post_on=toml_value(plan.post_on),
        artist=toml_value(plan.artist),
        author=toml_value(plan.author),
        pictures=_day(plan.pictures),
        words=_day(plan.words),
        reserve=reserve,
        greeting=greeting,
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def round_place(root: Path, round_id: str, key: str) -> Where:
    """Return where a key stands in a round's round.toml."""
    file = f"{FOLDER}/{round_id}/{ROUND_FILE}"
    document = read_document(root / file, file, ExitCode.PROJECT)
    if isinstance(document, Problem):
        return document.where
    return Where(file, line_of(document.text, "", key))


def taken_ids(root: Path) -> set[str]:
    """Return what no new round may be called, in small letters: folders that hold anything."""
    folder = root / FOLDER
    there = folder.iterdir() if folder.is_dir() else ()
    return {path.name.casefold() for path in there if not path.is_dir() or any(path.iterdir())}


def write_skeleton(root: Path, plan: Skeleton) -> None:
    """Make the round's folder and its round.toml; a file that is there is never overwritten.

    Raises OSError where the folder cannot be written, or the file is there already.
    """
    path = root / FOLDER / plan.id / ROUND_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    data = skeleton_text(plan).encode()
    file = path.open("xb")
    try:
        with file:
            file.write(data)
    except OSError:
        path.unlink(missing_ok=True)  # half a round is none
        raise
