"""erase: a person goes out of every file and out of the ledger's words; counts stay.

The chain holds no names and is never changed. What was kept beside it (content, notes, salt, the
hashes of name and address) is emptied, and an entry says that and when it was done. The ledger
comes first: whatever is cut off in between, the same command takes up and ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from outreach.errors import StateError
from outreach.ledger import Ledger
from outreach.model.event import EventKind, NewEvent
from outreach.model.recipient import Recipient
from outreach.model.standing import Status
from outreach.phrase import phrase
from outreach.sources.recipients import read_recipients
from outreach.workflow.desk import Desk
from outreach.workflow.memo import BackupMade, backups_made
from outreach.workflow.removal import Removed, Removing
from outreach.workflow.residue import Residue, residues

_NO = frozenset({Status.STOPPED, Status.REFUSED})


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was erased: it names nobody.

    ``entry`` is the number of the entry that says so, ``contents`` how many frozen contents and
    notes were emptied by it. ``removed`` are what was taken out of the files, ``residues`` files
    in which words of the person may still stand, ``backups`` those made here that hold them.
    """

    key: str
    entry: int
    cards: int
    removed: tuple[Removed, ...]
    residues: tuple[Residue, ...]
    backups: tuple[BackupMade, ...]


def refuse_erased(ledger: Ledger, key: str) -> None:
    """Raise StateError where the person of a key was erased: it stands for nobody any more.

    Nobody can tell that whoever comes back is the person of then: that is what was erased.
    """
    if any(event.kind is EventKind.ERASED for event in ledger.events(key=key)):
        raise StateError(
            phrase("The person of the key {key} was erased; the key is never used again.", key=key),
            phrase("If they want mail again, give them a new row with a new key in the address "
                   "book, and enter the consent under that."),
        )  # fmt: skip


def look(desk: Desk, key: str) -> tuple[Removed, ...]:
    """Return what would be taken out of the files, without changing anything."""
    return tuple(Removing(desk.project.root, key).planned())


def erase(desk: Desk, key: str) -> Certificate:
    """Remove a person from everything here, and return what that was.

    ``key`` is as the files or the ledger write it. Raises StateError while a card of theirs lies
    here on paper, OutputError where a file is open elsewhere; the same command goes on then.
    """
    words = tuple(_words_of(desk, key))
    with desk.write_ledger() as ledger:
        _refuse_paper(ledger, key)
        events = list(ledger.events(key=key))
        entry = _enter(desk, ledger, key)
    removed = tuple(Removing(desk.project.root, key).done())
    first = min((event.seq for event in events), default=entry)
    return Certificate(
        key,
        entry,
        len({(event.round, event.card_no) for event in events if event.card_no}),
        removed,
        tuple(residues(desk.project, key, words)),
        tuple(each for each in backups_made(desk) if each.seq >= first or words),
    )


def _words_of(desk: Desk, key: str) -> Iterator[str]:
    """Yield name and address of the person as the address book has them, to look for later."""
    for found in read_recipients(desk.project):
        if isinstance(found, Recipient) and found.key == key:
            to = found.addressee
            for blank in ("", " ", "\u3000"):
                if to.family_name and to.given_name:
                    yield to.family_name + blank + to.given_name
            yield from (each for each in (to.street, to.building, found.call_name) if each)


def _refuse_paper(ledger: Ledger, key: str) -> None:
    """Refuse while a card lies here that was made and not posted: it bears the address."""
    here = sorted(_on_paper(ledger, key))
    if here:
        round_id, no = here[0]
        raise StateError(
            phrase("Piece {no} of round {round} may lie here on paper, with the address on it.",
                   no=no, round=round_id),
            phrase("Take it out of the stack and shred it: outreach stop {key}, then outreach "
                   "pulled {round} {key}; then erase again.", key=key, round=round_id),
        )  # fmt: skip


def _on_paper(ledger: Ledger, key: str) -> Iterator[tuple[str, int]]:
    """Yield round and number of each card that lies here and was not taken out of the stack."""
    last: dict[tuple[str, int], EventKind] = {}
    for event in ledger.events(key=key):
        if event.kind in (EventKind.MADE, EventKind.PULLED) and event.round and event.card_no:
            last[event.round, event.card_no] = event.kind
    for (round_id, no), kind in last.items():
        tally = ledger.tally(round_id)
        on_hand = {*tally.waiting, *(pull.card_no for pull in tally.pull)}
        if kind is EventKind.MADE and no in on_hand:
            yield round_id, no


def _enter(desk: Desk, ledger: Ledger, key: str) -> int:
    """Empty what the ledger keeps of a person, and return the number of the entry that says so.

    A stop is entered first: should a row come back under the key, nothing is sent to it.
    """
    with ledger.transaction():
        if ledger.standings([key])[key].status not in _NO:
            ledger.stop(key, desk.today)
        ledger.erase(key)
        last = [event for event in ledger.events(key=key) if event.kind is not EventKind.STOP]
        if last and last[-1].kind is EventKind.ERASED:
            return last[-1].seq  # begun before, and cut off among the files
        person = ledger.person_id(key)
        (entry,) = ledger.append([NewEvent(EventKind.ERASED, desk.today, person_id=person)])
        return entry
