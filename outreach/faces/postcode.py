"""Postal codes in their frames, and the words 郵便はがき."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from outreach.fonts import Font
from outreach.frame import BLACK, CMYK, Box, Colour, Direction, Glyph, GlyphRun, Path
from outreach.post.areas import hyphened
from outreach.post.frames import CodeFrame
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import cell_of, shape, width_of
from outreach.units import to_mm

VERMILION = CMYK(
    0.0, 0.75, 0.75, 0.0
)  # 朱色 without black or cyan: the sorting machine's blind colour
SENDER_SIZE = 10.5
HEADING_SIZE = 8.0


def digits_in(
    boxes: tuple[Box, ...], code: str, font: Font, size: float, colour: Colour = BLACK
) -> tuple[GlyphRun, ...]:
    """Return the digits with their ink centred in the boxes, as one run that reads 060-0001."""
    if not code:
        return ()
    em = to_mm(size)
    digits = [_digit(font, digit) for digit in code]
    # One height for all: figures share a baseline, and each digit's own middle differs by a hair.
    rise = sum(digit.rise for digit in digits) / len(digits)
    baseline = boxes[0].y + boxes[0].height / 2 + rise * em
    glyphs = tuple(
        Glyph(digit.glyph, digit.text, box.x + box.width / 2 - digit.right * em, baseline)
        for box, digit in zip(boxes, digits, strict=True)
    )
    text = hyphened(code)
    return (GlyphRun(font.id, size, Direction.RIGHT, glyphs, colour, actual_text=text),)


class _Digit(NamedTuple):
    """A figure's glyph and the middle of its ink in em, right of its origin and above it."""

    glyph: int
    text: str
    right: float
    rise: float


@lru_cache(maxsize=64)
def _digit(font: Font, digit: str) -> _Digit:
    (inked,) = shape(font, digit, Direction.RIGHT)
    return _Digit(inked.id, digit, *font.ink_middle(inked.id))


def recipient_code(code: str, font: Font, frame: CodeFrame, size: float) -> tuple[GlyphRun, ...]:
    """Return the recipient's postal code centred in the official frame's positions."""
    return digits_in(frame.boxes, code, font, size)


def recipient_code_frame(frame: CodeFrame) -> list[GlyphRun | Path]:
    """Return the frame in vermilion: three stronger boxes, the hyphen, four finer boxes."""
    boxes, lines, hyphen_y = frame
    items: list[GlyphRun | Path] = [
        _outline(box, width) for box, width in zip(boxes, lines, strict=True)
    ]
    left = boxes[2].right + lines[2] * 0.9
    right = boxes[3].x - lines[3] * 1.17
    items.append(Path(((left, hyphen_y), (right, hyphen_y)), VERMILION, lines[0], False))
    return items


def _outline(box: Box, width: float) -> Path:
    """Return a box drawn around its inside measure."""
    out = width / 2
    corners = (
        (box.x - out, box.y - out),
        (box.right + out, box.y - out),
        (box.right + out, box.bottom + out),
        (box.x - out, box.bottom + out),
    )
    return Path(corners, VERMILION, width)


def sender_code(
    boxes: tuple[Box, ...], code: str, font: Font, *, frame: bool
) -> list[GlyphRun | Path]:
    """Return the sender's postal code; with its dashed boxes if a frame is wanted."""
    digits = digits_in(boxes, code, font, SENDER_SIZE)
    return [*digits, *_sender_lines(boxes)] if frame else [*digits]


def plain_code(
    code: str, font: Font, size: float, middle: float, baseline: float
) -> tuple[GlyphRun, ...]:
    """Return a code as people write it, 060-0001, centred on ``middle`` (mm)."""
    if not code:
        return ()
    row = [cell_of((font,), character, Direction.RIGHT) for character in hyphened(code)]
    known = tuple(cell for cell in row if cell is not None)
    left = middle - width_of(known) * to_mm(size) / 2
    runs = horizontal_line(known, left, baseline, size)
    return tuple(run._replace(actual_text=hyphened(code)) for run in runs)


def _sender_lines(boxes: tuple[Box, ...]) -> list[GlyphRun | Path]:
    lines: list[GlyphRun | Path] = []
    for group in (boxes[:3], boxes[3:]):
        left, right = group[0].x, group[-1].right
        top, bottom = group[0].y, group[0].bottom
        outer = ((left, top), (right, top), (right, bottom), (left, bottom))
        lines.append(Path(outer, VERMILION, 0.2))
        lines += [
            Path(((box.x, top), (box.x, bottom)), VERMILION, 0.2, False, (0.6, 0.5))
            for box in group[1:]
        ]
    return lines


def heading(font: Font, centre: float) -> list[GlyphRun]:
    """Return 郵便はがき at the top centre, which makes a private card a postcard (約款22条)."""
    em = to_mm(HEADING_SIZE)
    spread = 2.1 * em
    glyphs = []
    for index, character in enumerate("郵便はがき"):
        cell = cell_of((font,), character, Direction.RIGHT)
        assert cell is not None
        x = centre + (index - 2) * spread - em / 2
        glyphs.append(Glyph(cell.glyphs[0].id, character, x, 5.2 + 0.88 * em))
    text = "郵便はがき"
    return [
        GlyphRun(font.id, HEADING_SIZE, Direction.RIGHT, tuple(glyphs), VERMILION, actual_text=text)
    ]
