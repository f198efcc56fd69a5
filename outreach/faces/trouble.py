"""What keeps a face from being set, gathered while it is set."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from outreach.errors import ExitCode, Problem, Where
from outreach.fonts import with_codes
from outreach.phrase import Phrase, phrase


class Surface(Enum):
    """What an address is set on: how it says that something is too long, and what helps."""

    SIDE = (
        phrase(
            "{what} is too long for the address side, even condensed and at the smallest "
            "size (characters too many: about {count})."
        ),
        phrase("Shorten it, or move a part to another column (building, department)."),
    )
    ENVELOPE = (
        phrase(
            "{what} is too long for the front of the envelope, even condensed and at the smallest "
            "size (characters too many: about {count})."
        ),
        phrase("Shorten it, or use a larger envelope."),
    )
    LABEL = (
        phrase(
            "{what} is too long for the label, even condensed and at the smallest size "
            "(characters too many: about {count})."
        ),
        phrase("Use larger labels (label-10 and label-12 have the most room), or shorten it."),
    )


class Trouble:
    """Collects the layout problems of one face; they name a key, never a person."""

    def __init__(self, where: Where, surface: Surface = Surface.SIDE) -> None:
        self.where = where
        self.surface = surface
        self.problems: list[Problem] = []

    def missing(self, characters: Sequence[str], what: Phrase) -> None:
        """Note characters that the address font lacks."""
        self.problems.append(
            Problem(
                ExitCode.LAYOUT,
                "glyph-missing",
                phrase(
                    "No font for the address side has {characters} ({what}).",
                    characters=", ".join(map(with_codes, characters)),
                    what=what,
                ),
                phrase(
                    "Add a font that has it to the folder fonts/ and name it in [fonts] address "
                    "of outreach.toml, or ask whether another form of the character is meant."
                ),
                self.where,
            )
        )

    def overflow(self, what: Phrase, characters: float) -> None:
        """Note that something is about so many characters too long at the smallest size."""
        message, hint = self.surface.value
        gaps = ("what", what), ("count", max(1, round(characters + 0.499)))
        self.problems.append(
            Problem(ExitCode.LAYOUT, "does-not-fit", Phrase(message.text, gaps), hint, self.where)
        )
