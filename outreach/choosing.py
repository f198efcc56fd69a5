"""(people's earlier cards, designs, round) → which picture goes to whom.

Nothing is left to chance: where several pictures are as good, a hash of the seed decides, so the
same inputs give the same choice on any machine. The order of the rows plays no part: ``rank`` says
who chooses before whom.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from outreach.model.design import Design
from outreach.model.season import is_in_season


class Fallen(StrEnum):
    """Why a picture is not the one: for the whole round, or for one person in it."""

    WITHDRAWN = "withdrawn"
    NOT_PERMITTED = "not-permitted"
    OUT_OF_SEASON = "season"
    NO_PLACE = "no-place"  # its layout has none for the words, or for the QR code
    SENT_BEFORE = "sent-before"
    SAME_ARTIST = "same-artist"  # as that of the last card
    OTHER_MOOD = "mood"
    OTHERS_TURN = "turn"  # another artist, or another picture of this one, had fewer cards


@dataclass(frozen=True, slots=True)
class Past:
    """What a person got before.

    ``sent``: the pictures among those of the round, the one longest ago first, each with the round
    it last went out in. ``artist``: whose picture the last card was, whether among them or not.
    """

    sent: Mapping[str, str] = field(default_factory=dict)
    artist: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The picture chosen; ``again`` is the round it went out in before, blank where it is new."""

    design: str
    again: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture as one person's choice saw it; ``fallen`` is None for the one chosen.

    ``round`` says where it was sent before.
    """

    design: str
    artist: str
    fallen: Fallen | None = None
    round: str = ""


def fallen_for_all(design: Design, use: str, post_on: date, day: date) -> Fallen | None:
    """Return why nobody can get a picture in a round, as far as the design itself says.

    ``post_on`` decides the season, ``day`` (the later of it and today) whether it is withdrawn.
    """
    if design.is_withdrawn(day):
        return Fallen.WITHDRAWN
    if not design.permits(use):
        return Fallen.NOT_PERMITTED
    if design.season and not any(is_in_season(season, post_on) for season in design.season):
        return Fallen.OUT_OF_SEASON
    return None


class Chooser:
    """Chooses for one person after the other, and counts, so that every artist has a fair turn.

    Never a picture the person had, and not the artist of the last card, where there is another;
    then a picture of the mood the round wishes; then the artist with the fewest cards in the round,
    of that artist the picture with the fewest. Where every picture was sent before, it is the one
    sent longest ago.
    """

    def __init__(self, seed: str, designs: Iterable[Design], mood: Sequence[str] = ()) -> None:
        wished = {word.casefold() for word in mood}
        self._seed = seed
        self._designs = {each.name: each for each in sorted(designs, key=lambda each: each.name)}
        self._suits = {
            name: not wished or not wished.isdisjoint(word.casefold() for word in each.mood)
            for name, each in self._designs.items()
        }
        self._of_artist: Counter[str] = Counter()
        self._of_design: Counter[str] = Counter()

    def rank(self, key: str, past: Past) -> str:
        """Return what people are sorted by: whoever has the fewest pictures left comes first."""
        return f"{len(self._best(past)):06d}{self._hash(key)}"

    def count(self, design: str, artist: str) -> None:
        """Take a card into account whose picture was settled otherwise."""
        self._of_design[design] += 1
        self._of_artist[artist or design] += 1

    def choose(self, key: str, past: Past) -> Choice:
        """Return the picture for a person, and count it."""
        again = ""
        if best := self._best(past):
            name = min(best, key=lambda name: (*self._turn(name), self._hash(key, name)))
        else:
            name, again = next(iter(past.sent.items()))
        self.count(name, self._designs[name].artist)
        return Choice(name, again)

    def candidates(self, past: Past, chosen: str) -> list[Candidate]:
        """Return every picture of the round and why it was not the one chosen."""
        return [
            Candidate(
                name,
                each.artist,
                None if name == chosen else self._fallen(each, past, chosen),
                past.sent.get(name, ""),
            )
            for name, each in self._designs.items()
        ]

    def _fallen(self, design: Design, past: Past, chosen: str) -> Fallen:
        if design.name in past.sent:
            return Fallen.SENT_BEFORE
        winner = self._designs[chosen]
        if design.artist and design.artist == past.artist != winner.artist:
            return Fallen.SAME_ARTIST
        if self._suits[chosen] and not self._suits[design.name]:
            return Fallen.OTHER_MOOD
        return Fallen.OTHERS_TURN

    def _best(self, past: Past) -> list[str]:
        """Return the pictures between which only turns decide; none where all were sent before."""
        left = [name for name in self._designs if name not in past.sent]
        left = [name for name in left if not self._is_of(name, past.artist)] or left
        return [name for name in left if self._suits[name]] or left

    def _is_of(self, name: str, artist: str) -> bool:
        # Pictures without a name are not by one artist, and each has a turn of its own.
        return bool(artist) and self._designs[name].artist == artist

    def _turn(self, name: str) -> tuple[int, int]:
        return self._of_artist[self._designs[name].artist or name], self._of_design[name]

    def _hash(self, *parts: str) -> str:
        return hashlib.sha256("\0".join((self._seed, *parts)).encode()).hexdigest()
