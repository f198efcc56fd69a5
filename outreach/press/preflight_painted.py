"""What a preflight asks of each thing a page paints: colours, letters, lines, pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from outreach.frame import Box
from outreach.model.shop import Shop, Standard
from outreach.phrase import Phrase, phrase
from outreach.press.page_colours import Family, Ink
from outreach.press.page_painted import Kind, Painted, Reading, box_around, common, is_upright
from outreach.press.preflight_remarks import warning
from outreach.sources.fault import Fault
from outreach.units import MM_PER_INCH, to_points

HOME_DPI = 150  # below that dots are seen at arm's length
_CODE = 60  # upright rectangles filled at once: a QR code or a barcode
_SMALL = 12.0  # pt: letters in which plates that miss each other show
_LARGE = 24.0  # pt: from here on black letters may have other inks below them
_SPARE = 0.05  # mm: rounding
_CELL = 0.5  # mm: letters are taken for their cells, and draw a little less
_DOTS = 0.995  # pictures are whole pixels
_BLACK, _TRACE = 0.85, 0.05  # parts of a plate
_GRAYS = (Family.GRAY, Family.ICC_GRAY, Family.CAL_GRAY)
_WORDS = {
    Kind.SHAPE: phrase("a shape"),
    Kind.LINE: phrase("a line"),
    Kind.LETTERS: phrase("letters"),
    Kind.PICTURE: phrase("a picture"),
    Kind.SHADING: phrase("a shading"),
}


@dataclass(frozen=True, slots=True)
class Room:
    """Where a page's things may lie: the trim, how far art goes, all of the page (mm)."""

    trim: Box
    reach: Box
    page: Box


def reading_faults(reading: Reading, shop: Shop | None) -> Iterator[Fault]:
    """Yield what is wrong with a page's content as a whole."""
    again = phrase("Export the file anew.")
    if reading.broken or "content-senseless" in reading.features:
        yield Fault("content-broken", phrase("its content is damaged in places"), again)
    if reading.unknown:
        name = min(reading.unknown)[:40]
        words = phrase("it uses things the file does not hold (such as {name})", name=name)
        yield Fault("resource-missing", words, again)
    if not reading.whole:
        yield warning(
            "not-read", phrase("it holds more than a preflight looks at"),
            phrase("Make pictures of its finest drawings, then export it anew."),
        )  # fmt: skip
    if shop is None:
        return
    for code, words in _FEATURES.items():
        if code in reading.features:
            yield Fault(code, words, again)
    if not reading.groups:
        return
    if shop.standard is Standard.X1A:
        yield _see_through(shop, phrase("a group of things"))
    elif lights := [each for each in reading.groups if each is not None and each.is_light]:
        yield Fault(
            "blend-space",
            phrase("things are blended in {family} before they become ink", family=lights[0].value),
            phrase("Set the blending space of the document to CMYK, or flatten it."),
        )  # fmt: skip


_FEATURES = {
    "transfer-curve": phrase("it changes its tones when it is printed (a transfer curve)"),
    "postscript": phrase("it holds PostScript, which is not allowed"),
    "replaced-later": phrase("it holds a picture that another one is to take the place of (OPI)"),
}


def painted_faults(thing: Painted, shop: Shop | None, room: Room) -> Iterator[tuple[Fault, Box]]:
    """Yield what is wrong with one painted thing, and where."""
    seen = common(thing.box, room.page)
    if seen is None:  # beside the paper
        return
    faults = list(_letters(thing)) if thing.kind is Kind.LETTERS else []
    if thing.picture is not None:
        faults += _picture(thing, shop)
    if shop is None:
        faults += _cut_letters(thing, room)
    else:
        faults += _colours(thing, shop)
        if common(thing.box, room.reach.inset(2 * _SPARE)) is not None:
            faults += _on_the_card(thing, shop, room)
    yield from ((fault, seen) for fault in faults)


def font_fault(thing: Painted, shop: Shop | None) -> Fault | None:
    """Return what is wrong with the font of letters; it is told once for the file."""
    if thing.font is None or thing.font.embedded:
        return None
    words = phrase("the font {font} is not embedded", font=thing.font.name[:60])
    hint = phrase("Export the file anew with its fonts embedded, or its letters made outlines.")
    return Fault("font-missing", words, hint) if shop else warning("font-missing", words, hint)


def _letters(thing: Painted) -> Iterator[Fault]:
    font = thing.font
    if font is None or thing.hidden:
        return
    if any(glyph == 0 for glyph in thing.glyphs):
        yield Fault(
            "glyph-missing",
            phrase("a character that the font {font} does not have: a box or a gap is printed",
                   font=font.name[:60]),
            phrase("Set it in another font."),
        )  # fmt: skip
    if any(font.is_empty(glyph) for glyph in set(thing.glyphs)):
        yield Fault(
            "glyph-empty",
            phrase("a character whose shape in the font {font} is empty: nothing is printed",
                   font=font.name[:60]),
            phrase("Set it in another font."),
        )  # fmt: skip


# -- inks -----------------------------------------------------------------------------------------


def _inks(thing: Painted) -> list[Ink]:
    return [] if thing.hidden else [ink for ink in (thing.ink, thing.pen) if ink is not None]


def _colours(thing: Painted, shop: Shop) -> Iterator[Fault]:
    families = {ink.family for ink in _inks(thing)}
    spots = {ink.spot for ink in _inks(thing)}
    if thing.picture is not None and thing.picture.family is not None:
        families, spots = {thing.picture.family}, {thing.picture.spot}
    words = _WORDS[thing.kind]
    for family in sorted(families):
        yield from _family(family, words, shop)
    for spot in sorted(spots - {""}):
        yield warning(
            "spot-colour", phrase("{what} in the spot colour {ink}", what=words, ink=spot[:40]),
            phrase("Unless that ink was ordered, set it in the four process inks."),
        )  # fmt: skip


def _family(family: Family, words: Phrase, shop: Shop) -> Iterator[Fault]:
    if family.is_light:
        fault = phrase("{what} in {family}: the press has four inks, and how they come out is "
                       "left to chance", what=words, family=family.value)  # fmt: skip
        hint = phrase("Turn it into CMYK with the profile of the press.")
        strict = shop.standard is Standard.X1A or family is Family.RGB
        yield Fault("rgb", fault, hint) if strict else warning("rgb", fault, hint)
    elif family.is_managed and shop.standard is Standard.X1A:
        yield Fault(
            "colour-managed",
            phrase("{what} with a colour profile of its own ({family}), which {standard} forbids",
                   what=words, family=family.value, standard=shop.standard.value),
            phrase("Export it in plain CMYK."),
        )  # fmt: skip


def _on_the_card(thing: Painted, shop: Shop, room: Room) -> Iterator[Fault]:
    yield from _transparent(thing, shop)
    yield from _registration(thing, room)
    yield from _overprinted(thing)
    yield from _thin(thing, shop)
    yield from _near_the_cut(thing, shop, room)
    if thing.kind is Kind.LETTERS:
        yield from _many_inks(thing)
    if thing.kind in (Kind.LETTERS, Kind.LINE):  # too fine for the raster of the ink meter
        inks = [ink for ink in _inks(thing) if ink.family is not Family.ALL]
        most = max((ink.total for ink in inks), default=0.0)
        if most > shop.ink_limit + 1.0:
            yield over_limit(most, shop)


def over_limit(most: float, shop: Shop) -> Fault:
    """Return the fault of a place with ``most`` percent of ink."""
    return Fault(
        "ink-over-limit",
        phrase("{most} % of ink; the limit is {limit} %", most=round(most), limit=shop.ink_limit),
        phrase("Make the dark places lighter, or turn the picture into CMYK with a profile of at "
               "most {limit} %: too much ink does not dry and marks the next sheet.",
               limit=shop.ink_limit),
    )  # fmt: skip


def _see_through(shop: Shop, words: Phrase) -> Fault:
    message = phrase("{what} that lets through what is below", what=words)
    hint = phrase("Flatten the transparency before it is exported.")
    strict = shop.standard is Standard.X1A
    return (
        Fault("transparency", message, hint) if strict else warning("transparency", message, hint)
    )


def _transparent(thing: Painted, shop: Shop) -> Iterator[Fault]:
    soft = thing.picture is not None and thing.picture.soft
    if thing.alpha < 1.0 or thing.blend != "Normal" or thing.masked or soft:
        yield _see_through(shop, _WORDS[thing.kind])


def _registration(thing: Painted, room: Room) -> Iterator[Fault]:
    inside = common(thing.box, room.trim.inset(_SPARE))
    inks = [ink for ink in _inks(thing) if ink.family is Family.ALL and not ink.is_paper]
    picture = thing.picture is not None and thing.picture.family is Family.ALL
    if inside is not None and (inks or picture):
        yield Fault(
            "registration-inside",
            phrase("{what} in the registration colour, which is for crop marks alone",
                   what=_WORDS[thing.kind]),
            phrase("Set it in black (K 100 %)."),
        )  # fmt: skip


def _overprinted(thing: Painted) -> Iterator[Fault]:
    pairs = zip((thing.ink, thing.pen), thing.overprint, strict=True)
    if any(over and ink is not None and ink.is_paper for ink, over in pairs):
        yield Fault(
            "white-overprints",
            phrase("{what} in white that is set to overprint: it vanishes",
                   what=_WORDS[thing.kind]),
            phrase("Switch overprinting off for what is white."),
        )  # fmt: skip


def _many_inks(thing: Painted) -> Iterator[Fault]:
    for ink in _inks(thing):
        others = sum(ink.plates[:3])
        if ink.family is Family.ALL or ink.family.is_light:
            continue
        if ink.plates[3] >= _BLACK and others > 2 * _TRACE and thing.size < _LARGE:
            yield warning(
                "black-of-many-inks",
                phrase("black letters of {size} pt with other inks below: {plates}",
                       size=f"{thing.size:.1f}", plates=_plates(ink)),
                phrase("Set letters in black alone (K 100 %): four plates never meet exactly."),
            )  # fmt: skip
        elif thing.size < _SMALL and sum(part > _TRACE for part in ink.plates) > 2:
            yield warning(
                "letters-of-many-inks",
                phrase("letters of {size} pt in more than two inks: {plates}",
                       size=f"{thing.size:.1f}", plates=_plates(ink)),
                phrase("Use one ink, or two at most, for letters this small."),
            )  # fmt: skip


def _plates(ink: Ink) -> str:
    parts = zip("CMYK", ink.plates, strict=True)
    return " ".join(f"{name}{round(100 * part)}" for name, part in parts)


# -- places ---------------------------------------------------------------------------------------


def _thin(thing: Painted, shop: Shop) -> Iterator[Fault]:
    width = _line_width(thing)
    if width is not None and width < shop.least_line - 0.005:
        yield warning(
            "line-thin",
            phrase("a line of {width} pt; below {least} pt it may vanish", width=f"{width:.2f}",
                   least=f"{shop.least_line:g}"),
            phrase("Make it at least {least} pt wide.", least=f"{shop.least_line:g}"),
        )  # fmt: skip


def _line_width(thing: Painted) -> float | None:
    """Return the width in pt of a line, or of a filled strip that looks like one."""
    if thing.kind is Kind.LINE and thing.pen is not None:
        return None if thing.pen.is_paper else thing.width
    if thing.kind is Kind.SHAPE and len(thing.rings) == 1 and is_upright(thing.rings[0]):
        strip = box_around(thing.rings[0])
        short, long = sorted((strip.width, strip.height))
        paper = thing.ink is None or thing.ink.is_paper
        return to_points(short) if long > 0.5 and not paper else None
    return None


def _near_the_cut(thing: Painted, shop: Shop, room: Room) -> Iterator[Fault]:
    """Yield that words or codes lie where the cut may reach them."""
    if not _is_to_be_read(thing) or common(thing.box, room.trim.inset(_SPARE)) is None:
        return
    left = min(
        thing.box.x - room.trim.x, thing.box.y - room.trim.y,
        room.trim.right - thing.box.right, room.trim.bottom - thing.box.bottom,
    )  # fmt: skip
    if left < -_CELL:
        yield _cut_off()
    elif left < shop.safe - _SPARE:
        yield warning(
            "near-the-cut",
            phrase("{what} only {left} mm from the cut; {safe} mm are safe",
                   what=_what_is_read(thing), left=f"{max(left, 0.0):.1f}", safe=f"{shop.safe:g}"),
            phrase("Move it further in: the knife may be a little off."),
        )  # fmt: skip


def _is_to_be_read(thing: Painted) -> bool:
    if thing.hidden or not any(not ink.is_paper for ink in _inks(thing)):
        return False
    if thing.kind is Kind.LETTERS:
        return True
    rings = thing.rings
    return thing.kind is Kind.SHAPE and len(rings) >= _CODE and all(map(is_upright, rings))


def _what_is_read(thing: Painted) -> Phrase:
    return _WORDS[Kind.LETTERS] if thing.kind is Kind.LETTERS else phrase("a code to be scanned")


def _cut_off() -> Fault:
    return Fault(
        "cut-off", phrase("letters or a code that the edge cuts through"),
        phrase("Move it wholly onto the card."),
    )  # fmt: skip


def _cut_letters(thing: Painted, room: Room) -> Iterator[Fault]:
    inside = common(thing.box, room.trim)
    outside = room.trim.inset(-_CELL)
    if inside is not None and _is_to_be_read(thing) and common(thing.box, outside) != thing.box:
        yield _cut_off()


# -- pictures -------------------------------------------------------------------------------------


def dots_of(thing: Painted) -> float:
    """Return the effective resolution of a picture where it is coarser, in dots an inch."""
    picture = thing.picture
    assert picture is not None
    a, b, c, d, _, _ = thing.matrix
    wide, high = math.hypot(a, b), math.hypot(c, d)
    if wide <= 0 or high <= 0:
        return math.inf
    return min(picture.width / wide, picture.height / high) * MM_PER_INCH


def _picture(thing: Painted, shop: Shop | None) -> Iterator[Fault]:
    picture = thing.picture
    assert picture is not None
    if min(picture.width, picture.height) <= 2:  # a plain area, drawn as a picture
        return
    dots = dots_of(thing)
    least = HOME_DPI if shop is None else shop.least_dpi
    if dots < least * _DOTS:
        yield _coarse(dots, least, is_error=shop is not None)
    elif shop is not None:
        bare = picture.bits == 1
        wanted = shop.bitmap_dpi if bare else shop.grey_dpi if picture.family in _GRAYS else least
        if dots < wanted * _DOTS:
            yield _coarse(dots, wanted, is_error=False)


def _coarse(dots: float, least: int, *, is_error: bool) -> Fault:
    words = phrase("a picture with only {dots} dpi; {least} dpi are wanted", dots=round(dots),
                   least=least)  # fmt: skip
    hint = phrase("Put in the picture with more pixels, or print it smaller.")
    return Fault("dpi-low", words, hint) if is_error else warning("dpi-low", words, hint)
