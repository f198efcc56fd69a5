"""proof: a marked preview of both sides that cannot be mistaken for the real thing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import Problem, ProblemsFoundError, StateError, errors_in
from outreach.faces.slant import proof_of
from outreach.phrase import phrase
from outreach.press.imposition import Target
from outreach.press.pdf import Volume
from outreach.press.raster import page_pictures
from outreach.workflow.content import card_of
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.prepare import Prepared, prepare
from outreach.workflow.press_room import PressRoom, Row, Side, open_press_room, rows_of


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof's files, how many cards they show, and what else is wrong with the round."""

    files: tuple[Path, ...]
    cards: int
    problems: tuple[Problem, ...]


def proof(
    desk: Desk,
    round_id: str,
    *,
    keys: Sequence[str] = (),
    every: bool = False,
    out: Path | None = None,
    png: bool = False,
    side: Side = Side.CARDS,
) -> Proof:
    """Make a proof of the first card, of those named, or of all; freezes and records nothing.

    ``side`` CARDS shows both; with PICTURE no address is in any file. ``png`` adds a picture of
    each page, named after its key and side. Errors in other recipients' rows do not stop it; they
    are returned with the rest.
    """
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id, keys) as prepared:
        prepared.refuse_asked_for()
        _refuse(prepared.problems, keys)
        cards = list(_wanted(prepared, keys, every))
        if not cards:
            _refuse_all(prepared.problems)
            raise StateError(
                phrase("There is no card to show in round {id}.", id=round_id),
                phrase("outreach plan {id} says why.", id=round_id),
            )
        designs = {card_of(*card[:3]).message.design for card in cards}
        room, problems = open_press_room(
            desk, prepared.stock,
            [design for name, design in prepared.designs.items() if name in designs],
            prepared.round.qr, Target.HOME, f"{round_id} proof",
        )  # fmt: skip
        prepared.problems += problems
        if room is None:
            raise ProblemsFoundError(phrase("No proof can be made."), prepared.problems)
        path = out or desk.project.out_folder / round_id / "proof.pdf"
        files = _write(desk, room, cards, side, path, png)
        return Proof(files, len(cards), tuple(dict.fromkeys(prepared.problems)))


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


def _write(
    desk: Desk, room: PressRoom, cards: Sequence[Row], side: Side, path: Path, png: bool
) -> tuple[Path, ...]:
    volume = Volume(room.page, room.store, room.title)
    font = desk.fonts["address"][0]
    problems: list[Problem] = []
    for card in cards:
        for face in room.faces(card, side):
            problems += face.problems
            if face.frame is not None:
                volume.add(proof_of(face.frame, font))
    if errors_in(problems):
        raise ProblemsFoundError(phrase("Some cards cannot be set."), problems)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        volume.save(temporary)
        temporary.replace(path)
        return (path, *(_pictures(path, cards, side) if png else ()))
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise cannot_write(path, error) from None


def _pictures(path: Path, cards: Sequence[Row], side: Side) -> list[Path]:
    sides = (Side.ADDRESS, Side.PICTURE) if side is Side.CARDS else (side,)
    names = [f"{path.stem}-{card.key}-{each}.png" for card in cards for each in sides]
    files = [path.with_name(name) for name in names]
    for picture, data in zip(files, page_pictures(path), strict=True):
        picture.write_bytes(data)
    return files
