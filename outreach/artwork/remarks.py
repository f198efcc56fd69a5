"""What is said of a design: where it does not suit its layout, its stock or its own pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outreach.artwork import Slot
from outreach.artwork.cropping import MARGIN
from outreach.artwork.layouts import Hole, Layout
from outreach.artwork.store import Sight
from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.design import Design
from outreach.model.stock import Stock
from outreach.phrase import Phrase, phrase

FINE_DPI = 200  # below it, a picture looks soft in the hand
HAIR = 0.05  # mm by which a slot may miss its place: CSS px and back
MOST_LOST = 0.25  # of the main thing; one that was named by a point is lost or it is not


def place(design: Design, file: str) -> Where:
    """Return a file of the design as a place."""
    return Where("/".join((*design.folder.parts[-2:], file)))


def misfits(design: Design, layout: Layout, stock: Stock) -> list[Problem]:
    """Return what is wrong between design, layout and stock before anything is opened."""
    problems = []
    where = place(design, "design.toml")
    wanted, given = len(layout.holes), len(design.pictures)
    gaps = {"layout": layout.name, "wanted": wanted, "given": given}
    if layout.stock != stock.name:
        message = phrase("The layout {layout} is not made for {stock}.", stock=stock.name, **gaps)
        hint = phrase("Choose a layout for this stock.")
        problems.append(design_problem("layout-stock", message, hint, where))
    if given < wanted:
        message = phrase("The layout {layout} needs {wanted} pictures, there are {given}.", **gaps)
        hint = phrase("Name the picture in design.toml, or choose another layout.")
        problems.append(design_problem("picture-missing", message, hint, where))
    elif given > wanted:
        message = phrase("The layout {layout} shows {wanted} pictures, there are {given}.", **gaps)
        hint = phrase("The others are not printed; choose another layout if they should be.")
        problems.append(design_problem("picture-unused", message, hint, where, Severity.WARNING))
    return problems


def strays(slots: Sequence[Slot], stock: Stock, where: Where) -> Iterator[Problem]:
    """Yield an error for each slot that leaves the sheet, and a warning for words at its edge."""
    for slot in slots:
        box = slot.bounds
        beyond = max(-box.x, -box.y, box.right - stock.width, box.bottom - stock.height)
        if beyond > HAIR:
            message = phrase("The slot {slot} reaches {far} mm beyond the edge of the sheet; what "
                             "is set there would be lost.",
                             slot=slot.name, far=_tenths(beyond))  # fmt: skip
            hint = phrase("Move it or make it smaller in layout.css; it may come as near as "
                          "{margin} mm to the edge.", margin=round(MARGIN))  # fmt: skip
            yield design_problem("slot-outside", message, hint, where)
        elif slot.size and beyond > HAIR - MARGIN:
            message = phrase("The slot {slot} lies {far} mm from the edge of the sheet, where a "
                             "printer or the cut may take its words.",
                             slot=slot.name, far=_tenths(max(-beyond, 0.0)))  # fmt: skip
            hint = phrase("Leave {margin} mm to every edge.", margin=round(MARGIN))
            yield design_problem("slot-margin", message, hint, where, Severity.WARNING)


def _tenths(length: float) -> str:
    return f"{max(length, 0.0):.1f}".removesuffix(".0")


def doubts(design: Design, layout: Layout, sights: tuple[Sight, ...]) -> Iterator[Problem]:
    """Yield a warning for each picture that is too coarse or loses its main thing in its place."""
    for number, (hole, sight) in enumerate(zip(layout.holes, sights, strict=True)):
        where = place(design, design.pictures[number])
        yield from coarse(sight.dpi, hole, where)
        if sight.lost <= MOST_LOST:
            continue
        if sight.veiled > sight.lost / 2:
            yield _under_words(where)
        elif design.focus_of(number) is not None:
            yield _named_is_cut(where)
        else:
            yield _found_is_cut(sight.lost, where)


def coarse(dpi: float, hole: Hole, where: Where) -> Iterator[Problem]:
    """Yield a warning if a picture has too few pixels for its hole."""
    if dpi >= FINE_DPI:
        return
    width = hole.opening.width
    message = phrase(
        "At {width} mm wide the picture has about {dpi} dpi and would look soft; it is fine up to "
        "{fine} mm wide.",
        dpi=int(dpi),
        width=round(width),
        fine=int(width * dpi / FINE_DPI),
    )
    hint = phrase("Use the original from the camera, or scan it at a higher resolution.")
    yield design_problem("picture-coarse", message, hint, where, Severity.WARNING)


def _under_words(where: Where) -> Problem:
    message = phrase("The main thing of the picture lies under the words.")
    hint = phrase("Choose a layout with the words beside the picture, or a picture whose main "
                  "thing lies further up.")  # fmt: skip
    return design_problem("picture-cut", message, hint, where, Severity.WARNING)


def _named_is_cut(where: Where) -> Problem:
    message = phrase(
        "The point named by focus lies within 5 mm of the edge, or where the layout takes the "
        "picture away."
    )
    hint = phrase("Look at the proof; choose a layout of another shape, or a picture with more "
                  "room around the main thing.")  # fmt: skip
    return design_problem("picture-cut", message, hint, where, Severity.WARNING)


def _found_is_cut(lost: float, where: Where) -> Problem:
    message = phrase(
        "About {percent} % of what seems to be the main thing of the picture is cut off or within "
        "5 mm of the edge.",
        percent=round(lost * 20) * 5,
    )
    hint = phrase(
        "Look at the proof; say with focus in design.toml where the main thing is, or choose "
        "another layout."
    )
    return design_problem("picture-cut", message, hint, where, Severity.WARNING)


def design_problem(
    code: str, message: Phrase, hint: Phrase, where: Where, severity: Severity = Severity.ERROR
) -> Problem:
    """Return a problem of a design."""
    return Problem(ExitCode.DESIGN, code, message, hint, where, severity)
