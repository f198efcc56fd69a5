"""The stamp drawer: bought, counted, and dealt to the pieces of a round, another one each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from outreach.errors import Problem, StateError
from outreach.ledger import Ledger
from outreach.model.event import EventKind
from outreach.model.project import Payment
from outreach.model.round import Round
from outreach.model.stamp import Drawer, Stamp, Why
from outreach.phrase import phrase
from outreach.post.rates import former_prices, repriced
from outreach.sources.rounds import load_round
from outreach.sources.stamp_list import (
    Stamps,
    read_stamps,
    rounds_with_stamps,
    stamps_file,
    write_stamps,
)
from outreach.stamping import Piece, Purchase, Stamped, shares, stamped, to_buy, values_of
from outreach.workflow.desk import Desk

_CHUNK = 1000


def drawer_of(ledger: Ledger) -> dict[Stamp, int]:
    """Return what lies in the drawer."""
    return {Stamp(*stamp): count for stamp, count in ledger.stamp_stock().items()}


def use(ledger: Ledger, stamps: Mapping[Stamp, int], on: date, round_id: str) -> Counter[Stamp]:
    """Enter that stamps went onto mail, and return those the drawer had too few of by the books."""
    drawer = drawer_of(ledger)
    short: Counter[Stamp] = Counter()
    for stamp, count in sorted(stamps.items()):
        known = min(count, drawer.get(stamp, 0))
        if known:
            enter(ledger, stamp, -known, on, Why.USED, round_id=round_id)
        if known < count:
            short[stamp] = count - known
    return short


# -- in and out --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entered:
    """A change of the drawer: its entry (None where nothing changed), and how many there are."""

    stamp: Stamp
    seq: int | None
    left: int


def change(
    ledger: Ledger, stamp: Stamp, count: int, on: date, why: Why, because: str = ""
) -> Entered:
    """Enter that stamps came into the drawer or, with a count below 0, left it.

    A design is called as it was first called, whatever the case it is typed in.

    Raises:
        StateError: there are fewer in the drawer.
    """
    with ledger.transaction():
        drawer = drawer_of(ledger)
        stamp = _as_called(stamp, drawer)
        left = drawer.get(stamp, 0) + count
        if left < 0:
            raise StateError(
                phrase("The drawer has {count} of {design} at {yen} yen.",
                       count=left - count, design=stamp.design, yen=stamp.yen),
                phrase("outreach stamps list shows what is there; after counting them: "
                       "outreach stamps count {design} --yen {yen} --count N",
                       design=stamp.design, yen=stamp.yen),
            )  # fmt: skip
        return Entered(stamp, enter(ledger, stamp, count, on, why, because), left)


def counted(ledger: Ledger, stamp: Stamp, count: int, on: date, because: str = "") -> Entered:
    """Enter how many stamps a stock-taking found; as many as expected is no news."""
    with ledger.transaction():
        drawer = drawer_of(ledger)
        stamp = _as_called(stamp, drawer)
        difference = count - drawer.get(stamp, 0)
        seq = None
        if difference:
            seq = enter(ledger, stamp, difference, on, Why.COUNTED, because)
        return Entered(stamp, seq, count)


def _as_called(stamp: Stamp, drawer: Drawer) -> Stamp:
    called = {each.design.casefold(): each.design for each in drawer}
    return stamp._replace(design=called.get(stamp.design.casefold(), stamp.design))


def enter(
    ledger: Ledger, stamp: Stamp, count: int, on: date, why: Why, because: str = "",
    round_id: str | None = None,
) -> int:  # fmt: skip
    """Enter that the number of stamps in the drawer changed, and return the entry's number."""
    data = {"design": stamp.design, "yen": stamp.yen, "count": count, "why": why.value}
    return ledger.office(EventKind.STAMPS, on, data, because, round_id)


# -- what the pieces of a round want -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanting:
    """The pieces of a frozen round that are not posted, with their postage on a day.

    By number: ``frozen`` is the postage they were frozen with, ``noted`` the stamps the round's
    file says. ``problems`` are those of that file.
    """

    round_id: str
    pieces: tuple[Piece, ...]
    frozen: Mapping[int, int]
    noted: Mapping[int, Stamps]
    problems: tuple[Problem, ...] = ()

    @property
    def lacking(self) -> dict[int, int]:
        """Return how many pieces lack how many yen of stamps, beside what is noted."""
        yen = (piece.yen - _worth(self.noted.get(piece.no, ())) for piece in self.pieces)
        return Counter(each for each in yen if each > 0)


def _worth(stamps: Stamps) -> int:
    return sum(stamp.yen for stamp in stamps)


def takes_stamps(desk: Desk) -> bool:
    """Return whether postage is paid with stamps, and not by a mark."""
    return desk.project.printing.payment is Payment.STAMP


def yen_on(plan: Round | None, facts: Mapping[str, object], on: date) -> int:
    """Return what a frozen piece costs if it is posted on a day."""
    yen, planned = int(str(facts.get("yen", 0))), plan.post_on if plan else on
    return repriced(str(facts.get("class", "")), yen, planned, on, plan.weight if plan else None)


def wanting(desk: Desk, ledger: Ledger, round_id: str, on: date) -> Wanting:
    """Return what the pieces of a round that still may go out want in stamps.

    Whoever may not be written to now is left out, a spoilt piece is not: it is printed again.
    """
    plan, _ = load_round(desk.project, round_id)
    gone = ledger.posted_cards(round_id)
    gone |= {card.card_no for card in ledger.tally(round_id).pull}
    cards = [card for card in ledger.cards(round_id) if card.no not in gone]
    had = _had(ledger, [card.key for card in cards])
    noted, problems = read_stamps(desk.project.root, round_id)
    pieces = tuple(
        Piece(card.no, card.key, yen_on(plan, card.facts, on), had.get(card.key, ()))
        for card in cards
    )
    frozen = {card.no: int(str(card.facts.get("yen", 0))) for card in cards}
    kept = {no: stamps for no, stamps in noted.items() if no in frozen}
    return Wanting(round_id, pieces, frozen, kept, tuple(problems))


def _had(ledger: Ledger, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for at in range(0, len(keys), _CHUNK):
        for key, stamps in ledger.stamps_of(keys[at : at + _CHUNK]).items():
            found[key] = tuple(design for _, design in stamps)
    return found


def promised(desk: Desk, ledger: Ledger, but: str = "") -> Counter[Stamp]:
    """Return the stamps noted for pieces that are not posted yet, ``but`` those of one round."""
    stamps: Counter[Stamp] = Counter()
    others = [each for each in rounds_with_stamps(desk.project.root) if each != but]
    if not others:
        return stamps
    waiting = {(card.round, card.card_no) for card in ledger.waiting_cards()}
    for round_id in others:
        for no, glued in read_stamps(desk.project.root, round_id)[0].items():
            if (round_id, no) in waiting:
                stamps.update(glued)
    return stamps


# -- which stamps go onto which piece ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StampPlan:
    """The stamps of a round's pieces, by number, and what must be bought for it.

    ``on`` is the day whose rates hold. ``written``: the file is new or has more rows now.
    """

    round_id: str
    on: date
    rows: tuple[Stamped, ...]
    purchases: tuple[Purchase, ...]
    written: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def used(self) -> Counter[Stamp]:
        """Return how many of each stamp are glued on."""
        return Counter(stamp for row in self.rows for stamp in row.stamps)


def deal(desk: Desk, ledger: Ledger, wants: Wanting, on: date) -> StampPlan:
    """Return which stamps go onto which piece: those the file notes, the others dealt."""
    seed = f"{desk.project.name}\0{wants.round_id}"
    free = free_stamps(desk, ledger, wants.round_id)
    for stamps in wants.noted.values():
        free.subtract(stamps)
    rows = [
        _noted(piece, wants.noted[piece.no]) for piece in wants.pieces if piece.no in wants.noted
    ]
    others = [piece for piece in wants.pieces if piece.no not in wants.noted]
    dealt = stamped(others, +free, seed)
    for row in dealt:
        free.subtract(row.stamps)
    rows = sorted((*rows, *dealt), key=lambda row: row.piece.no)
    missing = Counter(yen for row in rows if (yen := missing_on(row)))
    buy = to_buy(missing, values_of(free), former_prices)
    return StampPlan(wants.round_id, on, tuple(rows), buy, problems=wants.problems)


def free_stamps(desk: Desk, ledger: Ledger, but: str = "") -> Counter[Stamp]:
    """Return what lies in the drawer and is noted for no piece, ``but`` those of one round."""
    free = Counter(drawer_of(ledger))
    free.subtract(promised(desk, ledger, but))
    return free


def shopping(
    desk: Desk, ledger: Ledger, round_id: str, due: Mapping[int, int]
) -> tuple[Purchase, ...]:
    """Return the stamps to buy for as many pieces of each postage (yen) as are still to go.

    Nothing where postage is paid by a mark.
    """
    if not takes_stamps(desk):
        return ()
    left = values_of(free_stamps(desk, ledger, round_id))
    missing = Counter(due)
    for way, count in shares(due, left):
        missing[sum(way)] -= count
    return to_buy(+missing, left, former_prices)


def _noted(piece: Piece, stamps: Stamps) -> Stamped:
    last = piece.had[-1] if piece.had else ""
    return Stamped(piece, stamps, bool(stamps) and stamps[0].design == last)


def missing_on(row: Stamped) -> int:
    """Return how many yen of stamps a piece lacks; 0 where it bears enough."""
    return max(row.piece.yen - _worth(row.stamps), 0)


def plan_stamps(desk: Desk, round_id: str, on: date | None, *, anew: bool = False) -> StampPlan:
    """Return the stamps of a frozen round, and note them in its folder for the posting.

    What is noted stays, so that the stamps on the table are those of the list; ``anew`` deals all
    again. ``on`` is the day it will be posted: that of the round if left out, or today after it.

    Raises:
        StateError: the round is not printed yet, or postage is paid by a mark.
        OutputError: the list cannot be written.
    """
    with desk.read_ledger() as ledger:
        _refuse_unstamped(desk, ledger, round_id)
        day = on or day_of_posting(desk, round_id)
        wants = wanting(desk, ledger, round_id, day)
        if anew:
            wants = replace(wants, noted={})
        made = deal(desk, ledger, wants, day)
    fresh = {row.piece.no: row.stamps for row in made.rows if row.stamps}
    if fresh == wants.noted and not anew:
        return made
    earlier = read_stamps(desk.project.root, round_id)[0]
    folder = stamps_file(desk.project.root, round_id)
    if not folder.parent.is_dir() or not fresh:
        return made
    numbers = {row.piece.no for row in made.rows}
    kept = {no: stamps for no, stamps in earlier.items() if no not in numbers}
    write_stamps(folder, kept | fresh)
    return replace(made, written=True)


def day_of_posting(desk: Desk, round_id: str) -> date:
    """Return the day a round is to be posted, today where that is past or not known."""
    plan, _ = load_round(desk.project, round_id)
    return max(plan.post_on, desk.today) if plan else desk.today


def _refuse_unstamped(desk: Desk, ledger: Ledger, round_id: str) -> None:
    if not takes_stamps(desk):
        raise StateError(
            phrase("Postage is paid by the mark printed on the mail, so it bears no stamps."),
            phrase('With stamps, write payment = "stamp" under [print] in outreach.toml.'),
        )
    if not ledger.is_frozen(round_id):
        raise StateError(
            phrase("Round {id} has no numbers yet to put stamps to.", id=round_id),
            phrase("Print it first: outreach print {id}; outreach plan {id} says what to buy.",
                   id=round_id),
        )  # fmt: skip


def of_purchases(bought: Iterable[Purchase]) -> int:
    """Return what stamps to buy cost, in yen."""
    return sum(each.yen * each.count for each in bought)
