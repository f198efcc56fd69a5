"""The picture side of a card: the drawn design with words or guide lines, credit and QR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from outreach.artwork import DrawnDesign, Slot
from outreach.errors import ExitCode, Problem, Where
from outreach.faces import Face
from outreach.faces.qr import SMALLEST_BOX, qr_paths
from outreach.faces.ruling import ruling
from outreach.faces.turning import turned
from outreach.faces.words import NO_SCANS, Lettered, Scans, WordsPlace
from outreach.fonts import FontSet, Stack, with_codes
from outreach.frame import Artwork, Box, Frame, GlyphRun, Item, Matrix, Path, Shared
from outreach.model.design import Design
from outreach.model.hand import PEN, SCAN
from outreach.model.round import Message
from outreach.model.stock import BLEED, Stock
from outreach.phrase import Phrase, phrase
from outreach.typeset.fit import Block, Missing, Overflow, fit_text


@dataclass(frozen=True, slots=True)
class Extras:
    """What a round puts on its cards besides their words.

    ``qr`` is the text of its QR code, ``ruling`` the pitch of guide lines (see ``ruling``).
    ``round_id`` tells its imitated hand from that of every other round; ``solid``: a print shop
    prints them.
    """

    qr: str = ""
    ruling: float | None = None
    round_id: str = ""
    solid: bool = False


NO_EXTRAS = Extras()


@dataclass(frozen=True, slots=True)
class PictureSide:
    """The picture sides of one design: artwork, credit and QR are set once, the words per card.

    ``ruled`` are the guide lines of those that are written on with a pen.
    """

    stock: Stock
    drawn: DrawnDesign
    common: tuple[Item, ...]
    ruled: tuple[Item, ...]
    words: WordsPlace | None

    @property
    def slot(self) -> Slot | None:
        """Return the place of the words as far as nothing else stands there, or None."""
        return self.words.slot if self.words else None

    def face(self, message: Message, where: Where, scans: Scans = NO_SCANS) -> Face:
        """Return the picture side of one card; problems name the key, never the words."""
        if message.hand == PEN:
            return Face(self._frame(self.ruled))
        if not message.text and message.hand != SCAN:
            return Face(self._frame(()))
        if self.words is None:
            return Face(None, (_no_slot(phrase("a message"), message.design, where),))
        words, problems = self.words.filled(message, where, scans)
        return Face(None if words is None else self._frame(words), problems)

    def _frame(self, words: tuple[Item, ...]) -> Frame:
        return Frame(self.stock.width, self.stock.height, (*self.common, *words), BLEED)


def picture_side(
    stock: Stock, design: Design, drawn: DrawnDesign, fonts: FontSet, extras: Extras = NO_EXTRAS
) -> tuple[PictureSide | None, list[Problem]]:
    """Return what every picture side of this design shares, or why it cannot be made."""
    where = Where(f"designs/{design.name}/design.toml")
    problems: list[Problem] = []
    shared: list[GlyphRun | Path] = []
    if extras.qr:
        shared += _qr(extras.qr, design.name, drawn, where, problems)
    if design.credit and design.artist:
        shared += _credit(design.artist, drawn, fonts.roles, where, problems)
    if problems:
        return None, problems
    common: list[Item] = [Artwork(drawn.name, _standing(drawn, stock))]
    if shared:
        common.append(Shared(f"credit of {design.name}", tuple(shared)))
    slot = _spared(drawn.slot("message"), drawn.slot("qr") if extras.qr else None)
    if slot is None:
        return PictureSide(stock, drawn, tuple(common), (), None), []
    lines = _in_place(ruling(slot, extras.ruling), slot)
    ruled = (Shared(f"guide lines of {design.name}", lines),) if lines else ()
    words = WordsPlace(slot, Lettered(fonts, extras.solid), extras.round_id)
    return PictureSide(stock, drawn, tuple(common), ruled, words), []


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
    fitted = fit_text(text, stacks[slot.role], slot.box, slot.setting)
    if isinstance(fitted, Block):
        return _in_place(fitted.runs, slot)
    problems.append(_no_credit(fitted, where))
    return ()


def _no_slot(what: Phrase, design: str, where: Where) -> Problem:
    return Problem(
        ExitCode.LAYOUT,
        "no-slot",
        phrase("The layout of design {design} has no place for {what}.", design=design, what=what),
        phrase("Choose another layout in design.toml, or leave it out."),
        where,
    )


def _no_credit(reason: Overflow | Missing, where: Where) -> Problem:
    if isinstance(reason, Overflow):
        message = phrase("The artist's name is {count} characters too long for its place.",
                         count=reason.characters)  # fmt: skip
        hint = phrase("Shorten it, or choose a layout with more room for it.")
        return Problem(ExitCode.LAYOUT, "does-not-fit", message, hint, where)
    names = ", ".join(map(with_codes, reason.characters))
    return Problem(
        ExitCode.LAYOUT,
        "glyph-missing",
        phrase("No font for the artist's name has {characters}.", characters=names),
        phrase("Leave it out, or write it another way. If it must stand, put a font that has it "
               "into the folder fonts/."),
        where,
    )  # fmt: skip
