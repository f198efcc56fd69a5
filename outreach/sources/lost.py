"""Characters a program could not save: ? and 〓 in a message where something else once stood.

Excel writes ? for every character that Shift_JIS (CP932) does not have, two for an emoji, and says
nothing. It never writes the full-width ？.
"""

from __future__ import annotations

import re
from functools import lru_cache

from outreach.errors import Severity
from outreach.phrase import Phrase, phrase
from outreach.sources.fault import Fault

_GETA = "〓"
_MARKS = re.compile(r"[?？]+")
_PIECES = re.compile(r"[?？]+|[^?？]+")
# What may follow a question mark: an end, a blank, punctuation, or an address on the web.
_ENDS = re.compile(r"$|[\s、。，．！？!?,.;:…―♪☆★〜～~)）」』】〉》\]\"'”’]")
_BEGINS = re.compile(r"[\s、。，．(（「『【〈《\[\"“‘]$|^$")
_ASKING = re.compile(r"(?:か|かな|なの|よね|でしょう?|[!！])$")
_SAVE_AS_UNICODE = phrase(
    'Save the list as "CSV UTF-8" or as an Excel workbook (.xlsx), and import it again.'
)
_TYPE_AGAIN = phrase("If another character stood there, type it again and save as CSV UTF-8 or "
                     ".xlsx; if it is meant so, leave it.")  # fmt: skip


def lost_fault(label: Phrase | str, text: str) -> Fault | None:
    """Return a warning for the first place of a message where a character may have been lost."""
    at = lost_at(text)
    if at is None:
        return None
    message = phrase(
        "{column} has {character} at position {position}, as if a character was lost when this "
        "was saved.",
        column=label, character=text[at], position=at + 1,
    )  # fmt: skip
    return Fault("character-perhaps-lost", message, _TYPE_AGAIN, Severity.WARNING)


def geta_fault(label: Phrase | str, text: str) -> Fault | None:
    """Return the error for a message with 〓, which stands for a character nobody could write."""
    at = text.find(_GETA)
    if at < 0:
        return None
    message = phrase(
        "{column} has {character} at position {position}: "
        "a character was lost when this was saved.",
        column=label, character=_GETA, position=at + 1,
    )  # fmt: skip
    return Fault("character-lost", message, _SAVE_AS_UNICODE)


def changed_fault(label: Phrase | str, text: str, before: str) -> Fault | None:
    """Return the error for a message that is an earlier one with ? in place of characters."""
    if not _is_same_but_marks(text, before):
        return None
    gone = set(before) - set(text)
    if all(map(_is_in_shift_jis, gone)) and lost_at(text) == lost_at(before):
        return None  # somebody made a question of it
    message = phrase(
        "{column} is the one that stood there before, but for characters that became ?: the first "
        "at position {position}.",
        column=label, position=_first_change(text, before) + 1,
    )  # fmt: skip
    return Fault("character-lost", message, _SAVE_AS_UNICODE)


@lru_cache(maxsize=1024)
def lost_at(text: str) -> int | None:
    """Return where the first character may have been lost, counted from 0, or None.

    A question mark at the end of a sentence is none, nor is a full-width one anywhere.
    """
    found = [text.find(_GETA)]
    found += [run.start() for run in _MARKS.finditer(text) if _is_odd(text, run)]
    return min((at for at in found if at >= 0), default=None)


def _is_odd(text: str, run: re.Match[str]) -> bool:
    """Return whether question marks stand where nobody asks: two of them, or inside a sentence."""
    marks = run.group()
    if "?" not in marks:
        return False
    if marks.count("?") > 1:
        return True
    before, after = text[: run.start()], text[run.end() :]
    if _ENDS.match(after):
        is_begun = _BEGINS.search(before[-1:]) is not None
        is_quoted = before[-1:] in tuple('(（「『【〈《["“‘') and bool(after)
        return is_begun and not is_quoted
    is_latin = before[-1:].strip().isascii() and not before[-1:].isdigit()
    if before[-1:].strip() and is_latin and after[0].isascii():
        return False  # English, or an address on the web
    return _ASKING.search(before[-4:]) is None


def _is_same_but_marks(text: str, before: str) -> bool:
    """Return whether a message is another one with ? in the place of some of its characters.

    n question marks stand for one to n characters: an emoji becomes two of them.
    """
    if text == before or not _MARKS.search(text):
        return False
    reached = {0}
    for piece in _PIECES.findall(text):
        length = len(piece)
        if piece[0] in "?？":
            reached = {to for at in reached
                       for to in range(at + 1, min(at + length, len(before)) + 1)}  # fmt: skip
        else:
            reached = {at + length for at in reached if before.startswith(piece, at)}
    return len(before) in reached


def _first_change(text: str, before: str) -> int:
    pairs = zip(text, before, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), len(before))


def _is_in_shift_jis(character: str) -> bool:
    try:
        character.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True
