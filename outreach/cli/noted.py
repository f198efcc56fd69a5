"""The number and hash of an entry as people read them off a batch sheet."""

from __future__ import annotations

import re
from typing import Any

import click

from outreach.cli.language import say
from outreach.cli.options import half_width
from outreach.phrase import phrase

_NUMBERED = re.compile(r"(\d{1,12})\s*[:：]\s*([0-9a-f\s]+)")
_APART = re.compile(r"(\d{1,12})\s+([0-9a-f]{4}(?:\s+[0-9a-f]{4}){3})")
_LEAST, _MOST = 8, 64  # digits of a SHA-256


class Noted(click.ParamType[tuple[int | None, str]]):
    """An entry by what was noted of it: 77:1664 6a0c …, 77 1664 6a0c …, or the hash alone."""

    name = "head"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int | None, str]:
        """Return the number, None where only the hash was noted, and the digits."""
        text = half_width(str(value)).lower()
        found = _NUMBERED.fullmatch(text) or _APART.fullmatch(text)
        number, rest = (int(found[1]), found[2]) if found else (None, text)
        digits = "".join(rest.split())
        if not re.fullmatch("[0-9a-f]+", digits) or not _LEAST <= len(digits) <= _MOST:
            self.fail(say(phrase("Write it as on the sheet: 77:16646a0c9045bedf.")), param, ctx)
        return number, digits
