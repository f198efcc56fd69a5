"""Arguments and options that several commands share, and the values they take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from outreach.cli import outside
from outreach.cli.boundary import Wishes
from outreach.cli.commands import Command, Option
from outreach.cli.language import _, say
from outreach.phrase import phrase
from outreach.sources.days import day_of

F = TypeVar("F", bound=Callable[..., Any])

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,31}")
_RANGE = re.compile(r"(\d{1,7})(?:[-~〜](\d{1,7}))?")
_DAYS_AGO = {"today": 0, "今日": 0, "yesterday": 1, "昨日": 1}


def half_width(text: str) -> str:
    """Return typed text with its letters and digits in half width: the input method may be on."""
    return unicodedata.normalize("NFKC", text).strip()


class Day(click.ParamType[date]):
    """A day: 2026-12-08, 2026/12/8, 2026年12月8日, 令和8年12月8日, R8.12.8, today or 今日."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        if isinstance(value, date):
            return value
        text = half_width(value)
        if text in _DAYS_AGO:
            return outside.today() - timedelta(days=_DAYS_AGO[text])
        day = day_of(text)
        if day is None:
            self.fail(say(phrase("Write a date as in 2026-12-08, or today.")), param, ctx)
        return day


class PastDay(Day):
    """A day something happened: today or before."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        day = super().convert(value, param, ctx)
        if day > outside.today():
            words = phrase("That day is still to come: today is {today}. Enter it when it has "
                           "happened; a wrong year is a frequent slip.",
                           today=outside.today())  # fmt: skip
            self.fail(say(words), param, ctx)
        return day


class ComingDay(Day):
    """A day that is still to come."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        day = super().convert(value, param, ctx)
        if day <= outside.today():
            self.fail(say(phrase("That day is not to come any more.")), param, ctx)
        return day


class Key(click.ParamType[str]):
    """The key of a recipient, in any width."""

    name = "key"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the key in half width."""
        key = half_width(value)
        if not _KEY.fullmatch(key):
            self.fail(
                say(phrase("Such as k7f3q: a letter A-Z first, then letters, digits or hyphens.")),
                param,
                ctx,
            )
        return key


class Piece(Key):
    """The key of a recipient, or the number of their card in a round, in any width."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the key or the number in half width."""
        typed = half_width(value)
        if typed.isascii() and typed.isdecimal() and 0 < int(typed[:8]) < 10**7:
            return str(int(typed))
        return super().convert(value, param, ctx)


class Numbers(click.ParamType[tuple[int, ...]]):
    """Numbers of pieces or labels: 3, or 3,7-9."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return every number."""
        numbers: list[int] = []
        for part in re.split(r"[,、\s]+", half_width(value)):
            found = _RANGE.fullmatch(part)
            first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
            if not 1 <= first <= last:
                self.fail(say(phrase("Write numbers as in 3,7-9.")), param, ctx)
            numbers += range(first, last + 1)
        return tuple(numbers)


class Whole(click.ParamType[int]):
    """A whole number above ``least``, in any width."""

    name = "number"

    def __init__(self, least: int = 1) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        text = half_width(str(value))
        if not (text.isascii() and text.isdecimal() and int(text) >= self.least):
            self.fail(
                say(phrase("Write a whole number, {least} or more.", least=self.least)), param, ctx
            )
        return int(text)


class Plain(click.ParamType[str]):
    """A word such as a round's id, in any width."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word in half width."""
        return half_width(value)


def verb(name: str, details: str = "") -> Callable[[Callable[..., Any]], Command]:
    """Return the decorator that makes a command; its short help stands in its group's table."""
    return click.command(name, cls=Command, help=details)


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """Return the decorator for an option whose help speaks the reader's language."""
    return click.option(*names, cls=Option, **settings)


def flat(values: Iterable[Iterable[int]]) -> list[int]:
    """Return the numbers of an option given several times, each once, in order."""
    return sorted({number for several in values for number in several})


def _wish_json(ctx: click.Context, _param: click.Parameter, value: bool) -> bool:
    ctx.ensure_object(Wishes).json = value
    return value


round_id = click.argument("round_id", metavar="ROUND", type=Plain())
key = click.argument("key", metavar="KEY", type=Key())
on = option(
    "--on", required=True, type=PastDay(), metavar="DATE",
    help=_("The day it happened: 2026-12-08, or today."),
)  # fmt: skip
because = option(
    "--because", required=True, metavar="TEXT",
    help=_("Why; kept beside the entry, never printed."),
)  # fmt: skip
as_json = option(
    "--json", "as_json", is_flag=True, callback=_wish_json,
    help=_("Show the result as JSON."),
)  # fmt: skip
out_file = option(
    "-o", "out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help=_("Write it into this file."),
)  # fmt: skip
sides = option(
    "--side", type=click.Choice(["both", "address", "picture"]), default="both",
    help=_("Make only one side."),
)  # fmt: skip
only = option(
    "--only", "keys", multiple=True, type=Key(), metavar="KEY",
    help=_("Only what goes to this key; may be given several times."),
)  # fmt: skip
only_pieces = option(
    "--only", "keys", multiple=True, type=Piece(), metavar="KEY|NO",
    help=_("Only the card with this key or number; may be given several times."),
)  # fmt: skip
