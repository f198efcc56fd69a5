"""The picture side of a card: the drawn design with the message, credit and QR in its slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from outreach.artwork import DrawnDesign, Slot
from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.faces import Face
from outreach.faces.qr import SMALLEST_BOX, qr_paths
from outreach.faces.turning import turned
from outreach.fonts import Stack, with_codes
from outreach.frame import Artwork, Box, Frame, GlyphRun, Item, Matrix, Path, Shared
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
            return Face(None, (_no_slot(phrase("a message"), message.design, where),))
        stack = self.stacks[self.slot.role]
        fitted = fit_text(message.text, stack, self.slot.box, _setting(self.slot))
        if isinstance(fitted, Block):
            runs = _in_place(fitted.runs, self.slot)
            return Face(self._frame(runs), _substitutes(fitted, stack, where))
        return Face(None, (_unset(fitted, where),))

    def _frame(self, runs: tuple[GlyphRun | Path, ...]) -> Frame:
        return Frame(self.stock.width, self.stock.height, (*self.common, *runs), BLEED)


def picture_side(
    stock: Stock, design: Design, drawn: DrawnDesign, stacks: Mapping[str, Stack], qr: str
) -> tuple[PictureSide | None, list[Problem]]:
    """Return what every picture side of this design shares, or why it cannot be made."""
    where = Where(f"designs/{design.name}/design.toml")
    problems: list[Problem] = []
    shared: list[GlyphRun | Path] = []
    if qr:
        shared += _qr(qr, design.name, drawn, where, problems)
    if design.credit and design.artist:
        shared += _credit(design.artist, drawn, stacks, where, problems)
    if problems:
        return None, problems
    common: list[Item] = [Artwork(drawn.name, _standing(drawn, stock))]
    if shared:
        common.append(Shared(f"credit of {design.name}", tuple(shared)))
    slot = _spared(drawn.slot("message"), drawn.slot("qr") if qr else None)
    return PictureSide(stock, drawn, stacks, tuple(common), slot), []


def _standing(drawn: DrawnDesign, stock: Stock) -> Matrix:
    """Return where a drawn page lies: its origin is the lower left corner of its trim.

    A landscape page stands with its top at the left edge, so that its origin is low on the right.
    """
    if drawn.turned:
        return (0, -1, 1, 0, stock.width, stock.height)
    return (1, 0, 0, 1, 0, stock.height)


def _in_place(items: Sequence[GlyphRun | Path], slot: Slot) -> tuple[GlyphRun | Path, ...]:
    """Return what was set in a slot's box as it stands on the card: turned about its middle."""
    box = slot.box
    return turned(items, slot.angle, (box.x + box.width / 2, box.y + box.height / 2))


def _spared(slot: Slot | None, qr: Slot | None) -> Slot | None:
    """Return the slot of the words as far as it lies above the QR code, where there is one."""
    if slot is None or qr is None or slot.angle or qr.angle:
        return slot
    box, other = slot.box, qr.box
    beside = box.right <= other.x or other.right <= box.x
    if beside or not box.y < other.y < box.bottom:
        return slot
    return replace(slot, box=Box(box.x, box.y, box.width, other.y - box.y))


def _qr(
    text: str, design: str, drawn: DrawnDesign, where: Where, problems: list[Problem]
) -> tuple[GlyphRun | Path, ...]:
    slot = drawn.slot("qr")
    if slot is None:
        problems.append(_no_slot(phrase("a QR code"), design, where))
        return ()
    size = min(slot.box.width, slot.box.height)
    if size < SMALLEST_BOX:
        problems.append(_small_qr(size, where))
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
    return _in_place(paths or (), slot)


def _small_qr(size: float, where: Where) -> Problem:
    return Problem(
        ExitCode.LAYOUT,
        "qr-too-small",
        phrase("The layout's place for the QR code is {size:.0f} mm wide, too small to be scanned.",
               size=size),
        phrase("Give it 20 mm: 15 for the code and a blank margin around it."),
        where,
    )  # fmt: skip


def _credit(
    artist: str,
    drawn: DrawnDesign,
    stacks: Mapping[str, Stack],
    where: Where,
    problems: list[Problem],
) -> tuple[GlyphRun | Path, ...]:
    slot = drawn.slot("credit")
    if slot is None:
        return ()
    text = f"絵・{artist}"
    fitted = fit_text(text, stacks[slot.role], slot.box, _setting(slot))
    if isinstance(fitted, Block):
        return _in_place(fitted.runs, slot)
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
    names = ", ".join(map(with_codes, reason.characters))
    return Problem(
        ExitCode.LAYOUT,
        "glyph-missing",
        phrase("No font for the message has {characters}.", characters=names),
        phrase("Write it another way, or add a font that has it to the folder fonts/."),
        where,
    )


def _no_slot(what: Phrase, design: str, where: Where) -> Problem:
    return Problem(
        ExitCode.LAYOUT,
        "no-slot",
        phrase("The layout of design {design} has no place for {what}.", design=design, what=what),
        phrase("Choose another layout in design.toml, or leave it out."),
        where,
    )
