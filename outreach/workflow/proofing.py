"""proof: a marked preview of both sides that cannot be mistaken for the real thing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from outreach.errors import Problem, ProblemsFoundError, StateError, errors_in
from outreach.faces.guides import with_safe_area
from outreach.faces.slant import proof_of
from outreach.model.recipient import Mailing
from outreach.phrase import phrase
from outreach.press.imposition import Target
from outreach.press.pdf import Volume
from outreach.press.raster import PROOF_DPI, page_pictures
from outreach.workflow.content import card_of
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.furnishing import room_for
from outreach.workflow.piles import Piles
from outreach.workflow.prepare import Prepared, prepare
from outreach.workflow.press_room import PressRoom, Row, Side, rows_of
from outreach.workflow.pressing import Part, Spot, faces_of


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof's files, how many cards they show, and what else is wrong with the round."""

    files: tuple[Path, ...]
    cards: int
    problems: tuple[Problem, ...]
    mailing: Mailing = Mailing.CARD


def proof(
    desk: Desk,
    round_id: str,
    *,
    keys: Sequence[str] = (),
    every: bool = False,
    out: Path | None = None,
    png: bool = False,
    safe: bool = False,
    side: Side = Side.CARDS,
) -> Proof:
    """Make a proof of the first card, of those named, or of all; freezes and records nothing.

    ``side`` CARDS shows both, and the envelope or label where the address stands on one; with
    PICTURE no address is in any file. ``png`` adds a picture of each page, named after its key and
    side, and one of both sides of each card beside each other; ``safe`` marks on every page what
    no cutting and no printer's edge harms. Errors in other recipients' rows do not stop it; they
    are returned with the rest.
    """
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id, keys) as prepared:
        prepared.refuse_asked_for()
        _refuse(prepared.problems, keys)
        cards = list(_wanted(prepared, keys, every))
        if not cards:
            _refuse_all(prepared.problems)
            raise StateError(
                phrase("There is nothing to show in round {id}.", id=round_id),
                phrase("outreach plan {id} says why.", id=round_id),
            )
        designs = {card_of(*card[:3]).message.design for card in cards}
        room, problems = room_for(
            prepared, Target.HOME, designs=designs, title=f"{round_id} proof"
        )  # fmt: skip
        prepared.problems += problems
        if room is None:
            raise ProblemsFoundError(phrase("No proof can be made."), prepared.problems)
        path = out or desk.project.out_folder / round_id / "proof.pdf"
        parts = _parts(room, cards, side, path)
        files = _write(room, parts, path, safe=safe)
        if png:
            files += tuple(_pictures(room, parts, path))
        found = tuple(dict.fromkeys(prepared.problems))
        return Proof(files, len(cards), found, prepared.round.mailing)


def _refuse(problems: Sequence[Problem], keys: Sequence[str]) -> None:
    """Stop at errors that concern the proof: all but those of other people's rows."""
    stopping = [
        problem
        for problem in errors_in(problems)
        if problem.where.key is None or problem.where.key in keys
    ]
    if stopping:
        _refuse_all(problems)


def _refuse_all(problems: Sequence[Problem]) -> None:
    if errors_in(problems):
        raise ProblemsFoundError(phrase("No proof can be made."), problems)


def _wanted(prepared: Prepared, keys: Sequence[str], every: bool) -> Iterator[Row]:
    for card in rows_of(prepared):
        if keys and card.key not in keys:
            continue
        yield card
        if not keys and not every:
            return


def _parts(room: PressRoom, cards: Sequence[Row], side: Side, path: Path) -> list[Part]:
    """Return what is shown, piece by piece, a card before its envelope; labels by the sheet.

    Raises StateError where a round without cards is asked for its pictures.
    """
    if room.card is None and side is Side.PICTURE:
        raise StateError(
            phrase("Round {id} has no picture side: it is no round of cards.", id=room.round_id),
            phrase("outreach proof {id} shows its envelopes or labels.", id=room.round_id),
        )
    shown = () if room.card is None else (side,) if side is not Side.CARDS else _BOTH
    piles = Piles(shown, room.sheets, outsides=side is not Side.PICTURE)
    pieces = [(spot, card) for card in cards for spot in piles.spots(card)]
    parts = []
    for (kind, stock, _), group in groupby(pieces, key=_page_of):
        spots, rows = zip(*group, strict=True)
        parts.append(Part(kind, stock, 0, path, list(rows), list(spots)))
    return parts


_BOTH = (Side.ADDRESS, Side.PICTURE)


def _page_of(piece: tuple[Spot, Row]) -> tuple[Side, str, tuple[int, int]]:
    spot = piece[0]
    return spot.side, spot.stock, (spot.volume, spot.page)


def _write(room: PressRoom, parts: Sequence[Part], path: Path, *, safe: bool) -> tuple[Path, ...]:
    volume = Volume(room.page(parts[0].side, parts[0].stock), room.store, room.title)
    problems: list[Problem] = []
    for part in parts:
        volume.turn_to(room.page(part.side, part.stock))
        for face in faces_of(room, part):
            problems += face.problems
            if face.frame is not None:
                shown = proof_of(face.frame, room.font)
                volume.add(with_safe_area(shown) if safe else shown)
    if errors_in(problems):
        raise ProblemsFoundError(phrase("Some pieces cannot be set."), problems)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        volume.save(temporary)
        temporary.replace(path)
        return (path,)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise cannot_write(path, error) from None


def _pictures(room: PressRoom, parts: Sequence[Part], path: Path) -> list[Path]:
    """Return a picture of each page, then one of both sides of each card that bears its address.

    A card in an envelope is left out there: its other side is blank.
    """
    files, both = [], []
    pages = zip(parts, page_pictures(path), strict=True)
    try:
        for key, group in groupby(pages, key=lambda page: page[0].rows[0].key):
            sides = {part.side: (part, data) for part, data in group}
            for side, (_, data) in sides.items():
                files.append(path.with_name(f"{path.stem}-{key}-{side}.png"))
                files[-1].write_bytes(data)
            if sides.keys() == set(_BOTH):
                both.append(path.with_name(f"{path.stem}-{key}-both.png"))
                both[-1].write_bytes(_both_sides(room, *(sides[side] for side in _BOTH)))
    except OSError as error:
        raise cannot_write(path, error) from None
    return [*files, *both]


def _both_sides(room: PressRoom, address: tuple[Part, bytes], picture: tuple[Part, bytes]) -> bytes:
    """Return the sides of a card next to each other, each lying as it is looked at."""
    from outreach.artwork.showing import on_ground, turned_upright

    part, data = picture
    row = part.rows[0]
    design = card_of(row.no, row.key, row.body).message.design
    if room.pictures[design].drawn.turned:
        data = turned_upright(data)
    return on_ground([[data, address[1]]], PROOF_DPI)
