"""What messages are compared by: their opening, sentences and longer lines; and how it is said.

Words are compared without width, blanks and marks; names and the words that no answer is needed
are said again and again on purpose, and are not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.ledger.numbers import listed
from outreach.phrase import Phrase, phrase
from outreach.typeset.markup import plain
from outreach.workflow.content import folded

SHORTEST_OPENING, SHORTEST_SENTENCE, SHORTEST_LINE = 3, 6, 8  # characters without marks
_MOST_NUMBERS = 50
_END = re.compile(r"[。．!?！？♪]+|\n[ \u3000]*\n")
_TO_WHOM = re.compile(r"[^、,。．!?！？]{1,32}?(?:へ|様|さま|さん|ちゃん|くん|君)[、,]?")
_NO_ANSWER = re.compile(
    r"(?:お|ご)?(?:返事|へんじ|返信).{0,6}?(?:いりません|要りません|いらない|要らない|不要|無用"
    r"|気になさら|気にし|気遣い|結構|なくて|なしで)"
)


@dataclass(frozen=True, slots=True)
class Units:
    """What a message is compared by: folded words and the line each begins on (from 1).

    ``opening`` is the first sentence and the first line, which may be shorter than the others;
    ``sentences`` is all of it, however it was broken into lines.
    """

    lines: Mapping[str, int]
    opening: frozenset[str]
    sentences: frozenset[str]

    def shared(self, past: Units) -> frozenset[str]:
        """Return what both messages say."""
        same = self.lines.keys() & past.lines.keys()
        begun = self.opening & past.opening
        return frozenset({each for each in same if len(each) >= SHORTEST_SENTENCE} | begun)


@lru_cache(maxsize=4096)
def units_of(text: str, author: str = "") -> Units:
    """Return what a message is compared by; the author's name under it is none of it."""
    own = folded(author)
    lines: dict[str, int] = {}
    opening, sentences = set(), set()
    body, first = _without_name(plain(text))
    for at, piece, least in (*_lines(body), *_sentences(body)):
        words = folded(piece)
        if not words or words in (own, f"{own}より") or _NO_ANSWER.match(words):
            continue
        is_first = not body[: _start(body, at)].strip()
        if len(words) >= (SHORTEST_OPENING if is_first else least):
            lines.setdefault(words, first + body.count("\n", 0, _start(body, at)))
            opening |= {words} if is_first else set()
            sentences |= {words} if least == SHORTEST_SENTENCE else set()
    return Units(lines, frozenset(opening), frozenset(sentences))


def _without_name(text: str) -> tuple[str, int]:
    """Return a message without a first line that only says whom it is for, and where it begins."""
    head, _, rest = text.partition("\n")
    return (rest, 2) if _TO_WHOM.fullmatch(head.strip()) else (text, 1)


def _lines(body: str) -> Iterator[tuple[int, str, int]]:
    """Yield each line with its place: many write without full stops."""
    at = 0
    for line in body.split("\n"):
        yield at, line, SHORTEST_LINE
        at += len(line) + 1


def _sentences(body: str) -> Iterator[tuple[int, str, int]]:
    """Yield each sentence with its place, over the ends of lines."""
    at = 0
    for end in _END.finditer(body):
        yield at, body[at : end.start()], SHORTEST_SENTENCE
        at = end.end()
    yield at, body[at:], SHORTEST_SENTENCE


def _start(body: str, at: int) -> int:
    """Return where the words of a piece begin, behind the blanks before them."""
    return at + len(body[at:]) - len(body[at:].lstrip())


# -- how it is said ---------------------------------------------------------------------------


def day_of(on: date, posted: bool) -> Phrase:
    """Return when a card was posted, or else was fixed."""
    if posted:
        return phrase("posted on {on}", on=on)
    return phrase("fixed on {on}, not posted yet", on=on)


def few(numbers: Sequence[int]) -> str:
    """Return numbers of cards, of very many the first."""
    more = " …" if len(numbers) > _MOST_NUMBERS else ""
    return listed(numbers[:_MOST_NUMBERS]) + more


def pointed_out(code: str, message: Phrase, where: Where) -> Problem:
    """Return a warning about words that were read before."""
    in_table = (where.file or "").endswith((".csv", ".xlsx"))
    kind = ExitCode.SOURCE if in_table else ExitCode.PROJECT
    hint = phrase("Say it in other words; if it is meant so, leave it.")
    return Problem(kind, code, message, hint, where, Severity.WARNING)


def both(one: Where, other: Where) -> Where:
    """Return the place two cards share: the row, else the file."""
    same = one.file == other.file and one.line == other.line
    return Where(one.file, one.line if same else None)
