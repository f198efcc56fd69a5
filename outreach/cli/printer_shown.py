"""Printers as they are shown: in a table, as JSON, and what a test changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outreach.cli.language import _, say
from outreach.cli.output import show_table, tell, tell_line
from outreach.model.printer import SIDES, Facing, Printer, Printers, SideSetup
from outreach.model.words import stock_words
from outreach.phrase import Phrase, phrase

_COLUMNS = (_("Printer"), _("Model"), _("Tray"), _("Stock"), _("Tested"), _("Used"))
_SIDES = {"address": phrase("Address side"), "picture": phrase("Picture side")}


def side_words(side: str) -> Phrase:
    """Return a side as it begins a line."""
    return _SIDES[side]


def show_printers(printers: Printers) -> None:
    """Show the printers, and under each what it needs."""
    if not printers.printers:
        tell(phrase("No printer is described yet: outreach printers add NAME"))
        return
    rows = [
        (each.name, each.model, each.tray, say(stock_words(each.stock)),
         each.tested.isoformat() if each.tested else say(phrase("never")),
         say(phrase("by default")) if each.name == printers.default else "")
        for each in printers.printers.values()
    ]  # fmt: skip
    show_table(_COLUMNS, rows)
    for printer in printers.printers.values():
        tell_line(printer.name)
        for side in SIDES:
            tell_line(f"  {say(phrase('{side}: {needs}', **_words(side, printer.setup(side))))}")


def _words(side: str, setup: SideSetup) -> dict[str, object]:
    return {"side": side_words(side), "needs": setup_words(setup)}


def setup_words(setup: SideSetup) -> Phrase:
    """Return what a side needs, in words."""
    margins = " ".join(f"{each:g}" for each in setup.margins)
    words = phrase("margins {margins} mm (top, right, bottom, left)", margins=margins)
    words = _joined(words, correction_words(setup))
    if setup.rotate:
        words = _joined(words, phrase("goes in head down"))
    if setup.face is Facing.DOWN:
        words = _joined(words, phrase("face down"))
    if setup.overshoot:
        over = phrase("borderless, {mm} mm beyond the edges", mm=f"{setup.overshoot:g}")
        words = _joined(words, over)
    return words


def correction_words(setup: SideSetup) -> Phrase:
    """Return how a side is corrected, in words."""
    if setup.is_straight:
        return phrase("nothing to correct")
    return phrase("moved {x} mm right and {y} mm down, {scale_x} % across and {scale_y} % down, "
                  "turned {skew} mm in 100", x=f"{setup.x:+g}", y=f"{setup.y:+g}",
                  scale_x=f"{setup.scale_x:g}", scale_y=f"{setup.scale_y:g}",
                  skew=f"{setup.skew:+g}")  # fmt: skip


def _joined(first: Phrase, second: Phrase) -> Phrase:
    return phrase("{first}; {second}", first=first, second=second)


def printers_data(printers: Printers) -> dict[str, object]:
    """Return the printers as JSON has them."""
    listed = [printer_data(each) for each in printers.printers.values()]
    return {"default": printers.default or None, "printers": listed}


def printer_data(printer: Printer) -> dict[str, object]:
    """Return a printer as JSON has it, each side under its name."""
    return {
        "name": printer.name,
        "model": printer.model,
        "tray": printer.tray,
        "stock": printer.stock,
        "queue": printer.queue,
        "duplex": printer.duplex,
        "second_pass": printer.second_pass,
        "tested": printer.tested.isoformat() if printer.tested else None,
        "remind": printer.remind,
    } | {side: _setup_data(printer.setup(side)) for side in SIDES}


def _setup_data(setup: SideSetup) -> dict[str, object]:
    return {
        "margins": list(setup.margins),
        "offset": [setup.x, setup.y],
        "scale": [setup.scale_x, setup.scale_y],
        "skew": setup.skew,
        "rotate": setup.rotate,
        "face": setup.face,
        "overshoot": setup.overshoot,
    }


def tell_test_page(printer: Printer, file: str, sides: Sequence[str]) -> None:
    """Say what is to be done with a test page."""
    tell(phrase("{file}: the test page.", file=file))
    stock = stock_words(printer.stock)
    if len(sides) > 1:
        tell(phrase("1. Print page 1 at 100 % (actual size), turn the paper over, and print page 2 "
                    "on its back: {stock}.", stock=stock))  # fmt: skip
    else:
        tell(phrase("1. Print it at 100 % (actual size): {stock}.", stock=stock))
    tell(phrase("2. Lay a ruler along the lines as the page says, and read A to F."))
    tell(phrase("3. Enter what you read:"))
    read = " ".join(f'--read {side} "A B C D E F"' for side in sides)
    tell_line(f"outreach printers test {printer.name} {read}")


def tell_tested(printer: Printer, sides: Iterable[str]) -> None:
    """Say what a side needs now that its test page was read."""
    for side in sides:
        words = correction_words(printer.setup(side))
        tell(phrase("{side}: {words}.", side=side_words(side), words=words))
    tell(phrase("Every later page is printed so. To see it, print the test page again: outreach "
                "printers test {name}", name=printer.name))  # fmt: skip
