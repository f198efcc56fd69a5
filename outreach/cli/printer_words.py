"""Printers as they are typed: names, lengths in mm, sides, what was read on a test page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from outreach.cli.language import _, say
from outreach.cli.options import Plain, Whole, half_width, option
from outreach.faces.calibration import LETTERS
from outreach.model.printer import (
    ADDRESS,
    OVERSHOOT,
    PICTURE,
    REMIND,
    Facing,
    Margins,
    Pass,
    Turning,
)
from outreach.phrase import phrase
from outreach.sources.printers import is_printer_name

F = TypeVar("F", bound=Callable[..., Any])

_APART = re.compile(r"[,、\s]+")
_SIDE_WORDS = {
    "address": ADDRESS, "宛名": ADDRESS, "宛名面": ADDRESS,
    "picture": PICTURE, "絵柄": PICTURE, "絵柄面": PICTURE, "絵": PICTURE,
    "通信面": PICTURE,
}  # fmt: skip


class PrinterName(click.ParamType[str]):
    """What a printer is called: small letters, digits and hyphens."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name in half width and small letters."""
        name = half_width(value).lower()
        if not is_printer_name(name):
            words = phrase("Such as office: a letter a-z first, then letters, digits or hyphens.")
            self.fail(say(words), param, ctx)
        return name


class Length(click.ParamType[float]):
    """A length in mm from 0 to ``most``."""

    name = "mm"

    def __init__(self, most: float) -> None:
        self.most = most

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the length."""
        numbers = _numbers(str(value))
        if len(numbers) != 1 or not 0 <= numbers[0] <= self.most:
            words = phrase("Write a length in mm from 0 to {most}.", most=f"{self.most:g}")
            self.fail(say(words), param, ctx)
        return numbers[0]


class FourMargins(click.ParamType[Margins]):
    """Margins in mm: top,right,bottom,left, or one for all."""

    name = "margins"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Margins:
        """Return the margins."""
        numbers = _numbers(str(value))
        if len(numbers) == 1:
            numbers *= 4
        if len(numbers) != 4 or min(numbers) < 0:
            words = phrase("Write four lengths in mm: top,right,bottom,left, as in 3,3,14,3.")
            self.fail(say(words), param, ctx)
        return Margins(*numbers)


class SideWord(click.ParamType[str]):
    """The side of a card: address or 宛名, picture or 絵柄."""

    name = "side"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return "address" or "picture"."""
        side = _SIDE_WORDS.get(half_width(value).casefold())
        if side is None:
            self.fail(say(phrase("Say which side: address (宛名) or picture (絵柄).")), param, ctx)
        return side


class SixReadings(click.ParamType[tuple[float, ...]]):
    """What a ruler reads at A to F, in mm."""

    name = "readings"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """Return the six readings."""
        numbers = _numbers(value) if isinstance(value, str) else list(value)
        if len(numbers) != len(LETTERS):
            words = phrase('Write the six readings A to F in mm, as in "12.0 88.1 12.0 88.1 22.3 '
                           '126.2".')  # fmt: skip
            self.fail(say(words), param, ctx)
        return tuple(numbers)


def _numbers(text: str) -> list[float]:
    """Return the numbers of a text, however they are parted; none where one is not plain."""
    parts = [part for part in _APART.split(half_width(text)) if part]
    if not all(re.fullmatch(r"[-+]?\d{1,4}(?:\.\d{1,4})?", part) for part in parts):
        return []
    return [float(part) for part in parts]


def described(command: F) -> F:
    """Return the command with the options that say what a printer is."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


_OPTIONS = (
    option("--model", default="", metavar="TEXT", help=_("What stands on the printer.")),
    option("--tray", default="", metavar="TEXT", help=_("The tray, as the driver calls it.")),
    option("--stock", default="hagaki", type=Plain(), metavar="STOCK",
           help=_("What lies in the tray: hagaki, naga3, a4 …")),
    option("--margins", default="0", type=FourMargins(), metavar="T,R,B,L",
           help=_("What stays white, in mm: top,right,bottom,left; the top goes in first.")),
    option("--queue", default="", type=Plain(), metavar="TEXT", help=_("Its name in CUPS.")),
    option("--duplex", type=click.Choice([*map(str, Turning)]), default="none",
           help=_("Over which edge it turns sheets by itself.")),
    option("--second-pass", type=click.Choice([*map(str, Pass)]), default="same",
           help=_("The order of a stack that is put in again by hand.")),
    option("--rotate", type=click.Choice(["0", "180"]), default="0",
           help=_("180: cards go in head down.")),
    option("--face", type=click.Choice([*map(str, Facing)]), default="up",
           help=_("Which way the face to be printed lies in the tray.")),
    option("--overshoot", default=0.0, type=Length(OVERSHOOT), metavar="MM",
           help=_("Borderless: how far the driver prints beyond each edge.")),
    option("--remind", default=REMIND, type=Whole(0), metavar="N",
           help=_("After how many batches to test it again; 0: never.")),
)  # fmt: skip
