"""What the peers draw: the texts of a card, and the drawings all cards share, as SVG.

The places are outreach's own, so that everyone draws the same card.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import jinja2
from PIL import Image, ImageOps

from benchmarks.people import SENDER, Person, message_to
from outreach.artwork.layouts import SHIPPED
from outreach.artwork.palette import HOME, WINTER, css_palette
from outreach.fonts import load_fonts
from outreach.frame import Box
from outreach.post.frames import CODE_BOXES, CODE_LINES, HYPHEN_Y, SENDER_BOXES
from outreach.post.numerals import vertical_address

VERMILION = "rgb(255 64 64)"
SENDER_ADDRESS = vertical_address(SENDER.address, "kanji")
SENDER_BUILDING = vertical_address(SENDER.building, "kanji")


class Card(NamedTuple):
    """The texts of one card as they stand on it."""

    code: str
    place: str
    street: str
    building: str
    name: str
    message: list[str]


def card_of(person: Person) -> Card:
    """Return the texts of a person's card."""
    return Card(
        person.postal_code.replace("-", ""),
        person.prefecture + person.city,
        vertical_address(person.street, "kanji"),
        vertical_address(person.building, "kanji"),
        f"{person.family_name} {person.given_name} {person.honorific}",
        message_to(person).split("\n"),
    )


class FontFiles(NamedTuple):
    """The font files outreach itself would use here."""

    address: Path
    message: Path
    credit: Path


def font_files() -> FontFiles:
    """Return the files of the fonts of the three roles."""
    fonts = load_fonts(Path(), {})
    return FontFiles(*(fonts[role][0].path for role in FontFiles._fields))


def ornament() -> str:
    """Return the drawing of the layout words-only as an SVG file."""
    text = (SHIPPED / "words-only" / "layout.html").read_text(encoding="utf-8")
    drawing = text[text.index("<svg") : text.index("</svg>") + len("</svg>")]
    svg: str = jinja2.Template(drawing, autoescape=True).render(palette=css_palette(WINTER, HOME))
    return svg.replace("<svg ", '<svg width="106mm" height="154mm" ', 1)


def frames() -> str:
    """Return the frames of both postal codes as an SVG file of the card's size."""
    shapes = "".join((*_recipient_frame(), *_sender_frame()))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="148mm"'
        f' viewBox="0 0 100 148" fill="none" stroke="{VERMILION}">{shapes}</svg>'
    )


def _recipient_frame() -> Iterator[str]:
    for box, width in zip(CODE_BOXES, CODE_LINES, strict=True):
        yield _rectangle(Box(*box).inset(-width / 2), width)
    left, right = CODE_BOXES[2].right + 0.45, CODE_BOXES[3].x - 0.35
    yield f'<path d="M{left:.2f} {HYPHEN_Y}H{right:.2f}" stroke-width="{CODE_LINES[0]}"/>'


def _sender_frame() -> Iterator[str]:
    for group in (SENDER_BOXES[:3], SENDER_BOXES[3:]):
        first, last = group[0], group[-1]
        yield _rectangle(Box(first.x, first.y, last.right - first.x, first.height), 0.2)
        for box in group[1:]:
            line = f"M{box.x} {box.y}V{box.bottom}"
            yield f'<path d="{line}" stroke-width="0.2" stroke-dasharray="0.6 0.5"/>'


def _rectangle(box: Box, width: float) -> str:
    return (
        f'<rect x="{box.x:.2f}" y="{box.y:.2f}" width="{box.width:.2f}"'
        f' height="{box.height:.2f}" stroke-width="{width}"/>'
    )


def crop_picture(picture: Path, target: Path) -> None:
    """Write the picture cut to the proportions of its place above the words, as a person would."""
    with Image.open(picture) as image:
        width = image.width
        ImageOps.fit(image, (width, round(width * 90 / 106))).save(target, quality=92)
