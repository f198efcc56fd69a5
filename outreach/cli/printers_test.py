"""outreach printers test: the page that shows where a printer prints, and what it says."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, option, out_file, verb
from outreach.cli.output import show_json
from outreach.cli.printer_shown import printer_data, side_words, tell_test_page, tell_tested
from outreach.cli.printer_words import PrinterName, SideWord, SixReadings
from outreach.model.printer import Printer
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.workflow.printers import (
    Readings,
    make_test,
    odd_readings,
    printer_named,
    read_test,
    tested_sides,
)


@verb("test", _("The page is printed as every page is, corrected as far as is known: reading it "
                "once more refines the correction."))  # fmt: skip
@click.argument("name", metavar="NAME", type=PrinterName())
@option("--read", multiple=True, type=(SideWord(), SixReadings()), metavar='SIDE "A B C D E F"',
        help=_("What a ruler reads at A to F, in mm; SIDE is address or picture."))  # fmt: skip
@out_file
@as_json
def command(name: str, read: tuple[tuple[str, Readings], ...], out: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Test a printer."""
    desk = outside.desk(writes=bool(read))
    printer = printer_named(desk.project, name)
    if out is not None:
        outside.refuse_existing(out)
    if not read:
        file = outside.shown(make_test(desk, printer, out), desk.project.root)
        if as_json:
            show_json({"file": file, "sides": list(tested_sides(printer))})
        else:
            tell_test_page(printer, file, tested_sides(printer))
        return
    _refuse_odd(desk.project, printer, dict(read))
    tested = read_test(desk, printer, dict(read))
    if as_json:
        show_json(printer_data(tested))
    else:
        tell_tested(tested, dict(read))


def _refuse_odd(project: Project, printer: Printer, read: dict[str, Readings]) -> None:
    for side, readings in read.items():
        if odd := odd_readings(project, printer, side, readings):
            raise click.UsageError(say(phrase("{side}: {words}", side=side_words(side), words=odd)))
