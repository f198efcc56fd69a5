"""Shaping: clusters of text to cells of glyphs, through HarfBuzz.

Kanji, kana and their punctuation do not touch their neighbours, so each is shaped once per font
and direction and remembered; words of Latin letters are shaped whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import uharfbuzz as hb

from outreach.fonts import CLUSTER, INKLESS, SELECTORS, VOICING, Font, Stack
from outreach.frame import Direction

LATIN = "!-~\u00a1-\u024f\u1e00-\u1eff\u2018\u2019"  # with the letters of Vietnamese
# A letter may carry marks of its own (é typed as e and U+0301): HarfBuzz puts them on it.
WORD = re.compile(f"(?:[{LATIN}][\u0300-\u036f]*)+")
# Half-width kana, a mark of voicing with its base: in Unicode the mark is a character by itself.
NARROW = re.compile("[\uff61-\uff9f][\uff9e\uff9f]?")
CRIES = frozenset(("!!", "!?", "?!", "??"))  # side by side in a vertical line, as two figures are
WIDE_CRY = re.compile("(?<![！？])[！？]{2}(?![！？])")
PIECE = re.compile(
    f"(?P<word>{WORD.pattern})|(?P<narrow>{NARROW.pattern})|(?P<cry>{WIDE_CRY.pattern})"
    f"|(?P<cluster>{CLUSTER.pattern})",
    re.DOTALL,
)
# In a text without any of these every character is a cell by itself.
JOINED = re.compile(f"[{LATIN}\u0300-\u036f\uff61-\uff9f！？{VOICING}{SELECTORS}]")
STANDING = re.compile("[A-Z0-9&]{2,4}|[0-9]+")
_TO_WIDE = 0xFEE0  # from a letter to its full-width form
FEATURES = {"kern": True, "liga": False}


class Inked(NamedTuple):
    """A shaped glyph: number, the text it stands for, offset and advance in em."""

    id: int
    text: str
    dx: float
    dy: float
    advance: float


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What the line breaker moves as one: a character, a turned word, two digits side by side.

    ``advance`` is in em along the line. ``turned``: the cell's glyphs run along the line lying on
    their side (Latin words in a vertical line). ``upright``: set across it (縦中横). ``alone`` is
    the cell's only glyph where it stands at its own advance, as nearly all kanji and kana do.
    Cells are made once per character and told apart by identity.
    """

    text: str
    font: Font
    glyphs: tuple[Inked, ...]
    advance: float
    turned: bool = False
    upright: bool = False
    alone: Inked | None = None

    @property
    def is_blank(self) -> bool:
        """Return whether the cell is white space."""
        return self.text in INKLESS


def shape(font: Font, text: str, direction: Direction) -> tuple[Inked, ...]:
    """Return the glyphs of ``text`` in ``font``, offsets and advances in em of the line."""
    buffer = hb.Buffer()
    buffer.add_str(unicodedata.normalize("NFC", text) if _is_voiced_pair(text) else text)
    buffer.direction = direction.value
    buffer.script = "Latn" if WORD.fullmatch(text) else "Hani"
    buffer.language = "ja"
    hb.shape(font.hb, buffer, FEATURES)
    return _inked(font, text, buffer, vertical=direction is Direction.DOWN)


def _is_voiced_pair(text: str) -> bool:
    """Return whether this is kana with a combining (semi-)voiced mark: composed for printing."""
    return len(text) == 2 and text[1] in VOICING


def _inked(font: Font, text: str, buffer: hb.Buffer, *, vertical: bool) -> tuple[Inked, ...]:
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = [info.cluster for info in infos]
    em = font.upem
    glyphs = []
    for index, (info, place) in enumerate(zip(infos, positions, strict=True)):
        end = starts[index + 1] if index + 1 < len(starts) else len(text)
        source = text[info.cluster : end] if len(infos) > 1 else text
        if vertical:
            # HarfBuzz counts from the glyph's own origin; a PDF viewer in vertical mode from the
            # top centre of the cell, so only what GPOS added to the font's origin remains.
            origin_x, origin_y = font.hb.get_glyph_v_origin(info.codepoint)
            dx, dy = place.x_offset + origin_x, place.y_offset + origin_y
            advance = -place.y_advance
        else:
            dx, dy, advance = place.x_offset, place.y_offset, place.x_advance
        glyphs.append(Inked(info.codepoint, source, dx / em, -dy / em, advance / em))
    return tuple(glyphs)


@lru_cache(maxsize=65536)
def cell_of(stack: Stack, cluster: str, direction: Direction) -> Cell | None:
    """Return the cell of one character in the first font that draws it, None if none does."""
    if cluster in INKLESS:
        return _blank(stack[0], cluster)
    drawn = unicodedata.normalize("NFKC", cluster) if NARROW.fullmatch(cluster) else cluster
    font = next((font for font in stack if font.covers(drawn)), None)
    if font is None:
        return None
    glyphs = shape(font, drawn, direction)
    if drawn != cluster and len(glyphs) == 1:  # widened on paper; what was typed is what is found
        glyphs = (glyphs[0]._replace(text=cluster),)
    advance = sum(glyph.advance for glyph in glyphs)
    is_alone = len(glyphs) == 1 and not (glyphs[0].dx or glyphs[0].dy)
    return Cell(cluster, font, glyphs, advance, alone=glyphs[0] if is_alone else None)


def _blank(font: Font, blank: str) -> Cell:
    """Return the cell of a blank, with the font's glyph for it so that readers find the blank."""
    advance = 1.0 if blank == "\u3000" else 0.3
    glyph = font.glyph_of(blank)
    return Cell(blank, font, (Inked(glyph, blank, 0.0, 0.0, advance),) if glyph else (), advance)


@lru_cache(maxsize=8192)
def word_cell(stack: Stack, word: str, direction: Direction) -> Cell | None:
    """Return the cell of a Latin word: turned in a vertical line, two digits upright in it."""
    font = next((f for f in stack if not f.missing(word)), None)
    if font is None:
        return None
    glyphs = shape(font, word, Direction.RIGHT)
    width = sum(glyph.advance for glyph in glyphs)
    if direction is Direction.DOWN and _stands(word):
        return Cell(word, font, glyphs, 1.0, upright=True)
    return Cell(word, font, glyphs, width, turned=direction is Direction.DOWN)


def _stands(word: str) -> bool:
    """Return whether a word stands upright in a vertical line: a letter, two figures, ``!?``."""
    return (
        (len(word) == 1 and word.isalnum())
        or (len(word) == 2 and word.isdigit())
        or (word in CRIES)
    )


@lru_cache(maxsize=64)
def _cry(stack: Stack, wide: str) -> Cell | None:
    """Return the cell of ！？ in a vertical line, set with the narrow marks side by side."""
    cell = word_cell(stack, unicodedata.normalize("NFKC", wide), Direction.DOWN)
    if cell is None or len(cell.glyphs) != len(wide):
        return None
    glyphs = tuple(glyph._replace(text=mark) for glyph, mark in zip(cell.glyphs, wide, strict=True))
    return replace(cell, text=wide, glyphs=glyphs)


@lru_cache(maxsize=256)
def lying(cell: Cell) -> Cell:
    """Return a Latin letter that stands, laid on its side as the words around it are."""
    if not cell.upright or not cell.text.isalpha():
        return cell
    width = sum(glyph.advance for glyph in cell.glyphs)
    return replace(cell, advance=width, upright=False, turned=True)


def cells(stack: Stack, text: str, direction: Direction) -> tuple[list[Cell], list[str]]:
    """Return the cells of ``text`` in order, and the characters no font of the stack draws."""
    if not JOINED.search(text):
        found = [cell_of(stack, letter, direction) for letter in text]
        if None not in found:
            return [cell for cell in found if cell is not None], []
    row: list[Cell] = []
    missing: list[str] = []
    for match in PIECE.finditer(text):
        piece = match.group()
        cell = _cell(stack, piece, match.lastgroup, direction)
        if cell is not None:
            row.append(cell)
            continue
        for letter in CLUSTER.findall(piece):  # no font has all of it: letter by letter
            drawn = cell_of(stack, letter, direction)
            if drawn is None:
                missing.append(letter)
            else:
                row.append(drawn)
    return row, missing


def _cell(stack: Stack, piece: str, kind: str | None, direction: Direction) -> Cell | None:
    """Return the one cell of a piece of text, or None where its letters have to go apart."""
    if kind == "word":
        return word_cell(stack, piece, direction)
    if kind == "cry":
        return _cry(stack, piece) if direction is Direction.DOWN else None
    return cell_of(stack, piece, direction)


def who_draws(cluster: str, stacks: Mapping[str, Stack]) -> tuple[str, ...]:
    """Return the names of the stacks that have a font for this character, in their order."""
    return tuple(
        name for name, stack in stacks.items() if not cells(stack, cluster, Direction.RIGHT)[1]
    )


@lru_cache(maxsize=256)
def white_before(cell: Cell, direction: Direction) -> float:
    """Return how much white (em) a cell of one glyph has before its ink, along the line."""
    if cell.alone is None:
        return 0.0
    font, glyph = cell.font.hb, cell.alone.id
    ink = font.get_glyph_extents(glyph)
    down = direction is Direction.DOWN
    white: int = font.get_glyph_v_origin(glyph)[1] - ink.y_bearing if down else ink.x_bearing
    return max(white / cell.font.upem, 0.0)


def drawn_back(cell: Cell, by: float, direction: Direction) -> Cell:
    """Return the cell with ``by`` em of the white before its ink left out."""
    dx, dy = (0.0, -by) if direction is Direction.DOWN else (-by, 0.0)
    glyphs = tuple(g._replace(dx=g.dx + dx, dy=g.dy + dy) for g in cell.glyphs)
    return replace(cell, glyphs=glyphs, advance=cell.advance - by, alone=None)


def column_cells(stack: Stack, text: str) -> tuple[list[Cell], list[str]]:
    """Return what ``cells`` does of a vertical line of names: short capitals and figures stand.

    NHK and 2024 go one below the other, as Japanese signs and envelopes have them. Longer words
    lie, and whatever only blanks part from them.
    """
    row, missing = cells(stack, text, Direction.DOWN)
    found: list[Cell] = []
    for is_latin, group in groupby(row, key=_is_of_words):
        part = list(group)
        found += _words(part) if is_latin else part
    return found, missing


def _is_of_words(cell: Cell) -> bool:
    return cell.turned or cell.upright or cell.is_blank


def _words(words: list[Cell]) -> Iterator[Cell]:
    """Yield words with nothing but blanks between them, all of them standing or all lying."""
    if not all([STANDING.fullmatch(word.text) for word in words if word.turned]):
        yield from map(lying, words)
        return
    for word in words:
        if word.turned or (word.upright and len(word.text) == 1):
            yield from [_standing(word.font, letter) for letter in word.text]
        else:
            yield word


@lru_cache(maxsize=256)
def _standing(font: Font, letter: str) -> Cell:
    """Return a letter drawn with its full-width glyph, so that it joins the run of the kanji."""
    wide = cell_of((font,), chr(ord(letter) + _TO_WIDE), Direction.DOWN)
    if wide is None:  # the font has the narrow one, or there were no word
        narrow = word_cell((font,), letter, Direction.DOWN)
        assert narrow is not None
        return narrow
    glyphs = tuple(glyph._replace(text=letter) for glyph in wide.glyphs)
    return replace(wide, text=letter, glyphs=glyphs, alone=glyphs[0] if wide.alone else None)


def width_of(row: Sequence[Cell]) -> float:
    """Return the length of the cells along the line, in em."""
    return sum(cell.advance for cell in row)
