"""Names as foreign address books have them: in one cell or two, with and without honorific."""

from __future__ import annotations

import re
from collections.abc import Iterable

from outreach.errors import Severity
from outreach.model.recipient import JointName
from outreach.phrase import phrase
from outreach.sources.characters import BLANKS
from outreach.sources.columns import label
from outreach.sources.fault import Fault

HONORIFICS = ("様", "さま", "さん", "殿", "先生", "御中", "君", "くん", "ちゃん", "各位")
_BLANK = re.compile(f"[{BLANKS}]+")
_BETWEEN = re.compile(r"[;；,，、､/／\r\n]+")
# A name may end in さん or 殿 by itself, but hardly after a blank, and none ends in 様.
_HONORIFIC = re.compile(rf"(.+?)[{BLANKS}]*(様)|(.+?)[{BLANKS}]+({'|'.join(HONORIFICS)})")
_HOUSE_HONORIFIC = re.compile(rf"(.+?)[{BLANKS}]*(御中)")
# Words that only the name of a house has.
_HOUSE = re.compile(
    "(?:株式|有限|合同|合資|合名|相互)会社|法人|[㈱㈲]|[（(][株有社財福医学][）)]|協会|協議会|連合会"
    "|センター$|役所$|役場$|事務所$|委員会$|家族会$|病院$|クリニック$|大学$|学校$|図書館$|御中$"
)


def one_line(text: str) -> str:
    """Return a cell's text without line breaks and trimmed; blanks inside stay as they are."""
    return re.sub(r"[\t\r\n]+", " ", text).strip(BLANKS)


def joined(words: Iterable[str]) -> str:
    """Return the words that are not blank with a blank between them."""
    return " ".join(filter(None, map(one_line, words)))


def is_house(name: str) -> bool:
    """Return whether a name in one cell must be that of an organisation."""
    return bool(_HOUSE.search(name))


def without_honorific(name: str) -> tuple[str, str]:
    """Return a name in one cell, and the honorific that stood behind it."""
    pattern = _HOUSE_HONORIFIC if name.endswith("御中") else _HONORIFIC
    found = pattern.fullmatch(name)
    if found is None:
        return name, ""
    words = [word for word in found.groups() if word]
    return words[0], words[1]


def split_name(name: str) -> tuple[str, str, Fault | None]:
    """Return family and given name of a name in one cell, parted at its blank, half or full width.

    Without a blank all of it is the family name, which a person should look at; nothing is guessed.
    """
    words = _BLANK.split(name)
    if len(words) == 2:
        return words[0], words[1], None
    if len(words) == 1:
        return name, "", _NAME_WHOLE
    return words[0], " ".join(words[1:]), _NAME_PARTS


_NAME_WHOLE = Fault(
    "name-not-split",
    phrase("The name stands in one cell without a blank: all of it was taken as {column}.",
           column=label("family_name")),
    phrase("It is printed as it stands. To part it, put a blank between family and given name."),
    Severity.WARNING,
)  # fmt: skip
_NAME_PARTS = Fault(
    "name-parts",
    phrase("The name has more than two words: the first was taken as {column}.",
           column=label("family_name")),
    phrase("See whether that is right; a second person belongs into {column}.",
           column=label("joint_names")),
    Severity.WARNING,
)  # fmt: skip


def joint_name(family: str, given: str, full: str, honorific: str, main: str) -> JointName | None:
    """Return a further name on the card, the surname only where it is not the main one's.

    Formats have it in two cells, in one, or only the given name.
    """
    family, given, full = one_line(family), one_line(given), one_line(full)
    if not given and full:
        full, found = without_honorific(full)
        honorific = honorific or found
        words = _BLANK.split(full, maxsplit=1)
        if len(words) == 2:
            family, given = words
        elif main and full.startswith(main) and full != main:
            given = full[len(main) :]
        else:
            given = full
    if not given:
        return None
    return JointName(given, one_line(honorific) or "様", "" if family == main else family)


def joint_names_of(cell: str, honorifics: str, main: str) -> tuple[JointName, ...]:
    """Return the further names of a cell that may hold several, and of the one beside it."""
    names = [name for part in _BETWEEN.split(cell) if (name := part.strip(BLANKS))]
    given = [part.strip(BLANKS) for part in _BETWEEN.split(honorifics)]
    if len(given) < len(names):  # one honorific stands for all of them
        given = [given[0]] * len(names)
    found = (joint_name("", "", name, given[at], main) for at, name in enumerate(names))
    return tuple(filter(None, found))
