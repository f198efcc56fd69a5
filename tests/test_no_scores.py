"""Nothing here measures people: no rate of replies, no score, no claim of an effect.

A reply is a gift. Where a figure of it existed, somebody would want it to grow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLACES = ("outreach", "docs", "scripts", "designs", "rounds")
SUFFIXES = frozenset({".py", ".po", ".md", ".toml", ".html", ".css", ".j2", ".txt", ".csv"})
SCORES = re.compile(
    r"(?:repl(?:y|ies)|respon[sd]\w*|answer|open|engag\w*|retention|conversion|click|read)"
    r"[\s_-]*(?:rates?|scores?|ratios?|percent\w*|quota)\b|\breturn[\s_-]+(?:rate|ratio|quota)s?\b"
    r"|rates? of (?:repl|respon|answer)\w*"
    r"|\bengagement\b|\bKPIs?\b|\bleader ?boards?\b|\bopen[_ ]rate"
    r"|(?:返信|返事|返答|反応|回答|応答|開封|既読|到達|継続|離脱|定着|改善)[\s・のは]*(?:率|スコア|指数|割合|得点|ランキング)"
    r"|エンゲージメント|効果測定|反応スコア|お便り率",
    re.IGNORECASE,
)
# The lines that say there is no such thing: in the guides, and under "what it never does".
DENIED = re.compile(
    r"no response rate|or work out a response rate, a score or an effect"
    r"|返信率のようなものは|返信率や点数、効果を出すこと"
)


def texts() -> Iterator[Path]:
    for place in PLACES:
        yield from (path for path in sorted((ROOT / place).rglob("*"))
                    if path.suffix in SUFFIXES and path.is_file())  # fmt: skip
    yield from sorted(ROOT.glob("*.md"))


def scores_in(text: str) -> list[str]:
    """Return what sounds like measuring people, but for lines that say there is none."""
    return [
        line.strip()
        for line in text.splitlines()
        if SCORES.search(line) and not DENIED.search(line)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "response rate", "Reply rates", "reply_rate = replies / cards", "replies-ratio",
        "open rate", "rate of replies", "return rate", "engagement", "answer percentage",
        "返信率", "反応率", "お便りへの反応スコア", "返信の割合", "開封率 12%", "効果測定",
    ],
)  # fmt: skip
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    assert scores_in(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "postage rate", "post/rates.py", "return score > 0", "the rates of the day", "郵便料金",
        "return reason",
        "There is no response rate anywhere in this program.",
        "返信率のようなものは、このプログラムのどこにもありません。",
        "retention in days", "a reply is a gift", "the frame rate", "割合で切り抜く",
    ],
)  # fmt: skip
def test_the_search_leaves_alone_what_measures_nobody(line: str) -> None:
    assert scores_in(line) == []


def test_nowhere_is_there_a_rate_or_score_of_people() -> None:
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {line}"
        for path in texts()
        for line in scores_in(path.read_text(encoding="utf-8", errors="replace"))
    }
    assert found == set()


def test_the_search_looks_at_code_catalogues_and_documents() -> None:
    seen = {path.suffix for path in texts()}
    assert {".py", ".po", ".md", ".toml", ".html"} <= seen
