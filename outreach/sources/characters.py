"""Which characters must not stand in text that is printed, and where the first one stands."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from outreach.phrase import Phrase, phrase
from outreach.sources.fault import Fault

BLANKS = " \t\r\n\u00a0\u3000"
LONGEST_CELL = 200
FORMULA_LEADS = "=+-@＝＋－＠"

# What programs put in the place of a character they could not save.
_LOST = frozenset("?？〓\ufffd")
_REPLACEMENT = frozenset("\ufffd")

# Letters by their category that show nothing: Hangul fillers, the braille blank, the joiner.
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")

# The marks, embeddings, overrides and isolates of writing from right to left.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# Anything outside these ranges is looked at one character at a time; everyday names are not.
_PLAIN = (
    " ->@-~\u00a1-\u00ac\u00ae-\u017f\u2010-\u2015\u2018-\u201d\u2460-\u24ff"
    "\u3000-\u3012\u3014-\u3029\u3041-\u3096\u309b-\u30ff\u3220-\u33ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\uff01-\uff1e\uff20-\uff9f"
)
_UNUSUAL = re.compile(f"[^{_PLAIN}]")
_UNUSUAL_LINE = re.compile(f"[^\n{_PLAIN}]|^[{re.escape(FORMULA_LEADS)}#]", re.MULTILINE)
_EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NUM!|NULL!|NAME\?|#+)", re.IGNORECASE)
_VOICING_MARKS = "\u3099\u309a"


def needs_a_look(cells: tuple[str, ...]) -> bool:
    """Return whether any of a row's cells may hold something ``cell_fault`` objects to.

    One search over the whole row is what keeps ten thousand rows under a second.
    """
    joined = "\n".join(cells)
    return (
        _UNUSUAL_LINE.search(joined) is not None
        or len(joined) > LONGEST_CELL
        or joined.count("\n") >= len(cells)
    )


def cell_fault(label: Phrase | str, text: str) -> Fault | None:
    """Return the first fault of a printed cell (one line, a name or part of an address)."""
    if len(text) > LONGEST_CELL:
        return _too_long(label)
    if text[:1] and (text[0] in FORMULA_LEADS or _EXCEL_ERROR.match(text)):
        return Fault(
            "cell-formula",
            phrase("{column} looks like a formula or an error of Excel.", column=label),
            phrase("Format the column as text and type the cell again."),
        )
    return _fault(label, text, _LOST, lines=False)


def line_fault(label: Phrase | str, text: str) -> Fault | None:
    """Return the first fault of a line typed by hand: it may ask, or start with a minus."""
    if len(text) > LONGEST_CELL:
        return Fault(
            "text-too-long",
            phrase("{key} has more than {most} characters.", key=label, most=LONGEST_CELL),
            phrase("Shorten it."),
        )
    return _fault(label, text, _REPLACEMENT, lines=False)


def message_fault(label: Phrase | str, text: str) -> Fault | None:
    """Return the first fault of a text that may have several lines and ask a question."""
    return _fault(label, text, _REPLACEMENT, lines=True)


def _too_long(label: Phrase | str) -> Fault:
    return Fault(
        "cell-too-long",
        phrase("{column} is longer than {most} characters.", column=label, most=LONGEST_CELL),
        phrase("Shorten it; remarks belong into a note."),
    )


def _fault(label: Phrase | str, text: str, lost: frozenset[str], lines: bool) -> Fault | None:
    for found in _UNUSUAL.finditer(text):
        at = found.start()
        character = text[at]
        if character in lost:
            return _lost(label, character, at)
        if (character != "\n" or not lines) and not _may_stand(text, at, marks=lines):
            return _forbidden(label, character, at)
    return None


def _may_stand(text: str, at: int, marks: bool) -> bool:
    """Return whether the character at ``at`` may be printed after what stands before it."""
    character = text[at]
    before = text[at - 1] if at else ""
    if _is_selector(character):
        return bool(before) and unicodedata.category(before)[0] in "LNPS"
    if character in _VOICING_MARKS:
        is_ainu = "\u31f0" <= before <= "\u31ff" and character == "\u309a"  # ㇷ゚ (JIS X 0213)
        return is_ainu or ("\u3041" <= before <= "\u30ff" and before not in _VOICING_MARKS)
    return _is_visible(character) and (marks or unicodedata.category(character)[0] != "M")


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


@lru_cache(maxsize=4096)
def _is_visible(character: str) -> bool:
    """Return whether a character is assigned and not a control, format or private one."""
    # Planes 2 and 3 are kept for ideographs, of which a newer font may know more than Python
    # does: whether a rare one can be printed is the font's word, not ours.
    if "\U00020000" <= character <= "\U0003ffff" and ord(character) & 0xFFFE != 0xFFFE:
        return True
    category = unicodedata.category(character)
    return category[0] != "C" and category not in ("Zl", "Zp") and character not in _INVISIBLE


def spell(character: str) -> Phrase:
    """Return a character's code point and, where it is a common one, what it is in plain words."""
    code = f"U+{ord(character):04X}"
    if character in _LOST:
        return phrase("{code} (the mark of a lost character)", code=code)
    if character in _TURNING:
        return phrase("{code} (an invisible character that turns the writing round)", code=code)
    if character in "\t\r\n":
        return phrase("{code} (a line break or tab)", code=code)
    if character in _INVISIBLE or unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
        return phrase("{code} (an invisible character)", code=code)
    return Phrase(code)


def _lost(label: Phrase | str, character: str, at: int) -> Fault:
    message = phrase(
        "{column} has {character} at position {position}: "
        "a character was lost when this was saved.",
        column=label, character=spell(character), position=at + 1,
    )  # fmt: skip
    hint = phrase("Type it again and save as CSV UTF-8.")
    return Fault("character-lost", message, hint)


def _forbidden(label: Phrase | str, character: str, at: int) -> Fault:
    message = phrase(
        "{column} has {character} at position {position}, which cannot be printed.",
        column=label, character=spell(character), position=at + 1,
    )  # fmt: skip
    return Fault("character-forbidden", message, _what_to_do(character))


def _what_to_do(character: str) -> Phrase:
    if character in "\t\r\n":
        return phrase("Take the line break or tab out of the cell.")
    if unicodedata.category(character) == "Co":
        return phrase("Replace it: a private character (gaiji) exists on one computer only.")
    return phrase("Delete the characters around that place and type them again.")
