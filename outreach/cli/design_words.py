"""What can be said of a design on the command line: the options of ``add`` and ``edit``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from outreach.cli.language import _, say
from outreach.cli.options import half_width, option
from outreach.model.design import PERMISSIONS
from outreach.model.hand import HANDS, LETTERINGS
from outreach.model.season import SEASONS, season_named
from outreach.phrase import Phrase, phrase
from outreach.sources.designs import use_named
from outreach.sources.hands import hand_named, lettering_named

F = TypeVar("F", bound=Callable[..., Any])
Point = tuple[float, float]

SEASON_WORDS = {"spring": phrase("spring"), "summer": phrase("summer"),
                "autumn": phrase("autumn"), "winter": phrase("winter"),
                "christmas": phrase("Christmas"), "new-year": phrase("New Year")}  # fmt: skip
USE_WORDS = {"card": phrase("cards"), "newsletter": phrase("newsletter"),
             "report": phrase("report"), "web": phrase("web pages")}  # fmt: skip
AUTO = "auto"

_SEPARATOR = re.compile("[,、;；\\s]+")
_POINT = re.compile(r"(\d*\.?\d+)[,、;]\s*(\d*\.?\d+)")


class Tags(click.ParamType[tuple[str, ...]]):
    """Words after each other, with commas between.

    ``meaning`` gives what a word is called in a file, or None where it means nothing; ``known`` are
    the words to be named then.
    """

    name = "words"

    def __init__(
        self, meaning: Callable[[str], str | None] = str, known: Sequence[str] = ()
    ) -> None:
        self.meaning = meaning
        self.known = known

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the words, those that are known as they stand in a file."""
        words = [word for word in _SEPARATOR.split(half_width(value)) if word]
        meant = [self.meaning(word) for word in words]
        if None in meant:
            allowed = ", ".join(self.known)
            self.fail(say(phrase("Write one or more of: {words}.", words=allowed)), param, ctx)
        return tuple(word for word in meant if word is not None)


class Place(click.ParamType[Point]):
    """A place in a picture: two fractions from left and top, as in 0.5,0.4."""

    name = "place"

    def __init__(self, *, auto: bool = False) -> None:
        self.auto = auto

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Point:
        """Return the fractions; () for "auto" where that may be said."""
        text = half_width(value)
        if self.auto and text.lower() == AUTO:
            return ()  # type: ignore[return-value]
        found = _POINT.fullmatch(text)
        x, y = (float(found[1]), float(found[2])) if found else (-1.0, -1.0)
        if not (0 <= x <= 1 and 0 <= y <= 1):
            self.fail(say(phrase("Write two numbers from 0 to 1, as in 0.5,0.4.")), param, ctx)
        return x, y


class Known(click.ParamType[str]):
    """One of the words a file knows, in either language, as it stands in the file."""

    name = "word"

    def __init__(self, meaning: Callable[[str], str | None], known: Mapping[str, str]) -> None:
        self.meaning = meaning
        self.known = known

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:  # fmt: skip
        """Return what the word is called in a file."""
        meant = self.meaning(value)
        if meant is None:
            words = ", ".join(f"{name} ({japanese})" for name, japanese in self.known.items())
            self.fail(say(phrase("Write one of: {possible}.", possible=words)), param, ctx)
        return meant


def described(command: F) -> F:
    """Return the command with the options that say what a design is and may be used for."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


def handed(command: F) -> F:
    """Return the command with the options that say how the cards of a design are written."""
    for decorate in reversed(_HAND_OPTIONS):
        command = decorate(command)
    return command


_OPTIONS = (
    option("--title", metavar="TEXT", help=_("What the picture is called.")),
    option("--artist", metavar="NAME", help=_("Who made it, as it is to be printed.")),
    option("--credit/--no-credit", default=None,
           help=_("Print the artist's name on the card, or do not.")),
    option("--permission", "uses", multiple=True, type=Tags(use_named, PERMISSIONS), metavar="USE",
           help=_("What it may be used for: card, newsletter, report, web.")),
    option("--layout", metavar="LAYOUT", help=_("How the card is laid out (layouts list).")),
    option("--season", "seasons", multiple=True, metavar="SEASON",
           type=Tags(season_named, (*SEASONS, "4月")),
           help=_("When it is good: spring, summer, autumn, winter, christmas, new-year, or a "
                  "month by its number; always, if none is named.")),
    option("--mood", "moods", multiple=True, type=Tags(), metavar="WORD",
           help=_("What it is like, in words of your own.")),
    option("--alt", metavar="TEXT", help=_("What is to be seen on it, in a sentence.")),
)  # fmt: skip
_HAND_OPTIONS = (
    option("--hand", type=Known(hand_named, HANDS), metavar="HAND",
           help=_("How its messages come onto the card: pen, scan, set.")),
    option("--lettering", type=Known(lettering_named, LETTERINGS), metavar="NAME",
           help=_("The imitated hand of its messages, for instance clear: large and plain.")),
)  # fmt: skip


def spoken(words: Iterable[str], known: Mapping[str, Phrase]) -> str:
    """Return tags in the reader's language; one of a person's own as it stands."""
    return ", ".join(say(known[word]) if word in known else word for word in words)


def flat(several: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the words of an option given several times, each once, in order."""
    return tuple(dict.fromkeys(word for words in several for word in words))
