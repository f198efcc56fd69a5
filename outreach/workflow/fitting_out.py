"""What is wrong with the things a press room is fitted out with: senders, fonts, pictures."""

from __future__ import annotations

from dataclasses import replace

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.fonts import FontSet
from outreach.model.design import Design
from outreach.model.stock import Stock
from outreach.model.words import LETTERINGS, stock_words
from outreach.phrase import phrase
from outreach.sources.designs import design_file


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


def stays_rgb(design: Design) -> Problem:
    """Return the warning for a picture that goes to the print shop as it is."""
    return Problem(
        ExitCode.DESIGN,
        "picture-stays-rgb",
        phrase("The picture stays in sRGB; only text, lines and plain tones are in CMYK."),
        phrase("Ask the print shop whether it converts pictures, or print at home."),
        Where(design_file(design.name)),
        Severity.WARNING,
    )
