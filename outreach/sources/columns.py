"""The columns of the address book and of the messages, and how a header row names them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.phrase import Phrase, phrase
from outreach.sources.fault import Fault, nearest

# Canonical name: the Japanese one that is accepted beside it. The order is that of an export.
RECIPIENT_COLUMNS = {
    "key": "管理番号",
    "family_name": "姓",
    "given_name": "名",
    "kana": "ふりがな",
    "honorific": "敬称",
    "joint_names": "連名",
    "organisation": "団体名",
    "department": "部署",
    "title": "肩書",
    "care_of": "様方",
    "postal_code": "郵便番号",
    "prefecture": "都道府県",
    "city": "市区町村",
    "street": "町名番地",
    "building": "建物名",
    "address": "住所",
    "kind": "区分",
    "mailings": "送付物",
    "gender": "性別",
    "branch": "拠点",
    "consent": "同意",
    "consent_on": "同意日",
    "call_name": "呼び名",
    "likes": "好きなこと",
    "avoid": "避ける話題",
    "sender_line": "差出人表記",
    "envelope": "封書",
    "hand": "書き方",
    "lettering": "書体",
    "note": "備考",
}
MESSAGE_COLUMNS = {
    "key": "管理番号",
    "message": "便り",
    "design": "図案",
    "author": "書き手",
    "hand": "書き方",
    "lettering": "書体",
}


class Cells(NamedTuple):
    """One row of the address book as text, trimmed; a column the file lacks is blank."""

    key: str
    family_name: str
    given_name: str
    kana: str
    honorific: str
    joint_names: str
    organisation: str
    department: str
    title: str
    care_of: str
    postal_code: str
    prefecture: str
    city: str
    street: str
    building: str
    address: str
    kind: str
    mailings: str
    gender: str
    branch: str
    consent: str
    consent_on: str
    call_name: str
    likes: str
    avoid: str
    sender_line: str
    envelope: str
    hand: str
    lettering: str
    note: str


# What ends up on paper; the others are for the people at the desk.
PRINTED = (
    "family_name", "given_name", "honorific", "joint_names", "organisation", "department", "title",
    "care_of", "prefecture", "city", "street", "building", "address", "call_name",
)  # fmt: skip


def label(column: str) -> Phrase:
    """Return a recipient column's two names, the reader's first: either may stand in the file.

    Of a column that is none of ours the heading itself.
    """
    if column not in RECIPIENT_COLUMNS:
        return Phrase("{column}", (("column", column),))
    return phrase("{column} ({japanese})", column=column, japanese=RECIPIENT_COLUMNS[column])


def fold(text: str) -> str:
    """Return text for comparing words, never for printing: width and case folded, trimmed."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def is_header(cells: Sequence[str], columns: Mapping[str, str]) -> bool:
    """Return whether a row of cells names at least two of the columns."""
    names = {*columns, *map(fold, columns.values())}
    return len(names.intersection(map(fold, cells))) >= 2


def find_columns(headers: Sequence[str], columns: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the places of every column that the header row names, in either language."""
    by_word = {fold(word): name for name, both in columns.items() for word in (name, both)}
    places: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        name = by_word.get(fold(header))
        if name is not None:
            places.setdefault(name, []).append(place)
    return places


def doubled(places: Mapping[str, list[int]], where: Where) -> list[Problem]:
    """Return a problem for every column that stands in the header row more than once."""
    return [
        Problem(
            ExitCode.SOURCE,
            "column-twice",
            phrase(
                "The column {column} ({japanese}) stands in the header row more than once.",
                column=name,
                japanese=RECIPIENT_COLUMNS.get(name) or MESSAGE_COLUMNS[name],
            ),
            phrase("Delete or rename one of the two."),
            where,
        )
        for name, found in places.items()
        if len(found) > 1
    ]


def likely(column: str, columns: Mapping[str, str], headers: Iterable[str]) -> str | None:
    """Return the header that may have been meant for a column no header names."""
    headers = [header for header in headers if header and not find_columns([header], columns)]
    return nearest(column, headers) or nearest(columns[column], headers)


def lacking(column: str, columns: Mapping[str, str], headers: Iterable[str]) -> Fault:
    """Return the fault of a required column that no header names, with the nearest header."""
    close = likely(column, columns, headers)
    message = phrase(
        "The column {column} ({japanese}) is missing.", column=column, japanese=columns[column]
    )
    if close is None:
        hint = phrase("Name the columns in the first row; columns may stand in any order.")
    else:
        hint = phrase("Was {header} meant? Rename it in the first row.", header=close)
    return Fault("column-missing", message, hint)


# Columns of many an address book that only begin like one of ours.
_UNRELATED = frozenset({"連絡先", "連絡方法", "同居", "同居家族", "同居者", "部屋番号", "名簿番号"})
# A slip in one of these sends someone an open card, a card they refused, or the wrong sender.
_KEEP_SAFE = frozenset({"envelope", "consent", "sender_line"})
_COMMON_START = frozenset({"hand", "lettering"})  # 書類, 書籍, 書き手の連絡先: so begins much else
_CLOSE = 0.6


def _nearly(word: str, absent: Mapping[str, str]) -> str | None:
    """Return the absent column that a header must have meant: envelop, 封筒, or 差出人標記."""
    close = nearest(word, absent)
    if close and abs(len(close) - len(word)) <= 2:
        return close
    if word in _UNRELATED:
        return None
    alike = [name for name, both in absent.items()
             if (_alike(word, fold(both)) if name not in _COMMON_START
                 else _likeness(word, fold(both)) >= _CLOSE)]  # fmt: skip
    return max(alike, key=lambda name: _likeness(word, fold(absent[name])), default=None)


def _alike(word: str, japanese: str) -> bool:
    if word[0] == japanese[0]:
        return len(japanese) > 1 or len(word) == 2
    return _in_common(word, japanese) >= 2


def _in_common(word: str, japanese: str) -> int:
    """Return how many characters of a Japanese name a word has, in its order."""
    lengths = [0] * (len(japanese) + 1)
    for letter in word:
        before = list(lengths)
        for at, other in enumerate(japanese, 1):
            same = before[at - 1] + 1
            lengths[at] = same if letter == other else max(before[at], lengths[at - 1])
    return lengths[-1]


def _likeness(word: str, japanese: str) -> float:
    return SequenceMatcher(None, word, japanese).ratio()


def _meant(name: str, word: str, columns: Mapping[str, str]) -> Phrase:
    """Return the hint that names the column in the language of the header."""
    return phrase("Did you mean {nearest}?", nearest=name if word.isascii() else columns[name])


def misspelt(
    headers: Iterable[str], columns: Mapping[str, str], where: Where, severity: Severity
) -> list[Problem]:
    """Return a problem for every header that is nearly the name of a column the file lacks.

    A column that is not known is kept and ignored; ``envelop`` for ``envelope`` would silently
    send an open card to someone who asked for an envelope, which is therefore always an error.
    """
    headers = [header for header in headers if fold(header)]
    places = find_columns(headers, columns)
    known = {place for found in places.values() for place in found}
    absent = {name: columns[name] for name in columns if name not in places}
    problems = []
    for place, header in enumerate(headers):
        close = None if place in known else _nearly(fold(header), absent)
        if close:
            message = phrase("The column {header} is not known and is ignored.", header=header)
            hint = _meant(close, fold(header), columns)
            worst = Severity.ERROR if close in _KEEP_SAFE else severity
            problems.append(
                Problem(ExitCode.SOURCE, "column-misspelt", message, hint, where, worst)
            )
    return problems
