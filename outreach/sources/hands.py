"""How people call the three hands and the letterings: ペン, pen, 大きくはっきり, clear."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from outreach.model.hand import HANDS, LETTERINGS
from outreach.phrase import Phrase, phrase
from outreach.sources.fault import Fault, nearest
from outreach.sources.stocks import folded, word_of
from outreach.sources.toml import Table, wrong_type

LEAST_PITCH, MOST_PITCH = 4.0, 20.0  # mm between two guide lines that a pen can be led by
_NONE = ("none", "なし")


def _words(names: Mapping[str, str]) -> Mapping[str, str]:
    japanese = {folded(word): name for name, word in names.items()}
    return {name: name for name in names} | japanese


_HANDS, _LETTERINGS = _words(HANDS), _words(LETTERINGS)


def hand_named(word: str) -> str | None:
    """Return the hand a word means, or None for a word nobody knows."""
    return _HANDS.get(folded(word))


def lettering_named(word: str) -> str | None:
    """Return the lettering a word means, or None for a word nobody knows."""
    return _LETTERINGS.get(folded(word))


def hand_in(table: Table) -> tuple[str, str]:
    """Return the hand and the lettering a table names, blank where it says none."""
    return word_of(table, "hand", "", _HANDS), word_of(table, "lettering", "", _LETTERINGS)


def ruling_in(table: Table) -> float | None:
    """Return the pitch in mm of a table's guide lines: None as the layout has it, 0 for none."""
    value = table.values.get("ruling")
    if value is None:
        return None
    if isinstance(value, str) and folded(value) in _NONE:
        return 0.0
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and LEAST_PITCH <= float(str(value)) <= MOST_PITCH:
        return float(str(value))
    expected = phrase('a number of mm from {least:g} to {most:g}, such as 9, or "none"',
                      least=LEAST_PITCH, most=MOST_PITCH)  # fmt: skip
    table.blame("ruling", wrong_type("ruling", expected))
    return None


@lru_cache(maxsize=512)
def parse_hand(column: Phrase, text: str) -> tuple[str, Fault | None]:
    """Return how the message comes onto a card by a cell's word; blank means not said."""
    return _named("hand-unknown", column, text, HANDS, _HANDS)


@lru_cache(maxsize=512)
def parse_lettering(column: Phrase, text: str) -> tuple[str, Fault | None]:
    """Return the imitated hand a cell names; blank means not said."""
    return _named("lettering-unknown", column, text, LETTERINGS, _LETTERINGS)


def _named(
    code: str, column: Phrase, text: str, names: Mapping[str, str], words: Mapping[str, str]
) -> tuple[str, Fault | None]:
    name = words.get(folded(text), "")
    if name or not text:
        return name, None
    close = nearest(folded(text), words)
    if close:
        hint = phrase("Did you mean {nearest}?", nearest=close)
    else:
        possible = ", ".join(f"{name} ({japanese})" for name, japanese in names.items())
        hint = phrase("Write one of: {possible}.", possible=possible)
    return "", Fault(code, phrase("{column} holds a word that is not known.", column=column), hint)
