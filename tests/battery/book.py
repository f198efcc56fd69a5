"""A second mind: what an office may do with its mail, written without a look at the ledger.

Slow, plain, and in memory; the state machine does everything in both and compares.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Said:
    """One thing a person (or the post) said; ``undone`` as if it never was."""

    what: str
    on: date
    own: bool = False
    undone: bool = False
    seq: int = 0
    round: str = ""


@dataclass
class Piece:
    """A card of a round: whose, its number, and how far it came."""

    key: str
    no: int
    made: bool = False
    spoilt: bool = False
    pulled: bool = False
    posted: bool = False


@dataclass
class Book:
    """Everything said and sent."""

    people: dict[str, list[Said]] = field(default_factory=dict)
    rounds: dict[str, dict[str, Piece]] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)  # of each round, the left out too

    def say(self, key: str, said: Said) -> None:
        """Write down what was said."""
        self.people.setdefault(key, []).append(said)

    def why_not(self, key: str) -> str:  # noqa: C901  (all of the rule on one page)
        """Return why nobody may write to a person now; blank: they may."""
        yes = refused = own_no = paused = doubt = False
        stop: date | None = None
        for said in self.people.get(key, []):
            if said.undone:
                continue
            match said.what:
                case "yes":
                    yes = True
                    if (said.own or not (own_no or refused)) and (stop is None or said.on >= stop):
                        stop, refused, own_no, paused = None, False, False, False
                case "no":
                    stop = max(stop or said.on, said.on)
                    own_no = own_no or said.own
                case "rest":
                    paused = True
                case "released":
                    paused = doubt = False
                case "refused":
                    refused = True
                case "unknown" | "moved" | "incomplete":
                    doubt = True
        if refused or stop:
            return "stopped"
        if paused:
            return "paused"
        if not yes:
            return "no-consent"
        return "address-held" if doubt else ""

    def freeze(self, round_id: str) -> tuple[dict[str, int], dict[str, str]]:
        """Fix the cards of everyone who may be written to; returns numbers, and reasons."""
        pieces = self.rounds.setdefault(round_id, {})
        known = self.known.setdefault(round_id, set())
        highest = max((piece.no for piece in pieces.values()), default=0)
        cards: dict[str, int] = {}
        others: dict[str, str] = {}
        for key in sorted(self.people):
            old = pieces.get(key)
            if why := self.why_not(key):
                if key not in known:
                    others[key] = why
            elif old is None or not old.posted:
                highest += old is None
                cards[key] = old.no if old else highest
        for key, no in cards.items():
            pieces[key] = Piece(key, no)
        known |= {*cards, *others}
        return cards, others

    def make(self, round_id: str) -> list[int]:
        """Make the files of all cards that are not posted; returns all the numbers."""
        for piece in self.rounds[round_id].values():
            piece.made, piece.spoilt, piece.pulled = True, False, False
        return sorted(piece.no for piece in self.rounds[round_id].values())

    def on_hand(self, round_id: str) -> list[Piece]:
        """Return the cards whose good paper may lie here."""
        pieces = self.rounds.get(round_id, {}).values()
        return [p for p in pieces if p.made and not (p.spoilt or p.pulled or p.posted)]

    def forbidden(self, round_id: str) -> list[Piece]:
        """Return the cards that must be out of the stack before any other may go."""
        return [piece for piece in self.on_hand(round_id) if self.why_not(piece.key)]

    def due(self, round_id: str) -> list[Piece]:
        """Return the cards that may go to the post now."""
        return [piece for piece in self.on_hand(round_id) if not self.why_not(piece.key)]

    def sent(self) -> int:
        """Return how many cards are out."""
        return sum(p.posted for pieces in self.rounds.values() for p in pieces.values())
