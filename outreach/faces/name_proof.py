"""Sheets with every name large, for a person to hold beside the register and compare the shapes.

A name is legally the very shape that was registered: 渡邉 has dozens of variants, and no program
knows which is meant. So each name stands here in the glyphs the address side will print, and the
code points of what is not everyday stand under it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from outreach.faces.addressee import care_of_text
from outreach.fonts import VOICING, Font, Stack, clusters, codes_of, first_covering
from outreach.frame import Direction, Frame, Item, Path
from outreach.model.recipient import Addressee
from outreach.phrase import Phrase, phrase
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cell_of, cells, width_of, word_cell
from outreach.units import to_mm

# A4 upright, ISO 216; what follows is in mm, sizes in points.
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFTS = (15.0, 109.0)
COLUMN = 86.0
TOP, BOTTOM = 34.0, 287.0
HEAD = 18.0
RULE = 29.0
NAME_SIZE = 30.0
NAME_PITCH = 13.4
TITLE_SIZE, SMALL_SIZE, SHAPE_SIZE = 14.0, 8.5, 13.0
KEY_PITCH, NOTE_PITCH, AFTER = 7.5, 6.0, 5.0
TICK = 4.5
HAIRLINE = 0.15

LACKING = "□"
_HYPHENED = re.compile("[^-]*-|[^-]+")
_COMPATIBILITY = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")


class Form(StrEnum):
    """Why a character is beyond the everyday ones."""

    VARIANT = "variant"
    COMPATIBILITY = "compatibility"
    COMBINED = "combined"
    EXTENSION = "extension"
    RARE = "rare"


FORMS = {
    Form.VARIANT: phrase("variant form (IVS)"),
    Form.COMPATIBILITY: phrase("compatibility form"),
    Form.COMBINED: phrase("kana with a mark of its own"),
    Form.EXTENSION: phrase("beyond the first plane"),
    Form.RARE: phrase("not in JIS X 0208"),
}


@dataclass(frozen=True, slots=True)
class Character:
    """A character of a name that is not everyday; ``font`` draws exactly it (None: none does)."""

    text: str
    form: Form | None
    font: str | None

    @property
    def codes(self) -> str:
        """Return its code points."""
        return codes_of(self.text)


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One recipient's names, one line each, with the font each line is printed in (None: none).

    ``characters`` are those beyond the everyday ones, and all that no font has.
    """

    key: str
    place: str
    lines: tuple[tuple[str, Font | None], ...]
    characters: tuple[Character, ...]

    @property
    def lacking(self) -> tuple[Character, ...]:
        """Return the characters that keep a name from being printed."""
        return tuple(character for character in self.characters if character.font is None)


def form_of(cluster: str) -> Form | None:
    """Return why a character (base and selectors) is not everyday, or None if it is.

    Everyday is what JIS X 0208 has: the two levels every Japanese font and printer knows.
    """
    if len(cluster) > 1:
        return Form.COMBINED if cluster[1] in VOICING else Form.VARIANT
    # 﨑 stands among the compatibility ideographs, but is one of the twelve that are none.
    if _COMPATIBILITY.match(cluster) and unicodedata.decomposition(cluster):
        return Form.COMPATIBILITY
    if cluster > "\uffff":
        return Form.EXTENSION
    # EUC-JP goes on where JIS X 0208 ends: with JIS X 0212, behind 0x8F.
    known = cluster.encode("euc_jp", "ignore")
    return None if known and known[:1] != b"\x8f" else Form.RARE


def name_entry(addressee: Addressee, key: str, place: str, stack: Stack) -> NameEntry:
    """Return a recipient's names with what the fonts of the address side have of them.

    The names side by side on a card come from one font; the organisation and the name of 様方 may
    each come from another, as the address side sets them.
    """
    groups = [group for group in _names_of(addressee) if any(group)]
    lines: list[tuple[str, Font | None]] = []
    characters: dict[str, Character] = {}
    for group in groups:
        font = first_covering(stack, "".join(group))
        lines += [(line, font) for line in group]
        nearest = font or min(stack, key=lambda each: len(each.missing("".join(group))))
        for cluster in clusters("".join(group)):
            drawn = nearest.covers(cluster)
            form = form_of(cluster)
            if form or not drawn:
                characters[cluster] = Character(cluster, form, nearest.id if drawn else None)
    return NameEntry(key, place, tuple(lines), tuple(characters.values()))


def _names_of(to: Addressee) -> tuple[list[str], ...]:
    """Return the lines of the people, of the organisation and of the house they live in."""
    first = " ".join(filter(None, (to.family_name, to.given_name)))
    joint = [" ".join(filter(None, (name.family_name, name.given_name))) for name in to.joint_names]
    people = [line for line in (first, *joint) if line]
    house = [care_of_text(to.care_of)] if to.care_of else []
    return people, [to.organisation], house


# -- the sheets ---------------------------------------------------------------------------------


class _Piece(NamedTuple):
    """Cells on a row: how far right they start and how far below its top they stand."""

    row: tuple[Cell, ...]
    x: float
    baseline: float
    size: float


class _Row(NamedTuple):
    height: float
    pieces: tuple[_Piece, ...]
    is_first: bool = False


class _Placed(NamedTuple):
    row: _Row
    x: float
    y: float


def name_sheets(
    entries: Iterable[NameEntry], stack: Stack, say: Callable[[Phrase], str]
) -> Iterator[Frame]:
    """Yield A4 pages with every name at 30 points; ``say`` speaks the reader's language.

    A name wider than its column goes on in the next line: it is never made smaller.
    """
    pages: list[list[_Placed]] = [[]]
    column, y = 0, TOP
    for entry in entries:
        rows = _rows(entry, stack, say)
        whole = sum(row.height for row in rows)
        for index, row in enumerate(rows):
            keep = whole if index == 0 and whole <= BOTTOM - TOP else row.height
            if y + keep > BOTTOM and y > TOP:
                column, y = column + 1, TOP
                if column == len(LEFTS):
                    column = 0
                    pages.append([])
            pages[-1].append(_Placed(row, LEFTS[column], y))
            y += row.height
    for number, page in enumerate(pages, start=1):
        yield _sheet(page, stack, _headings(say, number, len(pages)))


def _headings(say: Callable[[Phrase], str], number: int, pages: int) -> tuple[str, str, str]:
    return (
        say(phrase("Names to check")),
        say(phrase("Personal data: keep this sheet locked up, and shred it when it is done with.")),
        f"{number} / {pages}",
    )


def _sheet(page: Sequence[_Placed], stack: Stack, headings: tuple[str, str, str]) -> Frame:
    title, remark, number = (_line(stack, text) for text in headings)
    right = LEFTS[-1] + COLUMN
    small = to_mm(SMALL_SIZE)
    items: list[Item] = [
        *horizontal_line(title, LEFTS[0], HEAD, TITLE_SIZE),
        *horizontal_line(number, right - width_of(number) * small, HEAD, SMALL_SIZE),
        *horizontal_line(remark, LEFTS[0], HEAD + 6.5, SMALL_SIZE),
        Path(((LEFTS[0], RULE), (right, RULE)), width=2 * HAIRLINE, closed=False),
    ]
    for row, x, y in page:
        if row.is_first:
            items += _frame_of_entry(x, y)
        for piece in row.pieces:
            items += horizontal_line(piece.row, x + piece.x, y + piece.baseline, piece.size)
    return Frame(PAGE_WIDTH, PAGE_HEIGHT, tuple(items))


def _frame_of_entry(x: float, y: float) -> list[Path]:
    """Return the box to tick, and the hairline over an entry that is not the first of its column.

    The first one stands under the sheet's own rule.
    """
    right = x + COLUMN
    corners = ((right - TICK, y), (right, y), (right, y + TICK), (right - TICK, y + TICK))
    tick = Path(corners, width=HAIRLINE)
    if y == TOP:
        return [tick]
    over = y - AFTER / 2
    return [tick, Path(((x, over), (right, over)), width=HAIRLINE, closed=False)]


def _rows(entry: NameEntry, stack: Stack, say: Callable[[Phrase], str]) -> list[_Row]:
    """Return an entry from its key to the last of its characters, and the white after it."""
    head = _line(stack, "  ".join(filter(None, (entry.key, entry.place))))
    rows = [_Row(KEY_PITCH, (_Piece(head, 0.0, 3.6, SMALL_SIZE),), is_first=True)]
    for text, font in entry.lines:
        for line in _large(text, font, stack):
            rows.append(_Row(NAME_PITCH, (_Piece(line, 0.0, 10.2, NAME_SIZE),)))
    rows += [_note(character, stack, say) for character in entry.characters]
    return [*rows, _Row(AFTER, ())]


def _large(text: str, font: Font | None, stack: Stack) -> list[tuple[Cell, ...]]:
    """Return a name in as many lines as the column needs; what no font draws is an empty box."""
    if font is None:
        font = min(stack, key=lambda each: len(each.missing(text)))
        text = "".join(c if font.covers(c) else LACKING for c in clusters(text))
    room = COLUMN / to_mm(NAME_SIZE)
    lines: list[list[Cell]] = [[]]
    for part in _parts(text, font, room):
        if lines[-1] and width_of(lines[-1]) + width_of(part) > room:
            lines.append([])
        for cell in part:
            if lines[-1] and width_of(lines[-1]) + cell.advance > room:
                lines.append([])
            if lines[-1] or not cell.is_blank:
                lines[-1].append(cell)
    return [tuple(line) for line in lines]


def _parts(text: str, font: Font, room: float) -> Iterator[list[Cell]]:
    """Yield family name, blank and given name, each of which stays in one line if it can."""
    for part in text.replace(" ", "\0 \0").replace("\u3000", "\0\u3000\0").split("\0"):
        row, _ = cells((font,), part, Direction.RIGHT)
        fitting: list[Cell] = []
        for cell in row:
            if cell.advance <= room:
                fitting.append(cell)
            else:
                fitting += _split_word(cell, font, room)
        yield fitting


def _split_word(word: Cell, font: Font, room: float) -> Iterator[Cell]:
    """Yield a Latin word longer than the column: in pieces at its hyphens, else by letters."""
    for piece in _HYPHENED.findall(word.text):
        whole = word_cell((font,), piece, Direction.RIGHT)
        if whole and whole.advance <= room:
            yield whole
        else:
            letters = (cell_of((font,), c, Direction.RIGHT) for c in clusters(piece))
            yield from [letter for letter in letters if letter]


def _note(character: Character, stack: Stack, say: Callable[[Phrase], str]) -> _Row:
    """Return the row that names a character: itself, its code points, and what it is."""
    shape = cells(stack, character.text, Direction.RIGHT)[0] or [*_line(stack, LACKING)]
    words = FORMS.get(character.form) if character.form else None
    if character.font is None:
        words = phrase("no font of the address side has it")
    text = f"{character.codes}  {say(words) if words else ''}"
    after = max(width_of(shape), 1.0) * to_mm(SHAPE_SIZE) + 2.0
    return _Row(
        NOTE_PITCH,
        (
            _Piece(tuple(shape), 0.0, 4.4, SHAPE_SIZE),
            _Piece(_line(stack, text), after, 4.0, SMALL_SIZE),
        ),
    )


def _line(stack: Stack, text: str) -> tuple[Cell, ...]:
    return tuple(cells(stack, text, Direction.RIGHT)[0])
