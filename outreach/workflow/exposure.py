"""What the outside of every piece of a round tells carrier, neighbours and family.

Read is what is really there: the faces the press room makes, once for each different outside, and
for each recipient what is theirs alone. A card in an envelope is not outside. Nothing is changed,
and nothing here stops a print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, ProblemsFoundError, Severity, errors_in
from outreach.faces.address import address_parts
from outreach.faces.reading import passages
from outreach.model.hand import WRITTEN
from outreach.model.recipient import Addressee, Kind, Mailing
from outreach.model.round import Message
from outreach.model.standing import Reason
from outreach.model.words import pieces_of
from outreach.phrase import phrase
from outreach.press.imposition import Target
from outreach.workflow.content import card_of
from outreach.workflow.desk import Desk
from outreach.workflow.discretion import Clue, Part
from outreach.workflow.furnishing import room_for
from outreach.workflow.origins import Origins
from outreach.workflow.prepare import Prepared, StagedCard, prepare
from outreach.workflow.press_room import PressRoom, Row, Side, outside_of, place
from outreach.workflow.telling import Teller, half_width, open_teller

_PARTS = list(Part)
_FIRST_NUMBER = re.compile(r"^\D*\d|^\D*$")
# What kind of problem it is by the folder or file it is traced to.
_KINDS = {
    "outreach.toml": ExitCode.PROJECT,
    "labels.toml": ExitCode.PROJECT,
    "rounds": ExitCode.PROJECT,
    "designs": ExitCode.DESIGN,
    "layouts": ExitCode.DESIGN,
}


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the outside of a round tells; ``handwritten`` are open cards with handwriting.

    ``reason`` says why nothing goes to the one recipient that was asked for.
    """

    round_id: str
    mailing: Mailing
    pieces: int
    clues: tuple[Clue, ...]
    handwritten: int
    problems: tuple[Problem, ...]
    reason: Reason | None = None


def exposure(desk: Desk, round_id: str, key: str = "") -> Exposure:
    """Return what the outside of a round's pieces tells, or only that of one recipient's piece.

    Raises ProblemsFoundError where the round or the organisation's own rules have errors, or the
    faces cannot be made.
    """
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id) as prepared:
        room, found = room_for(prepared, Target.HOME)
        if room is None:
            raise ProblemsFoundError(
                phrase("The outside of round {id} cannot be read: these come first.", id=round_id),
                [*prepared.problems, *found],
            )
        look = _Look(prepared, room, open_teller(desk.project.root))
        look.at_all(key)
        problems = tuple(
            each for each in dict.fromkeys(errors_in(prepared.problems))
            if not key or each.where.key in (None, key)
        )  # fmt: skip
        reason = None
        if key and not look.pieces:
            others = (each for each in prepared.left_out() if each.identity.key == key)
            reason = next((Reason(each.reason) for each in others), None)
        return Exposure(round_id, prepared.round.mailing, look.pieces, look.clues(),
                        look.handwritten, problems, reason)  # fmt: skip


def exposed(desk: Desk, prepared: Prepared, room: PressRoom) -> Iterator[Problem]:
    """Yield a warning for everything on the outside that tells; words of messages are advised on.

    Raises ProblemsFoundError where the organisation's own rules have errors.
    """
    look = _Look(prepared, room, open_teller(desk.project.root), messages=False)
    look.at_all()
    for clue in look.clues():
        yield _warning(clue, prepared.round.mailing, prepared.round.id)


def _warning(clue: Clue, mailing: Mailing, round_id: str) -> Problem:
    top = (clue.where.file or "").partition("/")[0]
    message, hint = clue.conclusion, phrase("outreach exposure {id} says more.", id=round_id)
    if len(clue.keys) > 1:
        count = pieces_of(mailing, len(clue.keys))
        message = phrase("{words} ({count})", words=message, count=count)
    if clue.proposals:
        hint = phrase("{first} – {more}", first=clue.proposals[0], more=hint)
    where = replace(clue.where, key=clue.keys[0]) if len(clue.keys) == 1 else clue.where
    kind = _KINDS.get(top, ExitCode.SOURCE)
    return Problem(kind, f"exposed-{clue.part}", message, hint, where, Severity.WARNING)


class _Outside(NamedTuple):
    """A face that many pieces have alike: what it stands on, and the sender or the design."""

    side: Side
    name: str
    stock: str = ""


class _Look:
    """One look at a round: the pieces pass by, then it is said what tells.

    ``messages``: also what the words of each card say.
    """

    def __init__(
        self, prepared: Prepared, room: PressRoom, teller: Teller, *, messages: bool = True
    ) -> None:
        self.pieces = 0
        self.handwritten = 0
        self._prepared = prepared
        self._room = room
        self._teller = teller
        self._messages = messages
        self._origins = Origins(prepared, teller)
        self._papers: dict[_Outside, tuple[str, ...]] = {}
        self._keys: dict[_Outside, list[str]] = {}
        self._own: dict[Clue, dict[str, None]] = {}

    def at_all(self, key: str = "") -> None:
        """Look at every piece, or at that of one recipient."""
        total, progress = self._prepared.count(), self._prepared.desk.progress
        for done, card in enumerate(self._prepared.staged(), start=1):
            if not key or card.key == key:
                self._at(card)
            progress(done, total)

    def clues(self) -> tuple[Clue, ...]:
        """Return what tells, what most pieces bear first, then what is about files."""
        found = self._own | {}
        for outside, keys in self._keys.items():
            for clue in self._shared(outside):
                found.setdefault(clue, {}).update(dict.fromkeys(keys))
        on_paper = [replace(clue, keys=tuple(keys)) for clue, keys in found.items()]
        on_paper.sort(key=lambda clue: (-len(clue.keys), _PARTS.index(clue.part)))
        return (*on_paper, *self._origins.files(self._room))

    # -- one piece --------------------------------------------------------------------------

    def _at(self, card: StagedCard) -> None:
        self.pieces += 1
        row = Row(card.no, card.key, card.body, card.row, card.words)
        self._note(self._origins.key(card.key, place(card.row, card.key)), card.key)
        # An office is nobody whom the mail could expose.
        if self._prepared.facts[int(card.facts)]["kind"] == Kind.ORGANISATION:
            return
        outsides = self._outsides(card)
        for outside in outsides:
            self._keys.setdefault(outside, []).append(card.key)
            if outside not in self._papers:
                self._read(outside, row)
        shown = card_of(row.no, row.key, row.body)
        self._at_addressee(shown.addressee, row, outsides[0].side)
        if outsides[0].side is Side.ADDRESS:
            self._at_message(shown.message, row)

    def _outsides(self, card: StagedCard) -> tuple[_Outside, ...]:
        if card.stock:
            side = outside_of(card.stock)
            sender = card.sender if side is Side.ENVELOPE else ""
            return (_Outside(side, sender, card.stock),)
        design = self._prepared.design_of(card)
        return _Outside(Side.ADDRESS, card.sender), _Outside(Side.PICTURE, design)

    def _read(self, outside: _Outside, row: Row) -> None:
        """Keep what a face shares with others; one that cannot be made leaves it to the next."""
        for face in self._room.faces(row, outside.side):
            if face.frame is not None:
                shared = (passage for passage in passages(face.frame) if passage.name)
                self._papers[outside] = tuple(half_width(passage.text) for passage in shared)

    def _at_addressee(self, to: Addressee, row: Row, side: Side) -> None:
        for column, text in _own_lines(to):
            if text:
                where = replace(place(row.row, row.key), key=None)
                self._note(self._origins.addressee(column, text, side, where), row.key)

    def _at_message(self, message: Message, row: Row) -> None:
        self.handwritten += message.hand in WRITTEN or bool(message.ink or message.sign)
        if self._messages and message.text:
            where = replace(place(row.words, row.key), key=None)
            self._note(self._origins.message(message.text, where), row.key)

    def _note(self, clues: Iterable[Clue], key: str) -> None:
        for clue in clues:
            self._own.setdefault(clue, {})[key] = None

    # -- what many pieces have alike --------------------------------------------------------

    def _shared(self, outside: _Outside) -> Iterator[Clue]:
        paper = self._papers.get(outside)
        if outside.side is Side.PICTURE:
            known = list(self._origins.design(outside.name, paper))
            known += self._origins.drawn(self._room.pictures[outside.name].drawn, outside.name)
            known += self._origins.page()
        else:
            known = list(self._origins.sender(outside.name, outside.side, paper))
            known += self._origins.payment(outside.side, paper)
        yield from known
        yield from self._origins.unexplained(outside.side, paper or (), known)


def _own_lines(to: Addressee) -> Iterator[tuple[str, str]]:
    """Yield what is printed of a recipient but the name, by column; of the street what follows.

    Before the first number stand towns, which may be called after a hospital and tell nothing.
    """
    _, street, building = address_parts(to)
    yield "street" if to.street else "address", _FIRST_NUMBER.split(street, maxsplit=1)[-1]
    yield "building" if to.building else "address", building
    for column in ("care_of", "organisation", "department", "title", "honorific"):
        yield column, getattr(to, column)
