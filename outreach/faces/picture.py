"""The picture side of a card: the drawn design with the message, credit and QR in its slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.artwork import DrawnDesign, Slot
from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.faces import Face
from outreach.faces.qr import qr_paths
from outreach.fonts import Stack
from outreach.frame import Artwork, Frame, GlyphRun, Item, Path, Shared
from outreach.model.design import Design
from outreach.model.round import Message
from outreach.model.stock import BLEED, Stock
from outreach.phrase import Phrase, phrase
from outreach.typeset.fit import Block, Missing, Overflow, Setting, fit_text


@dataclass(frozen=True, slots=True)
class PictureSide:
    """The picture sides of one design: artwork, credit and QR are set once, the words per card."""

    stock: Stock
    drawn: DrawnDesign
    stacks: Mapping[str, Stack]
    common: tuple[Item, ...]
    slot: Slot | None

    def face(self, message: Message, where: Where) -> Face:
        """Return the picture side of one card; problems name the key, never the words."""
        if not message.text:
            return Face(self._frame(()))
        if self.slot is None:
            return Face(None, (_no_slot(phrase("a message"), self.drawn, where),))
        stack = self.stacks[self.slot.role]
        fitted = fit_text(message.text, stack, self.slot.box, _setting(self.slot))
        if isinstance(fitted, Block):
            return Face(self._frame(fitted.runs), _substitutes(fitted, stack, where))
        return Face(None, (_unset(fitted, where),))

    def _frame(self, runs: tuple[GlyphRun, ...]) -> Frame:
        return Frame(self.stock.width, self.stock.height, (*self.common, *runs), BLEED)


def picture_side(
    stock: Stock, design: Design, drawn: DrawnDesign, stacks: Mapping[str, Stack], qr: str
) -> tuple[PictureSide | None, list[Problem]]:
    """Return what every picture side of this design shares, or why it cannot be made."""
    where = Where(f"designs/{design.name}/design.toml")
    problems: list[Problem] = []
    shared: list[GlyphRun | Path] = []
    if qr:
        shared += _qr(qr, drawn, where, problems)
    if design.credit and design.artist:
        shared += _credit(design.artist, drawn, stacks, where, problems)
    if problems:
        return None, problems
    # A drawn page has its origin in the lower left corner of the trim.
    common: list[Item] = [Artwork(drawn.name, (1, 0, 0, 1, 0, stock.height))]
    if shared:
        common.append(Shared(f"credit of {design.name}", tuple(shared)))
    return PictureSide(stock, drawn, stacks, tuple(common), drawn.slot("message")), []


def _qr(text: str, drawn: DrawnDesign, where: Where, problems: list[Problem]) -> tuple[Path, ...]:
    slot = drawn.slot("qr")
    if slot is None:
        problems.append(_no_slot(phrase("a QR code"), drawn, where))
        return ()
    paths = qr_paths(text, slot.box)
    if paths is None:
        problems.append(
            Problem(
                ExitCode.LAYOUT,
                "qr-too-long",
                phrase("The QR text is too long: its dots would be too fine to be read."),
                phrase("Use a shorter address for qr in round.toml."),
                where,
            )
        )
    return paths or ()


def _credit(
    artist: str,
    drawn: DrawnDesign,
    stacks: Mapping[str, Stack],
    where: Where,
    problems: list[Problem],
) -> tuple[GlyphRun, ...]:
    slot = drawn.slot("credit")
    if slot is None:
        return ()
    text = f"絵・{artist}"
    fitted = fit_text(text, stacks[slot.role], slot.box, _setting(slot))
    if isinstance(fitted, Block):
        return fitted.runs
    problems.append(_unset(fitted, where))
    return ()


def _setting(slot: Slot) -> Setting:
    return Setting(
        slot.direction, slot.size, slot.minimum, slot.leading, slot.align, slot.valign, slot.colour
    )


def _substitutes(block: Block, stack: Stack, where: Where) -> tuple[Problem, ...]:
    """Return a warning for characters that another font than the chosen hand had to draw."""
    foreign = [run for run in block.runs if run.font != stack[0].id]
    if not foreign:
        return ()
    characters = "".join(dict.fromkeys("".join(run.text for run in foreign)))
    return (
        Problem(
            ExitCode.LAYOUT,
            "substitute-font",
            phrase(
                "The hand {hand} has no {characters}; {font} is used for it.",
                hand=stack[0].id,
                characters=characters,
                font=", ".join(dict.fromkeys(run.font for run in foreign)),
            ),
            phrase("Look at the proof, or write the word another way."),
            where,
            Severity.WARNING,
        ),
    )


def _unset(reason: Overflow | Missing, where: Where) -> Problem:
    if isinstance(reason, Overflow):
        return Problem(
            ExitCode.LAYOUT,
            "does-not-fit",
            phrase(
                "The words are about {count} characters too long for their place on the card.",
                count=reason.characters,
            ),
            phrase("Shorten them, or choose a design with more room for words."),
            where,
        )
    names = ", ".join(
        f"{text} ({' '.join(f'U+{ord(c):04X}' for c in text)})" for text in reason.characters
    )
    return Problem(
        ExitCode.LAYOUT,
        "glyph-missing",
        phrase("No font for the message has {characters}.", characters=names),
        phrase("Write it another way, or add a font that has it to the folder fonts/."),
        where,
    )


def _no_slot(what: Phrase, drawn: DrawnDesign, where: Where) -> Problem:
    return Problem(
        ExitCode.LAYOUT,
        "no-slot",
        phrase("The layout of this design has no place for {what}.", what=what),
        phrase("Choose another layout in design.toml, or leave it out."),
        where,
    )
