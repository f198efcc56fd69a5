"""Lines of text laid slantwise over a face: the marks of a sample and of a proof."""

from __future__ import annotations

import math

from outreach.fonts import Font
from outreach.frame import CMYK, Colour, Direction, Frame, Glyph, GlyphRun, Gray
from outreach.typeset.shape import cells, width_of
from outreach.units import to_mm

PALE = Gray(0.86)
PROOF_COLOUR = CMYK(0.0, 0.85, 0.7, 0.0)
PROOF_TEXT = "校正刷り PROOF"
PROOF_SIZE = 30.0


def slanted(
    text: str, font: Font, size: float, middle: tuple[float, float], degrees: float, colour: Colour
) -> GlyphRun:
    """Return a line of text turned anticlockwise about its middle (mm)."""
    row, _ = cells((font,), text, Direction.RIGHT)
    em = to_mm(size)
    width = width_of(row) * em
    turn = math.radians(-degrees)
    cos, sin = math.cos(turn), math.sin(turn)
    rise = 0.38 * em  # half the height of a character above its baseline
    x = middle[0] - width / 2 * cos - rise * sin
    y = middle[1] - width / 2 * sin + rise * cos
    glyphs = []
    for cell in row:
        along = x
        for glyph in cell.glyphs:
            glyphs.append(Glyph(glyph.id, glyph.text, along, y))
            along += glyph.advance * em
        x += cell.advance * em
    matrix = (cos, sin, -sin, cos, 0.0, 0.0)
    return GlyphRun(font.id, size, Direction.RIGHT, tuple(glyphs), colour, matrix, actual_text=text)


def sample_mark(font: Font, width: float, height: float) -> GlyphRun:
    """Return 見本 across an upright address side (mm), pale, under everything: no real mail."""
    return slanted("見本", font, 0.84 * width, (0.64 * width, 0.5676 * height), 40.0, PALE)


def proof_of(face: Frame, font: Font) -> Frame:
    """Return the face with 校正刷り / PROOF across it three times: it cannot pass for a card."""
    marks = tuple(
        slanted(
            PROOF_TEXT, font, PROOF_SIZE, (face.width / 2, face.height * at), 40.0, PROOF_COLOUR
        )
        for at in (0.22, 0.52, 0.82)
    )
    return Frame(face.width, face.height, (*face.items, *marks), face.bleed)
