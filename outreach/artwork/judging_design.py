"""All that is looked at of one design: its drawn page, and the pictures as the artist gave them."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from outreach.artwork import DrawnDesign
from outreach.artwork.attention import given_thing, main_thing
from outreach.artwork.cropping import trusted_area, window_around
from outreach.artwork.judging import LOOK_DPI, Condition, Finding
from outreach.artwork.judging_edge import is_at_risk, marks_in
from outreach.artwork.judging_likeness import fingerprint
from outreach.artwork.judging_page import PageLook, WordPlace, judge_picture, judge_words
from outreach.artwork.layouts import Layout
from outreach.artwork.picture import open_upright
from outreach.model.design import Design
from outreach.model.stock import BLEED, STOCKS
from outreach.units import MM_PER_INCH

_GLANCE = 512  # pixels: a fingerprint is taken of far fewer


def judge_design(
    design: Design, layout: Layout, drawn: DrawnDesign, page: bytes, condition: Condition
) -> list[Finding]:
    """Return the findings of a design; ``page`` is its drawn page as PNG at ``LOOK_DPI``."""
    return [
        *_on_page(layout, drawn, page, condition),
        *(
            Finding("mark-cut", number)
            for number in range(len(layout.holes))
            if _loses_mark(design, layout, number)
        ),
    ]


def fingerprint_of(data: bytes) -> str:
    """Return the fingerprint of a picture file, "" of one that cannot be opened."""
    try:
        return fingerprint(open_upright(data, _GLANCE))
    except Exception:  # whatever Pillow raises: drawing the design says what is wrong with it
        return ""


def _on_page(
    layout: Layout, drawn: DrawnDesign, page: bytes, condition: Condition
) -> Iterator[Finding]:
    with Image.open(io.BytesIO(page)) as image:
        look = PageLook(image.convert("RGB"), BLEED, LOOK_DPI / MM_PER_INCH)
    for number, hole in enumerate(layout.holes):
        shown = look.part(hole.opening)
        if shown is not None:
            yield from judge_picture(shown, number, condition)
    lying = drawn.lying(STOCKS[layout.stock]) if drawn.turned else drawn
    for slot in lying.slots:
        if slot.size:
            yield from judge_words(look, WordPlace(slot.name, slot.bounds, slot.colour))


def _loses_mark(design: Design, layout: Layout, number: int) -> bool:
    hole, focus = layout.holes[number], design.focus_of(number)
    image = open_upright((design.folder / design.pictures[number]).read_bytes())
    thing = main_thing(image) if focus is None else given_thing(focus)
    trusted = trusted_area(STOCKS[layout.stock], is_landscape=layout.is_landscape)
    part = window_around(thing, image.size, hole, trusted)
    return any(is_at_risk(mark, image.size, part, hole, trusted) for mark in marks_in(image))
