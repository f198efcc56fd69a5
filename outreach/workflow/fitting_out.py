"""What is wrong with the things a press room is fitted out with: senders, fonts."""

from __future__ import annotations

from dataclasses import replace

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.fonts import FontSet
from outreach.model.stock import Stock
from outreach.model.words import LETTERINGS, stock_words
from outreach.phrase import phrase


def at_sender(problem: Problem, where: Where, name: str, stock: Stock) -> Problem:
    """Return what a face found wrong with a sender, with the place and a hint that fits one."""
    if problem.code != "does-not-fit":
        return replace(problem, where=where)
    hint = phrase(
        "It must fit on: {stock}. Shorten it in [sender.{name}], or move the house and the floor "
        'to building = "…".',
        stock=stock_words(stock.name),
        name=name,
    )
    return replace(problem, where=where, hint=hint)


def stands_in(fonts: FontSet, lettering: str) -> Problem:
    """Return the warning for a lettering made of another font than the one it is meant for."""
    font = fonts.wanted[lettering]
    return Problem(
        ExitCode.LAYOUT,
        "font-absent",
        phrase("Lettering “{words}”: {font} is not installed.",
               words=LETTERINGS[lettering], font=font),
        phrase("outreach doctor says how to get it; until then another font is used."),
        severity=Severity.WARNING,
    )  # fmt: skip
