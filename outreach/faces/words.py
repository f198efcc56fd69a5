"""The words of one card in their slot: set in an imitated hand, or as their author wrote them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from outreach.artwork import Slot
from outreach.artwork.ink import Ink
from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.faces.turning import turned
from outreach.fonts import FontSet, with_codes
from outreach.frame import Box, Direction, GlyphRun, HandLine, Path, Stencil
from outreach.model.hand import SCAN
from outreach.model.round import Message
from outreach.model.words import LETTERINGS, listed
from outreach.phrase import Phrase, phrase
from outreach.typeset.emphasis import remarks
from outreach.typeset.fit import (
    BASELINE,
    Block,
    Missing,
    Overflow,
    fit_text,
    most_lines,
    room_of,
)
from outreach.typeset.hand import Hand, hand_for, written
from outreach.typeset.place import start_of
from outreach.units import to_mm

Words = tuple[GlyphRun | HandLine | Path | Stencil, ...]

SIGN_HEIGHT = 12.0  # mm at most
SIGN_SHARE = 0.4  # of a slot's width at most, where the lines run down
LEEWAY = 0.8  # mm around a slot that the letters of a hand may stray into
GAP = 2.0  # mm between the words and what is signed
LEAST_INK = 0.7  # of the size it was written in; smaller, thin strokes go and the eye tires


class Scans(NamedTuple):
    """What was scanned for a card: its words, and its author's signature; None where nothing."""

    ink: Ink | None = None
    sign: Ink | None = None


NO_SCANS = Scans()


@dataclass(frozen=True, slots=True)
class Lettered:
    """The imitated hands by lettering, each made when the first card wants it.

    ``solid``: a print shop prints them.
    """

    fonts: FontSet
    solid: bool = False
    _hands: dict[str, Hand] = field(default_factory=dict)

    def __getitem__(self, lettering: str) -> Hand:
        hand = self._hands.get(lettering)
        if hand is None:
            hand = self._hands[lettering] = hand_for(lettering, self.fonts, solid=self.solid)
        return hand

    def having(self, character: str) -> list[str]:
        """Return the letterings whose own font draws a character."""
        stacks = self.fonts.letterings
        return [name for name, stack in stacks.items() if stack and stack[0].covers(character)]


@dataclass(frozen=True, slots=True)
class WordsPlace:
    """The slot of a design's words and the hands that may write there, in one round."""

    slot: Slot
    hands: Lettered
    round_id: str = ""

    def filled(
        self, message: Message, where: Where, scans: Scans = NO_SCANS
    ) -> tuple[Words | None, tuple[Problem, ...]]:
        """Return the words of a card as they stand on it; None with the problem if they cannot."""
        slot = self.slot
        sign = scans.sign and _sized(scans.sign, slot)
        box = _above(slot, sign) if sign else slot.box
        if message.hand == SCAN and scans.ink is None:
            return None, (_no_handwriting(self.round_id, where),)
        if scans.ink is not None:
            placed, problems = _inked(slot, box, scans.ink, where)
        else:
            placed, problems = self._set(message, box, where, signed=sign is not None)
        if placed is None:
            return None, problems
        words = placed.words
        if scans.sign and sign:
            words += _stencils(scans.sign, _below(placed.end, slot, sign))
        middle = (slot.box.x + slot.box.width / 2, slot.box.y + slot.box.height / 2)
        return turned(words, slot.angle, middle), problems

    def room(self, lettering: str = "", sign: Ink | None = None) -> int:
        """Return how many characters of ordinary text surely fit beside a signature, or alone."""
        hand = self.hands[lettering]
        box = _above(self.slot, _sized(sign, self.slot)) if sign else self.slot.box
        return room_of(hand.stack, box, hand.enlarged(self.slot.setting))

    def _set(
        self, message: Message, box: Box, where: Where, *, signed: bool
    ) -> tuple[Placed | None, tuple[Problem, ...]]:
        hand = self.hands[message.lettering]
        setting = hand.enlarged(self.slot.setting)
        fitted = fit_text(message.text, hand.stack, box, setting)
        if isinstance(fitted, Overflow):
            room = room_of(hand.stack, box, setting)
            lines, most = message.text.count("\n") + 1, most_lines(box, setting)
            if lines > most and len(message.text) - lines < room:
                return None, (_too_many(lines, most, where),)
            return None, (_too_long(fitted.characters, room, where),)
        if isinstance(fitted, Missing):
            return None, tuple([self._missing(each, where) for each in fitted.characters])
        seed = hashlib.sha256(
            "\x1f".join((self.round_id, where.key or "", message.lettering, message.text)).encode()
        ).digest()
        words = written(fitted, hand, seed, box.inset(-LEEWAY))
        problems = (*self._substitutes(fitted, hand, where), *_remarks(message.text, where))
        return Placed(words, _end(fitted, setting.direction) if signed else 0.0), problems

    def _substitutes(self, block: Block, hand: Hand, where: Where) -> Iterator[Problem]:
        """Yield a warning for characters that another font than the chosen hand had to draw."""
        foreign = [run for run in block.runs
                   if isinstance(run, GlyphRun) and run.font != hand.stack[0].id]  # fmt: skip
        characters = dict.fromkeys("".join([run.text for run in foreign]))
        if not characters:
            return
        having = [set(self.hands.having(character)) for character in characters]
        yield Problem(
            ExitCode.LAYOUT,
            "substitute-font",
            phrase(
                "The lettering “{hand}” has no {characters}; {font} is used for it.",
                hand=LETTERINGS[hand.name],
                characters="".join(characters),
                font=", ".join(dict.fromkeys(run.font for run in foreign)),
            ),
            _another([name for name in LETTERINGS if name in set.intersection(*having)]),
            where,
            Severity.WARNING,
        )

    def _missing(self, character: str, where: Where) -> Problem:
        return Problem(
            ExitCode.LAYOUT,
            "glyph-missing",
            phrase("No font for the message has {characters}.", characters=with_codes(character)),
            _another(self.hands.having(character)),
            where,
        )


class Placed(NamedTuple):
    """Words in a slot's box, and where they end (mm): below the rows, or left of the columns.

    Where nobody signs, it does not matter where they end.
    """

    words: Words
    end: float


def _end(block: Block, direction: Direction) -> float:
    last = next(line for line in reversed(block.lines) if not line.is_gloss and line.items)
    glyphs = [glyph for run in last.items if isinstance(run, GlyphRun) for glyph in run.glyphs]
    em = to_mm(block.size)
    if direction is Direction.DOWN:
        return min(glyph.x for glyph in glyphs) - em / 2
    return max(glyph.y for glyph in glyphs) + (1 - BASELINE) * em


def _inked(
    slot: Slot, box: Box, ink: Ink, where: Where
) -> tuple[Placed | None, tuple[Problem, ...]]:
    """Return scanned words where set ones would stand, as large as they were written."""
    scale = min(1.0, box.width / ink.width, box.height / ink.height)
    width, height = ink.width * scale, ink.height * scale
    down = slot.direction is Direction.DOWN
    if down:  # columns begin at the right
        left = box.right - width - start_of(box.width, width, slot.valign)
        top = box.y + start_of(box.height, height, slot.align)
    else:
        left = box.x + start_of(box.width, width, slot.align)
        top = box.y + start_of(box.height, height, slot.valign)
    placed = Box(left, top, width, height)
    problems = (_small(scale, where),) if scale < LEAST_INK else ()
    return Placed(_stencils(ink, placed), placed.x if down else placed.bottom), problems


def _stencils(ink: Ink, box: Box) -> tuple[Stencil, ...]:
    matrix = (box.width, 0.0, 0.0, box.height, box.x, box.y)
    return tuple([Stencil(layer.name, matrix, layer.colour) for layer in ink.layers])


# -- the signature ----------------------------------------------------------------------------


class Size(NamedTuple):
    """How large a signature stands on the card, in mm."""

    width: float
    height: float


def _sized(sign: Ink, slot: Slot) -> Size:
    share = SIGN_SHARE if slot.direction is Direction.DOWN else 1.0
    scale = min(1.0, SIGN_HEIGHT / sign.height, share * slot.box.width / sign.width,
                slot.box.height / sign.height)  # fmt: skip
    return Size(sign.width * scale, sign.height * scale)


def _above(slot: Slot, sign: Size) -> Box:
    """Return the part of a slot's box that is left for the words of a signed card."""
    x, y, width, height = slot.box
    if slot.direction is Direction.DOWN:
        return Box(x + sign.width + GAP, y, width - sign.width - GAP, height)
    return Box(x, y, width, height - sign.height - GAP)


def _below(end: float, slot: Slot, sign: Size) -> Box:
    """Return where a signature stands: after the last column at its foot, or below right."""
    if slot.direction is Direction.DOWN:
        left, top = end - GAP - sign.width, slot.box.bottom - sign.height
        return Box(max(left, slot.box.x), top, *sign)
    return Box(slot.box.right - sign.width, min(end + GAP, slot.box.bottom - sign.height), *sign)


# -- what is wrong ----------------------------------------------------------------------------


def _remarks(text: str, where: Where) -> Iterator[Problem]:
    for remark in remarks(text):
        yield Problem(
            ExitCode.LAYOUT, remark.code, remark.message, remark.hint, where, Severity.WARNING
        )


def _another(hands: Sequence[str]) -> Phrase:
    if hands:
        return phrase("Leave it out, or write it another way. These letterings have it: {hands}.",
                      hands=listed([LETTERINGS[name] for name in hands]))  # fmt: skip
    return phrase("Leave it out, or write it another way. If it must stand, put a font that has it "
                  "into the folder fonts/.")  # fmt: skip


def _too_many(lines: int, most: int, where: Where) -> Problem:
    return Problem(
        ExitCode.LAYOUT,
        "does-not-fit",
        phrase("The words have {lines} lines; their place on the card holds {most}.",
               lines=lines, most=most),
        phrase("Put short lines together, or choose a design with more room for words."),
        where,
    )  # fmt: skip


def _too_long(count: int, room: int, where: Where) -> Problem:
    return Problem(
        ExitCode.LAYOUT,
        "does-not-fit",
        phrase("The words are {count} characters too long; their place on the card holds about "
               "{room}.", count=count, room=room),
        phrase("Shorten them, or choose a design with more room for words."),
        where,
    )  # fmt: skip


def _no_handwriting(round_id: str, where: Where) -> Problem:
    """Return the error for a card nobody wrote yet, at the folder: there it is the same for all."""
    return Problem(
        ExitCode.SOURCE,
        "no-handwriting",
        phrase("There is no handwriting for this card yet."),
        phrase("Print a sheet to write on: outreach hand sheet {round}; then read it in: outreach "
               "hand read FILE", round=round_id),
        Where(f"rounds/{round_id}/hand", None, where.key),
    )  # fmt: skip


def _small(scale: float, where: Where) -> Problem:
    return Problem(
        ExitCode.LAYOUT,
        "handwriting-small",
        phrase("The handwriting is too large for its place: it is printed at {percent} % of its "
               "size.", percent=round(scale * 100)),
        phrase("Look at the proof; a sheet of this round has cells of the right size: outreach "
               "hand sheet ROUND"),
        where,
        Severity.WARNING,
    )  # fmt: skip
