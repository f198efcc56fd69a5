"""Where every card of a file stands, told in runs: what a program finds a card by.

A run is of numbers that follow each other and lie evenly: on pages one after the other, on every
second page, on pages counted down, or in the same place of sheet after sheet. A pile that is cut
from a stack of sheets is one run, however high it is.
"""

from __future__ import annotations

from typing import NamedTuple


class Standing(NamedTuple):
    """A card in a file: its number, its page, and its place on the page (0: all of it is its)."""

    no: int
    page: int
    place: int = 0


class Runs:
    """The runs of one file; cards are noted in printing order, as they pass by."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []

    def note(self, no: int, page: int, place: int = 0) -> None:
        """Add the next card, by its place on the page (0: the page is all its own)."""
        card = Standing(no, page, place)
        if not self._runs or not self._runs[-1].takes(card):
            self._runs.append(_Run(card))

    def data(self) -> list[dict[str, int]]:
        """Return the runs for batch.json; what does not change within a run has no step."""
        return [run.data() for run in self._runs]


class _Run:
    """Cards first to last; each is ``step`` pages and places further than the one before."""

    def __init__(self, first: Standing) -> None:
        self.first = self.last = first
        self.step: tuple[int, int] | None = None

    def takes(self, card: Standing) -> bool:
        """Return whether the card goes on with the run, which is then longer by it."""
        step = card.page - self.last.page, card.place - self.last.place
        if card.no != self.last.no + 1 or self.step not in (None, step):
            return False
        self.step, self.last = step, card
        return True

    def data(self) -> dict[str, int]:
        pages, places = self.step or (0, 0)
        said = {"page_step": pages, "place": self.first.place, "place_step": places}
        return {
            "first_card": self.first.no,
            "last_card": self.last.no,
            "page": self.first.page,
            **{name: number for name, number in said.items() if number},
        }
