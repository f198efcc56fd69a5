"""The printers of a project: found by name, added, tested, and due for another test."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from outreach.errors import (
    ExitCode,
    Problem,
    ProblemsFoundError,
    ProjectError,
    Severity,
    Where,
)
from outreach.faces.calibration import LETTERS, TestPage, calibration_page, spots
from outreach.ledger import Ledger
from outreach.model.printer import ADDRESS, SIDES, Facing, Printer, Printers, SideSetup, Turning
from outreach.model.project import Project
from outreach.model.stock import STOCKS, Form
from outreach.model.words import stock_words
from outreach.phrase import Phrase, phrase
from outreach.post.labels import load_labels
from outreach.press.correction import correction, refined
from outreach.press.imposition import plain_page
from outreach.press.pdf import Store, Volume
from outreach.press.sheets import PAPERS
from outreach.sources.atomic import replacing, room_beside
from outreach.sources.fault import did_you_mean
from outreach.sources.printers import (
    FILE_NAME,
    add_printer,
    change_printers,
    load_printers,
    setup_changes,
)
from outreach.sources.stocks import own_labels
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.tasks import Role, Task
from outreach.workflow.ways import Ways

Readings = Sequence[float]  # at A to F, in mm
_ASTRAY = 10.0  # mm: further from its place nothing stands that a printer printed whole
_APART = 0.5  # mm: two lines of readings that tell different widths were not read alike


def printers_of(project: Project) -> Printers:
    """Return the project's printers. Raises ProblemsFoundError where their file has errors."""
    return load_printers(project.root, PAPERS)


def printer_problems(project: Project) -> list[Problem]:
    """Return all that is wrong with the file of the printers."""
    try:
        printers_of(project)
    except ProblemsFoundError as error:
        return list(error.problems)
    return []


def printer_for(project: Project, name: str = "") -> Printer | None:
    """Return the printer of that name, for a blank one the default; None where there is none.

    Raises ProjectError for a name nobody knows, ProblemsFoundError where the file has errors.
    """
    found = printers_of(project)
    name = name or found.default
    if not name:
        return None
    if name not in found.printers:
        raise ProjectError(
            phrase("There is no printer {name}.", name=name),
            did_you_mean(name, found.printers)
            if found.printers
            else phrase("Describe it first: outreach printers add {name}", name=name),
        )
    return found.printers[name]


def printer_named(project: Project, name: str) -> Printer:
    """Return the printer of that name. Raises what ``printer_for`` does."""
    printer = printer_for(project, name)
    assert printer is not None, "a name is given"
    return printer


def new_printer(desk: Desk, printer: Printer) -> Printers:
    """Describe a printer in printers.toml, and return all there are then.

    Raises ProjectError where there is one of that name, ProblemsFoundError where the file has
    errors or would have them, OutputError where it cannot be written.
    """
    add_printer(desk.project.root, printer, PAPERS)
    return printers_of(desk.project)


def use_printer(desk: Desk, name: str) -> Printers:
    """Make a printer the default, or none for a blank name. Raises what ``printer_for`` does."""
    if name:
        printer_named(desk.project, name)
    elif not printers_of(desk.project).printers:
        return Printers()
    return change_printers(desk.project.root, {("", "default"): name}, PAPERS)


def setups_in(printer: Printer) -> Mapping[str, SideSetup]:
    """Return what the pages need whose paper lies in a printer's tray, by their kind.

    Those of a card ("address", "picture"), an "envelope" or a sheet of labels ("label"): one tray
    holds one of them, and says nothing of another's place.
    """
    stock = STOCKS.get(printer.stock)
    if printer.stock in PAPERS or (stock and stock.form is Form.CARD):
        return {side: printer.setup(side) for side in SIDES}
    kind = "envelope" if stock else "label"
    return {kind: printer.setup(kind)}


def tuning(printer: Printer) -> str:
    """Return the SHA-256 of everything in a profile that the bytes of print files depend on."""
    sides = {side: asdict(printer.setup(side)) for side in SIDES}
    for setup in sides.values():  # what speaks of paper and tray changes nothing that is printed
        del setup["margins"], setup["face"]
    said = json.dumps({"sides": sides, "second_pass": printer.second_pass}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


# -- the test ---------------------------------------------------------------------------------


def paper_of(project: Project, printer: Printer) -> tuple[float, float]:
    """Return width and height, in mm, of what lies in a printer's tray."""
    if printer.stock in STOCKS:
        stock = STOCKS[printer.stock]
        return stock.width, stock.height
    if printer.stock in PAPERS:
        return PAPERS[printer.stock].width, PAPERS[printer.stock].height
    sheet = load_labels(own_labels(project.root))[printer.stock]
    return sheet.width, sheet.height


def tested_sides(printer: Printer) -> tuple[str, ...]:
    """Return the sides of its test page: envelopes and sheets of labels have one."""
    stock = STOCKS.get(printer.stock)
    both = stock.form is Form.CARD if stock else printer.stock in PAPERS
    return SIDES if both else (ADDRESS,)


def make_test(desk: Desk, printer: Printer, out: Path | None = None) -> Path:
    """Write the test page of a printer, both faces one after the other, and return its file.

    Printed with the correction in force, so that what is read refines it. Without ``out`` it is
    out/printer-NAME.pdf. Raises OutputError where it cannot be written.
    """
    width, height = paper_of(desk.project, printer)
    stack = desk.fonts["address"]
    fonts = {font.id: font for font in stack}
    volume = Volume(plain_page(width, height), Store(fonts, {}), f"printer {printer.name}")
    sides = tested_sides(printer)
    for side in sides:
        setup = printer.setup(side)
        page = TestPage(
            printer.name, side, setup.rotate == 180, setup.face is Facing.UP, len(sides) > 1
        )
        frame = calibration_page(page, width, height, stack)
        volume.add(frame, correction(setup, width, height))
    file = (out or desk.project.out_folder / f"printer-{printer.name}.pdf").absolute()
    _save(volume, file)
    _note_page(desk.project, printer)
    return file


_CORRECTED = ("x", "y", "scale_x", "scale_y", "skew")  # of a setup: what reading a page changes


def _pages_file(project: Project) -> Path:
    return project.state_folder / "printers.json"


def _note_page(project: Project, printer: Printer) -> None:
    """Note with which correction the page was made: what is read on it refines that one.

    So typing the same readings twice, or mending one of them, comes to the same correction.
    """
    notes = _noted_pages(project)
    notes[printer.name] = {
        side: {name: getattr(printer.setup(side), name) for name in _CORRECTED} for side in SIDES
    }
    with suppress(OSError):  # without the note the readings refine the correction in force
        _pages_file(project).parent.mkdir(parents=True, exist_ok=True)
        with replacing(_pages_file(project)) as file:
            file.write(json.dumps(notes, sort_keys=True).encode())


def _noted_pages(project: Project) -> dict[str, dict[str, dict[str, float]]]:
    try:
        notes = json.loads(_pages_file(project).read_bytes())
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _as_printed(project: Project, printer: Printer, side: str) -> SideSetup:
    """Return the setup of a side as it was when its test page was made."""
    setup, noted = printer.setup(side), _noted_pages(project).get(printer.name, {}).get(side, {})
    x, y, scale_x, scale_y, skew = (
        float(noted.get(name, getattr(setup, name))) for name in _CORRECTED
    )
    return replace(setup, x=x, y=y, scale_x=scale_x, scale_y=scale_y, skew=skew)


def _save(volume: Volume, file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with room_beside(file.parent) as room:
            made = room / file.name
            volume.save(made)
            made.replace(file)
    except OSError as error:
        raise cannot_write(file, error) from None


def odd_readings(
    project: Project, printer: Printer, side: str, readings: Readings
) -> Phrase | None:
    """Return why six readings cannot be those of a printer's test page, None where they can."""
    if side not in tested_sides(printer):
        return phrase("{stock}: its test page has only the address side.",
                      stock=stock_words(printer.stock))  # fmt: skip
    true = spots(*paper_of(project, printer)).readings
    for letter, reading, place in zip(LETTERS, readings, true, strict=True):
        if abs(reading - place) > _ASTRAY:
            return phrase("{letter} stands about {place} mm from the paper's edge; {reading} was "
                          "typed. Lay the ruler's 0 on the edge and read it again.", letter=letter,
                          place=f"{place:g}", reading=f"{reading:g}")  # fmt: skip
    a, b, c, d, *_ = readings
    if abs((b - a) - (d - c)) > _APART:
        return phrase(
            "B is {upper} mm from A, but D is {lower} mm from C: they should be alike. "
            "Read these four again.",
            upper=f"{b - a:.1f}",
            lower=f"{d - c:.1f}",
        )
    return None


def read_test(desk: Desk, printer: Printer, readings: Mapping[str, Readings]) -> Printer:
    """Note what was read on a test page, by side, and return the printer as it is corrected then.

    Raises ProblemsFoundError where a correction goes beyond all reason, ProjectError where the
    file cannot be changed, OutputError where it cannot be written.
    """
    size = paper_of(desk.project, printer)
    changes: dict[tuple[str, str], object] = {}
    for side, read in readings.items():
        setup = refined(_as_printed(desk.project, printer, side), read, *size)
        changes |= setup_changes(printer.name, side, setup)
    changes[f"printer.{printer.name}", "tested"] = desk.today
    return change_printers(desk.project.root, changes, PAPERS).printers[printer.name]


# -- time for another test --------------------------------------------------------------------


def drift_of_printer(ledger: Ledger, printer: Printer) -> Problem | None:
    """Return a warning where a printer has made so many batches that it should be tested again."""
    made = ledger.batches_with(printer.name, printer.tested) if printer.remind else 0
    if made < max(printer.remind, 1):
        return None
    return Problem(
        ExitCode.PROJECT, "printer-drift", _due(printer, made),
        phrase("outreach printers test {name}", name=printer.name), Where(FILE_NAME),
        Severity.WARNING,
    )  # fmt: skip


def unturned(printer: Printer, ways: Ways) -> Problem | None:
    """Return a warning where paper is to be turned over by a printer that is said not to."""
    if not ways.duplex or printer.duplex is not Turning.NONE:
        return None
    return Problem(
        ExitCode.PROJECT, "printer-one-sided",
        phrase("Printer {name} is said to print one side at a time.", name=printer.name),
        phrase("--two-pass makes two files for it. If it turns paper over by itself: "
               "duplex = \"long\" in printers.toml."), Where(FILE_NAME), Severity.WARNING,
    )  # fmt: skip


def _due(printer: Printer, made: int) -> Phrase:
    gaps = {"name": printer.name, "count": made}
    if printer.tested is None:
        return phrase("Printer {name} made {count} batches and was never tested: see whether it "
                      "still prints in the right place.", **gaps)  # fmt: skip
    return phrase("Printer {name} made {count} batches since its test of {day}: see whether it "
                  "still prints in the right place.", day=printer.tested, **gaps)  # fmt: skip


def printers_waiting(desk: Desk, ledger: Ledger) -> Iterator[Task]:
    """Yield the printers that are to be tested again; ``check`` speaks of a file with errors."""
    if printer_problems(desk.project):
        return
    for printer in printers_of(desk.project).printers.values():
        if problem := drift_of_printer(ledger, printer):
            command = f"outreach printers test {printer.name}"
            yield Task(Role.SECRETARIAT, "printer-to-test", problem.message, command)
