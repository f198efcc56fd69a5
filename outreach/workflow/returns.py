"""Mail comes back, and people move: what is entered, and what each case asks for next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from outreach.errors import StateError
from outreach.ledger import Ledger, reason_against
from outreach.ledger.inquiry import WaitingCard
from outreach.ledger.numbers import listed
from outreach.ledger.standing import without_reversed
from outreach.model.event import Event, EventKind, NewEvent, ReturnReason
from outreach.model.recipient import Recipient
from outreach.model.standing import Standing
from outreach.model.words import RETURNS
from outreach.phrase import Phrase, phrase
from outreach.workflow.content import card_of, identity_of

REMINDED = timedelta(days=31)  # before forwarding ends: time for a letter to go and come


@dataclass(frozen=True, slots=True)
class Return:
    """A piece that came back, as it was entered.

    ``standing`` is where the person stands now; ``queued`` are other cards to them that are frozen
    and not posted.
    """

    seq: int
    key: str
    round: str
    card_no: int
    reason: ReturnReason
    standing: Standing
    queued: tuple[WaitingCard, ...]

    @property
    def may_not_go(self) -> bool:
        """Return whether nothing may be posted to the person now."""
        return reason_against(self.standing) is not None


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A move filed with the post and not confirmed since; ``until`` is its last day.

    Japan Post forwards for a year from the day of filing, not from the day of moving.
    """

    key: str
    filed: date
    until: date
    seq: int

    def is_over(self, day: date) -> bool:
        """Return whether what is posted on a day is not forwarded any more."""
        return day > self.until


def key_of_piece(ledger: Ledger, round_id: str, typed: str) -> str | None:
    """Return whose piece of a round is meant by its key, its number, or its pair code.

    None where the round has no such piece. A code may be all digits; the number comes first.

    Raises:
        StateError: it can only be a number, and no piece of the round bears it.
    """
    from outreach.faces.paircode import pair_code  # fonts and shaping, which a key does not need

    cards = {card.no: card.key for card in ledger.cards(round_id)}
    for key in cards.values():
        if key.lower() == typed.lower():
            return key
    if typed.isdecimal() and int(typed) in cards:
        return cards[int(typed)]
    coded = (key for no, key in cards.items() if pair_code(round_id, no) == typed.upper())
    found = next(coded, None)
    if found is None and typed.isdecimal():
        raise _no_such_number(round_id, int(typed), cards)
    return found


def _no_such_number(round_id: str, no: int, cards: Collection[int]) -> StateError:
    hint = (
        phrase("Its numbers are {numbers}; the key does as well.", numbers=listed(cards))
        if cards
        else phrase("It was never printed. Check on the piece which round it is of.")
    )
    return StateError(phrase("Round {round} has no piece {no}.", round=round_id, no=no), hint)


def enter_return(ledger: Ledger, round_id: str, key: str, reason: ReturnReason, on: date) -> Return:
    """Enter that a posted piece came back, and return where that leaves its person.

    Raises:
        StateError: it was not posted, came back already, or was posted after that day.
    """
    with ledger.transaction():
        said = without_reversed(ledger.events(round=round_id, key=key))
        posted = next((each for each in said if each.kind is EventKind.POSTED), None)
        _refuse_twice(said)
        if posted is not None and on < posted.on:
            raise StateError(
                phrase("It was posted on {posted} and cannot have come back on {on}.",
                       posted=posted.on, on=on),
                phrase("Check the day, and on the piece which round it is of."),
            )  # fmt: skip
        (seq,) = ledger.returned(round_id, key, reason, on)
        standing = ledger.standings([key])[key]
        queued = tuple(ledger.waiting_cards(key))
    assert posted is not None and posted.card_no is not None  # else the ledger has refused it
    return Return(seq, key, round_id, posted.card_no, reason, standing, queued)


def _refuse_twice(said: Iterable[Event]) -> None:
    """Raise StateError where a piece is among what came back; of its entries, none undone."""
    for event in (each for each in said if each.kind is EventKind.RETURNED):
        raise StateError(
            phrase("What went to {key} in round {round} came back already.",
                   key=event.key, round=event.round),
            phrase("Entry {seq} of {day} says so: {reason}. If that is wrong: outreach undo {seq} "
                   "--because …, then enter it again.", seq=event.seq, day=event.on,
                   reason=RETURNS[ReturnReason(str(event.data["reason"]))]),
        )  # fmt: skip


_STEPS = {
    ReturnReason.UNKNOWN: phrase("Nothing goes there for now. Ask the family whether the address "
                                 "and the name on the door are right, and correct the row in the "
                                 "address book."),
    ReturnReason.MOVED: phrase("Nothing goes there for now. Ask for the new address and write it "
                               "into the address book; if a move is filed with the post, enter "
                               "that."),
    ReturnReason.INCOMPLETE: phrase("Nothing goes there for now. Often the building or the room is "
                                    "missing: complete the row in the address book."),
    ReturnReason.REFUSED: phrase("It is the person's own no and holds at once. Ask for no reason; "
                                 "only their own consent changes it, not the family's."),
    ReturnReason.EXPIRED: phrase("Nobody fetched it. The next round goes out as usual; if it "
                                 "happens again, ask the family whether someone is at home."),
    ReturnReason.UNDERPAID: phrase("Look at the postage of that day and weigh a piece; sending it "
                                   "again needs new stamps. The next round goes out as usual."),
    ReturnReason.OTHER: phrase("The next round goes out as usual; if it should not, enter a rest "
                               "or a stop."),
}  # fmt: skip


def next_step(reason: ReturnReason) -> Phrase:
    """Return what to do about a piece that came back; for each reason something else."""
    return _STEPS[reason]


def next_commands(reason: ReturnReason, round_id: str, key: str) -> tuple[str, ...]:
    """Return what to type afterwards, the usual case first; none where nothing needs to be."""
    release = f"outreach release {key} --because …"
    match reason:
        case ReturnReason.UNKNOWN | ReturnReason.INCOMPLETE:
            return (release,)
        case ReturnReason.MOVED:
            return release, f"outreach moved {key} --on …"
        case ReturnReason.UNDERPAID:
            return (f"outreach plan {round_id}",)
        case ReturnReason.OTHER:
            return f"outreach pause {key} --until …", f"outreach stop {key}"
        case ReturnReason.REFUSED | ReturnReason.EXPIRED:
            return ()


# -- people move ----------------------------------------------------------------------------------


def end_of_forwarding(filed: date) -> date:
    """Return the last day of forwarding: a year from the day of filing.

    Source: Japan Post, 転居・転送サービス; of the 29th of February the 28th a year later.
    """
    try:
        return filed.replace(year=filed.year + 1)
    except ValueError:
        return date(filed.year + 1, 2, 28)


def enter_move(ledger: Ledger, key: str, filed: date) -> Forwarding:
    """Enter that a move was filed with the post on a day, and return until when it is forwarded."""
    until = end_of_forwarding(filed)
    return Forwarding(key, filed, until, ledger.moved(key, filed, until))


MOVING = (EventKind.MOVED, EventKind.CONFIRM, EventKind.RELEASE)


def forwardings(events: Iterable[Event]) -> list[Forwarding]:
    """Return the last move of everybody whose address nobody has confirmed since, by its end.

    ``recipients confirm`` does that, and so does a release; a kept postal code does not. Of the
    events, in order and none of them undone, only those of the kinds ``MOVING`` count.
    """
    found: dict[str, Forwarding] = {}
    for event in events:
        key = str(event.key)
        if event.kind is EventKind.MOVED:
            until = date.fromisoformat(str(event.data["until"]))
            found[key] = Forwarding(key, event.on, until, event.seq)
        elif event.kind in MOVING and "postal" not in event.data:
            found.pop(key, None)
    return sorted(found.values(), key=lambda each: (each.until, each.key))


def no_longer_forwarded(ledger: Ledger, day: date) -> frozenset[str]:
    """Return the keys whose mail would not arrive if it were posted on a day."""
    moves = forwardings(ledger.entries_of(MOVING))
    return frozenset(each.key for each in moves if each.is_over(day))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An address somebody found right; ``seq`` is the entry.

    ``is_held``: mail came back from it, so that it takes a release as well. ``is_unseen``: there is
    a move, and nothing tells whether the address is another one since.
    """

    seq: int
    is_held: bool
    is_unseen: bool


def enter_confirmed(
    ledger: Ledger, recipient: Recipient, on: date, *, same: bool = False
) -> Confirmed:
    """Enter that a key still names the same person, and that the address is theirs.

    ``same``: it is right though it is the one from before the move.

    Raises:
        StateError: a move is open, and the address is still the one from before it.
    """
    with ledger.transaction():
        changed = _changed_since_move(ledger, recipient)
        if changed is False and not same:
            raise StateError(
                phrase("{key} moved, and the address book still has the address from before.",
                       key=recipient.key),
                phrase("Write the new address into the address book first. If this one is right: "
                       "outreach recipients confirm {key} --same", key=recipient.key),
            )  # fmt: skip
        ledger.confirm(identity_of(recipient), on)
        seq, _ = ledger.head()
        is_held = ledger.standings([recipient.key])[recipient.key].held
    return Confirmed(seq, is_held, changed is None and not same)


def _changed_since_move(ledger: Ledger, recipient: Recipient) -> bool | None:
    """Return whether the address is not the one last frozen before the move; None: not known.

    True where no move is open.
    """
    said = without_reversed(ledger.events(key=recipient.key))
    moves = forwardings(each for each in said if each.kind in MOVING)
    if not moves:
        return True
    kept = [each for each in ledger.contents_of(recipient.key)
            if each.body and each.seq < moves[0].seq]  # fmt: skip
    if not kept:
        return None
    addressee = card_of(kept[-1].card_no, recipient.key, kept[-1].body).addressee
    before = replace(recipient, addressee=addressee)
    return identity_of(before).address != identity_of(recipient).address


# -- cards that must not go -----------------------------------------------------------------------


def enter_pull(ledger: Ledger, round_id: str, key: str, on: date) -> tuple[WaitingCard, int]:
    """Enter that a card was taken out of the stack; returns it and the number of the entry.

    Raises:
        StateError: no card to this key lies there, or none did on that day.
    """
    with ledger.transaction():
        card = next((each for each in ledger.waiting_cards(key) if each.round == round_id), None)
        if card is None or not card.is_on_hand:
            raise StateError(
                phrase("No card of round {round} to {key} lies here.", round=round_id, key=key),
                phrase("It was never made, is spoilt, posted, or taken out already: "
                       "outreach log --round {round}", round=round_id),
            )  # fmt: skip
        _, _, frozen = ledger.freeze_head(round_id, card.batch)
        if on < frozen:
            raise StateError(
                phrase("Piece {no} of round {round} was printed on {frozen} and cannot have been "
                       "taken out on {on}.", no=card.card_no, round=round_id, frozen=frozen,
                       on=on),
                phrase("Check the day; without --on it is today."),
            )  # fmt: skip
        pulled = NewEvent(
            EventKind.PULLED, on, ledger.person_id(key), round_id, card.card_no, card.batch
        )
        (seq,) = ledger.append([pulled])
    return card, seq
