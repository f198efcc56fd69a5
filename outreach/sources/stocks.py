"""The names people write for what is printed on: 長形3号, 長3, naga3, ラベル24面, label-24."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from outreach.errors import ProblemsFoundError, Severity
from outreach.model.project import Payment, Writing
from outreach.model.stock import STOCKS, Form
from outreach.phrase import phrase
from outreach.sources.fault import Fault, did_you_mean, nearest
from outreach.sources.toml import Table

LABELS_FILE = "labels.toml"
_SHEET = re.compile(r"(?:ラベル|labels?)-?(\d+)(?:面|-?up)?")
_LEFT_OUT = re.compile("[形号封筒]|\\s")
WRITINGS = {
    "vertical": Writing.VERTICAL,
    "縦書き": Writing.VERTICAL,
    "縦": Writing.VERTICAL,
    "horizontal": Writing.HORIZONTAL,
    "横書き": Writing.HORIZONTAL,
    "横": Writing.HORIZONTAL,
}


def own_labels(root: Path) -> Path | None:
    """Return the project's own sheets of labels, where it has any."""
    path = root / LABELS_FILE
    return path if path.is_file() else None


def folded(text: str) -> str:
    """Return a word of a settings file in half width and lower case, without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _names() -> Mapping[str, str]:
    """Return the name of each stock by everything it may be called."""
    called: dict[str, str] = {}
    for name, stock in STOCKS.items():
        japanese = folded(stock.japanese)
        for word in (name, japanese, _LEFT_OUT.sub("", japanese), japanese + "封筒"):
            called[word] = name
    return called | {"葉書": "hagaki", "ハガキ": "hagaki", "postcard": "hagaki"}


_NAMES = _names()


def stock_of(table: Table, key: str, default: str, root: Path) -> str:
    """Return the stock a round names, or ``default``; another word is answered with the nearest."""
    text = table.text(key)
    if not text:
        return default
    if known := _NAMES.get(folded(text)):
        return known
    from outreach.post.labels import load_labels  # few rounds are printed on labels

    try:
        sheets = load_labels(own_labels(root))
    except ProblemsFoundError as error:
        table.document.problems.extend(error.problems)
        return default
    if text in sheets:
        return text
    found = _SHEET.fullmatch(folded(text))
    if found and (name := f"label-{int(found[1])}") in sheets:
        return name
    called = {name: stock.japanese for name, stock in STOCKS.items()}
    called |= {name: sheet.japanese for name, sheet in sheets.items()}
    _refuse(table, key, text, called, _NAMES)
    return default


def envelope_of(table: Table, key: str, default: str) -> str:
    """Return the envelope a table names, or ``default``."""
    text = table.text(key)
    if not text:
        return default
    known = _NAMES.get(folded(text), "")
    if known and STOCKS[known].form is Form.ENVELOPE:
        return known
    called = {name: s.japanese for name, s in STOCKS.items() if s.form is Form.ENVELOPE}
    _refuse(table, key, text, called, (word for word, name in _NAMES.items() if name in called))
    return default


def word_of(table: Table, key: str, default: str, words: Mapping[str, str]) -> str:
    """Return what a table's word stands for; ``words`` holds the Japanese ones as well."""
    text = table.text(key)
    if not text:
        return default
    found = words.get(folded(text))
    if found is None:
        _refuse(table, key, text, _called(words), words)
        return default
    return str(found)


def _called(words: Mapping[str, str]) -> Mapping[str, str]:
    """Return the first Japanese word for each thing, by its English one."""
    japanese: dict[str, str] = {}
    for word, thing in words.items():
        if not word.isascii():
            japanese.setdefault(str(thing), word)
    return japanese


def _refuse(
    table: Table, key: str, text: str, called: Mapping[str, str], known: Iterable[str]
) -> None:
    """Note a word nobody knows; ``called`` are those that may stand there, and in Japanese."""
    known = [*called, *known]
    possible = [f"{name} ({japanese})" if japanese else name for name, japanese in called.items()]
    example = phrase('For instance: {key} = "{name}".', key=key, name=next(iter(called)))
    fault = Fault(
        "toml-choice",
        phrase("{key} must be one of: {possible}.", key=key, possible=", ".join(possible)),
        did_you_mean(text, known) if nearest(text, known) else example,
    )
    table.blame(key, fault)


def blame_labels(table: Table, payment: Payment) -> None:
    """Note what is wished for and does not stand on labels: the mark of payment and the sender."""
    if payment is not Payment.STAMP:
        table.blame("stock", _NO_MARK)
    if table.values.get("sender"):
        table.blame("sender", _NO_SENDER)


_NO_MARK = Fault(
    "labels-without-mark",
    phrase("Labels bear no payment mark, though outreach.toml asks for one."),
    phrase('Stick them on envelopes that have the mark (a rubber stamp will do), or write '
           'stock = "naga3" to print on the envelopes themselves.'),
    Severity.WARNING,
)  # fmt: skip
_NO_SENDER = Fault(
    "labels-without-sender",
    phrase("Labels bear no sender."),
    phrase('Stick them on envelopes that have yours, or write stock = "naga3" to print on the '
           'envelopes themselves.'),
    Severity.WARNING,
)  # fmt: skip
