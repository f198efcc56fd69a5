"""Text to glyph runs in a box: shaping, kinsoku, vertical and horizontal lines, fitting."""
