"""The cards as one HTML document, for the two peers that print web pages.

Every text is one absolutely placed column; only how a column runs down differs between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple

from benchmarks.cards import (
    SENDER_ADDRESS,
    SENDER_BUILDING,
    VERMILION,
    Card,
    card_of,
    crop_picture,
    font_files,
    frames,
    ornament,
)
from benchmarks.peer import Task
from benchmarks.people import ARTIST, BITMAP, SENDER, people
from outreach.post.frames import CODE_BOXES, SENDER_BOXES

_STYLE = Template("""\
@font-face { font-family: address; src: url("$address") }
@font-face { font-family: message; src: url("$message") }
@font-face { font-family: credit; src: url("$credit") }
@page { size: 100mm 148mm; margin: 0 }
body { margin: 0 }
.face { position: relative; width: 100mm; height: 148mm; overflow: hidden; $face }
.face > * { position: absolute }
.column { $column }
.frames { left: 0; top: 0 }
.heading { left: 0; width: 100mm; top: 2.4mm; text-align: center; letter-spacing: 1.1em;
  text-indent: 1.1em; font: 8pt/1.2 address; color: $vermilion }
.digit { width: 5.7mm; top: 12.7mm; text-align: center; font: 17pt/1.1 address }
.back { width: 4mm; top: 123.1mm; text-align: center; font: 10.5pt/1.2 address }
.place, .street { font-family: address; font-size: 13pt; top: 26mm; left: 85.7mm }
.street { top: 30.6mm; left: 78.8mm }
.building { font-family: address; font-size: 11.4pt; top: 35.2mm; left: 72.3mm }
.name { font-family: address; font-size: 26pt; $spaced; top: 33mm; left: 45.4mm }
.s1, .s2 { font-family: address; font-size: 9pt; top: 73mm; left: 27.8mm }
.s2 { top: 76.2mm; left: 23.2mm }
.s3 { font-family: address; font-size: 10pt; top: 97.5mm; left: 17.8mm }
.s4 { font-family: address; font-size: 12.6pt; top: 96.8mm; left: 11.4mm }
.ornament { left: -3mm; top: -3mm; width: 106mm; height: 154mm }
.picture { left: -3mm; top: -3mm; width: 106mm; height: 90mm }
.credit { left: 24mm; top: 138.4mm; width: 40mm; font: 6.5pt/1.2 credit; color: rgb(102 102 102) }
.words { left: 7.5mm; top: 95.5mm; width: 85mm; white-space: pre-line; font: 11pt/1.6 message;
  color: rgb(26 26 26) }
.m { font-family: message; font-size: 13pt; top: 23mm; color: rgb(26 26 26) }
$places
""")
_SENDER = "".join(
    [
        *(f'<b class="back b{at}">{figure}</b>'
          for at, figure in enumerate(SENDER.postal_code.replace("-", ""))),
        f'<div class="column s1">{SENDER_ADDRESS}</div>',
        f'<div class="column s2">{SENDER_BUILDING}</div>',
        f'<div class="column s3">{SENDER.organisation}</div>',
        f'<div class="column s4">{SENDER.name}</div>',
    ]
)  # fmt: skip
_ADDRESS_SIDE = Template(
    '<div class="face"><img class="frames" src="frames.svg">'
    '<div class="heading">郵便はがき</div>$code<div class="column place">$place</div>'
    '<div class="column street">$street</div><div class="column building">$building</div>'
    f'<div class="column name">$name</div>{_SENDER}</div>'
)
_CREDIT = f'<div class="credit">絵・{ARTIST}</div></div>\n'
_MIDDLE, _PITCH = 50.0, 13 * 1.9 * 25.4 / 72  # mm: message columns around the middle


class Ways(NamedTuple):
    """CSS that differs between the peers: a page, a vertical column, one with characters spaced."""

    face: str
    column: str
    spaced: str


def write_pages(task: Task, ways: Ways) -> Path:
    """Write the document with its drawings and return its path."""
    (task.folder / "frames.svg").write_text(frames(), encoding="utf-8")
    (task.folder / "ornament.svg").write_text(ornament(), encoding="utf-8")
    crop_picture(task.picture, task.folder / "picture.jpg")
    page = task.folder / "cards.html"
    with page.open("w", encoding="utf-8") as file:
        file.write('<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>cards</title>')
        file.write(f"<style>{_style(ways)}</style>\n")
        file.writelines(_faces(map(card_of, people(task.cards)), task.design))
    return page


def _style(ways: Ways) -> str:
    fonts = {role: path.as_uri() for role, path in font_files()._asdict().items()}
    places = [f".d{at} {{ left: {box.x}mm }}" for at, box in enumerate(CODE_BOXES)]
    places += [f".b{at} {{ left: {box.x}mm }}" for at, box in enumerate(SENDER_BOXES)]
    lines = len(card_of(next(people(1))).message)
    first = _MIDDLE + (lines - 1) / 2 * _PITCH - 13 / 2 * 25.4 / 72
    places += [f".m{at} {{ left: {first - at * _PITCH:.2f}mm }}" for at in range(lines)]
    return _STYLE.substitute(fonts | ways._asdict(), vermilion=VERMILION, places="\n".join(places))


def _faces(cards: Iterable[Card], design: str) -> Iterator[str]:
    for card in cards:
        yield _address_side(card)
        yield _bitmap_side(card) if design == BITMAP else _vector_side(card)


def _address_side(card: Card) -> str:
    code = "".join(f'<b class="digit d{at}">{figure}</b>' for at, figure in enumerate(card.code))
    return _ADDRESS_SIDE.substitute(
        code=code, place=escape(card.place), street=escape(card.street),
        building=escape(card.building), name=escape(card.name),
    )  # fmt: skip


def _vector_side(card: Card) -> str:
    lines = (
        f'<div class="column m m{at}">{escape(line)}</div>' for at, line in enumerate(card.message)
    )
    return f'<div class="face"><img class="ornament" src="ornament.svg">{"".join(lines)}{_CREDIT}'


def _bitmap_side(card: Card) -> str:
    words = escape("\n".join(card.message))
    return (
        '<div class="face"><img class="picture" src="picture.jpg">'
        f'<div class="words">{words}</div>{_CREDIT}'
    )
