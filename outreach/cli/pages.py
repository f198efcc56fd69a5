"""Help pages whose lines are measured as a terminal shows them: a kana is two columns wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import click

from outreach.cli.language import translate

# Words stay whole, kana and kanji break anywhere, and no line begins with a closing mark.
_PIECE = re.compile(r"[!-~]+[。、）」]*|\s+|.[。、，．）」』】！？：ー]*")
_MOST = 34  # of the first column


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most ``width`` columns, as far as it can be broken."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and width_of(lines[-1]) + width_of(piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


class Formatter(click.HelpFormatter):
    """Writes paragraphs and lists of terms in lines that fit."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how the command is called."""
        super().write_usage(prog, args, prefix or translate("Usage: "))

    def write_heading(self, heading: str) -> None:
        """Write the line above a list."""
        line = translate("{heading}:").format(heading=heading)
        self.write(f"{'':{self.current_indent}}{line}\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph, indented."""
        indent = " " * self.current_indent
        for line in wrapped(text, self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _MOST, col_spacing: int = 2
    ) -> None:
        """Write terms with their explanations beside them."""
        rows = list(rows)
        column = min(max((width_of(term) for term, _ in rows), default=0), col_max) + col_spacing
        gap = " " * (self.current_indent + column)
        for term, words in rows:
            first, *rest = wrapped(words, self.width - len(gap))
            space = column - width_of(term)
            between = " " * space if space >= col_spacing else f"\n{gap}"
            self.write(f"{'':{self.current_indent}}{term}{between}{first}\n")
            self.write("".join(f"{gap}{line}\n" for line in rest))


class Context(click.Context):
    """A context whose help pages are written so."""

    formatter_class = Formatter
