"""What the pieces of a round bear when they are posted: stamps, and the postage of that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from outreach.errors import Problem, StateError
from outreach.ledger import Ledger
from outreach.model.event import Event, EventKind
from outreach.model.stamp import Stamp, Why
from outreach.phrase import phrase
from outreach.sources.rounds import load_round
from outreach.sources.stamp_list import Stamps, stamps_file
from outreach.workflow.desk import Desk
from outreach.workflow.stamps import (
    Wanting,
    deal,
    drawer_of,
    enter,
    takes_stamps,
    wanting,
    yen_on,
)


@dataclass(frozen=True, slots=True)
class Franked:
    """By number: what the ledger notes with a posting, the stamps, and the yen of them missing.

    ``yen`` is the postage frozen and that of the day, where they differ. ``bare`` have no stamps
    though the office keeps a drawer.
    """

    facts: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    stamps: Mapping[int, Stamps] = field(default_factory=dict)
    missing: Mapping[int, int] = field(default_factory=dict)
    yen: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    bare: frozenset[int] = frozenset()
    problems: tuple[Problem, ...] = ()

    def lacking(self, numbers: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Return those of the numbers that bear too little, by the yen they lack."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for no in numbers:
            if yen := self.missing.get(no, 0):
                found[yen].append(no)
        return {yen: tuple(some) for yen, some in sorted(found.items())}


def frank(desk: Desk, ledger: Ledger, round_id: str, on: date) -> Franked:
    """Return what the pieces of a round bear if they are posted on a day.

    The stamps are those its file notes; others are dealt from the drawer. A round that pays
    otherwise, or an office that keeps no drawer, has none, and then only a change of the rates
    since the freeze is told.
    """
    plan, _ = load_round(desk.project, round_id)
    is_listed = stamps_file(desk.project.root, round_id).is_file()
    has_stamps = takes_stamps(desk) and (is_listed or bool(drawer_of(ledger)))
    kinds = [{"class": kind, "yen": yen} for _, kind, yen, _ in ledger.postage(round_id)]
    if not has_stamps and all(yen_on(plan, facts, on) == facts["yen"] for facts in kinds):
        return Franked()  # a million pieces are not looked at for nothing
    wants = wanting(desk, ledger, round_id, on)
    rows = deal(desk, ledger, wants, on).rows if has_stamps else ()
    stamps = {row.piece.no: row.stamps for row in rows if row.stamps}
    missing = _missing(wants) if takes_stamps(desk) else {}
    bare = {row.piece.no for row in rows if not row.stamps}
    return Franked(
        _facts(wants, stamps), stamps, missing, _yen(wants), frozenset(bare), wants.problems
    )


def _yen(wants: Wanting) -> dict[int, tuple[int, int]]:
    return {
        piece.no: (frozen, piece.yen)
        for piece in wants.pieces
        if (frozen := wants.frozen[piece.no]) != piece.yen
    }


def _missing(wants: Wanting) -> dict[int, int]:
    """Return the yen each piece lacks; what no list says bears the postage it was frozen with."""
    found = {}
    for piece in wants.pieces:
        noted = wants.noted.get(piece.no)
        borne = sum(stamp.yen for stamp in noted) if noted else wants.frozen[piece.no]
        if borne < piece.yen:
            found[piece.no] = piece.yen - borne
    return found


def _facts(wants: Wanting, stamps: Mapping[int, Stamps]) -> dict[int, dict[str, object]]:
    """Return what the ledger notes: the day's postage where it is another one, and the stamps."""
    found: defaultdict[int, dict[str, object]] = defaultdict(dict)
    for piece in wants.pieces:
        if piece.yen != wants.frozen[piece.no]:
            found[piece.no]["yen"] = piece.yen
        if glued := stamps.get(piece.no):
            found[piece.no] |= {"stamp": glued[0].design, "stamps": [[*each] for each in glued]}
    return dict(found)


def undo(ledger: Ledger, seq: int, on: date, because: str) -> int:
    """Enter that an entry does not count, as Ledger.undo does, and return its number.

    The stamps of a piece that was not posted lie in the drawer again, by the books.

    Raises:
        StateError: there is no such entry, it cannot be undone, or it brought stamps that are
            used by now.
    """
    with ledger.transaction():
        number = ledger.undo(seq, on, because)
        event = ledger.event(seq)
        if event is None:
            return number
        if event.kind is EventKind.STAMPS:
            _refuse_used(ledger, event, seq)
        if event.kind is EventKind.POSTED:
            for stamp in _stamps_in(event.data):
                enter(ledger, stamp, 1, on, Why.USED, round_id=event.round)
    return number


def _stamps_in(data: Mapping[str, object]) -> list[Stamp]:
    found = data.get("stamps")
    return [Stamp(*each) for each in found] if isinstance(found, list) else []


def _refuse_used(ledger: Ledger, event: Event, seq: int) -> None:
    """Raise StateError where the drawer would hold fewer stamps than none, or more than there are.

    The stamps of a round come back with its pieces, when their posting is undone.
    """
    design, yen = str(event.data.get("design")), int(str(event.data.get("yen")))
    if event.round is not None:
        raise StateError(
            phrase("The stamps of entry {seq} are on posted mail.", seq=seq),
            phrase("Undo the posting of a piece, and its stamps are in the drawer again."),
        )
    if ledger.stamp_balance(design, yen) < 0:
        raise StateError(
            phrase("Stamps of entry {seq} are used already.", seq=seq),
            phrase("Count what is there instead: outreach stamps count {design} --yen {yen} "
                   "--count N", design=design, yen=yen),
        )  # fmt: skip
